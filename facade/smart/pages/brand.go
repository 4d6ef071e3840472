package pages

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// DefaultAccent is the accent of a tenant that names none.
const DefaultAccent = "#0b5cad"

// Settings are what a tenant says of how its pages look, and where its style sheet is.
type Settings struct {
	Name       string // what people read: the clinic's name
	Logo       string // https://…, or data:image/…;base64,…; empty: none
	Accent     string // #rrggbb; empty: DefaultAccent
	Stylesheet string // the path at which ServeStylesheet answers
}

// Brand is how a tenant's pages look: Settings that were checked, and the style sheet that is made of them. Nobody changes
// it.
type Brand struct {
	Settings

	accent     colour
	stylesheet []byte
	tag        string // of the style sheet's content
}

// NewBrand checks the settings. The error says which one is wrong and what to write. Any accent is good: where it could
// not be read on a page's background, it is shaded until it can.
func NewBrand(s Settings) (*Brand, error) {
	if strings.TrimSpace(s.Name) == "" {
		return nil, errors.New("the pages need a name: what people call the clinic")
	}
	if s.Accent == "" {
		s.Accent = DefaultAccent
	}
	accent, err := parseColour(s.Accent)
	if err != nil {
		return nil, fmt.Errorf("accent: %w", err)
	}
	if s.Logo != "" {
		if _, err := imageURL(s.Logo); err != nil {
			return nil, fmt.Errorf("logo: %w", err)
		}
	}
	if _, err := localPath(s.Stylesheet); err != nil {
		return nil, fmt.Errorf("stylesheet: %w", err)
	}
	b := &Brand{Settings: s, accent: accent, stylesheet: stylesheet(accent)}
	sum := sha256.Sum256(b.stylesheet)
	b.tag = hex.EncodeToString(sum[:8])
	return b, nil
}

// StylesheetURL is the path of the style sheet. It changes with its content, which may therefore be kept for ever.
func (b *Brand) StylesheetURL() string { return b.Stylesheet + "?v=" + b.tag }
