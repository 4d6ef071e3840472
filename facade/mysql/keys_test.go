package mysql

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/schema"
	"ehr.example/portico/mappers/sqltree"
)

func keysFixture(t *testing.T) (*Session, fixture) {
	t.Helper()
	d := fixtureOf(t, Config{},
		"CREATE TABLE code (k INT NULL, b BINARY(2), u BIGINT UNSIGNED, s VARCHAR(10), f VARCHAR(10))",
		"INSERT INTO code VALUES (1, x'0001', 18446744073709551615, 'a', 'few'), (1, x'0001', 18446744073709551615, 'a', 'few'), (2, x'FF00', 2, 'b', 'few'), (NULL, NULL, 3, 'c', 'few'), (3, x'0102', 4, 'd', 'one')",
		"CREATE TABLE many (k INT)", "INSERT INTO many SELECT seq FROM seq_1_to_1500",
		"CREATE TABLE row_ (id INT, k INT)", "INSERT INTO row_ VALUES (10, 1), (20, 2), (30, 3), (40, 4), (50, NULL)")
	s := session(t, t.Context(), d.Database)
	s.Record()
	return s, d
}

// codes is the set of a column where f is the word.
func codes(name, word string) *sqltree.Keys {
	return &sqltree.Keys{Select: &sqltree.Select{
		Columns: []sqltree.Expr{column(name)}, From: from("code"),
		Where: sqltree.Compare(column("f"), "=", sqltree.Literal{Value: word}),
	}}
}

// rowsIn is the ids of the rows whose k is in the set.
func rowsIn(k *sqltree.Keys, not bool) *sqltree.Select {
	in := sqltree.InKeys{X: []sqltree.Expr{column("k")}, Keys: k, Not: not}
	return &sqltree.Select{Columns: []sqltree.Expr{column("id")}, From: from("row_"), Where: in, OrderBy: []sqltree.Order{{X: column("id")}}}
}

func TestKeys(t *testing.T) {
	s, _ := keysFixture(t)
	few := codes("k", "few")
	for _, c := range []struct {
		sel  *sqltree.Select
		want string
		text string
	}{
		{rowsIn(few, false), "10 20", "`t`.`k` IN (?, ?)"},
		{rowsIn(few, true), "30 40", "`t`.`k` NOT IN (?, ?)"},
		{rowsIn(codes("k", "one"), false), "30", "`t`.`k` = ?"},
		{rowsIn(codes("k", "none"), false), "", "FALSE"},
		{rowsIn(&sqltree.Keys{Select: &sqltree.Select{Columns: []sqltree.Expr{column("k")}, From: from("many")}}, false), "10 20 30 40", "IN (SELECT"},
	} {
		var got []string
		for _, row := range texts(t, s, c.sel) {
			got = append(got, row[0])
		}
		ran := s.Statements()[len(s.Statements())-1]
		if strings.Join(got, " ") != c.want || !strings.Contains(ran.Text, c.text) {
			t.Errorf("%s gave %v, not %s", ran.Text, got, c.want)
		}
		if c.sel.Where.(sqltree.InKeys).Keys.Known {
			t.Error("the given tree was changed")
		}
	}
	if n := len(s.Statements()); n != 5+4 {
		t.Errorf("%d statements ran: the set of both first cases is read once", n)
	}
	if text := s.Statements()[0].Text; !strings.HasPrefix(text, "SELECT DISTINCT `t`.`k`") || !strings.HasSuffix(text, "LIMIT 1001") {
		t.Error(text)
	}
}

func TestKeysAreTyped(t *testing.T) {
	s, _ := keysFixture(t)
	for name, want := range map[string][][]any{
		"k": {{int64(1)}, {int64(2)}},
		"b": {{[]byte{0, 1}}, {[]byte{255, 0}}},
		"u": {{uint64(1<<64 - 1)}, {int64(2)}, {int64(3)}},
		"s": {{"a"}, {"b"}, {"c"}},
	} {
		k := codes(name, "few")
		k.Select.OrderBy = []sqltree.Order{{X: column("s")}}
		k.Select.Distinct = true
		resolved, err := s.Resolve(rowsIn(k, false), settings{})
		if err != nil {
			t.Fatal(err)
		}
		got := resolved.Where.(sqltree.InKeys).Keys.Rows
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestKeysWithinKeys(t *testing.T) {
	s, _ := keysFixture(t)
	outer := &sqltree.Keys{Select: &sqltree.Select{
		Columns: []sqltree.Expr{column("k")}, From: from("row_"),
		Where: sqltree.InKeys{X: []sqltree.Expr{column("k")}, Keys: codes("k", "few")},
	}}
	inner := sqltree.Exists{Select: rowsIn(outer, false)}
	sel := rowsIn(outer, false)
	sel.Where = sqltree.And{sel.Where, inner}
	if got := fmt.Sprint(texts(t, s, sel)); got != "[[10] [20]]" {
		t.Error(got)
	}
	if n := len(s.Statements()); n != 3 {
		t.Errorf("%d statements, not 3", n)
	}
}

// TestKeysTogether: the key sets of a statement, and of several, are found by one statement as far as their columns are alike.
func TestKeysTogether(t *testing.T) {
	s, _ := keysFixture(t)
	defined := func(name string, def schema.Column, word string) *sqltree.Keys {
		k := codes(name, word)
		k.Select.Columns[0] = sqltree.Column{Alias: "t", Name: name, Def: &def}
		return k
	}
	number := schema.Column{Type: "int(11)", Kind: schema.Integer}
	text := schema.Column{Type: "varchar(10)", Kind: schema.Text, Charset: "utf8mb4", Collation: "utf8mb4_general_ci"}
	few, one, none := defined("k", number, "few"), defined("k", number, "one"), defined("k", number, "none")
	words, other := defined("s", text, "few"), defined("s", text, "one")
	either := rowsIn(few, false)
	either.Where = sqltree.Or{either.Where, rowsIn(one, false).Where, rowsIn(none, false).Where}
	as := func(k *sqltree.Keys) *sqltree.Select {
		return &sqltree.Select{Columns: []sqltree.Expr{column("s")}, From: from("code"), Where: sqltree.InKeys{X: []sqltree.Expr{column("s")}, Keys: k}}
	}
	resolved, err := s.ResolveAll([]*sqltree.Select{either, as(words), as(other), rowsIn(one, false)}, settings{})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"`t`.`k` IN (1, 2, 3)", "`t`.`s` IN ('a', 'b', 'c')", "`t`.`s` = 'd'", "`t`.`k` = 3"} {
		if got := sqltree.Text(sqltree.Fold(resolved[i].Where)); got != want {
			t.Errorf("%s, not %s", got, want)
		}
	}
	ran := s.Statements()
	if len(ran) != 2 || strings.Count(ran[0].Text, "LIMIT 1001") != 3 || strings.Count(ran[1].Text, "UNION ALL") != 1 {
		t.Errorf("%d statements: %v", len(ran), ran)
	}
	again, err := s.ResolveAll([]*sqltree.Select{either, as(words)}, settings{})
	if err != nil || len(s.Statements()) != 2 || sqltree.SelectText(again[0]) != sqltree.SelectText(resolved[0]) {
		t.Errorf("%d statements, %v", len(s.Statements()), err)
	}
}

// TestKeysTogetherLarge: a set that is too large to be sent leaves the others of its statement what they are.
func TestKeysTogetherLarge(t *testing.T) {
	s, _ := keysFixture(t)
	def := &schema.Column{Type: "int(11)", Kind: schema.Integer}
	k := sqltree.Column{Alias: "t", Name: "k", Def: def}
	large := &sqltree.Keys{Select: &sqltree.Select{Columns: []sqltree.Expr{k}, From: from("many")}}
	few := codes("k", "few")
	few.Select.Columns[0] = k
	sel := rowsIn(large, false)
	sel.Where = sqltree.And{sel.Where, rowsIn(few, false).Where}
	if got := fmt.Sprint(texts(t, s, sel)); got != "[[10] [20]]" {
		t.Error(got)
	}
	if ran := s.Statements(); len(ran) != 2 || !strings.Contains(ran[1].Text, "IN (SELECT") {
		t.Errorf("%v", ran)
	}
}

func TestKeysFault(t *testing.T) {
	s, _ := keysFixture(t)
	bad := &sqltree.Keys{Select: &sqltree.Select{Columns: []sqltree.Expr{column("k")}, From: from("nowhere")}}
	var rows program.Rows
	wantOutcome(t, s.Query(rowsIn(bad, false), settings{}, &rows), 500, "nowhere")
}

func TestExplain(t *testing.T) {
	s, _ := keysFixture(t)
	plan, err := s.Explain(rowsIn(codes("k", "few"), false), settings{})
	if err != nil {
		t.Fatal(err)
	}
	if text := plan.String(); !strings.Contains(text, "select_type") || !strings.Contains(text, "SIMPLE") {
		t.Error(text)
	}
}
