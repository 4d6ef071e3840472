package pages

import (
	"fmt"
	"math"
	"strconv"
)

// colour is a colour of sRGB.
type colour struct{ r, g, b uint8 }

var (
	white = colour{255, 255, 255}
	black = colour{}
)

// parseColour reads #rrggbb.
func parseColour(text string) (colour, error) {
	if len(text) == 7 && text[0] == '#' {
		if n, err := strconv.ParseUint(text[1:], 16, 32); err == nil {
			return colour{uint8(n >> 16), uint8(n >> 8), uint8(n)}, nil
		}
	}
	return colour{}, fmt.Errorf("%q is not a colour: write it as #rrggbb, such as %s", text, DefaultAccent)
}

// String is the colour as CSS has it.
func (c colour) String() string { return fmt.Sprintf("#%02x%02x%02x", c.r, c.g, c.b) }

// luminance is the relative luminance. See WCAG 2.2, "relative luminance".
func (c colour) luminance() float64 {
	linear := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.r) + 0.7152*linear(c.g) + 0.0722*linear(c.b)
}

// contrast is between 1, for equal colours, and 21. See WCAG 2.2, "contrast ratio".
func contrast(a, b colour) float64 {
	high, low := a.luminance(), b.luminance()
	if high < low {
		high, low = low, high
	}
	return (high + 0.05) / (low + 0.05)
}

// enough is the contrast of a text with what is behind it. See WCAG 2.2, success criterion 1.4.3.
const enough = 4.5

// mixed is the colour with a share of another one, from 0 to 1.
func (c colour) mixed(with colour, share float64) colour {
	mix := func(a, b uint8) uint8 { return uint8(math.Round(float64(a)*(1-share) + float64(b)*share)) }
	return colour{mix(c.r, with.r), mix(c.g, with.g), mix(c.b, with.b)}
}

// readable is the colour, shaded towards another one as little as makes it readable on all of some backgrounds.
func (c colour) readable(towards colour, on ...colour) colour {
	const steps = 100
	for i := range steps {
		shaded := c.mixed(towards, float64(i)/steps)
		if readableOn(shaded, on) {
			return shaded
		}
	}
	return towards
}

func readableOn(c colour, on []colour) bool {
	for _, background := range on {
		if contrast(c, background) < enough {
			return false
		}
	}
	return true
}

// text is what can be read on the colour: white or black.
func (c colour) text() colour {
	if contrast(c, white) >= enough {
		return white
	}
	return black
}
