package bundle

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// etagBytes is how much of the hash an entity tag keeps.
const etagBytes = 16

// ETag is the weak entity tag of an emitted resource: W/"…" over its bytes. It is the same in every process.
//
// The hash is SHA-256, cut to 128 bits. A fast hash such as xxHash would save a microsecond for a resource, but
// whoever can write into the legacy database could then make two contents with one tag, and a client would be told
// 304 and go on with the old one.
//
// See https://hl7.org/fhir/R4/http.html#versions and RFC 9110 section 8.8.3.
func ETag(resource []byte) string {
	sum := sha256.Sum256(resource)
	return tag(sum[:])
}

// ETagIn is the entity tag of a resource that is shown in another format than JSON: another one than ETag's.
func ETagIn(resource []byte, format string) string {
	h := sha256.New()
	_, _ = h.Write([]byte(format + "\x00")) // a hash does not fail
	_, _ = h.Write(resource)
	return tag(h.Sum(nil))
}

func tag(sum []byte) string {
	return `W/"` + base64.RawURLEncoding.EncodeToString(sum[:etagBytes]) + `"`
}

// Matches tells whether an If-None-Match header names the entity tag, by weak comparison.
//
// See RFC 9110 sections 8.8.3.2 and 13.1.2.
func Matches(ifNoneMatch, etag string) bool {
	if strings.TrimSpace(ifNoneMatch) == "*" {
		return true
	}
	for candidate := range strings.SplitSeq(ifNoneMatch, ",") {
		if strings.TrimPrefix(strings.TrimSpace(candidate), "W/") == strings.TrimPrefix(etag, "W/") {
			return true
		}
	}
	return false
}
