package tenancy_test

import (
	"strings"
	"testing"

	"ehr.example/portico/facade/tenancy"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// refused are statements that lack a binding, or hold what must not be there; want is part of the reason.
var refused = []struct {
	name, text, want string
	args             []any
}{
	{name: "nothing", text: "SELECT p.id FROM patient p", want: "not bound"},
	{name: "another clinic", text: P, args: []any{"8"}, want: "not bound"},
	{name: "another clinic in the text", text: "SELECT p.id FROM patient p WHERE p.clinic_id = 8", want: "not bound"},
	{name: "the clinic as a fraction", text: "SELECT p.id FROM patient p WHERE p.clinic_id = 7.0", want: "not bound"},
	{name: "NULL", text: P, args: []any{nil}, want: "not bound"},
	{name: "the right value at another place", text: "SELECT p.id FROM patient p WHERE p.clinic_id = ? AND p.x = ?", args: []any{"8", "7"}, want: "not bound"},
	{name: "too few arguments", text: P, args: []any{}, want: "1 places for 0"},
	{name: "too many arguments", text: P, args: []any{"7", "7"}, want: "1 places for 2"},
	{name: "OR beside", text: P + " OR p.x = 1", want: "not bound"},
	{name: "inside OR", text: "SELECT p.id FROM patient p WHERE (p.clinic_id = ? OR p.x = 1)", want: "not bound"},
	{name: "TRUE OR", text: "SELECT p.id FROM patient p WHERE TRUE OR p.clinic_id = ?", want: "not bound"},
	{name: "XOR", text: P + " XOR p.x = 1", want: "not bound"},
	{name: "pipes", text: P + " || p.x = 1", want: "not bound"},
	{name: "under NOT", text: "SELECT p.id FROM patient p WHERE NOT (p.clinic_id = ?)", want: "not bound"},
	{name: "under bang", text: "SELECT p.id FROM patient p WHERE ! (p.clinic_id = ?)", want: "not bound"},
	{name: "IS FALSE", text: "SELECT p.id FROM patient p WHERE (p.clinic_id = ?) IS FALSE", want: "not bound"},
	{name: "IS NULL", text: "SELECT p.id FROM patient p WHERE (p.clinic_id = ?) IS NULL", want: "not bound"},
	{name: "= 0", text: "SELECT p.id FROM patient p WHERE (p.clinic_id = ?) = 0", want: "not bound"},
	{name: "chained equality", text: "SELECT p.id FROM patient p WHERE p.x = p.clinic_id = ?", want: "not bound"},
	{name: "plus", text: "SELECT p.id FROM patient p WHERE p.clinic_id = ? + 1", want: "not bound"},
	{name: "null-safe", text: "SELECT p.id FROM patient p WHERE p.clinic_id <=> ?", want: "not bound"},
	{name: "IN list", text: "SELECT p.id FROM patient p WHERE p.clinic_id IN (?, 8)", want: "not bound"},
	{name: "LIKE", text: "SELECT p.id FROM patient p WHERE p.clinic_id LIKE ?", want: "not bound"},
	{name: "at least", text: "SELECT p.id FROM patient p WHERE p.clinic_id >= ?", want: "not bound"},
	{name: "not equal", text: "SELECT p.id FROM patient p WHERE p.clinic_id <> ?", want: "not bound"},
	{name: "wrapped", text: "SELECT p.id FROM patient p WHERE ABS(p.clinic_id) = ?", want: "not bound"},
	{name: "another column", text: "SELECT p.id FROM patient p WHERE p.old_clinic_id = ?", want: "not bound"},
	{name: "itself", text: "SELECT p.id FROM patient p WHERE p.clinic_id = p.clinic_id", want: "not bound"},
	{name: "HAVING", text: "SELECT p.id, p.clinic_id FROM patient p GROUP BY p.id HAVING p.clinic_id = ?", want: "not bound"},
	{name: "in the select list", text: "SELECT p.clinic_id = ? FROM patient p", want: "not bound"},
	{name: "in ORDER BY", text: "SELECT p.id FROM patient p ORDER BY p.clinic_id = ?", want: "not bound"},
	{name: "in a CASE", text: "SELECT p.id FROM patient p WHERE CASE WHEN p.clinic_id = ? THEN 1 ELSE 1 END", want: "not bound"},

	{name: "on the other alias", text: "SELECT p.id FROM patient p JOIN patient q ON q.id = p.id AND q.clinic_id = ? AND q.clinic_id = ?", want: "as p"},
	{name: "joined table unbound", text: "SELECT p.id FROM patient p JOIN staff s ON s.id = p.doc WHERE p.clinic_id = ?", want: "staff as s"},
	{name: "joined table under OR in ON", text: "SELECT p.id FROM patient p JOIN staff s ON s.id = p.doc OR s.clinic_id = ? WHERE p.clinic_id = ?", want: "staff as s"},
	{name: "base in a left join's ON", text: "SELECT p.id FROM patient p LEFT JOIN code c ON c.id = p.race AND p.clinic_id = ?", want: "patient as p"},
	{name: "base equal in a left join's ON", text: "SELECT p.id FROM patient p LEFT JOIN staff s ON s.clinic_id = ? AND s.clinic_id = p.clinic_id", want: "patient as p"},
	{name: "left join in a later ON", text: "SELECT p.id FROM patient p LEFT JOIN staff s ON s.id = p.doc LEFT JOIN code c ON c.id = s.x AND s.clinic_id = ? WHERE p.clinic_id = ?", want: "staff as s"},
	{name: "left join in WHERE", text: "SELECT p.id FROM patient p LEFT JOIN staff s ON s.id = p.doc WHERE p.clinic_id = ? AND (s.clinic_id = ? OR s.clinic_id IS NULL)", want: "staff as s"},
	{name: "left join plainly in WHERE", text: "SELECT p.id FROM patient p LEFT JOIN staff s ON s.id = p.doc WHERE p.clinic_id = ? AND s.clinic_id = ?", want: "staff as s"},
	{name: "two tables equal to each other only", text: "SELECT p.id FROM patient p JOIN staff s ON s.clinic_id = p.clinic_id", want: "not bound"},
	{name: "equal to a table with another value", text: "SELECT p.id FROM patient p JOIN site s ON s.code = ? AND s.code = p.clinic_id", args: []any{"3"}, want: "patient as p"},
	{name: "equal to another column", text: "SELECT p.id FROM patient p JOIN staff s ON s.clinic_id = p.doc WHERE p.clinic_id = ?", want: "staff as s"},
	{name: "equal to a shared table", text: "SELECT p.id FROM patient p JOIN code c ON c.clinic_id = p.clinic_id", want: "patient as p"},

	{name: "via nothing", text: "SELECT h.no FROM phone h", want: "phone as h"},
	{name: "via an unbound parent", text: "SELECT h.no FROM phone h JOIN patient p ON p.id = h.pat_id", want: "not bound"},
	{name: "via the wrong column", text: "SELECT h.no FROM phone h JOIN patient p ON p.id = h.id WHERE p.clinic_id = ?", want: "phone as h"},
	{name: "via half of the columns", text: "SELECT r.v FROM result r JOIN orders o ON o.id = r.ord_id JOIN patient p ON p.id = o.pat_id AND p.clinic_id = ?", want: "result as r"},
	{name: "via two rows of the parent", text: "SELECT r.v FROM result r JOIN orders o ON o.id = r.ord_id JOIN orders q ON q.line = r.line JOIN patient p ON p.id = o.pat_id AND p.id = q.pat_id AND p.clinic_id = ?", want: "result as r"},
	{name: "via the base of a left join", text: "SELECT h.no FROM phone h LEFT JOIN patient p ON p.id = h.pat_id AND p.clinic_id = ?", want: "phone as h"},
	{name: "via another table", text: "SELECT h.no FROM phone h JOIN staff p ON p.id = h.pat_id WHERE p.clinic_id = ?", want: "phone as h"},
	{name: "via NOT EXISTS", text: "SELECT h.no FROM phone h WHERE NOT EXISTS (SELECT 1 FROM patient p WHERE p.id = h.pat_id AND p.clinic_id = ?)", want: "phone as h"},
	{name: "via EXISTS in an OR", text: "SELECT h.no FROM phone h WHERE h.x = 1 OR EXISTS (SELECT 1 FROM patient p WHERE p.id = h.pat_id AND p.clinic_id = ?)", want: "phone as h"},
	{name: "via uncorrelated EXISTS", text: "SELECT h.no FROM phone h WHERE EXISTS (SELECT 1 FROM patient p WHERE p.id = ? AND p.clinic_id = ?)", want: "phone as h"},
	{name: "via EXISTS of a count", text: "SELECT h.no FROM phone h WHERE EXISTS (SELECT COUNT(*) FROM patient p WHERE p.id = h.pat_id AND p.clinic_id = ?)", want: "phone as h"},
	{name: "via EXISTS ordered by a count", text: "SELECT h.no FROM phone h WHERE EXISTS (SELECT 1 FROM patient p WHERE p.id = h.pat_id AND p.clinic_id = ? ORDER BY MAX(p.id))", want: "phone as h"},
	{name: "via EXISTS with an optional parent", text: "SELECT h.no FROM phone h WHERE EXISTS (SELECT 1 FROM code c LEFT JOIN patient p ON p.id = h.pat_id AND p.clinic_id = ?)", want: "phone as h"},
	{name: "via EXISTS of a union", text: "SELECT h.no FROM phone h WHERE EXISTS (SELECT 1 FROM patient p WHERE p.id = h.pat_id AND p.clinic_id = ? UNION SELECT 1 FROM code c)", want: "phone as h"},
	{name: "via EXISTS with the correlation in a left ON", text: "SELECT h.no FROM phone h WHERE EXISTS (SELECT 1 FROM patient p LEFT JOIN code c ON p.id = h.pat_id WHERE p.clinic_id = ?)", want: "phone as h"},
	{name: "via NOT IN", text: "SELECT h.no FROM phone h WHERE h.pat_id NOT IN (SELECT p.id FROM patient p WHERE p.clinic_id = ?)", want: "phone as h"},
	{name: "via IN of other columns", text: "SELECT h.no FROM phone h WHERE h.pat_id IN (SELECT p.doc FROM patient p WHERE p.clinic_id = ?)", want: "phone as h"},
	{name: "via swapped IN pairs", text: "SELECT r.v FROM result r WHERE (r.line, r.ord_id) IN (SELECT o.id, o.line FROM orders o JOIN patient p ON p.id = o.pat_id WHERE p.clinic_id = ?)", want: "result as r"},
	{name: "via given keys", text: "SELECT h.no FROM phone h WHERE h.pat_id IN (?, ?)", want: "phone as h"},

	{name: "predicate missing", text: "SELECT v.id FROM visit v", want: "visit as v"},
	{name: "half of the predicate", text: "SELECT v.id FROM visit v WHERE v.fac IN (?, ?)", args: []any{"3", "4"}, want: "visit as v"},
	{name: "predicate with other values", text: "SELECT v.id FROM visit v WHERE v.kind <> 9 AND v.fac IN (?, ?)", args: []any{"3", "5"}, want: "visit as v"},
	{name: "predicate with more values", text: "SELECT v.id FROM visit v WHERE v.kind <> 9 AND v.fac IN (?, ?, ?)", args: []any{"3", "4", "5"}, want: "visit as v"},
	{name: "predicate on another alias", text: "SELECT v.id FROM visit v JOIN visit w ON w.id = v.id AND w.kind <> 9 AND w.fac IN (?, ?)", args: []any{"3", "4"}, want: "visit as v"},
	{name: "predicate under OR", text: "SELECT v.id FROM visit v WHERE v.kind <> 9 AND (v.x = 1 OR v.fac IN (?, ?))", args: []any{"3", "4"}, want: "visit as v"},
	{name: "predicate negated", text: "SELECT v.id FROM visit v WHERE v.kind <> 9 AND v.fac NOT IN (?, ?)", args: []any{"3", "4"}, want: "visit as v"},

	{name: "outer block only", text: P + " AND EXISTS (SELECT 1 FROM staff s WHERE s.id = p.doc)", want: "staff as s"},
	{name: "inner block only", text: "SELECT p.id FROM patient p WHERE p.doc IN (SELECT s.id FROM staff s WHERE s.clinic_id = ?)", want: "patient as p"},
	{name: "the inner condition on the outer alias", text: P + " AND EXISTS (SELECT 1 FROM staff s WHERE s.id = p.doc AND p.clinic_id = ?)", want: "staff as s"},
	{name: "shadowed alias", text: P + " AND EXISTS (SELECT 1 FROM staff p JOIN patient q ON q.clinic_id = ? WHERE q.id = p.doc)", want: "staff as p"},
	{name: "alias of a table further right", text: P + " AND EXISTS (SELECT 1 FROM staff s JOIN code c ON c.id = p.x AND s.clinic_id = ? JOIN patient p ON p.clinic_id = ?)", want: "ambiguous"},
	{name: "alias in another case", text: P + " AND EXISTS (SELECT 1 FROM staff P WHERE p.clinic_id = ?)", want: "ambiguous"},
	{name: "alias twice", text: "SELECT p.id FROM patient p JOIN staff P ON P.clinic_id = ? WHERE p.clinic_id = ?", want: "twice"},
	{name: "inside of a derived table", text: "SELECT d.id FROM (SELECT p.id FROM patient p) d WHERE d.clinic_id = ?", want: "patient as p"},
	{name: "beside a derived table", text: "SELECT p.id FROM patient p JOIN (SELECT q.id FROM patient q WHERE q.clinic_id = ?) d ON d.id = p.id", want: "patient as p"},
	{name: "derived table correlated", text: P + " AND EXISTS (SELECT 1 FROM (SELECT s.id FROM staff s WHERE s.clinic_id = p.clinic_id) d)", want: "not known"},
	{name: "second arm of a union", text: P + " UNION SELECT s.id FROM staff s", want: "staff as s"},
	{name: "second page of a union", text: "(" + P + " ORDER BY p.id LIMIT 51) UNION ALL (SELECT h.no FROM phone h ORDER BY h.no LIMIT 51)", want: "phone as h"},
	{name: "a page that leans on another one's table", text: "(" + P + " LIMIT 51) UNION ALL (SELECT h.no FROM phone h WHERE h.pat_id = p.id LIMIT 51)", want: "not known"},
	{name: "first arm of a union", text: "SELECT s.id FROM staff s UNION ALL " + P, want: "staff as s"},
	{name: "second arm in a sub-select", text: P + " AND p.id IN (SELECT q.id FROM patient q WHERE q.clinic_id = ? UNION SELECT s.id FROM staff s)", want: "staff as s"},
	{name: "texts joined of anybody", text: "SELECT (SELECT GROUP_CONCAT(s.id ORDER BY s.id SEPARATOR ', ') FROM staff s WHERE s.id = p.doc) FROM patient p WHERE p.clinic_id = ?", want: "staff as s"},
	{name: "sub-select in the order of joined texts", text: "SELECT GROUP_CONCAT(p.id ORDER BY (SELECT MAX(s.id) FROM staff s) SEPARATOR ', ') FROM patient p WHERE p.clinic_id = ?", want: "staff as s"},
	{name: "sub-select in a counted CASE", text: "SELECT COUNT(DISTINCT CASE WHEN EXISTS (SELECT 1 FROM staff s) THEN p.id END, p.doc) FROM patient p WHERE p.clinic_id = ?", want: "staff as s"},
	{name: "a picked row of anybody", text: "SELECT `h[race]`.`no` FROM `patient` `p` LEFT JOIN `phone` `h[race]` ON `h[race]`.`kind` = ? WHERE `p`.`clinic_id` = ?", args: []any{"race", "7"}, want: "phone as h[race]"},
	{name: "sub-select in the select list", text: "SELECT (SELECT MAX(s.id) FROM staff s) FROM patient p WHERE p.clinic_id = ?", want: "staff as s"},
	{name: "sub-select in ORDER BY", text: P + " ORDER BY (SELECT MAX(s.id) FROM staff s)", want: "staff as s"},
	{name: "sub-select in HAVING", text: "SELECT p.sex FROM patient p WHERE p.clinic_id = ? GROUP BY p.sex HAVING EXISTS (SELECT 1 FROM staff s)", want: "staff as s"},
	{name: "sub-select in ON", text: "SELECT p.id FROM patient p JOIN code c ON c.id IN (SELECT s.id FROM staff s) WHERE p.clinic_id = ?", want: "staff as s"},
	{name: "sub-select in a function", text: "SELECT COALESCE((SELECT MAX(s.id) FROM staff s), 1) FROM patient p WHERE p.clinic_id = ?", want: "staff as s"},
	{name: "ANY", text: P + " AND p.id = ANY (SELECT s.id FROM staff s WHERE s.clinic_id = ?)", want: "not allowed"},

	{name: "unknown table", text: "SELECT x.id FROM users x", want: "no tenancy"},
	{name: "table in another case", text: "SELECT p.id FROM PATIENT p WHERE p.clinic_id = ?", want: "no tenancy"},
	{name: "another schema", text: "SELECT p.id FROM other.patient p WHERE p.clinic_id = ?", want: "another schema"},
	{name: "information_schema", text: "SELECT c.x FROM information_schema.tables c", want: "another schema"},
	{name: "column of another schema", text: "SELECT d.p.id FROM patient p WHERE p.clinic_id = ?", want: "alias"},
	{name: "column without alias", text: "SELECT id FROM patient p WHERE p.clinic_id = ?", want: "alias"},
	{name: "star", text: "SELECT * FROM patient p WHERE p.clinic_id = ?", want: "* is not"},
	{name: "comma join", text: "SELECT p.id FROM patient p, code c WHERE p.clinic_id = ?", want: "without ON"},
	{name: "cross join", text: "SELECT p.id FROM patient p CROSS JOIN code c WHERE p.clinic_id = ?", want: "without ON"},
	{name: "right join", text: "SELECT p.id FROM patient p RIGHT JOIN code c ON c.id = p.race WHERE p.clinic_id = ?", want: "inner and left"},
	{name: "natural join", text: "SELECT p.id FROM patient p NATURAL JOIN code c WHERE p.clinic_id = ?", want: "NATURAL"},
	{name: "USING", text: "SELECT p.id FROM patient p JOIN code c USING (id) WHERE p.clinic_id = ?", want: "USING"},
	{name: "nested join", text: "SELECT p.id FROM patient p JOIN (code c JOIN staff s ON s.id = c.id) ON c.id = p.id WHERE p.clinic_id = ?", want: "not allowed"},
	{name: "common table", text: "WITH p AS (SELECT s.id FROM staff s) SELECT p.id FROM p", want: "WITH"},
	{name: "lateral", text: "SELECT p.id FROM patient p JOIN LATERAL (SELECT 1 AS x) d ON d.x = 1 WHERE p.clinic_id = ?", want: "LATERAL"},
	{name: "window", text: "SELECT ROW_NUMBER() OVER () FROM patient p WHERE p.clinic_id = ?", want: "not allowed"},
	{name: "window without a partition", text: "SELECT RANK() OVER (ORDER BY p.id) FROM patient p WHERE p.clinic_id = ?", want: "not allowed"},
	{name: "window with a frame", text: "SELECT RANK() OVER (PARTITION BY p.sex ORDER BY p.id ROWS UNBOUNDED PRECEDING) FROM patient p WHERE p.clinic_id = ?", want: "not allowed"},
	{name: "window of anybody", text: "SELECT r.id FROM (SELECT p.id AS id, RANK() OVER (PARTITION BY p.sex ORDER BY p.id) AS n FROM patient p) r WHERE r.n <= 3", want: "patient as p"},
	{name: "sub-select in a partition", text: "SELECT RANK() OVER (PARTITION BY (SELECT MAX(s.id) FROM staff s) ORDER BY p.id) FROM patient p WHERE p.clinic_id = ?", want: "staff as s"},
	{name: "sub-select in a window's order", text: "SELECT RANK() OVER (PARTITION BY p.sex ORDER BY (SELECT MAX(s.id) FROM staff s)) FROM patient p WHERE p.clinic_id = ?", want: "staff as s"},
	{name: "a tenant's condition outside of the window's rows", text: "SELECT r.id FROM (SELECT p.id AS id, p.clinic_id AS c, RANK() OVER (PARTITION BY p.sex ORDER BY p.id) AS n FROM patient p) r WHERE r.c = ?", want: "patient as p"},

	{name: "comment", text: P + " /* x */", want: "/*"},
	{name: "executed comment", text: P + " /*!50000 OR 1=1 */", want: "/*"},
	{name: "MariaDB's executed comment", text: P + " /*M! OR 1=1 */", want: "/*"},
	{name: "hint", text: "SELECT /*+ MAX_EXECUTION_TIME(0) */ p.id FROM patient p WHERE p.clinic_id = ?", want: "/*"},
	{name: "line comment", text: P + " -- x", want: "--"},
	{name: "hash comment", text: "SELECT p.id FROM patient p # WHERE\n WHERE p.clinic_id = ?", want: "'#'"},
	{name: "double quotes", text: P + ` AND p.x = "y"`, want: "not allowed"},
	{name: "backslash in a string", text: P + ` AND p.x = '\' OR 1=1 OR '`, want: "backslash"},
	{name: "open quote", text: P + " AND p.x = 'y", want: "not closed"},
	{name: "two statements", text: P + "; " + P, want: "';'"},
	{name: "user variable", text: P + " AND p.x = @y", want: "'@'"},
	{name: "system variable", text: "SELECT @@version", want: "'@'"},
	{name: "letters beyond ASCII", text: "SELECT p.ïd FROM patient p WHERE p.clinic_id = ?", want: "not allowed"},
	{name: "function off the list", text: P + " AND SLEEP(10) = 0", want: "SLEEP"},
	{name: "file", text: "SELECT LOAD_FILE('/x') FROM patient p WHERE p.clinic_id = ?", want: "LOAD_FILE"},
	{name: "stored function", text: "SELECT my_function(p.id) FROM patient p WHERE p.clinic_id = ?", want: "my_function"},
	{name: "function of another schema", text: "SELECT other.abs(p.id) FROM patient p WHERE p.clinic_id = ?", want: "not allowed"},
	{name: "INTO", text: P + " INTO OUTFILE '/x'", want: "INTO"},
	{name: "FOR UPDATE", text: P + " FOR UPDATE", want: "locking"},
	{name: "share mode", text: P + " LOCK IN SHARE MODE", want: "locking"},
	{name: "index hint", text: "SELECT p.id FROM patient p IGNORE INDEX (x) WHERE p.clinic_id = ?", want: "hints"},
	{name: "index hint for an order", text: "SELECT p.id FROM patient p FORCE INDEX FOR ORDER BY (x) WHERE p.clinic_id = ?", want: "hints"},
	{name: "forced index, another clinic", text: "SELECT p.id FROM patient p FORCE INDEX (x) WHERE p.clinic_id <> ?", want: ""},
	{name: "found rows", text: "SELECT SQL_CALC_FOUND_ROWS p.id FROM patient p WHERE p.clinic_id = ?", want: "options"},
	{name: "not SELECT", text: "UPDATE patient p SET p.x = 1 WHERE p.clinic_id = ?", want: "not a SELECT"},
	{name: "SHOW", text: "SHOW TABLES", want: "not a SELECT"},
	{name: "TABLE", text: "TABLE patient", want: "not allowed"},
	{name: "nonsense", text: "SELECT FROM WHERE", want: ""},
	{name: "empty", text: "", want: ""},
}

func TestRefused(t *testing.T) {
	r := reader(t)
	for _, c := range refused {
		args := c.args
		if args == nil {
			for range strings.Count(c.text, "?") {
				args = append(args, "7")
			}
		}
		err := r.Check(c.text, args, clinic)
		if err == nil {
			t.Errorf("%s was accepted\n%s", c.name, c.text)
		} else if !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, not %q\n%s", c.name, err, c.want, c.text)
		}
	}
}

func TestTenantWithoutTheSetting(t *testing.T) {
	for _, values := range []sqltree.Values{settings{}, settings{"clinic": ""}, nil} {
		if err := reader(t).Check(P, []any{""}, values); err == nil {
			t.Errorf("accepted with %v", values)
		}
	}
}

func TestNewReaderRefuses(t *testing.T) {
	via := func(parent string) program.Tenancy {
		return program.Tenancy{Form: program.Via, Parent: parent, On: []program.ColumnPair{{Child: "a", Parent: "b"}}}
	}
	for name, tables := range map[string]map[string]program.Tenancy{
		"no value":      {"t": {Form: program.ByColumn, Column: "c"}},
		"no column":     {"t": {Form: program.ByColumn, Value: sqltree.Number{Text: "1"}}},
		"no predicate":  {"t": {Form: program.ByPredicate}},
		"no parent":     {"t": via("u")},
		"shared parent": {"t": via("u"), "u": {Form: program.Shared}},
		"no columns":    {"t": {Form: program.Via, Parent: "u"}, "u": {Form: program.Shared}},
		"circle":        {"t": via("u"), "u": via("t")},
		"itself":        {"t": via("t")},
	} {
		if _, err := tenancy.NewReader(tables); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

// heavy is a statement of the size that the planner writes.
const heavy = "SELECT `o`.`id`, `p`.`id` FROM `result` `r` JOIN `orders` `o` ON `o`.`id` = `r`.`ord_id` AND `o`.`line` = `r`.`line` " +
	"JOIN `patient` `p` ON `p`.`id` = `o`.`pat_id` AND `p`.`clinic_id` = ? LEFT JOIN `staff` `s` ON `s`.`id` = `p`.`doc` AND `s`.`clinic_id` = `p`.`clinic_id` " +
	"WHERE `p`.`id` = ? AND `r`.`date` >= ? AND (`r`.`code` IN (?, ?) OR `r`.`value` <> '') ORDER BY `r`.`date` DESC, `r`.`id` DESC LIMIT 51"

func BenchmarkCheck(b *testing.B) {
	r, args := reader(b), []any{"7", int64(12), "2024-01-01", "718-7", "4548-4"}
	b.Run("known", func(b *testing.B) {
		for b.Loop() {
			if err := r.Check(heavy, args, clinic); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("new", func(b *testing.B) {
		for b.Loop() {
			fresh, err := tenancy.NewReader(tables())
			if err != nil {
				b.Fatal(err)
			}
			if err := fresh.Check(heavy, args, clinic); err != nil {
				b.Fatal(err)
			}
		}
	})
}
