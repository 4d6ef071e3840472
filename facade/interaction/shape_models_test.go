package interaction_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	models "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// shapeModels are an independent rendering of the R4 resources that testdata/shapes makes.
var shapeModels = []any{
	models.AllergyIntolerance{},
	models.Appointment{},
	models.Binary{},
	models.CarePlan{},
	models.CareTeam{},
	models.Condition{},
	models.ChargeItem{},
	models.Coverage{},
	models.Device{},
	models.DiagnosticReport{},
	models.DocumentReference{},
	models.Encounter{},
	models.Flag{},
	models.Goal{},
	models.Immunization{},
	models.Location{},
	models.Medication{},
	models.MedicationDispense{},
	models.MedicationRequest{},
	models.Observation{},
	models.Organization{},
	models.Patient{},
	models.Person{},
	models.Practitioner{},
	models.PractitionerRole{},
	models.Procedure{},
	models.Provenance{},
	models.QuestionnaireResponse{},
	models.RelatedPerson{},
	models.RiskAssessment{},
	models.ServiceRequest{},
	models.Specimen{},
}

func modelOf(typ string) any {
	for _, m := range shapeModels {
		if t := reflect.TypeOf(m); t.Name() == typ {
			return reflect.New(t).Interface()
		}
	}
	return nil
}

// decodeStrictly refuses elements and codes that R4 does not have. The models know no extensions of primitives.
func decodeStrictly(t *testing.T, it *item) {
	t.Helper()
	model := modelOf(it.typ)
	if model == nil {
		t.Fatalf("shapeModels lacks %s", it.typ)
	}
	tree := plainTree(it.tree).(map[string]any)
	delete(tree, "resourceType")
	var raw bytes.Buffer
	plain := json.NewEncoder(&raw)
	plain.SetEscapeHTML(false)
	if err := plain.Encode(tree); err != nil {
		t.Fatal(err)
	}
	strict := json.NewDecoder(&raw)
	strict.DisallowUnknownFields()
	if err := strict.Decode(model); err != nil {
		t.Errorf("%s/%s: %v\n%s", it.typ, it.id, err, it.raw)
	}
}

// plainTree is a copy without the extensions of primitives.
func plainTree(tree any) any {
	switch x := tree.(type) {
	case map[string]any:
		out := make(map[string]any, len(x))
		for name, v := range x {
			if !strings.HasPrefix(name, "_") {
				out[name] = plainTree(v)
			}
		}
		return out
	case []any:
		out := make([]any, len(x))
		for i, v := range x {
			out[i] = plainTree(v)
		}
		return out
	}
	return tree
}
