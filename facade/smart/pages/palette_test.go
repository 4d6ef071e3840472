package pages

import (
	"encoding/json"
	"math"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// properties are the custom properties of each scheme of a style sheet.
func properties(t *testing.T, sheet string) []map[string]colour {
	t.Helper()
	var out []map[string]colour
	for _, root := range regexp.MustCompile(`:root\{([^}]*)\}`).FindAllStringSubmatch(sheet, -1) {
		scheme := map[string]colour{}
		for declaration := range strings.SplitSeq(strings.TrimSuffix(root[1], ";"), ";") {
			name, text, _ := strings.Cut(declaration, ":")
			c, err := parseColour(text)
			if err != nil {
				t.Fatal(err)
			}
			scheme[name] = c
		}
		out = append(out, scheme)
	}
	if len(out) != 2 {
		t.Fatalf("there are %d schemes", len(out))
	}
	return out
}

// TestContrast: what is read can be read, by day and by night, whatever the accent is.
func TestContrast(t *testing.T) {
	pairs := []struct {
		front, back string
		least       float64
	}{
		{"text", "background", 7},
		{"text", "surface", 7},
		{"muted", "background", enough},
		{"muted", "surface", enough},
		{"error", "surface", enough},
		{"error", "background", enough},
		{"error", "error-surface", enough},
		{"done", "done-surface", enough},
		{"accent", "surface", enough},
		{"accent", "background", enough},
		{"on-accent", "accent", enough},
		{"control", "surface", 3}, // WCAG 2.2, success criterion 1.4.11
		{"control", "background", 3},
	}
	check := func(t interface{ Errorf(string, ...any) }, accent colour, schemes []map[string]colour) {
		for i, scheme := range schemes {
			for _, p := range pairs {
				if got := contrast(scheme["--"+p.front], scheme["--"+p.back]); got < p.least {
					t.Errorf("accent %s, scheme %d: %s on %s has a contrast of %.2f, want %.1f", accent, i, p.front, p.back, got, p.least)
				}
			}
		}
	}
	rapid.Check(t, func(r *rapid.T) {
		accent := colour{rapid.Byte().Draw(r, "r"), rapid.Byte().Draw(r, "g"), rapid.Byte().Draw(r, "b")}
		check(r, accent, properties(t, string(stylesheet(accent))))
	})
	for _, text := range []string{DefaultAccent, "#ffffff", "#000000", "#ffcc00", "#808080"} {
		accent, err := parseColour(text)
		if err != nil {
			t.Fatal(err)
		}
		check(t, accent, properties(t, string(stylesheet(accent))))
	}
}

// TestContrastRatio: the ratio is that of WCAG, by values that others computed.
func TestContrastRatio(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want float64
	}{{"#ffffff", "#000000", 21}, {"#ffffff", "#ffffff", 1}, {"#777777", "#ffffff", 4.48}, {"#0000ff", "#ffffff", 8.59}, {"#ff0000", "#ffffff", 4.0}} {
		a, err := parseColour(c.a)
		if err != nil {
			t.Fatal(err)
		}
		b, err := parseColour(c.b)
		if err != nil {
			t.Fatal(err)
		}
		if got := contrast(a, b); math.Abs(got-c.want) > 0.01 {
			t.Errorf("%s on %s is %.3f, want %.2f", c.a, c.b, got, c.want)
		}
	}
}

// TestAccentStays: an accent that can be read is taken as it is.
func TestAccentStays(t *testing.T) {
	scheme := properties(t, string(stylesheet(colour{0x0b, 0x5c, 0xad})))
	if got := scheme[0]["--accent"].String(); got != "#0b5cad" {
		t.Errorf("by day the accent is %s", got)
	}
}

// TestColoursComeFromThePalette: the rules name no colour of their own but shades of black and white.
func TestColoursComeFromThePalette(t *testing.T) {
	if found := regexp.MustCompile(`#[0-9a-fA-F]{3,8}\b|\bhsl|url\(|@import|expression`).FindString(rules); found != "" {
		t.Errorf("the rules have %s", found)
	}
	known := properties(t, string(stylesheet(black)))[0]
	for _, use := range regexp.MustCompile(`var\((--[a-z-]+)\)`).FindAllStringSubmatch(rules, -1) {
		if _, found := known[use[1]]; !found {
			t.Errorf("%s has no value", use[1])
		}
	}
}

// TestStyleDocument: apps get what SMART names, and can read text on the background.
func TestStyleDocument(t *testing.T) {
	var got map[string]string
	text, err := json.Marshal(testBrand(t).StyleDocument())
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"color_background", "color_error", "color_highlight", "color_modal_backdrop", "color_success", "color_text", "dim_border_radius", "dim_font_size", "dim_spacing_size", "font_family_body", "font_family_heading"} {
		if got[key] == "" {
			t.Errorf("there is no %s", key)
		}
		if strings.HasPrefix(key, "color_") {
			if _, err := parseColour(got[key]); err != nil {
				t.Error(err)
			}
		}
	}
	if len(got) != 11 {
		t.Errorf("there are %d keys", len(got))
	}
}
