package smart

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
)

// Hash is what is kept of a secret that has enough chance in it: SHA-256, in hexadecimal. Whoever reads the store cannot
// use it. Passwords, which people choose, are hashed otherwise: see User.
type Hash string

// HashOf is the hash of a code, token, handle, cookie or client secret. That of nothing is nothing.
func HashOf(secret string) Hash {
	if secret == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(secret))
	return Hash(hex.EncodeToString(sum[:]))
}

// Is compares without telling by its time where two hashes differ. Nothing equals nothing.
func (h Hash) Is(other Hash) bool {
	return h != "" && subtle.ConstantTimeCompare([]byte(h), []byte(other)) == 1
}

// secretBytes is how much chance there is in a secret that is made here. RFC 6749 section 10.10 wants 160 bits.
const secretBytes = 32

// NewSecret is a code, token, handle, cookie or client secret: 256 random bits as base64url.
func NewSecret() string {
	random := make([]byte, secretBytes)
	_, _ = rand.Read(random) // never fails, see crypto/rand
	return base64.RawURLEncoding.EncodeToString(random)
}
