package bundle

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"time"

	"golang.org/x/crypto/chacha20poly1305"

	"ehr.example/portico/facade/outcome"
)

const (
	// MinSecret is the least length of a secret, in bytes.
	MinSecret = 32
	// DefaultMaxAge is how long a cursor opens after it was sealed.
	DefaultMaxAge = 7 * 24 * time.Hour

	maxCursor    = 64 << 10        // the longest text that Open looks at, in bytes
	maxClockSkew = 5 * time.Minute // how far the clocks of two replicas may be apart
	purpose      = "portico page cursor 1"
)

// Sealer makes cursors that only one tenant's facade can read, and opens them again. It keeps no state: every replica
// with the same secrets opens what another one sealed.
//
// The cipher is XChaCha20-Poly1305, whose nonces are long enough to be random for as many pages as a tenant can ever
// serve. Its keys are derived with HKDF-SHA256 from the secrets and the tenant's id. Tenant, purpose and the grant's
// fingerprint are authenticated with it, so that a cursor opens for the tenant and grant it was made for, only.
type Sealer struct {
	MaxAge time.Duration // how old a cursor may be; set before use

	tenant  string
	ciphers []cipher.AEAD // the first one seals, all open
}

// NewSealer is the Sealer of a tenant. The first secret seals, all of them open, so that secrets can be rotated: put
// the new one in front, drop the old one after MaxAge. Each has at least MinSecret bytes.
func NewSealer(tenant string, secrets [][]byte) (*Sealer, error) {
	if len(secrets) == 0 {
		return nil, errors.New("bundle: no secret to seal cursors with")
	}
	s := &Sealer{MaxAge: DefaultMaxAge, tenant: tenant}
	for i, secret := range secrets {
		if len(secret) < MinSecret {
			return nil, fmt.Errorf("bundle: secret %d has %d bytes, at least %d are needed", i+1, len(secret), MinSecret)
		}
		key, err := hkdf.Key(sha256.New, secret, nil, purpose+"\x00"+tenant, chacha20poly1305.KeySize)
		if err != nil {
			return nil, fmt.Errorf("bundle: deriving a key: %w", err)
		}
		aead, err := chacha20poly1305.NewX(key)
		if err != nil {
			return nil, fmt.Errorf("bundle: making a cipher: %w", err)
		}
		s.ciphers = append(s.ciphers, aead)
	}
	return s, nil
}

// Seal is the cursor as text for a URL (base64url). The grant is the fingerprint of what the request was allowed to
// see; the same one is needed to open.
func (s *Sealer) Seal(c Cursor, grant string) string {
	aead := s.ciphers[0]
	nonce := make([]byte, aead.NonceSize(), 512)
	_, _ = rand.Read(nonce) // never fails, see crypto/rand
	return base64.RawURLEncoding.EncodeToString(aead.Seal(nonce, nonce, c.appendPayload(nil), s.bond(grant)))
}

// Open is the inverse of Seal. A text that wasn't sealed for this tenant and grant is a 400, without telling what is
// wrong with it; one that is older than MaxAge is a 410. Errors are *outcome.Error.
func (s *Sealer) Open(text, grant string, now time.Time) (Cursor, error) {
	payload := s.unseal(text, grant)
	if payload == nil {
		return Cursor{}, notACursor()
	}
	c, err := parsePayload(payload)
	if err != nil || c.Issued.After(now.Add(maxClockSkew)) {
		return Cursor{}, notACursor()
	}
	if now.Sub(c.Issued) > s.MaxAge {
		return Cursor{}, staleCursor()
	}
	return c, nil
}

// unseal is the payload of the text, or nil if no key opens it.
func (s *Sealer) unseal(text, grant string) []byte {
	if len(text) > maxCursor {
		return nil
	}
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || base64.RawURLEncoding.EncodedLen(len(sealed)) != len(text) { // the decoder skips line breaks
		return nil
	}
	for _, aead := range s.ciphers {
		if len(sealed) < aead.NonceSize() {
			return nil
		}
		nonce, box := sealed[:aead.NonceSize()], sealed[aead.NonceSize():]
		if payload, err := aead.Open(nil, nonce, box, s.bond(grant)); err == nil {
			return payload
		}
	}
	return nil
}

// bond is what is authenticated with the payload: purpose, tenant and grant, each with its length.
func (s *Sealer) bond(grant string) []byte {
	return appendText(appendText(appendText(nil, purpose), s.tenant), grant)
}

// notACursor says that a cursor can't be opened, not why.
func notACursor() error {
	return outcome.Invalid("%s is not the link of a page that this server gave to this client; start the search again",
		CursorParameter)
}

// staleCursor says that a cursor was good once.
func staleCursor() error {
	return outcome.Processing("%s is stale: the link of the page is too old; start the search again", CursorParameter).
		WithStatus(http.StatusGone)
}
