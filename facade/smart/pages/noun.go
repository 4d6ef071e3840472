package pages

import (
	"strings"
	"unicode"
)

// noun is what people call the resources of a type. A type without a word of its own is called by its name.
func noun(resource string) string {
	if word, found := nouns[resource]; found {
		return word
	}
	var b strings.Builder
	b.WriteString("entries of the kind “")
	for i, r := range resource {
		if unicode.IsUpper(r) && i > 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String() + "”"
}

// nouns are the words for types that people meet.
var nouns = map[string]string{
	"Account":                  "accounts",
	"AdverseEvent":             "harmful events",
	"AllergyIntolerance":       "allergies and intolerances",
	"Appointment":              "appointments",
	"Binary":                   "files, such as scanned letters",
	"CarePlan":                 "care plans",
	"CareTeam":                 "care team",
	"Claim":                    "bills",
	"ClinicalImpression":       "assessments by staff",
	"Communication":            "messages",
	"Composition":              "compiled documents",
	"Condition":                "health problems and diagnoses",
	"Consent":                  "consents",
	"Coverage":                 "insurance coverage",
	"Device":                   "implants and other devices",
	"DeviceRequest":            "orders of devices",
	"DiagnosticReport":         "reports of tests and examinations",
	"DocumentReference":        "documents and clinical notes",
	"Encounter":                "visits and hospital stays",
	"EpisodeOfCare":            "episodes of care",
	"ExplanationOfBenefit":     "statements of what insurance paid",
	"FamilyMemberHistory":      "family history of diseases",
	"Flag":                     "warnings",
	"Goal":                     "health goals",
	"Group":                    "groups of patients",
	"HealthcareService":        "services on offer",
	"ImagingStudy":             "X-rays and other imaging studies",
	"Immunization":             "vaccinations",
	"List":                     "lists",
	"Location":                 "places of care",
	"Media":                    "pictures and recordings",
	"Medication":               "details of medicines",
	"MedicationAdministration": "medicines that were given",
	"MedicationDispense":       "medicines that were handed out",
	"MedicationRequest":        "prescriptions",
	"MedicationStatement":      "medicines taken",
	"NutritionOrder":           "diets",
	"Observation":              "measurements, test results and other observations",
	"Organization":             "clinics and other organizations",
	"Patient":                  "personal details, such as name, birth date and address",
	"Practitioner":             "doctors and other staff",
	"PractitionerRole":         "roles of staff",
	"Procedure":                "operations and other procedures",
	"Provenance":               "notes on who recorded what",
	"Questionnaire":            "questionnaires",
	"QuestionnaireResponse":    "answers to questionnaires",
	"RelatedPerson":            "relatives and other contacts",
	"RiskAssessment":           "risk assessments",
	"Schedule":                 "schedules",
	"ServiceRequest":           "orders and referrals",
	"Slot":                     "free times of schedules",
	"Specimen":                 "samples taken for tests",
	"Task":                     "tasks",
}

// directory are the types that are nobody's record.
var directory = map[string]bool{
	"Endpoint": true, "Group": true, "HealthcareService": true, "InsurancePlan": true, "Location": true, "Medication": true,
	"Organization": true, "Practitioner": true, "PractitionerRole": true, "Questionnaire": true, "Schedule": true,
	"Slot": true, "Substance": true, "ValueSet": true, "CodeSystem": true, "ConceptMap": true,
}

// category is a category of a type that has a word.
type category struct {
	system, code string
	noun         string
	offered      bool // as a part, when the whole type is asked for
}

// The systems of categories.
const (
	conditionCategory   = "http://terminology.hl7.org/CodeSystem/condition-category"
	usCondition         = "http://hl7.org/fhir/us/core/CodeSystem/condition-category"
	observationCategory = "http://terminology.hl7.org/CodeSystem/observation-category"
	usCategory          = "http://hl7.org/fhir/us/core/CodeSystem/us-core-category"
	reportCategory      = "http://terminology.hl7.org/CodeSystem/v2-0074"
	usDocument          = "http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category"
)

// categories are what US Core asks for as granular scopes, and others that have a word.
//
// See US Core 6.1.0, "Scopes", and https://hl7.org/fhir/R4/valueset-observation-category.html.
var categories = map[string][]category{
	"Condition": {
		{conditionCategory, "encounter-diagnosis", "diagnoses made at visits", true},
		{conditionCategory, "problem-list-item", "problems on the problem list", true},
		{usCondition, "health-concern", "health concerns", true},
		{usCategory, "sdoh", "problems of living conditions, such as housing and food", false},
	},
	"Observation": {
		{observationCategory, "laboratory", "laboratory results", true},
		{observationCategory, "social-history", "social history, such as smoking", true},
		{usCategory, "sdoh", "living conditions, such as housing and food", true},
		{observationCategory, "survey", "answers to surveys", true},
		{observationCategory, "vital-signs", "vital signs, such as blood pressure and weight", true},
		{observationCategory, "procedure", "results of clinical tests", true},
		{observationCategory, "imaging", "findings of imaging", false},
		{observationCategory, "exam", "findings of examinations", false},
		{observationCategory, "therapy", "results of therapies", false},
		{observationCategory, "activity", "physical activity", false},
		{usCategory, "functional-status", "abilities in daily life", false},
		{usCategory, "disability-status", "disabilities", false},
		{usCategory, "cognitive-status", "memory and thinking", false},
	},
	"DiagnosticReport": {
		{reportCategory, "LAB", "laboratory reports", false},
	},
	"DocumentReference": {
		{usDocument, "clinical-note", "clinical notes", false},
	},
}
