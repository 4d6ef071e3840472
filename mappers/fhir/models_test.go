package fhir_test

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"ehr.example/portico/mappers/fhir"
)

// TestTypesMatchModels compares the elements of every type that a resource uses
// with the fields of golang-fhir-models.
func TestTypesMatchModels(t *testing.T) {
	c := comparison{seen: map[string]bool{}, found: map[string]string{}}
	for _, model := range resourceModels {
		modelType := reflect.TypeOf(model)
		c.compare(modelType.Name(), modelType)
	}
	for _, what := range slices.Sorted(maps.Keys(c.found)) {
		if knownDifferences[what] == "" {
			t.Errorf("%s: %s", what, c.found[what])
		}
	}
	for what, reason := range knownDifferences {
		if c.found[what] == "" {
			t.Errorf("%s: is no longer different (%s)", what, reason)
		}
	}
	if len(resourceModels) != len(fhir.ResourceTypes()) {
		t.Errorf("compared %d resources of %d", len(resourceModels), len(fhir.ResourceTypes()))
	}
	t.Logf("compared %d types", len(c.seen))
}

// knownDifferences are the places where the models differ from R4, with the
// explanation of each.
var knownDifferences = map[string]string{
	"contained": "the models leave out contained resources, because they can be of any type",
}

// comparison walks through types and models together.
type comparison struct {
	seen  map[string]bool
	found map[string]string
}

// compare compares a type with its model, and then those which its fields use.
func (c comparison) compare(name string, model reflect.Type) {
	if c.seen[name] {
		return
	}
	c.seen[name] = true
	typ := fhir.TypeNamed(name)
	if typ == nil {
		c.found[name] = "is only in the models"
		return
	}
	fields := modelFields(model)
	for _, element := range typ.Elements {
		for _, typeName := range element.Types {
			property := propertyName(element, typeName)
			field, ok := fields[property]
			delete(fields, property)
			c.compareField(typ, element, typeName, property, field, ok)
		}
	}
	for property := range fields {
		c.found[name+"."+property] = "is only in the models"
	}
}

// compareField compares one JSON property.
func (c comparison) compareField(typ *fhir.Type, element fhir.Element, typeName, property string, field reflect.Type, ok bool) {
	place := typ.Name + "." + property
	if !ok {
		if property == "contained" {
			place = "contained"
		}
		c.found[place] = "is not in the models"
		return
	}
	item := field
	if field.Kind() == reflect.Pointer || field.Kind() == reflect.Slice && field != rawMessage {
		item = field.Elem()
	}
	if want, got := cardinality(element, typeName), fieldCardinality(field); want != got {
		c.found[place] = want + ", not " + got + " as in the models"
		return
	}
	if want, got := shape(typeName), fieldShape(item); want != got {
		if typeName != "code" || element.Required == nil || got != "enumeration" {
			c.found[place] = want + ", not " + got + " as in the models"
		}
		return
	}
	if item.Kind() == reflect.Struct {
		c.compare(typeName, item)
	}
}

// rawMessage is what the models have for a resource of any type.
var rawMessage = reflect.TypeFor[json.RawMessage]()

// modelFields returns the types of a model's fields by JSON property.
func modelFields(model reflect.Type) map[string]reflect.Type {
	fields := map[string]reflect.Type{}
	for i := range model.NumField() {
		property, _, _ := strings.Cut(model.Field(i).Tag.Get("json"), ",")
		fields[property] = model.Field(i).Type
	}
	return fields
}

// propertyName returns the JSON property of an element with that type.
func propertyName(element fhir.Element, typeName string) string {
	if !element.Choice {
		return element.Name
	}
	return element.Name + capital(typeName)
}

// capital returns the text with a first letter in upper case.
func capital(text string) string {
	return strings.ToUpper(text[:1]) + text[1:]
}

// cardinality describes how often an element occurs. The models have a resource
// of any type as raw JSON, which needs no pointer to be absent.
func cardinality(element fhir.Element, typeName string) string {
	switch {
	case element.Max != 1:
		return "many"
	case element.Min == 1 || typeName == "Resource":
		return "one"
	}
	return "optional"
}

// fieldCardinality describes how often a model's field occurs.
func fieldCardinality(field reflect.Type) string {
	switch {
	case field.Kind() == reflect.Slice && field != rawMessage:
		return "many"
	case field.Kind() == reflect.Pointer:
		return "optional"
	}
	return "one"
}

// shape describes what the JSON of a type looks like.
func shape(typeName string) string {
	typ := fhir.TypeNamed(typeName)
	switch {
	case typ == nil:
		return "unknown"
	case typeName == "boolean" || typeName == "decimal":
		return typeName
	case typeName == "integer" || typeName == "positiveInt" || typeName == "unsignedInt":
		return "integer"
	case typ.Kind == fhir.Primitive:
		return "string"
	}
	var name strings.Builder
	for part := range strings.SplitSeq(typeName, ".") {
		name.WriteString(capital(part))
	}
	return name.String()
}

// fieldShape describes what the JSON of a model's field looks like.
func fieldShape(field reflect.Type) string {
	switch {
	case field == rawMessage:
		return "Resource"
	case field == reflect.TypeFor[json.Number]():
		return "decimal"
	case field.Kind() == reflect.Bool:
		return "boolean"
	case field == reflect.TypeFor[int]():
		return "integer"
	case field.Kind() == reflect.Int:
		return "enumeration"
	case field.Kind() == reflect.String:
		return "string"
	}
	return field.Name()
}
