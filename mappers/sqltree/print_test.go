package sqltree

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

func x(name string) Expr { return Column{Alias: "t", Name: name} }

func op(l Expr, op string, r Expr) Expr { return Binary{Op: op, L: l, R: r} }

var (
	a, b, c = x("a"), x("b"), x("c")
	one     = Number{Text: "1"}
)

// TestText prints with the parentheses that SQL's precedence wants, and no others. In the wants, a is `t`.`a`.
func TestText(t *testing.T) {
	tests := []struct {
		e    Expr
		want string
	}{
		{And{Or{a, b}, c}, "(a OR b) AND c"},
		{Or{And{a, b}, c}, "a AND b OR c"},
		{And{And{a, b}, c}, "(a AND b) AND c"},
		{And{a, Or{}}, "a AND (FALSE)"},
		{Or{a, And{}}, "a OR TRUE"},
		{And{}, "TRUE"},
		{Or{}, "FALSE"},
		{Not{a}, "NOT a"},
		{Not{And{a, b}}, "NOT (a AND b)"},
		{Not{op(a, "=", b)}, "NOT (a = b)"},
		{Not{Not{a}}, "NOT (NOT a)"},
		{Not{Is{X: a, What: "NULL"}}, "NOT (a IS NULL)"},
		{op(Not{a}, "=", b), "(NOT a) = b"},
		{op(op(a, "=", b), "=", c), "(a = b) = c"},
		{op(a, "=", op(b, "=", c)), "a = (b = c)"},
		{op(op(a, "+", b), "*", c), "(a + b) * c"},
		{op(a, "+", op(b, "*", c)), "a + b * c"},
		{op(op(a, "-", b), "-", c), "a - b - c"},
		{op(a, "-", op(b, "-", c)), "a - (b - c)"},
		{op(a, "/", op(b, "*", c)), "a / (b * c)"},
		{op(op(a, "%", b), "DIV", c), "a % b DIV c"},
		{op(a, "-", Number{Text: "-1"}), "a - -1"},
		{op(op(a, "+", b), "<", c), "a + b < c"},
		{op(a, "<=>", Null{}), "a <=> NULL"},
		{op(a, "LIKE", Literal{"x|%"}), "a LIKE 'x|%' ESCAPE '|'"},
		{Not{op(a, "LIKE", Literal{"x"})}, "NOT (a LIKE 'x' ESCAPE '|')"},
		{And{op(a, "LIKE", Literal{"x"}), b}, "a LIKE 'x' ESCAPE '|' AND b"},
		{op(a, "REGEXP", Literal{"^x"}), "a REGEXP '^x'"},
		{Is{X: op(a, "=", b), What: "TRUE", Not: true}, "(a = b) IS NOT TRUE"},
		{Is{X: And{a, b}, What: "TRUE"}, "(a AND b) IS TRUE"},
		{op(Is{X: a, What: "NULL"}, "=", b), "(a IS NULL) = b"},
		{In{X: op(a, "+", b), List: []Expr{one, Literal{"x"}}}, "a + b IN (1, 'x')"},
		{In{X: op(a, "=", b), List: []Expr{one}, Not: true}, "(a = b) NOT IN (1)"},
		{Between{X: a, Low: op(b, "+", one), High: c}, "a BETWEEN b + 1 AND c"},
		{Between{X: a, Low: op(b, "=", one), High: And{b, c}, Not: true}, "a NOT BETWEEN (b = 1) AND (b AND c)"},
		{And{Between{X: a, Low: b, High: c}, b}, "a BETWEEN b AND c AND b"},
		{Func{Name: "CONCAT", Args: []Expr{And{a, b}, c}}, "CONCAT(a AND b, c)"},
		{Func{Name: "COALESCE"}, "COALESCE()"},
		{Cast{X: op(a, "+", b), Type: "CHAR"}, "CAST(a + b AS CHAR)"},
		{Collate{X: a, Name: "utf8mb4_bin"}, "a COLLATE utf8mb4_bin"},
		{Collate{X: op(a, "*", b), Name: "utf8mb4_bin"}, "(a * b) COLLATE utf8mb4_bin"},
		{op(Collate{X: a, Name: "x"}, "=", b), "a COLLATE x = b"},
		{op(b, "*", Collate{X: a, Name: "x"}), "b * (a COLLATE x)"},
		{Case{Whens: []When{{op(a, "=", b), one}}}, "CASE WHEN a = b THEN 1 END"},
		{Case{Operand: Or{a, b}, Whens: []When{{one, a}, {b, c}}, Else: Null{}}, "CASE a OR b WHEN 1 THEN a WHEN b THEN c ELSE NULL END"},
		{op(Case{Whens: []When{{a, b}}}, "=", c), "CASE WHEN a THEN b END = c"},
		{Interval{X: a, Sign: "+", N: one, Unit: "DAY"}, "a + INTERVAL 1 DAY"},
		{Interval{X: op(a, "=", b), Sign: "-", N: op(b, "+", c), Unit: "SECOND"}, "(a = b) - INTERVAL (b + c) SECOND"},
		{op(Interval{X: a, Sign: "+", N: one, Unit: "DAY"}, "*", b), "(a + INTERVAL 1 DAY) * b"},
		{Exists{Select: &Select{From: From{{Table: "t", Alias: "t"}}, Where: a}}, "EXISTS (SELECT 1 FROM `t` WHERE a)"},
		{Not{Exists{Select: &Select{}, Not: true}}, "NOT (NOT EXISTS (SELECT 1))"},
		{op(Exists{Select: &Select{}, Not: true}, "=", a), "(NOT EXISTS (SELECT 1)) = a"},
		{op(a, "=", Scalar{Select: &Select{Columns: []Expr{b}, Limit: 1}}), "a = (SELECT b LIMIT 1)"},
		{InSelect{X: []Expr{a}, Select: &Select{Columns: []Expr{b}}}, "a IN (SELECT b)"},
		{InSelect{X: []Expr{a, op(b, "=", c)}, Select: &Select{}, Not: true}, "(a, b = c) NOT IN (SELECT 1)"},
		{Bool{Value: true}, "TRUE"},
		{Setting{Name: "clinic"}, "$clinic"},
		{Clock{}, "$now"},
		{Clock{DayOnly: true}, "$today"},
		{Arg{Value: int64(7)}, "7"},
		{Arg{Value: []byte{0, 255}}, "X'00FF'"},
	}
	for _, test := range tests {
		want := letters.Replace(test.want)
		if got := Text(test.e); got != want {
			t.Errorf("%#v prints\n\t%s, want\n\t%s", test.e, got, want)
		}
	}
}

var letters = wordReplacer{"a": "`t`.`a`", "b": "`t`.`b`", "c": "`t`.`c`"}

// wordReplacer replaces whole words outside quotes.
type wordReplacer map[string]string

func (r wordReplacer) Replace(s string) string {
	words := strings.FieldsFunc(s, func(c rune) bool { return strings.ContainsRune(" (),", c) })
	out := ""
	for _, w := range words {
		i := strings.Index(s, w)
		out, s = out+s[:i], s[i+len(w):]
		if full, ok := r[w]; ok {
			w = full
		}
		out += w
	}
	return out + s
}

func TestSelectText(t *testing.T) {
	s := &Select{
		Distinct: true, Straight: true, Columns: []Expr{a, op(b, "+", one)},
		From: From{
			{Table: "tab", Alias: "t"},
			{Table: "u", Alias: "u", Join: Inner, On: op(a, "=", x("u"))},
			{Table: "o`dd", Alias: "o", Join: Left, On: Or{a, b}},
		},
		Where: And{a, Or{b, c}}, OrderBy: []Order{{X: a}, {X: Or{b, c}, Desc: true}}, Limit: 51,
	}
	want := "SELECT DISTINCT STRAIGHT_JOIN `t`.`a`, `t`.`b` + 1 FROM `tab` `t` JOIN `u` ON `t`.`a` = `t`.`u` LEFT JOIN `o``dd` `o` ON `t`.`a` OR `t`.`b`" +
		" WHERE `t`.`a` AND (`t`.`b` OR `t`.`c`) ORDER BY `t`.`a`, `t`.`b` OR `t`.`c` DESC LIMIT 51"
	if got := SelectText(s); got != want {
		t.Errorf("got\n%s, want\n%s", got, want)
	}
	if got := SelectText(&Select{From: From{{Table: "t", Alias: "t"}}, Where: And{}}); got != "SELECT 1 FROM `t`" {
		t.Errorf("an empty where prints %s", got)
	}
}

func TestGrouping(t *testing.T) {
	count := Func{Name: "COUNT", Args: []Expr{one}}
	s := &Select{Columns: []Expr{a, count}, GroupBy: []Expr{a, b}, Having: op(count, ">", one), OrderBy: []Order{{X: count, Desc: true}}, Limit: 3}
	want := letters.Replace("SELECT a, COUNT(1) GROUP BY a, b HAVING COUNT(1) > 1 ORDER BY COUNT(1) DESC LIMIT 3")
	if got := SelectText(s); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	swapped := ReplaceSelect(s, func(e Expr) (Expr, bool) { return c, e == b || e == one })
	if got, want := SelectText(swapped), letters.Replace("SELECT a, COUNT(c) GROUP BY a, c HAVING COUNT(c) > c ORDER BY COUNT(c) DESC LIMIT 3"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestWindow prints a rank, and the statement around the one that has it.
func TestWindow(t *testing.T) {
	inner := &Select{
		Columns: []Expr{a, Window{Name: "RANK", Partition: []Expr{b, c}, OrderBy: []Order{{X: c, Desc: true}, {X: a}}}}, Names: []string{"k", "n`th"},
		From: From{{Table: "t", Alias: "t"}}, Where: op(a, ">", Literal{"x"}),
	}
	outer := &Select{
		Columns: []Expr{Column{Alias: "r", Name: "k"}}, From: From{{Alias: "r", Derived: inner}},
		Where: op(Column{Alias: "r", Name: "n`th"}, "<=", one), Limit: 2,
	}
	const want = "SELECT `r`.`k` FROM (SELECT `t`.`a` AS `k`, RANK() OVER (PARTITION BY `t`.`b`, `t`.`c` ORDER BY `t`.`c` DESC, `t`.`a`) AS `n``th` " +
		"FROM `t` WHERE `t`.`a` > ?) `r` WHERE `r`.`n``th` <= 1 LIMIT 2"
	var p Printer
	if text, args := p.Statement(outer); text != want || len(args) != 1 || args[0] != "x" {
		t.Errorf("%s\n%v", text, args)
	}
	seen := 0
	WalkSelect(outer, func(e Expr) bool {
		if _, literal := e.(Literal); literal {
			seen++
		}
		return true
	})
	replaced := ReplaceSelect(outer, func(e Expr) (Expr, bool) {
		_, literal := e.(Literal)
		return one, literal
	})
	if text := SelectText(replaced); seen != 1 || !strings.Contains(text, "`t`.`a` > 1)") || strings.Contains(SelectText(outer), "> 1)") {
		t.Errorf("seen %d: %s", seen, text)
	}
}

func TestAggregate(t *testing.T) {
	tests := []struct {
		is   Aggregate
		want string
	}{
		{Aggregate{Name: "MAX", Args: []Expr{a}}, "MAX(a)"},
		{Aggregate{Name: "COUNT", Distinct: true, Args: []Expr{a, b}}, "COUNT(DISTINCT a, b)"},
		{Aggregate{Name: "GROUP_CONCAT", Args: []Expr{a}, OrderBy: []Order{{X: b, Desc: true}, {X: c}}, Separator: ", "}, "GROUP_CONCAT(a ORDER BY b DESC, c SEPARATOR ', ')"},
		{Aggregate{Name: "GROUP_CONCAT", Args: []Expr{a}}, "GROUP_CONCAT(a SEPARATOR '')"},
	}
	for _, test := range tests {
		if got := Text(test.is); got != letters.Replace(test.want) {
			t.Errorf("got %s, want %s", got, letters.Replace(test.want))
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("a separator with a quote is printed")
		}
	}()
	t.Log(Text(Aggregate{Name: "GROUP_CONCAT", Args: []Expr{a}, Separator: "', '"}))
}

// TestQuote: what people are shown can be pasted into a client.
func TestQuote(t *testing.T) {
	tests := []struct {
		value any
		want  string
	}{
		{"O'Neil", "'O''Neil'"},
		{`a\b`, `'a\\b'`},
		{`\'`, `'\\'''`},
		{"", "''"},
		{"é😀", "'é😀'"},
		{int64(-3), "-3"},
		{uint64(3), "3"},
		{[]byte("A"), "X'41'"},
		{nil, "NULL"},
	}
	for _, test := range tests {
		if got := Quote(test.value); got != test.want {
			t.Errorf("%#v is quoted as %s, want %s", test.value, got, test.want)
		}
	}
}

func TestIdentifiersAreQuoted(t *testing.T) {
	if got := Text(Column{Alias: "a`b", Name: "SELECT"}); got != "`a``b`.`SELECT`" {
		t.Errorf("got %s", got)
	}
}

// tenant gives late values.
type tenant map[string]string

func (v tenant) Setting(name string) (string, bool) { s, ok := v[name]; return s, ok }

func (v tenant) Clock(dayOnly bool) string {
	if dayOnly {
		return "2026-11-23"
	}
	return "2026-11-23 10:04:05"
}

// TestStatement binds every value, and writes none of them into the text.
func TestStatement(t *testing.T) {
	p := Printer{Values: tenant{"clinic": "'; DROP TABLE t"}}
	s := &Select{Columns: []Expr{Literal{"x?"}}, Where: And{
		op(a, "=", Setting{Name: "clinic"}), op(b, "=", Setting{Name: "absent"}), op(a, "<", Clock{}), op(a, "<", Clock{DayOnly: true}),
		op(c, "=", Arg{int64(5)}), op(c, "LIKE", Literal{"|%"}), op(c, "=", Number{"1.50"}),
	}}
	for range 2 { // a printer is used again
		sql, args := p.Statement(s)
		want := letters.Replace("SELECT ? WHERE a = ? AND b = NULL AND a < ? AND a < ? AND c = ? AND c LIKE ? ESCAPE '|' AND c = 1.50")
		if sql != want {
			t.Errorf("got\n%s, want\n%s", sql, want)
		}
		wantArgs := []any{"x?", "'; DROP TABLE t", "2026-11-23 10:04:05", "2026-11-23", int64(5), "|%"}
		if !reflect.DeepEqual(args, wantArgs) {
			t.Errorf("got %v, want %v", args, wantArgs)
		}
	}
}

func keyRows(n, width int) [][]any {
	rows := make([][]any, n)
	for i := range rows {
		for j := range width {
			rows[i] = append(rows[i], int64(i*width+j))
		}
	}
	return rows
}

// TestInKeys: sets are padded to a power of two by their last key, and large ones become the statement that finds them.
func TestInKeys(t *testing.T) {
	find := &Select{Columns: []Expr{b}}
	tests := []struct {
		name string
		keys Keys
		x    []Expr
		not  bool
		want string
		args int
	}{
		{"empty", Keys{Known: true}, []Expr{a}, false, "FALSE", 0},
		{"empty negated", Keys{Known: true, Select: find}, []Expr{a}, true, "TRUE", 0},
		{"one", Keys{Known: true, Rows: keyRows(1, 1)}, []Expr{a}, false, "a = ?", 1},
		{"one negated", Keys{Known: true, Rows: keyRows(1, 1)}, []Expr{a}, true, "a NOT IN (?)", 1},
		{"one pair", Keys{Known: true, Rows: keyRows(1, 2)}, []Expr{a, b}, false, "(a = ? AND b = ?)", 2},
		{"two", Keys{Known: true, Rows: keyRows(2, 1)}, []Expr{a}, false, "a IN (?, ?)", 2},
		{"three", Keys{Known: true, Rows: keyRows(3, 1)}, []Expr{a}, false, "a IN (?, ?, ?, ?)", 4},
		{"pairs", Keys{Known: true, Rows: keyRows(3, 2)}, []Expr{a, b}, true, "(a, b) NOT IN ((?, ?), (?, ?), (?, ?), (?, ?))", 8},
		{"unknown", Keys{Select: find}, []Expr{a}, false, "a IN (SELECT b)", 0},
		{"unknown pair", Keys{Select: find}, []Expr{a, b}, true, "(a, b) NOT IN (SELECT b)", 0},
		{"thousand", Keys{Known: true, Select: find, Rows: keyRows(1000, 1)}, []Expr{a}, false, "a IN (" + strings.Repeat("?, ", 1023) + "?)", 1024},
		{"more", Keys{Known: true, Select: find, Rows: keyRows(1001, 1)}, []Expr{a}, false, "a IN (SELECT b)", 0},
		{"more without a statement", Keys{Known: true, Rows: keyRows(1001, 1)}, []Expr{a}, false, "a IN (" + strings.Repeat("?, ", 1023) + "?)", 1024},
	}
	for _, test := range tests {
		p := Printer{}
		sql, args := p.Statement(&Select{Where: And{InKeys{X: test.x, Keys: &test.keys, Not: test.not}, c}})
		want := letters.Replace("SELECT 1 WHERE " + test.want + " AND c")
		if sql != want || len(args) != test.args {
			t.Errorf("%s: got %s with %d arguments, want %s with %d", test.name, sql, len(args), want, test.args)
		}
		if n := test.args; n > len(test.keys.Rows)*len(test.x) && args[n-1] != args[len(test.keys.Rows)*len(test.x)-1] {
			t.Errorf("%s: padded with %v", test.name, args[n-1])
		}
	}
	if got, want := Text(InKeys{X: []Expr{a}, Keys: &Keys{Known: true, Rows: keyRows(3, 1)}}), letters.Replace("a IN (0, 1, 2)"); got != want {
		t.Errorf("people see %s, want %s", got, want)
	}
}

// TestConstants folds what is decided already.
func TestConstants(t *testing.T) {
	tests := []struct{ got, want Expr }{
		{AllOf(), True},
		{AllOf(True, a), a},
		{AllOf(a, False, b), False},
		{AllOf(a, And{b, c}), And{a, b, c}},
		{AllOf(a, nil), a},
		{AllOf(a, Or{}), False},
		{AnyOf(), False},
		{AnyOf(False, a), a},
		{AnyOf(a, True), True},
		{AnyOf(a, Or{b, c}), Or{a, b, c}},
		{AnyOf(a, And{}), True},
		{Negate(True), False},
		{Negate(False), True},
		{Negate(Not{a}), a},
		{Negate(a), Not{a}},
		{IsNotTrue(True), False},
		{IsNotTrue(False), True},
		{IsNotTrue(a), Is{X: a, What: "TRUE", Not: true}},
		{Holds(True), True},
		{Holds(Number{Text: "1"}), True},
		{Holds(Number{Text: "0"}), False},
		{Holds(a), Is{X: a, What: "TRUE"}},
		{NotNull(a), Is{X: a, What: "NULL", Not: true}},
	}
	for i, test := range tests {
		if !reflect.DeepEqual(test.got, test.want) {
			t.Errorf("%d: got %s, want %s", i, Text(test.got), Text(test.want))
		}
	}
}

func ExampleText() {
	fmt.Println(Text(And{Or{Column{Alias: "p", Name: "sex"}, Setting{Name: "flag"}}, Compare(Column{Alias: "p", Name: "born"}, "<=", Clock{DayOnly: true})}))
	// Output: (`p`.`sex` OR $flag) AND `p`.`born` <= $today
}
