package program

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestAppendEscaped(t *testing.T) {
	tests := []struct{ text, want string }{
		{"plain", "plain"},
		{`say "hi" \ there`, `say \"hi\" \\ there`},
		{"a\tb\nc\rd", `a\tb\nc\rd`},
		{"a\x00b\x1fc\x07", "a b c "},
		{"Zoë 😀 日本", "Zoë 😀 日本"},
		{"a\xffb", "a�b"},
		{"\xe2\x82", "��"},
		{"\xed\xa0\x80", "���"}, // a surrogate is no text
		{"�", "�"},
		{"</script>&", "</script>&"},
		{"", ""},
	}
	for _, test := range tests {
		if got := string(AppendEscaped(nil, test.text)); got != test.want {
			t.Errorf("%q is escaped as %s, want %s", test.text, got, test.want)
		}
		if got := string(AppendEscaped(nil, []byte(test.text))); got != test.want {
			t.Errorf("%q as bytes is escaped as %s, want %s", test.text, got, test.want)
		}
	}
}

// TestAppendEscapedProperties: whatever the bytes, the result is JSON, and valid text without control characters comes
// back as it was.
func TestAppendEscapedProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) })).Draw(t, "text")
		quoted := append(AppendEscaped([]byte{'"'}, raw), '"')
		var back string
		if err := json.Unmarshal(quoted, &back); err != nil {
			t.Fatalf("%q is not JSON: %v", quoted, err)
		}
		if !utf8.Valid(quoted) {
			t.Fatalf("%q is not UTF-8", quoted)
		}
		want := strings.Map(func(r rune) rune {
			if r < ' ' && r != '\t' && r != '\n' && r != '\r' {
				return ' '
			}
			return r
		}, raw)
		if utf8.ValidString(raw) && back != want {
			t.Fatalf("%q came back as %q", raw, back)
		}
	})
}

// TestAppendInside puts every byte at every place of texts of every length around that of a word, with more and with less room
// behind the text and behind the buffer. What stands behind the text is not shown.
func TestAppendInside(t *testing.T) {
	for c := range 256 {
		for size := 1; size <= 20; size++ {
			for at := range size {
				text := append(bytes.Repeat([]byte("~"), size), `"behind"`...)
				text[at] = byte(c)
				for _, room := range []int{0, 8} {
					part := text[: size : size+room]
					for _, dst := range [][]byte{[]byte("before"), append(make([]byte, 0, 64), "before"...)} {
						if got, want := string(appendInside(dst, part)), string(AppendEscaped([]byte("before"), part)); got != want {
							t.Fatalf("%q: %q, want %q", part, got, want)
						}
					}
				}
			}
		}
	}
}
