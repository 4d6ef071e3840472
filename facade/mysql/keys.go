package mysql

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"ehr.example/portico/mappers/sqltree"
)

// maxKeys is how many keys are sent with a statement; a larger set becomes a sub-select of it.
const maxKeys = 1000

// Resolve is the statement with its key sets filled in: each set that has a statement of its own and is not known is
// read, at most once in a session. Sets above 1,000 keys stay statements. The given tree is not changed. Integer keys
// are int64 (uint64 above its range), binary ones []byte, others string; keys with a NULL match nothing and are left out.
func (s *Session) Resolve(sel *sqltree.Select, values sqltree.Values) (*sqltree.Select, error) {
	if !hasOpenKeys(sel) {
		return sel, nil
	}
	if err := s.find([]*sqltree.Select{sel}, values); err != nil {
		return nil, err
	}
	return s.resolved(sel), nil
}

// ResolveAll is Resolve of several statements, whose sets are found together.
func (s *Session) ResolveAll(statements []*sqltree.Select, values sqltree.Values) ([]*sqltree.Select, error) {
	if !slices.ContainsFunc(statements, hasOpenKeys) {
		return statements, nil
	}
	if err := s.find(statements, values); err != nil {
		return nil, err
	}
	out := make([]*sqltree.Select, len(statements))
	for i, sel := range statements {
		out[i] = s.resolved(sel)
	}
	return out, nil
}

// resolved is a statement with the key sets that have been found.
func (s *Session) resolved(sel *sqltree.Select) *sqltree.Select {
	if !hasOpenKeys(sel) {
		return sel
	}
	return sqltree.ReplaceSelect(sel, func(e sqltree.Expr) (sqltree.Expr, bool) {
		set := sqltree.KeysOf(e)
		if !open(set) {
			return nil, false
		}
		return filled(e, set, s.keys[set]), true
	})
}

// filled is a look into a set with its keys. Of a set that is too large to be sent each row asks by itself, where that is
// what the planner wants.
func filled(e sqltree.Expr, set, keys *sqltree.Keys) sqltree.Expr {
	out := sqltree.WithKeys(e, keys)
	if in, ok := out.(sqltree.InKeys); ok && !keys.Known && set.PerRow == sqltree.IfMany {
		out, _ = sqltree.Each(in)
	}
	return out
}

func open(k *sqltree.Keys) bool { return k != nil && !k.Known && k.Select != nil }

func hasOpenKeys(sel *sqltree.Select) bool {
	found := false
	sqltree.WalkSelect(sel, func(e sqltree.Expr) bool {
		found = found || open(sqltree.KeysOf(e))
		return !found
	})
	return found
}

// compareKeys orders keys, so that one query always sends the same arguments.
func compareKeys(a, b []any) int {
	for i := range a {
		if c := compareValues(a[i], b[i]); c != 0 {
			return c
		}
	}
	return 0
}

func compareValues(a, b any) int {
	switch x := a.(type) {
	case int64:
		if y, ok := b.(int64); ok {
			return cmp.Compare(x, y)
		}
	case []byte:
		if y, ok := b.([]byte); ok {
			return bytes.Compare(x, y)
		}
	}
	return strings.Compare(fmt.Sprint(a), fmt.Sprint(b))
}
