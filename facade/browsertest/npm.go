package browsertest

import (
	"os"
	"path/filepath"
	"testing"
)

// Package is the content of a file of an npm package: fhirclient-2.6.3, build/fhir-client.js. npm.txt lists the packages,
// and scripts/with-npm brings them; the test fails without.
func Package(t testing.TB, name, file string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root(t), "build", "npm", name, filepath.FromSlash(file)))
	if err != nil {
		t.Fatalf("%v: run make test, or scripts/with-npm go test …", err)
	}
	return text
}

// root is the folder of go.mod.
func root(t testing.TB) string {
	t.Helper()
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder
		}
		above := filepath.Dir(folder)
		if above == folder {
			t.Fatal("the test does not run below go.mod")
		}
		folder = above
	}
}
