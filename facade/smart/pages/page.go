package pages

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"strings"
	"time"
)

// Page is one of the pages of this package: Login, Picker, EncounterPicker, Consent, Apps, Launch, SignedOut, Failure.
type Page interface {
	// head is what is around the page's own part.
	head() head
}

// head is what the frame shows of a page.
type head struct {
	template string
	title    string // what the browser calls the page; the tenant's name is added
	account  Account
	images   []string // addresses of images beside the tenant's logo
	leads    []string // see Form.Leads
}

//go:embed templates/*.html
var files embed.FS

// templates are the pages' templates, each with the frame.
var templates = parse()

func parse() map[string]*template.Template {
	frame := template.Must(template.New("frame.html").Funcs(template.FuncMap{
		"path": localPath, "image": imageURL, "day": day, "moment": moment, "instant": instant, "clock": clock, "machine": machine, "span": span, "field": field,
	}).ParseFS(files, "templates/frame.html"))
	out := map[string]*template.Template{}
	for _, name := range []string{"login", "picker", "encounters", "consent", "apps", "launch", "signed_out", "failure"} {
		out[name] = template.Must(template.Must(frame.Clone()).ParseFS(files, "templates/"+name+".html"))
	}
	return out
}

// framed is what the frame's template gets.
type framed struct {
	Brand   *Brand
	Name    string
	Title   string
	Account Account
	Page    Page
}

// Render writes a page. Whatever texts it holds are shown as texts; the error is about addresses that it must not hold,
// and then nothing is written.
func (b *Brand) Render(w io.Writer, p Page) error {
	h := p.head()
	var out bytes.Buffer
	err := templates[h.template].Execute(&out, framed{Brand: b, Name: h.template, Title: h.title, Account: h.account, Page: p})
	if err != nil {
		return fmt.Errorf("the page %s: %w", h.template, err)
	}
	_, err = out.WriteTo(w)
	return err
}

// Serve answers a request with a page, under a policy that runs no script and lets nobody frame it. With an error
// nothing was sent.
func (b *Brand) Serve(w http.ResponseWriter, status int, p Page) error {
	var out bytes.Buffer
	if err := b.Render(&out, p); err != nil {
		return err
	}
	header, h := w.Header(), p.head()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Security-Policy", policy(append(h.images, b.Logo), h.leads))
	header.Set("X-Frame-Options", "DENY")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Referrer-Policy", "same-origin") // no-referrer would send forms with Origin: null
	header.Set("Cross-Origin-Resource-Policy", "same-origin")
	header.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	header.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, err := out.WriteTo(w)
	return err
}

// moment is a time as people read it, in its own zone.
func moment(t time.Time) string { return t.Format("2 January 2006, 15:04") }

// machine is a time as <time datetime> has it.
func machine(t time.Time) string { return t.Format(time.RFC3339) }

// day is a date of FHIR as people read it: 1980, 1980-02 or 1980-02-28.
func day(date string) string {
	for _, form := range [][2]string{{"2006-01-02", "2 January 2006"}, {"2006-01", "January 2006"}} {
		if t, err := time.Parse(form[0], date); err == nil {
			return t.Format(form[1])
		}
	}
	return date
}

// field is a constant of this package by its name in a template.
func field(name string) (string, error) {
	value, found := map[string]string{
		"csrf": FieldCSRF, "flow": FieldFlow, "username": FieldUsername, "password": FieldPassword, "provider": FieldProvider,
		"name": FieldName, "birthdate": FieldBirthdate, "identifier": FieldIdentifier, "page": FieldPage, "patient": FieldPatient,
		"scope": FieldScope, "authorization": FieldAuthorization, "client": FieldClient, "encounter": FieldEncounter,
		"intent": FieldIntent, "date": FieldDate, "decision": FieldDecision, "allow": Allow, "deny": Deny, "without": Without, "all": wholeAll, "some": wholeSome, "none": wholeNone,
	}[name]
	if !found {
		return "", fmt.Errorf("there is no field %s", name)
	}
	return value, nil
}

// span is a time to wait or to last, in words: the largest unit that does not cut it short by much.
func span(d time.Duration) string {
	const day = 24 * time.Hour
	count := func(unit time.Duration, name string) string {
		n := int64((d + unit - 1) / unit)
		if n == 1 {
			return "one " + name
		}
		return fmt.Sprintf("%d %ss", n, name)
	}
	switch {
	case d <= 90*time.Second:
		return count(time.Second, "second")
	case d <= 90*time.Minute:
		return count(time.Minute, "minute")
	case d <= 2*day:
		return count(time.Hour, "hour")
	case d < 60*day:
		return count(day, "day")
	}
	months := int64((d + 15*day) / (30 * day))
	if months%12 == 0 && months > 12 {
		return fmt.Sprintf("%d years", months/12)
	}
	return strings.Replace(fmt.Sprintf("%d months", months), "12 months", "one year", 1)
}
