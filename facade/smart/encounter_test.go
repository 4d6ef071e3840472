package smart

import (
	"strings"
	"testing"

	"ehr.example/portico/facade/smart/pages"
)

func TestOverlapping(t *testing.T) {
	for date, want := range map[string]string{
		"2026-03-01": "gt2026-02-28 lt2026-03-02", "2024-12-31": "gt2024-12-30 lt2025-01-01", "2026-01": "gt2025-12 lt2026-02", "2026": "gt2025 lt2027",
		"": "", "2026-13": "", "2026-02-30": "", "26": "", "ge2026": "", "2026-1-1": "",
	} {
		if got := strings.Join(overlapping(date), " "); got != want {
			t.Errorf("%q: %q, want %q", date, got, want)
		}
	}
}

// TestVisit: people read the best words that an Encounter has.
func TestVisit(t *testing.T) {
	for text, want := range map[string]pages.Encounter{
		`{"resourceType":"Encounter","id":"1","status":"in-progress","class":{"code":"AMB","display":"ambulatory"},"type":[{"coding":[{"code":"1"},{"display":"Check up"}]}],"period":{"start":"2026"},"reasonCode":[{"text":"Cough"}]}`: {ID: "1", Kind: "Check up", Start: "2026", Status: "in progress", Reason: "Cough"},
		`{"resourceType":"Encounter","id":"1","class":{"code":"AMB","display":"ambulatory"},"type":[{"coding":[{"code":"1"}]}]}`:                                                                                                         {ID: "1", Kind: "ambulatory"},
		`{"resourceType":"Encounter","id":"1"}`: {ID: "1"},
	} {
		if got, ok := visit([]byte(text)); !ok || got != want {
			t.Errorf("%s: %+v", text, got)
		}
	}
	for _, text := range []string{`{"resourceType":"Patient","id":"1"}`, `x`} {
		if _, ok := visit([]byte(text)); ok {
			t.Errorf("%s is a visit", text)
		}
	}
}
