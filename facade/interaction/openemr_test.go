package interaction_test

import (
	"net/url"
	"os"
	"strings"
	"testing"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/bundle"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/mysqltest"
	"ehr.example/portico/mappers"
)

// openEMRSite is the clinic of the dump; without the dump the test is skipped.
func openEMRSite(t *testing.T) *interaction.Site {
	t.Helper()
	return openEMROver(t, mysqltest.OpenEMR(t))
}

// openEMROver is a clinic of OpenEMR over a database.
func openEMROver(t *testing.T, database string) *interaction.Site {
	t.Helper()
	db := open(t, mysqltest.DSN(t, database))
	return site(t, db, compiled(t, mappers.Mapper{Name: "openemr", Files: os.DirFS("../../mappers/ehr/openemr")}, db), openEMR)
}

// openEMRCounts are searches, and how many rows of the tables they must find: SQL by hand, which shares no word with the
// mapping.
var openEMRCounts = []struct{ search, sql string }{
	{"Condition?category=problem-list-item", "SELECT COUNT(*) FROM lists WHERE type = 'medical_problem'"},
	{"Condition?category=encounter-diagnosis", "SELECT COUNT(*) FROM issue_encounter WHERE list_id IN (SELECT id FROM lists WHERE type = 'medical_problem')"},
	{"Condition?category=problem-list-item&clinical-status=active", "SELECT COUNT(*) FROM lists WHERE type = 'medical_problem' AND activity = 1 AND outcome = 0"},
	{"Condition?category=problem-list-item&clinical-status=resolved", "SELECT COUNT(*) FROM lists WHERE type = 'medical_problem' AND outcome = 1"},
	{"Condition?category=problem-list-item&verification-status:missing=true", "SELECT COUNT(*) FROM lists WHERE type = 'medical_problem' AND verification = ''"},
	{"Condition?category=problem-list-item&code=http://hl7.org/fhir/sid/icd-10-cm|", "SELECT COUNT(*) FROM lists WHERE type = 'medical_problem' AND diagnosis LIKE '%ICD10%'"},
	{"Condition?category=problem-list-item&abatement-date:missing=true", "SELECT COUNT(*) FROM lists WHERE type = 'medical_problem' AND NOT COALESCE(YEAR(enddate), 0) > 0"},
	{"AllergyIntolerance", "SELECT COUNT(*) FROM lists WHERE type = 'allergy'"},
	{"AllergyIntolerance?criticality=low", "SELECT COUNT(*) FROM lists WHERE type = 'allergy' AND severity_al IN ('mild', 'moderate')"},
	{"AllergyIntolerance?criticality:missing=true", "SELECT COUNT(*) FROM lists WHERE type = 'allergy' AND severity_al IS NULL"},
	{"AllergyIntolerance?category=medication", "SELECT COUNT(*) FROM lists WHERE type = 'allergy' AND diagnosis LIKE '%RXCUI%'"},
	{"Immunization", "SELECT COUNT(*) FROM immunizations"},
	{"Immunization?status=entered-in-error", "SELECT SUM(added_erroneously) FROM immunizations"},
	{"Immunization?status=not-done", "SELECT COUNT(*) FROM immunizations WHERE completion_status = 'Refused' AND added_erroneously = 0"},
	{"Immunization?status=completed", "SELECT COUNT(*) FROM immunizations WHERE completion_status = 'Completed' AND added_erroneously = 0"},
	{"Immunization?vaccine-code=http://hl7.org/fhir/sid/cvx|140", "SELECT COUNT(*) FROM immunizations WHERE cvx_code = '140'"},
	{"MedicationRequest", "SELECT (SELECT COUNT(*) FROM prescriptions) + (SELECT COUNT(*) FROM lists WHERE type = 'medication')"},
	{"MedicationRequest?intent=order", "SELECT COUNT(*) FROM prescriptions"},
	{"MedicationRequest?intent=plan", "SELECT COUNT(*) FROM lists WHERE type = 'medication'"},
	{"MedicationRequest?status=active", "SELECT (SELECT SUM(active) FROM prescriptions) + (SELECT SUM(activity) FROM lists WHERE type = 'medication')"},
	{"MedicationRequest?code=http://www.nlm.nih.gov/research/umls/rxnorm|562251", "SELECT COUNT(*) FROM prescriptions WHERE rxnorm_drugcode = '562251'"},
	{"Procedure", "SELECT COUNT(*) FROM procedure_order JOIN procedure_order_code USING (procedure_order_id) WHERE procedure_order_type = 'procedure'"},
	{"Procedure?code=http://snomed.info/sct|710824005", "SELECT COUNT(*) FROM procedure_order_code WHERE procedure_code = 'SNOMED-CT:710824005'"},
	{"DiagnosticReport?category=LAB", "SELECT COUNT(*) FROM procedure_report JOIN procedure_order USING (procedure_order_id) WHERE procedure_order_type = 'laboratory_test'"},
	{"DiagnosticReport?status=preliminary", "SELECT COUNT(*) FROM procedure_report WHERE report_status = 'prelim'"},
	{"Location", "SELECT COUNT(*) FROM facility"},
	{"Observation?category=laboratory", "SELECT COUNT(*) FROM procedure_result WHERE result <> 'DNR'"},
	{"Observation?category=survey", "SELECT COUNT(*) FROM form_observation WHERE ob_type = 'survey'"},
	{"Observation?category=exam,imaging,procedure,therapy", "SELECT COUNT(*) FROM form_observation WHERE ob_type <> 'survey'"},
	{"Observation?category=social-history", "SELECT COUNT(DISTINCT pid) FROM history_data WHERE tobacco <> ''"},
	{"Observation?code=72166-2", "SELECT COUNT(DISTINCT pid) FROM history_data WHERE tobacco <> ''"},
	{"Observation?code=http://loinc.org|72514-3", "SELECT COUNT(*) FROM form_observation WHERE code = 'LOINC:72514-3'"},
}

// TestCountsOpenEMR: as many resources as rows, for each new type and for what tells its rows apart.
func TestCountsOpenEMR(t *testing.T) {
	s := openEMRSite(t)
	db := mysqltest.Open(t, mysqltest.OpenEMR(t))
	for _, c := range openEMRCounts {
		var want int64
		if err := db.QueryRowContext(t.Context(), c.sql).Scan(&want); err != nil {
			t.Fatalf("%v\n%s", err, c.sql)
		}
		if got := total(t, s, c.search); got != want {
			t.Errorf("%s: %d, and %d by %s", c.search, got, want, c.sql)
		}
	}
}

// total is how many resources a search says that it matches.
func total(t *testing.T, s *interaction.Site, search string) int64 {
	t.Helper()
	typ, query, _ := strings.Cut(search, "?")
	params, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	params.Set("_summary", "count")
	page, _, err := interaction.Search(t.Context(), s, access.Open(s.Tenant), typ, params, false)
	if err != nil {
		t.Errorf("%s: %v", search, err)
		return -1
	}
	return *page.Total
}

// openEMRSearches are searches inside a patient's record, as US Core asks them.
var openEMRSearches = []string{
	"AllergyIntolerance", "AllergyIntolerance?clinical-status=active",
	"Condition", "Condition?category=problem-list-item", "Condition?category=encounter-diagnosis&clinical-status=active",
	"Condition?code=http://snomed.info/sct|314529007", "Condition?onset-date=ge2015",
	"DiagnosticReport", "DiagnosticReport?category=LAB&date=ge2015", "DiagnosticReport?code=2345-7",
	"Encounter", "Encounter?date=ge2015",
	"Immunization", "Immunization?date=ge2015&status=completed",
	"MedicationRequest?intent=order,plan", "MedicationRequest?intent=order&status=active", "MedicationRequest?intent=plan&authoredon=ge2015",
	"Observation?category=laboratory&date=ge2015", "Observation?category=survey", "Observation?category=vital-signs",
	"Observation?category=social-history", "Observation?code=72166-2", "Observation?code=http://loinc.org|72514-3",
	"Procedure", "Procedure?date=ge2015", "Procedure?code=710824005",
}

// unindexed are the tables that OpenEMR gives no index to come to a patient's rows by.
var unindexed = map[string]string{"n": "form_clinical_notes has a key by id and one by uuid"}

// TestPlansOpenEMR: a search inside a patient's record comes to every table by an index, where there is one.
func TestPlansOpenEMR(t *testing.T) {
	s := openEMRSite(t)
	patient := materialised(t, s, "Patient")[0].id
	for _, search := range openEMRSearches {
		typ, query, _ := strings.Cut(search, "?")
		params, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		params.Set("patient", patient)
		text, err := interaction.Explain(t.Context(), s, access.Open(s.Tenant), typ, params)
		if err != nil {
			t.Errorf("%s: %v", search, err)
			continue
		}
		for _, table := range scanned(text) {
			if unindexed[table] != "" {
				continue
			}
			t.Errorf("%s reads all of %s\n%s", search, table, text)
		}
	}
}

// scanned are the tables that the database's plans read whole, by table or by index.
func scanned(text string) []string {
	var tables []string
	for _, plan := range strings.Split(text, "\nthe database's plan for ")[1:] {
		lines := strings.Split(plan, "\n")
		table, typ := strings.Index(lines[1], "table"), strings.Index(lines[1], " type ")+1
		for _, line := range lines[2:] {
			if len(line) > typ && (strings.HasPrefix(line[typ:], "ALL ") || strings.HasPrefix(line[typ:], "index ")) {
				tables = append(tables, strings.Fields(line[table:])[0])
			}
		}
	}
	return tables
}

// TestProvenanceOpenEMR: beside every resource stands one that tells who wrote it, valid, found by its target, and the same
// when it is read.
func TestProvenanceOpenEMR(t *testing.T) {
	s := openEMRSite(t)
	judge := &subject{mapper: "openemr", site: s}
	var owners int64
	for _, typ := range s.Program.Types {
		if typ.Name == "Provenance" {
			continue
		}
		owners += total(t, s, typ.Name)
		for _, e := range firstPage(t, s, typ.Name, "40") {
			it := newItem(t, s, typ.Name, e)
			target := typ.Name + "/" + it.id
			found := firstPage(t, s, "Provenance", "10", "target", target)
			if len(found) != 1 {
				t.Errorf("%d resources tell who wrote %s", len(found), target)
				continue
			}
			by := newItem(t, s, "Provenance", found[0])
			here := map[string]bool{target: true}
			if who, ok := by.tree["agent"].([]any)[0].(map[string]any)["who"].(map[string]any)["reference"].(string); ok {
				here[who] = true
			}
			for _, ill := range judge.ills(by, here) {
				t.Errorf("%s\n%s", ill, by.raw)
			}
			readAlike(t, s, []*item{by})
		}
	}
	if got := total(t, s, "Provenance"); got != owners {
		t.Errorf("%d tell who wrote %d resources", got, owners)
	}
}

// firstPage are the entries of one page of a search.
func firstPage(t *testing.T, s *interaction.Site, typ, count string, params ...string) []bundle.Entry {
	t.Helper()
	v := url.Values{"_count": {count}}
	for i := 0; i < len(params); i += 2 {
		v.Set(params[i], params[i+1])
	}
	page, _, err := interaction.Search(t.Context(), s, access.Open(s.Tenant), typ, v, false)
	if err != nil {
		t.Fatalf("%s?%s: %v", typ, v.Encode(), err)
	}
	return page.Entries
}
