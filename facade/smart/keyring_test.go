package smart

import (
	"bytes"
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// shelf keeps signing keys of several tenants.
type shelf struct {
	mu   sync.Mutex
	keys map[string][]SigningKey
}

func (s *shelf) SigningKeys(_ context.Context, tenant string, now time.Time) ([]SigningKey, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []SigningKey
	for _, k := range s.keys[tenant] {
		if k.Expires.After(now) {
			out = append(out, k)
		}
	}
	return out, nil
}

func (s *shelf) AddSigningKey(_ context.Context, tenant string, k SigningKey) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if slices.ContainsFunc(s.keys[tenant], func(old SigningKey) bool { return old.Generation == k.Generation }) {
		return ErrConflict
	}
	s.keys[tenant] = append(s.keys[tenant], k)
	return nil
}

// ring is the keyring of a tenant on a shelf.
func ring(t *testing.T, s *shelf, tenant string, secrets ...string) *keyring {
	t.Helper()
	o := Options{Tenant: tenant}
	for _, secret := range secrets {
		o.Secrets = append(o.Secrets, bytes.Repeat([]byte(secret), 32))
	}
	k, err := newKeyring(o)
	if err != nil {
		t.Fatal(err)
	}
	k.store = s
	return k
}

var noon = time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)

// signs is the id of the key that signs at a time, which must be among the published ones, with all that signed before and
// whose tokens may still hold.
func signs(t *testing.T, k *keyring, at time.Time) string {
	t.Helper()
	key, err := k.signer(t.Context(), at)
	if err != nil {
		t.Fatal(err)
	}
	set, err := k.published(t.Context(), at)
	if err != nil {
		t.Fatal(err)
	}
	id := key.Key.(jose.JSONWebKey).KeyID
	signer, err := jose.NewSigner(key, nil)
	if err != nil {
		t.Fatal(err)
	}
	text, err := jwt.Signed(signer).Claims(jwt.Claims{Subject: "x"}).Serialize()
	if err != nil {
		t.Fatal(err)
	}
	token, err := jwt.ParseSigned(text, []jose.SignatureAlgorithm{jose.RS256})
	if err != nil {
		t.Fatal(err)
	}
	found := set.Key(id)
	var claims jwt.Claims
	if len(found) != 1 || !found[0].IsPublic() || token.Claims(found[0].Key, &claims) != nil {
		t.Errorf("the key %s is not published", id)
	}
	return id
}

// TestKeysRotate: a key signs for 90 days. Its successor is published a day before it signs, and it stays a week longer.
func TestKeysRotate(t *testing.T) {
	k := ring(t, &shelf{keys: map[string][]SigningKey{}}, "a", "1")
	published := func(at time.Time, id string) bool {
		set, err := k.published(t.Context(), at)
		return err == nil && len(set.Key(id)) == 1
	}
	first := signs(t, k, noon)
	for _, days := range []int{1, 30, 89} {
		if signs(t, k, noon.AddDate(0, 0, days)) != first {
			t.Errorf("another key signs after %d days", days)
		}
	}
	due := noon.Add(keySigns)
	if signs(t, k, due) != first {
		t.Error("the next key signs before anybody can have seen it")
	}
	set, err := k.published(t.Context(), due)
	if err != nil || len(set.Keys) != 2 {
		t.Fatalf("%v: %d keys", err, len(set.Keys))
	}
	second := signs(t, k, due.Add(keyAhead))
	if second == first || !published(due, second) || !published(due.Add(keyAhead+mostIDToken), first) {
		t.Errorf("%s follows %s", second, first)
	}
	if published(due.Add(keyAhead+keyRemains+time.Hour), first) {
		t.Error("the first key is published for ever")
	}
	if long := signs(t, k, noon.AddDate(3, 0, 0)); long == second { // nobody came for years
		t.Error("an old key signs")
	}
}

// TestKeysAreSealed: what is kept opens with one of the secrets, for its tenant and its kid; else another key is made.
func TestKeysAreSealed(t *testing.T) {
	s := &shelf{keys: map[string][]SigningKey{}}
	first := signs(t, ring(t, s, "a", "1"), noon)
	if signs(t, ring(t, s, "a", "2", "1"), noon) != first {
		t.Error("the secret from before does not open the key")
	}
	s.keys["b"] = slices.Clone(s.keys["a"]) // moved by somebody who can write into the store
	if signs(t, ring(t, s, "b", "1"), noon) == first {
		t.Error("another tenant's key opens")
	}
	s.keys["c"] = slices.Clone(s.keys["a"])
	s.keys["c"][0].ID = "another"
	if id := signs(t, ring(t, s, "c", "1"), noon); id == first || id == "another" {
		t.Error("a key under another name opens")
	}
	if signs(t, ring(t, s, "a", "3"), noon) == first {
		t.Error("a strange secret opens the key")
	}
	if bytes.Contains(s.keys["a"][0].Sealed, []byte("PRIVATE")) {
		t.Error("it is not sealed")
	}
	for _, secrets := range [][][]byte{nil, {[]byte("short")}} {
		if _, err := newKeyring(Options{Tenant: "a", Secrets: secrets}); err == nil {
			t.Errorf("%q seals", secrets)
		}
	}
}

// TestKeysAtOnce: replicas that need the first key at once agree on it.
func TestKeysAtOnce(t *testing.T) {
	s := &shelf{keys: map[string][]SigningKey{}}
	ids := make([]string, 8)
	var wait sync.WaitGroup
	for i := range ids {
		k := ring(t, s, "a", "1")
		wait.Go(func() { ids[i] = signs(t, k, noon) })
	}
	wait.Wait()
	if slices.Sort(ids); ids[0] != ids[len(ids)-1] {
		t.Errorf("%v", ids)
	}
}
