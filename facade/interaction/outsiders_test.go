package interaction_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/bundle"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/mysqltest"
	"ehr.example/portico/facade/search"
	"ehr.example/portico/mappers"
)

// bearer is a grant with the batches of rows that lie outside it.
type bearer struct {
	scopes, patient, user string
	reach                 access.Reach
	outside               string
}

// grant is the bearer's. Scopes that cannot be read give nothing: what is left of them is granted.
func (b bearer) grant(t *testing.T) access.Grant {
	t.Helper()
	scopes, _ := access.ParseScopes(b.scopes)
	g, err := access.NewGrant("small", access.Claims{Client: "app", Scopes: scopes, Patient: b.patient, User: b.user, Reach: b.reach})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

const (
	onlyLaboratory = "category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory"
	onlyVitalSigns = "category=http://terminology.hl7.org/CodeSystem/observation-category|vital-signs"
	onlyAmbulatory = "class=AMB"
	onlyNotes      = "type=urn:kind|note"
	everyBatch     = "patients records kinds man site"
)

// granular are scopes of which each type's ask for something.
const granular = "patient/Patient.rs patient/Practitioner.rs patient/Encounter.rs?" + onlyAmbulatory + " patient/Observation.rs?" + onlyLaboratory +
	" patient/DocumentReference.rs?" + onlyNotes + " patient/DiagnosticReport.rs patient/Binary.rs patient/Provenance.rs"

// bearers are grants of each kind.
var bearers = map[string]bearer{
	"one patient":          {scopes: "patient/*.rs", patient: "1", outside: "patients records man site"},
	"one patient, SMART 1": {scopes: "patient/*.read", patient: "1", outside: "patients records man site"},
	"granular":             {scopes: granular, patient: "1", outside: everyBatch},
	"several of a type":    {scopes: granular + " patient/Observation.rs?" + onlyVitalSigns, patient: "1", outside: everyBatch},
	"two criteria": {
		scopes:  "patient/Observation.rs?" + onlyLaboratory + "&code=http://loinc.org|718-7 patient/Encounter.rs?class:not=EMER patient/Patient.rs",
		patient: "1", outside: everyBatch,
	},
	"read and search apart": {
		scopes: "patient/Patient.rs patient/Observation.s?" + onlyLaboratory + " patient/Observation.r?" + onlyVitalSigns +
			" patient/Encounter.r?" + onlyAmbulatory + " patient/DocumentReference.s?" + onlyNotes + " patient/Binary.r patient/Provenance.r",
		patient: "1", outside: everyBatch,
	},
	"only searched": {
		scopes:  "patient/Patient.s patient/Observation.s?" + onlyLaboratory + " patient/Encounter.s?" + onlyAmbulatory + " patient/Provenance.s",
		patient: "1", outside: everyBatch,
	},
	"only read":       {scopes: "patient/Patient.r patient/Encounter.r?" + onlyAmbulatory + " patient/Observation.r?" + onlyLaboratory, patient: "1", outside: everyBatch},
	"two types":       {scopes: "patient/Patient.rs patient/Observation.rs?" + onlyLaboratory, patient: "1", outside: everyBatch},
	"no patient":      {scopes: "patient/*.rs", outside: everyBatch},
	"another patient": {scopes: "patient/*.rs", patient: "777", outside: everyBatch},
	"no id":           {scopes: "patient/*.rs", patient: "01", outside: everyBatch},
	"users of one":    {scopes: "user/*.rs", reach: access.Patients("1"), outside: "patients records man site"},
	"users of two":    {scopes: "user/*.rs", reach: access.Patients("1", "3"), outside: "patients records man site"},
	"users, granular": {
		scopes:  "user/Patient.rs?gender=female user/Observation.rs?" + onlyLaboratory + " user/Encounter.rs?" + onlyAmbulatory,
		reach:   access.Everyone(),
		outside: "kinds man site",
	},
	"users who reach nobody": {scopes: "user/*.rs", outside: everyBatch},
	"oneself": {
		scopes: "openid fhirUser user/Observation.rs?" + onlyLaboratory, user: "Patient/1", reach: access.Patients("1"), outside: everyBatch,
	},
	"mixed": {
		scopes: "patient/*.rs user/Patient.rs?gender=female user/Encounter.rs?" + onlyAmbulatory, patient: "1", reach: access.Patients("1", "3"),
		outside: "patients records man site",
	},
	"the system, granular": {scopes: "system/Observation.rs?" + onlyLaboratory + " system/Patient.rs?gender=female", outside: "kinds man site"},
	"nothing can ask it":   {scopes: "patient/Observation.rs?value-string=x patient/Patient.rs?death-date=2020 patient/Encounter.rs?location=Location/1", patient: "1", outside: everyBatch},
	"malformed": {
		scopes: "patient/Observation patient/Obs.rs patient/Observation.rs?kind=x patient/Observation.rs?category patient/*.x Patient/*.rs " +
			"patient/Observation.rs?subject.name=x patient/Observation.read?" + onlyLaboratory,
		patient: "1", outside: everyBatch,
	},
	"of other things": {scopes: "openid fhirUser launch/patient offline_access patient/Practitioner.rs", patient: "1", user: "Practitioner/5", outside: everyBatch},
}

// hops are requests that go over each hop. A name is in front of those where no batch can change what everybody sees.
var hops = []string{
	"GET Patient/1", "GET Patient/2", "GET Patient/4", "GET Patient/22", "GET Observation/r100", "GET Observation/r104", "GET Observation/r110",
	"GET Observation/v200-pulse", "GET Observation/v210-pulse", "GET Observation/r120", "GET Encounter/12", "GET Encounter/20", "GET DocumentReference/38",
	"GET Binary/38", "GET Binary/40", "GET Binary/50", "GET Binary/60", "GET Provenance/Observation-r104", "GET Provenance/Patient-2",
	"Patient", "Patient?family=canary", "Patient?gender=male", "Patient?identifier=M1", "Patient?identifier=urn:mrn|M9", "Patient?_id=1,2,3,4,22", "Patient?link=Patient/2",
	"Patient?_sort=family", "Patient?_sort=-family&_total=accurate", "Patient?_summary=count", "Patient?_total=estimate", "Patient?_id=2&_total=accurate",
	"Observation", "Observation?code=718-7", "Observation?category=survey", "Observation?category:not=vital-signs", "Observation?_id=r100,r104,r110,v210-pulse,v200-weight",
	"Observation?date=ge2023", "Observation?value-quantity=13.5", "Observation?_total=accurate", "Observation?_total=estimate", "Observation?_summary=count", "Observation?_count=0&_total=estimate",
	"Observation?_sort=date", "Observation?_sort=-date&_total=accurate", "Observation?_sort=code,-date", "Observation?_sort=-value-quantity", "Observation?_sort=category", "Observation?_sort=_id",
	"Observation?patient=2", "Observation?patient=1,2,4,22", "Observation?encounter=Encounter/12", "Observation?encounter=10&_sort=-date",
	"Observation?subject:Patient.family=canary", "Observation?patient.gender=male", "Observation?patient.gender:not=female", "Observation?patient.identifier=M1&_total=accurate",
	"Observation?patient:identifier=urn:mrn|M1", "Observation?encounter:identifier=urn:visit|V12", "Observation?encounter.class=EMER", "Observation?encounter.class:not=AMB",
	"Observation?encounter.date=ge2024-02-11", "Observation?encounter.patient.family=canary", "Observation?encounter.participant:Practitioner.family=house&_sort=-date",
	"Observation?patient.general-practitioner.family=house", "Observation?encounter.patient._has:Observation:patient:code=718-7",
	"Patient?_has:Observation:patient:code=718-7", "Patient?_has:Observation:patient:category=survey", "Patient?_has:Encounter:patient:class=EMER&_total=accurate",
	"Patient?_has:Encounter:patient:identifier=V12", "Patient?_has:Encounter:patient:_has:Observation:encounter:category=survey", "Patient?_has:DiagnosticReport:subject:result.category=survey",
	"Patient?_has:Patient:link:family=canary", "Patient?_has:DocumentReference:patient:type=psych", "Patient?link:Patient.gender=male", "Patient?link:Patient.family=canary",
	"Practitioner?_has:Encounter:participant:class=EMER", "Practitioner?_has:Encounter:participant:patient.family=canary&_total=estimate", "Practitioner?_has:Patient:general-practitioner:gender=male",
	"Encounter?_has:Observation:encounter:category=survey", "Encounter?_has:Observation:encounter:code=718-7&_sort=-date", "Encounter?_has:DocumentReference:encounter:type=psych",
	"DiagnosticReport?result.category=survey", "DiagnosticReport?result.code=718-7&_total=accurate", "DiagnosticReport?result=Observation/r104",
	"Observation?_has:DiagnosticReport:result:code:text=report", "Encounter?_has:Observation:encounter:patient.family=canary",
	"Observation?_include=Observation:subject", "Observation?_include=Observation:encounter", "Observation?_include=*&_count=2", "Observation?_include=Observation:encounter&_include:iterate=Encounter:participant",
	"Observation?_include=Observation:patient&_include:iterate=Patient:link", "DiagnosticReport?_include=DiagnosticReport:result", "DiagnosticReport?_include=*&_include:iterate=*",
	"Patient?_include=Patient:link", "Patient?_include:iterate=Patient:link", "DocumentReference?_include=DocumentReference:encounter",
	"Patient?_revinclude=Observation:subject", "Patient?_revinclude=Encounter:subject&_revinclude:iterate=Observation:encounter", "Patient?_revinclude=Patient:link&_count=1",
	"Encounter?_revinclude=Observation:encounter", "Encounter?_revinclude=DocumentReference:encounter&_revinclude=DiagnosticReport:encounter", "Practitioner?_revinclude=Encounter:participant",
	"Practitioner?_revinclude=Patient:general-practitioner&_revinclude:iterate=Observation:subject", "Observation?_revinclude=DiagnosticReport:result", "Observation?_revinclude=Provenance:target&_count=1",
	"Provenance", "Provenance?target=Observation/r104", "Provenance?target:Observation.category=survey", "Provenance?target:Patient.family=canary&_total=accurate", "DocumentReference?_revinclude=Provenance:target",
	"Observation?_has:Provenance:target:_id=Observation-r104",
	"Binary", "Binary?_total=accurate", "DocumentReference?type=psych&_total=accurate", "DocumentReference?_sort=-date",
	"Patient/1/Observation", "Patient/2/Observation?_total=accurate", "Patient/1/Encounter?_sort=-date", "Patient/2/Patient", "Patient/22/Encounter", "Patient/1/DocumentReference?_include=*", "Patient/4/Observation",
	"?_type=Patient,Observation", "?_type=Patient,Encounter&_sort=-_lastUpdated&_total=accurate", "?_type=Observation,DiagnosticReport&date=ge2023&_total=estimate", "?_type=Observation,Encounter&patient.family=canary",
	"Patient/1/*", "Patient/2/*?_total=accurate", "Encounter/10/Observation?_sort=-date", "Encounter/12/*", "Practitioner/5/*?_total=accurate", "Practitioner/5/Encounter",
}

// TestOutsiders: rows outside a grant change nothing: no result, order, total, limit, page, refusal, number of statements or
// of rows read, over whichever hop. Batches of rows are put beside the clinic's, and what a bearer is answered must be what it
// was before. What everybody may see does change, or is more than a bearer sees.
func TestOutsiders(t *testing.T) {
	folder := smallText(t, "outsiders")
	name := mysqltest.Fresh(t)
	fill(t, name, textFile(t, folder, "tables.sql"))
	db := open(t, mysqltest.DSN(t, name))
	p := compiled(t, mappers.Mapper{Name: "small", Files: folder}, db)
	s := site(t, db, p, clinic{"small", "America/New_York", map[string]string{"site": "10"}})
	next := site(t, db, p, clinic{"small", "America/New_York", map[string]string{"site": "20"}})
	before, all, others := map[string]map[string]string{}, answers(t, s, access.Open("small")), answers(t, next, access.Open("small"))
	bounds := map[string]bool{}
	for who, b := range bearers {
		before[who] = answers(t, s, b.grant(t))
		for _, hop := range hops {
			bounds[hop] = bounds[hop] || before[who][hop] != all[hop] && !strings.Contains(before[who][hop], "forbidden")
		}
	}
	for _, outside := range outsides() {
		for batch := range strings.FieldsSeq(outside) {
			fill(t, name, textFile(t, folder, batch+".sql"))
		}
		for who, b := range bearers {
			if b.outside != outside {
				continue
			}
			after := answers(t, s, b.grant(t))
			for _, hop := range hops {
				if after[hop] != before[who][hop] {
					t.Errorf("%s: %s tells of what is outside: %s", who, hop, firstDifference(after[hop], before[who][hop]))
				}
			}
		}
		allNow, othersNow := answers(t, s, access.Open("small")), answers(t, next, access.Open("small"))
		for _, hop := range hops {
			bounds[hop] = bounds[hop] || allNow[hop] != all[hop] || othersNow[hop] != others[hop]
		}
		wipe(t, name, textFile(t, folder, "tables.sql"))
	}
	for _, hop := range hops {
		if !bounds[hop] {
			t.Errorf("%s: everybody is answered what everybody else is, so nothing is proven by it:\n%s", hop, all[hop])
		}
	}
}

// outsides are the sets of batches that lie outside of some bearer's grant.
func outsides() []string {
	set := map[string]bool{}
	for _, b := range bearers {
		set[b.outside] = true
	}
	return slices.Sorted(maps.Keys(set))
}

// TestNarrowedCursor: a page link does not open under a narrower grant, nor under a wider one, and says nothing of what is
// behind it; under the grant that it was made for it goes on.
func TestNarrowedCursor(t *testing.T) {
	folder := smallText(t, "outsiders")
	s := newSmall(t, "small", folder).site(map[string]string{"site": "10"})
	wide := bearer{scopes: "patient/Observation.rs", patient: "1"}
	page, _, err := interaction.Search(t.Context(), s, wide.grant(t), "Observation", url.Values{"_count": {"1"}, "_sort": {"-date"}}, false)
	if err != nil || page.Next == "" {
		t.Fatal(err, "there is one page")
	}
	next, err := url.Parse(page.Next)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range []bearer{
		{scopes: "patient/Observation.rs?" + onlyLaboratory, patient: "1"},
		{scopes: "patient/Observation.s", patient: "1"},
		{scopes: "patient/*.rs", patient: "1"},
		{scopes: "patient/Observation.rs", patient: "2"},
		{scopes: "user/Observation.rs", reach: access.Everyone()},
		{scopes: "system/*.rs"},
	} {
		_, stats, err := interaction.Search(t.Context(), s, b.grant(t), "Observation", next.Query(), false)
		if err == nil || stats.Statements > 0 || !strings.Contains(err.Error(), "start the search again") {
			t.Errorf("%+v follows another's link: %v", b, err)
		}
	}
	if _, _, err := interaction.Search(t.Context(), s, wide.grant(t), "Observation", next.Query(), false); err != nil {
		t.Error(err)
	}
}

func textFile(t *testing.T, folder fs.FS, name string) string {
	t.Helper()
	text, err := fs.ReadFile(folder, name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// wipe makes the rows those of the first fill again.
func wipe(t *testing.T, database, tables string) {
	t.Helper()
	var again strings.Builder
	for _, statement := range strings.Split(tables, ";\n") {
		if rest, create := strings.CutPrefix(statement, "CREATE TABLE "); create {
			table, _, _ := strings.Cut(rest, " ")
			again.WriteString("DELETE FROM " + table + ";\n")
		}
	}
	for _, statement := range strings.Split(tables, ";\n") {
		if strings.HasPrefix(statement, "INSERT") {
			again.WriteString(statement + ";\n")
		}
	}
	fill(t, database, again.String())
}

// answers are what a bearer is answered at each hop.
func answers(t *testing.T, s *interaction.Site, g access.Grant) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, hop := range hops {
		out[hop] = answered(t, s, g, hop)
	}
	return out
}

// answered is everything that can be seen of an answer: all its pages, also as pages of one, or the refusal; and what it cost.
func answered(t *testing.T, s *interaction.Site, g access.Grant, hop string) string {
	t.Helper()
	if address, read := strings.CutPrefix(hop, "GET "); read {
		typ, id, _ := strings.Cut(address, "/")
		raw, stats, err := interaction.Read(t.Context(), s, g, typ, id)
		if err != nil {
			return fmt.Sprintf("%s\n%+v", refused(err), stats)
		}
		return fmt.Sprintf("%s\n%+v", raw, stats)
	}
	path, query, _ := strings.Cut(hop, "?")
	params, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	out.WriteString(pages(t, s, g, path, params))
	if !params.Has("_count") {
		params.Set("_count", "1")
		out.WriteString(pages(t, s, g, path, params))
	}
	return out.String()
}

func pages(t *testing.T, s *interaction.Site, g access.Grant, path string, params url.Values) string {
	t.Helper()
	at, err := interaction.ParseAddress(path)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for range 100 {
		page, stats, err := interaction.SearchAt(t.Context(), s, g, at, params, false)
		if err != nil {
			fmt.Fprintf(&out, "%s\n%+v\n", refused(err), stats)
			return out.String()
		}
		text := sealedCursor.ReplaceAllString(string(bytes.ReplaceAll(bundle.Append(nil, page), []byte(`{"fullUrl`), []byte("\n"+`{"fullUrl`))), "_page=…")
		fmt.Fprintf(&out, "%s\n%+v\n", text, stats)
		if page.Next == "" {
			return out.String()
		}
		next, err := url.Parse(page.Next)
		if err != nil {
			t.Fatal(err)
		}
		params, at.Within = next.Query(), search.Compartment{}
	}
	t.Fatalf("%s has no end", path)
	return ""
}
