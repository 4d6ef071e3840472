package interaction_test

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/search"
	"ehr.example/portico/mappers/fhir"
)

// TestHiddenIDs: a request that names a resource which the grant does not show takes as many statements as one that names a
// resource which does not exist, whatever the parameter: how long an answer takes tells nobody what is there.
func TestHiddenIDs(t *testing.T) {
	for _, s := range subjects(t) {
		n, asked := newNaive(s), 0
		for _, patient := range []string{"1"} {
			for what, grant := range map[string]access.Grant{
				"a patient": access.ForPatient(s.site.Tenant, patient),
				"a user who sees some patients": scoped{
					reach: []string{patient, "3"}, scopes: []scopeOf{{context: "user", typ: "*", read: true, search: true}},
				}.grant(t, s.site.Tenant),
				"a part of a type": scoped{
					patient: patient, scopes: []scopeOf{
						{context: "system", typ: "Encounter", read: true, search: true, asks: []clause{{code: "class", texts: []string{"NONAC"}}}},
						{context: "patient", typ: "*", read: true, search: true},
					},
				}.grant(t, s.site.Tenant),
			} {
				for _, q := range n.naming() {
					hidden := n.outside(q.target, patient)
					if hidden == nil {
						continue
					}
					asked++
					there, one := n.statements(t, grant, q, hidden.id)
					not, other := n.statements(t, grant, q, n.nobody(q.target, hidden.id))
					if there != not || one != other {
						t.Errorf("%s of %s for %s: %d statements (%s) if there is %s, and %d (%s) otherwise", q.name, q.at, what, there, one, hidden.id, not, other)
					}
				}
			}
		}
		if asked < 50 {
			t.Errorf("only %d were asked", asked)
		}
	}
}

// naming is a way to name a resource of a type in a request.
type naming struct {
	at, name, target string
	within           bool // by the address
}

// naming are all such ways: by references, by ids behind them, and by compartments.
func (n *naive) naming() []naming {
	var out []naming
	for _, typ := range n.populated() {
		out = append(out, naming{typ, "_id", typ, false})
		for _, code := range n.codes[typ] {
			param := fhir.SearchParameterOf(typ, code)
			for target := range n.codes {
				if param.Type == "reference" && n.refersTo(typ, code, target) {
					out = append(out, naming{typ, code, target, false}, naming{typ, code + ":" + target + "._id", target, false})
				}
			}
		}
		for _, of := range fhir.CompartmentTypes() {
			if fhir.Compartment(of, typ) != nil && len(n.items[of]) > 0 {
				out = append(out, naming{typ, "its compartment", of, true})
			}
		}
	}
	return out
}

// populated are the types that have resources.
func (n *naive) populated() []string {
	var out []string
	for _, typ := range n.site.Program.Types {
		if len(n.items[typ.Name]) > 0 {
			out = append(out, typ.Name)
		}
	}
	return out
}

// refersTo tells that some resource refers to one of a type.
func (n *naive) refersTo(typ, code, target string) bool {
	for _, it := range n.items[typ] {
		for _, ref := range it.values[code] {
			if strings.HasPrefix(ref.(string), target+"/") {
				return true
			}
		}
	}
	return false
}

// outside is a resource of a type in the record of somebody else.
func (n *naive) outside(typ, patient string) *item {
	for _, it := range n.items[typ] {
		if of := n.recordOf(it); of != "" && of != patient && of != "3" {
			return it
		}
	}
	return nil
}

// statements is how many a request takes that names an id, and what became of it.
func (n *naive) statements(t *testing.T, g access.Grant, q naming, id string) (int, string) {
	t.Helper()
	at, params := interaction.Address{Type: q.at}, url.Values{"_count": {"5"}}
	switch {
	case q.within:
		at.Within = search.Compartment{Type: q.target, ID: id}
	case strings.HasSuffix(q.name, "_id"):
		params.Set(q.name, id)
	default:
		params.Set(q.name, q.target+"/"+id)
	}
	page, stats, err := interaction.SearchAt(t.Context(), n.site, g, at, params, false)
	if err != nil {
		return stats.Statements, err.Error()
	}
	return stats.Statements, number(page.Total) + strings.Join(urlsOf(page.Entries), " ")
}

// digits are the numbers in an id.
var digits = regexp.MustCompile(`[0-9]+`)

// nobody is an id of the same form that no resource of the type has.
func (n *naive) nobody(typ, id string) string {
	if len(id) == 36 {
		return id[:24] + "fffffffffffe"
	}
	for other := 1; ; other++ {
		first := true
		text := digits.ReplaceAllStringFunc(id, func(was string) string {
			if !first {
				return was
			}
			first = false
			return strconv.Itoa(other)
		})
		if n.byName[typ+"/"+text] == nil {
			return text
		}
	}
}
