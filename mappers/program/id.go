package program

import (
	"bytes"
	"encoding/hex"
	"strconv"
	"strings"

	"ehr.example/portico/mappers/sqltree"
)

// Codec is how a column's value stands in an id.
type Codec int

// The codecs: decimal digits, a BINARY(16) as a uuid, a lower-case uuid held as text, and any text as hexadecimal.
const (
	CodecInteger Codec = iota
	CodecUUID
	CodecUUIDText
	CodecHex
)

// IDPart is a piece of an id: a literal, or a column under a codec.
type IDPart struct {
	Literal string
	Expr    sqltree.Expr // nil for a literal
	Codec   Codec
	Slot    int  // among the columns of the relation that shows the id
	Key     int  // which key column it is, or -1
	Maybe   bool // the column may be NULL
}

// ID is how a source's rows are named in FHIR (R4 §2.24.0.1 id: [A-Za-z0-9\-\.]{1,64}). It is a two-way statement: what
// does not re-encode to exactly the text received does not exist.
type ID []IDPart

// ByKey tells whether an id holds the whole key, so that either gives the other without the database.
func (id ID) ByKey(width int) bool {
	have := 0
	for _, p := range id {
		if p.Expr != nil && p.Key < 0 {
			return false
		}
		if p.Expr != nil {
			have++
		}
	}
	return have == width
}

// Append writes the id of a row; false means that a part is NULL, so that there is no id.
func (id ID) Append(dst []byte, r *Rows, row int) ([]byte, bool) {
	for i := range id {
		p := &id[i]
		if p.Expr == nil {
			dst = append(dst, p.Literal...)
			continue
		}
		value := r.Cell(row, p.Slot)
		if p.Codec == CodecInteger && len(value) > 0 && value[0] > '0' && allDigits(value) { // as most are
			dst = append(dst, value...)
			continue
		}
		var ok bool
		if dst, ok = p.appendValue(dst, value); !ok {
			return dst, false
		}
	}
	return dst, true
}

func (p *IDPart) appendValue(dst, value []byte) ([]byte, bool) {
	switch {
	case len(value) == 0:
		return dst, false
	case p.Codec == CodecUUID:
		return appendUUID(dst, value)
	case p.Codec == CodecInteger:
		return appendInteger(dst, value)
	case p.Codec == CodecHex:
		return hex.AppendEncode(dst, value), true
	case p.Codec == CodecUUIDText && !uuidText(string(value)):
		return dst, false
	}
	return append(dst, value...), true
}

func appendUUID(dst, b []byte) ([]byte, bool) {
	if len(b) != 16 || bytes.Equal(b, make([]byte, 16)) {
		return dst, false
	}
	mark := len(dst)
	dst = append(dst, "00000000-0000-0000-0000-000000000000"...)
	text := (*[36]byte)(dst[mark:])
	for i, at := range uuidPlaces {
		text[at], text[at+1] = hexDigits[b[i]>>4], hexDigits[b[i]&15]
	}
	return dst, true
}

// uuidPlaces are where the bytes of a uuid stand in its text.
var uuidPlaces = [16]int{0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34}

const hexDigits = "0123456789abcdef"

// Decode reads an id: a value for each part with a column, typed for the database. False: no row can have it.
func (id ID) Decode(text string) ([]any, bool) {
	var out []any
	for i := range id {
		p := &id[i]
		if p.Expr == nil {
			if !strings.HasPrefix(text, p.Literal) {
				return nil, false
			}
			text = text[len(p.Literal):]
			continue
		}
		v, n, ok := p.decode(text)
		if !ok {
			return nil, false
		}
		out, text = append(out, v), text[n:]
	}
	return out, text == ""
}

// decode reads one value from the front of text: the value, and how long it was.
func (p *IDPart) decode(text string) (any, int, bool) {
	switch p.Codec {
	case CodecInteger:
		v, n, ok := decodeInteger(text)
		return v, n, ok && p.inRange(v)
	case CodecUUID:
		return decodeUUID(text)
	case CodecUUIDText:
		if len(text) < 36 || !uuidText(text[:36]) {
			return nil, 0, false
		}
		return text[:36], 36, true
	}
	return decodeHex(text)
}

// inRange tells whether the part's column can hold a number: what it cannot hold needs no statement.
func (p *IDPart) inRange(v any) bool {
	c, ok := p.Expr.(sqltree.Column)
	if !ok || c.Def == nil {
		return true
	}
	low, high := c.Def.IntegerRange()
	switch n := v.(type) {
	case int64:
		return n >= low && (n < 0 || uint64(n) <= high)
	case uint64:
		return n <= high
	}
	return false
}

func decodeInteger(text string) (any, int, bool) {
	n := 0
	for n < len(text) && (text[n] >= '0' && text[n] <= '9' || n == 0 && text[n] == '-') {
		n++
	}
	if v, err := strconv.ParseInt(text[:n], 10, 64); err == nil {
		return v, n, strconv.FormatInt(v, 10) == text[:n]
	}
	v, err := strconv.ParseUint(text[:n], 10, 64)
	return v, n, err == nil && strconv.FormatUint(v, 10) == text[:n]
}

func uuidText(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		dash := i == 8 || i == 13 || i == 18 || i == 23
		if dash != (s[i] == '-') || !dash && strings.IndexByte(hexDigits, s[i]) < 0 {
			return false
		}
	}
	return true
}

func decodeUUID(text string) (any, int, bool) {
	if len(text) < 36 || !uuidText(text[:36]) {
		return nil, 0, false
	}
	b, err := hex.DecodeString(strings.ReplaceAll(text[:36], "-", ""))
	return b, 36, err == nil && !bytes.Equal(b, make([]byte, 16))
}

func decodeHex(text string) (any, int, bool) {
	n := 0
	for n < len(text) && strings.IndexByte(hexDigits, text[n]) >= 0 {
		n++
	}
	b, err := hex.DecodeString(text[:n])
	return string(b), n, err == nil && n > 0
}

// Named is an id of a source that a text names: a value for each of its columns. A row that has an id of Before shows that
// one instead.
type Named struct {
	ID     ID
	Values []any
	Before []ID
}

// Resource is the variant that an id of a source names, and what it says of the row: one Named for each id that the text
// can be. nil: no row of the source has it. Where a row is one resource, the variant is any: the row says which.
func (s *Source) Resource(id string) (names []Named, variant *Variant) {
	for _, v := range s.Variants {
		rowID := id
		if v.Name != "" && !s.One {
			var ok bool
			if rowID, ok = strings.CutSuffix(id, "-"+v.Name); !ok {
				continue
			}
		}
		if names := s.named(rowID); names != nil {
			return names, v
		}
	}
	return nil, nil
}

// named reads a row's id as each of the ids that it can be.
func (s *Source) named(text string) []Named {
	var out []Named
	if values, ok := s.ID.Decode(text); ok {
		out = append(out, Named{ID: s.ID, Values: values})
	}
	for i, id := range s.Fallback {
		if values, ok := id.Decode(text); ok {
			out = append(out, Named{ID: id, Values: values, Before: append([]ID{s.ID}, s.Fallback[:i]...)})
		}
	}
	return out
}

// ByKey tells whether the key alone gives a row's id, and the other way round.
func (s *Source) ByKey() bool { return len(s.Fallback) == 0 && s.ID.ByKey(len(s.Rows.Key)) }

// appendID writes the first id that a row has.
func appendID(dst []byte, id ID, fallback []ID, r *Rows, row int) ([]byte, bool) {
	mark := len(dst)
	out, ok := id.Append(dst, r, row)
	for i := 0; !ok && i < len(fallback); i++ {
		out, ok = fallback[i].Append(out[:mark], r, row)
	}
	return out, ok
}
