package compile

import (
	"maps"
	"slices"
	"strings"

	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/mapping"
)

// valueSets reads the value sets that searches can name: URL → system → codes.
func (c *compiler) valueSets() {
	for _, url := range slices.Sorted(maps.Keys(c.mapper.ValueSets)) {
		block := c.mapper.ValueSets[url]
		if pattern := primitivePatterns["uri"]; !pattern.MatchString(url) || !strings.Contains(url, ":") {
			c.problems.Hintf(block.Pos, "http://hl7.org/fhir/ValueSet/…", "%q is not the URL of a value set", url)
			continue
		}
		set := &fhir.ValueSet{URL: url}
		if block.Kind != mapping.Object || len(block.Fields) == 0 {
			c.problems.Hintf(block.Pos, "{$loinc: [8867-4]}", "the value set %s wants systems with their codes", url)
		}
		for _, f := range block.Fields {
			c.setCodes(set, f)
		}
		c.program.ValueSets = append(c.program.ValueSets, set)
	}
}

// setCodes reads the codes of one system.
func (c *compiler) setCodes(set *fhir.ValueSet, f mapping.Field) {
	system := c.systemText(&mapping.Node{Pos: f.Pos, Kind: mapping.Scalar, Value: f.Key})
	if f.Value.Kind != mapping.Array || len(f.Value.Items) == 0 {
		c.problems.Hintf(f.Pos, f.Key+": [code, code]", "the value set %s wants a list of the codes of %s", set.URL, f.Key)
		return
	}
	for _, n := range f.Value.Items {
		switch {
		case n.Kind != mapping.Scalar || n.Value == "":
			c.problems.Errorf(n.Pos, "a code of the value set %s is a text", set.URL)
		case system != "":
			set.Codes = append(set.Codes, fhir.Coding{System: system, Code: n.Value})
		}
	}
}
