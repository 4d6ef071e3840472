package mysql

import (
	"fmt"
	"testing"

	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

func TestStatementsPerConnection(t *testing.T) {
	for connections, want := range map[int]int{0: 200, 1: 200, 20: 200, 40: 100, 400: 10, 4000: 8} {
		if got := statementsPerConnection(connections); got != want {
			t.Errorf("%d connections: %d statements each, not %d", connections, got, want)
		}
	}
}

func TestPreparedStatementsAreBounded(t *testing.T) {
	d := fixtureOf(t, Config{MaxOpen: 1000})
	s := session(t, t.Context(), d.Database)
	status := func(name string) string {
		return plain(t, s, "SHOW SESSION STATUS LIKE '"+name+"'")[0][1]
	}
	var rows program.Rows
	run := func(n int) {
		sel := &sqltree.Select{Columns: []sqltree.Expr{sqltree.Number{Text: fmt.Sprint(n)}}}
		if err := s.Query(sel, settings{}, &rows); err != nil || string(rows.Cell(0, 0)) != fmt.Sprint(n) {
			t.Fatalf("%d: %v", n, err)
		}
	}
	for n := range 50 {
		run(n)
		run(0) // stays, because it is used
	}
	if prepared, closed := status("Com_stmt_prepare"), status("Com_stmt_close"); prepared != "50" || closed != "42" {
		t.Errorf("%s prepared, %s closed", prepared, closed)
	}
	_ = s.withConnection(func(c *connection) error {
		if c.cache.len() != 8 || c.cache.get("SELECT 0") == nil {
			t.Errorf("%d statements are kept", c.cache.len())
		}
		return nil
	})
}
