package sample

import (
	"iter"
	"math/rand/v2"
)

// Row is one row: its values in the order of Columns(Table). A value is nil, an int, a string
// (dates and decimals too) or a []byte.
type Row struct {
	Table  string
	Values []any
}

// columns are those that rows fill; the legacy columns nobody uses keep their defaults.
var columns = map[string][]string{
	"facility": {
		"clinic_id", "fac_no", "name", "npi", "phone", "fax", "email", "street", "city", "state", "zip", "active",
		"parent_no", "plus_four", "lat", "lon",
	},
	"staff": {
		"clinic_id", "staff_id", "login", "lname", "fname", "mname", "title", "suffix", "npi", "specialty", "phone",
		"email", "active", "updated_at", "pw_hash",
	},
	"staff_job":   {"clinic_id", "staff_id", "job"},
	"staff_site":  {"clinic_id", "staff_id", "fac_no"},
	"portal_user": {"clinic_id", "portal_id", "email", "pw", "pw_salt", "pat_id", "lname", "fname", "street", "city", "zip", "status", "fails", "locked_until"},
	"portal_ward": {"clinic_id", "portal_id", "pat_id", "relation"},
	"patient": {
		"clinic_id", "pat_id", "chart_no", "mrn", "lname", "fname", "mname", "suffix", "maiden", "dob", "sex",
		"birth_sex", "marital", "race", "ethnicity", "lang", "phone_home", "phone_work", "phone_cell", "email",
		"street", "street2", "city", "state", "zip", "deceased", "death_date", "staff_id", "deleted", "created",
		"updated_at",
	},
	"pat_addr": {"chart_no", "seq", "kind", "street", "city", "state", "zip", "from_date", "to_date"},
	"encounter": {
		"enc_id", "uid", "clinic_id", "pat_id", "staff_id", "fac_no", "enc_class", "enc_type", "status", "start_at",
		"end_at", "reason", "last_upd",
	},
	"deleted_record": {"clinic_id", "tbl", "rec_id", "deleted_at", "by_staff"},
	"vitals": {
		"clinic_id", "vit_id", "pat_id", "enc_id", "staff_id", "taken_at", "sbp", "dbp", "pulse", "resp", "temp",
		"spo2", "weight", "height", "bmi", "head_circ", "note", "last_upd",
	},
	"lab_order": {"ord_id", "clinic_id", "pat_id", "enc_id", "staff_id", "ordered_at", "status", "panel"},
	"lab_result": {
		"ord_id", "line_no", "test_code", "test_name", "result", "result_type", "unit", "ref_range", "flag",
		"result_at", "status", "comment",
	},
	"code_list": {"list", "code", "label", "std_system", "std_code", "active", "sort_no"},
	"chart_item": {
		"item_id", "clinic_id", "pat_id", "type", "title", "codes", "begin_date", "begin_est", "end_date", "occur", "outcome",
		"certain", "severity", "concern", "kind", "enc_id", "rx_id", "note", "user", "archived", "in_error", "created_at",
		"changed_at",
	},
	"list_touch":  {"clinic_id", "pat_id", "type", "touched_at", "staff_id"},
	"reaction":    {"item_id", "seq", "react_code", "react_text", "grade", "seen_on", "voided"},
	"surgery":     {"item_id", "year", "month", "day", "hospital"},
	"charge_slip": {"clinic_id", "slip_no", "enc_id", "dx1", "dx2", "dx3", "dx_type", "billed_on", "resolved_on"},
	"immunization": {
		"imm_id", "uid", "clinic_id", "pat_id", "enc_id", "staff_id", "cvx", "vaccine", "given_on", "given_at", "done", "refused",
		"why_not", "in_error", "source", "last_upd",
	},
	"imm_ext":     {"imm_id", "keyval", "val"},
	"drug":        {"drug_id", "name", "form", "active"},
	"drug_term":   {"drug_id", "seq", "source_id", "code", "map_type"},
	"term_source": {"source_id", "name", "uri"},
	"rx": {
		"clinic_id", "rx_id", "pat_id", "enc_id", "by_kind", "by_id", "date", "drug_id", "rxnorm", "drug_text", "dose", "unit",
		"route", "interval", "repeat", "quantity", "prn", "sig", "status", "start_on", "stop_on", "stopped_at", "reason", "extra",
		"updated",
	},
	"proc_done": {
		"clinic_id", "proc_id", "pat_id", "enc_id", "staff_id", "code", "descr", "proc_date", "proc_time", "state", "site",
		"fac_name", "remark", "last_upd",
	},
	"lab_report": {"ord_id", "seq", "collected", "date", "date_tz", "status", "reviewer"},
	"note": {
		"note_no", "clinic_id", "uuid", "pat_id", "enc", "type", "form", "author_kind", "author_id", "at", "body", "signed",
		"hidden", "updated",
	},
	"history":       {"hist_id", "clinic_id", "pat_id", "date", "tobacco", "alcohol", "user"},
	"uid_map":       {"clinic_id", "tbl", "rec_id", "what", "uid"},
	"pat_attr":      {"chart_no", "name", "value"},
	"survey":        {"survey_id", "clinic_id", "pat_id", "form", "enc_ref", "staff_id", "taken_at", "status"},
	"survey_answer": {"survey_id", "item", "parent", "val_type", "val_code", "val_num", "val_unit", "val_text"},
}

// Columns names the columns that the rows of a table fill.
func Columns(table string) []string { return columns[table] }

// Tables gives all rows of all tables, one after another: the codes, each clinic's facilities and
// staff, then the hand-written patients of all clinics in turn, the heavy patients' random visits,
// and the random patients of all clinics in turn; each patient is followed by its own rows.
func Tables(o Options) iter.Seq[Row] {
	return func(yield func(Row) bool) {
		g := newGenerator(o.complete(), yield)
		g.codes()
		g.formulary()
		for _, c := range g.o.Clinics {
			g.facilities(c)
			g.staff(c)
			g.portal(c)
		}
		g.inTurn(handWritten, g.knownPatient)
		for _, c := range g.o.Clinics {
			g.heavyPatients(c)
		}
		g.inTurn(random, g.randomPatient)
	}
}

// generator holds the counters of the numbers that all clinics share.
type generator struct {
	o       Options
	yield   func(Row) bool
	stopped bool

	charts, encounters, orders int // global
	items, shots, notes, pasts int
	surveys                    int
	vitals, slips, scripts     map[int]int // for each clinic
	procedures                 map[int]int

	visits []seen // of the patient whose rows are being emitted
}

func newGenerator(o Options, yield func(Row) bool) *generator {
	return &generator{
		o: o, yield: yield, vitals: map[int]int{}, slips: map[int]int{}, scripts: map[int]int{}, procedures: map[int]int{},
	}
}

func (g *generator) emit(table string, values ...any) {
	if !g.stopped {
		g.stopped = !g.yield(Row{Table: table, Values: values})
	}
}

// inTurn emits patient 1 of every clinic, then patient 2, …; of a clinic those in (first, last].
func (g *generator) inTurn(span func(Clinic) (first, last int), emit func(Clinic, int)) {
	for id, more := 1, true; more; id++ {
		more = false
		for _, c := range g.o.Clinics {
			first, last := span(c)
			if g.stopped {
				return
			}
			more = more || id < last
			if first < id && id <= last {
				emit(c, id)
			}
		}
	}
}

func handWritten(c Clinic) (first, last int) { return 0, min(len(knownPatients(c)), c.Patients) }
func random(c Clinic) (first, last int)      { return len(knownPatients(c)), c.Patients }

// rng is a patient's (or a member of staff's) own source of chance: what it gives doesn't depend
// on how many others there are.
func (g *generator) rng(c Clinic, kind, id int) *rand.Rand {
	return rand.New(rand.NewPCG(g.o.Seed, uint64(c.ID)<<40|uint64(kind)<<36|uint64(id)))
}

const (
	ofPatient = iota
	ofStaff
	ofChart
	ofReport // of an order
)

// about is a whole number whose mean is n; 0 for a negative n.
func about(r *rand.Rand, n int) int {
	if n <= 0 {
		return 0
	}
	return 1 + r.IntN(2*n-1)
}

// oneIn is true once in n times.
func oneIn(r *rand.Rand, n int) bool { return r.IntN(n) == 0 }

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }
