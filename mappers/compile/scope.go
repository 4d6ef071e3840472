package compile

import (
	"maps"
	"slices"

	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// scope is what names mean at a place of an element tree: the rows in sight, and the words of the variant or the
// arguments of the template. Templates see the rows but none of their caller's words.
type scope struct {
	frames  []*program.Relation // the source's rows first, then the children around
	top     *program.Relation   // the source's rows, where frames begin below them; nil: frames[0]
	words   map[string]word
	lenient bool          // in a template: an argument that was not given is absent
	using   []string      // templates being expanded, against recursion
	cond    *program.Cond // the nearest condition around; nil: none
	self    *source       // the companion whose elements these are: what $self belongs to; nil elsewhere
	variant string        // of the source that is compiled
	rowwise bool          // each row of a group is looked at, not what they have in common
}

// word is a name's value, and the scope in which it has its meaning.
type word struct {
	node  *mapping.Node
	scope *scope
}

// alone is the scope of rows below, without those around.
func (s *scope) alone(child *program.Relation) *scope {
	return &scope{words: s.words, top: s.source(), frames: []*program.Relation{child}}
}

// source is the rows of the source that the scope lies in.
func (s *scope) source() *program.Relation {
	if s.top != nil || len(s.frames) == 0 {
		return s.top
	}
	return s.frames[0]
}

// into is the scope inside a child's rows.
func (s *scope) into(child *program.Relation) *scope {
	out := *s
	out.frames = append(append([]*program.Relation(nil), s.frames...), child)
	return &out
}

// under is the scope inside a condition.
func (s *scope) under(c *program.Cond) *scope {
	if c == nil {
		return s
	}
	out := *s
	out.cond = c
	return &out
}

// when is the slot of the nearest condition, where it is of the given frame.
func (s *scope) when(frame int) []int {
	if s.cond == nil || s.cond.Frame != frame {
		return nil
	}
	return []int{s.cond.Slot}
}

func (s *scope) froms() []sqltree.From {
	out := make([]sqltree.From, len(s.frames))
	for i, f := range s.frames {
		out[i] = f.From
	}
	return out
}

// frameOf is the one frame whose rows an expression speaks of; the innermost for constants. -1: it mixes several.
func (s *scope) frameOf(e sqltree.Expr) int {
	aliases := map[string]bool{}
	sqltree.Aliases(e, aliases)
	frame := -1
	for i, f := range s.frames {
		for _, t := range f.From {
			if !aliases[t.Alias] {
				continue
			}
			if frame >= 0 && frame != i {
				return -1
			}
			frame = i
		}
	}
	if frame >= 0 {
		return frame
	}
	for frame = len(s.frames) - 1; frame > 0 && s.frames[frame].Members != nil; {
		frame-- // members are no rows that the database computes for
	}
	return frame
}

// names lists what $name could be here.
func (c *compiler) names(s *scope) []string {
	var names []string
	for _, set := range c.program.Settings {
		names = append(names, set.Name)
	}
	names = append(names, slices.Sorted(maps.Keys(c.mapper.Systems))...)
	if s != nil {
		names = append(names, slices.Sorted(maps.Keys(s.words))...)
		for _, f := range s.frames {
			if f.Members != nil {
				names = append(names, f.Members.Alias[1:])
			}
		}
	}
	return names
}
