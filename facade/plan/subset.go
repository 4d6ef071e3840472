package plan

import (
	"maps"
	"strconv"
	"strings"
	"sync"

	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// reduced is a source with a subset of its elements, and the statements that read its rows.
type reduced struct {
	source     *program.Source
	statements statements
}

// maxSubsets bounds the reduced sources that are kept for a program. Clients ask for the same few; when there are more, they are
// made anew.
const maxSubsets = 512

// subsets keeps reduced sources by what was asked for.
type subsets struct {
	tenancy map[string]program.Tenancy
	whole   map[string]*sqltree.Select // the program's statements by their texts
	mu      sync.Mutex
	known   map[subsetKey]*reduced
	texts   map[string]*sqltree.Select // with those of the known ones
}

// subsetKey is a source, what is shown of it, and which references are followed that are not.
type subsetKey struct {
	source          *program.Source
	subset, follows string
}

func (s *subsets) reduced(key subsetKey, subset fhir.Subset, follows func(*program.Reference) bool) *reduced {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.known[key]; r != nil {
		return r
	}
	if s.known == nil || len(s.known) >= maxSubsets {
		s.known, s.texts = map[subsetKey]*reduced{}, maps.Clone(s.whole)
	}
	r := &reduced{source: key.source.Reduced(subset, follows), statements: statements{}}
	r.statements.add(r.source.Rows, s.tenancy, s.texts)
	s.known[key] = r
	return r
}

// show lets a source be read as far as its elements are shown. Matches: its resources are matches, and not included ones.
func (b *builder) show(s *Source, subset fhir.Subset, matches bool) {
	if subset.Whole() || b.plan.readers == nil {
		return
	}
	follows, named := b.plan.includes.followed(s.Of, matches)
	r := b.plan.readers.subsets.reduced(subsetKey{source: s.Of, subset: subset.String(), follows: named}, subset, follows)
	b.plan.reduced = append(b.plan.reduced, r)
	s.Shown = r.source
	for _, v := range s.Variants {
		for i, of := range s.Of.Variants {
			if of == v.Of {
				v.Shown = r.source.Variants[i]
			}
		}
	}
}

// followed tells which references of a source are followed, and names them; nil: none.
func (in *Includes) followed(from *program.Source, first bool) (func(*program.Reference) bool, string) {
	if in == nil {
		return nil, ""
	}
	var names strings.Builder
	for _, i := range in.asked {
		if !i.Reverse && (first || i.Iterate) {
			names.WriteString(i.String() + " ")
		}
	}
	if names.Len() == 0 {
		return nil, ""
	}
	asked := *in
	return func(r *program.Reference) bool { return asked.Follows(from, r, first) }, strconv.FormatBool(first) + " " + names.String()
}
