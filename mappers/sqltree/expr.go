// Package sqltree is SQL as an allow-listed syntax tree: the expressions that a mapping may contain and the SELECT
// statements that are built from them. SQL that leaves Portico is printed from this tree and from nothing else.
package sqltree

import "ehr.example/portico/mappers/schema"

// Expr is a scalar or boolean SQL expression. The types of this package are all there are.
type Expr interface{ expr() }

// Column is a column of an alias in scope.
type Column struct {
	Alias string
	Name  string
	Def   *schema.Column // its definition, for kinds and collations; nil in tests
}

// String literals come from the mapping's text, numbers too.
type (
	// Literal is a string constant.
	Literal struct{ Value string }
	// Number is a numeric constant as written.
	Number struct{ Text string }
	// Bool is TRUE or FALSE.
	Bool struct{ Value bool }
	// Null is NULL.
	Null struct{}
)

// Setting is a tenant's setting, bound when the statement is printed.
type Setting struct {
	Name    string
	Integer bool // it is compared with an integer column: bound as a number, and as NULL when it is none
}

// Clock is the request's own time: $now or $today in the tenant's zone, bound when the statement is printed.
type Clock struct{ DayOnly bool }

// Arg is a value bound to the statement as an argument.
type Arg struct{ Value any } // string, []byte, int64, uint64

// Verbatim is a string constant where the server takes no argument: the path of EXTRACTVALUE. It holds neither single
// quotes nor backslashes nor anything but ASCII.
type Verbatim struct{ Text string }

// Binary is L Op R, where Op is one of the operators that the printer knows.
type Binary struct {
	Op   string // = <> < <= > >= <=> + - * / % DIV LIKE REGEXP
	L, R Expr
}

// Both hold any number of terms.
type (
	// And is TRUE when it is empty.
	And []Expr
	// Or is FALSE when it is empty.
	Or []Expr
)

// Not is NOT X.
type Not struct{ X Expr }

// Is is X IS [NOT] NULL, TRUE or FALSE.
type Is struct {
	X    Expr
	What string // NULL, TRUE, FALSE
	Not  bool
}

// In is X IN (List).
type In struct {
	X    Expr
	List []Expr
	Not  bool
}

// Between is X BETWEEN Low AND High.
type Between struct {
	X, Low, High Expr
	Not          bool
}

// Func is a function of the allowed list.
type Func struct {
	Name string // upper case
	Args []Expr
}

// Aggregate is an aggregate function over the rows of its SELECT.
type Aggregate struct {
	Name      string // MIN, MAX, COUNT, SUM, GROUP_CONCAT
	Distinct  bool
	Args      []Expr
	OrderBy   []Order // GROUP_CONCAT
	Separator string  // GROUP_CONCAT; no quotes and no backslashes
}

// Window is a function over the rows that share the Partition, in an order: RANK() OVER (PARTITION BY … ORDER BY …).
type Window struct {
	Name      string // RANK
	Partition []Expr
	OrderBy   []Order
}

// Cast is CAST(X AS Type), with BINARY as a type too.
type Cast struct {
	X    Expr
	Type string // CHAR, SIGNED, UNSIGNED, DECIMAL(30,10), DATE, DATETIME, BINARY
}

// Collate is X COLLATE Name.
type Collate struct {
	X    Expr
	Name string
}

// Case is CASE WHEN … END.
type Case struct {
	Operand Expr // nil for the searched form
	Whens   []When
	Else    Expr // nil for NULL
}

// When is one branch of a Case.
type When struct{ Cond, Then Expr }

// Interval is X + INTERVAL n unit.
type Interval struct {
	X    Expr
	Sign string // + or -
	N    Expr
	Unit string // SECOND, DAY, …
}

// Exists is [NOT] EXISTS (Select).
type Exists struct {
	Select *Select
	Not    bool
}

// Scalar is a sub-select of one value.
type Scalar struct{ Select *Select }

// InSelect is (X…) IN (Select).
type InSelect struct {
	X      []Expr
	Select *Select
	Not    bool
}

// InKeys is (X…) IN keys, two-valued when no X is NULL: the keys are literal values, or those of a Set that is resolved
// before the statement is printed. No keys at all means FALSE (TRUE when negated).
type InKeys struct {
	X    []Expr
	Keys *Keys
	Not  bool
}

// Keys is a set of key tuples.
type Keys struct {
	Select *Select // the statement that finds them; nil when Rows were given
	Rows   [][]any // the keys once known, each as wide as Select's columns
	Known  bool    // Rows is filled
	Bound  bool    // Select carries the tenant's conditions already
	PerRow PerRow  // when each row that asks looks for itself
	Name   string  // of keys that somebody else finds, before any statement is printed: what people read until then
	Quiet  bool    // a statement that asks for the set is sent even if it is empty, so that nobody can tell by it whether it is
}

func (Column) expr()    {}
func (Literal) expr()   {}
func (Number) expr()    {}
func (Bool) expr()      {}
func (Null) expr()      {}
func (Setting) expr()   {}
func (Clock) expr()     {}
func (Arg) expr()       {}
func (Verbatim) expr()  {}
func (Binary) expr()    {}
func (And) expr()       {}
func (Or) expr()        {}
func (Not) expr()       {}
func (Is) expr()        {}
func (In) expr()        {}
func (Between) expr()   {}
func (Func) expr()      {}
func (Cast) expr()      {}
func (Collate) expr()   {}
func (Case) expr()      {}
func (Interval) expr()  {}
func (Exists) expr()    {}
func (Scalar) expr()    {}
func (InSelect) expr()  {}
func (InKeys) expr()    {}
func (Aggregate) expr() {}
func (Window) expr()    {}

// True and False are the boolean constants.
var (
	True  = Bool{Value: true}
	False = Bool{Value: false}
)

// IsTrue and IsFalse tell a constant truth, also of an empty And or Or.
func IsTrue(e Expr) bool {
	switch x := e.(type) {
	case nil:
		return true
	case Bool:
		return x.Value
	case And:
		return len(x) == 0
	}
	return false
}

// IsFalse tells the constant FALSE.
func IsFalse(e Expr) bool {
	switch x := e.(type) {
	case Bool:
		return !x.Value
	case Or:
		return len(x) == 0
	}
	return false
}

// AllOf is the conjunction, folded: TRUE terms vanish, FALSE wins, nested conjunctions are flattened.
func AllOf(terms ...Expr) Expr {
	var out And
	for _, t := range terms {
		if IsFalse(t) {
			return False
		}
		if nested, ok := t.(And); ok {
			out = append(out, nested...)
			continue
		}
		if !IsTrue(t) {
			out = append(out, t)
		}
	}
	return single(out, True)
}

// AnyOf is the disjunction, folded likewise.
func AnyOf(terms ...Expr) Expr {
	var out Or
	for _, t := range terms {
		if IsTrue(t) {
			return True
		}
		if nested, ok := t.(Or); ok {
			out = append(out, nested...)
			continue
		}
		if !IsFalse(t) {
			out = append(out, t)
		}
	}
	return single(out, False)
}

func single[L ~[]Expr](terms L, empty Expr) Expr {
	switch len(terms) {
	case 0:
		return empty
	case 1:
		return terms[0]
	}
	return any(terms).(Expr)
}

// Negate is NOT x for a two-valued x, folded.
func Negate(x Expr) Expr {
	if IsTrue(x) {
		return False
	}
	if IsFalse(x) {
		return True
	}
	if n, ok := x.(Not); ok {
		return n.X
	}
	return Not{X: x}
}

// IsNotTrue is x IS NOT TRUE: the complement of a three-valued condition that keeps the rows where it is NULL.
func IsNotTrue(x Expr) Expr {
	if IsTrue(x) {
		return False
	}
	if IsFalse(x) {
		return True
	}
	if is, ok := x.(Is); ok && is.What == "TRUE" {
		return Is{X: is.X, What: "TRUE", Not: !is.Not}
	}
	return Is{X: x, What: "TRUE", Not: true}
}

// Holds is x IS TRUE, the two-valued form of a condition. TRUE and FALSE are the numbers 1 and 0 to SQL.
func Holds(x Expr) Expr {
	if n, ok := x.(Number); ok && (n.Text == "0" || n.Text == "1") {
		return Bool{Value: n.Text == "1"}
	}
	if _, twoValued := x.(Is); twoValued || IsTrue(x) || IsFalse(x) {
		return x
	}
	return Is{X: x, What: "TRUE"}
}

// NotNull is x IS NOT NULL.
func NotNull(x Expr) Expr { return Is{X: x, What: "NULL", Not: true} }

// Compare is l op r.
func Compare(l Expr, op string, r Expr) Expr { return Binary{Op: op, L: l, R: r} }

// OrTrue is a condition that may not have been given: nil is TRUE.
func OrTrue(e Expr) Expr {
	if e == nil {
		return True
	}
	return e
}

// Conjuncts are the terms of a conjunction; any other condition is its own only term, and nil has none.
func Conjuncts(e Expr) []Expr {
	if and, ok := e.(And); ok {
		return and
	}
	if e == nil {
		return nil
	}
	return []Expr{e}
}
