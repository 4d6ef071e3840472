package mapping

import (
	"slices"
	"strings"

	"ehr.example/portico/mappers/problem"
)

// Extension is what a mapper, or a tenant's overlay, changes of a source that another mapper has.
type Extension struct {
	Pos          problem.Position
	Of           Text // Type/source, or a type that has one source
	Off          bool // the source is gone
	From         Text // joins behind those of the source
	Where        Text // a further condition
	First        []Field
	Rows         []Field // name → rows, or $none
	LastUpdated  Text
	Author       Text
	Organization *Node
	PartOf       Text
	Search       []Field
	Elements     *Node
	VariantIf    Text
	Variants     []Field // name → variant, or $none
}

// extension reads a document that begins with extend.
func (m *Mapper) extension(doc *Node, problems *problem.List) {
	r := read(doc, "an extension", problems)
	e := &Extension{Pos: doc.Pos, Of: r.required("extend", "the source that is changed: Observation/vitals")}
	if !e.Of.Zero() {
		r.what = "the extension of " + e.Of.Value
	}
	if doc.Has("resource") {
		problems.Hintf(doc.Field("resource").Pos, "extend: changes a source, resource: begins one", "a document extends a source or is one")
		r.field("resource")
	}
	e.From, e.Where = r.text("from+"), r.text("where+")
	e.LastUpdated, e.Author = r.text("lastUpdated"), r.text("author")
	e.Organization, e.PartOf = r.field("organization"), r.text("partOf")
	e.First, e.Rows = r.texts("first"), r.fields("rows")
	e.shown(r)
	for _, key := range []string{"from", "where"} {
		if doc.Has(key) {
			problems.Hintf(doc.Field(key).Pos, key+"+: adds to it", "an extension does not replace the %s of a source", key)
			r.field(key)
		}
	}
	r.rest()
	m.Extensions = append(m.Extensions, e)
}

// shown reads what overlays may change too: what is shown of the rows, and how it is searched.
func (e *Extension) shown(r *reader) {
	e.Search, e.Elements = r.fields("search"), r.field("elements")
	for _, f := range r.fields("variants") {
		switch {
		case f.Key == "$if":
			e.VariantIf = r.scalar(f.Value, "$if")
		case strings.HasPrefix(f.Key, "$"):
			r.problems.Hintf(f.Pos, "known: $if", "unknown word %s in variants", f.Key)
		default:
			e.Variants = append(e.Variants, f)
		}
	}
	off := r.text("off")
	e.Off = off.Value == "true"
	if !off.Zero() && !e.Off && off.Value != "false" {
		r.problems.Hintf(off.Pos, "off: true switches the source off", "off is %q", off.Value)
	}
	if e.Off && len(r.node.Fields) > 2 {
		r.problems.Errorf(off.Pos, "a source that is switched off is not changed otherwise")
	}
}

// extended finds the source of an extension; nil: there is none, which was said.
func (m *Mapper) extended(e *Extension, problems *problem.List) *Source {
	typ, name, named := strings.Cut(e.Of.Value, "/")
	var found []*Source
	var known []string
	for _, s := range m.Sources {
		path := s.Resource.Value + "/" + s.Name.Value
		known = append(known, path)
		if s.Resource.Value == typ && (!named || s.Name.Value == name) {
			found = append(found, s)
		}
	}
	switch {
	case e.Of.Zero(): // the parser said so
		return nil
	case len(found) == 0:
		problems.Hintf(e.Of.Pos, cmpHint(e.Of.Value, known), "extend: there is no source %s", e.Of.Value)
		return nil
	case len(found) > 1:
		problems.Hintf(e.Of.Pos, "extend: "+typ+"/"+found[0].Name.Value, "extend: %s has several sources", typ)
		return nil
	}
	return found[0]
}

// extend lays an extension over its source, which is replaced: nothing of the mapper that has it is changed.
func (m *Mapper) extend(e *Extension, problems *problem.List) {
	old := m.extended(e, problems)
	if old == nil {
		return
	}
	at := slices.Index(m.Sources, old)
	if e.Off {
		m.Sources = slices.Delete(m.Sources, at, at+1)
		return
	}
	s := *old
	if !e.From.Zero() {
		s.FromPlus = append(slices.Clone(s.FromPlus), e.From)
	}
	if !e.Where.Zero() {
		s.WherePlus = append(slices.Clone(s.WherePlus), e.Where)
	}
	for _, text := range []struct {
		to   *Text
		from Text
	}{{&s.LastUpdated, e.LastUpdated}, {&s.Author, e.Author}, {&s.VariantIf, e.VariantIf}, {&s.PartOf, e.PartOf}} {
		if !text.from.Zero() {
			*text.to = text.from
		}
	}
	if e.Organization != nil {
		s.Organization = e.Organization
	}
	s.First, s.Search = mergedFields(s.First, e.First), mergedFields(s.Search, e.Search)
	s.Elements = mergedNode(s.Elements, e.Elements)
	s.extendRows(e, problems)
	s.extendVariants(e, problems)
	m.Sources[at] = &s
}

func (s *Source) extendRows(e *Extension, problems *problem.List) {
	s.Rows = slices.Clone(s.Rows)
	for _, f := range e.Rows {
		at := slices.IndexFunc(s.Rows, func(r *Rows) bool { return r.Name == f.Key })
		switch {
		case f.Value.Name() == "none" && at < 0:
			problems.Errorf(f.Pos, "%s has no rows %s to take away", e.Of.Value, f.Key)
		case f.Value.Name() == "none":
			s.Rows = slices.Delete(s.Rows, at, at+1)
		case at < 0:
			s.Rows = append(s.Rows, rowsOf([]Field{f}, problems)...)
		default:
			s.Rows[at] = rowsOf([]Field{f}, problems)[0]
		}
	}
}

// extendVariants merges variants by name. A source goes on having variants, or none, as before: they are a part of its ids.
func (s *Source) extendVariants(e *Extension, problems *problem.List) {
	had := len(s.Variants)
	s.Variants = slices.Clone(s.Variants)
	for _, f := range e.Variants {
		at := slices.IndexFunc(s.Variants, func(v Variant) bool { return v.Name == f.Key })
		switch {
		case f.Value.Name() == "none" && at < 0:
			problems.Errorf(f.Pos, "%s has no variant %s to take away", e.Of.Value, f.Key)
		case f.Value.Name() == "none":
			s.Variants = slices.Delete(s.Variants, at, at+1)
		case had == 0:
			problems.Hintf(f.Pos, "a variant's name is a part of the id", "%s has no variants, and an extension gives it none", e.Of.Value)
		case at < 0:
			s.Variants = append(s.Variants, variant(f, problems))
		default:
			s.Variants[at] = s.Variants[at].with(variant(f, problems))
		}
	}
	if had > 0 && len(s.Variants) == 0 {
		problems.Hintf(e.Pos, "off: true switches the source off", "every variant of %s is taken away", e.Of.Value)
		s.Variants = append(s.Variants, Variant{Name: "none", Pos: e.Pos})
	}
}

// with is a variant under another one of the same name.
func (v Variant) with(over Variant) Variant {
	v.Pos = over.Pos
	v.Words = mergedFields(v.Words, over.Words)
	v.Elements = mergedNode(v.Elements, over.Elements)
	if !over.If.Zero() {
		v.If = over.If
	}
	return v
}

// mergedFields lays fields over others by key; $none stays, since what it takes away may be said elsewhere.
func mergedFields(base, over []Field) []Field {
	out := slices.Clone(base)
	for _, f := range over {
		if at := slices.IndexFunc(out, func(b Field) bool { return b.Key == f.Key }); at >= 0 {
			out[at] = f
		} else {
			out = append(out, f)
		}
	}
	return out
}

// mergedNode lays an object over another one, key by key and deeply; $none takes a key away. Anything else replaces what
// was there: a list, a text, and an object that uses a template.
func mergedNode(base, over *Node) *Node {
	if over == nil {
		return base
	}
	if base == nil || base.Kind != Object || over.Kind != Object || over.Has("$use") && over.Field("$use").Name() != "none" {
		return over
	}
	out := *base
	out.Fields = slices.Clone(base.Fields)
	for _, f := range over.Fields {
		at := slices.IndexFunc(out.Fields, func(b Field) bool { return b.Key == f.Key })
		switch {
		case at < 0:
			out.Fields = append(out.Fields, f)
		case f.Value.Name() == "none":
			out.Fields = slices.Delete(out.Fields, at, at+1)
		default:
			out.Fields[at] = Field{Key: f.Key, Pos: f.Pos, Value: mergedNode(out.Fields[at].Value, f.Value)}
		}
	}
	return &out
}
