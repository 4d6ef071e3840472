package bundle

import (
	"encoding/binary"
	"errors"
	"time"
)

// cursorVersion is the first byte of a payload. Another one is refused, so that a replica of another release never
// misreads a cursor.
const cursorVersion = 2

// maxKeys is how many key values a cursor may hold.
const maxKeys = 64

// errPayload is a payload that Seal didn't write.
var errPayload = errors.New("bundle: not a cursor's payload")

// Cursor is the place after which the next page begins. It holds values, never positions.
type Cursor struct {
	Address string    // what stands before the question mark: the resource type; "" of a search of several
	Query   string    // the normalised query, as search.Query.Encode gives it
	Source  string    // the path of the source whose rows come next: Type/name
	Variant string    // the variant of the row that the last entry came from; empty if the source has none
	Keys    []string  // the last row's key values, in the key's order; any bytes
	Sorted  []string  // what the last row was ordered by; any bytes
	Issued  time.Time // when it was sealed, in whole seconds UTC
	Clock   time.Time // $now of the first page's request, in whole seconds UTC, so that all pages agree on it
}

// appendPayload appends the cursor: version, the two times, then each text with its length.
func (c Cursor) appendPayload(dst []byte) []byte {
	dst = append(dst, cursorVersion)
	dst = binary.AppendVarint(dst, c.Issued.Unix())
	dst = binary.AppendVarint(dst, c.Clock.Unix())
	for _, text := range [...]string{c.Address, c.Query, c.Source, c.Variant} {
		dst = appendText(dst, text)
	}
	return appendTexts(appendTexts(dst, c.Keys), c.Sorted)
}

// appendTexts appends a list of texts with its length before it.
func appendTexts(dst []byte, texts []string) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(texts)))
	for _, text := range texts {
		dst = appendText(dst, text)
	}
	return dst
}

// appendText appends a text with its length before it.
func appendText(dst []byte, text string) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(text)))
	return append(dst, text...)
}

// parsePayload is the inverse of appendPayload. Every byte must be used.
func parsePayload(payload []byte) (Cursor, error) {
	r := reader{rest: payload}
	if r.byte() != cursorVersion {
		return Cursor{}, errPayload
	}
	c := Cursor{Issued: r.time(), Clock: r.time(), Address: r.text(), Query: r.text(), Source: r.text(), Variant: r.text()}
	c.Keys, c.Sorted = r.texts(), r.texts()
	if r.failed || len(r.rest) > 0 {
		return Cursor{}, errPayload
	}
	return c, nil
}

// reader takes values from the front of a payload; after a failure it only gives zero values.
type reader struct {
	rest   []byte
	failed bool
}

// take removes n bytes from the front.
func (r *reader) take(n int) []byte {
	if r.failed || n < 0 || n > len(r.rest) {
		r.failed = true
		return nil
	}
	taken := r.rest[:n]
	r.rest = r.rest[n:]
	return taken
}

func (r *reader) byte() byte {
	b := r.take(1)
	if b == nil {
		return 0
	}
	return b[0]
}

func (r *reader) uvarint() uint64 {
	value, n := binary.Uvarint(r.rest)
	if n <= 0 {
		r.failed = true
		return 0
	}
	r.take(n)
	return value
}

func (r *reader) time() time.Time {
	value, n := binary.Varint(r.rest)
	if n <= 0 {
		r.failed = true
		return time.Time{}
	}
	r.take(n)
	return time.Unix(value, 0).UTC()
}

// texts is a list of at most maxKeys texts; nil without one.
func (r *reader) texts() []string {
	count := r.uvarint()
	if count > maxKeys {
		r.failed = true
	}
	var out []string
	for i := uint64(0); i < count && !r.failed; i++ {
		out = append(out, r.text())
	}
	return out
}

func (r *reader) text() string {
	n := r.uvarint()
	if n > uint64(len(r.rest)) {
		r.failed = true
		return ""
	}
	return string(r.take(int(n)))
}
