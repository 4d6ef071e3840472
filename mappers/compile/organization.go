package compile

import (
	"slices"
	"strings"

	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// What organization: says in one word: every user of the tenant sees the rows; nobody whose role is within an organisation does.
const (
	sharedWord = "shared"
	closedWord = "none"
)

const organizationHint = "organization: =column -> Organization, =column -> Patient or Encounter (as that one is), shared, or none"

// organizations compiles which organisations' the rows of each source are, and which organisation is a part of which.
func (c *compiler) organizations() {
	for _, src := range c.sources {
		if src.owner != nil {
			continue
		}
		src.out.PartOf = c.partOf(src)
		src.out.Organization = c.belonging(src)
	}
	for _, src := range c.sources {
		if src.owner != nil { // made of the same rows
			src.out.Organization = src.owner.out.Organization
		}
	}
}

// partOf is the organisation that a row is a part of.
func (c *compiler) partOf(src *source) *program.Reference {
	text := src.text.PartOf
	if text.Zero() {
		return nil
	}
	if !isOrganization(src.out.Type) {
		c.problems.Hintf(text.Pos, "partOf: stands at a source of "+strings.Join(organizationTypes, " or "), "%s is no organisation", src.out.Path())
		return nil
	}
	r := c.organizationLink(text, &scope{frames: []*program.Relation{src.out.Rows}}, src)
	if r != nil && !isOrganization(r.Target.Type) {
		c.problems.Hintf(text.Pos, "partOf: =column -> "+src.out.Type, "%s is no organisation that %s could be a part of", r.Target.Path(), src.out.Path())
		return nil
	}
	return r
}

// organizationTypes are the types whose resources users can belong to.
var organizationTypes = []string{"Organization", "Location"}

func isOrganization(resource string) bool { return slices.Contains(organizationTypes, resource) }

// belonging is organization: of a source.
func (c *compiler) belonging(src *source) *program.Belonging {
	n := src.text.Organization
	switch {
	case n == nil:
		return nil
	case n.Kind == mapping.Scalar && n.Value == sharedWord:
		return &program.Belonging{Shared: true}
	case n.Kind == mapping.Scalar && n.Value == closedWord:
		return &program.Belonging{}
	}
	items := []*mapping.Node{n}
	if n.Kind == mapping.Array {
		items = n.Items
	}
	if len(items) == 0 {
		c.problems.Hintf(n.Pos, organizationHint, "organization of %s is empty", src.out.Path())
	}
	out := &program.Belonging{}
	for _, item := range items {
		if place, ok := c.organizationPlace(item, src); ok {
			out.To = append(out.To, place)
		}
	}
	return out
}

// organizationPlace is one place that tells a row's organisation: =key -> Type, or {$each: rows, $if: condition, $value: =key -> Type}.
func (c *compiler) organizationPlace(n *mapping.Node, src *source) (program.Alternative, bool) {
	var place program.Alternative
	sc := &scope{frames: []*program.Relation{src.out.Rows}}
	value := n
	if n.Kind == mapping.Object {
		for _, f := range n.Fields {
			if !slices.Contains([]string{"$each", "$if", "$value"}, f.Key) {
				c.problems.Hintf(f.Pos, "{$each: rows, $if: condition, $value: =column -> Organization}", "unknown word %s in organization", f.Key)
				return place, false
			}
		}
		value = n.Field("$value")
		if each := n.Field("$each"); each != nil {
			_, _, child := c.childNamed(each, sc)
			if child == nil {
				return place, false
			}
			c.usesRows(child)
			place.Child, sc = child, sc.into(child.Rows)
		}
		if cond := n.Field("$if"); cond != nil {
			if place.Guard = c.organizationCondition(cond, sc); place.Guard == nil {
				return place, false
			}
		}
	}
	if !value.IsHole() {
		pos := n.Pos
		if value != nil {
			pos = value.Pos
		}
		c.problems.Hintf(pos, organizationHint, "organization of %s says nothing that there is", src.out.Path())
		return place, false
	}
	place.Reference = c.organizationLink(value.Text(), sc, src)
	return place, place.Reference != nil
}

func (c *compiler) organizationCondition(n *mapping.Node, sc *scope) sqltree.Expr {
	cond := c.condition(n.Text(), sc.froms(), sc)
	if cond != nil && !isCondition(cond) {
		c.problems.Hintf(n.Pos, "o.kind = 'F'", "a condition is expected here")
		return nil
	}
	return cond
}

// organizationLink is =key -> Type, where the type is mapped: an access binding is not left out with a remark.
func (c *compiler) organizationLink(text mapping.Text, sc *scope, src *source) *program.Reference {
	h, ok := c.hole(text)
	switch {
	case !ok:
		return nil
	case h.target == "" || h.field != "" || len(h.calls) > 0:
		c.problems.Hintf(text.Pos, organizationHint, "the organisation of %s is no reference", src.out.Path())
		return nil
	}
	if typ, _, _ := strings.Cut(h.target, "/"); fhir.IsResource(typ) && len(c.sourcesOf(typ)) == 0 {
		c.problems.Hintf(h.targetAt, "map the type, or say shared or none", "-> %s: no such source is mapped, so that nobody could tell whose a row of %s is", h.target, src.out.Path())
		return nil
	}
	target, keys := c.referenceKey(h, sc)
	if target == nil {
		return nil
	}
	return c.pointing(target, sc.frames[len(sc.frames)-1], keys)
}

// within looks whether the roles that are within an organisation mean something: somebody is of one, every row is of some or
// says that it is not, and each binding ends at an organisation.
func (c *compiler) within() {
	c.nodes()
	for _, src := range c.sources {
		if src.owner == nil {
			c.leadsToOrganization(src)
		}
	}
	at := slices.IndexFunc(c.program.Roles, func(r *program.Role) bool { return r.Within })
	if at < 0 {
		return
	}
	role := c.mapper.Roles[at]
	switch {
	case len(c.program.Users) > 0 && !slices.ContainsFunc(c.mapper.Users, func(u *mapping.Users) bool { return u.Organizations != nil }):
		c.problems.Hintf(role.Within.Pos, "users: {"+c.program.Users[0].Name+": {organizations: [=column -> Organization]}}",
			"the role %s is within organisations, and no users say which ones they belong to", role.Name)
	case !slices.ContainsFunc(c.sources, func(s *source) bool { return s.out.Node }):
		c.problems.Hintf(role.Within.Pos, "map the Organizations", "the role %s is within organisations, and there are none", role.Name)
	}
	for _, src := range c.sources {
		if src.owner == nil && src.text.Organization == nil {
			c.problems.Hintf(src.text.Pos, organizationHint, "nothing says which organisation a row of %s is of, and the role %s is within organisations", src.out.Path(), role.Name)
		}
	}
}

// nodes marks the organisations: every Organization, what users belong to, and what partOf ties to one.
func (c *compiler) nodes() {
	for _, src := range c.sources {
		if src.out.Type == "Organization" {
			src.out.Node = true
		}
		if up := src.out.PartOf; up != nil {
			src.out.Node, up.Target.Node = true, true
		}
	}
	for _, u := range c.program.Users {
		for _, a := range references(u.Source.Variants[0].Body.Only("organizations")) {
			a.Reference.Target.Node = true
		}
	}
}

// leadsToOrganization refuses a binding that ends at rows which say nothing of organisations, or that leads back to itself.
func (c *compiler) leadsToOrganization(src *source) {
	var follow func(s *program.Source, path []string) bool
	follow = func(s *program.Source, path []string) bool {
		if s.Organization == nil {
			return true
		}
		for _, place := range s.Organization.To {
			to := place.Reference.Target
			switch {
			case to.Node:
			case slices.Contains(path, to.Path()):
				c.problems.Hintf(src.text.Organization.Pos, "one of them says =column -> Organization", "the organisation of %s leads in a circle: %s",
					src.out.Path(), strings.Join(append(path, to.Path()), ", "))
				return false
			case to.Organization == nil || to.Organization.Shared || len(to.Organization.To) == 0:
				c.problems.Hintf(src.text.Organization.Pos, "organization: at "+to.Path()+" too, or =column -> Organization here",
					"the organisation of %s leads to %s, which is of none", src.out.Path(), to.Path())
				return false
			case !follow(to, append(slices.Clone(path), to.Path())):
				return false
			}
		}
		return true
	}
	follow(src.out, []string{src.out.Path()})
}
