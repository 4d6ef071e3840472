package pages

import (
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// document is a page as a browser reads it.
type document struct {
	root *html.Node
	all  []*html.Node
	ids  map[string]*html.Node
}

func parsed(t *testing.T, text string) document {
	t.Helper()
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	d := document{root: root, ids: map[string]*html.Node{}}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		d.all = append(d.all, n)
		if id, has := attribute(n, "id"); has {
			if d.ids[id] != nil {
				t.Errorf("the id %s is there twice", id)
			}
			d.ids[id] = n
		}
	}
	return d
}

func (d document) named(element string) []*html.Node {
	var out []*html.Node
	for _, n := range d.all {
		if n.Data == element {
			out = append(out, n)
		}
	}
	return out
}

func attribute(n *html.Node, key string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}

func value(n *html.Node, key string) string {
	text, _ := attribute(n, key)
	return text
}

// words are the text of an element.
func words(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func within(n *html.Node, element string) *html.Node {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Type == html.ElementNode && p.Data == element {
			return p
		}
	}
	return nil
}

// TestPages: every page in every state can be used with a keyboard and a screen reader, and needs neither script nor style
// of its own.
func TestPages(t *testing.T) {
	b := testBrand(t)
	for _, s := range samples(t) {
		t.Run(s.name, func(t *testing.T) {
			d := parsed(t, render(t, b, s.page))
			checkDocument(t, d, s.page)
			checkNothingInline(t, d)
			checkFields(t, d)
			checkForms(t, d)
			checkReferences(t, d)
		})
	}
}

func checkDocument(t *testing.T, d document, p Page) {
	if html := d.named("html"); value(html[0], "lang") != "en" {
		t.Error("the document has no language")
	}
	if title := d.named("title"); len(title) != 1 || !strings.Contains(words(title[0]), p.head().title) || !strings.Contains(words(title[0]), "Lindenhof") {
		t.Error("the title does not say page and clinic")
	}
	if n := len(d.named("h1")); n != 1 {
		t.Errorf("there are %d h1", n)
	}
	if n := len(d.named("main")); n != 1 {
		t.Errorf("there are %d main", n)
	}
	last := 1
	for _, n := range d.all {
		if len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6' {
			level := int(n.Data[1] - '0')
			if level > last+1 || words(n) == "" {
				t.Errorf("the heading %q leaves a level out, or is empty", words(n))
			}
			last = level
		}
	}
	wrong := strings.HasPrefix(p.head().title, "Problem")
	alerts := slices.ContainsFunc(d.all, func(n *html.Node) bool { return value(n, "role") == "alert" || value(n, "aria-invalid") != "" })
	if wrong != alerts {
		t.Errorf("the title says a problem: %t; the page: %t", wrong, alerts)
	}
}

func checkNothingInline(t *testing.T, d document) {
	for _, n := range d.all {
		if n.Data == "script" || n.Data == "style" || n.Data == "iframe" || n.Data == "base" {
			t.Errorf("there is a %s", n.Data)
		}
		for _, a := range n.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				t.Errorf("%s has %s", n.Data, a.Key)
			}
			if strings.Contains(a.Val, "ZgotmplZ") {
				t.Errorf("%s of %s was not safe", a.Key, n.Data)
			}
		}
		if n.Data == "img" {
			if _, has := attribute(n, "alt"); !has {
				t.Error("an image has no alt")
			}
		}
	}
}

// complete are the fields that a browser may fill in, and how; every other text field says off.
var complete = map[string]string{FieldUsername: "username", FieldPassword: "current-password"}

func checkFields(t *testing.T, d document) {
	for _, n := range d.named("input") {
		name, kind := value(n, "name"), value(n, "type")
		if name == "" || kind == "" {
			t.Errorf("an input has the name %q and the type %q", name, kind)
		}
		if kind == "hidden" {
			continue
		}
		label := within(n, "label")
		for _, l := range d.named("label") {
			if value(l, "for") != "" && value(l, "for") == value(n, "id") {
				label = l
			}
		}
		if label == nil || words(label) == "" {
			t.Errorf("%s has no label", name)
		}
		want := complete[name]
		if want == "" {
			want = "off"
		}
		if got := value(n, "autocomplete"); kind != "checkbox" && kind != "radio" && got != want {
			t.Errorf("%s completes itself as %q, want %q", name, got, want)
		}
		if (kind == "checkbox" || kind == "radio") && within(n, "fieldset") == nil {
			t.Errorf("%s %s is in no fieldset", kind, name)
		}
	}
	for _, f := range d.named("fieldset") {
		first := f.FirstChild
		for first != nil && first.Type != html.ElementNode {
			first = first.NextSibling
		}
		if first == nil || first.Data != "legend" || words(first) == "" {
			t.Error("a fieldset does not begin with a legend")
		}
	}
	for _, n := range append(d.named("button"), d.named("a")...) {
		if words(n) == "" {
			t.Errorf("a %s says nothing", n.Data)
		}
	}
}

func checkForms(t *testing.T, d document) {
	for _, f := range d.named("form") {
		if value(f, "method") != "post" || !strings.HasPrefix(value(f, "action"), "/tenant/my-clinic/auth/") {
			t.Errorf("a form is sent by %s to %s", value(f, "method"), value(f, "action"))
		}
		tokens, ways := 0, 0
		for n := range f.Descendants() {
			if n.Type == html.ElementNode && n.Data == "input" && value(n, "name") == FieldCSRF && value(n, "value") == "c-9f3b" {
				tokens++
			}
			if n.Type == html.ElementNode && n.Data == "button" {
				ways++
			}
		}
		if tokens != 1 || ways == 0 {
			t.Errorf("a form to %s has %d CSRF tokens and %d buttons", value(f, "action"), tokens, ways)
		}
	}
}

func checkReferences(t *testing.T, d document) {
	for _, n := range d.all {
		for _, key := range []string{"aria-describedby", "aria-labelledby", "for"} {
			text, has := attribute(n, key)
			for _, id := range strings.Fields(text) {
				if d.ids[id] == nil {
					t.Errorf("%s of %s leads to no %s", key, n.Data, id)
				}
			}
			if has && text == "" {
				t.Errorf("%s of %s is empty", key, n.Data)
			}
		}
		if value(n, "aria-invalid") == "true" && value(n, "aria-describedby") == "" {
			t.Errorf("%s is wrong, and nothing says why", value(n, "name"))
		}
	}
}

// TestServe: a page comes with a policy that lets nothing in but what it shows.
func TestServe(t *testing.T) {
	b := testBrand(t)
	w := httptest.NewRecorder()
	page := Apps{Form: Form{Action: "/a", Leads: []string{"https://app.example.com:8443/cb?x=1", "com.example.app:/cb", "javascript:alert(1)", "http://127.0.0.1:4567/cb", "http://x.example/cb", "http://[::1]:80/", "data:text/html,x"}}, Grants: []Grant{{ID: "1", App: "A", Logo: "https://img.example/logo.png"}, {ID: "2", App: "B", Logo: "http://localhost:81/logo.png"}}}
	if err := b.Serve(w, 403, page); err != nil {
		t.Fatal(err)
	}
	const want = "default-src 'none'; style-src 'self'; img-src data: https://img.example http://localhost:81; " +
		"form-action 'self' https: com.example.app: http://127.0.0.1:* http://[::1]:*; frame-ancestors 'none'; base-uri 'none'"
	if got := w.Header().Get("Content-Security-Policy"); got != want {
		t.Errorf("the policy is\n%s, want\n%s", got, want)
	}
	for key, want := range map[string]string{"Content-Type": "text/html; charset=utf-8", "X-Frame-Options": "DENY", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "Referrer-Policy": "same-origin"} {
		if got := w.Header().Get(key); got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
	if w.Code != 403 || !strings.HasPrefix(w.Body.String(), "<!doctype html>") {
		t.Errorf("the answer is %d %.40s", w.Code, w.Body)
	}
	w = httptest.NewRecorder()
	if err := b.Serve(w, 200, Login{Form: Form{Action: "//elsewhere.example"}}); err == nil || w.Body.Len() > 0 || len(w.Header()) > 0 {
		t.Errorf("a form that goes elsewhere is answered with %v %q: %v", w.Header(), w.Body, err)
	}
}

// TestServeStylesheet: a style sheet is kept for ever under its own address, and asked for again under any other.
func TestServeStylesheet(t *testing.T) {
	b := testBrand(t)
	get := func(url, tag string) *httptest.ResponseRecorder {
		w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, url, nil)
		r.Header.Set("If-None-Match", tag)
		b.ServeStylesheet(w, r)
		return w
	}
	w := get(b.StylesheetURL(), "")
	if w.Code != 200 || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") || !strings.Contains(w.Body.String(), "--accent:"+DefaultAccent) {
		t.Errorf("the style sheet is %d %v", w.Code, w.Header())
	}
	if w := get(b.Stylesheet+"?v=old", ""); w.Code != 200 || w.Header().Get("Cache-Control") != "no-cache" {
		t.Errorf("the old address is %d %v", w.Code, w.Header())
	}
	if w := get(b.Stylesheet, w.Header().Get("ETag")); w.Code != 304 || w.Body.Len() > 0 {
		t.Errorf("what is known already is %d", w.Code)
	}
	other, err := NewBrand(Settings{Name: "x", Accent: "#123456", Stylesheet: b.Stylesheet})
	if err != nil || other.StylesheetURL() == b.StylesheetURL() {
		t.Errorf("another accent has the address %s: %v", other.StylesheetURL(), err)
	}
}

// TestInjection: texts of people, apps and requests are texts, wherever they stand.
func TestInjection(t *testing.T) {
	const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>'</title></main>{{.}}`
	b, err := NewBrand(Settings{Name: evil, Stylesheet: "/s.css"})
	if err != nil {
		t.Fatal(err)
	}
	form := Form{Action: "/tenant/my-clinic/auth/form", CSRF: "c-9f3b", Flow: evil}
	account := Account{Name: evil, SignOut: form}
	problems := map[string]string{FieldPatient: evil, FieldClient: evil}
	for _, p := range []Page{
		Login{Form: form, App: evil, Username: evil, Problem: LoginProblem(evil), Providers: []Provider{{evil, evil}}},
		Picker{Form: form, Account: account, App: evil, Search: PatientSearch{evil, evil, evil}, Problem: evil, Found: &Found{Patients: []Patient{{evil, evil, evil, evil, []string{evil}}}, Next: evil}},
		EncounterPicker{Form: form, Account: account, App: evil, Patient: evil, Date: evil, Problem: evil, Found: &FoundEncounters{Encounters: []Encounter{{evil, evil, evil, evil, evil, evil}}, Next: evil}},
		Consent{Form: form, Account: account, App: ConsentApp{Name: evil, Website: evil}, Subject: Subject{Name: evil}, Problem: evil, Asked: scopes(t, "patient/Observation.rs?value-string=%22%3E%3Cscript%3Ealert(1)%3C/script%3E patient/Observation.rs patient/*.rs openid"), Types: []string{evil}},
		Apps{Form: form, Account: account, Notice: evil, Grants: []Grant{{ID: evil, App: evil, Patient: evil, Allowed: []string{evil}}}},
		Launch{Form: form, Account: account, Apps: []LaunchApp{{evil, evil, evil}}, Patient: evil, Encounter: evil, Intent: evil, Problems: problems},
		Failure{Title: evil, Text: evil, Advice: evil, Reference: evil},
	} {
		name := p.head().template
		d := parsed(t, render(t, b, p))
		checkNothingInline(t, d)
		for _, n := range d.named("img") {
			t.Errorf("%s: there is an image %s", name, value(n, "src"))
		}
		if len(d.named("main")) != 1 || len(d.named("title")) != 1 || !strings.Contains(words(d.named("title")[0]), "<script>") {
			t.Errorf("%s: the frame was left", name)
		}
	}
}

// TestAddresses: what leads elsewhere, or runs, is no address. Nothing is written then.
func TestAddresses(t *testing.T) {
	b := testBrand(t)
	for _, bad := range []string{"javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)", "data:text/html,<script>alert(1)</script>", "data:image/svg+xml,<svg onload=alert(1)>", "vbscript:x", "//evil.example/", `/\evil.example/`, `\\evil.example`, "http://evil.example/", "https:evil", "ftp://evil.example/", "", "x", "blob:https://x/1", "file:///etc/passwd", `https://x.example/"onerror="alert(1)`} {
		for name, p := range map[string]Page{
			"action":    Login{Form: Form{Action: bad}},
			"sign out":  Apps{Form: Form{Action: "/a"}, Account: Account{Name: "x", SignOut: Form{Action: bad}}},
			"login":     SignedOut{Login: bad},
			"app logo":  Consent{Form: Form{Action: "/a"}, App: ConsentApp{Name: "x", Logo: bad}},
			"apps logo": Apps{Form: Form{Action: "/a"}, Grants: []Grant{{Logo: bad}}},
		} {
			optional := name == "login" || strings.HasSuffix(name, "logo")
			if bad == "" && optional {
				continue
			}
			var out strings.Builder
			if err := b.Render(&out, p); err == nil || out.Len() > 0 {
				t.Errorf("%s takes %q", name, bad)
			}
		}
		if _, err := NewBrand(Settings{Name: "x", Stylesheet: "/s", Logo: bad}); bad != "" && err == nil {
			t.Errorf("the brand takes the logo %q", bad)
		}
		if _, err := NewBrand(Settings{Name: "x", Stylesheet: bad}); err == nil {
			t.Errorf("the brand takes the style sheet %q", bad)
		}
	}
	for name, s := range map[string]Settings{
		"name":   {Name: " ", Stylesheet: "/s"},
		"accent": {Name: "x", Stylesheet: "/s", Accent: "red;}body{display:none"},
		"short":  {Name: "x", Stylesheet: "/s", Accent: "#fff"},
		"big":    {Name: "x", Stylesheet: "/s", Logo: "data:image/png;base64," + strings.Repeat("A", longestImage)},
	} {
		if _, err := NewBrand(s); err == nil {
			t.Errorf("%s: the brand takes %.60v", name, s)
		}
	}
}

// TestTemplatesUseFields: no template writes the name of a field by hand.
func TestTemplatesUseFields(t *testing.T) {
	entries, err := files.ReadDir("templates")
	if err != nil {
		t.Fatal(err)
	}
	byHand := regexp.MustCompile(`<(?:input|button)[^>]* name="[^{]`)
	for _, e := range entries {
		f, err := files.Open("templates/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(f)
		if err != nil {
			t.Fatal(err)
		}
		if found := byHand.Find(text); found != nil {
			t.Errorf("%s: %s", e.Name(), found)
		}
	}
}
