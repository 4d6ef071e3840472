package interaction_test

import (
	"bytes"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	models "github.com/samply/golang-fhir-models/fhir-models/fhir"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/interaction"
)

// capabilityStatement is the model with the property that it leaves to its MarshalJSON.
type capabilityStatement struct {
	ResourceType string `json:"resourceType"`
	models.OtherCapabilityStatement
}

// statement is the site's CapabilityStatement, decoded strictly.
func statement(t *testing.T, s *interaction.Site) capabilityStatement {
	t.Helper()
	text, err := interaction.Capabilities(s)
	if err != nil {
		t.Fatal(err)
	}
	again, err := interaction.Capabilities(s)
	if err != nil || !bytes.Equal(text, again) {
		t.Errorf("another statement the second time: %v", err)
	}
	var c capabilityStatement
	if err := json.Unmarshal(text, &c, json.RejectUnknownMembers(true)); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return c
}

func TestCapabilities(t *testing.T) {
	s, _ := practiceSites(t)
	c := statement(t, s)
	if c.ResourceType != "CapabilityStatement" || c.FhirVersion != models.FHIRVersion4_0_1 || c.Kind != models.CapabilityStatementKindInstance ||
		*c.Software.Version != "test" || *c.Implementation.Url != s.BaseURL || !slices.Contains(c.Format, "application/fhir+json") {
		t.Errorf("%+v", c)
	}
	var types []string
	for _, r := range c.Rest[0].Resource {
		types = append(types, r.Type.Code())
		checkResource(t, s, r)
	}
	if got := strings.Join(types, " "); got != "AllergyIntolerance Binary Condition DiagnosticReport DocumentReference Encounter Immunization Location Medication "+
		"MedicationRequest Observation Organization Patient Practitioner Procedure Provenance RelatedPerson" {
		t.Error(got)
	}
}

// checkResource holds what every type has, and some of what each has of its own.
func checkResource(t *testing.T, s *interaction.Site, r models.CapabilityStatementRestResource) {
	t.Helper()
	name := r.Type.Code()
	var codes []string
	for _, i := range r.Interaction {
		codes = append(codes, i.Code.Code())
	}
	if !slices.Equal(codes, []string{"read", "search-type"}) {
		t.Errorf("%s: %v", name, codes)
	}
	if len(r.SupportedProfile) == 0 && name != "Binary" || !slices.IsSorted(r.SupportedProfile) {
		t.Errorf("%s: profiles %v", name, r.SupportedProfile)
	}
	params := map[string]models.CapabilityStatementRestResourceSearchParam{}
	for _, p := range r.SearchParam {
		params[p.Name] = p
		if p.Definition == nil || !strings.HasPrefix(*p.Definition, "http://hl7.org/fhir/") {
			t.Errorf("%s %s: definition %v", name, p.Name, p.Definition)
		}
		checkParameter(t, s, name, p)
	}
	if params["_id"].Type != models.SearchParamTypeToken {
		t.Errorf("%s: _id is %v", name, params["_id"])
	}
	if name == "Observation" {
		profile := "http://hl7.org/fhir/us/core/StructureDefinition/us-core-blood-pressure"
		if !slices.Contains(r.SupportedProfile, profile) {
			t.Errorf("no %s", profile)
		}
		updated := params["_lastUpdated"]
		if updated.Documentation == nil || !strings.Contains(*updated.Documentation, "laboratory") {
			t.Errorf("_lastUpdated: %+v", updated)
		}
	}
}

// probes are a value that each type of parameter can read.
var probes = map[models.SearchParamType]string{
	models.SearchParamTypeToken: "x", models.SearchParamTypeString: "x", models.SearchParamTypeDate: "2020",
	models.SearchParamTypeReference: "x", models.SearchParamTypeQuantity: "1", models.SearchParamTypeNumber: "1",
	models.SearchParamTypeUri: "http://x.example",
}

// checkParameter asks for what the statement promises; only where it says so may the search refuse.
func checkParameter(t *testing.T, s *interaction.Site, resource string, p models.CapabilityStatementRestResourceSearchParam) {
	t.Helper()
	value, known := probes[p.Type]
	if p.Type == models.SearchParamTypeComposite {
		_, value = opening(resource, p.Name)
		known = true
	}
	if !known {
		t.Errorf("%s %s: type %s", resource, p.Name, p.Type.Code())
	}
	_, _, err := interaction.Search(t.Context(), s, access.Open(s.Tenant), resource, url.Values{p.Name: {value}}, false)
	if err != nil && (p.Documentation == nil || !strings.HasPrefix(*p.Documentation, "It cannot be answered")) {
		t.Errorf("%s %s: %v", resource, p.Name, err)
	}
}
