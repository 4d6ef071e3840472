package interaction_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/outcome"
)

// TestVersions: of a row that has a version the current one is read, and no other; who may not see the resource learns nothing
// of its versions.
func TestVersions(t *testing.T) {
	s := readShape(t, shapes+"/versions-and-groups")
	s.serve(t)
	at := s.tenants[0].site
	whole, _, err := interaction.Read(t.Context(), at, access.Open(at.Tenant), "DocumentReference", "n2")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		grant            access.Grant
		typ, id, version string
		says             string // "": it is read
	}{
		{access.Open(at.Tenant), "DocumentReference", "n2", "2", ""},
		{access.Open(at.Tenant), "DocumentReference", "n2", "1", `the current one is kept, which is "2"`},
		{access.Open(at.Tenant), "DocumentReference", "n1", "1", "There is no DocumentReference"},
		{access.ForPatient(at.Tenant, "1"), "DocumentReference", "n2", "2", ""},
		{access.ForPatient(at.Tenant, "2"), "DocumentReference", "n2", "1", "There is no DocumentReference"},
		{access.Open(at.Tenant), "CarePlan", "plan-10-1", "1", "no versions of CarePlan/plan-10-1"},
	} {
		text, _, err := interaction.ReadVersion(t.Context(), at, c.grant, c.typ, c.id, c.version)
		var refused *outcome.Error
		switch {
		case c.says == "" && (err != nil || string(text) != string(whole)):
			t.Errorf("%s/%s, version %s: %v\n%s", c.typ, c.id, c.version, err, text)
		case c.says != "" && (!errors.As(err, &refused) || refused.HTTPStatus() != http.StatusNotFound || !strings.Contains(err.Error(), c.says)):
			t.Errorf("%s/%s, version %s: %v", c.typ, c.id, c.version, err)
		}
	}
	for _, r := range statement(t, at).Rest[0].Resource {
		versions := r.Type.Code() == "DocumentReference"
		stated := false
		for _, i := range r.Interaction {
			stated = stated || i.Code.Code() == "vread"
		}
		if versions != (r.Versioning.Code() == "versioned") || versions != stated || *r.ReadHistory {
			t.Errorf("%s: %s, vread %v, history %v", r.Type.Code(), r.Versioning.Code(), stated, *r.ReadHistory)
		}
	}
}
