package mapping

import (
	"maps"
	"path"
	"slices"
	"strings"

	"ehr.example/portico/mappers/problem"
)

// OverlayFile is in every overlay's folder.
const OverlayFile = "overlay.yaml"

const (
	overlayBlocks = "an overlay may change maps, templates, systems, codes, roles and the defaults of settings"
	overlayKeys   = "an overlay may change elements, variants and search of a source, or switch it off"
)

// Overlay reads the files of a tenant's overlay and gives the mapper under it. An overlay changes what is shown and how it
// is searched, never which rows are read, whose they are, or what their ids are: all else is refused. Place is put before
// the files' names in positions.
func (m *Mapper) Overlay(place string, files map[string][]byte, problems *problem.List) *Mapper {
	if _, found := files[OverlayFile]; !found {
		problems.Hintf(problem.Position{File: place}, "an overlay is a folder with an "+OverlayFile+", which may be empty, and a file for each resource type", "there is no %s", OverlayFile)
		return m
	}
	over := newMapper()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		for i, doc := range Documents(path.Join(place, name), files[name], problems) {
			switch {
			case name == OverlayFile && i > 0:
				problems.Errorf(doc.Pos, "%s is one document", OverlayFile)
			case name == OverlayFile:
				over.overlayHeader(doc, problems)
			case name == "mapper.yaml":
				problems.Hintf(doc.Pos, overlayBlocks+", in "+OverlayFile, "an overlay has no mapper.yaml")
			default:
				over.overlayDocument(doc, problems)
			}
		}
	}
	out := m.copied()
	out.defaults(over, problems)
	out.merge(over)
	out.people(over, problems)
	for _, e := range over.Extensions {
		out.extend(e, problems)
	}
	return out
}

func (m *Mapper) overlayHeader(doc *Node, problems *problem.List) {
	r := read(doc, OverlayFile, problems)
	r.text("title")
	for _, f := range r.fields("settings") {
		m.overlaySetting(f, problems)
	}
	m.blocks(r, problems)
	m.overlayPeople(r, problems)
	refuseOthers(r, overlayBlocks, "an overlay does not change %s")
}

// overlayPeople reads what an overlay says of those who sign in: roles, and which tables of users are not its own.
func (m *Mapper) overlayPeople(r *reader, problems *problem.List) {
	for _, f := range r.fields("users") {
		if f.Value.Name() != "none" {
			problems.Hintf(f.Pos, "users: {"+f.Key+": $none}", "an overlay takes users away, and does not change who they are")
			continue
		}
		m.Users = append(m.Users, &Users{Part: Part{Pos: f.Pos, Name: f.Key, off: true}})
	}
	m.Roles = rolesOf(r.fields("roles"), problems)
}

// people lays what an overlay says of those who sign in over the mapper's. Whose records a role sees stays.
func (m *Mapper) people(over *Mapper, problems *problem.List) {
	for _, o := range over.Roles {
		for _, r := range m.Roles {
			if r.Name == o.Name && !o.Within.Zero() && o.Within.Value != r.Within.Value {
				problems.Hintf(o.Within.Pos, "a role of another name may be within", "an overlay does not change whose records the role %s sees", o.Name)
			}
			if r.Name == o.Name && !o.Kind.Zero() && o.Kind.Value != r.Kind.Value {
				problems.Hintf(o.Kind.Pos, "a role of another name may have another kind", "an overlay does not change the kind of the role %s", o.Name)
			}
		}
	}
	m.mergedPeople(m, over, problems)
}

// overlaySetting reads name: default, or name: {default: value}.
func (m *Mapper) overlaySetting(f Field, problems *problem.List) {
	value := f.Value
	if value.Kind == Object {
		for _, other := range value.Fields {
			if other.Key != "default" {
				problems.Hintf(other.Pos, "settings: {"+f.Key+": value}", "an overlay gives the default of the setting %s, and not its %s", f.Key, other.Key)
			}
		}
		value = value.Field("default")
	}
	if value == nil || value.Kind != Scalar {
		problems.Hintf(f.Pos, "settings: {"+f.Key+": value}", "the setting %s wants a default", f.Key)
		return
	}
	text := value.Text()
	m.Settings = append(m.Settings, Setting{Name: f.Key, Pos: f.Pos, Default: &text})
}

// defaults makes settings of an overlay those of the mapper, with another default.
func (m *Mapper) defaults(over *Mapper, problems *problem.List) {
	var names []string
	for _, s := range m.Settings {
		names = append(names, s.Name)
	}
	for i, s := range over.Settings {
		at := slices.Index(names, s.Name)
		if at < 0 {
			problems.Hintf(s.Pos, cmpHint(s.Name, names), "the mapper %s has no setting %s", m.Name.Value, s.Name)
			continue
		}
		if m.Tenancy.mentions(s.Name) {
			problems.Hintf(s.Pos, "settings: in the tenant's file", "the setting %s says whose a row is, and an overlay does not give it", s.Name)
		}
		known := m.Settings[at]
		known.Default = s.Default
		over.Settings[i] = known
	}
	over.Settings = slices.DeleteFunc(over.Settings, func(s Setting) bool { return !slices.Contains(names, s.Name) })
}

func (m *Mapper) overlayDocument(doc *Node, problems *problem.List) {
	if doc.Has("resource") {
		problems.Hintf(doc.Field("resource").Pos, "extend: changes a source; a mapper that extends: another one may add some", "an overlay adds no sources")
		return
	}
	r := read(doc, "an extension", problems)
	e := &Extension{Pos: doc.Pos, Of: r.required("extend", "the source that is changed: Observation/vitals")}
	e.shown(r)
	refuseOthers(r, overlayKeys+"; which rows are read, whose they are and their ids are the mapper's", "an overlay does not change %s of a source")
	m.Extensions = append(m.Extensions, e)
}

// refuseOthers refuses the keys that nobody asked for, in the words of an overlay.
func refuseOthers(r *reader, hint, format string) {
	for _, f := range r.node.Fields {
		if slices.Contains(r.asked, f.Key) {
			continue
		}
		if near := problem.Nearest(f.Key, r.asked); near != "" && !mapperKeys[strings.TrimSuffix(f.Key, "+")] {
			r.problems.Hintf(f.Pos, problem.DidYouMean(f.Key, r.asked), "unknown key %q in %s", f.Key, r.what)
			continue
		}
		r.problems.Hintf(f.Pos, hint, format, f.Key)
	}
}

// mapperKeys are the keys of mappers and sources that no overlay has.
var mapperKeys = map[string]bool{
	"mapper": true, "extends": true, "versions": true, "canonical": true, "tenancy": true, "lookups": true, "constants": true, "derive": true,
	"from": true, "where": true, "key": true, "id": true, "patient": true, "access": true, "rows": true, "first": true, "lastUpdated": true,
	"author": true, "latest": true, "group": true, "exists": true, "source": true,
}

// mentions tells whether $name decides whose a row is.
func (t Tenancy) mentions(name string) bool {
	texts := []string{t.Column.Value}
	for _, f := range t.Predicate {
		texts = append(texts, f.Value.Value)
	}
	return (&Node{Value: strings.Join(texts, " ")}).Mentions(name)
}
