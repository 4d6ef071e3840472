package interaction_test

import (
	"os"
	"runtime/debug"
	"testing"

	"ehr.example/portico/facade/access"
)

// TestMain lets memory grow to some gigabytes before it is collected. The resources that answers are compared with stay in
// memory: to go through them each time that it has doubled takes a fifth of the tests' time.
func TestMain(m *testing.M) {
	debug.SetGCPercent(300)
	debug.SetMemoryLimit(3 << 30)
	os.Exit(m.Run())
}

// TestOpenEMR asks of OpenEMR what other tests ask of practice. Its 109 patients have a hundred thousand resources, which are
// read once for all of it.
func TestOpenEMR(t *testing.T) {
	s := openEMRSubject(t)
	t.Run("resources", s.resources) // see TestResources
	t.Run("subsets", s.subsets)
	t.Run("everything", func(t *testing.T) { s.everything(t, 3) })
	t.Run("closure", s.closure)
	queries := queriesAsked() / 100 // each looks at every one of the resources
	if everything() {
		queries = queriesAsked() / 5
	}
	t.Run("differential", func(t *testing.T) { s.differential(t, queries) })
}

// differential asks random searches of everybody (see TestDifferential).
func (s *subject) differential(t *testing.T, queries int) {
	t.Helper()
	n := newNaive(s)
	n.prepare(t)
	n.selects(t)
	var done trial
	n.random(t, n.all(), access.Open(s.site.Tenant), seedAsked(), queries, &done)
	n.report(t, &done)
}
