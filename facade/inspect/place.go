package inspect

import (
	"strings"

	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/problem"
	"ehr.example/portico/mappers/program"
)

// places finds where a mapping says what.
type places struct{ text *mapping.Mapper }

// source is the document of a source, or nil.
func (p places) source(s *program.Source) *mapping.Source {
	for _, t := range p.text.Sources {
		if t.Resource.Value == s.Type && t.Name.Value == s.Name {
			return t
		}
	}
	return nil
}

// of is where a source begins.
func (p places) of(s *program.Source) problem.Position {
	if t := p.source(s); t != nil {
		return t.Pos
	}
	return problem.Position{}
}

// key and id are where a source says them.
func (p places) key(s *program.Source) problem.Position {
	if t := p.source(s); t != nil && !t.Key.Zero() {
		return t.Key.Pos
	}
	return p.of(s)
}

func (p places) id(s *program.Source) problem.Position {
	if t := p.source(s); t != nil && !t.ID.Zero() {
		return t.ID.Pos
	}
	return p.of(s)
}

func (p places) from(s *program.Source) problem.Position {
	for _, u := range p.text.Users {
		if s.Type == "User" && u.Name == s.Name {
			return u.From.Pos
		}
	}
	if t := p.source(s); t != nil && !t.From.Zero() {
		return t.From.Pos
	}
	return p.of(s)
}

// hole is where a source has a hole with these words, below the element if it stands there; else where the source begins.
func (p places) hole(s *program.Source, element string, words ...string) problem.Position {
	t := p.source(s)
	if t == nil {
		return problem.Position{}
	}
	trees := []*mapping.Node{t.Elements}
	for _, v := range t.Variants {
		trees = append(trees, v.Elements)
	}
	top, _, _ := strings.Cut(element, ".")
	for _, tree := range trees {
		if at := holeIn(tree.Field(top), words); at != nil {
			return at.Pos
		}
	}
	for _, tree := range trees {
		if at := holeIn(tree, words); at != nil {
			return at.Pos
		}
	}
	return t.Pos
}

// holeIn is the first hole with all the words, or nil.
func holeIn(n *mapping.Node, words []string) *mapping.Node {
	if n == nil {
		return nil
	}
	if n.IsHole() && containsAll(n.Value, words) {
		return n
	}
	for _, item := range n.Items {
		if found := holeIn(item, words); found != nil {
			return found
		}
	}
	for _, f := range n.Fields {
		if found := holeIn(f.Value, words); found != nil {
			return found
		}
	}
	return nil
}

func containsAll(text string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}
