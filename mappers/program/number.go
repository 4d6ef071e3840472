package program

import "bytes"

func appendInteger(dst, raw []byte) ([]byte, bool) {
	if len(raw) > 0 && raw[0] > '0' && allDigits(raw) {
		return append(dst, raw...), true
	}
	number := bytes.TrimSpace(raw)
	digits := bytes.TrimLeft(number, "+-")
	if len(digits) == 0 || len(number)-len(digits) > 1 || !allDigits(digits) {
		return dst, false
	}
	if digits = bytes.TrimLeft(digits, "0"); len(digits) == 0 {
		return append(dst, '0'), true
	}
	if number[0] == '-' {
		dst = append(dst, '-')
	}
	return append(dst, digits...), true
}

func allDigits(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// appendDecimal writes a numeric column without the zeros that only its scale put there: decimal(12,6) holding 120 is
// 120. Floats come with an exponent at times, which JSON and FHIR allow.
func appendDecimal(dst, raw []byte) ([]byte, bool) {
	raw = withoutScale(raw)
	if bytes.IndexAny(raw, "eE") > 0 {
		return append(dst, raw...), true
	}
	return appendDecimalText(dst, raw)
}

// appendDecimalText writes a number that a person wrote, keeping its digits: 7.20 stays 7.20, +07. is 7, .5 is 0.5.
func appendDecimalText(dst, number []byte) ([]byte, bool) {
	if len(number) == 0 {
		return dst, false
	}
	if number[0] > '0' && number[0] <= '9' && number[len(number)-1] != '.' {
		return append(dst, number...), true
	}
	if number[0] == '-' {
		dst = append(dst, '-')
	}
	number = bytes.TrimLeft(number, "+-")
	whole, fraction, _ := bytes.Cut(number, []byte("."))
	whole = bytes.TrimLeft(whole, "0")
	if len(whole) == 0 {
		whole = []byte("0")
	}
	dst = append(dst, whole...)
	if len(fraction) > 0 {
		dst = append(append(dst, '.'), fraction...)
	}
	return dst, true
}

// SplitNumber reads a result such as 7.2, <5 or >= 90: its comparator (FHIR's < <= >= >; empty for none) and its
// digits. Without digits, or with anything else around them, there is no number.
func SplitNumber(raw []byte) (comparator, number []byte) {
	if isNumber(raw) {
		return raw[:0], raw
	}
	raw = bytes.TrimSpace(raw)
	n := 0
	for n < len(raw) && n < 2 && (raw[n] == '<' || raw[n] == '>' || raw[n] == '=') {
		n++
	}
	comparator, number = raw[:n], bytes.TrimLeft(raw[n:], " ")
	if !isComparator(comparator) || !isNumber(number) {
		return nil, nil
	}
	return comparator, number
}

func isComparator(c []byte) bool {
	switch string(c) {
	case "", "<", "<=", ">", ">=":
		return true
	}
	return false
}

// isNumber is an optional sign, then digits with at most one point among them.
func isNumber(b []byte) bool { return len(b) > 0 && numberEnd(b, 0) == len(b) }

// SplitRange reads a reference range: 70-99, 3.5 - 5.0, -1.0-1.0, <200, >=40. A bound that is not there is empty, and
// what is no range has neither.
func SplitRange(raw []byte) (low, high []byte) {
	raw = bytes.TrimSpace(raw)
	if len(raw) > 0 && (raw[0] == '<' || raw[0] == '>') {
		comparator, number := SplitNumber(raw)
		if len(comparator) > 0 && comparator[0] == '<' {
			return nil, number
		}
		return number, nil
	}
	end := numberEnd(raw, 0)
	dash := skipBlanks(raw, end)
	if end == 0 || dash >= len(raw) || raw[dash] != '-' {
		return nil, nil
	}
	start := skipBlanks(raw, dash+1)
	if last := numberEnd(raw, start); last == start || last < len(raw) {
		return nil, nil
	}
	return raw[:end], raw[start:]
}

// numberEnd is where the number ends that begins at i; i itself where none does.
func numberEnd(b []byte, i int) int {
	end, digits, points := i, 0, 0
	if end < len(b) && (b[end] == '-' || b[end] == '+') {
		end++
	}
	for ; end < len(b); end++ {
		c := b[end]
		if c >= '0' && c <= '9' {
			digits++
		} else if c != '.' || points > 0 {
			break
		} else {
			points++
		}
	}
	if digits == 0 {
		return i
	}
	return end
}

func skipBlanks(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] >= '\t' && b[i] <= '\r') {
		i++
	}
	return i
}
