// Package bundle is how entries leave the house: a searchset Bundle or NDJSON, the links to the next page, and the
// sealed cursors inside those links.
package bundle

// Mode is why an entry is in the searchset.
//
// See https://hl7.org/fhir/R4/valueset-search-entry-mode.html.
type Mode string

// The modes of an entry.
const (
	Match   Mode = "match"   // the search found it
	Include Mode = "include" // a match refers to it, or it to a match
	Outcome Mode = "outcome" // an OperationOutcome about the search
)

// Entry is one resource with its address.
//
// See https://hl7.org/fhir/R4/bundle-definitions.html#Bundle.entry.
type Entry struct {
	FullURL  string // absolute, from the tenant's canonical base; empty for an outcome
	Resource []byte // the resource as JSON; it is passed on byte by byte
	Mode     Mode
}
