package smart

import (
	"context"
	"crypto"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
	"golang.org/x/crypto/chacha20poly1305"
)

// How signing keys come and go. A new key is published a day before it signs, and for as long as what it signed holds.
const (
	keyBits     = 2048
	keySigns    = 90 * 24 * time.Hour // until the next one is made
	keyAhead    = 24 * time.Hour      // between publishing and signing
	keyRemains  = 7 * 24 * time.Hour  // published after the next one signs; more than any id_token holds
	jwksMaxAge  = time.Hour           // that verifiers may keep keys
	keyPurpose  = "portico signing key 1"
	shortSecret = 32 // bytes; no secret is shorter
)

// keyring is a tenant's signing keys: made when they are needed, kept sealed in the Store.
//
// The cipher is XChaCha20-Poly1305 with keys derived by HKDF-SHA256 from the secrets and the tenant's id; tenant and kid are
// authenticated with it.
type keyring struct {
	tenant  string
	store   Keys
	ciphers []cipher.AEAD // the first one seals, all of them open
	mu      sync.Mutex
	opened  map[string]*rsa.PrivateKey // by kid
}

func newKeyring(o Options) (*keyring, error) {
	if len(o.Secrets) == 0 {
		return nil, errors.New("smart: no secret to seal keys with")
	}
	k := &keyring{tenant: o.Tenant, store: o.Store, opened: map[string]*rsa.PrivateKey{}}
	for i, secret := range o.Secrets {
		if len(secret) < shortSecret {
			return nil, fmt.Errorf("smart: secret %d has %d bytes, at least %d are needed", i+1, len(secret), shortSecret)
		}
		key, err := hkdf.Key(sha256.New, secret, nil, keyPurpose+"\x00"+o.Tenant, chacha20poly1305.KeySize)
		if err != nil {
			return nil, fmt.Errorf("smart: deriving a key: %w", err)
		}
		aead, err := chacha20poly1305.NewX(key)
		if err != nil {
			return nil, fmt.Errorf("smart: making a cipher: %w", err)
		}
		k.ciphers = append(k.ciphers, aead)
	}
	return k, nil
}

// usable is a signing key that could be opened.
type usable struct {
	SigningKey
	private *rsa.PrivateKey
}

// signer is the key that signs now.
func (k *keyring) signer(ctx context.Context, now time.Time) (jose.SigningKey, error) {
	keys, err := k.current(ctx, now)
	if err != nil {
		return jose.SigningKey{}, err
	}
	signs := keys[0]
	for _, key := range keys {
		if !key.Signs.After(now) {
			signs = key
		}
	}
	return jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: signs.private, KeyID: signs.ID, Algorithm: string(jose.RS256), Use: "sig"}}, nil
}

// published are the public keys.
func (k *keyring) published(ctx context.Context, now time.Time) (jose.JSONWebKeySet, error) {
	keys, err := k.current(ctx, now)
	var set jose.JSONWebKeySet
	for _, key := range keys {
		set.Keys = append(set.Keys, jose.JSONWebKey{Key: key.private.Public(), KeyID: key.ID, Algorithm: string(jose.RS256), Use: "sig"})
	}
	return set, err
}

// current are the keys by generation; at least one, of which the first one signs or some later one does. Where the newest
// one is old, its successor is made.
func (k *keyring) current(ctx context.Context, now time.Time) ([]usable, error) {
	stored, err := k.store.SigningKeys(ctx, k.tenant, now)
	if err != nil {
		return nil, err
	}
	keys, next := k.open(stored), 1
	if len(stored) > 0 {
		next = stored[len(stored)-1].Generation + 1
	}
	signs := now
	if len(keys) > 0 {
		newest := keys[len(keys)-1]
		if now.Before(newest.Signs.Add(keySigns)) {
			return keys, nil
		}
		signs = now.Add(keyAhead)
	}
	return k.renew(ctx, next, now, signs)
}

// mostGenerations bounds how many keys that expired and are not swept yet are skipped.
const mostGenerations = 100

// renew makes a key of a generation, unless another replica was first, and gives all. Where the generation was that of a key
// which has expired, or which no secret opens, it is the next one.
func (k *keyring) renew(ctx context.Context, generation int, now, signs time.Time) ([]usable, error) {
	for range mostGenerations {
		err := k.add(ctx, generation, now, signs)
		if err != nil && !errors.Is(err, ErrConflict) {
			return nil, err
		}
		stored, err := k.store.SigningKeys(ctx, k.tenant, now)
		if err != nil {
			return nil, err
		}
		if keys := k.open(stored); len(keys) > 0 {
			return keys, nil
		}
		generation++
	}
	return nil, errors.New("smart: no signing key of the tenant opens with the secrets")
}

// open are the stored keys that the secrets open.
func (k *keyring) open(stored []SigningKey) []usable {
	k.mu.Lock()
	defer k.mu.Unlock()
	var keys []usable
	for _, s := range stored {
		private := k.opened[s.ID]
		if private == nil {
			if private = k.unseal(s); private == nil {
				continue
			}
			k.opened[s.ID] = private
		}
		keys = append(keys, usable{s, private})
	}
	return keys
}

// add makes a key of a generation.
func (k *keyring) add(ctx context.Context, generation int, now, signs time.Time) error {
	private, err := rsa.GenerateKey(rand.Reader, keyBits)
	if err != nil {
		return err
	}
	thumb, err := (&jose.JSONWebKey{Key: private.Public()}).Thumbprint(crypto.SHA256)
	if err != nil {
		return err
	}
	text, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return err
	}
	id := base64.RawURLEncoding.EncodeToString(thumb)
	nonce := make([]byte, k.ciphers[0].NonceSize())
	_, _ = rand.Read(nonce) // never fails, see crypto/rand
	return k.store.AddSigningKey(ctx, k.tenant, SigningKey{
		Generation: generation, ID: id, Sealed: k.ciphers[0].Seal(nonce, nonce, text, k.bond(id)),
		Created: now, Signs: signs, Expires: signs.Add(keySigns + keyAhead + keyRemains),
	})
}

// unseal is the private key, or nil if no secret opens it.
func (k *keyring) unseal(s SigningKey) *rsa.PrivateKey {
	for _, aead := range k.ciphers {
		if len(s.Sealed) < aead.NonceSize() {
			return nil
		}
		text, err := aead.Open(nil, s.Sealed[:aead.NonceSize()], s.Sealed[aead.NonceSize():], k.bond(s.ID))
		if err != nil {
			continue
		}
		if key, err := x509.ParsePKCS8PrivateKey(text); err == nil {
			private, _ := key.(*rsa.PrivateKey)
			return private
		}
	}
	return nil
}

// bond is what is authenticated with a key.
func (k *keyring) bond(id string) []byte { return []byte(keyPurpose + "\x00" + k.tenant + "\x00" + id) }
