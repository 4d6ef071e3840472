package search

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"ehr.example/portico/mappers/fhir"
)

// Reference is a resource to be referred to: id, type/id, or an absolute URL. A URL below the tenant's canonical base
// is read as type/id.
//
// See https://hl7.org/fhir/R4/search.html#reference.
type Reference struct {
	Type string // empty when the text doesn't tell; then any target of the parameter is meant
	ID   string // the logical id; empty with a URL
	URL  string // absolute, of another server; empty for a local resource
}

func (Reference) value() {}

// String is the reference as a parameter has it.
func (r Reference) String() string {
	switch {
	case r.URL != "":
		return escape(r.URL)
	case r.Type != "":
		return r.Type + "/" + r.ID
	}
	return r.ID
}

// idText is FHIR's id. See https://hl7.org/fhir/R4/datatypes.html#id.
var idText = regexp.MustCompile(`^[A-Za-z0-9.-]{1,64}$`)

// IsID tells whether a text is an id.
func IsID(text string) bool { return idText.MatchString(text) }

// parseReference reads a reference. It must be to one of the parameter's targets, if there are any, and to the
// restriction, if there is one.
func parseReference(text string, targets []string, restriction, base string) (Value, error) {
	text = unescape(text)
	ref := Reference{ID: text}
	if isAbsolute(text) {
		local, ours := cutBase(text, base)
		if !ours {
			return foreignReference(text, restriction)
		}
		text = local
	}
	if kind, id, typed := strings.Cut(text, "/"); typed {
		ref = Reference{Type: kind, ID: id}
		if !fhir.IsResource(kind) {
			return nil, malformed("%s is not a reference: FHIR R4 has no resource type %s", quote(text), quote(kind))
		}
		if err := checkTarget(kind, targets); err != nil {
			return nil, err
		}
	}
	switch {
	case !idText.MatchString(ref.ID):
		return nil, malformed("%s is not a reference; write id, type/id or an absolute URL", quote(text))
	case restriction != "" && ref.Type != "" && ref.Type != restriction:
		return nil, malformed("%s is not a reference to %s", quote(text), restriction)
	case restriction != "":
		ref.Type = restriction
	}
	return ref, nil
}

// foreignReference reads the URL of another server's resource. A restriction must be found in its path.
func foreignReference(text, restriction string) (Value, error) {
	if restriction != "" && !strings.Contains(text, "/"+restriction+"/") {
		return nil, malformed("%s is not a reference to %s", quote(text), restriction)
	}
	return Reference{URL: text}, nil
}

// checkTarget refuses a type that the parameter never refers to.
func checkTarget(kind string, targets []string) error {
	if len(targets) == 0 || slices.Contains(targets, kind) {
		return nil
	}
	return malformed("it never refers to %s, only to %s", kind, strings.Join(targets, ", "))
}

// isAbsolute tells whether the text is the URL of a resource or a URN.
func isAbsolute(text string) bool {
	if !strings.Contains(text, "://") && !strings.HasPrefix(text, "urn:") {
		return false
	}
	u, err := url.Parse(text)
	return err == nil && u.IsAbs()
}

// cutBase is what follows the base in the URL, and whether it is below the base. Scheme and host are compared without
// case.
func cutBase(text, base string) (string, bool) {
	b, err := url.Parse(strings.TrimSuffix(base, "/"))
	if err != nil || b.Host == "" {
		return "", false
	}
	u, err := url.Parse(text)
	if err != nil || u.RawQuery != "" || u.Fragment != "" || u.User != nil ||
		!strings.EqualFold(u.Scheme, b.Scheme) || !strings.EqualFold(u.Host, b.Host) {
		return "", false
	}
	return strings.CutPrefix(u.EscapedPath(), b.EscapedPath()+"/")
}
