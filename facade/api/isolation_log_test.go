package api

import (
	"net/http"
	"strings"
	"testing"
)

// secret is what a client writes into its requests, and no log repeats.
const secret = "Sec-ret99"

// TestIsolationLog: whatever a request holds, and however it ends, log and audit have nothing of it but tenant, type and
// status.
func TestIsolationLog(t *testing.T) {
	e := newEstate(t)
	cursor := cursorOf(t, e, mine, "/Patient?name:missing=false&_count=1")
	for _, path := range []string{
		"/Patient?name=" + secret, "/Patient?nam=" + secret, "/Patient?" + secret + "=x", "/Patient?birthdate=" + secret, "/Patient?identifier=" + secret,
		"/Patient?name=%zz" + secret, "/Patient/" + secret, "/" + secret, "/" + secret + "/1", "/Patient/1/" + secret, "/Patient/$" + secret,
		"/Patient?_page=" + cursor, "/Patient?_page=" + secret, "/Patient?_format=" + secret, "/Patient?_sort=" + secret,
		"/Observation?patient=" + secret, "/Observation?code=http://loinc.org|" + secret, "/Observation?subject=http://x.example/Patient/" + secret,
		"/metadata?mode=" + secret, "/Patient/1?x=" + secret, "/Encounter?_id=" + secret, "/Patient?name=%00" + secret, "/Patient?_count=" + secret,
	} {
		for _, method := range []string{"GET", "HEAD", "POST", "PUT", "DELETE"} {
			e.send(t, method, mine.base()+path, formType, "Authorization: Bearer "+secret, "Cookie: x="+secret, "X-Request-Id: \""+secret, "User-Agent: "+secret, "name="+secret)
		}
	}
	e.send(t, http.MethodPost, mine.base()+"/Patient/_search?name="+secret, formType, "family="+secret+"&birthdate="+secret)
	e.send(t, http.MethodGet, "http://"+secret+".ehr.example/fhir/Patient/"+secret)
	log := e.log.String()
	for _, word := range []string{secret, strings.ToLower(secret), cursor, "name=", "Bearer", "_page", "birthdate"} {
		if strings.Contains(log, word) {
			t.Errorf("the log has %q", word)
		}
	}
	if lines := strings.Count(log, "\n"); lines < 100 || !strings.Contains(log, "tenant=my-clinic interaction=search-type type=Patient") {
		t.Errorf("%d lines: %.500s", lines, log)
	}
}
