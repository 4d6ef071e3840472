package compile

import (
	"maps"
	"slices"
	"strings"

	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/problem"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/schema"
)

func (c *compiler) compileMaps() {
	for _, name := range slices.Sorted(maps.Keys(c.mapper.Maps)) {
		m := c.mapper.Maps[name]
		out := &program.Map{Name: name}
		system := c.systemText(m.System)
		for _, e := range m.Entries {
			out.Entries = append(out.Entries, program.MapEntry{Raw: e.Raw, To: c.coded(e.Value, system)})
		}
		out.Default, out.Empty = c.coded(m.Default, system), c.coded(m.Empty, system)
		c.maps[name] = out
	}
}

// systemText is a system's URI: $name of the systems block, or the URI itself.
func (c *compiler) systemText(n *mapping.Node) string {
	if n == nil {
		return ""
	}
	if n.Kind != mapping.Scalar {
		c.problems.Errorf(n.Pos, "a system is a URI, or $name of the systems")
		return ""
	}
	name := n.Name()
	if name == "" {
		return n.Value
	}
	if s, ok := c.mapper.Systems[name]; ok {
		c.used["system "+name] = true
		return s.Value
	}
	c.problems.Hintf(n.Pos, didYouMean(name, slices.Sorted(maps.Keys(c.mapper.Systems))), "unknown system $%s", name)
	return ""
}

// coded reads what a raw value becomes: a code, {code, display, system}, or null for nothing.
func (c *compiler) coded(n *mapping.Node, system string) *program.Coded {
	if n == nil || n.Kind == mapping.Null {
		return nil
	}
	if n.Kind == mapping.Scalar {
		return &program.Coded{Code: n.Value, System: system}
	}
	out := &program.Coded{System: system}
	if !n.Has("code") || n.Field("code").Kind != mapping.Scalar {
		c.problems.Hintf(n.Pos, "{code: …, display: …}", "a map's value has a code")
	}
	for _, f := range n.Fields {
		switch f.Key {
		case "code":
			out.Code = f.Value.Value
		case "display":
			out.Display = f.Value.Value
		case "system":
			out.System = c.systemText(f.Value)
		default:
			c.problems.Hintf(f.Pos, "known: code, display, system", "unknown key %q in a map's value", f.Key)
		}
	}
	return out
}

// keysOf is how a map's keys are compared with a value.
func keysOf(v *program.Value) program.KeyOrder {
	switch {
	case v.Kind == schema.Decimal || v.Kind == schema.Float:
		return program.KeysAsNumbers
	case v.Column != nil && v.Column.CaseInsensitive() && unaccented(v.Column.Collation):
		return program.KeysUnaccented
	case v.Column != nil && v.Column.CaseInsensitive():
		return program.KeysFolded
	}
	return program.KeysExact
}

// unaccented tells the collations that hold a letter with an accent and one without to be equal. Those of a language have
// rules of their own: in latin1_swedish_ci å and a are two letters.
func unaccented(collation string) bool {
	return strings.HasPrefix(collation, "utf8") &&
		(strings.HasSuffix(collation, "_general_ci") || strings.HasSuffix(collation, "_unicode_ci") || strings.HasSuffix(collation, "_ai_ci"))
}

// mapNamed finds a map for a hole over a column: its keys are compared as the column's collation does.
func (c *compiler) mapNamed(name string, pos problem.Position, keys program.KeyOrder) *program.Map {
	m := c.maps[name]
	if m == nil {
		c.problems.Hintf(pos, didYouMean(name, slices.Sorted(maps.Keys(c.maps))), "unknown map %s", name)
		return nil
	}
	c.used["map "+name] = true
	if keys == program.KeysExact {
		return m
	}
	seen := map[string]string{}
	for i, e := range m.Entries {
		key := keys.Canonical(e.Raw)
		if other, twice := seen[key]; twice {
			c.problems.Errorf(c.mapper.Maps[name].Entries[i].Pos, "%q and %q are equal in the column that the map %s is used for", e.Raw, other, name)
		}
		seen[key] = e.Raw
	}
	ordered := *m
	ordered.Keys = keys
	return &ordered
}

// mapValues visits what a map can show, with the place where the mapping says it.
func (c *compiler) mapValues(m *program.Map, visit func(code string, pos problem.Position)) {
	text := c.mapper.Maps[m.Name]
	for i, e := range m.Entries {
		if e.To != nil {
			visit(e.To.Code, text.Entries[i].Value.Pos)
		}
	}
	if m.Default != nil {
		visit(m.Default.Code, text.Default.Pos)
	}
	if m.Empty != nil {
		visit(m.Empty.Code, text.Empty.Pos)
	}
}

// mapType refuses a map whose results are not of the element's type, or not of its value set.
func (c *compiler) mapType(m *program.Map, to target) {
	if m.Name == "" { // | bool
		return
	}
	c.mapValues(m, func(code string, pos problem.Position) {
		switch pattern := primitivePatterns[to.typ]; {
		case pattern != nil && !pattern.MatchString(code):
			c.problems.Hintf(pos, "null for none", "%q of the map %s is not %s", code, m.Name, article(to.typ))
		case to.typ == "code" && to.el != nil && to.el.Required != nil && !to.el.Required.Contains(code):
			c.problems.Hintf(pos, codesHint(to.el.Required), "%q of the map %s is no code of %s", code, m.Name, to.el.Required.URL)
		}
	})
}

func codesHint(v *fhir.ValueSet) string {
	codes := make([]string, len(v.Codes))
	for i, code := range v.Codes {
		codes[i] = code.Code
	}
	if len(codes) > 20 {
		codes = append(codes[:20], "…")
	}
	return "codes: " + strings.Join(codes, " ")
}
