package mapping

import (
	"strings"

	"ehr.example/portico/mappers/problem"
)

func (m *Mapper) source(doc *Node, problems *problem.List) {
	r := read(doc, "a source", problems)
	s := &Source{Pos: doc.Pos}
	s.Resource = r.required("resource", "say the FHIR resource type")
	s.Name = r.text("source")
	if s.Name.Zero() {
		s.Name = Text{Value: strings.ToLower(s.Resource.Value), Pos: s.Resource.Pos}
	}
	if !s.Resource.Zero() {
		r.what = s.Resource.Value + "/" + s.Name.Value
	}
	s.From = r.required("from", "a table and an alias, with joins")
	s.Where = r.text("where")
	s.rowsKey(r)
	s.latest(r)
	s.Exists = r.list("exists")
	s.id(r)
	s.Patient = r.text("patient")
	s.Access = r.text("access")
	s.Organization, s.PartOf = r.field("organization"), r.text("partOf")
	s.LastUpdated = r.text("lastUpdated")
	s.Author = r.text("author")
	s.First = r.texts("first")
	s.Rows = rowsOf(r.fields("rows"), problems)
	s.Search = r.fields("search")
	s.Elements = r.field("elements")
	s.variants(r, problems)
	if s.Elements == nil {
		problems.Errorf(doc.Pos, "%s has no elements", r.what)
		s.Elements = &Node{Pos: doc.Pos, Kind: Object}
	}
	r.rest()
	m.Sources = append(m.Sources, s)
}

// rowsKey reads key:, or group: in its place.
func (s *Source) rowsKey(r *reader) {
	s.Group = r.text("group")
	if s.Group.Zero() {
		s.Key = r.required("key", "the unique column(s) that page and join; or group: columns, for one resource of many rows")
		return
	}
	if s.Key = r.text("key"); !s.Key.Zero() {
		r.problems.Hintf(s.Key.Pos, "key: a resource for each row; group: one for all rows that are equal in these columns", "%s has both key: and group:", r.what)
	}
}

func (s *Source) latest(r *reader) {
	n := r.field("latest")
	if n == nil {
		return
	}
	in := read(n, "latest", r.problems)
	s.Latest = &Latest{Pos: n.Pos}
	s.Latest.Per = in.required("per", "per: the column(s) of which the newest row is shown")
	s.Latest.By = in.required("by", "by: the column(s) that grow from one row to the next")
	s.Latest.Where = in.text("where")
	in.rest()
}

func (s *Source) variants(r *reader, problems *problem.List) {
	for _, f := range r.fields("variants") {
		switch {
		case f.Key == "$one":
			if s.One = f.Value.Value == "true"; !s.One {
				problems.Hintf(f.Value.Pos, "$one: true", "$one wants true")
			}
		case f.Key == "$if":
			s.VariantIf = r.scalar(f.Value, "$if")
		case strings.HasPrefix(f.Key, "$"):
			problems.Hintf(f.Pos, "known: $if, $one", "unknown word %s in variants", f.Key)
		default:
			s.Variants = append(s.Variants, variant(f, problems))
		}
	}
}

// variant reads {word: value, …}, or {with: {word: value}, $if: condition, elements: {…}}.
func variant(f Field, problems *problem.List) Variant {
	v := Variant{Name: f.Key, Pos: f.Pos}
	if f.Value.Kind != Object {
		problems.Hintf(f.Pos, "words that the elements use, such as {code: 8867-4}", "the variant %s wants keys and values", f.Key)
		return v
	}
	r := read(f.Value, "the variant "+f.Key, problems)
	v.If = r.text("$if")
	if !f.Value.Has("with") && !f.Value.Has("elements") {
		v.Words = f.Value.Without("$if").Fields
		return v
	}
	v.Words, v.Elements = r.fields("with"), r.field("elements")
	r.rest()
	return v
}

// id reads one text, or {$first: [text, …]}.
func (s *Source) id(r *reader) {
	choice := r.node.Field("id")
	if choice == nil || choice.Kind != Object {
		s.ID = r.required("id", "what FHIR shows: a key column, uuid(column), or text-{column}")
		return
	}
	in := read(r.field("id"), "id", r.problems)
	texts := in.list("$first")
	in.rest()
	if len(texts) == 0 {
		r.problems.Hintf(choice.Pos, "id: {$first: [uuid(m.uuid), \"v-{v.id}\"]}", "id of %s wants a text, or a $first of texts", r.what)
		return
	}
	s.ID, s.Fallback = texts[0], texts[1:]
}
