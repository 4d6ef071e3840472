package config

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// wanted are the words that a refused file must be refused with: its lines "# want: …".
func wanted(text string) []string {
	var words []string
	for line := range strings.Lines(text) {
		if want, found := strings.CutPrefix(line, "# want: "); found {
			words = append(words, strings.TrimSpace(want))
		}
	}
	return words
}

// checkRefused reads each file of a folder and compares the refusal with the words that it must have.
func checkRefused(t *testing.T, folder string, read func(file string, text []byte) error) {
	files, _ := filepath.Glob(filepath.Join("testdata", folder, "*.yaml"))
	if len(files) == 0 {
		t.Fatal("there are no files")
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			refusal := read(file, text)
			words := wanted(string(text))
			if refusal == nil || len(words) == 0 {
				t.Fatalf("%v instead of %q", refusal, words)
			}
			for _, want := range words {
				if !strings.Contains(refusal.Error(), want) {
					t.Errorf("%v\nlacks: %s", refusal, want)
				}
			}
			if strings.Contains(refusal.Error(), "HUSH") {
				t.Errorf("a secret is told: %v", refusal)
			}
		})
	}
}

func TestRefused(t *testing.T) {
	checkRefused(t, "refused", func(file string, text []byte) error {
		_, err := Parse(file, text)
		return err
	})
}

func TestLoad(t *testing.T) {
	t.Setenv("PORTICO_LIMITS_POOL", "3")
	t.Setenv("PORTICO_LIMITS_POLL", "4")
	c, err := Load("testdata/portico.yaml")
	if err != nil {
		t.Fatal(err)
	}
	want := Default()
	want.Listen, want.BaseURL = "0.0.0.0:8080", "https://ehr.example"
	want.Addressing.Paths = false
	want.Tenants, want.Mappers = filepath.Join("testdata", "tenants"), "/srv/mappers"
	want.Secrets = Secrets{[]byte("01234567890123456789012345678901"), []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef")}
	want.Limits.PageMax, want.Limits.StatementTimeout, want.Limits.Pool = 500, 90*time.Second, 3
	want.Store.File = filepath.Join("testdata", "portico.db")
	want.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::7/128")}
	want.LogLevel, want.VerifySQL, want.TenantTagSystem = slog.LevelWarn, true, "https://ehr.example/tenant"
	warnings := c.Warnings
	c.Warnings = nil
	if diff := cmp.Diff(&want, c, cmp.AllowUnexported(DSN{}), cmpopts.EquateComparable(netip.Prefix{})); diff != "" {
		t.Error(diff)
	}
	if got := fmt.Sprint(warnings); got != "[PORTICO_LIMITS_POLL: warning: the variable stands for no key (did you mean PORTICO_LIMITS_POOL?)]" {
		t.Error(got)
	}
}

func TestLoadDefaults(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("PORTICO_LISTEN", "127.0.0.1:9000")
	c, err := Load("")
	if err != nil {
		t.Fatal(err)
	}
	if c.BaseURL != "http://localhost:9000" || len(c.Secrets) != 1 || len(c.Warnings) != 1 ||
		!strings.Contains(c.Warnings[0].Message, "NO SECRETS") {
		t.Errorf("%+v", c)
	}
	if got := c.TenantBaseURL("my-clinic"); got != "http://localhost:9000/tenant/my-clinic/fhir" {
		t.Error(got)
	}
	if err := c.Validate(); err != nil {
		t.Error(err)
	}
	if _, err := Load("absent.yaml"); err == nil {
		t.Error("a file that was named may be absent")
	}
}

func TestVariables(t *testing.T) {
	t.Setenv("PORTICO_SECRETS", strings.Repeat("QUJD", 11)+","+strings.Repeat("QUJE", 11))
	t.Setenv("PORTICO_LOG_LEVEL", "shout")
	_, err := Parse("portico.yaml", []byte("log_level: info"))
	if err == nil || !strings.Contains(err.Error(), `PORTICO_LOG_LEVEL: log_level is "shout"`) {
		t.Error(err)
	}
	t.Setenv("PORTICO_LOG_LEVEL", "debug")
	c, err := Parse("portico.yaml", nil)
	if err != nil || len(c.Secrets) != 2 || c.LogLevel != slog.LevelDebug {
		t.Errorf("%v %v", c, err)
	}
}

func TestAddresses(t *testing.T) {
	c := Default()
	c.BaseURL = "https://ehr.example:8443"
	if got := c.TenantBaseURL("a"); got != "https://a.ehr.example:8443/fhir" {
		t.Error(got)
	}
	for host, want := range map[string]string{
		"my-clinic.ehr.example": "my-clinic", "My-Clinic.EHR.example:80": "my-clinic", "a.ehr.example.": "a",
		"ehr.example": "", ".ehr.example": "", "a.b.ehr.example": "", "aehr.example": "", "a.ehr.example.org": "", "": "",
		"127.0.0.1:80": "", "[::1]:80": "",
	} {
		if got := c.SubdomainID(host); got != want {
			t.Errorf("%s is %q", host, got)
		}
	}
	c.Addressing.Subdomains = false
	if got := c.TenantBaseURL("a"); got != "https://ehr.example:8443/tenant/a/fhir" || c.SubdomainID("a.ehr.example") != "" {
		t.Error(got)
	}
}

func TestSecretsArePrintedByNothing(t *testing.T) {
	dsn, err := ParseDSN("ehr:HUSH@tcp(127.0.0.1:3306)/ehr")
	if err != nil || dsn.Text() == "" {
		t.Fatal(err)
	}
	secrets := Secrets{[]byte("HUSH")}
	var out strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&out, verb+verb+verb, Config{Secrets: secrets}, &Tenant{Database: Database{DSN: dsn}}, Tenant{Database: Database{DSN: dsn}})
	}
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", "dsn", dsn, "secrets", secrets, "database", Database{DSN: dsn})
	text, err := json.Marshal([]any{secrets, Tenant{Database: Database{DSN: dsn}}})
	out.Write(text)
	if shown := out.String(); err != nil || strings.Contains(shown, "HUSH") || strings.Contains(shown, "72, 85") || strings.Contains(shown, "48555348") {
		t.Errorf("%s, %v", shown, err)
	}
}
