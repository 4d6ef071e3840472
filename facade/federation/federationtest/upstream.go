// Package federationtest is an OpenID provider for tests.
package federationtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// Upstream is an OpenID provider that signs in whoever comes, as ana, for the client portico with the secret "secret". Its code is
// "good". The id_tokens can be spoilt.
type Upstream struct {
	*httptest.Server
	Claims map[string]any              // beside and in place of the usual ones; nil takes one away
	Sign   func(map[string]any) string // nil: as it should be
	Broken bool

	key       *ecdsa.PrivateKey
	challenge string // of the last question
	nonce     string
}

// New starts one.
func New(t testing.TB) *Upstream {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	u := &Upstream{key: key}
	mux := http.NewServeMux()
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusOK, map[string]any{
			"issuer": u.URL, "authorization_endpoint": u.URL + "/authorize", "token_endpoint": u.URL + "/token", "jwks_uri": u.URL + "/keys",
			"id_token_signing_alg_values_supported": []string{"ES256"},
		})
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusOK, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: &key.PublicKey, KeyID: "1", Algorithm: "ES256", Use: "sig"}}})
	})
	mux.HandleFunc("/token", func(w http.ResponseWriter, r *http.Request) { u.token(t, w, r) })
	u.Server = httptest.NewServer(mux)
	t.Cleanup(u.Close)
	return u
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

func (u *Upstream) token(t testing.TB, w http.ResponseWriter, r *http.Request) {
	id, secret, _ := r.BasicAuth()
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	switch {
	case u.Broken:
		answer(w, http.StatusServiceUnavailable, map[string]any{})
	case id != "portico" || secret != "secret" || r.FormValue("code") != "good" || base64.RawURLEncoding.EncodeToString(sum[:]) != u.challenge:
		answer(w, http.StatusBadRequest, map[string]any{"error": "invalid_grant"})
	default:
		answer(w, http.StatusOK, map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": u.idToken(t)})
	}
}

// Ask takes the question that a browser was sent with, and gives its state.
func (u *Upstream) Ask(address *url.URL) (state string) {
	q := address.Query()
	u.challenge, u.nonce = q.Get("code_challenge"), q.Get("nonce")
	return q.Get("state")
}

func (u *Upstream) idToken(t testing.TB) string {
	t.Helper()
	now := time.Now()
	claims := map[string]any{
		"iss": u.URL, "aud": "portico", "sub": "0815", "exp": now.Add(time.Minute).Unix(), "iat": now.Unix(), "nonce": u.nonce,
		"preferred_username": "ana", "email": "ana@x.example",
	}
	for name, value := range u.Claims {
		claims[name] = value
		if value == nil {
			delete(claims, name)
		}
	}
	if u.Sign != nil {
		return u.Sign(claims)
	}
	return Signed(t, jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: u.key, KeyID: "1"}}, claims)
}

// Signed is a JWT.
func Signed(t testing.TB, key jose.SigningKey, claims map[string]any) string {
	t.Helper()
	s, err := jose.NewSigner(key, nil)
	if err != nil {
		t.Fatal(err)
	}
	text, err := jwt.Signed(s).Claims(claims).Serialize()
	if err != nil {
		t.Fatal(err)
	}
	return text
}
