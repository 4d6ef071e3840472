package tenant

import (
	"net/http"
	"strings"
	"testing"

	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/outcome"
)

// siteOf is a tenant's site, which must be there.
func siteOf(t *testing.T, s *Set, id string) *interaction.Site {
	t.Helper()
	site, err := s.ByID(id).Site(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return site
}

func TestSuspended(t *testing.T) {
	c := process(t)
	s := newSet(t, c)
	replace(t, s, parse(t, c, "a", "root@tcp("+freeAddress(t)+")/x", sound+"\nstate: suspended"))
	_, err := s.ByID("a").Site(t.Context())
	if e := outcome.From(err); e.HTTPStatus() != http.StatusServiceUnavailable || strings.Contains(string(e.JSON()), "suspend") {
		t.Error(err)
	}
}
