package config

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestBranding: a logo is an address, or a file that becomes one.
func TestBranding(t *testing.T) {
	folder := t.TempDir()
	png := append([]byte("\x89PNG\r\n\x1a\n"), bytes.Repeat([]byte{0}, 20)...)
	for name, content := range map[string][]byte{
		"logo.png": png, "wrong.jpg": png, "logo.svg": []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), "wrong.svg": png,
		"logo.txt": png, "big.png": append(png, make([]byte, mostLogo)...),
	} {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	read := func(block string) (Branding, error) {
		text := "id: x\nname: X\nmapper: m\ntime_zone: UTC\ndatabase: {dsn: 'u:p@tcp(h:1)/d'}\nbranding: " + block + "\n"
		tenant, err := ParseTenant(filepath.Join(folder, "x.yaml"), []byte(text), process())
		if err != nil {
			return Branding{}, err
		}
		return tenant.Branding, nil
	}
	for block, want := range map[string]Branding{
		"{}": {},
		"{logo: 'https://x.example/logo.png', accent: '#123456'}": {Logo: "https://x.example/logo.png", Accent: "#123456"},
		"{logo_file: logo.svg}":                                   {Logo: "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4="},
	} {
		if got, err := read(block); err != nil || got != want {
			t.Errorf("%s is %+v: %v", block, got, err)
		}
	}
	if got, err := read("{logo_file: logo.png}"); err != nil || !strings.HasPrefix(got.Logo, "data:image/png;base64,iVBORw0KGgo") {
		t.Errorf("logo.png is %+v: %v", got, err)
	}
	for block, want := range map[string]string{
		"{logo_file: gone.png}":                             "x.yaml:6:23: branding.logo_file can't be read: no such file or directory",
		"{logo_file: logo.txt}":                             "must end in .png",
		"{logo_file: wrong.jpg}":                            "is no image/jpeg",
		"{logo_file: wrong.svg}":                            "is no SVG",
		"{logo_file: big.png}":                              "at most 48000 are allowed",
		"{logo_file: ''}":                                   "must be the name of a file",
		"{logo_file: logo.png, logo: 'https://x.example/'}": "logo or logo_file, not both",
		"{accent: ''}":                                      `branding.accent is ""; it must be a colour`,
		"{colour: red}":                                     "unknown key colour",
	} {
		if _, err := read(block); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", block, err, want)
		}
	}
}
