package mysql

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

func TestCellsAreTheDatabasesText(t *testing.T) {
	cases := []struct{ kind, value, want string }{
		{"INT NULL", "NULL", "NULL"},
		{"INT", "-2147483648", "-2147483648"},
		{"TINYINT(1)", "1", "1"},
		{"BIGINT UNSIGNED", "18446744073709551615", "18446744073709551615"},
		{"BIGINT", "-9223372036854775808", "-9223372036854775808"},
		{"DECIMAL(12,6)", "120", "120.000000"},
		{"DECIMAL(30,10)", "12345678901234567890.0123456789", "12345678901234567890.0123456789"},
		{"FLOAT", "98.6", "98.6"},
		{"DOUBLE", "0.1", "0.1"},
		{"DOUBLE", "123456789", "123456789"},
		{"DOUBLE", "1e20", "1e+20"},
		{"DATE", "'0000-00-00'", "0000-00-00"},
		{"DATE", "'2024-00-15'", "2024-00-15"},
		{"DATE", "'1931-02-03'", "1931-02-03"},
		{"DATETIME", "'0000-00-00 00:00:00'", "0000-00-00 00:00:00"},
		{"DATETIME(3)", "'2024-03-10 02:30:00.125'", "2024-03-10 02:30:00.125"},
		{"TIMESTAMP NULL", "'2024-03-10 02:30:00'", "2024-03-10 02:30:00"},
		{"TIME", "'-25:01:02'", "-25:01:02"},
		{"YEAR", "1999", "1999"},
		{"VARCHAR(10)", "''", ""},
		{"VARCHAR(10)", "'a\\\\%_''é'", `a\%_'é`},
		{"VARCHAR(10) CHARACTER SET latin1", "'Mayagüez'", "Mayagüez"},
		{"VARCHAR(10)", "'😀'", "😀"},
		{"CHAR(5)", "'a'", "a"},
		{"ENUM('Y','N')", "'N'", "N"},
		{"BINARY(4)", "x'00FF2700'", "\x00\xff\x27\x00"},
		{"LONGBLOB", "x'00'", "\x00"},
		{"LONGTEXT", "REPEAT('x', 70000)", ""},
		{"BIT(9)", "b'100000001'", "\x01\x01"},
	}
	definitions, values, names := "", "", []sqltree.Expr{}
	for i, c := range cases {
		name := "c" + string(rune('a'+i/26)) + string(rune('a'+i%26))
		names = append(names, column(name))
		definitions += ", " + name + " " + c.kind
		values += ", " + c.value
	}
	d := fixtureOf(t, Config{},
		"SET time_zone = '+00:00'",
		"CREATE TABLE x ("+definitions[2:]+") DEFAULT CHARSET=utf8mb4",
		"INSERT INTO x VALUES ("+values[2:]+")")
	got := texts(t, session(t, t.Context(), d.Database), &sqltree.Select{Columns: names, From: from("x")})[0]
	for i, c := range cases {
		if c.kind == "LONGTEXT" {
			if len(got[i]) != 70000 {
				t.Errorf("LONGTEXT has %d bytes", len(got[i]))
			}
		} else if got[i] != c.want {
			t.Errorf("%s %s = %q, not %q", c.kind, c.value, got[i], c.want)
		}
	}
}

func TestZeroDatesAreComparable(t *testing.T) {
	d := fixtureOf(t, Config{}, "CREATE TABLE x (a INT, d DATE, u INT UNSIGNED)", "INSERT INTO x VALUES (1, '0000-00-00', 3), (2, '2024-01-01', 5)")
	s := session(t, t.Context(), d.Database)
	got := texts(t, s, &sqltree.Select{
		Columns: []sqltree.Expr{column("a"), sqltree.Binary{Op: "-", L: column("u"), R: sqltree.Number{Text: "4"}}},
		From:    from("x"), Where: sqltree.Compare(column("d"), "=", sqltree.Literal{Value: "0000-00-00"}),
	})
	if diff := cmp.Diff([][]string{{"1", "-1"}}, got); diff != "" {
		t.Error(diff)
	}
}

func TestArguments(t *testing.T) {
	d := fixtureOf(t, Config{})
	s := session(t, t.Context(), d.Database)
	arg := func(v any) sqltree.Expr { return sqltree.Arg{Value: v} }
	all := []sqltree.Expr{arg("it's"), arg([]byte{0, 255}), arg(int64(-5)), arg(uint64(1 << 63)), arg(7), arg(nil), arg(""), sqltree.Setting{Name: "clinic"}, sqltree.Clock{}}
	var rows program.Rows
	if err := s.Query(&sqltree.Select{Columns: all}, settings{"clinic": "my-clinic"}, &rows); err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"it's", "\x00\xff", "-5", "9223372036854775808", "7", "NULL", "", "my-clinic", "2026-11-23 10:04:05"}}
	if diff := cmp.Diff(want, cellsOf(&rows, len(all))); diff != "" {
		t.Error(diff)
	}
	wantOutcome(t, s.Query(&sqltree.Select{Columns: []sqltree.Expr{arg(struct{}{})}}, settings{}, &rows), 500)
}
