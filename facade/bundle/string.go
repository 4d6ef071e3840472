package bundle

import "unicode/utf8"

const hexDigits = "0123456789abcdef"

// appendString appends the text as a JSON string. Bytes that aren't UTF-8 become U+FFFD; `<` and `>` are escaped
// too, so that a browser that takes the answer for a page finds no tag.
func appendString(dst []byte, text string) []byte {
	dst = append(dst, '"')
	plain := 0
	for plain < len(text) && isPlain(text[plain]) {
		plain++
	}
	dst, text = append(dst, text[:plain]...), text[plain:]
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			dst = append(dst, '\\', byte(r))
		case r < 0x20 || r == '<' || r == '>' || r == 0x7f:
			dst = append(dst, '\\', 'u', '0', '0', hexDigits[r>>4], hexDigits[r&0xf])
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return append(dst, '"')
}

// isPlain tells ASCII characters that stand for themselves.
func isPlain(c byte) bool {
	switch c {
	case '"', '\\', '<', '>':
		return false
	}
	return c >= 0x20 && c < 0x7f
}
