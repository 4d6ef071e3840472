package config

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
)

// Branding is how the pages look that people see of a tenant. What it says is checked where the pages are made.
type Branding struct {
	Logo   string // logo: https://…, or the image in logo_file as a data: address; empty: none
	Accent string // accent: #rrggbb; empty: the usual one
}

// logoTypes are the images that browsers show, by the ends of their files' names.
var logoTypes = map[string]string{
	".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp", ".svg": "image/svg+xml",
}

// mostLogo is the most bytes of a logo's file: it is in every page.
const mostLogo = 48_000

// branding reads the block.
func (r *tenantReader) branding() Branding {
	var b Branding
	node, found := r.fields["branding"]
	if !found {
		return b
	}
	fields := r.mapping(node.value, "branding", "logo", "logo_file", "accent")
	text := func(value string) (string, error) {
		if value == "" {
			return "", errors.New("empty")
		}
		return value, nil
	}
	overrideIn(r, fields, "branding", "logo", "an https address", &b.Logo, text)
	overrideIn(r, fields, "branding", "accent", "a colour such as #0b5cad", &b.Accent, text)
	f, inFile := fields["logo_file"]
	if !inFile {
		return b
	}
	if b.Logo != "" {
		r.problems.Errorf(r.at(f.value), "branding can have logo or logo_file, not both")
		return b
	}
	name, _ := r.scalar(f.value, "branding.logo_file")
	if name == "" {
		r.problems.Errorf(r.at(f.value), "branding.logo_file must be the name of a file")
		return b
	}
	logo, err := readLogo(name, filepath.Dir(r.file))
	if err != nil {
		r.problems.Errorf(r.at(f.value), "branding.logo_file %s", err)
	}
	b.Logo = logo
	return b
}

// readLogo is an image as a data: address. A relative name starts at a folder.
func readLogo(name, folder string) (string, error) {
	kind := logoTypes[strings.ToLower(filepath.Ext(name))]
	if kind == "" {
		return "", errors.New("must end in .png, .jpg, .gif, .webp or .svg")
	}
	if !filepath.IsAbs(name) {
		name = filepath.Join(folder, name)
	}
	image, err := os.ReadFile(name) //nolint:gosec // the operator names it
	switch {
	case err != nil:
		return "", fmt.Errorf("can't be read: %w", errors.Unwrap(err))
	case len(image) > mostLogo:
		return "", fmt.Errorf("has %d bytes, and at most %d are allowed: serve the image elsewhere and name its https address in logo", len(image), mostLogo)
	case kind != "image/svg+xml" && http.DetectContentType(image) != kind:
		return "", fmt.Errorf("is no %s", kind)
	case kind == "image/svg+xml" && !strings.Contains(string(image), "<svg"):
		return "", errors.New("is no SVG")
	}
	return "data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(image), nil
}
