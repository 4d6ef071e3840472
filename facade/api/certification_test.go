package api

import (
	"bufio"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ehr.example/portico/mappers/fhir"
)

// TestCertificationShapes sends every kind of request that Inferno's kits sent to another server, with a patient of ours.
// What the tenant has resources of is answered; what it has none of is a 404 that says so.
func TestCertificationShapes(t *testing.T) {
	files, _ := filepath.Glob("../../../shared/certification/*_request_shapes.tsv")
	if len(files) == 0 {
		t.Skip("skipped: needs ../shared/certification/*_request_shapes.tsv (what Inferno asks is not part of this project)")
	}
	e := newEstate(t)
	served, missing := 0, map[string]int{}
	for _, file := range files {
		for _, shape := range readShapes(t, file) {
			resource, _, _ := strings.Cut(strings.TrimPrefix(shape.path, "/"), "?")
			resource, _, _ = strings.Cut(resource, "/")
			status := e.sends(t, shape)
			switch {
			case status == 200:
				served++
			case status == 404 && fhir.IsResource(resource) && !slices.Contains(resourceTypes, resource):
				missing[resource]++
			case status == 400 && unmapped.MatchString(shape.path): // the practice keeps none of these
				missing[resource]++
			default:
				t.Errorf("%s %s: %d", shape.method, shape.path, status)
			}
		}
	}
	t.Logf("%d requests answered; of types that the tenant has none of: %v", served, missing)
	if served < 150 {
		t.Errorf("only %d requests were answered", served)
	}
}

// unmapped are the searches by what practice's encounters do not have.
var unmapped = regexp.MustCompile(`^/Encounter\?(.*&)?(discharge-disposition|identifier|location)=`)

// shape is one request.
type shape struct{ method, path, form string }

// ours are the other server's patients and what they have, as ours has them.
var ours = regexp.MustCompile(`\b(85|355|907)\b`)

// readShapes reads the last column, which has an example of each shape; the one before it begins with the method.
func readShapes(t *testing.T, file string) []shape {
	t.Helper()
	f, err := os.Open(filepath.Clean(file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []shape
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		cells := strings.Split(lines.Text(), "\t")
		method, _, _ := strings.Cut(cells[len(cells)-2], " ")
		path := cells[len(cells)-1]
		if method != "GET" && method != "POST" || !strings.HasPrefix(path, "/") {
			continue
		}
		s := shape{method: method, path: mended(path)}
		if method == "POST" {
			s.form = "patient=1"
			if resource, _, _ := strings.Cut(path[1:], "/"); fhir.SearchParameterOf(resource, "patient") == nil {
				s.form = "_id=1"
			}
		}
		out = append(out, s)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// mended is the path with our patient, and a query that is encoded.
func mended(path string) string {
	path, query, _ := strings.Cut(path, "?")
	path = ours.ReplaceAllString(path, "1")
	if query == "" {
		return path
	}
	values := url.Values{}
	for _, pair := range strings.Split(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if name == "patient" || name == "_id" {
			value = ours.ReplaceAllString(value, "1")
		}
		if plain, err := url.PathUnescape(value); err == nil {
			value = plain
		}
		values.Add(name, value)
	}
	return path + "?" + values.Encode()
}

// sends is the status of a request to my-clinic.
func (e estate) sends(t *testing.T, s shape) int {
	t.Helper()
	if s.method == "POST" {
		return e.ask(t, s.method, mine.base()+s.path, formType, s.form).Code
	}
	return e.ask(t, s.method, mine.base()+s.path).Code
}
