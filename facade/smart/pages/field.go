package pages

// The fields of the forms. Every form has the first two.
const (
	FieldCSRF = "csrf" // Form.CSRF
	FieldFlow = "flow" // Form.Flow; absent without one

	FieldUsername = "username" // of Login
	FieldPassword = "password" // of Login
	FieldProvider = "provider" // of Login: the ID of the Provider whose button was pressed

	FieldName       = "name"       // of Picker: what is searched
	FieldBirthdate  = "birthdate"  // of Picker: YYYY-MM-DD, YYYY-MM or YYYY
	FieldIdentifier = "identifier" // of Picker
	FieldPage       = "page"       // of Picker: Found.Next; of EncounterPicker likewise
	FieldPatient    = "patient"    // of Picker: the id of who was picked; of Launch: the id that was typed

	FieldDate = "date" // of EncounterPicker: YYYY-MM-DD, YYYY-MM or YYYY

	FieldScope = "scope" // of Consent, repeated: see Consent.Granted

	FieldAuthorization = "authorization" // of Apps: the ID of the Grant to revoke

	FieldClient    = "client"    // of Launch: the ID of the app
	FieldEncounter = "encounter" // of EncounterPicker: the id of what was picked; of Launch: an id or nothing
	FieldIntent    = "intent"    // of Launch: a text or nothing

	FieldDecision = "decision" // of Consent Allow or Deny, of Login and Picker Deny, of EncounterPicker Without or Deny
)

// The values of FieldDecision.
const (
	Allow   = "allow"
	Deny    = "deny"
	Without = "without"
)

// Form is where a page's form goes, and what it carries unseen.
type Form struct {
	Action string // a path of this server
	CSRF   string
	Flow   string // the handle of the authorization request; empty: there is none
	// Leads are the addresses of others that the answer may redirect to: the app's redirect URI or launch URL, an
	// identity provider's. They widen the page's policy, and are given only where there are some.
	Leads []string
}

// Account is who is signed in, as each page shows at its top. Its zero value is nobody.
type Account struct {
	Name    string // what people read
	SignOut Form
	Apps    string // the path of the page Apps; empty: no link
}
