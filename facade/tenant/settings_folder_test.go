package tenant

import (
	"fmt"
	"strings"
	"testing"

	"ehr.example/portico/mappers/program"
)

// TestSettingsOfFolders: a setting that names a folder is the whole path of one that is there; a constant is no setting
// that a tenant could give.
func TestSettingsOfFolders(t *testing.T) {
	p := &program.Program{Mapper: "m", Settings: []program.Setting{{Name: "documents", Folder: true}, {Name: "bp", Constant: true, Integer: true}}}
	c := process(t)
	for _, x := range []struct{ settings, want string }{
		{fmt.Sprintf("settings: {documents: %q}", t.TempDir()), ""},
		{"", ""},
		{"settings: {documents: /nowhere/at/all}", "a folder that is there is needed"},
		{"settings: {documents: .}", "a folder that is there is needed"},
		{"settings: {bp: 5}", "has no setting bp"},
	} {
		values, err := Settings(parse(t, c, "a", "user@tcp(127.0.0.1:1)/x", x.settings), p)
		if x.want == "" && err != nil || x.want != "" && (err == nil || !strings.Contains(err.Error(), x.want)) {
			t.Errorf("%s: %v %v", x.settings, values, err)
		}
	}
}
