// Package tenancy reads finished SQL, as it is about to be sent, and accepts it only if every table in it is bound to
// the tenant at the right place. It knows nothing of how the statement was made: it parses the text with another
// parser and walks it by its own rules, so that a mistake of the planner or the printer does not pass twice.
package tenancy

import (
	"fmt"
	"slices"
	"strings"

	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// Reader judges statements over tables whose tenancy it was told. It may be used concurrently.
type Reader struct {
	tables map[string]*program.Tenancy
	parsed statementCache
}

// NewReader takes the tenancy of every table that a statement may name. The error tells a tenancy that cannot be
// checked: a missing column, value or parent, or a chain of parents without an end.
func NewReader(tables map[string]program.Tenancy) (*Reader, error) {
	r := &Reader{tables: map[string]*program.Tenancy{}}
	for name, t := range tables {
		r.tables[name] = &t
	}
	for name, t := range r.tables {
		if err := r.checkForm(t, nil); err != nil {
			return nil, fmt.Errorf("tenancy of table %s: %w", name, err)
		}
	}
	return r, nil
}

func (r *Reader) checkForm(t *program.Tenancy, children []string) error {
	switch t.Form {
	case program.Shared:
		return nil
	case program.ByColumn:
		if t.Column == "" || !isConstant(t.Value) {
			return fmt.Errorf("a column, and a value made of one setting or constant, are needed")
		}
		return nil
	case program.ByPredicate:
		if sqltree.IsTrue(t.Predicate) {
			return fmt.Errorf("the predicate is empty")
		}
		return nil
	case program.Via:
		return r.checkParent(t, children)
	}
	return fmt.Errorf("form %d is not known", t.Form)
}

func (r *Reader) checkParent(t *program.Tenancy, children []string) error {
	parent := r.tables[t.Parent]
	switch {
	case len(t.On) == 0:
		return fmt.Errorf("no columns lead to %s", t.Parent)
	case parent == nil:
		return fmt.Errorf("its parent %s has no tenancy", t.Parent)
	case parent.Form == program.Shared:
		return fmt.Errorf("its parent %s is shared", t.Parent)
	case slices.Contains(children, t.Parent):
		return fmt.Errorf("its parents form a circle: %s", strings.Join(append(children, t.Parent), " → "))
	}
	return r.checkForm(parent, append(children, t.Parent))
}

// Check accepts a statement's text (with ? for each of the arguments) or tells what is wrong with it. The values are
// the tenant's: an argument must equal what they give, not merely be there.
func (r *Reader) Check(text string, args []any, values sqltree.Values) error {
	st, err := r.statement(text)
	if err != nil {
		return err
	}
	if st.markers != len(args) {
		return fmt.Errorf("the statement has %d places for %d arguments", st.markers, len(args))
	}
	p := proof{reader: r, statement: st, args: args, values: values, proven: make([]bool, st.leaves)}
	return p.all()
}
