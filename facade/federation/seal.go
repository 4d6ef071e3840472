package federation

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"

	"golang.org/x/crypto/chacha20poly1305"
)

// question is what a provider is asked, as its answer needs it: the state parameter holds it sealed, so that nobody keeps it.
type question struct {
	Flow     string
	Nonce    string
	Verifier string // code_verifier
	Until    int64  // Unix seconds
}

// seal closes questions for one provider of one tenant, and for one browser.
type seal struct{ ciphers []cipher.AEAD }

// purpose tells keys of states from those of other things that the same secrets seal.
const purpose = "portico federation state 1"

// longestState is the longest text that is looked at.
const longestState = 2048

func newSeal(of string, secrets [][]byte) (*seal, error) {
	if len(secrets) == 0 {
		return nil, errors.New("federation: there is no secret to seal with")
	}
	s := &seal{}
	for _, secret := range secrets {
		key, err := hkdf.Key(sha256.New, secret, nil, purpose+"\x00"+of, chacha20poly1305.KeySize)
		if err != nil {
			return nil, err
		}
		aead, err := chacha20poly1305.NewX(key)
		if err != nil {
			return nil, err
		}
		s.ciphers = append(s.ciphers, aead)
	}
	return s, nil
}

func (s *seal) close(q question, browser string) (string, error) {
	if browser == "" {
		return "", errors.New("federation: there is no browser to seal for")
	}
	text, err := json.Marshal(q)
	if err != nil {
		return "", err
	}
	nonce := make([]byte, chacha20poly1305.NonceSizeX)
	_, _ = rand.Read(nonce) // never fails, see crypto/rand
	return base64.RawURLEncoding.EncodeToString(s.ciphers[0].Seal(nonce, nonce, text, []byte(browser))), nil
}

func (s *seal) open(state, browser string) (question, bool) {
	if len(state) > longestState || browser == "" {
		return question{}, false
	}
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(state)
	if err != nil || len(sealed) < chacha20poly1305.NonceSizeX {
		return question{}, false
	}
	nonce, sealed := sealed[:chacha20poly1305.NonceSizeX], sealed[chacha20poly1305.NonceSizeX:]
	for _, c := range s.ciphers {
		if text, err := c.Open(nil, nonce, sealed, []byte(browser)); err == nil {
			var q question
			return q, json.Unmarshal(text, &q) == nil
		}
	}
	return question{}, false
}
