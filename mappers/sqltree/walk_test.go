package sqltree

import (
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"testing"
)

// samples has one expression of each type, with a marked column in every place that holds an expression.
func samples() []Expr {
	m := Column{Alias: "m", Name: "marked"}
	sel := func() *Select {
		return &Select{Columns: []Expr{m}, From: From{{Table: "t", Alias: "t"}, {Table: "u", Alias: "u", Join: Left, On: m}}, Where: m, OrderBy: []Order{{X: m}}}
	}
	return []Expr{
		m,
		Literal{},
		Verbatim{},
		Number{},
		Bool{},
		Null{},
		Setting{},
		Clock{},
		Arg{},
		Binary{Op: "=", L: m, R: m},
		And{m, m},
		Or{m, m},
		Not{m},
		Is{X: m, What: "NULL"},
		In{X: m, List: []Expr{m, m}},
		Between{X: m, Low: m, High: m},
		Func{Name: "F", Args: []Expr{m, m}},
		Window{Name: "RANK", Partition: []Expr{m, m}, OrderBy: []Order{{X: m}, {X: m, Desc: true}}},
		Aggregate{Name: "GROUP_CONCAT", Args: []Expr{m, m}, OrderBy: []Order{{X: m}, {X: m, Desc: true}}},
		Cast{X: m, Type: "CHAR"},
		Collate{X: m, Name: "c"},
		Case{Operand: m, Whens: []When{{m, m}, {m, m}}, Else: m},
		Interval{X: m, Sign: "+", N: m, Unit: "DAY"},
		Exists{Select: sel()},
		Scalar{Select: sel()},
		InSelect{X: []Expr{m, m}, Select: sel()},
		InKeys{X: []Expr{m, m}, Keys: &Keys{Known: true}},
	}
}

// TestSamplesAreComplete keeps samples in step with the types that are expressions.
func TestSamplesAreComplete(t *testing.T) {
	have := map[string]bool{}
	for _, e := range samples() {
		have[reflect.TypeOf(e).Name()] = true
	}
	file, err := parser.ParseFile(token.NewFileSet(), "expr.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Recv == nil || f.Name.Name != "expr" {
			continue
		}
		found++
		if name := f.Recv.List[0].Type.(*ast.Ident).Name; !have[name] {
			t.Errorf("samples has no %s: add one, and see that Walk, Replace and the printer know it", name)
		}
	}
	if found != len(samples()) {
		t.Errorf("%d types are expressions, and there are %d samples", found, len(samples()))
	}
}

// marks counts the marked columns that reflection finds in a value; Keys are no part of the tree.
func marks(v reflect.Value) int {
	n := 0
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if !v.IsNil() && v.Type() != reflect.TypeFor[*Keys]() {
			n += marks(v.Elem())
		}
	case reflect.Struct:
		if c, ok := v.Interface().(Column); ok && c.Name == "marked" {
			return 1
		}
		for i := range v.NumField() {
			n += marks(v.Field(i))
		}
	case reflect.Slice:
		for i := range v.Len() {
			n += marks(v.Index(i))
		}
	default:
	}
	return n
}

func TestWalkReachesEverything(t *testing.T) {
	for _, e := range samples() {
		got := 0
		Walk(e, func(x Expr) bool {
			if c, ok := x.(Column); ok && c.Name == "marked" {
				got++
			}
			return true
		})
		if want := marks(reflect.ValueOf(e)); got != want {
			t.Errorf("Walk reaches %d of the %d columns of a %T", got, want, e)
		}
		aliases := map[string]bool{}
		Aliases(e, aliases)
		if aliases["m"] != (got > 0) {
			t.Errorf("Aliases of a %T are %v", e, aliases)
		}
	}
}

func TestWalkStops(t *testing.T) {
	visited := 0
	Walk(And{Not{a}, b}, func(x Expr) bool {
		visited++
		_, not := x.(Not)
		return !not
	})
	if visited != 3 {
		t.Errorf("visited %d, want the And, the Not and b", visited)
	}
}

// TestReplaceReachesEverything: every column is replaced, all else is kept, and the original stays as it was.
func TestReplaceReachesEverything(t *testing.T) {
	rename := func(from, to string) func(Expr) (Expr, bool) {
		return func(x Expr) (Expr, bool) {
			if c, ok := x.(Column); ok && c.Name == from {
				c.Name = to
				return c, true
			}
			return nil, false
		}
	}
	for i, e := range samples() {
		out := Replace(e, rename("marked", "other"))
		if n := marks(reflect.ValueOf(out)); n != 0 {
			t.Errorf("Replace leaves %d columns of a %T", n, e)
		}
		if !reflect.DeepEqual(e, samples()[i]) {
			t.Errorf("Replace changes the %T that it is given", e)
		}
		if back := Replace(out, rename("other", "marked")); !reflect.DeepEqual(back, e) {
			t.Errorf("Replace forgets a part of a %T:\n%#v\n%#v", e, e, back)
		}
	}
	if Replace(nil, rename("a", "b")) != nil {
		t.Error("Replace makes something of nothing")
	}
}

// TestEveryTypePrints: the printer panics on a type that it does not know.
func TestEveryTypePrints(t *testing.T) {
	for _, e := range samples() {
		if Text(e) == "" && !reflect.DeepEqual(e, Number{}) {
			t.Errorf("a %T prints nothing", e)
		}
		if level(e) == 0 {
			t.Errorf("a %T has no level", e)
		}
	}
}

// TestAliases: what a sub-select's own tables are called is nothing to the statement around it.
func TestAliases(t *testing.T) {
	column := func(alias string) Expr { return Column{Alias: alias, Name: "x"} }
	inner := &Select{
		Columns: []Expr{column("own")}, From: From{{Table: "t", Alias: "own"}},
		Where: And{Compare(column("own"), "=", column("outer")), Exists{Select: &Select{
			From: From{{Table: "u", Alias: "deep"}}, Where: And{Compare(column("deep"), "=", column("own")), Compare(column("deep"), "=", column("far"))},
		}}},
	}
	for _, e := range []Expr{Exists{Select: inner}, Scalar{Select: inner}, InSelect{X: []Expr{column("outer")}, Select: inner}} {
		got := map[string]bool{}
		Aliases(e, got)
		if len(got) != 2 || !got["outer"] || !got["far"] {
			t.Errorf("%T uses %v", e, got)
		}
	}
}
