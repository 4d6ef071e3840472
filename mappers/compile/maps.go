package compile

import (
	"strings"

	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/problem"
	"ehr.example/portico/mappers/program"
)

func (c *compiler) compileMaps() {
	for _, name := range sortedKeys(c.mapper.Maps) {
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
	name := n.Name()
	if name == "" {
		return n.Value
	}
	if s, ok := c.mapper.Systems[name]; ok {
		c.used["system "+name] = true
		return s.Value
	}
	c.problems.Hintf(n.Pos, didYouMean(name, sortedKeys(c.mapper.Systems)), "unknown system $%s", name)
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

// mapNamed finds a map for a hole over a column: its keys are compared as the column's collation does.
func (c *compiler) mapNamed(name string, pos problem.Position, fold bool) *program.Map {
	m := c.maps[name]
	if m == nil {
		c.problems.Hintf(pos, didYouMean(name, sortedKeys(c.maps)), "unknown map %s", name)
		return nil
	}
	c.used["map "+name] = true
	if !fold {
		return m
	}
	seen := map[string]string{}
	for i, e := range m.Entries {
		key := strings.ToLower(strings.TrimRight(e.Raw, " "))
		if other, twice := seen[key]; twice {
			c.problems.Errorf(c.mapper.Maps[name].Entries[i].Pos, "%q and %q are equal in the column that the map %s is used for", e.Raw, other, name)
		}
		seen[key] = e.Raw
	}
	folded := *m
	folded.Fold = true
	return &folded
}

// required refuses codes of a map that the element's value set does not have.
func (c *compiler) required(m *program.Map, el *fhir.Element, pos problem.Position) {
	if el == nil || el.Required == nil {
		return
	}
	all := []*program.Coded{m.Default, m.Empty}
	for _, e := range m.Entries {
		all = append(all, e.To)
	}
	for _, to := range all {
		if to != nil && !el.Required.Contains(to.Code) {
			c.problems.Hintf(pos, codesHint(el.Required), "%q of the map %s is no code of %s", to.Code, m.Name, el.Required.URL)
		}
	}
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
