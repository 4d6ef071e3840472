package program

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"slices"
	"unicode"
	"unicode/utf8"
)

// appendText writes a JSON string; blank text is absent (R4 §2.24.0.1: strings shall not be empty).
func appendText(dst, raw []byte) ([]byte, bool) {
	if blank(raw) {
		return dst, false
	}
	return appendString(append(dst, '"'), raw), true
}

// blank tells whether a text leaves nothing to read; mostly its first byte tells that it does.
func blank(raw []byte) bool {
	if len(raw) > 0 && raw[0] > ' ' && raw[0] < utf8.RuneSelf {
		return false
	}
	return !bytes.ContainsFunc(raw, seen)
}

// seen tells whether a rune leaves something to read.
func seen(r rune) bool { return r > ' ' && !unicode.IsSpace(r) }

// AppendEscaped writes text as the inside of a JSON string. Bytes that are not UTF-8 become U+FFFD, and control
// characters that FHIR forbids in strings become blanks.
func AppendEscaped[T ~string | ~[]byte](dst []byte, text T) []byte {
	start, i := 0, 0
	for {
		for i < len(text) && plain[text[i]] {
			i++
		}
		if i == len(text) {
			return append(dst, text[start:]...)
		}
		c := text[i]
		if c >= utf8.RuneSelf {
			if n := validRune(string(text[i:min(i+utf8.UTFMax, len(text))])); n > 0 {
				i += n
				continue
			}
		}
		dst = append(dst, text[start:i]...)
		dst = appendEscape(dst, c)
		i++
		start = i
	}
}

// plain are the bytes that stand for themselves inside a JSON string.
var plain = func() *[256]bool {
	var p [256]bool
	for c := ' '; c < utf8.RuneSelf; c++ {
		p[c] = c != '"' && c != '\\'
	}
	return &p
}()

// escapes are the high bits of the bytes of a word that do not stand for themselves inside a JSON string, up to the first of
// them: those below a blank, quotes, backslashes, and what is beyond ASCII. Bits above the first one tell nothing.
func escapes(word uint64) uint64 {
	const ones, high = 0x0101010101010101, 0x8080808080808080
	quote, slash := word^(ones*'"'), word^(ones*'\\')
	return (word | (word-ones*' ')&^word | (quote-ones)&^quote | (slash-ones)&^slash) & high
}

// appendInside is AppendEscaped, for texts most of which have nothing to escape: it copies while it looks, eight bytes at a
// time. Of a short text it reads the bytes behind it as well, and of the buffer it writes some behind the result, as far as
// both have them.
func appendInside(dst, text []byte) []byte {
	const word = 8
	n, size := len(dst), len(text)
	if size < word {
		if cap(text) < word || cap(dst)-n < word {
			return AppendEscaped(dst, text)
		}
		x := binary.LittleEndian.Uint64(text[:word])
		if escapes(x)<<(8*(word-size)) != 0 {
			return AppendEscaped(dst, text)
		}
		binary.LittleEndian.PutUint64(dst[n:n+word], x)
		return dst[:n+size]
	}
	dst = slices.Grow(dst, size)
	out := dst[n : n+size]
	for at := 0; ; at += word {
		at = min(at, size-word)
		x := binary.LittleEndian.Uint64(text[at:])
		if escapes(x) != 0 {
			return AppendEscaped(dst, text)
		}
		binary.LittleEndian.PutUint64(out[at:], x)
		if at+word >= size {
			return dst[:n+size]
		}
	}
}

// appendString writes the inside of a JSON string and the quote behind it.
func appendString(dst, raw []byte) []byte { return append(appendInside(dst, raw), '"') }

// validRune is the length of the UTF-8 rune at the front, or 0 when it is broken.
func validRune(s string) int {
	if r, n := utf8.DecodeRuneInString(s); r != utf8.RuneError || n > 1 {
		return n
	}
	return 0
}

func appendEscape(dst []byte, c byte) []byte {
	switch {
	case c == '"' || c == '\\':
		return append(dst, '\\', c)
	case c == '\n':
		return append(dst, `\n`...)
	case c == '\r':
		return append(dst, `\r`...)
	case c == '\t':
		return append(dst, `\t`...)
	case c < ' ':
		return append(dst, ' ')
	}
	return append(dst, "\uFFFD"...)
}

func appendBase64(dst, raw []byte) ([]byte, bool) {
	return base64.StdEncoding.AppendEncode(dst, raw), true
}

// appendNarrative writes text as the XHTML of a Narrative: escaped, its lines apart (R4 §2.4.1).
func appendNarrative(dst, raw []byte) ([]byte, bool) {
	if !bytes.ContainsFunc(raw, seen) {
		return dst, false
	}
	raw = bytes.TrimSpace(raw)
	dst = append(dst, `"<div xmlns=\"http://www.w3.org/1999/xhtml\">`...)
	start := 0
	for i, c := range raw {
		mark := ""
		switch c {
		case '&':
			mark = "&amp;"
		case '<':
			mark = "&lt;"
		case '>':
			mark = "&gt;"
		case '\n':
			mark = "<br/>"
		case '\r':
		default:
			continue
		}
		dst = append(AppendEscaped(dst, raw[start:i]), mark...)
		start = i + 1
	}
	return append(AppendEscaped(dst, raw[start:]), `</div>"`...), true
}

// appendContent writes text that is base64, without the line ends that mail puts there; any other text is none.
func appendContent(dst, raw []byte) ([]byte, bool) {
	mark := len(dst)
	dst = append(dst, '"')
	for _, c := range raw {
		if c != '\n' && c != '\r' && c != ' ' {
			dst = append(dst, c)
		}
	}
	if !isBase64(dst[mark+1:]) {
		return dst[:mark], false
	}
	return append(dst, '"'), true
}

// isBase64 tells whether text is base64 with its padding, and not empty.
func isBase64(text []byte) bool {
	if len(text) == 0 || len(text)%4 != 0 {
		return false
	}
	body := bytes.TrimRight(text, "=")
	for _, c := range body {
		letter := c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9'
		if !letter && c != '+' && c != '/' {
			return false
		}
	}
	return len(text)-len(body) <= 2
}

func appendTruth(dst, raw []byte) ([]byte, bool) {
	switch string(raw) {
	case "true", "false":
		return append(dst, raw...), true
	}
	return dst, false
}
