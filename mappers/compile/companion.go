package compile

import (
	"slices"
	"strings"

	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/program"
)

// companions makes the sources that derive: asks for, behind those of the files.
func (c *compiler) companions() {
	owners := c.sources
	used := map[*source]bool{}
	for _, d := range c.mapper.Derive {
		if d.Resource.Zero() { // the parser said so
			continue
		}
		if !fhir.IsResource(d.Resource.Value) {
			c.problems.Hintf(d.Resource.Pos, didYouMean(d.Resource.Value, fhir.ResourceTypes()), "R4 has no resource type %s", d.Resource.Value)
			continue
		}
		if !d.ID.Zero() && (!strings.HasSuffix(d.ID.Value, "$id") || strings.Count(d.ID.Value, "$id") > 1) {
			c.problems.Hintf(d.ID.Pos, "id: $type-$id", "a companion's id ends with $id, the id of its owner")
			continue
		}
		for _, owner := range c.owners(d, owners) {
			used[owner] = true
			c.rows(d.Companion(owner.text), owner)
		}
	}
	for _, s := range owners {
		if !s.text.Author.Zero() && !used[s] {
			c.problems.Warnf(s.text.Author.Pos, "derive: in mapper.yaml makes companions such as Provenance", "nothing derives from %s, so its author is not used", s.out.Path())
		}
	}
}

// owners are the sources that companions are made of, in the order of their files.
func (c *compiler) owners(d mapping.Derive, all []*source) []*source {
	named := map[*source]bool{}
	for _, of := range d.Of {
		found := false
		for _, s := range all {
			if d.Names(of, s.text) {
				named[s], found = true, true
			}
		}
		if !found {
			c.problems.Hintf(of.Pos, `"*", a type, or Type/source: `+didYouMean(of.Value, paths(all)), "derive: no source is called %s", of.Value)
		}
	}
	return slices.DeleteFunc(slices.Clone(all), func(s *source) bool { return !named[s] })
}

func paths(sources []*source) []string {
	out := make([]string, len(sources))
	for i, s := range sources {
		out[i] = s.out.Path()
	}
	return out
}

// prefixed puts a companion's prefix before the ids of its owner.
func (c *compiler) prefixed(src *source) {
	prefix := src.text.IDPrefix
	if src.owner == nil || src.out.ID == nil {
		return
	}
	literal := program.IDPart{Literal: prefix.Value}
	for _, r := range prefix.Value {
		if !idRune(r) {
			c.problems.Hintf(prefix.Pos, idHint, "an id cannot hold %q", r)
			break
		}
	}
	src.out.ID = append(program.ID{literal}, src.out.ID...)
	for i, id := range src.out.Fallback {
		src.out.Fallback[i] = append(program.ID{literal}, id...)
	}
	if n := longest(src.out); n > maxID && len(src.text.Variants) == 0 {
		c.problems.Hintf(prefix.Pos, shorterID, "ids of %s could have %d characters, and FHIR allows %d", src.out.Path(), n, maxID)
	}
}

const shorterID = "say id: p-$id in derive, with a short prefix"

// companionLink is a companion's access: its owner's.
func (c *compiler) companionLink(src *source) {
	t := src.text
	src.out.Owner = src.owner.out
	if !t.Patient.Zero() {
		src.out.Patient = c.patientLink(src)
	} else if t.Access.Zero() && src.owner.out.Type == "Patient" {
		src.out.Patient = &program.Reference{Target: src.owner.out, Key: src.out.Rows.Key, Sure: true, Self: true}
	}
}

// ownersTables joins to a companion's row what its owner's elements have joined since: a search may ask, through target, for
// anything of the owner (_has:Provenance:target:target:Immunization.lot-number). A statement joins of them what it uses.
func ownersTables(src *source) {
	if src.owner == nil {
		return
	}
	rows := src.out.Rows
	for _, t := range src.owner.out.Rows.From {
		if rows.From.Alias(t.Alias) == nil {
			rows.From = append(slices.Clip(rows.From), t)
		}
	}
}

// self is $self: the reference from a companion to its owner. Where the owner does not compile it is a constant, so that
// only what is wrong with the owner is told.
func (c *compiler) self(sc *scope) program.Node {
	if len(sc.self.out.ID) == 0 {
		return &program.Const{JSON: []byte(`""`)}
	}
	return program.Companion(sc.self.owner.out, sc.variant, sc.self.out)
}

// selfObject is {reference: …} of $self.
func (c *compiler) selfObject(n *mapping.Node, typ string, sc *scope) *program.Object {
	if typ != "Reference" {
		c.notSelf(n, typ)
		return nil
	}
	return referenceTo(c.self(sc))
}

func (c *compiler) notSelf(n *mapping.Node, typ string) {
	c.problems.Hintf(n.Pos, "target: [=$self]", "$self is a reference to the owner, and %s is none", article(typ))
}

// lacking says what a companion's owner has not, where that may be why something is missing.
func lacking(src *source) string {
	if src.owner == nil {
		return ""
	}
	var none []string
	if src.text.LastUpdated.Zero() {
		none = append(none, "no lastUpdated:")
	}
	if src.text.Author.Zero() {
		none = append(none, "no author:")
	}
	if none == nil {
		return ""
	}
	return "; " + src.owner.out.Path() + " has " + strings.Join(none, " and ")
}

// usedChildren takes the children away that a companion does not write: its owner's rows are not read for nothing.
func usedChildren(src *source) {
	for _, v := range src.out.Variants {
		if writesChildren(v.Body) {
			return
		}
	}
	src.out.Rows.Children = nil
}

func writesChildren(n program.Node) bool {
	switch x := n.(type) {
	case *program.Each:
		return true
	case *program.Object:
		return slices.ContainsFunc(x.Fields, func(f program.ObjectField) bool { return writesChildren(f.Node) })
	case *program.List:
		return slices.ContainsFunc(x.Items, writesChildren)
	case *program.First:
		return slices.ContainsFunc(x.Branches, func(b program.Branch) bool { return writesChildren(b.Node) })
	}
	return false
}
