package access

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"ehr.example/portico/facade/search"
)

// Context is whose data a scope is about.
type Context string

// The contexts: the record of the patient in context; whatever the user may see; whatever the client may see by itself.
const (
	Patient Context = "patient"
	User    Context = "user"
	System  Context = "system"
)

// Name is a scope that opens no resources: it asks who the user is, for a context of the launch, or for a refresh token.
type Name string

// The named scopes.
//
// See https://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html#scopes-for-requesting-context-data.
const (
	OpenID          Name = "openid"
	FHIRUser        Name = "fhirUser"
	Profile         Name = "profile"
	Launch          Name = "launch"
	LaunchPatient   Name = "launch/patient"
	LaunchEncounter Name = "launch/encounter"
	OfflineAccess   Name = "offline_access"
	OnlineAccess    Name = "online_access"
)

// names are the named scopes.
var names = []Name{OpenID, FHIRUser, Profile, Launch, LaunchPatient, LaunchEncounter, OfflineAccess, OnlineAccess}

// AnyType is the type of a scope for resources of all types.
const AnyType = "*"

// Scope is one scope of SMART App Launch: a named one, or one for resources. It is a value that nobody changes.
//
// See https://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html.
type Scope struct {
	Name        Name    // of a named scope; "": the scope is for resources
	Context     Context // whose resources
	Type        string  // a resource type, or AnyType
	Permissions Permissions
	Parameters  []Parameter // what the resources must fulfil, all of it; ordered, none twice; none: nothing
	V1          bool        // written as SMART 1 has it: patient/Observation.read
	Bound       bool        // of these, what is of the user's organisations: a role says so, never a token
}

// Parameter is a search parameter with its values, as a search has it.
type Parameter struct{ Name, Value string }

// String is the scope in its normal form. What was written in the form of SMART 1 stays so.
func (s Scope) String() string {
	if s.Name != "" {
		return string(s.Name)
	}
	var b strings.Builder
	b.WriteString(string(s.Context) + "/" + s.Type + ".")
	if word := s.Permissions.word(); s.V1 && word != "" {
		b.WriteString(word)
	} else {
		b.WriteString(s.Permissions.String())
	}
	for i, p := range s.Parameters {
		b.WriteByte("?&"[min(i, 1)])
		b.WriteString(escape(p.Name) + "=" + escape(p.Value))
	}
	return b.String()
}

// escape writes what a scope cannot hold, and what would mean something else in its query.
//
// See RFC 6749 section 3.3.
func escape(text string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(text) {
		if c := text[i]; c > ' ' && c < 0x7f && !strings.ContainsRune(`"\%&+#=`, rune(c)) {
			b.WriteByte(c)
		} else {
			b.WriteString("%" + string(hex[c>>4]) + string(hex[c&15]))
		}
	}
	return b.String()
}

// Limited is the scope with none but some of its permissions; false: none of them is left.
func (s Scope) Limited(to Permissions) (Scope, bool) {
	s.Permissions &= to
	s.V1 = s.V1 && s.Permissions.word() != ""
	return s, s.Permissions != 0
}

// Criteria are the scope's parameters as a search for a type reads them. The options are those of the tenant's searches.
// Errors are outcomes.
func (s Scope) Criteria(resource string, o search.Options) ([]search.Criterion, error) {
	if len(s.Parameters) == 0 {
		return nil, nil
	}
	values := url.Values{}
	for _, p := range s.Parameters {
		values.Add(p.Name, p.Value)
	}
	return search.ParseCriteria(resource, values, o)
}

// normalise orders parameters and drops repeats.
func normalise(parameters []Parameter) []Parameter {
	slices.SortFunc(parameters, func(a, b Parameter) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Value, b.Value))
	})
	return slices.Compact(parameters)
}
