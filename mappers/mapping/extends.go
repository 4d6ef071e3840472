package mapping

import (
	"maps"
	"slices"

	"ehr.example/portico/mappers/problem"
)

// Onto is the mapper as it extends another one: the other's blocks under its own, by key, and the other's sources with its
// extensions, then its own. Neither is changed.
func (m *Mapper) Onto(base *Mapper, problems *problem.List) *Mapper {
	out := base.copied()
	out.Name, out.Extends, out.Extensions = m.Name, m.Extends, nil
	if m.Title != "" {
		out.Title = m.Title
	}
	if len(m.Versions) > 0 {
		out.Versions = m.Versions
	}
	if m.Canonical != "" {
		out.Canonical = m.Canonical
	}
	out.merge(m)
	maps.Copy(out.Lookups, m.Lookups)
	out.Constants = mergedFields(base.Constants, m.Constants)
	out.Derive = slices.Concat(base.Derive, m.Derive)
	out.mergedPeople(base, m, problems)
	out.Tenancy = base.Tenancy.with(m.Tenancy)
	for _, e := range m.Extensions {
		out.extend(e, problems)
	}
	for _, s := range m.Sources {
		for _, other := range base.Sources {
			if path := s.Resource.Value + "/" + s.Name.Value; path == other.Resource.Value+"/"+other.Name.Value {
				problems.Hintf(s.Name.Pos, "extend: "+path+" changes it; another name makes another source", "%s is a source of %s", path, base.Name.Value)
			}
		}
	}
	out.Sources = append(out.Sources, m.Sources...)
	return out
}

// copied is the mapper with blocks of its own, whose parts nobody needs to use.
func (m *Mapper) copied() *Mapper {
	out := *m
	out.Systems, out.Maps, out.Lookups = maps.Clone(m.Systems), maps.Clone(m.Maps), maps.Clone(m.Lookups)
	out.Templates, out.Codes, out.ValueSets = maps.Clone(m.Templates), maps.Clone(m.Codes), maps.Clone(m.ValueSets)
	out.Settings, out.Sources = slices.Clone(m.Settings), slices.Clone(m.Sources)
	out.Inherited = map[problem.Position]bool{}
	maps.Copy(out.Inherited, m.Inherited)
	for _, s := range m.Settings {
		out.Inherited[s.Pos] = true
	}
	for _, x := range m.Maps {
		out.Inherited[x.Pos] = true
	}
	for _, x := range m.Lookups {
		out.Inherited[x.Pos] = true
	}
	for _, x := range m.Templates {
		out.Inherited[x.Pos] = true
	}
	for _, x := range m.Codes {
		out.Inherited[x.Pos] = true
	}
	for _, f := range m.Constants {
		out.Inherited[f.Pos] = true
	}
	for _, r := range m.Roles {
		for _, s := range r.Scopes {
			out.Inherited[s.Pos] = true
		}
	}
	for _, s := range m.Sources {
		for _, v := range s.Variants {
			for _, w := range v.Words {
				out.Inherited[w.Pos] = true
			}
		}
	}
	return &out
}

// merge lays the blocks over this mapper's that overlays may change too.
func (m *Mapper) merge(over *Mapper) {
	maps.Copy(m.Systems, over.Systems)
	maps.Copy(m.Templates, over.Templates)
	maps.Copy(m.ValueSets, over.ValueSets)
	for name, x := range over.Maps {
		m.Maps[name] = m.Maps[name].with(x)
	}
	for name, x := range over.Codes {
		m.Codes[name] = m.Codes[name].with(x)
	}
	for _, s := range over.Settings {
		if at := slices.IndexFunc(m.Settings, func(b Setting) bool { return b.Name == s.Name }); at >= 0 {
			m.Settings[at] = s
		} else {
			m.Settings = append(m.Settings, s)
		}
	}
}

// with is a map under another one of the same name: by raw value.
func (m *Map) with(over *Map) *Map {
	if m == nil {
		return over
	}
	out := *m
	out.Entries = slices.Clone(m.Entries)
	for _, e := range over.Entries {
		if at := slices.IndexFunc(out.Entries, func(b Entry) bool { return b.Raw == e.Raw }); at >= 0 {
			out.Entries[at] = e
		} else {
			out.Entries = append(out.Entries, e)
		}
	}
	for _, node := range []struct {
		to   **Node
		from *Node
	}{{&out.System, over.System}, {&out.Default, over.Default}, {&out.Empty, over.Empty}} {
		if node.from != nil {
			*node.to = node.from
		}
	}
	return &out
}

// with is codes under others of the same name: by prefix.
func (c *Codes) with(over *Codes) *Codes {
	if c == nil {
		return over
	}
	out := *c
	out.Prefixes = mergedFields(c.Prefixes, over.Prefixes)
	if over.Separator.Value != "" {
		out.Separator = over.Separator
	}
	if over.Default != nil {
		out.Default = over.Default
	}
	return &out
}

// with is the tenancy under what another mapper says of further tables, or otherwise of the same.
func (t Tenancy) with(over Tenancy) Tenancy {
	if over.Pos.Line == 0 {
		return t
	}
	if over.Database {
		return over
	}
	t.Pos, t.Database = over.Pos, false
	if !over.Column.Zero() {
		t.Column = over.Column
	}
	t.Shared = slices.Concat(t.Shared, over.Shared)
	t.Via, t.Predicate = mergedFields(t.Via, over.Via), mergedFields(t.Predicate, over.Predicate)
	return t
}
