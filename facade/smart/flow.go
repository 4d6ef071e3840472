package smart

import "time"

// Flow is an authorization request on its way: from the app's request, through login, choice of a patient and consent,
// to the code. It is found by its handle, and only by the browser that it is bound to.
type Flow struct {
	Handle      Hash
	Browser     Hash // of the browser's cookie; empty: no browser has come yet
	Client      string
	RedirectURI string
	State       string
	Scope       string // as asked
	Nonce       string
	Challenge   string // code_challenge, S256
	Prompt      string // prompt: login, consent or nothing
	Launch      Hash   // of the launch that it began with; empty: standalone
	Patient     string // the patient that was picked; empty: none yet
	Encounter   string // the encounter that was picked
	Started     time.Time
	Expires     time.Time

	EncounterChosen bool // Encounter was picked, or that there shall be none
}
