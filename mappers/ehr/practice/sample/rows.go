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
	},
	"staff": {
		"clinic_id", "staff_id", "login", "lname", "fname", "mname", "title", "suffix", "npi", "specialty", "phone",
		"email", "active", "updated_at",
	},
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
}

// Columns names the columns that the rows of a table fill.
func Columns(table string) []string { return columns[table] }

// Tables gives all rows of all tables, one after another: the codes, each clinic's facilities and
// staff, then the hand-written patients of all clinics in turn, the heavy patients' random visits,
// and the random patients of all clinics in turn; each patient is followed by its own rows.
func Tables(o Options) iter.Seq[Row] {
	return func(yield func(Row) bool) {
		g := &generator{o: o.complete(), yield: yield, vitals: map[int]int{}}
		g.codes()
		for _, c := range g.o.Clinics {
			g.facilities(c)
			g.staff(c)
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

	charts, encounters, orders int         // global
	vitals                     map[int]int // for each clinic
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
