package plan

import (
	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/search"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// seen is what the grant lets be seen of a type under one of the permissions. It is made once for a request.
type seen struct {
	typ   *program.Type
	parts []access.Part
}

// seenOf is what the grant lets be seen of a source's type.
func (b *builder) seenOf(src *program.Source, need access.Permissions) seen {
	key := seenKey{src.Type, need}
	if s, known := b.seen[key]; known {
		return s
	}
	s := seen{typ: b.tenant.Program.Type(src.Type), parts: b.permitted.Parts(src.Type, need)}
	if b.seen == nil {
		b.seen = map[seenKey]seen{}
	}
	b.seen[key] = s
	return s
}

// seenKey is a type and a permission.
type seenKey struct {
	resource string
	need     access.Permissions
}

// bind is the access binding as a condition on a source's rows, wherever they stand in a query: a row is in a record that
// the grant reaches. Where several scopes reach different records it is left to each of them, and said by scoped.
func (s seen) bind(b *builder, src *program.Source) sqltree.Expr {
	switch len(s.parts) {
	case 0:
		return sqltree.False
	case 1:
		return b.reached(src, s.parts[0].Reach)
	}
	return sqltree.True
}

// scoped is what the parameters of scopes demand of a row that a variant makes a resource of: criteria are of resources, and
// so of variants.
func (s seen) scoped(b *builder, src *program.Source, v *program.Variant) sqltree.Expr {
	return sqltree.AllOf(s.fulfilled(b, src, v), b.ownerSeen(s, src, v))
}

// ownerSeen is the condition that a companion's owner may be seen, to be read or to be found: what a Binary holds is what its
// document says, and a Provenance tells that its target is there.
func (b *builder) ownerSeen(s seen, src *program.Source, v *program.Variant) sqltree.Expr {
	if src.Owner == nil {
		return sqltree.True
	}
	of := src.Owned(v)
	owner := b.seenOf(src.Owner, access.Read|access.Search)
	if of == nil || len(owner.parts) == 0 {
		return sqltree.False
	}
	scoped := owner.scoped(b, src.Owner, of)
	if len(s.parts) == 1 && len(owner.parts) == 1 && s.parts[0].Reach.Equal(owner.parts[0].Reach) { // the companion is bound alike
		return scoped
	}
	return sqltree.AllOf(owner.bind(b, src.Owner), scoped)
}

// fulfilled is what the scopes of the source's own type demand.
func (s seen) fulfilled(b *builder, src *program.Source, v *program.Variant) sqltree.Expr {
	if len(s.parts) == 1 {
		return b.some(s, src, v, s.parts[0])
	}
	var some []sqltree.Expr
	for _, p := range s.parts {
		some = append(some, sqltree.AllOf(b.reached(src, p.Reach), b.some(s, src, v, p)))
	}
	return sqltree.AnyOf(some...)
}

// bounded tells that one record, or some, bound a source's rows.
func (s seen) bounded(src *program.Source) bool {
	return len(s.parts) == 1 && !s.parts[0].Reach.Everyone() && src.Patient != nil
}

// within tells that organisations bound a source's rows.
func (s seen) within() bool { return len(s.parts) == 1 && s.parts[0].Reach.Bound() }

// reached is the condition that a row is in a record that is reached, and of an organisation that is.
func (b *builder) reached(src *program.Source, r access.Reach) sqltree.Expr {
	return sqltree.AllOf(b.belonging(src, r), b.recorded(src, r))
}

// recorded is the condition that a row is in one of some patients' records, or in the directory.
func (b *builder) recorded(src *program.Source, r access.Reach) sqltree.Expr {
	switch {
	case r.Everyone():
		return sqltree.True
	case src.Patient == nil:
		return sqltree.Bool{Value: access.Directory(src.Type)}
	}
	return b.pointsAt(src.Patient, r.Patients())
}

// some is the condition that a part's criteria hold: one of its scopes' at least.
func (b *builder) some(s seen, src *program.Source, v *program.Variant, p access.Part) sqltree.Expr {
	if p.Some == nil {
		return sqltree.True
	}
	var some []sqltree.Expr
	for _, criteria := range p.Some {
		some = append(some, b.granted(s.typ, src, v, criteria))
	}
	return sqltree.AnyOf(some...)
}

// granted is the condition that a scope's criteria hold. One that the source cannot answer, or nothing of the type, closes it:
// what nobody can ask is not granted.
func (b *builder) granted(typ *program.Type, src *program.Source, v *program.Variant, criteria []search.Criterion) sqltree.Expr {
	var all []sqltree.Expr
	for _, c := range criteria {
		c, unknown := b.expanded(c)
		if unknown != "" || c.Chain != nil || b.unanswered(typ, c) != "" {
			return sqltree.False
		}
		b.inexact = false
		e, why := b.criterion(src, v, c)
		if why != "" {
			return sqltree.False
		}
		all = append(all, e)
	}
	return sqltree.AllOf(all...)
}
