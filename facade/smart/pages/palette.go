package pages

import (
	_ "embed"
	"fmt"
	"net/http"
	"strings"
)

// palette are the colours of a scheme, by the names that they have in the style sheet.
type palette struct {
	background, surface     colour
	text, muted             colour
	line, control           colour // of boxes; of inputs, which must be seen
	errors, errorSurface    colour
	done, doneSurface       colour
	brand, accent, onAccent colour // the tenant's own; readable on the backgrounds; what is readable on the accent
}

// light and dark are the schemes, without what the tenant's accent gives.
var (
	light = palette{
		background: colour{0xf2, 0xf5, 0xf8}, surface: white,
		text: colour{0x18, 0x21, 0x2d}, muted: colour{0x4f, 0x5b, 0x6a},
		line: colour{0xd6, 0xdd, 0xe5}, control: colour{0x74, 0x80, 0x8f},
		errors: colour{0xa9, 0x1f, 0x17}, errorSurface: colour{0xfd, 0xee, 0xec},
		done: colour{0x17, 0x62, 0x35}, doneSurface: colour{0xe8, 0xf6, 0xed},
	}
	dark = palette{
		background: colour{0x10, 0x14, 0x1a}, surface: colour{0x1a, 0x20, 0x29},
		text: colour{0xe9, 0xed, 0xf2}, muted: colour{0xac, 0xb6, 0xc3},
		line: colour{0x35, 0x3f, 0x4c}, control: colour{0x82, 0x8f, 0x9f},
		errors: colour{0xff, 0xa3, 0x99}, errorSurface: colour{0x3b, 0x1b, 0x19},
		done: colour{0x85, 0xdb, 0xa5}, doneSurface: colour{0x14, 0x30, 0x20},
	}
)

// with is the palette with a tenant's accent, shaded towards a colour until it can be read.
func (p palette) with(accent, towards colour) palette {
	p.brand = accent
	p.accent = accent.readable(towards, p.background, p.surface)
	p.onAccent = p.accent.text()
	return p
}

// properties are the colours as CSS custom properties.
func (p palette) properties() string {
	var b strings.Builder
	for _, c := range []struct {
		name  string
		value colour
	}{
		{"background", p.background},
		{"surface", p.surface},
		{"text", p.text},
		{"muted", p.muted},
		{"line", p.line},
		{"control", p.control},
		{"error", p.errors},
		{"error-surface", p.errorSurface},
		{"done", p.done},
		{"done-surface", p.doneSurface},
		{"brand", p.brand},
		{"accent", p.accent},
		{"on-accent", p.onAccent},
	} {
		fmt.Fprintf(&b, "--%s:%s;", c.name, c.value)
	}
	return b.String()
}

//go:embed style.css
var rules string

// stylesheet is the style sheet of a tenant with an accent. On paper it is light.
func stylesheet(accent colour) []byte {
	return fmt.Appendf(nil, ":root{%s}\n@media screen and (prefers-color-scheme:dark){:root{%s}}\n%s",
		light.with(accent, black).properties(), dark.with(accent, white).properties(), rules)
}

// ServeStylesheet answers a request for the tenant's style sheet.
func (b *Brand) ServeStylesheet(w http.ResponseWriter, r *http.Request) {
	header, tag := w.Header(), `"`+b.tag+`"`
	header.Set("Content-Type", "text/css; charset=utf-8")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cross-Origin-Resource-Policy", "same-origin")
	header.Set("ETag", tag)
	if r.URL.Query().Get("v") == b.tag {
		header.Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		header.Set("Cache-Control", "no-cache")
	}
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	_, _ = w.Write(b.stylesheet)
}
