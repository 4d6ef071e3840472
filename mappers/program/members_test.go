package program

import (
	"slices"
	"strings"
	"testing"

	"ehr.example/portico/mappers/schema"
	"ehr.example/portico/mappers/sqltree"
)

// noValues has no setting.
type noValues struct{}

func (noValues) Setting(string) (string, bool) { return "", false }
func (noValues) Clock(bool) string             { return "" }

func cutRows(m *Members, columns ...sqltree.Expr) *Relation {
	return &Relation{Name: m.Alias, Members: m, Columns: columns}
}

func memberColumn(name string) sqltree.Expr { return sqltree.Column{Alias: "$r", Name: name} }

func TestSplit(t *testing.T) {
	codes := &Codes{
		Prefixes: []Prefix{{"ICD10", CodeSystem{URI: "urn:icd"}}, {"SNOMED-CT", CodeSystem{URI: "urn:sct"}}},
		Default:  &CodeSystem{URI: "urn:own"},
	}
	bare := &Codes{Prefixes: codes.Prefixes}
	plain := []string{MemberText, MemberNumber}
	coded := []string{MemberPrefix, MemberSystem, MemberCode}
	for _, c := range []struct {
		name    string
		m       Members
		columns []string
		text    string
		want    string // rows by ; and cells by ,
	}{
		{"words", Members{Separator: "|"}, plain, "a|b", "a,-;b,-"},
		{"blanks do not count", Members{Separator: "|"}, plain, " a |\t b c\r\n", "a,-;b c,-"},
		{"empties are none", Members{Separator: "|"}, plain, "||a| |", "a,-"},
		{"nothing", Members{Separator: "|"}, plain, "", ""},
		{"numbers", Members{Separator: "|"}, plain, "7|07|-3|0|-0|7x", "7,7;07,-;-3,-3;0,0;-0,-;7x,-"},
		{"a separator of several characters", Members{Separator: "->"}, plain, "a->b-c", "a,-;b-c,-"},
		{"blanks between", Members{Separator: " "}, plain, "  Ann  Marie ", "Ann,-;Marie,-"},
		{"the first", Members{Separator: "|", First: true}, plain, "|a|b", "a,-"},
		{"codes", Members{Separator: ";", Codes: codes}, coded, "ICD10:Z99.0;SNOMED-CT:1", "ICD10,urn:icd,Z99.0;SNOMED-CT,urn:sct,1"},
		{"prefixes in any case, blanks beside colons", Members{Separator: ";", Codes: codes}, coded, "icd10 : Z99.0", "ICD10,urn:icd,Z99.0"},
		{"a colon in the code", Members{Separator: ";", Codes: codes}, coded, "ICD10:a: b", "ICD10,urn:icd,a:b"},
		{"without a prefix", Members{Separator: ";", Codes: codes}, coded, "Z99.0;ICD10:I10", ",urn:own,Z99.0;ICD10,urn:icd,I10"},
		{"without a prefix and a default", Members{Separator: ";", Codes: bare}, coded, "Z99.0;ICD10:I10", "ICD10,urn:icd,I10"},
		{"unknown prefixes and empty codes are none", Members{Separator: ";", Codes: codes}, coded, "FOO:1;ICD10:;:x", ""},
		{"the first, though it is none", Members{Separator: ";", Codes: codes, First: true}, coded, "FOO:1;ICD10:I10", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.m.Alias = "$r"
			var columns []sqltree.Expr
			for _, name := range c.columns {
				columns = append(columns, memberColumn(name))
			}
			var rows Rows
			rows.Reset(len(columns))
			n := c.m.Split(cutRows(&c.m, columns...), []byte(c.text), noValues{}, &rows)
			if got := shownRows(&rows, len(columns)); got != c.want || n != rows.Len() {
				t.Errorf("%d rows %q, want %q", n, got, c.want)
			}
		})
	}
}

func shownRows(rows *Rows, width int) string {
	lines := make([]string, rows.Len())
	for row := range lines {
		cells := make([]string, width)
		for i := range cells {
			if cells[i] = string(rows.Cell(row, i)); rows.Cell(row, i) == nil {
				cells[i] = "-"
			}
		}
		lines[row] = strings.Join(cells, ",")
	}
	return strings.Join(lines, ";")
}

func TestSplitDoesNotAllocate(t *testing.T) {
	m := &Members{Alias: "$r", Separator: ";", Codes: &Codes{Prefixes: []Prefix{{"ICD10", CodeSystem{URI: "urn:icd"}}}}}
	rel := cutRows(m, memberColumn(MemberSystem), memberColumn(MemberCode), memberColumn(MemberNumber), sqltree.Literal{Value: "list"})
	text := []byte("ICD10:Z99.0; icd10:I10 ;ICD10:314529007")
	var rows Rows
	fill := func() {
		rows.Reset(len(rel.Columns))
		m.Split(rel, text, noValues{}, &rows)
	}
	fill()
	if n := testing.AllocsPerRun(100, fill); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

// TestSome says conditions on a member as conditions on the text.
func TestSome(t *testing.T) {
	text := &Value{Expr: sqltree.Column{Alias: "p", Name: "x"}, Kind: schema.Text, Column: &schema.Column{Kind: schema.Text, Charset: "utf8mb4", Collation: "utf8mb4_bin"}}
	plain := &Members{Alias: "$r", Of: text, Separator: ";"}
	coded := &Members{Alias: "$r", Of: text, Separator: ";", Codes: &Codes{Prefixes: []Prefix{{"A", CodeSystem{URI: "a"}}, {"B", CodeSystem{URI: "b"}}, {"AA", CodeSystem{URI: "a"}}}}}
	is := func(column, text string) sqltree.Expr {
		return sqltree.Compare(memberColumn(column), "=", sqltree.Arg{Value: text})
	}
	other := sqltree.Compare(sqltree.Column{Alias: "p", Name: "y"}, "=", sqltree.Arg{Value: "1"})
	keys := func(column, title string) sqltree.Expr {
		list := sqltree.From{{Table: "list", Alias: "l"}}
		return sqltree.InKeys{X: []sqltree.Expr{memberColumn(column)}, Keys: &sqltree.Keys{Select: &sqltree.Select{
			Columns: []sqltree.Expr{sqltree.Column{Alias: "l", Name: "k"}}, From: list,
			Where: sqltree.Compare(sqltree.Column{Alias: "l", Name: "t"}, "=", sqltree.Arg{Value: title}),
		}}}
	}
	for _, c := range []struct {
		name        string
		m           *Members
		cond        sqltree.Expr
		says, never []string
	}{
		{"one text", plain, is(MemberText, "a.b"), []string{"`p`.`x` LIKE '%a.b%'", `\\;(?:a\\.b)\\;`}, nil},
		{"like's own characters are data", plain, is(MemberText, "a_b|%"), []string{"LIKE '%a|_b|||%%'"}, nil},
		{"the separator is in no member", plain, is(MemberText, "a;b"), []string{"FALSE"}, []string{"REGEXP"}},
		{"nor is a blank at its end", plain, is(MemberText, "a "), []string{"FALSE"}, nil},
		{"either", plain, sqltree.AnyOf(is(MemberText, "a"), is(MemberText, "b")), []string{"OR"}, nil},
		{"both of one member", plain, sqltree.AllOf(is(MemberText, "a"), is(MemberText, "b")), []string{"FALSE"}, nil},
		{"with what is around", plain, sqltree.AllOf(other, is(MemberText, "a")), []string{"`p`.`y` = '1' AND"}, nil},
		{"another one", plain, sqltree.IsNotTrue(is(MemberText, "a")), []string{"REGEXP_REPLACE(REPLACE("}, nil},
		{"system and code", coded, sqltree.AllOf(is(MemberSystem, "a"), is(MemberCode, "1")), []string{`(?i:A\\:|AA\\:)(?:1)`}, []string{"B"}},
		{"code of any", coded, is(MemberCode, "1"), []string{`(?i:A\\:|B\\:|AA\\:)(?:1)`}, nil},
		{"system of any code", coded, is(MemberSystem, "b"), []string{`(?i:B\\:)(?!\\;)`}, []string{"AA"}},
		{"an unknown system", coded, is(MemberSystem, "c"), []string{"FALSE"}, []string{"REGEXP"}},
		{"keys of a lookup", plain, keys(MemberText, "x"), []string{"EXISTS (SELECT 1 FROM `list` `l_key` WHERE `l_key`.`t` = 'x' AND"}, nil},
		{"two questions of one lookup's row", plain, sqltree.AllOf(keys(MemberText, "x"), keys(MemberText, "y")), []string{"`l_key`.`t` = 'x' AND `l_key`.`t` = 'y'"}, nil},
		{"a text that is a key", plain, sqltree.AllOf(is(MemberText, "a"), keys(MemberText, "x")), []string{"'a' IN (SELECT `l`.`k`"}, nil},
		{"what SQL cannot ask", plain, sqltree.Compare(memberColumn(MemberText), "<", sqltree.Arg{Value: "a"}), []string{"[its parts"}, nil},
		{"nor a key that there is not", plain, sqltree.IsNotTrue(keys(MemberText, "x")), []string{"[its parts"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := sqltree.Text(c.m.Some(c.cond))
			missing := func(word string) bool { return !strings.Contains(got, word) }
			if slices.ContainsFunc(c.says, missing) || slices.ContainsFunc(c.never, func(word string) bool { return !missing(word) }) {
				t.Errorf("%s\nwant %q, never %q", got, c.says, c.never)
			}
		})
	}
}
