package smart

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"

	"ehr.example/portico/mappers/password"
)

// stampPurpose tells keys of stamps from those of other things that come of the same secrets.
const stampPurpose = "portico stamp 1"

// stamps are what is kept of a password to notice that it was changed: a MAC over what the table has of it, as a digest alone
// would let be guessed what stands behind a bare hash. Whoever has the store and none of the secrets learns nothing.
type stamps struct {
	keys []stampKey // the first one stamps, all of them compare
}

// stampKey is a key with the name that its stamps begin with.
type stampKey struct {
	name string
	key  []byte
}

// The parts of a stamp in letters of base64url.
const (
	stampName = 6  // of the key: 36 bits
	stampMAC  = 32 // 192 bits
)

func newStamps(tenant string, secrets [][]byte) (stamps, error) {
	var out stamps
	for _, secret := range secrets {
		key, err := hkdf.Key(sha256.New, secret, nil, stampPurpose+"\x00"+tenant, sha256.Size)
		if err != nil {
			return stamps{}, fmt.Errorf("smart: deriving a key: %w", err)
		}
		out.keys = append(out.keys, stampKey{name: mac(key, "name")[:stampName], key: key})
	}
	return out, nil
}

// of is the stamp of what is kept of a user's password.
func (s stamps) of(user string, kept password.Kept) string {
	return s.keys[0].stamp(user, kept)
}

func (k stampKey) stamp(user string, kept password.Kept) string {
	return k.name + mac(k.key, user, kept.Hash, kept.Salt)[:stampMAC]
}

// differ tells whether a stamp says that the password was another one. A stamp that none of the secrets made says nothing: they were
// changed since.
func (s stamps) differ(stamp, user string, kept password.Kept) bool {
	for _, k := range s.keys {
		if len(stamp) == stampName+stampMAC && stamp[:stampName] == k.name {
			return !hmac.Equal([]byte(stamp), []byte(k.stamp(user, kept)))
		}
	}
	return false
}

// mac is an HMAC-SHA256 over texts, each with its length.
func mac(key []byte, texts ...string) string {
	h := hmac.New(sha256.New, key)
	for _, text := range texts {
		fmt.Fprintf(h, "%d:%s", len(text), text) // never fails, see hash.Hash
	}
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}
