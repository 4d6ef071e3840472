package compile

import (
	"fmt"
	"strings"
	"testing"

	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/problem"
)

func takeApart(text string) (hole, bool, *problem.List) {
	problems := &problem.List{}
	c := &compiler{problems: problems}
	h, ok := c.hole(mapping.Text{Value: text, Pos: problem.Position{File: "f", Line: 1, Col: 1}})
	return h, ok, problems
}

// TestHole takes holes apart into SQL, what it follows, and functions.
func TestHole(t *testing.T) {
	tests := []struct{ text, want string }{
		{"=p.born", "p.born"},
		{"p.born", "p.born"},
		{"= p.born ", "p.born"},
		{"=p.sex | map gender", "p.sex | map gender"},
		{"=p.sex|map gender|x", "p.sex | map gender | x"},
		{"=p.id -> Patient", "p.id -> Patient"},
		{"=p.id ->\n  Patient", "p.id -> Patient"},
		{"='LAB', r.code -> codes.label | map m", "'LAB', r.code -> codes . label | map m"},
		{"=p.a -> Patient/main", "p.a -> Patient/main"},
		{"=p.a || p.b", "p.a || p.b"},
		{"=CONCAT(p.a, ' | ', p.b) | map m", "CONCAT(p.a, ' | ', p.b) | map m"},
		{"=CONCAT(p.a, ' -> ') -> x.y", "CONCAT(p.a, ' -> ') -> x . y"},
		{`=CONCAT('it\'s | ', p.b) | map m`, `CONCAT('it\'s | ', p.b) | map m`},
		{`=CONCAT('it''s | ', p.b) | map m`, `CONCAT('it''s | ', p.b) | map m`},
		{"=p.`a|b` | map m", "p.`a|b` | map m"},
		{"=p.a->'$.x'", "p.a->'$.x'"},
		{"=p.a | nth 2 '|' | trim", "p.a | nth 2 | | trim"},
		{"=p.a | empty 'n / a' '' \"b'c\"", "p.a | empty n / a  b'c"},
		{"=p.a | strip 'it''s'", "p.a | strip it's"},
		{`=p.a | regex '^(\d+)\|'`, `p.a | regex ^(\d+)\|`},
		{`=p.a | nth 1 '\' | trim`, `p.a | nth 1 \ | trim`},
		{"=join(' | ', p.a, p.b) | trim", "join(' | ', p.a, p.b) | trim"},
		{"=p.a | nth 1 '", ""},
		{"=p.a | strip \"x | trim", ""},
		{"=", ""},
		{"=|", ""},
		{"= | map m", ""},
		{"=p.a |", ""},
		{"=p.a || ", "p.a ||"},
		{"=p.a -> ", ""},
		{"=p.a -> two words", ""},
		{"=-> Patient", ""},
	}
	for _, test := range tests {
		h, ok, problems := takeApart(test.text)
		got := ""
		if ok {
			got = holeText(h)
		} else if !problems.Failed() {
			t.Errorf("%q is refused without a word", test.text)
		}
		if got != test.want {
			t.Errorf("%q is %q, want %q", test.text, got, test.want)
		}
	}
}

func holeText(h hole) string {
	text := h.sql.Value
	if h.target != "" {
		text += " -> " + h.target
	}
	if h.field != "" {
		text += " . " + h.field
	}
	for _, c := range h.calls {
		text += " | " + strings.Join(append([]string{c.name}, c.args...), " ")
	}
	return text
}

// FuzzHole: pieces lie where they say, and nothing but separators and blanks is lost.
func FuzzHole(f *testing.F) {
	for _, seed := range []string{"=p.sex | map gender", "='LAB', r.code -> codes.label", `='\'|' | x`, "=a || b", "=", "=x -> ", "= |", "=a | ''", "=a | nth 2 '|' | regex '(\\\\d)'"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if got := strings.Join(splitOutside(text, '|'), "|"); got != text {
			t.Errorf("%q comes apart as %q", text, got)
		}
		h, ok, problems := takeApart(text)
		if ok == problems.Failed() {
			t.Errorf("%q: taken apart %t, problems %v", text, ok, problems.All())
		}
		if ok && (h.sql.Zero() || !strings.Contains(text, h.sql.Value)) {
			t.Errorf("%q has the SQL %q", text, h.sql.Value)
		}
		for _, c := range h.calls {
			if c.name == "" {
				t.Errorf("%q has a function without a name", text)
			}
		}
	})
}

// TestOuter tells which conditions hold for the rows that a LEFT JOIN finds nothing for.
func TestOuter(t *testing.T) {
	tests := []struct {
		where string
		keeps bool
	}{
		{"v.status = 'X'", true},
		{"s.active = 1", false},
		{"s.active IS NULL", true},
		{"s.active IS NOT NULL", false},
		{"s.active = 1 OR s.active IS NULL", true},
		{"s.active = 1 OR v.status = 'X'", true},
		{"s.active = 1 OR s.name = 'x'", false},
		{"s.active = 1 AND v.status = 'X'", false},
		{"NOT (s.active = 1)", false},
		{"NOT (s.active = 1 AND v.status = 'X')", true},
		{"NOT (s.active = 1 OR v.status = 'X')", false},
		{"(s.active = 1) IS NOT TRUE", true},
		{"(s.active = 1) IS TRUE", false},
		{"(s.active = 1) IS NOT FALSE", true},
		{"(s.active = 1) IS FALSE", false},
		{"s.active <=> 1", true},
		{"s.active IN (0, 1)", false},
		{"s.active NOT IN (0, 1)", false},
		{"s.active NOT IN (SELECT f.id FROM form f)", true},
		{"s.active IN (SELECT f.id FROM form f)", false},
		{"v.id IN (s.id, 1)", true},
		{"s.id BETWEEN 1 AND 2", false},
		{"s.name LIKE 'A%'", false},
		{"COALESCE(s.active, 1) = 1", true},
		{"IF(s.active, 1, 0) = 0", true},
		{"LOWER(s.name) = 'x'", false},
		{"CAST(s.id AS CHAR) = '1'", false},
		{"s.id + 1 > v.id", false},
		{"CASE WHEN s.id = 1 THEN 0 ELSE 1 END = 1", true},
		{"EXISTS (SELECT 1 FROM form f WHERE f.id = s.id)", true},
	}
	for _, test := range tests {
		problems := compileVisit(t, "from: visit v LEFT JOIN staff s ON s.id = v.staff_id\nwhere: "+fmt.Sprintf("%q", test.where))
		keeps := !strings.Contains(problems, "throws away")
		if keeps != test.keeps || strings.Count(problems, "\n") > 1 {
			t.Errorf("%s: keeps the rows %t, want %t\n%s", test.where, keeps, test.keeps, problems)
		}
	}
}
