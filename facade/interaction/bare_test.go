package interaction_test

import (
	"net/url"
	"os"
	"strings"
	"testing"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/interaction"
)

// TestBareColumns: days in texts and in parts, shortened days and days without their sentinels are searched by the column
// itself, so that its index can be ranged on; what is computed stands beside it. So are texts without a prefix.
func TestBareColumns(t *testing.T) {
	dates := newSmall(t, "dates-apart", os.DirFS(shapes+"/dates-apart")).site(map[string]string{"clinic": "1"})
	for search, pieces := range map[string][]string{
		"Patient?birthdate=ge1950&birthdate=lt1951": {
			"`p`.`born` >= '1950-00-00'", "`p`.`born` < '1951-00-00'", // | year
			"`p`.`born` >= '1950-01-00'", // | month
			"`p`.`born` NOT IN ('2051-01-05')", "`p`.`born` >= '1950-01-01'",
		},
		"Patient?death-date=lt2021": {"`p`.`died` NOT IN ('2051-01-05 00:00:00')", "`p`.`died` < '2021-01-01 00:00:00'"},
		"Observation?date=2024-01-15": {
			"`p`.`sent` >= '20240115' ", "`p`.`sent` < '20240116'", "`p`.`isono` >= 20240115 ", "`p`.`isono` < 20240116",
			"`d`.`changed` >= '20240115000000' ", "`v`.`clock` >= '2024-01-13'", "`v`.`day` >= '2024-01-13'", "`v`.`left_at` >= '202401150000' ",
		},
		"Observation?date=ge2024-01-15T10:30:30-05:00": {"`v`.`left_at` >= '202401150000", "`d`.`changed` >= '20240115103030'"},
		"Encounter?date=ge2024-01-15T10:30:30-05:00":   {"`v`.`left_at` >= '202401151031'", "`v`.`day` >= '2024-01-13'"},
	} {
		plans(t, dates, search, pieces)
	}
	texts := newSmall(t, "texts-apart", os.DirFS(shapes+"/texts-apart")).site(nil)
	plans(t, texts, "Patient?identifier=urn:mrn|100", []string{"`c`.`mrn` IN ('100', 'MRN-100')"})
}

// plans looks for pieces in the plan of a search.
func plans(t *testing.T, s *interaction.Site, search string, pieces []string) {
	t.Helper()
	typ, query, _ := strings.Cut(search, "?")
	params, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	text, err := interaction.Explain(t.Context(), s, access.Open("small"), typ, params)
	if err != nil {
		t.Fatalf("%s: %v", search, err)
	}
	plan, _, _ := strings.Cut(text, " entries by ")
	for _, piece := range pieces {
		if !strings.Contains(plan, piece) {
			t.Errorf("%s lacks %s\n%s", search, piece, plan)
		}
	}
}
