package pages

import (
	"strings"
	"testing"
	"time"

	"ehr.example/portico/facade/search"
	"ehr.example/portico/mappers/fhir"
)

// TestSentence: what a scope gives is said in plain words, for any type and any criteria.
func TestSentence(t *testing.T) {
	self, amy := Subject{Self: true}, Subject{Name: "Amy Shaw"}
	for _, c := range []struct {
		scope string
		of    Subject
		want  string
	}{
		{"openid", self, "Recognise you when you come back"},
		{"profile", self, "Know your name"},
		{"launch/patient", amy, "Know which patient was chosen"},
		{"offline_access", self, "Keep its access when you are not using the app, until you take it back"},
		{"patient/Immunization.rs", self, "See your vaccinations"},
		{"patient/Immunization.read", self, "See your vaccinations"},
		{"patient/Immunization.rs", amy, "See Amy Shaw’s vaccinations"},
		{"patient/Immunization.rs", Subject{}, "See the chosen patient’s vaccinations"},
		{"user/Immunization.rs", self, "See vaccinations of everybody whose record you may see"},
		{"system/Immunization.rs", self, "See vaccinations of all patients"},
		{"patient/Practitioner.rs", self, "See doctors and other staff"},
		{"user/Practitioner.rs", amy, "See doctors and other staff"},
		{"patient/*.rs", self, "See your whole health record"},
		{"patient/*.read", amy, "See Amy Shaw’s whole health record"},
		{"user/*.rs", amy, "See every record that you may see"},
		{"system/*.rs", amy, "See every record"},
		{"patient/Immunization.r", self, "See your vaccinations (one entry at a time, without searching)"},
		{"patient/Immunization.s", self, "See your vaccinations (by searching only)"},
		{"patient/Immunization.cruds", self, "See, add to, change and delete from your vaccinations"},
		{"patient/Immunization.write", self, "Add to, change and delete from your vaccinations"},
		{"patient/Patient.rs", self, "See your personal details, such as name, birth date and address"},
		{"patient/MolecularSequence.rs", self, "See your entries of the kind “molecular sequence”"},
		{"patient/Observation.rs?category=" + observationCategory + "|laboratory", self, "See your laboratory results"},
		{"patient/Observation.rs?category=laboratory", self, "See your laboratory results"},
		{"patient/Observation.rs?category=laboratory,survey", self, "See your laboratory results and answers to surveys"},
		{"patient/Observation.rs?category=" + usCategory + "|sdoh", self, "See your living conditions, such as housing and food"},
		{"patient/Observation.rs?category=http://example.com|laboratory", self, "See your measurements, test results and other observations, only where the category is “laboratory (http://example.com)”"},
		{"patient/Observation.rs?category=laboratory&date=ge2020-01-01", self, "See your laboratory results, only where the date is from 1 January 2020"},
		{"patient/Observation.rs?category=laboratory&category=survey", self, "See your laboratory results, only where the category is “survey”"},
		{"patient/Observation.rs?category:not=laboratory", self, "See your measurements, test results and other observations, only where the category is not “laboratory”"},
		{"patient/Observation.rs?code=http://loinc.org|8867-4,http://loinc.org|", self, "See your measurements, test results and other observations, only where the code is “any code of http://loinc.org” or “8867-4 (http://loinc.org)”"},
		{"patient/Condition.rs?category=" + conditionCategory + "|problem-list-item", amy, "See Amy Shaw’s problems on the problem list"},
		{"patient/Condition.rs?category=" + usCondition + "|health-concern&clinical-status=active", self, "See your health concerns, only where the clinical status is “active”"},
		{"patient/Encounter.rs?date=ge2020,lt2010-05", self, "See your visits and hospital stays, only where the date is from 2020 or is before May 2010"},
		{"patient/Encounter.rs?date:missing=true", self, "See your visits and hospital stays, only where the date is not known"},
		{"patient/Encounter.s?date:missing=false", self, "See your visits and hospital stays, only where the date is known (by searching only)"},
		{"patient/*.rs?_lastUpdated=gt2020", self, "See your whole health record, only where the last change is after 2020"},
		{"patient/*.rs?_tag=http://example.com|x", self, "See your whole health record, only where the tag is “x (http://example.com)”"},
		{"user/Patient.rs?name:contains=sha", self, "See personal details, such as name, birth date and address of everybody whose record you may see, only where the name contains “sha”"},
		{"user/Patient.rs?name:exact=Shaw", self, "See personal details, such as name, birth date and address of everybody whose record you may see, only where the name (exact) is “Shaw”"},
	} {
		if got := Sentence(scopes(t, c.scope)[0], c.of); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.scope, got, c.want)
		}
	}
}

// TestChoiceSentences: below a heading that names the patient, the sentences don't.
func TestChoiceSentences(t *testing.T) {
	for want, subject := range map[string]Subject{
		"See your vaccinations": {Self: true}, "See the vaccinations": {Name: "Amy Shaw"},
	} {
		got := Consent{Subject: subject, Asked: scopes(t, "patient/Immunization.rs")}.Groups()
		if len(got) != 1 || len(got[0].Choices) != 1 || got[0].Choices[0].Sentence != want {
			t.Errorf("%+v: %+v, want %s", subject, got, want)
		}
	}
}

// TestSentenceOfEveryType: each type of R4 can be asked for, and no word is for a type that there is not.
func TestSentenceOfEveryType(t *testing.T) {
	for _, typ := range fhir.ResourceTypes() {
		for _, context := range []string{"patient/", "user/", "system/"} {
			got := Sentence(scopes(t, context+typ+".rs")[0], Subject{Self: true})
			if !strings.HasPrefix(got, "See ") || len(got) < 10 || strings.Contains(got, "  ") {
				t.Errorf("%s%s: %q", context, typ, got)
			}
		}
	}
	for typ := range nouns {
		if !fhir.IsResource(typ) {
			t.Errorf("R4 has no %s", typ)
		}
	}
	for typ := range directory {
		if !fhir.IsResource(typ) {
			t.Errorf("R4 has no %s", typ)
		}
	}
}

// TestGranted: a form gives what it marks of what was asked, and never more.
func TestGranted(t *testing.T) {
	lab := "patient/Observation.rs?category=" + observationCategory + "|laboratory"
	for _, c := range []struct {
		name, asked string
		form        map[string][]string
		want        string
	}{
		{"all", "openid patient/Patient.rs patient/Observation.rs", map[string][]string{FieldScope: {"openid", "patient/Patient.rs"}, "whole patient/Observation.rs": {wholeAll}}, "openid patient/Patient.rs patient/Observation.rs"},
		{"dropped", "openid patient/Patient.rs offline_access", map[string][]string{FieldScope: {"openid", "patient/Patient.rs"}}, "openid patient/Patient.rs"},
		{"empty", "openid patient/Patient.rs patient/Observation.rs", nil, ""},
		{"part", "patient/Observation.rs", map[string][]string{FieldScope: {lab}, "whole patient/Observation.rs": {wholeSome}}, lab},
		{"part without the decision", "patient/Observation.rs", map[string][]string{FieldScope: {lab}}, ""},
		{"whole over parts", "patient/Observation.rs", map[string][]string{FieldScope: {lab}, "whole patient/Observation.rs": {wholeAll}}, "patient/Observation.rs"},
		{"none over parts", "patient/Observation.rs", map[string][]string{FieldScope: {lab}, "whole patient/Observation.rs": {wholeNone}}, ""},
		{"some of nothing", "patient/Observation.rs", map[string][]string{"whole patient/Observation.rs": {wholeSome}}, ""},
		{"not asked", "openid", map[string][]string{FieldScope: {"openid", "patient/*.rs", "offline_access", lab}, "whole patient/*.rs": {wholeAll}}, "openid"},
		{"wider than asked", "patient/Observation.r", map[string][]string{FieldScope: {"patient/Observation.rs"}, "whole patient/Observation.rs": {wholeAll}}, ""},
		{"part keeps permissions", "user/Condition.r", map[string][]string{FieldScope: {"user/Condition.r?category=" + usCondition + "|health-concern"}, "whole user/Condition.r": {wholeSome}}, "user/Condition.r?category=" + usCondition + "|health-concern"},
		{"part of SMART 1", "patient/Condition.read", map[string][]string{FieldScope: {"patient/Condition.rs?category=" + usCondition + "|health-concern"}, "whole patient/Condition.read": {wholeSome}}, "patient/Condition.rs?category=" + usCondition + "|health-concern"},
		{"types of all", "patient/*.read", map[string][]string{FieldScope: {"patient/Goal.rs"}, "whole patient/*.read": {wholeSome}}, "patient/Goal.rs"},
		{"a type that is not there", "patient/*.rs", map[string][]string{FieldScope: {"patient/Device.rs"}, "whole patient/*.rs": {wholeSome}}, ""},
		{"both forms", "patient/Patient.read patient/Patient.rs", map[string][]string{FieldScope: {"patient/Patient.read patient/Patient.rs"}}, "patient/Patient.read patient/Patient.rs"},
		{"a granular one stays so", lab, map[string][]string{FieldScope: {lab}}, lab},
	} {
		asked := scopes(t, c.asked)
		got := Consent{Asked: asked, Types: []string{"Goal", "Observation"}}.Granted(c.form)
		if got.String() != c.want {
			t.Errorf("%s: granted %s, want %s", c.name, got, c.want)
		}
		for _, s := range got {
			if !asked.Covers(s) {
				t.Errorf("%s: %s was not asked", c.name, s)
			}
		}
	}
}

// TestConsentSends: the page as it is first shown, sent back, gives all that was asked; shown again, what was marked.
func TestConsentSends(t *testing.T) {
	asked := scopes(t, "openid launch/patient offline_access patient/Patient.read patient/Patient.rs patient/Condition.rs patient/Observation.read user/*.rs")
	page := Consent{Form: Form{Action: "/a"}, App: ConsentApp{Name: "x"}, Asked: asked, Types: []string{"Goal"}}
	form := marked(parsed(t, render(t, testBrand(t), page)))
	if got := page.Granted(form); got.String() != "openid launch/patient offline_access patient/Patient.read patient/Patient.rs patient/Condition.rs patient/Observation.read user/*.rs" {
		t.Errorf("granted %s", got)
	}
	page.Answer = map[string][]string{FieldScope: {"openid", "user/Goal.rs"}, "whole user/*.rs": {wholeSome}}
	if got := page.Granted(marked(parsed(t, render(t, testBrand(t), page)))); got.String() != "openid user/Goal.rs" {
		t.Errorf("shown again it gives %s", got)
	}
}

// marked is the form that a browser sends of a page as it stands.
func marked(d document) map[string][]string {
	form := map[string][]string{}
	for _, n := range d.named("input") {
		if _, checked := attribute(n, "checked"); checked || value(n, "type") == "hidden" {
			form[value(n, "name")] = append(form[value(n, "name")], value(n, "value"))
		}
	}
	return form
}

// TestParts: what certification wants to be offered is offered.
func TestParts(t *testing.T) {
	for typ, want := range map[string]string{
		"Condition":   "encounter-diagnosis problem-list-item health-concern",
		"Observation": "laboratory social-history sdoh survey vital-signs procedure",
		"Goal":        "",
	} {
		var got []string
		for _, p := range parts(scopes(t, "patient/"+typ+".rs")[0], nil) {
			_, code, _ := strings.Cut(p.scope.Parameters[0].Value, "|")
			got = append(got, code)
			if _, err := p.scope.Criteria(typ, search.Options{}); err != nil {
				t.Errorf("%s: %v", p.Value(), err)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s is offered as %s, want %s", typ, got, want)
		}
	}
}

// TestSpan: times are told so that nobody comes back too early.
func TestSpan(t *testing.T) {
	const day = 24 * time.Hour
	for d, want := range map[time.Duration]string{
		time.Second: "one second", 1500 * time.Millisecond: "2 seconds", 90 * time.Second: "90 seconds", 91 * time.Second: "2 minutes",
		time.Hour: "60 minutes", 2 * time.Hour: "2 hours", day: "24 hours", 3 * day: "3 days", 90 * day: "3 months", 365 * day: "one year", 730 * day: "2 years",
	} {
		if got := span(d); got != want {
			t.Errorf("%s is %q, want %q", d, got, want)
		}
	}
}

// TestDay: dates of FHIR are read, also partial ones; what is none is shown as it is.
func TestDay(t *testing.T) {
	for text, want := range map[string]string{"1980-02-28": "28 February 1980", "1980-02": "February 1980", "1980": "1980", "soon": "soon"} {
		if got := day(text); got != want {
			t.Errorf("%s is %q, want %q", text, got, want)
		}
	}
}
