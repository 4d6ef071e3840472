package interaction_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/plan"
	"ehr.example/portico/facade/tenancy"
	"ehr.example/portico/mappers/problem"
	"ehr.example/portico/mappers/sqltree"
)

// TestConstants: without the tenant's condition the independent reader refuses the statement, with it the
// second tenant's row is never seen; several rows refuse the tenant; none is a remark.
func TestConstants(t *testing.T) {
	s := newSmall(t, "constants", os.DirFS(shapes+"/constants"))
	reader, err := tenancy.NewReader(s.program.Tenancy)
	if err != nil {
		t.Fatal(err)
	}
	base := interaction.Site{Tenant: "small", Program: s.program, DB: s.db, Verify: reader.Check}
	for _, k := range s.program.Constants {
		bare, args := (&sqltree.Printer{Values: settingValues{}}).Statement(k.Select)
		if reader.Check(bare, args, settingValues{}) == nil {
			t.Errorf("the bare statement passes: %s", bare)
		}
		full, args := (&sqltree.Printer{Values: settingValues{}}).Statement(plan.Constant(k, s.program.Tenancy))
		if err := reader.Check(full, args, settingValues{}); err != nil {
			t.Errorf("%v: %s", err, full)
		}
	}
	base.Settings = map[string]string{"site": "10"}
	got, remarks, err := interaction.WithConstants(t.Context(), base)
	if err != nil || got.Settings["pulse"] != "100" || got.Settings["pulse_uid"] != "p-ten" || got.Settings["weight"] != "" {
		t.Errorf("site 10: %v %v", got.Settings, err)
	}
	if len(remarks) != 1 || !strings.HasPrefix(remarks[0].String(), "mapper.yaml:6:3: warning: the constant weight finds nothing in the database of tenant small") {
		t.Errorf("remarks of site 10: %v", remarks)
	}
	if len(base.Settings) != 1 {
		t.Errorf("the caller's settings changed: %v", base.Settings)
	}
	base.Settings = map[string]string{"site": "30"}
	_, _, err = interaction.WithConstants(t.Context(), base)
	var problems problem.Errors
	if !errors.As(err, &problems) || !strings.HasPrefix(err.Error(), "mapper.yaml:5:3: the constant pulse finds several rows in the database of tenant small") {
		t.Errorf("site 30: %v", err)
	}
}

// settingValues are the settings of site 10.
type settingValues struct{}

func (settingValues) Setting(name string) (string, bool) {
	v, ok := map[string]string{"site": "10", "pulse": "100"}[name]
	return v, ok
}

func (settingValues) Clock(bool) string { return "2024-01-01 00:00:00" }
