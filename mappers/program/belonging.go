package program

import "ehr.example/portico/mappers/sqltree"

// Belonging is which organisations' a row is: what users see whose role is within organisations. It is no element, and no
// search asks for it.
type Belonging struct {
	Shared bool // every user of the tenant sees the rows
	// To are the places that tell it; a row is of all that they lead to. A place leads to an organisation, or to a source that has
	// a Belonging of its own: the row is where that one is. Without any a row is nobody's.
	To []Alternative
}

// Only is an object with none but one of its fields.
func (o *Object) Only(name string) *Object {
	out := &Object{TypeName: o.TypeName}
	for _, f := range o.Fields {
		if f.Name == name {
			out.Fields = append(out.Fields, f)
		}
	}
	return out
}

// belonging prints which organisations' the rows of a source are.
func (p *printer) belonging(s *Source) {
	if s.PartOf != nil {
		p.line("part of %s -> %s", list(s.PartOf.Key), s.PartOf.Target.Path())
	}
	switch b := s.Organization; {
	case b == nil || s.Owner != nil:
	case b.Shared:
		p.line("organization shared")
	case len(b.To) == 0:
		p.line("organization none")
	default:
		for _, place := range b.To {
			each := ""
			if place.Child != nil {
				each = "each " + place.Child.Name + " "
			}
			p.line("organization %s%s -> %s%s", each, list(place.Reference.Key), place.Reference.Target.Path(), ifText(place.Guard))
		}
	}
}

// Columns visits the columns that tell which organisations' the rows are, beside those of the source.
func (b *Belonging) Columns(visit func(sqltree.Column)) {
	for _, place := range b.To {
		for _, e := range append([]sqltree.Expr{place.Guard}, place.Reference.Key...) {
			sqltree.Walk(e, func(x sqltree.Expr) bool {
				if c, ok := x.(sqltree.Column); ok {
					visit(c)
				}
				return true
			})
		}
	}
}
