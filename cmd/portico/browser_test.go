package main

import (
	"embed"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"ehr.example/portico/facade/browsertest"
	"ehr.example/portico/facade/mysqltest"
	"ehr.example/portico/facade/smart"
	"ehr.example/portico/facade/store"
	"ehr.example/portico/mappers/ehr/practice/sample"
	"ehr.example/portico/mappers/password"
)

//go:embed testdata/app
var appFiles embed.FS

// service is a server with one tenant, an app that is registered with it, and a practitioner.
type service struct {
	fhir, issuer string
	app          string // its origin
}

// stage is a service whose app is of another origin, and a browser before it.
type stage struct {
	*service
	tab *browsertest.Tab
}

// newStage serves the app too.
func newStage(t *testing.T) *stage {
	t.Helper()
	s := &stage{service: newService(t, serveApp(t)), tab: browsertest.Start(t).Tab(t)}
	s.tab.Show(browsertest.Screen{Width: 390, Height: 844})
	return s
}

// newService registers the app and a practitioner, and serves.
func newService(t *testing.T, app string) *service {
	t.Helper()
	s := &service{app: app}
	address := closedPort(t)
	base := "http://" + address
	s.fhir, s.issuer = base+"/tenant/my-clinic/fhir", base+"/tenant/my-clinic/auth"
	dir := t.TempDir()
	write(t, filepath.Join(dir, "portico.yaml"), "listen: "+address+"\nbase_url: "+base+"\naddressing: {subdomains: false}\nverify_sql: true\nlog_level: error\n")
	dsn := mysqltest.DSN(t, mysqltest.Practice(t, sample.Default()))
	tenant := strings.Replace(clinic("my-clinic", "America/New_York", "1", dsn), "auth: open\n", "branding: {accent: '#0f766e'}\n", 1)
	write(t, filepath.Join(dir, "tenants", "my-clinic.yaml"), tenant)
	s.fill(t, filepath.Join(dir, "portico.db"))
	boot(t, filepath.Join(dir, "portico.yaml"))
	return s
}

// growthSecret is the secret of the client growth-server.
const growthSecret = "a secret of the app's own server"

// fill writes what an operator would have registered: the app in the browser, and with a server of its own.
func (s *service) fill(t *testing.T, file string) {
	t.Helper()
	state, err := store.Open(t.Context(), store.Config{File: file})
	if err != nil {
		t.Fatal(err)
	}
	defer state.Close()
	app := smart.Client{
		ID: "growth", Name: "Growth Chart", Type: smart.Public, Active: true, Created: time.Now(),
		RedirectURIs: []string{s.app + "/index.html"}, LaunchURL: s.app + "/launch.html",
		GrantTypes: []smart.GrantType{smart.AuthorizationCode, smart.Refresh},
		Scopes:     strings.Fields("launch launch/patient launch/encounter openid fhirUser profile offline_access online_access patient/*.rs user/*.rs"),
	}
	server := app
	server.ID, server.Type, server.Secrets = "growth-server", smart.Symmetric, []smart.ClientSecret{{Hash: smart.HashOf(growthSecret)}}
	for _, c := range []smart.Client{app, server} {
		if err := state.PutClient(t.Context(), "my-clinic", c); err != nil {
			t.Fatal(err)
		}
	}
	hash, err := password.Hash("a long walk home")
	if err != nil {
		t.Fatal(err)
	}
	err = state.PutUser(t.Context(), "my-clinic", smart.User{
		ID: "u1", Source: smart.SourcePortico, Name: "maria", PasswordHash: hash, DisplayName: "Dr. Maria Lindqvist",
		FHIRUser: "Practitioner/1", Active: true, Created: time.Now(),
	})
	if err != nil {
		t.Fatal(err)
	}
}

// serveApp serves the app's pages with the SMART client that they use, on an origin of their own, and gives that.
func serveApp(t *testing.T) string {
	t.Helper()
	library := browsertest.Package(t, "fhirclient-2.6.3", "build/fhir-client.min.js")
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(r.URL.Path, "/")
		if name == "fhir-client.js" {
			w.Header().Set("Content-Type", "text/javascript")
			_, _ = w.Write(library)
			return
		}
		page, err := appFiles.ReadFile("testdata/app/" + name)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write(page)
	}))
	t.Cleanup(server.Close)
	return strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
}

// launch opens the app, which asks for scopes.
func (s *stage) launch(scope string) {
	s.tab.Do(chromedp.Navigate(s.app+"/launch.html?standalone="+url.QueryEscape(s.fhir)+"&scope="+url.QueryEscape(scope)), chromedp.WaitVisible(chromedp.CSS("main h1")))
}

// signIn fills in the login page.
func (s *stage) signIn(typed string) {
	s.tab.Do(s.tab.Fill("#username", "maria"), s.tab.Fill("#password", typed), s.tab.Press("button.main"))
}

// title is the heading of the page.
func (s *stage) title() string {
	return browsertest.Get[string](s.tab, `document.querySelector("h1").innerText`)
}

// wantTitle fails unless the page has a heading.
func (s *stage) wantTitle(t *testing.T, want string) {
	t.Helper()
	if got := s.title(); got != want {
		t.Fatalf("the page is %q, want %q: %s", got, want, browsertest.Get[string](s.tab, "document.body.innerText"))
	}
}

// opened is what the app has after it was opened.
type opened struct {
	Token struct {
		Scope, Patient, Encounter, Intent string
		Banner                            *bool  `json:"need_patient_banner"`
		Style                             string `json:"smart_style_url"`
		Access                            string `json:"access_token"`
		Refresh                           string `json:"refresh_token"`
		ID                                string `json:"id_token"`
	}
	User, Patient struct{ ResourceType, ID string }
	Error         string
}

func (s *stage) opened() opened { return browsertest.Get[opened](s.tab, "window.ready") }

// asked is what the app gets for a search: the types and categories of what is there, or the refusal's status.
type asked struct {
	Refused int
	Entry   []struct {
		Resource struct {
			ResourceType string
			Category     []struct{ Coding []struct{ Code string } }
		}
	}
}

func (s *stage) ask(request string) asked {
	return browsertest.Get[asked](s.tab, fmt.Sprintf("ask(%q)", request))
}

// TestStandaloneLaunch: an independent SMART client gets what a person lets it have, and not more.
func TestStandaloneLaunch(t *testing.T) {
	s := newStage(t)
	s.launch("launch/patient openid fhirUser offline_access patient/Patient.rs patient/Observation.rs patient/Condition.rs patient/Encounter.rs")
	s.wantTitle(t, "Sign in")
	s.signIn("a short walk home")
	s.wantTitle(t, "Sign in")
	if alert := browsertest.Get[string](s.tab, `document.querySelector("[role=alert]").innerText`); !strings.HasPrefix(alert, "Name or password is wrong.") {
		t.Errorf("a wrong password is told as %q", alert)
	}
	s.signIn("a long walk home")

	s.wantTitle(t, "Choose a patient")
	s.tab.Do(s.tab.Fill("#identifier", "nobody"), s.tab.Press("button.main"))
	if found := browsertest.Get[string](s.tab, `document.querySelector("#found").innerText`); found != "No patient matches" {
		t.Errorf("nobody is found as %q", found)
	}
	s.tab.Do(s.tab.Fill("#identifier", ""), s.tab.Fill("#name", "a"), s.tab.Press("button.main"))
	s.tab.Screenshot("journey-picker")
	patient := browsertest.Get[string](s.tab, `document.querySelector("button.row").value`)
	name := browsertest.Get[string](s.tab, `document.querySelector("button.row .name").innerText`)
	s.tab.Do(s.tab.Press("button.row"))

	s.wantTitle(t, "Allow Growth Chart to see health data?")
	if text := browsertest.Get[string](s.tab, "document.body.innerText"); !strings.Contains(text, "It is about the record of "+name) {
		t.Errorf("consent does not say whose record it is about, %s: %s", name, text)
	}
	s.tab.Screenshot("journey-consent")
	s.tab.Do(
		chromedp.Click(chromedp.CSS(`input[value="patient/Encounter.rs"]`)), // off
		chromedp.Click(chromedp.CSS(`input[name="whole patient/Observation.rs"][value="some"]`)),
		chromedp.Click(chromedp.CSS(`input[value$="|vital-signs"]`)),
		s.tab.Press(`button[value="allow"]`),
	)
	got := s.opened()
	if got.Error != "" || got.Token.Patient != patient || got.Patient.ID != patient || got.User.ResourceType != "Practitioner" || got.Token.Refresh == "" || got.Token.ID == "" {
		t.Fatalf("the app has %+v", got)
	}
	const want = "fhirUser launch/patient offline_access openid patient/Condition.rs patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|vital-signs patient/Patient.rs"
	if scopes := strings.Fields(got.Token.Scope); strings.Join(sorted(scopes), " ") != want {
		t.Errorf("the app was granted\n%s, want\n%s", got.Token.Scope, want)
	}
	vital := s.ask("Observation?patient=" + patient)
	if len(vital.Entry) == 0 {
		t.Error("there are no vital signs")
	}
	for _, e := range vital.Entry {
		if len(e.Resource.Category) == 0 || e.Resource.Category[0].Coding[0].Code != "vital-signs" {
			t.Errorf("an observation is %+v", e.Resource)
		}
	}
	if a := s.ask("Encounter?patient=" + patient); a.Refused != http.StatusForbidden {
		t.Errorf("what was left out is answered with %+v", a)
	}
	refreshed := browsertest.Get[string](s.tab, "client.refresh().then(state => state.tokenResponse.access_token)")
	if refreshed == "" || refreshed == got.Token.Access {
		t.Errorf("a refresh gives %q", refreshed)
	}
	if messages := s.tab.Messages(); slices.ContainsFunc(messages, func(m string) bool { return strings.Contains(m, "Content Security Policy") }) {
		t.Errorf("the browser says %q", messages)
	}
	s.revokes(t, patient)
}

func sorted(all []string) []string {
	slices.Sort(all)
	return all
}

// revokes takes the app's access away on the page My apps; then the app, in the same browser, has none.
func (s *stage) revokes(t *testing.T, patient string) {
	app := browsertest.Get[string](s.tab, "location.href")
	s.tab.Do(chromedp.Navigate(s.issuer + "/apps"))
	s.wantTitle(t, "My apps")
	s.tab.Screenshot("journey-apps")
	s.tab.Do(s.tab.Press("button.danger"))
	if text := browsertest.Get[string](s.tab, `document.querySelector("main").innerText`); !strings.Contains(text, "No app has access now.") {
		t.Errorf("after the revocation: %s", text)
	}
	s.tab.Do(chromedp.Navigate(app))
	s.opened()
	if a := s.ask("Condition?patient=" + patient); a.Refused != http.StatusUnauthorized {
		t.Errorf("after the revocation the app gets %+v", a)
	}
	s.tab.Do(chromedp.Navigate(s.issuer+"/apps"), s.tab.Press(".account button"))
	s.wantTitle(t, "You are signed out")
	s.tab.Do(chromedp.Navigate(s.issuer + "/apps"))
	s.wantTitle(t, "Sign in")
}

// TestEHRLaunch: a tester opens the app by hand, and it knows patient and encounter without anybody choosing them again.
func TestEHRLaunch(t *testing.T) {
	s := newStage(t)
	s.tab.Do(chromedp.Navigate(s.issuer + "/launch"))
	s.wantTitle(t, "Sign in")
	s.signIn("a long walk home")
	s.wantTitle(t, "Open an app")
	s.tab.Do(s.tab.Fill("#patient", "no-such-patient"), s.tab.Press("button.main"))
	s.wantTitle(t, "Open an app")
	if wrong := browsertest.Get[string](s.tab, `document.querySelector("#patient-problem").innerText`); !strings.Contains(wrong, "no such patient") {
		t.Errorf("a patient that is not there is told as %q", wrong)
	}
	s.tab.Screenshot("journey-launch")
	s.tab.Do(s.tab.Fill("#patient", "1"), s.tab.Press("button.main"), chromedp.WaitVisible(chromedp.CSS("main h1")))
	s.wantTitle(t, "Allow Growth Chart to see health data?")
	s.tab.Do(s.tab.Press(`button[value="allow"]`))
	got := s.opened()
	if got.Error != "" || got.Token.Patient != "1" || got.Patient.ID != "1" || got.Token.Banner == nil || got.Token.Style == "" {
		t.Fatalf("the app has %+v", got)
	}
	response, err := http.Get(got.Token.Style)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	var style map[string]string
	if err != nil || json.Unmarshal(text, &style) != nil || style["color_highlight"] != "#0f766e" {
		t.Errorf("the style is %s: %v", text, err)
	}
	if a := s.ask("Observation?patient=1&_count=1"); len(a.Entry) != 1 {
		t.Errorf("the app gets %+v", a)
	}
	if a := s.ask("Observation?patient=2&_count=1"); len(a.Entry) != 0 {
		t.Errorf("of another patient the app gets %+v", a)
	}
	visit := browsertest.Get[string](s.tab, `client.request("Encounter?patient=1&_count=1").then(b => b.entry[0].resource.id)`)
	s.tab.Do(chromedp.Navigate(s.issuer+"/launch"), s.tab.Fill("#patient", "1"), s.tab.Fill("#encounter", visit), s.tab.Fill("#intent", "reconcile-medications"),
		s.tab.Press("button.main"), chromedp.WaitVisible(chromedp.CSS("main h1")), s.tab.Press(`button[value="allow"]`))
	if got := s.opened(); got.Token.Encounter != visit || got.Token.Intent != "reconcile-medications" || got.Token.Patient != "1" {
		t.Errorf("with an encounter the app has %+v, want %s", got, visit)
	}
}

// TestNotAllowed: who does not allow it, or goes back at any page before, gives the app nothing but to know so.
func TestNotAllowed(t *testing.T) {
	s := newStage(t)
	denied := func(t *testing.T) {
		t.Helper()
		if got := s.opened(); got.Error == "" || got.Token.Access != "" {
			t.Errorf("the app has %+v", got)
		}
		if at := browsertest.Get[string](s.tab, "location.href"); !strings.HasPrefix(at, s.app+"/index.html") || !strings.Contains(at, "access_denied") {
			t.Errorf("the app is told %s", at)
		}
	}
	scope := "launch/patient patient/Patient.rs"
	s.launch(scope)
	s.tab.Do(s.tab.Press(".cancel button"))
	denied(t)
	s.launch(scope)
	s.signIn("a long walk home")
	s.tab.Do(s.tab.Press(".cancel button"))
	denied(t)
	s.launch(scope) // signed in already
	s.wantTitle(t, "Choose a patient")
	s.tab.Do(s.tab.Fill("#name", "a"), s.tab.Press("button.main"), s.tab.Press("button.row"), s.tab.Press(`button[value="deny"]`))
	denied(t)
}

// TestStandaloneEncounter: an app that wants to know the visit gets the one that a person chose, with the keyboard alone.
func TestStandaloneEncounter(t *testing.T) {
	s := newStage(t)
	s.launch("launch/patient launch/encounter openid fhirUser patient/Patient.rs patient/Encounter.rs")
	s.signIn("a long walk home")
	s.wantTitle(t, "Choose a patient")
	s.tab.Do(s.tab.Fill("#identifier", "A1001"), s.tab.Press("button.main"), s.tab.Press("button.row"))
	s.wantTitle(t, "Choose a visit")
	s.tab.Screenshot("journey-encounters")
	visit := browsertest.Get[string](s.tab, `document.querySelectorAll("button.row")[1].value`)
	s.tab.Do(s.tab.Fill("#date", "1901"), s.tab.Press("button.main"))
	if found := browsertest.Get[string](s.tab, `document.querySelector("#found").innerText`); found != "No visit is of this date" {
		t.Errorf("in 1901 there is %q", found)
	}
	s.tab.Do(s.tab.Fill("#date", ""), s.tab.Press("button.main"))
	browsertest.Get[any](s.tab, `document.querySelectorAll("button.row")[1].focus(); null`)
	s.tab.Do(s.tab.Enter())
	s.wantTitle(t, "Allow Growth Chart to see health data?")
	s.tab.Do(s.tab.Press(`button[value="allow"]`))
	got := s.opened()
	if got.Error != "" || got.Token.Encounter != visit || got.Token.Patient == "" {
		t.Fatalf("the app has %+v, want the visit %s", got, visit)
	}
	if a := browsertest.Get[string](s.tab, `client.request("Encounter/" + client.encounter.id).then(e => e.resourceType + "/" + e.id)`); a != "Encounter/"+visit {
		t.Errorf("the app reads %s", a)
	}
	if messages := s.tab.Messages(); slices.ContainsFunc(messages, func(m string) bool { return strings.Contains(m, "Content Security Policy") }) {
		t.Errorf("the browser says %q", messages)
	}
}

// TestPopup: an app may sign in in a window of its own, which closes; the app goes on in its first one.
func TestPopup(t *testing.T) {
	s := newStage(t)
	scope := url.QueryEscape("launch/patient openid fhirUser patient/Patient.rs")
	popup := s.tab.Popup(chromedp.Navigate(s.app + "/launch.html?target=popup&standalone=" + url.QueryEscape(s.fhir) + "&scope=" + scope))
	window := &stage{service: s.service, tab: popup}
	popup.Do(chromedp.WaitVisible(chromedp.CSS("main h1")))
	window.signIn("a long walk home")
	window.wantTitle(t, "Choose a patient")
	popup.Do(popup.Fill("#identifier", "A1001"), popup.Press("button.main"), popup.Press("button.row"))
	window.wantTitle(t, "Allow Growth Chart to see health data?")
	browsertest.Get[any](popup, `setTimeout(() => document.querySelector('button[value="allow"]').click(), 50); null`)
	for start := time.Now(); !browsertest.Get[bool](s.tab, "location.pathname == '/index.html' && !!window.ready"); time.Sleep(100 * time.Millisecond) {
		if time.Since(start) > time.Minute {
			t.Fatalf("the app stays at %s", browsertest.Get[string](s.tab, "location.href"))
		}
	}
	if got := s.opened(); got.Error != "" || got.Token.Patient != "1" || got.Patient.ID != "1" {
		t.Errorf("the app has %+v", got)
	}
}
