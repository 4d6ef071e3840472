package mysql

import (
	"testing"

	"ehr.example/portico/mappers/sqltree"
)

// TestPlanEstimate reads plans as MariaDB and MySQL write them.
func TestPlanEstimate(t *testing.T) {
	columns := []string{"id", "select_type", "table", "rows", "filtered", "Extra"}
	for _, c := range []struct {
		name    string
		columns []string
		rows    [][]string
		want    int64
	}{
		{"nothing", columns, nil, 0},
		{"one table", columns, [][]string{{"1", "SIMPLE", "t", "5000", "100.00", ""}}, 5000},
		{"a part is kept", columns, [][]string{{"1", "SIMPLE", "t", "5000", "10.00", ""}}, 500},
		{"a join", columns, [][]string{{"1", "SIMPLE", "t", "500", "50.00", ""}, {"1", "SIMPLE", "u", "4", "100.00", ""}}, 1000},
		{"a sub-select is looked into, not multiplied", columns, [][]string{{"1", "PRIMARY", "t", "500", "100.00", ""}, {"2", "SUBQUERY", "u", "4", "100.00", ""}}, 500},
		{"impossible", columns, [][]string{{"1", "SIMPLE", "", "", "", "Impossible WHERE"}}, 0},
		{"without filtered", []string{"id", "rows"}, [][]string{{"1", "12"}}, 12},
		{"another kind of answer", []string{"plan"}, [][]string{{"Filter"}}, 0},
		{"absurd", columns, [][]string{{"1", "SIMPLE", "t", "99999999999", "100.00", ""}, {"1", "SIMPLE", "u", "99999999999", "100.00", ""}}, maxEstimate},
	} {
		if got := (Plan{Columns: c.columns, Rows: c.rows}).estimate(); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}

// TestEstimate asks a server about rows that it does not read.
func TestEstimate(t *testing.T) {
	d := fixtureOf(t, Config{}, "CREATE TABLE row_ (k INT PRIMARY KEY, s VARCHAR(9), KEY (s))", "INSERT INTO row_ SELECT seq, IF(seq % 10, 'a', 'b') FROM seq_1_to_3000", "ANALYZE TABLE row_")
	s := session(t, t.Context(), d.Database)
	count := func(where sqltree.Expr) *sqltree.Select {
		return &sqltree.Select{Columns: []sqltree.Expr{sqltree.Aggregate{Name: "COUNT", Args: []sqltree.Expr{sqltree.Number{Text: "1"}}}}, From: from("row_"), Where: where}
	}
	for _, c := range []struct {
		where     sqltree.Expr
		low, high int64
	}{
		{nil, 1500, 6000},
		{sqltree.Compare(column("s"), "=", sqltree.Literal{Value: "b"}), 100, 900},
		{sqltree.Compare(column("k"), "=", sqltree.Number{Text: "7"}), 0, 1},
	} {
		got, err := s.Estimate(count(c.where), nil)
		if err != nil || got < c.low || got > c.high {
			t.Errorf("%v: %d %v, want %d to %d", c.where, got, err, c.low, c.high)
		}
	}
}
