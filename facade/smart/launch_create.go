package smart

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"time"

	"ehr.example/portico/facade/search"
)

// launching is what an EHR's back end says of an app that it is about to open.
type launching struct {
	Client      string          `json:"client_id"`
	User        string          `json:"user"` // whom it is for: a user's id, name or fhirUser; empty: whoever signs in
	Patient     string          `json:"patient"`
	Encounter   string          `json:"encounter"`
	Intent      string          `json:"intent"`
	Banner      *bool           `json:"need_patient_banner"`
	FHIRContext json.RawMessage `json:"fhirContext"`
}

// launched is what it gets.
type launched struct {
	Launch    string `json:"launch"`
	ISS       string `json:"iss"`
	URL       string `json:"launch_url,omitempty"`
	ExpiresIn int    `json:"expires_in"`
}

// createLaunch answers POST /launches, by a client that may create launches.
func createLaunch(x *exchange) error {
	client, err := x.launcher()
	if err != nil {
		return err
	}
	x.event.Client = client.ID
	if !client.Launches {
		return fault(unauthorized, "the client is not registered to create launches").status(http.StatusForbidden)
	}
	var in launching
	if err := x.readJSON(&in); err != nil {
		return err
	}
	app, err := x.Store.Client(x.r.Context(), x.Tenant, in.Client)
	switch {
	case err != nil && !errors.Is(err, ErrNotFound):
		return err
	case err != nil || !app.Active || !app.Allows(AuthorizationCode):
		return fault(invalidRequest, "client_id is no app that can be opened")
	}
	if err := in.check(); err != nil {
		return err
	}
	handle, err := x.keepLaunch(x.r.Context(), Launch{Client: in.Client, User: in.User, Context: Context{
		Patient: in.Patient, Encounter: in.Encounter, Intent: in.Intent, Banner: in.Banner, Style: true, FHIRContext: in.FHIRContext,
	}})
	if err != nil {
		return err
	}
	out := launched{Launch: handle, ISS: x.FHIR, ExpiresIn: int(launchLifetime / time.Second)}
	if app.LaunchURL != "" {
		if out.URL, err = x.launchURL(app.LaunchURL, handle); err != nil {
			return err
		}
	}
	return x.json(http.StatusCreated, out)
}

// launcher is the client that calls: by its secret, or by a token that it got for itself.
func (x *exchange) launcher() (Client, error) {
	if _, _, basic := x.r.BasicAuth(); basic {
		return x.confidential(url.Values{})
	}
	b, err := x.bearer(x.r.Context(), x.r.Header.Values("Authorization"))
	if err == nil && b.Authorization.User.ID != "" {
		err = ErrNotFound // an app's, for a person
	}
	if err != nil {
		return Client{}, x.bearerFault(err)
	}
	return x.Store.Client(x.r.Context(), x.Tenant, b.Authorization.Client)
}

// The bounds of what an EHR says.
const (
	longestUser    = 128
	longestIntent  = 200
	longestContext = 16 << 10
)

// check tells what is wrong with a launch.
func (l launching) check() error {
	if len(l.User) > longestUser || len(l.Intent) > longestIntent || len(l.FHIRContext) > longestContext {
		return fault(invalidRequest, "user has %d bytes at most, intent %d, fhirContext %d", longestUser, longestIntent, longestContext)
	}
	for name, id := range map[string]string{"patient": l.Patient, "encounter": l.Encounter} {
		if id != "" && !search.IsID(id) {
			return fault(invalidRequest, "%s is no id", name)
		}
	}
	if l.Encounter != "" && l.Patient == "" {
		return fault(invalidRequest, "an encounter needs its patient")
	}
	var list []map[string]any
	if len(l.FHIRContext) > 0 && json.Unmarshal(l.FHIRContext, &list) != nil {
		return fault(invalidRequest, "fhirContext must be a list of objects")
	}
	for _, entry := range list {
		if entry["reference"] == nil && entry["canonical"] == nil && entry["identifier"] == nil {
			return fault(invalidRequest, "an object of fhirContext needs a reference, canonical or identifier")
		}
	}
	return nil
}

// keepLaunch keeps a launch, and gives its handle.
func (x *exchange) keepLaunch(ctx context.Context, l Launch) (string, error) {
	handle := NewSecret()
	l.Handle, l.Expires = HashOf(handle), x.at.Add(launchLifetime)
	return handle, x.Store.PutLaunch(ctx, x.Tenant, l)
}

// readJSON reads a body.
func (x *exchange) readJSON(into any) error {
	if kind, _, err := mime.ParseMediaType(x.r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return fault(invalidRequest, "the body must be application/json").status(http.StatusUnsupportedMediaType)
	}
	body, err := io.ReadAll(http.MaxBytesReader(x.w, x.r.Body, longestForm))
	if err != nil {
		return fault(invalidRequest, "the body could not be read, or is longer than %d bytes", longestForm)
	}
	if err := json.Unmarshal(body, into); err != nil {
		return fault(invalidRequest, "the body is not the JSON that is needed")
	}
	return nil
}
