package pages

import (
	"strings"
	"testing"
	"time"

	"ehr.example/portico/facade/access"
)

// logo is a green square of one pixel.
const logo = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

func testBrand(t *testing.T) *Brand {
	t.Helper()
	b, err := NewBrand(Settings{Name: "Lindenhof Family Practice", Logo: logo, Stylesheet: "/tenant/my-clinic/auth/style.css"})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func scopes(t *testing.T, text string) access.Scopes {
	t.Helper()
	s, err := access.ParseScopes(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// sample is a page as a test looks at it.
type sample struct {
	name string
	page Page
}

// samples are every page in the states that it can have, with names as long as they may come.
func samples(t *testing.T) []sample {
	form := Form{Action: "/tenant/my-clinic/auth/form", CSRF: "c-9f3b", Flow: "f-27aa", Leads: []string{"https://app.example.com/callback"}}
	account := Account{Name: "Dr. Maria-Magdalena Oppenheimer-Vandenberghe", Apps: "/tenant/my-clinic/auth/apps", SignOut: Form{Action: "/tenant/my-clinic/auth/logout", CSRF: "c-9f3b"}}
	when := time.Date(2026, 3, 9, 14, 5, 0, 0, time.FixedZone("", 3600))
	patients := []Patient{
		{ID: "p1", Name: "Amy Victoria Shaw", Birthdate: "1987-02-20", Gender: "female", Identifiers: []string{"MRN 1032702"}},
		{ID: "p2", Name: "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh, Bartholomew", Birthdate: "1950-07", Gender: "male", Identifiers: []string{"MRN 4482", "SSN 999-30-1234", "http://hospital.smarthealthit.org/a/very/long/system/99912334455667788990011"}},
		{ID: "p3"},
	}
	visits := []Encounter{
		{ID: "e1", Kind: "Office visit, established patient", Start: "2026-03-09T14:05:00-05:00", End: "2026-03-09T14:35:00-05:00", Status: "finished", Reason: "Cough since a week, fever"},
		{ID: "e2", Kind: "inpatient encounter", Start: "2025-12-30T22:10:00-05:00", End: "2026-01-04T09:00:00-05:00", Status: "finished"},
		{ID: "e3", Start: "2024-02", Status: "in progress", Reason: "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtenuntersuchung"},
		{ID: "e4"},
	}
	app := ConsentApp{Name: "Growth Chart", Logo: logo, Website: "app.example.com"}
	asked := scopes(t, "openid fhirUser launch/patient offline_access patient/Patient.rs patient/Condition.rs patient/Observation.rs patient/MedicationRequest.read patient/Immunization.rs patient/Practitioner.r")
	launches := []LaunchApp{{ID: "growth", Name: "Growth Chart", URL: "https://app.example.com/launch.html"}, {ID: "risk", Name: "Cardiac Risk", URL: "http://127.0.0.1:4567/launch"}}
	return []sample{
		{"login", Login{Form: form, App: "Growth Chart", Cancel: true}},
		{"login-alone", Login{Form: form}},
		{"login-wrong", Login{Form: form, App: "Growth Chart", Username: "amy.shaw", Problem: WrongPassword, Cancel: true}},
		{"login-attempts", Login{Form: form, Username: "amy.shaw", Problem: TooManyAttempts, Wait: 150 * time.Second}},
		{"login-providers", Login{Form: form, Providers: []Provider{{"hosp", "Hospital account"}, {"card", "Health card"}}}},
		{"picker", Picker{Form: form, Account: account, App: "Growth Chart"}},
		{"picker-found", Picker{Form: form, Account: account, App: "Growth Chart", Search: PatientSearch{Name: "sha"}, Found: &Found{Patients: patients, Next: "c2"}}},
		{"picker-none", Picker{Form: form, Account: account, App: "Growth Chart", Search: PatientSearch{Name: "xyz", Birthdate: "1987-02-20", Identifier: "12"}, Found: &Found{}}},
		{"picker-wrong", Picker{Form: form, Account: account, App: "Growth Chart", Search: PatientSearch{Birthdate: "31 December"}, Problem: "The search can’t be done so: birthdate is no date."}},
		{"encounters", EncounterPicker{Form: form, Account: account, App: "Growth Chart", Patient: "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh, Bartholomew", Found: &FoundEncounters{Encounters: visits, Next: "c2"}}},
		{"encounters-date", EncounterPicker{Form: form, Account: account, App: "Growth Chart", Patient: "Amy Victoria Shaw", Date: "2026-03", Found: &FoundEncounters{Encounters: visits[:1]}}},
		{"encounters-none", EncounterPicker{Form: form, Account: account, App: "Growth Chart", Patient: "Amy Victoria Shaw", Found: &FoundEncounters{}}},
		{"encounters-none-of-date", EncounterPicker{Form: form, Account: account, App: "Growth Chart", Patient: "Amy Victoria Shaw", Date: "1999", Found: &FoundEncounters{}}},
		{"encounters-wrong", EncounterPicker{Form: form, Account: account, App: "Growth Chart", Patient: "Amy Victoria Shaw", Date: "31 Decemb", Problem: "Write a date as 2026-02-28, 2026-02 or 2026."}},
		{"consent-self", Consent{Form: form, Account: account, App: app, Subject: Subject{Self: true}, Asked: asked, Lasts: 90 * 24 * time.Hour}},
		{"consent-patient", Consent{Form: form, Account: account, App: ConsentApp{Name: "Cardiac Risk"}, Subject: Subject{Name: "Amy V. Shaw"}, Asked: scopes(t, "launch launch/encounter online_access patient/*.rs user/Practitioner.rs patient/Observation.rs?category="+observationCategory+"|laboratory"), Types: []string{"Observation", "Patient", "Condition"}}},
		{"consent-user", Consent{Form: form, Account: account, App: app, Asked: scopes(t, "user/Observation.rs user/Patient.rs openid profile system/Device.cruds")}},
		{"consent-again", Consent{Form: form, Account: account, App: app, Subject: Subject{Self: true}, Asked: asked, Problem: "Nothing is marked. Mark what the app may see, or do not allow it.", Answer: map[string][]string{"whole patient/Observation.rs": {wholeSome}, "whole patient/Condition.rs": {wholeNone}, FieldScope: {"openid", "patient/Observation.rs?category=" + observationCategory + "|laboratory"}}}},
		{"apps", Apps{Form: form, Account: account, Notice: "Cardiac Risk can’t see anything any more.", Grants: []Grant{
			{ID: "a1", App: "Growth Chart", Logo: logo, Patient: "Amy Victoria Shaw", Allowed: []string{"See your vaccinations", "Know your name"}, Granted: when, Expires: when.AddDate(0, 3, 0)},
			{ID: "a2", App: "An App with a Very Long Name that Somebody Registered without Thinking of Phones", Allowed: strings.Split("one,two,three,four,five", ","), Granted: when, Expires: when.AddDate(1, 0, 0)},
		}}},
		{"apps-none", Apps{Form: form, Account: account}},
		{"launch", Launch{Form: form, Account: account, Apps: launches}},
		{"launch-wrong", Launch{Form: form, Account: account, Apps: launches, App: "risk", Patient: "x y", Encounter: "9", Intent: "?", Problems: map[string]string{FieldClient: "This app is switched off.", FieldPatient: "There is no Patient with this id that you may see.", FieldEncounter: "It is another patient’s.", FieldIntent: "It has a character that can’t be sent."}}},
		{"launch-no-app", Launch{Form: form, Account: account, Apps: launches, Patient: "7", Problems: map[string]string{FieldClient: "Choose an app."}}},
		{"launch-none", Launch{Form: form, Account: account}},
		{"signed-out", SignedOut{Login: "/tenant/my-clinic/auth/login"}},
		{"failure", Failure{Title: "This does not work", Text: "The app started its request too long ago.", Advice: "Go back to the app and start again.", Reference: "01J9ZK4V7Q8W3E"}},
		{"failure-bare", Failure{Title: "The server can’t answer now"}},
	}
}

func render(t *testing.T, b *Brand, p Page) string {
	t.Helper()
	var out strings.Builder
	if err := b.Render(&out, p); err != nil {
		t.Fatal(err)
	}
	return out.String()
}
