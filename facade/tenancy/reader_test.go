package tenancy_test

import (
	"strings"
	"testing"

	"ehr.example/portico/facade/tenancy"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// settings are a tenant's, without a clock.
type settings map[string]string

func (s settings) Setting(name string) (string, bool) { v, ok := s[name]; return v, ok }
func (s settings) Clock(bool) string                  { return "" }

// clinic is the tenant of every case: its number is 7, its facilities are 3 and 4.
var clinic = settings{"clinic": "7", "facility": "3", "other": "4"}

func tables() map[string]program.Tenancy {
	number := sqltree.Setting{Name: "clinic"}
	column := func(name string) sqltree.Expr { return sqltree.Column{Alias: "visit", Name: name} }
	return map[string]program.Tenancy{
		"patient": {Table: "patient", Form: program.ByColumn, Column: "clinic_id", Value: number},
		"staff":   {Table: "staff", Form: program.ByColumn, Column: "clinic_id", Value: number},
		"site":    {Table: "site", Form: program.ByColumn, Column: "code", Value: sqltree.Setting{Name: "facility"}},
		"phone":   {Table: "phone", Form: program.Via, Parent: "patient", On: []program.ColumnPair{{Child: "pat_id", Parent: "id"}}},
		"result": {Table: "result", Form: program.Via, Parent: "orders", On: []program.ColumnPair{
			{Child: "ord_id", Parent: "id"}, {Child: "line", Parent: "line"},
		}},
		"orders": {Table: "orders", Form: program.Via, Parent: "patient", On: []program.ColumnPair{{Child: "pat_id", Parent: "id"}}},
		"visit": {Table: "visit", Form: program.ByPredicate, Predicate: sqltree.And{
			sqltree.In{X: column("fac"), List: []sqltree.Expr{sqltree.Setting{Name: "facility"}, sqltree.Setting{Name: "other"}}},
			sqltree.Compare(column("kind"), "<>", sqltree.Number{Text: "9"}),
		}},
		"code": {Table: "code", Form: program.Shared},
	}
}

func reader(t testing.TB) *tenancy.Reader {
	t.Helper()
	r, err := tenancy.NewReader(tables())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// P, in the cases, is a patient bound to the clinic.
const P = "SELECT p.id FROM patient p WHERE p.clinic_id = ?"

// accepted are statements whose arguments are all the clinic's number, unless they are given.
var accepted = []struct {
	name, text string
	args       []any
}{
	{name: "base table", text: P},
	{name: "a rank among the clinic's", text: "SELECT r.id FROM (SELECT p.id AS id, RANK() OVER (PARTITION BY p.sex ORDER BY p.id DESC) AS n FROM patient p WHERE p.clinic_id = ?) r WHERE r.n <= 3 AND r.id > ?"},
	{name: "the printer's quotes", text: "SELECT `p`.`id` FROM `patient` `p` WHERE `p`.`clinic_id` = ? AND `p`.`sex` = 'F' ORDER BY `p`.`id` DESC LIMIT 51"},
	{name: "number in the text", text: "SELECT p.id FROM patient p WHERE p.clinic_id = 7"},
	{name: "by an index", text: "SELECT p.id FROM patient p FORCE INDEX (PRIMARY) WHERE p.clinic_id = ? ORDER BY p.id"},
	{name: "typed argument", text: P, args: []any{int64(7)}},
	{name: "value on the left, parentheses", text: "SELECT p.id FROM patient p WHERE (? = p.clinic_id AND (p.a = 1 OR p.b = 2))"},
	{name: "table without alias", text: "SELECT patient.id FROM patient WHERE patient.clinic_id = ?"},
	{name: "shared table alone", text: "SELECT c.id FROM code c"},
	{name: "shared table joined", text: "SELECT p.id FROM patient p JOIN code c ON c.id = p.race WHERE p.clinic_id = ?"},
	{name: "inner join in ON", text: "SELECT p.id FROM patient p JOIN staff s ON s.id = p.doc AND s.clinic_id = ? WHERE p.clinic_id = ?"},
	{name: "inner join in WHERE", text: "SELECT p.id FROM patient p JOIN staff s ON s.id = p.doc WHERE p.clinic_id = ? AND s.clinic_id = ?"},
	{name: "base in an inner join's ON", text: "SELECT p.id FROM patient p JOIN staff s ON s.id = p.doc AND s.clinic_id = ? AND p.clinic_id = ?"},
	{name: "equal to a bound table", text: "SELECT p.id FROM patient p JOIN staff s ON s.id = p.doc AND s.clinic_id = p.clinic_id WHERE p.clinic_id = ?"},
	{name: "equal to a table bound later", text: "SELECT p.id FROM patient p JOIN staff s ON s.id = p.doc AND s.clinic_id = p.clinic_id WHERE s.clinic_id = ?"},
	{name: "left join in its ON", text: "SELECT p.id FROM patient p LEFT JOIN staff s ON s.id = p.doc AND s.clinic_id = ? WHERE p.clinic_id = ?"},
	{name: "left join equal to the base", text: "SELECT p.id FROM patient p LEFT JOIN staff s ON s.id = p.doc AND s.clinic_id = p.clinic_id WHERE p.clinic_id = ?"},
	{name: "left join equal to a left join", text: "SELECT p.id FROM patient p LEFT JOIN staff s ON s.id = p.doc AND s.clinic_id = ? LEFT JOIN staff b ON b.id = s.boss AND b.clinic_id = s.clinic_id WHERE p.clinic_id = ?"},
	{name: "via a join", text: "SELECT h.no FROM phone h JOIN patient p ON p.id = h.pat_id WHERE p.clinic_id = ?"},
	{name: "via two joins", text: "SELECT r.v FROM result r JOIN orders o ON o.id = r.ord_id AND r.line = o.line JOIN patient p ON p.id = o.pat_id AND p.clinic_id = ?"},
	{name: "via a left join", text: "SELECT p.id FROM patient p LEFT JOIN phone h ON h.pat_id = p.id AND h.kind = 'H' WHERE p.clinic_id = ?"},
	{name: "via two left joins", text: "SELECT p.id FROM patient p LEFT JOIN orders o ON o.pat_id = p.id LEFT JOIN result r ON r.ord_id = o.id AND r.line = o.line WHERE p.clinic_id = ?"},
	{name: "via EXISTS", text: "SELECT h.no FROM phone h WHERE EXISTS (SELECT 1 FROM patient p WHERE p.id = h.pat_id AND p.clinic_id = ?)"},
	{name: "via nested EXISTS", text: "SELECT r.v FROM result r WHERE EXISTS (SELECT 1 FROM orders o WHERE o.id = r.ord_id AND o.line = r.line AND EXISTS (SELECT 1 FROM patient p WHERE o.pat_id = p.id AND p.clinic_id = ?))"},
	{name: "via EXISTS over a join", text: "SELECT r.v FROM result r WHERE EXISTS (SELECT 1 FROM orders o JOIN patient p ON p.id = o.pat_id WHERE o.id = r.ord_id AND o.line = r.line AND p.clinic_id = ?)"},
	{name: "via IN", text: "SELECT h.no FROM phone h WHERE h.pat_id IN (SELECT p.id FROM patient p WHERE p.clinic_id = ?)"},
	{name: "via IN of pairs", text: "SELECT r.v FROM result r WHERE (r.line, r.ord_id) IN (SELECT o.line, o.id FROM orders o JOIN patient p ON p.id = o.pat_id WHERE p.clinic_id = ?)"},
	{name: "predicate", text: "SELECT v.id FROM visit v WHERE v.x = 1 AND v.fac IN (?, ?) AND (v.kind <> 9)", args: []any{"3", "4"}},
	{name: "predicate in its ON", text: "SELECT p.id FROM patient p LEFT JOIN visit v ON v.pid = p.id AND v.kind <> 9 AND v.fac IN (?, ?) WHERE p.clinic_id = ?", args: []any{"3", "4", "7"}},
	{name: "correlated sub-select", text: P + " AND EXISTS (SELECT 1 FROM staff s WHERE s.id = p.doc AND s.clinic_id = p.clinic_id)"},
	{name: "correlated NOT EXISTS", text: P + " AND NOT EXISTS (SELECT 1 FROM staff s WHERE s.id = p.doc AND s.clinic_id = ?)"},
	{name: "correlated child", text: P + " AND EXISTS (SELECT 1 FROM phone h WHERE h.pat_id = p.id AND h.no LIKE ? ESCAPE '|')"},
	{name: "two blocks deep", text: P + " AND EXISTS (SELECT 1 FROM orders o WHERE o.pat_id = p.id AND NOT EXISTS (SELECT 1 FROM result r WHERE r.ord_id = o.id AND r.line = o.line))"},
	{name: "texts joined in a sub-select", text: "SELECT p.id, (SELECT GROUP_CONCAT(NULLIF(h.no, ?) ORDER BY h.seq DESC, h.no SEPARATOR ', ') FROM phone h WHERE h.pat_id = p.id) FROM patient p WHERE p.clinic_id = ?", args: []any{"", "7"}},
	{name: "groups counted", text: "SELECT COUNT(DISTINCT CASE WHEN p.x = 1 THEN p.id END, p.doc) FROM patient p WHERE p.clinic_id = ?"},
	{name: "the third row", text: "SELECT p.id FROM patient p WHERE p.clinic_id = ? AND p.x IN ((SELECT h.no FROM phone h WHERE h.pat_id = p.id ORDER BY h.no LIMIT 1 OFFSET 2))"},
	{name: "a picked row", text: "SELECT `h[race]`.`no` FROM `patient` `p` LEFT JOIN `phone` `h[race]` ON `h[race]`.`pat_id` = `p`.`id` AND `h[race]`.`kind` = ? WHERE `p`.`clinic_id` = ?", args: []any{"race", "7"}},
	{name: "scalar sub-select", text: "SELECT p.id, (SELECT MAX(h.no) FROM phone h WHERE h.pat_id = p.id) FROM patient p WHERE p.clinic_id = ?"},
	{name: "sub-select in an OR", text: P + " AND (p.x = 1 OR p.id IN (SELECT h.pat_id FROM phone h JOIN patient q ON q.id = h.pat_id WHERE q.clinic_id = ?))"},
	{name: "derived union", text: "SELECT p.id FROM patient p JOIN (SELECT s.pat AS k FROM staff s WHERE s.clinic_id = ? UNION SELECT q.id FROM patient q WHERE q.clinic_id = ?) d ON d.k = p.id WHERE p.clinic_id = ?"},
	{name: "union", text: P + " UNION ALL SELECT s.id FROM staff s WHERE s.clinic_id = ?"},
	{name: "a page of each source", text: "(SELECT p.id, NULL, 0 FROM patient p FORCE INDEX (PRIMARY) WHERE p.clinic_id = ? ORDER BY p.id + 0 LIMIT 51) UNION ALL " +
		"(SELECT STRAIGHT_JOIN h.no, h.kind = 'H', 1 FROM patient p JOIN phone h ON h.pat_id = p.id WHERE p.clinic_id = ? ORDER BY h.no + 0 LIMIT 51)"},
	{name: "the same alias inside", text: P + " AND p.doc IN (SELECT p.id FROM staff p WHERE p.clinic_id = ?)"},
	{name: "straight join, count", text: "SELECT STRAIGHT_JOIN COUNT(*) FROM patient p JOIN phone h ON h.pat_id = p.id WHERE p.clinic_id = ?"},
	{name: "group and having", text: "SELECT p.sex, COUNT(*) FROM patient p WHERE p.clinic_id = ? GROUP BY p.sex HAVING COUNT(*) > 1"},
	{name: "functions", text: "SELECT COALESCE(TRIM(p.a), CONCAT_WS(' ', p.b, p.c)), CAST(p.n AS DECIMAL(30,10)) FROM patient p WHERE p.clinic_id = ? AND p.d >= p.e + INTERVAL 1 DAY AND BINARY p.f = ?"},
	{name: "quoted oddities", text: "SELECT `p`.`a``b/*` FROM `patient` `p` WHERE `p`.`clinic_id` = ? AND `p`.`x` = 'it''s -- # /* é'"},
}

func TestAccepted(t *testing.T) {
	r := reader(t)
	for _, c := range accepted {
		args := c.args
		for args == nil || len(args) < strings.Count(c.text, "?") {
			if strings.Count(c.text, "?") == 0 {
				break
			}
			args = append(args, "7")
		}
		for range 2 { // parsed, then from the cache
			if err := r.Check(c.text, args, clinic); err != nil {
				t.Errorf("%s: %v\n%s", c.name, err, c.text)
			}
		}
	}
}
