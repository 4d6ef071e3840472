package main

import (
	"bytes"
	"time"
)

// appendText appends a text as a JSON string.
func appendText(dst, text []byte) []byte {
	dst = append(dst, '"')
	start := 0
	for i, c := range text {
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		dst = append(dst, text[start:i]...)
		start = i + 1
		switch c {
		case '"', '\\':
			dst = append(dst, '\\', c)
		case '\n':
			dst = append(dst, `\n`...)
		case '\r':
			dst = append(dst, `\r`...)
		case '\t':
			dst = append(dst, `\t`...)
		default:
			dst = append(dst, ' ')
		}
	}
	return append(append(dst, text[start:]...), '"')
}

func blank(text []byte) bool { return len(bytes.TrimSpace(text)) == 0 }

// appendField appends a field with a text, and a comma before it unless it is the object's first; nothing for a blank.
func appendField(dst []byte, name string, text []byte) []byte {
	if blank(text) {
		return dst
	}
	return appendText(append(appendComma(dst), name...), text)
}

// appendComma appends a comma behind another field or item.
func appendComma(dst []byte) []byte {
	if c := dst[len(dst)-1]; c != '{' && c != '[' {
		return append(dst, ',')
	}
	return dst
}

// closed ends what began at mark and was open at its length full; nothing was in it if nothing came since.
func closed(dst []byte, mark, full int, end string) []byte {
	if len(dst) == full {
		return dst[:mark]
	}
	return append(dst, end...)
}

// appendDecimal appends a number without the zeros that its column's scale put there.
func appendDecimal(dst, number []byte) []byte {
	if bytes.IndexByte(number, '.') >= 0 {
		number = bytes.TrimSuffix(bytes.TrimRight(number, "0"), []byte("."))
	}
	return append(dst, number...)
}

// isDate tells dates from zero dates and NULL.
func isDate(text []byte) bool { return len(text) >= 10 && string(text[:4]) != "0000" }

func digits(text []byte) int {
	n := 0
	for _, c := range text {
		n = n*10 + int(c-'0')
	}
	return n
}

// appendLocal appends a wall clock with its offset; one in the gap of the spring is the gap's end.
func appendLocal(dst, text []byte, zone *time.Location) []byte {
	hour, minute := digits(text[11:13]), digits(text[14:16])
	t := time.Date(digits(text[:4]), time.Month(digits(text[5:7])), digits(text[8:10]), hour, minute, digits(text[17:19]), 0, zone)
	if t.Hour() != hour || t.Minute() != minute {
		_, t = t.ZoneBounds()
		t = t.In(zone)
	}
	dst = t.AppendFormat(append(dst, '"'), time.RFC3339)
	return append(dst, '"')
}

// appendUTC appends a wall clock in UTC.
func appendUTC(dst, text []byte) []byte {
	dst = append(append(dst, '"'), text[:10]...)
	dst = append(append(dst, 'T'), text[11:19]...)
	return append(dst, `Z"`...)
}
