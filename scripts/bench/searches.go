package main

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// sought is a search beside the SQL that a person would write for it, who knows the schema and its indexes: it finds the
// page's rows and reads them, and makes no JSON of them.
type sought struct {
	name, target, by string
	args             []any
	most             float64 // how many times as long as that SQL the search should take at most
}

// soughtSearches are those whose plans matter: through references, in both directions, and in orders.
var soughtSearches = []sought{
	{
		"chain, rare", "Observation?category=vital-signs&subject:Patient.birthdate=1960-03",
		"SELECT v.* FROM patient p JOIN vitals v ON v.clinic_id = p.clinic_id AND v.pat_id = p.pat_id " +
			"WHERE p.clinic_id = ? AND p.deleted = 0 AND p.dob >= '1960-03-01' AND p.dob < '1960-04-01' ORDER BY v.vit_id LIMIT 51",
		[]any{clinicID},
		10,
	},
	{
		"chain, common", "Observation?code=http%3A%2F%2Floinc.org%7C8867-4&subject:Patient.gender=female",
		"SELECT STRAIGHT_JOIN v.* FROM vitals v JOIN patient p ON p.clinic_id = v.clinic_id AND p.pat_id = v.pat_id " +
			"WHERE v.clinic_id = ? AND p.deleted = 0 AND v.pulse > 0 AND p.sex = 'F' ORDER BY v.vit_id LIMIT 51",
		[]any{clinicID},
		10,
	},
	{
		"_has, common", "Patient?_has:Encounter:patient:class=AMB",
		"SELECT p.* FROM patient p WHERE p.clinic_id = ? AND p.deleted = 0 AND EXISTS (SELECT 1 FROM encounter e " +
			"WHERE e.clinic_id = p.clinic_id AND e.pat_id = p.pat_id AND e.enc_class = 'AMB') ORDER BY p.pat_id LIMIT 51",
		[]any{clinicID},
		2,
	},
	{
		"_has in a record", "Encounter?patient=7&_has:Condition:encounter:code=I10",
		"SELECT e.* FROM encounter e WHERE e.clinic_id = ? AND e.pat_id = 7 AND (EXISTS (SELECT 1 FROM charge_slip b WHERE b.clinic_id = e.clinic_id " +
			"AND b.enc_id = e.enc_id AND 'I10' IN (b.dx1, b.dx2, b.dx3)) OR EXISTS (SELECT 1 FROM chart_item i WHERE i.clinic_id = e.clinic_id " +
			"AND i.pat_id = e.pat_id AND i.type = 'P' AND i.enc_id = e.enc_id AND i.codes LIKE '%I10%')) ORDER BY e.enc_id LIMIT 51",
		[]any{clinicID},
		2,
	},
	{
		"_include", "Observation?code=http%3A%2F%2Floinc.org%7C8867-4&_count=50&_include=Observation:subject",
		"SELECT STRAIGHT_JOIN v.*, p.* FROM vitals v JOIN patient p ON p.clinic_id = v.clinic_id AND p.pat_id = v.pat_id " +
			"WHERE v.clinic_id = ? AND p.deleted = 0 AND v.pulse > 0 ORDER BY v.vit_id LIMIT 51",
		[]any{clinicID},
		8,
	},
	{
		"_revinclude", "Patient?_count=10&_revinclude=Encounter:subject",
		"SELECT p.*, e.* FROM (SELECT * FROM patient WHERE clinic_id = ? AND deleted = 0 ORDER BY pat_id LIMIT 11) p " +
			"LEFT JOIN encounter e ON e.clinic_id = p.clinic_id AND e.pat_id = p.pat_id ORDER BY p.pat_id",
		[]any{clinicID},
		6,
	},
	{
		"$everything", "Patient/7/$everything?_count=1000",
		everythingByHand,
		[]any{clinicID},
		10,
	},
	{
		"$lastn", "Observation/$lastn?patient=7&category=laboratory&max=2",
		"SELECT x.* FROM (SELECT r.*, RANK() OVER (PARTITION BY r.test_code ORDER BY COALESCE(r.result_at, o.ordered_at) DESC) n " +
			"FROM lab_order o JOIN lab_result r ON r.ord_id = o.ord_id WHERE o.clinic_id = ? AND o.pat_id = 7 AND o.status <> 'X') x WHERE x.n <= 2",
		[]any{clinicID},
		6,
	},
	{
		"by date", "Encounter?_sort=-date",
		"SELECT e.* FROM encounter e JOIN patient p ON p.clinic_id = e.clinic_id AND p.pat_id = e.pat_id " +
			"WHERE e.clinic_id = ? AND p.deleted = 0 ORDER BY e.start_at DESC, e.enc_id DESC LIMIT 51",
		[]any{clinicID},
		6,
	},
	{
		"ten streams by date", "Observation?category=vital-signs&_sort=-date",
		"SELECT v.* FROM vitals v JOIN patient p ON p.clinic_id = v.clinic_id AND p.pat_id = v.pat_id " +
			"WHERE v.clinic_id = ? AND p.deleted = 0 ORDER BY v.taken_at DESC, v.vit_id DESC LIMIT 51",
		[]any{clinicID},
		6,
	},
	{
		"in a month", "Observation?category=vital-signs&date=2023-05",
		"SELECT v.* FROM vitals v JOIN patient p ON p.clinic_id = v.clinic_id AND p.pat_id = v.pat_id WHERE v.clinic_id = ? AND p.deleted = 0 " +
			"AND v.taken_at >= '2023-05-01' AND v.taken_at < '2023-06-01' ORDER BY v.vit_id LIMIT 51",
		[]any{clinicID},
		2,
	},
}

// everythingByHand reads a row of each table that a patient's record is made of, and the people in it.
const everythingByHand = "WITH me AS (SELECT ? AS clinic, 7 AS pat) " +
	"SELECT 'patient' AS t, p.pat_id AS id, LENGTH(p.lname) AS x FROM me JOIN patient p ON p.clinic_id = me.clinic AND p.pat_id = me.pat " +
	"UNION ALL SELECT 'item', i.item_id, LENGTH(i.title) FROM me JOIN chart_item i ON i.clinic_id = me.clinic AND i.pat_id = me.pat " +
	"UNION ALL SELECT 'encounter', e.enc_id, LENGTH(e.reason) FROM me JOIN encounter e ON e.clinic_id = me.clinic AND e.pat_id = me.pat " +
	"UNION ALL SELECT 'slip', b.slip_no, LENGTH(b.dx1) FROM me JOIN encounter e ON e.clinic_id = me.clinic AND e.pat_id = me.pat " +
	"JOIN charge_slip b ON b.clinic_id = e.clinic_id AND b.enc_id = e.enc_id " +
	"UNION ALL SELECT 'immunization', m.imm_id, LENGTH(m.vaccine) FROM me JOIN immunization m ON m.clinic_id = me.clinic AND m.pat_id = me.pat " +
	"UNION ALL SELECT 'rx', r.rx_id, LENGTH(r.drug_text) FROM me JOIN rx r ON r.clinic_id = me.clinic AND r.pat_id = me.pat " +
	"UNION ALL SELECT 'vitals', v.vit_id, v.pulse FROM me JOIN vitals v ON v.clinic_id = me.clinic AND v.pat_id = me.pat " +
	"UNION ALL SELECT 'result', l.line_no, LENGTH(l.test_name) FROM me JOIN lab_order o ON o.clinic_id = me.clinic AND o.pat_id = me.pat " +
	"JOIN lab_result l ON l.ord_id = o.ord_id " +
	"UNION ALL SELECT 'note', n.note_no, LENGTH(n.form) FROM me JOIN note n ON n.clinic_id = me.clinic AND n.pat_id = me.pat " +
	"UNION ALL SELECT 'history', h.hist_id, LENGTH(h.alcohol) FROM me JOIN history h ON h.clinic_id = me.clinic AND h.pat_id = me.pat " +
	"UNION ALL SELECT 'staff', s.staff_id, LENGTH(s.lname) FROM me JOIN staff s ON s.clinic_id = me.clinic " +
	"WHERE s.staff_id IN (SELECT e.staff_id FROM encounter e WHERE e.clinic_id = me.clinic AND e.pat_id = me.pat)"

// growing says why some searches take longer with more rows.
var growing = map[string]string{
	"_has in a record": "chart_item has no index for enc_id, which check --live names",
	"in a month":       "few rows have less than a page in a month",
}

// deepSorts are searches of which a page far behind costs what an early one does: an index has their order.
var deepSorts = []string{"Encounter?_sort=-date", "Encounter?_sort=date", "Patient?_sort=birthdate", "Patient?_sort=-birthdate", "Observation?category=vital-signs&_sort=-date"}

// sqlByHand reads the rows of a statement again and again.
type sqlByHand struct {
	ctx   context.Context
	meter *meter
	stmt  *sql.Stmt
	args  []any
}

// run reads for a while.
func (s *sqlByHand) run(d time.Duration) (pace, error) { return s.meter.again(d, s.once) }

// once is how many rows there are.
func (s *sqlByHand) once() (n int, err error) {
	rows, err := s.stmt.QueryContext(s.ctx, s.args...)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return 0, err
	}
	cells, into := make([]sql.RawBytes, len(names)), make([]any, len(names))
	for i := range cells {
		into[i] = &cells[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return n, err
		}
		n++
	}
	return n, rows.Err()
}

// searches is searches against SQL by hand, in time.
func (r *report) searches(ctx context.Context) error {
	t := newTable(r.out, fmt.Sprintf("7. Time of a search ÷ of SQL by hand that reads the rows (%d rows)", r.large.database.rows), ratioColumns)
	defer t.Flush()
	for _, s := range soughtSearches {
		got, err := r.byHand(ctx, s)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		t.ratio(s.name, 1, got, goal{most: s.most})
	}
	return nil
}

// byHand is one of them.
func (r *report) byHand(ctx context.Context, s sought) (ratio, error) {
	stmt, err := r.large.byHand.db.PrepareContext(ctx, s.by)
	if err != nil {
		return ratio{}, err
	}
	defer stmt.Close()
	manual := &sqlByHand{ctx: ctx, meter: r.meter, stmt: stmt, args: s.args}
	facade, err := newSearches(ctx, r.meter, r.large.portico.site, "", s.target)
	if err != nil {
		return ratio{}, err
	}
	rows, err := manual.once()
	if err != nil {
		return ratio{}, err
	}
	entries, err := facade.once()
	if err == nil && (rows == 0 || entries == 0) {
		err = fmt.Errorf("%d entries, %d rows by hand", entries, rows)
	}
	if err != nil {
		return ratio{}, err
	}
	return (&duel{a: manual, b: facade, rounds: r.rounds, each: r.each}).run()
}

// sorts is far pages of ordered searches against early ones, in time.
func (r *report) sorts(ctx context.Context, goal goal) error {
	t := newTable(r.out, fmt.Sprintf("9. Time of an ordered page far behind ÷ of an early one (%d rows)", r.large.database.rows), ratioColumns)
	defer t.Flush()
	for _, target := range deepSorts {
		far, err := newSearches(ctx, r.meter, r.large.portico.site, "", target)
		if err != nil {
			return err
		}
		near := *far
		soon, err := near.follow(early)
		if err != nil {
			return err
		}
		late, err := far.follow(deepest)
		if err != nil {
			return err
		}
		got, err := (&duel{a: &near, b: far, rounds: r.rounds, each: r.each}).run()
		if err != nil {
			return err
		}
		t.ratio(fmt.Sprintf("%s, page %d ÷ %d", target, late, soon), 1, got, goal)
	}
	return nil
}

// grown is the same searches with many rows against few, in time.
func (r *report) grown(ctx context.Context, goal goal) error {
	t := newTable(r.out, fmt.Sprintf("8. Time of a search with %d rows ÷ with %d", r.large.database.rows, r.small.database.rows), ratioColumns)
	defer t.Flush()
	for _, s := range soughtSearches {
		few, err := newSearches(ctx, r.meter, r.small.portico.site, "", s.target)
		if err != nil {
			return err
		}
		many, err := newSearches(ctx, r.meter, r.large.portico.site, "", s.target)
		if err != nil {
			return err
		}
		got, err := (&duel{a: few, b: many, rounds: r.rounds, each: r.each}).run()
		if err != nil {
			return err
		}
		t.ratio(s.name, 1, got, goal.but(growing[s.name]))
	}
	return nil
}

// plans is what shows whether plans are good ones.
func (r *report) plans(ctx context.Context) error {
	if err := r.searches(ctx); err != nil {
		return err
	}
	if err := r.grown(ctx, goal{most: 2}); err != nil {
		return err
	}
	return r.sorts(ctx, goal{most: 1.2})
}
