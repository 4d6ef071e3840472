package interaction_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/mysqltest"
	"ehr.example/portico/mappers"
)

// TestBareCondition takes columns themselves as conditions: what a row shows and what a search finds is what SQL holds to
// be true, of a number with a scale, a text and a BIT.
func TestBareCondition(t *testing.T) {
	name := mysqltest.Fresh(t)
	fill(t, name, strings.Join([]string{
		"CREATE TABLE p (id INT PRIMARY KEY, d DECIMAL(6,2), t VARCHAR(9), b BIT(1))",
		"INSERT INTO p VALUES (1, 0.00, 'no', b'0'), (2, 0.50, '1x', b'1'), (3, NULL, NULL, NULL)",
	}, ";\n"))
	db := open(t, mysqltest.DSN(t, name))
	for _, column := range []string{"d", "t", "b"} {
		files := fstest.MapFS{
			"mapper.yaml": {Data: []byte("mapper: bare\ntenancy: database\n")},
			"patient.yaml": {Data: []byte("resource: Patient\nfrom: p\nkey: p.id\nid: p.id\nelements:\n" +
				"  active: {$first: [{$if: p." + column + ", $value: true}, false]}\n")},
		}
		s := site(t, db, compiled(t, mappers.Mapper{Name: "bare", Files: files}, db), clinic{id: "bare", zone: "UTC"})
		for value, want := range map[string][]string{"true": {"2"}, "false": {"1", "3"}} {
			page, _, err := interaction.Search(t.Context(), s, access.Open("bare"), "Patient", url.Values{"active": {value}}, false)
			if err != nil {
				t.Fatal(err)
			}
			if len(page.Entries) != len(want) {
				t.Fatalf("%s: active=%s finds %d, want %v", column, value, len(page.Entries), want)
			}
			for i, e := range page.Entries {
				var got struct {
					ID     string
					Active bool
				}
				if err := json.Unmarshal(e.Resource, &got); err != nil || got.ID != want[i] || got.Active != (value == "true") {
					t.Errorf("%s: active=%s: %s", column, value, e.Resource)
				}
			}
		}
	}
}
