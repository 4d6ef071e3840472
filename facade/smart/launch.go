package smart

import (
	"encoding/json"
	"time"
)

// Context is what an app is told about where it was opened.
//
// See SMART App Launch 2.2 section 2.0.10, "Launch context arrives with your access_token".
type Context struct {
	Patient     string          // patient: an id
	Encounter   string          // encounter: an id
	Intent      string          // intent
	Banner      *bool           // need_patient_banner; nil: nothing is said
	Style       bool            // smart_style_url is given
	FHIRContext json.RawMessage `json:",omitempty"` // fhirContext: an array of objects; empty: none
}

// Launch is what an EHR told about an app that it is about to open.
//
// See SMART App Launch 2.2 section 2.0.8, "Launch App: EHR Launch".
type Launch struct {
	Handle  Hash   // of the launch parameter
	Client  string // the only client that it is for; empty: any of the tenant's
	User    string // the only user that it is for; empty: whoever signs in
	Context Context
	Expires time.Time
}
