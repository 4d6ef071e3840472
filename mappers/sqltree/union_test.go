package sqltree

import (
	"strings"
	"testing"
)

func keysOf(n int) *Select {
	rows := make([][]any, n)
	for i := range rows {
		rows[i] = []any{int64(i)}
	}
	in := InKeys{X: []Expr{a}, Keys: &Keys{Rows: rows, Known: true}}
	return &Select{Columns: []Expr{a}, From: From{{Table: "t", Alias: "t"}}, Where: in, OrderBy: []Order{{X: a}}, Limit: 51}
}

func TestUnion(t *testing.T) {
	p := Printer{}
	text, args := p.Union(Union{keysOf(2), keysOf(1)})
	want := "(SELECT `t`.`a` FROM `t` WHERE `t`.`a` IN (?, ?, ?, ?, ?, ?, ?, ?) ORDER BY `t`.`a` LIMIT 51) UNION ALL (SELECT `t`.`a` FROM `t` WHERE `t`.`a` = ? ORDER BY `t`.`a` LIMIT 51)"
	if text != want || len(args) != 9 {
		t.Errorf("%s with %v", text, args)
	}
	alone, _ := p.Union(Union{keysOf(2)})
	if one, _ := p.Statement(keysOf(2)); alone != one || strings.Contains(alone, "(SELECT") || strings.Count(alone, "?") != 2 {
		t.Error(alone)
	}
}

// TestPadded: lists of keys have few lengths, and fewer in a union.
func TestPadded(t *testing.T) {
	for _, c := range []struct{ keys, alone, together int }{{1, 1, 1}, {2, 2, 8}, {8, 8, 8}, {9, 16, 64}, {64, 64, 64}, {65, 128, 512}, {513, 1024, 1024}, {1000, 1024, 1024}, {1025, 2048, 4096}} {
		if got := (&Printer{}).padded(c.keys); got != c.alone {
			t.Errorf("%d keys get %d places, not %d", c.keys, got, c.alone)
		}
		if got := (&Printer{wide: true}).padded(c.keys); got != c.together {
			t.Errorf("%d keys get %d places in a union, not %d", c.keys, got, c.together)
		}
	}
}

// TestFoldJoinsSets: alternatives that look the same columns up in known sets look them up in one.
func TestFoldJoinsSets(t *testing.T) {
	in := func(x Expr, not bool, keys ...int64) Expr {
		set := &Keys{Known: true}
		for _, k := range keys {
			set.Rows = append(set.Rows, []any{k})
		}
		return InKeys{X: []Expr{x}, Keys: set, Not: not}
	}
	open := InKeys{X: []Expr{a}, Keys: &Keys{Select: keysOf(0)}}
	for _, c := range []struct {
		e    Expr
		want string
	}{
		{Or{in(a, false, 1, 2), in(a, false, 2, 3)}, "`t`.`a` IN (1, 2, 3)"},
		{Or{in(a, false, 1), in(a, false), in(a, false, 4)}, "`t`.`a` IN (1, 4)"},
		{Or{in(a, false, 1), in(b, false, 2), in(a, false, 1)}, "`t`.`a` = 1 OR `t`.`b` = 2"},
		{Or{in(a, false, 1), in(a, true, 1)}, "`t`.`a` = 1 OR `t`.`a` NOT IN (1)"},
		{And{in(a, false, 1), in(a, false, 2)}, "`t`.`a` = 1 AND `t`.`a` = 2"},
		{Or{in(op(a, "+", one), false, 1), in(op(a, "+", one), false, 2)}, "`t`.`a` + 1 = 1 OR `t`.`a` + 1 = 2"},
	} {
		if got := Text(Fold(c.e)); got != c.want {
			t.Errorf("%s folds to %s, not %s", Text(c.e), got, c.want)
		}
	}
	if got := Fold(Or{open, open}).(Or); len(got) != 2 {
		t.Error("sets that are not known were joined")
	}
	if got, ok := Fold(Or{keysOf(600).Where, keysOf(601).Where}).(Or); !ok || len(got) != 2 {
		t.Error("sets that are too many together to be sent were joined")
	}
}
