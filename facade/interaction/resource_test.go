package interaction_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	strict "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	models "github.com/samply/golang-fhir-models/fhir-models/fhir"

	"ehr.example/portico/mappers/fhir"
)

// TestResources: every resource that is shown is valid R4 as far as its definitions say, decodes strictly into
// golang-fhir-models, tells its tenant, and refers only to resources that are there.
func TestResources(t *testing.T) {
	for _, s := range subjects(t) {
		t.Run(s.site.Tenant, s.resources)
	}
}

func (s *subject) resources(t *testing.T) {
	here := map[string]bool{}
	for typ, items := range s.items {
		for _, it := range items {
			here[typ+"/"+it.id] = true
		}
	}
	faults := map[string]int{}
	for _, items := range s.items {
		for _, it := range items {
			for _, what := range s.ills(it, here) {
				if faults[what]++; faults[what] == 1 {
					t.Errorf("%s/%s: %s\n%s", it.typ, it.id, what, it.raw)
				}
			}
		}
	}
	for what, n := range faults {
		t.Logf("%d times: %s", n, what)
	}
}

// ills is everything that is wrong with a resource.
func (s *subject) ills(it *item, here map[string]bool) []string {
	v := &validity{here: here}
	v.object(it.typ, it.typ, it.tree)
	if err := decoded(it); err != nil {
		v.ill("golang-fhir-models: %v", err)
	}
	meta, _ := it.tree["meta"].(map[string]any)
	if !tagged(meta, s.site.Tenant) {
		v.ill("meta.tag does not tell the tenant")
	}
	return v.ills
}

func tagged(meta map[string]any, tenant string) bool {
	tags, _ := meta["tag"].([]any)
	for _, tag := range tags {
		if e := (element{value: tag}); e.text("code") == tenant && strings.HasPrefix(e.text("system"), "https://") {
			return true
		}
	}
	return false
}

// resourceModels are the models of the types that the mappers show.
var resourceModels = map[string]func() any{
	"AllergyIntolerance": func() any { return new(models.AllergyIntolerance) },
	"Binary":             func() any { return new(models.Binary) },
	"Condition":          func() any { return new(models.Condition) },
	"DiagnosticReport":   func() any { return new(models.DiagnosticReport) },
	"DocumentReference":  func() any { return new(models.DocumentReference) },
	"Encounter":          func() any { return new(models.Encounter) },
	"Immunization":       func() any { return new(models.Immunization) },
	"Location":           func() any { return new(models.Location) },
	"Medication":         func() any { return new(models.Medication) },
	"MedicationRequest":  func() any { return new(models.MedicationRequest) },
	"Observation":        func() any { return new(models.Observation) },
	"Organization":       func() any { return new(models.Organization) },
	"Patient":            func() any { return new(models.Patient) },
	"Practitioner":       func() any { return new(models.Practitioner) },
	"Procedure":          func() any { return new(models.Procedure) },
	"Provenance":         func() any { return new(models.Provenance) },
	"RelatedPerson":      func() any { return new(models.RelatedPerson) },
	"Specimen":           func() any { return new(models.Specimen) },
}

// numbers lets a JSON number into the json.Number of the models, which this decoder takes for a string.
var numbers = strict.WithUnmarshalers(strict.UnmarshalFromFunc(func(d *jsontext.Decoder, n *json.Number) error {
	text, err := d.ReadValue()
	if err == nil && text.Kind() != '0' {
		err = fmt.Errorf("%s is no number", text)
	}
	*n = json.Number(text)
	return err
}))

// decoded decodes a resource: case-sensitive, no member twice, none unknown. The models lack two things of FHIR's JSON:
// resourceType, which must be the first member, and the members that extend primitives (_birthDate), which are left out
// before decoding; validity looks at them.
func decoded(it *item) error {
	model := resourceModels[it.typ]
	if model == nil {
		return fmt.Errorf("resourceModels lacks %s", it.typ)
	}
	rest, ok := bytes.CutPrefix(it.raw, []byte(`{"resourceType":"`+it.typ+`",`))
	if !ok {
		return fmt.Errorf("resourceType is not the first member")
	}
	text := append([]byte{'{'}, rest...)
	if bytes.Contains(text, []byte(`"_`)) {
		plain, err := json.Marshal(unextended(it.tree))
		if err != nil {
			return err
		}
		text = plain
	}
	return strict.Unmarshal(text, model(), strict.RejectUnknownMembers(true), numbers)
}

// unextended is a tree without resourceType and the members that extend primitives.
func unextended(tree any) any {
	switch x := tree.(type) {
	case map[string]any:
		out := map[string]any{}
		for name, v := range x {
			if name != "resourceType" && name[0] != '_' {
				out[name] = unextended(v)
			}
		}
		return out
	case []any:
		out := make([]any, len(x))
		for i, v := range x {
			out[i] = unextended(v)
		}
		return out
	}
	return tree
}

// validity walks a resource beside the definitions of its types and notes what is wrong.
type validity struct {
	here map[string]bool // the resources that can be read
	ills []string
}

func (v *validity) ill(format string, args ...any) {
	v.ills = append(v.ills, fmt.Sprintf(format, args...))
}

// object checks the members of an object: known, of the right number, and nothing empty.
func (v *validity) object(path, typ string, object map[string]any) {
	def := fhir.TypeNamed(typ)
	if len(object) == 0 || def == nil {
		v.ill("%s is empty or of no type %s", path, typ)
		return
	}
	known := map[string]bool{"resourceType": path == typ}
	for i := range def.Elements {
		el := &def.Elements[i]
		n := 0
		for _, t := range el.Types {
			name := el.Name
			if el.Choice {
				name += strings.ToUpper(t[:1]) + t[1:]
			}
			known[name], known["_"+name] = true, true
			if value, ok := object[name]; ok {
				n++
				v.member(path+"."+name, el, t, value)
			} else if object["_"+name] != nil {
				n++
			}
		}
		if n < el.Min || n > 1 {
			v.ill("%s.%s is there %d times", path, el.Name, n)
		}
	}
	for name := range object {
		if !known[name] {
			v.ill("%s has no %s", path, name)
		}
	}
	if reference, ok := object["reference"].(string); ok && typ == "Reference" && !v.here[reference] {
		v.ill("%s refers to something that is not there", path)
	}
}

func (v *validity) member(path string, el *fhir.Element, typ string, value any) {
	list, isList := value.([]any)
	if isList != (el.Max != 1) {
		v.ill("%s is a list: %t", path, isList)
	}
	if !isList {
		list = []any{value}
	}
	if len(list) == 0 || len(list) < el.Min {
		v.ill("%s has %d items", path, len(list))
	}
	for _, one := range list {
		v.value(path, el, typ, one)
	}
}

// formats are the regular expressions of the primitive types (R4 §2.24.0.1), for the texts of JSON.
var formats = map[string]*regexp.Regexp{
	"boolean":      regexp.MustCompile(`^(true|false)$`),
	"base64Binary": regexp.MustCompile(`^([0-9A-Za-z+/]{4})*([0-9A-Za-z+/]{2}==|[0-9A-Za-z+/]{3}=)?$`),
	"decimal":      regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?$`),
	"id":           regexp.MustCompile(`^[A-Za-z0-9\-.]{1,64}$`),
	"code":         regexp.MustCompile(`^[^\s]+(\s[^\s]+)*$`),
	"uri":          regexp.MustCompile(`^\S+$`),
	"url":          regexp.MustCompile(`^\S+$`),
	"canonical":    regexp.MustCompile(`^\S+$`),
	"date":         regexp.MustCompile(`^[1-9]\d{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$`),
	"dateTime":     regexp.MustCompile(`^[1-9]\d{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])(T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d\d:\d\d))?)?)?$`),
	"instant":      regexp.MustCompile(`^[1-9]\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d\d:\d\d)$`),
	"integer":      regexp.MustCompile(`^(0|-?[1-9][0-9]*)$`),
	"unsignedInt":  regexp.MustCompile(`^(0|[1-9][0-9]*)$`),
	"positiveInt":  regexp.MustCompile(`^[1-9][0-9]*$`),
	"string":       words,
	"markdown":     words,
}

// words are texts that are not blank and have no control characters but tab and line ends.
var words = regexp.MustCompile(`^[\r\n\t\x{20}-\x{10FFFF}]*\S[\r\n\t\x{20}-\x{10FFFF}]*$`)

// isNumeric are the primitive types that are numbers in JSON.
var isNumeric = map[string]bool{"decimal": true, "integer": true, "unsignedInt": true, "positiveInt": true}

func (v *validity) value(path string, el *fhir.Element, typ string, value any) {
	if object, ok := value.(map[string]any); ok {
		v.object(path, typ, object)
		return
	}
	text := fmt.Sprint(value)
	format := formats[typ]
	if strings.HasPrefix(typ, "http://hl7.org/fhirpath/") {
		format = formats["string"] // Resource.id and Extension.url
	}
	if strings.Count(path, ".") == 1 && el.Name == "id" {
		format = formats["id"]
	}
	_, isText := value.(string)
	_, isNumber := value.(json.Number)
	switch {
	case value == nil || format == nil:
		v.ill("%s is a %s: %v", path, typ, value)
	case isText == (typ == "boolean" || isNumeric[typ]) || isNumber != isNumeric[typ]:
		v.ill("%s is not a JSON %s: %v", path, typ, value)
	case !format.MatchString(text):
		v.ill("%s is not a %s: %q", path, typ, text)
	case el.Required != nil && typ == "code" && !el.Required.Contains(text):
		v.ill("%s is outside its value set: %q", path, text)
	}
}
