package language

import (
	"slices"
	"strings"

	"ehr.example/portico/mappers/fhir"
)

func resourceTypes() []string { return fhir.ResourceTypes() }

// listOf is the name of the definition of a list.
func listOf(typ string) string { return typ + "[]" }

// records are the resource types whose elements are described: those of patients' records and of US Core. The others are
// definitions for software, which no legacy table holds; a schema with them would be twice as large.
func records() []string {
	profiled := map[string]bool{}
	for _, p := range fhir.Profiles() {
		profiled[p.Type] = true
	}
	return slices.DeleteFunc(fhir.ResourceTypes(), func(name string) bool {
		return fhir.PatientCompartment(name) == nil && !profiled[name] && !others[name]
	})
}

// others are types that records point at.
var others = map[string]bool{
	"Binary": true, "Device": true, "Endpoint": true, "HealthcareService": true, "InsurancePlan": true, "Medication": true,
	"OrganizationAffiliation": true, "Questionnaire": true, "Slot": true, "Substance": true, "Task": true,
}

// typeDefs are the definitions of the types that records reach, and of lists of them.
func typeDefs() map[string]object {
	defs := map[string]object{}
	for _, r := range records() {
		reach(defs, r)
	}
	return defs
}

func reach(defs map[string]object, name string) {
	if defs[name] != nil {
		return
	}
	t := fhir.TypeNamed(name)
	switch {
	case t == nil || name == "Resource" || name == "DomainResource":
		defs[name] = object{"type": "object"}
	case t.Kind == fhir.Primitive:
		defs[name] = primitive(name)
	default:
		defs[name] = object{} // while it is made
		defs[name] = complexType(defs, t)
	}
}

// complexType is a type with elements: an object of them, an object that uses a template, or a hole.
func complexType(defs map[string]object, t *fhir.Type) object {
	properties := object{}
	for i := range t.Elements {
		el := &t.Elements[i]
		if t.Kind == fhir.Resource && el.Name == "id" || t.Name == "Meta" && el.Name == "lastUpdated" {
			continue
		}
		for name, typ := range elementNames(el) {
			reach(defs, typ)
			properties[name] = element(defs, el, typ)
		}
	}
	known := object{
		"properties":           properties,
		"patternProperties":    object{wordPattern(t.Kind == fhir.Resource): object{}, "^_[a-z]": object{}},
		"additionalProperties": false,
	}
	if t.Kind == fhir.Resource {
		known["description"], known["type"] = t.Name+" (R4)", "object"
		known["allOf"] = []any{ref("$words")}
		return known
	}
	return object{
		"description": t.Name + " (R4), or a =hole", "type": []string{"object", "string"}, "pattern": "^[=$]",
		"allOf": []any{ref("$words")}, "if": object{"required": []string{"$use"}}, "else": known,
	}
}

// wordPattern matches the words that may stand in an object.
func wordPattern(resource bool) string {
	names := []string{"if", "first", "each", "use", "value", "absent"}
	if resource {
		names = []string{"first", "stored", "references", "keep"}
	}
	return `^\$(` + strings.Join(names, "|") + `)$`
}

// elementNames are the JSON names of an element, with their types.
func elementNames(el *fhir.Element) map[string]string {
	if !el.Choice {
		return map[string]string{el.Name: el.Types[0]}
	}
	names := map[string]string{}
	for _, typ := range el.Types {
		names[el.Name+strings.ToUpper(typ[:1])+typ[1:]] = typ
	}
	return names
}

// element is the value of an element: of its type, or a list of such.
func element(defs map[string]object, el *fhir.Element, typ string) object {
	item := ref(typ)
	if codes := codesOf(el, typ); codes != nil {
		item = codes
	}
	if el.Max == 1 {
		return item
	}
	if item["$ref"] == nil {
		return object{"type": []string{"array", "string"}, "pattern": "^[=$]", "items": item}
	}
	if list := listOf(typ); defs[list] == nil {
		defs[list] = object{"description": "A list of " + typ, "type": []string{"array", "string"}, "pattern": "^[=$]", "items": item}
	}
	return ref(listOf(typ))
}

// maxCodes is how many codes of a required value set are offered.
const maxCodes = 40

// codesOf are the codes that a code element may have, or nil.
func codesOf(el *fhir.Element, typ string) object {
	if typ != "code" || el.Required == nil || len(el.Required.Codes) == 0 || len(el.Required.Codes) > maxCodes {
		return nil
	}
	var codes []string
	for _, c := range el.Required.Codes {
		if !slices.Contains(codes, c.Code) {
			codes = append(codes, c.Code)
		}
	}
	return oneOf(object{"enum": codes}, ref("$hole"), valueObject())
}

// patterns are the constants of the primitive types that have a form.
var patterns = map[string]string{
	"date":    `^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$`,
	"integer": `^-?[0-9]+$`, "positiveInt": `^[1-9][0-9]*$`, "unsignedInt": `^[0-9]+$`, "decimal": `^-?[0-9]+([.][0-9]+)?$`,
}

// primitive is a constant, a hole, or an object of words around them.
func primitive(name string) object {
	constant := text
	switch {
	case name == "boolean":
		constant = truth
	case patterns[name] != "":
		constant = oneOf(object{"type": "string", "pattern": patterns[name]}, object{"type": "number"})
	}
	return described(oneOf(constant, ref("$hole"), valueObject()), name+" (R4): a constant, or a =hole")
}

// valueObject is {$if: …, $value: …}, {$first: […]} or {$each: …, $value: …} around a primitive.
func valueObject() object { return ref("$value") }
