package compile

import (
	"maps"
	"slices"
	"strings"

	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/program"
)

// absentSystem is where the reasons come from for which something is not there.
const absentSystem = "http://terminology.hl7.org/CodeSystem/data-absent-reason"

// absentURL is the extension that gives such a reason to any element.
const absentURL = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"

// absentReasons are its codes with their displays.
var absentReasons = map[string]string{
	"unknown": "Unknown", "asked-unknown": "Asked But Unknown", "temp-unknown": "Temporarily Unknown", "not-asked": "Not Asked",
	"asked-declined": "Asked But Declined", "masked": "Masked", "not-applicable": "Not Applicable", "unsupported": "Unsupported",
	"as-text": "As Text", "error": "Error", "not-a-number": "Not a Number (NaN)", "negative-infinity": "Negative Infinity (NINF)",
	"positive-infinity": "Positive Infinity (PINF)", "not-performed": "Not Performed", "not-permitted": "Not Permitted",
}

// absent compiles {$absent: reason}: a coding at a CodeableConcept, the extension at any other complex type and at the
// _element of a primitive.
func (c *compiler) absent(n *mapping.Node, typ string, sc *scope) *program.Object {
	c.onlyKeys(n, "$absent", "$if")
	reason := n.Field("$absent")
	code := reason.Value
	if reason.Kind != mapping.Scalar || absentReasons[code] == "" {
		c.problems.Hintf(reason.Pos, "reasons: "+strings.Join(slices.Sorted(maps.Keys(absentReasons)), " "), "$absent: %q is no reason", code)
		return nil
	}
	pos := reason.Pos
	text := func(s string) *mapping.Node {
		return &mapping.Node{Pos: pos, Kind: mapping.Scalar, Value: s, Quoted: true}
	}
	object := func(fields ...mapping.Field) *mapping.Node {
		return &mapping.Node{Pos: pos, Kind: mapping.Object, Fields: fields}
	}
	list := func(item *mapping.Node) *mapping.Node {
		return &mapping.Node{Pos: pos, Kind: mapping.Array, Items: []*mapping.Node{item}}
	}
	field := func(key string, value *mapping.Node) mapping.Field {
		return mapping.Field{Key: key, Pos: pos, Value: value}
	}
	written := object(field("extension", list(object(field("url", text(absentURL)), field("valueCode", text(code))))))
	if typ == "CodeableConcept" {
		written = object(field("coding", list(object(
			field("system", text(absentSystem)), field("code", text(code)), field("display", text(absentReasons[code])),
		))))
	}
	if cond := n.Field("$if"); cond != nil {
		written.Fields = slices.Insert(written.Fields, 0, field("$if", cond))
	}
	return c.objectFields(written, typ, sc)
}
