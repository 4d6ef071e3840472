package mysql

import (
	"bytes"
	"cmp"
	"database/sql/driver"
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
	var failed error
	resolved := sqltree.ReplaceSelect(sel, func(e sqltree.Expr) (sqltree.Expr, bool) {
		set := sqltree.KeysOf(e)
		if !open(set) || failed != nil {
			return nil, false
		}
		keys, err := s.resolveKeys(set, values)
		if err != nil {
			failed = err
			return nil, false
		}
		return filled(e, set, keys), true
	})
	if failed != nil {
		return nil, failed
	}
	return resolved, nil
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

// resolveKeys is the set with its own statement's keys resolved, and its rows where there are few enough.
func (s *Session) resolveKeys(k *sqltree.Keys, values sqltree.Values) (*sqltree.Keys, error) {
	if known := s.keys[k]; known != nil {
		return known, nil
	}
	inner, err := s.Resolve(k.Select, values)
	if err != nil {
		return nil, err
	}
	folded := *inner
	folded.Where = sqltree.Fold(inner.Where)
	inner = &folded
	var rows [][]any
	if !sqltree.IsFalse(inner.Where) { // sets inside that are empty leave nothing to look for
		if rows, err = s.readKeys(inner, values); err != nil {
			return nil, err
		}
	}
	resolved := &sqltree.Keys{Select: inner, Quiet: k.Quiet}
	if len(rows) <= maxKeys {
		resolved.Rows, resolved.Known = complete(rows), true
	}
	if s.keys == nil {
		s.keys = map[*sqltree.Keys]*sqltree.Keys{}
	}
	s.keys[k], s.keys[resolved] = resolved, resolved // a large set stays open in statements, and is not read for each again
	return resolved, nil
}

// readKeys runs the set's statement, bounded to one key more than are sent.
func (s *Session) readKeys(sel *sqltree.Select, values sqltree.Values) ([][]any, error) {
	bounded := *sel
	if bounded.Limit == 0 || bounded.Limit > maxKeys+1 {
		bounded.Limit = maxKeys + 1
	}
	if len(bounded.OrderBy) == 0 {
		bounded.Distinct = true
	}
	text, args, err := s.print(&bounded, values)
	if err != nil {
		return nil, err
	}
	var keys [][]any
	err = s.run(text, args, func(rows driver.Rows) (int, error) {
		keys, err = readTyped(rows)
		return len(keys), err
	})
	slices.SortFunc(keys, compareKeys)
	return keys, err
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
