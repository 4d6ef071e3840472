package interaction_test

import (
	"encoding/base64"
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
// mapping. $now is the clock of the tests.
var openEMRCounts = []struct{ search, sql string }{
	{"Condition?category=problem-list-item", "SELECT COUNT(*) FROM lists WHERE type = 'medical_problem'"},
	{"Condition?category=encounter-diagnosis", "SELECT COUNT(*) FROM issue_encounter WHERE list_id IN (SELECT id FROM lists WHERE type = 'medical_problem')"},
	{"Condition?category=problem-list-item&clinical-status=active", "SELECT COUNT(*) FROM lists WHERE type = 'medical_problem' AND activity = 1 AND outcome = 0"},
	{"Condition?category=problem-list-item&clinical-status=resolved", "SELECT COUNT(*) FROM lists WHERE type = 'medical_problem' AND outcome = 1"},
	{"Condition?category=problem-list-item&verification-status:missing=true", "SELECT COUNT(*) FROM lists WHERE type = 'medical_problem' AND verification = ''"},
	{"Condition?category=problem-list-item&code=http://hl7.org/fhir/sid/icd-10-cm|", "SELECT COUNT(*) FROM lists WHERE type = 'medical_problem' AND diagnosis LIKE '%ICD10%'"},
	{"Condition?category=problem-list-item&abatement-date:missing=true", "SELECT COUNT(*) FROM lists WHERE type = 'medical_problem' AND (COALESCE(YEAR(enddate), 0) = 0 OR enddate > $now)"},
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
	{"DocumentReference?category=clinical-note", "SELECT COUNT(*) FROM form_clinical_notes"},
	{"DocumentReference?type=http://loinc.org|34117-2", "SELECT COUNT(*) FROM form_clinical_notes WHERE code = 'LOINC:34117-2'"},
	{"Location", "SELECT COUNT(*) FROM facility"},
	{"Specimen?type=http://snomed.info/sct|119297000", "SELECT COUNT(*) FROM procedure_specimen WHERE specimen_type_code = '119297000'"},
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
	now := today.In(s.Zone.Location).Format("'2006-01-02 15:04:05'")
	for _, c := range openEMRCounts {
		c.sql = strings.ReplaceAll(c.sql, "$now", now)
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
	"DocumentReference?category=clinical-note", "DocumentReference?type=http://loinc.org|34117-2",
	"Encounter", "Encounter?date=ge2015",
	"Immunization", "Immunization?date=ge2015&status=completed",
	"MedicationRequest?intent=order,plan", "MedicationRequest?intent=order&status=active", "MedicationRequest?intent=plan&authoredon=ge2015",
	"Observation?category=laboratory&date=ge2015", "Observation?category=survey", "Observation?category=vital-signs",
	"Observation?category=social-history", "Observation?code=72166-2", "Observation?code=http://loinc.org|72514-3",
	"Specimen", "Procedure", "Procedure?date=ge2015", "Procedure?code=710824005",
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
	here := map[string]bool{}
	for _, typ := range []string{"Practitioner", "Organization"} {
		for _, it := range materialised(t, s, typ) {
			here[typ+"/"+it.id] = true
		}
	}
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
			here[target] = true
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

// openEMRTables are those that the mapper reads.
var openEMRTables = strings.Fields(`code_types codes drugs employer_data facility form_clinical_notes form_encounter
	form_history_sdoh form_observation form_vital_details form_vitals forms gacl_aro gacl_aro_groups gacl_groups_aro_map globals
	history_data immunizations issue_encounter list_options lists lists_medication lists_touch login_mfa_registrations
	openemr_postcalendar_categories patient_access_onsite patient_data patient_history prescriptions procedure_order
	procedure_order_code procedure_report procedure_result procedure_specimen users users_secure uuid_mapping`)

// awkwardSite is a clinic with OpenEMR's tables and lists, and the rows of testdata/openemr-awkward.sql.
func awkwardSite(t *testing.T) *interaction.Site {
	t.Helper()
	from, name := mysqltest.OpenEMR(t), mysqltest.Fresh(t)
	var tables strings.Builder
	for _, table := range openEMRTables {
		tables.WriteString("CREATE TABLE " + table + " LIKE " + from + "." + table + ";\n")
	}
	for _, table := range []string{"list_options", "code_types"} {
		tables.WriteString("INSERT INTO " + table + " SELECT * FROM " + from + "." + table + ";\n")
	}
	rows, err := os.ReadFile("testdata/openemr-awkward.sql")
	if err != nil {
		t.Fatal(err)
	}
	fill(t, name, "SET SESSION sql_mode = '';\n"+tables.String()+string(rows))
	return openEMROver(t, name)
}

// uuidOf is the uuid of a row of the awkward clinic.
func uuidOf(number string) string {
	return "00000000-0000-4000-8000-" + strings.Repeat("0", 12-len(number)) + number
}

// lacks tells that a resource that is there has none of these pieces of JSON.
func lacks(t *testing.T, s *interaction.Site, address string, pieces ...string) {
	t.Helper()
	typ, id, _ := strings.Cut(address, "/")
	raw, _, err := interaction.Read(t.Context(), s, access.Open(s.Tenant), typ, id)
	if err != nil {
		t.Errorf("%s: %v", address, err)
	}
	for _, piece := range pieces {
		if strings.Contains(string(raw), piece) {
			t.Errorf("%s has %q:\n%s", address, piece, raw)
		}
	}
}

// TestAwkwardOpenEMR: what other mappings of OpenEMR get wrong, a row for each.
func TestAwkwardOpenEMR(t *testing.T) {
	s := awkwardSite(t)
	for name, test := range map[string]func(t *testing.T, s *interaction.Site){
		"ids": awkwardIDs, "joins": awkwardJoins, "codes": awkwardCodes, "dates": awkwardDates, "status": awkwardStatus,
		"allergies": awkwardAllergies, "medications": awkwardMedications, "procedures": awkwardProcedures,
		"reports": awkwardReports, "forms": awkwardForms, "social history": awkwardSocialHistory, "authors": awkwardAuthors,
		"grants": awkwardGrants,
	} {
		t.Run(name, func(t *testing.T) { test(t, s) })
	}
}

var (
	anyone = access.Open("openemr")
	ana    = uuidOf("1")
	cara   = uuidOf("3")
)

const bert = "pid-2" // he has no uuid yet

// awkwardIDs: OpenEMR mints uuids when it first looks at a table, and ids of places and observations in a table of their
// own. No row vanishes where they are missing, and none is shown twice.
func awkwardIDs(t *testing.T, s *interaction.Site) {
	finds(t, s, anyone,
		want{"Patient", ana + " " + bert + " " + cara},
		want{"Encounter?patient=" + bert, "encounter-22"},
		want{"Condition?category=problem-list-item&patient=" + bert, "problem-103"},
		want{"AllergyIntolerance?patient=" + ana, uuidOf("511") + " " + uuidOf("512") + " allergy-113 allergy-114"},
		want{"Immunization?patient=" + bert, "immunization-2"},
		want{"MedicationRequest?patient=" + bert, "prescription-2"},
		want{"DiagnosticReport?patient=" + bert, "report-5"},
		want{"Location", uuidOf("301") + " facility-2"}, // 302 is the id of the place's Organization
		want{"Location?_id=" + uuidOf("302"), ""},
		want{"Observation?code=72166-2", uuidOf("e01") + " smoking-3"},
	)
	for search, n := range map[string]int64{"Condition": 8, "AllergyIntolerance": 5, "Immunization": 4, "MedicationRequest": 7, "Procedure": 3} {
		if got := total(t, s, search); got != n {
			t.Errorf("%d of %s, want %d", got, search, n)
		}
	}
}

// awkwardJoins: an encounter's number is a patient's own, an option's id a list's, a code a kind's. A patient without rows
// has none, and a row without a patient is nobody's.
func awkwardJoins(t *testing.T, s *interaction.Site) {
	first := `"encounter":{"reference":"Encounter/` + uuidOf("401") + `"}`
	const second = `"encounter":{"reference":"Encounter/encounter-22"}`
	shows(t, s, anyone, "MedicationRequest/"+uuidOf("901"), first, `"unit":"tablet"`, `"text":"Daily"`, `"code":"QD"`, `"code":"C38288"`, `"text":"By Mouth"`)
	shows(t, s, anyone, "MedicationRequest/prescription-2", second)
	shows(t, s, anyone, "Immunization/"+uuidOf("701"), first, `"code":"140","display":"Influenza, seasonal"`, `"code":"LD"`, `"text":"Left Deltoid"`)
	shows(t, s, anyone, "Immunization/immunization-2", second)
	shows(t, s, anyone, "Condition/"+uuidOf("601"), first)
	shows(t, s, anyone, "Condition/diagnosis-2", `"encounter":{"reference":"Encounter/`+uuidOf("403")+`"}`)
	shows(t, s, anyone, "Condition/"+uuidOf("603"), second)
	for _, typ := range []string{"AllergyIntolerance", "Condition", "DiagnosticReport", "DocumentReference", "Encounter", "Immunization", "MedicationRequest", "Observation", "Procedure", "Specimen"} {
		finds(t, s, anyone, want{typ + "?patient=" + cara, ""})
	}
	finds(t, s, anyone, want{"Condition?_id=" + uuidOf("505"), ""})
	lacks(t, s, "Patient/"+ana, `"period"`) // nobody said when an address began
}

// awkwardCodes: every coding is its own; a prefix that nobody knows is no code; a member is found whole only.
func awkwardCodes(t *testing.T, s *interaction.Site) {
	shows(t, s, anyone, "Condition/"+uuidOf("501"), `"coding":[{"system":"http://snomed.info/sct","code":"44054006"},`+
		`{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"E11.9"},{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"E11.65"}],"text":"Diabetes"`)
	shows(t, s, anyone, "Condition/problem-103", `"code":{"coding":[{"system":"http://snomed.info/sct","code":"38341003"}],"text":"Until later"}`)
	shows(t, s, anyone, "Condition/problem-102", `"code":{"text":"Something"}`)
	finds(t, s, anyone,
		want{"Condition?code=E11.65", uuidOf("501") + " " + uuidOf("601") + " diagnosis-2"},
		want{"Condition?code=E11.6", ""},
		want{"Condition?code=http://snomed.info/sct|E11.9", ""},
		want{"Condition?code=http://snomed.info/sct|38341003", "problem-103 " + uuidOf("603")},
		want{"Condition?code:missing=true", "problem-102 " + uuidOf("506")}, // words are no code
		want{"AllergyIntolerance?code=unknown", "allergy-114"},
		want{"MedicationRequest?code=http://terminology.hl7.org/CodeSystem/data-absent-reason|", uuidOf("904") + " list-124"},
	)
}

// awkwardDates: each time has the offset of its own day, zero dates are none, and 00:00 of a day is the day.
func awkwardDates(t *testing.T, s *interaction.Site) {
	shows(t, s, anyone, "Condition/"+uuidOf("501"), `"onsetDateTime":"2024-01-10"`, `"recordedDate":"2024-01-15T09:30:00-05:00"`)
	shows(t, s, anyone, "Condition/problem-102", `"onsetDateTime":"2024-07-10T08:15:00-04:00"`, `"recordedDate":"2024-07-15T09:30:00-04:00"`)
	shows(t, s, anyone, "Immunization/"+uuidOf("701"), `"occurrenceDateTime":"2024-01-15T09:45:00-05:00"`)
	shows(t, s, anyone, "Immunization/immunization-2", `"occurrenceDateTime":"2024-07-15T09:45:00-04:00"`)
	shows(t, s, anyone, "Immunization/"+uuidOf("703"), `"_occurrenceDateTime":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason"`)
	lacks(t, s, "Condition/problem-102", "abatement", "0000-00-00")
	lacks(t, s, "Condition/problem-103", "abatement", "onset", "0000-00-00") // 2999 is not yet
	lacks(t, s, "Immunization/"+uuidOf("701"), "expirationDate")
	lacks(t, s, "MedicationRequest/"+uuidOf("901"), `"end"`, "0000-00-00")
	lacks(t, s, "Patient/"+bert, "birthDate")
	finds(t, s, anyone,
		want{"Condition?category=problem-list-item&onset-date=2024-01-10", uuidOf("501")},
		want{"Condition?category=problem-list-item&abatement-date:missing=false", uuidOf("504")},
		want{"Immunization?date=2024-07-15T13:45:00Z", "immunization-2"},
		want{"Immunization?date:missing=true", uuidOf("703")},
	)
}

// awkwardStatus: the first time is no recurrence and not over; an end to come is none; an error has no clinical status.
func awkwardStatus(t *testing.T, s *interaction.Site) {
	finds(t, s, anyone,
		want{"Condition?category=problem-list-item&clinical-status=active", uuidOf("501") + " problem-102"},
		want{"Condition?clinical-status=recurrence", "problem-103 " + uuidOf("603")},
		want{"Condition?clinical-status:missing=true", uuidOf("504")},
		want{"Condition?clinical-status=resolved", "diagnosis-2"}, // at that visit; the problem goes on
		want{"Condition?category=health-concern", uuidOf("506")},
		want{"Condition?verification-status=refuted", "problem-103 " + uuidOf("603")},
		want{"Condition?verification-status:missing=true", "problem-102 " + uuidOf("506")},
		want{"Immunization?status=completed", uuidOf("701")},
		want{"Immunization?status=not-done", "immunization-2 " + uuidOf("703")},
		want{"Immunization?status=entered-in-error", uuidOf("704")},
		want{"Immunization?status-reason=RELIG", "immunization-2"},
	)
	shows(t, s, anyone, "Immunization/"+uuidOf("703"), `"text":"parental_refusal"`, `"code":"PATOBJ"`) // no option of the list
	lacks(t, s, "Immunization/"+uuidOf("704"), "statusReason")
	lacks(t, s, "Immunization/"+uuidOf("703"), "primarySource")
	shows(t, s, anyone, "Immunization/"+uuidOf("701"), `"primarySource":true`)
	shows(t, s, anyone, "Immunization/immunization-2", `"primarySource":false`)
}

// awkwardAllergies: a severity that no list has, reactions in words, and a list that somebody looked at and left empty.
func awkwardAllergies(t *testing.T, s *interaction.Site) {
	shows(t, s, anyone, "AllergyIntolerance/"+uuidOf("511"), `"criticality":"high"`, `"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"70618"`,
		`"manifestation":[{"coding":[{"system":"http://snomed.info/sct","code":"247472004"}],"text":"Hives"}],"severity":"severe"`)
	shows(t, s, anyone, "AllergyIntolerance/"+uuidOf("512"), `"reaction":[{"manifestation":[{"text":"Sneezing"}]}]`)
	lacks(t, s, "AllergyIntolerance/"+uuidOf("512"), "criticality", "severity", `"category"`)
	lacks(t, s, "AllergyIntolerance/allergy-113", "reaction", "criticality")
	finds(t, s, anyone,
		want{"AllergyIntolerance?category=medication", uuidOf("511")},
		want{"AllergyIntolerance?clinical-status=resolved", "allergy-113"},
		want{"AllergyIntolerance?code=716186003", "none-12"},
		want{"AllergyIntolerance?patient=" + bert, "none-12"},
		want{"AllergyIntolerance?manifestation=247472004", uuidOf("511")},
	)
}

// awkwardMedications: a list's row that a prescription put there is that prescription; what the clinic has in stock is a
// Medication; numbers name options, and 0 is none.
func awkwardMedications(t *testing.T, s *interaction.Site) {
	finds(t, s, anyone,
		want{"MedicationRequest?patient=" + ana, uuidOf("901") + " " + uuidOf("903") + " " + uuidOf("904") + " " + uuidOf("522") + " list-123 list-124"},
		want{"MedicationRequest?status=active", uuidOf("901") + " prescription-2 " + uuidOf("522")},
		want{"MedicationRequest?status=completed", uuidOf("903")},
		want{"MedicationRequest?status=stopped", uuidOf("904") + " list-123 list-124"},
		want{"MedicationRequest?intent=plan", uuidOf("522") + " list-123 list-124"},
		want{"MedicationRequest?code=http://www.nlm.nih.gov/research/umls/rxnorm|1191", uuidOf("901")},
		want{"MedicationRequest?code=5640", uuidOf("522")},
		want{"MedicationRequest?code=M54.5", ""}, // the reason is no medication
		want{"MedicationRequest?medication=Medication/" + uuidOf("801"), "prescription-2"},
		want{"Medication?code=http://hl7.org/fhir/sid/ndc|00000-0001", uuidOf("801")},
	)
	shows(t, s, anyone, "MedicationRequest/"+uuidOf("901"), `"valueCodeableConcept":{"coding":[{"system":"http://snomed.info/sct","code":"1156699004"`,
		`"doseQuantity":{"value":1,"unit":"tablet"}`, `"numberOfRepeatsAllowed":3`, `"allowedBoolean":false`,
		`"reasonCode":[{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"I10"}]},{"coding":[{"system":"http://snomed.info/sct","code":"38341003"}]}]`)
	shows(t, s, anyone, "MedicationRequest/prescription-2", `"medicationReference":{"reference":"Medication/`+uuidOf("801")+`"}`, `"allowedBoolean":true`)
	lacks(t, s, "MedicationRequest/prescription-2", "doseQuantity", `"requester"`, `"timing"`)
	lacks(t, s, "MedicationRequest/"+uuidOf("903"), "substitution", "dosageInstruction", "encounter")
	shows(t, s, anyone, "MedicationRequest/"+uuidOf("522"), `"reportedBoolean":true`, `"text":"Of a prescription that is gone"`)
	shows(t, s, anyone, "Medication/"+uuidOf("801"), `"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"1234"`, `"form":{"text":"tablet"}`)
}

// awkwardProcedures: a line of an order is done when a report says so, the last of several counts, and a deleted order is none.
func awkwardProcedures(t *testing.T, s *interaction.Site) {
	finds(t, s, anyone,
		want{"Procedure", uuidOf("b01") + " order-1-2 " + uuidOf("531")},
		want{"Procedure?code=http://www.ama-assn.org/go/cpt|99213", uuidOf("b01")},
		want{"Procedure?code=http://loinc.org|24357-6", "order-1-2"},
		want{"Procedure?code=80146002", uuidOf("531")},
		want{"Procedure?status=completed", uuidOf("b01") + " order-1-2 " + uuidOf("531")},
		want{"Procedure?date=2024-01-16", "order-1-2"},
		want{"Procedure?date=1999-05-05", uuidOf("531")},
		want{"Procedure?_lastUpdated=gt2000", "not-supported"}, // nothing says when these rows changed, and now is no answer
	)
	lacks(t, s, "Procedure/"+uuidOf("b01"), "lastUpdated")
}

// awkwardReports: what a laboratory does not want told is in no report; ranges keep their signs and open ends; narratives of
// deleted forms, and notes that are no reports, are none.
func awkwardReports(t *testing.T, s *interaction.Site) {
	shows(t, s, anyone, "DiagnosticReport/report-5", `"result":[{"reference":"Observation/result-1"},{"reference":"Observation/`+uuidOf("c02")+`"}]`,
		`"effectiveDateTime":"2024-07-15T10:00:00-04:00"`)
	shows(t, s, anyone, "DiagnosticReport/report-5", `"specimen":[{"reference":"Specimen/specimen-1"}]`)
	shows(t, s, anyone, "Specimen/specimen-1", `"type":{"coding":[{"system":"http://snomed.info/sct","code":"119297000"}],"text":"Blood"}`,
		`"quantity":{"value":5,"unit":"mL","system":"http://unitsofmeasure.org","code":"mL"}`, `"collectedDateTime":"2024-07-15T10:00:00-04:00"`,
		`"condition":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0493","code":"CLOT"}],"text":"Clotted"}]`)
	lacks(t, s, "Specimen/specimen-1", "method", "bodySite")
	shows(t, s, anyone, "Observation/result-1", `"specimen":{"reference":"Specimen/specimen-1"}`, `"value":5,"comparator":"<",`, `"low":{"value":-2,`, `"high":{"value":100,`)
	shows(t, s, anyone, "Observation/"+uuidOf("c02"), `"referenceRange":[{"high":{"value":200,`)
	finds(t, s, anyone,
		want{"DiagnosticReport?result=Observation/result-1", "report-5"},
		want{"DiagnosticReport?result=Observation/" + uuidOf("c03"), ""},
		want{"DiagnosticReport?category=LP29684-5", "note-1"},
		want{"DiagnosticReport?code=http://loinc.org|18748-4", "note-1"},
		want{"Observation?_id=" + uuidOf("c03"), ""},
		want{"Specimen", "specimen-1"},
		want{"Observation?specimen=Specimen/specimen-1", "result-1 " + uuidOf("c02")},
		want{"DocumentReference", "note-1 " + uuidOf("1103")},
		want{"DocumentReference?category=LP29684-5", "note-1"},
	)
	attachment := `{"contentType":"text/plain; charset=utf-8","data":"` + base64.StdEncoding.EncodeToString([]byte("No fracture – all well")) + `"}`
	shows(t, s, anyone, "DiagnosticReport/note-1", `"presentedForm":[`+attachment+`]`)
	shows(t, s, anyone, "DocumentReference/note-1", `"content":[{"attachment":`+attachment+`}]`)
}

// awkwardForms: rows of deleted forms and deleted rows are gone, and only they; a panel has its members for a value.
func awkwardForms(t *testing.T, s *interaction.Site) {
	shows(t, s, anyone, "Observation/"+uuidOf("1001"), `"hasMember":[{"reference":"Observation/observation-2"}]`)
	lacks(t, s, "Observation/"+uuidOf("1001"), "dataAbsentReason", "value")
	shows(t, s, anyone, "Observation/observation-2", `"system":"http://loinc.org","code":"44250-9"`, `"valueCodeableConcept":{"coding":[{"system":"http://loinc.org","code":"LA6569-3"}],"text":"Several days"}`)
	shows(t, s, anyone, "Observation/"+uuidOf("1005"), `"coding":[{"code":"X9999-1"}]`, `"status":"amended"`, `"value":60,"comparator":">=","unit":"mL/min"`)
	finds(t, s, anyone,
		want{"Observation?category=survey", uuidOf("1001") + " observation-2 sdoh-1-food-insecurity sdoh-1-safety"},
		want{"Observation?category=exam", uuidOf("1005")},
		want{"Observation?has-member=Observation/observation-2", uuidOf("1001")},
		want{"Observation?value-concept=http://loinc.org|LA6569-3", "observation-2"},
		want{"Observation?code=http://loinc.org|X9999-1", ""},
		want{"Observation?code=44255-8", ""},
	)
}

// awkwardSocialHistory: the newest row of a patient's history, by option or by word; answers of an assessment.
func awkwardSocialHistory(t *testing.T, s *interaction.Site) {
	shows(t, s, anyone, "Observation/"+uuidOf("e01"), `"code":"8517006","display":"Former smoker"`, `"effectiveDateTime":"2024-01-15T10:00:00-05:00"`, `"note":[{"text":"gave it up"}]`)
	shows(t, s, anyone, "Observation/smoking-3", `"code":"266919005"`)
	shows(t, s, anyone, "Observation/sdoh-1-food-insecurity", `"code":"LA19952-3","display":"At risk"`, `"note":[{"text":"end of the month"}]`,
		`"effectiveDateTime":"2024-01-15"`, `"performer":[{"reference":"Practitioner/`+uuidOf("101")+`"}]`)
	shows(t, s, anyone, "Observation/sdoh-1-pregnancy-status", `"code":"60001007"`)
	shows(t, s, anyone, "Observation/occupation-1", `"valueCodeableConcept":{"text":"Baker"}`, `"effectivePeriod":{"start":"2020-05-01T00:00:00-04:00"}`)
	shows(t, s, anyone, "Patient/"+ana, `{"url":"ombCategory","valueCoding":{"system":"urn:oid:2.16.840.1.113883.6.238","code":"2028-9","display":"Asian"}},`+
		`{"url":"ombCategory","valueCoding":{"system":"urn:oid:2.16.840.1.113883.6.238","code":"2106-3","display":"White"}},{"url":"text","valueString":"Asian, white"}`)
	finds(t, s, anyone,
		want{"Observation?code=72166-2&value-concept=8517006", uuidOf("e01")},
		want{"Observation?code=72166-2&value-concept=449868002", ""}, // so it was before
		want{"Observation?code=72166-2&value-concept=266919005", "smoking-3"},
		want{"Observation?category=social-history&patient=" + ana, uuidOf("e01") + " sdoh-1-pregnancy-status occupation-1 sexual-orientation-1"},
		want{"Observation?category=sdoh", "sdoh-1-food-insecurity sdoh-1-safety"},
		want{"Observation?code=76690-7&value-concept=38628009", "sexual-orientation-1"},
	)
}

// awkwardAuthors: who wrote a row is told where it is a practitioner.
func awkwardAuthors(t *testing.T, s *interaction.Site) {
	finds(t, s, anyone,
		want{"Provenance?target=AllergyIntolerance/" + uuidOf("511"), "AllergyIntolerance-" + uuidOf("511")},
		want{"Provenance?target=Condition/" + uuidOf("505"), ""},
		want{"Provenance?patient=" + ana, "Patient-" + ana}, // who wrote the patient's own row
	)
	shows(t, s, anyone, "Provenance/AllergyIntolerance-"+uuidOf("511"), `"who":{"reference":"Practitioner/`+uuidOf("101")+`"}`)
	clinic := `"reference":"Organization/` + uuidOf("201") + `"`
	shows(t, s, anyone, "Provenance/Condition-problem-102", `"who":{"display":"unknown"},"onBehalfOf":{`+clinic, `"code":"transmitter"`, `"who":{`+clinic)
	finds(t, s, access.ForPatient("openemr", bert),
		want{"Patient", bert}, want{"MedicationRequest", "prescription-2"}, want{"Immunization", "immunization-2"},
		want{"AllergyIntolerance", "none-12"}, want{"Provenance?target=Immunization/immunization-2", "Immunization-immunization-2"},
		want{"Provenance?target=AllergyIntolerance/" + uuidOf("511"), ""})
}

// awkwardGrants: who may see one patient sees that record and the directory, by every type and whatever stands beside it.
func awkwardGrants(t *testing.T, s *interaction.Site) {
	for own, other := range map[string]string{ana: bert, bert: ana} {
		grant := access.ForPatient("openemr", own)
		for _, typ := range s.Program.Types {
			page, _, err := interaction.Search(t.Context(), s, grant, typ.Name, url.Values{"_count": {"1000"}}, false)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range page.Entries {
				if strings.Contains(string(e.Resource), "Patient/"+other) {
					t.Errorf("%s sees %s", own, e.Resource)
				}
				if typ.Name == "Provenance" {
					target := newItem(t, s, typ.Name, e).tree["target"].([]any)[0].(map[string]any)["reference"].(string)
					shows(t, s, grant, target, `"id":`)
				}
			}
		}
		for _, typ := range []string{"AllergyIntolerance", "Condition", "DiagnosticReport", "DocumentReference", "Encounter", "Immunization", "MedicationRequest", "Observation", "Procedure"} {
			finds(t, s, grant, want{typ, found(t, s, anyone, typ+"?patient="+own)})
		}
	}
}
