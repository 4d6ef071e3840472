package api

import (
	"bytes"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"ehr.example/portico/facade/smart"
	"ehr.example/portico/mappers/password"
)

// person is somebody with a browser: it keeps cookies, follows redirects within the tenant, and fills forms.
type person struct {
	t    testing.TB
	g    *gated
	at   gate
	http *http.Client
	name string
}

const secretWord = "correct horse battery staple"

// newPerson is a browser at a gate.
func (g *gated) newPerson(t testing.TB, at gate, name string) *person {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &person{t: t, g: g, at: at, http: g.browser(jar), name: name}
}

// account keeps a user at every gate, with the same id, name and password.
func (g *gated) account(t testing.TB, name, fhirUser string) smart.User {
	t.Helper()
	hash, err := password.Hash(secretWord)
	if err != nil {
		t.Fatal(err)
	}
	u := smart.User{ID: "id-of-" + name, Source: smart.SourcePortico, Name: name, DisplayName: "The " + name, PasswordHash: hash, FHIRUser: fhirUser, Active: true}
	for _, at := range gates {
		if err := g.store.PutUser(t.Context(), at.id, u); err != nil {
			t.Fatal(err)
		}
	}
	return u
}

// page is what the browser shows, or where it was sent to outside of the tenant.
type page struct {
	reply
	forms []pageForm
	left  *url.URL // nil: still here
}

// pageForm is a form as the page has it.
type pageForm struct {
	action  string
	fields  url.Values // hidden ones, texts, and what is marked
	offered url.Values // all that can be marked or pressed
}

// follow goes where the answer sends the browser.
func (p *person) follow(r reply) page {
	p.t.Helper()
	for range 10 {
		if r.StatusCode != http.StatusSeeOther {
			return page{reply: r, forms: formsOf(p.t, r.body)}
		}
		to, err := r.Location()
		if err != nil {
			p.t.Fatal(err)
		}
		if !strings.HasPrefix(to.String(), p.at.issuer+"/") {
			return page{reply: r, left: to}
		}
		r = do(p.t, p.http, "GET", to.String(), nil)
	}
	p.t.Fatal("redirected without end")
	return page{}
}

func (p *person) open(address string) page {
	p.t.Helper()
	return p.follow(do(p.t, p.http, "GET", address, nil))
}

// send fills a form, which has a button or field of a name, and sends it. A change without values takes a field away.
func (p *person) send(on page, has string, changes url.Values) page {
	p.t.Helper()
	for _, f := range on.forms {
		if !f.offered.Has(has) && !f.fields.Has(has) {
			continue
		}
		values := maps.Clone(f.fields)
		for name, value := range changes {
			values[name] = value
			if len(value) == 0 {
				delete(values, name)
			}
		}
		return p.follow(do(p.t, p.http, "POST", "https://"+on.Request.URL.Host+f.action, values, "Origin: https://"+on.Request.URL.Host, "Sec-Fetch-Site: same-origin"))
	}
	p.t.Fatalf("no form has %s: %d %s", has, on.StatusCode, on.body)
	return page{}
}

// signIn signs in on the page.
func (p *person) signIn(on page) page {
	p.t.Helper()
	return p.send(on, "password", url.Values{"username": {p.name}, "password": {secretWord}})
}

// choose picks a patient on the page.
func (p *person) choose(on page, patient string) page {
	p.t.Helper()
	return p.send(p.send(on, "name", url.Values{"identifier": {"A1001"}}), "patient", url.Values{"patient": {patient}})
}

// allow consents to all that is marked, with changes.
func (p *person) allow(on page, changes url.Values) page {
	p.t.Helper()
	if changes == nil {
		changes = url.Values{}
	}
	changes["decision"] = []string{"allow"}
	return p.send(on, "decision", changes)
}

// formsOf are the forms of a page.
func formsOf(t testing.TB, text []byte) []pageForm {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	var out []pageForm
	for n := range root.Descendants() {
		if n.Type != html.ElementNode || n.Data != "form" {
			continue
		}
		f := pageForm{action: attribute(n, "action"), fields: url.Values{}, offered: url.Values{}}
		for field := range n.Descendants() {
			name := attribute(field, "name")
			if field.Type != html.ElementNode || name == "" {
				continue
			}
			value := attribute(field, "value")
			kind := attribute(field, "type")
			switch {
			case field.Data == "button", kind == "checkbox", kind == "radio":
				f.offered.Add(name, value)
				if slices.ContainsFunc(field.Attr, func(a html.Attribute) bool { return a.Key == "checked" }) {
					f.fields.Add(name, value)
				}
			case field.Data == "input":
				f.fields.Add(name, value)
			}
		}
		out = append(out, f)
	}
	return out
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
