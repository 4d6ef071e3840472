package password

import (
	"crypto/pbkdf2"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"regexp"
	"strconv"
	"time"
)

// pbkdf2SHA256 is a hash as Django writes it.
//
// See RFC 8018 section 5.2, and https://docs.djangoproject.com/en/5.2/topics/auth/passwords/.
type pbkdf2SHA256 struct {
	iterations int
	salt       string
	key        []byte
}

// greatestIterations is the most that is verified: about a second. Django's own number grows with its versions.
const greatestIterations = 4_000_000

var pbkdf2Form = regexp.MustCompile(`^pbkdf2_sha256\$([1-9]\d{0,8})\$([^$]{1,128})\$([A-Za-z0-9+/]{43}=)$`)

func readPBKDF2(k Kept) (secret, bool) {
	found := pbkdf2Form.FindStringSubmatch(k.Hash)
	if found == nil {
		return nil, false
	}
	iterations, _ := strconv.Atoi(found[1]) // at most nine digits
	key, err := base64.StdEncoding.DecodeString(found[3])
	return pbkdf2SHA256{iterations: iterations, salt: found[2], key: key}, err == nil
}

func (p pbkdf2SHA256) matches(typed string) bool {
	key, err := pbkdf2.Key(sha256.New, typed, []byte(p.salt), p.iterations, len(p.key))
	return err == nil && subtle.ConstantTimeCompare(key, p.key) == 1
}

func (p pbkdf2SHA256) work() time.Duration {
	return time.Duration(p.iterations) * 250 * time.Nanosecond
}
func (p pbkdf2SHA256) memory() int64   { return 1 }
func (p pbkdf2SHA256) excessive() bool { return p.iterations > greatestIterations }
func (p pbkdf2SHA256) nobodys() secret {
	return pbkdf2SHA256{iterations: p.iterations, salt: p.salt, key: make([]byte, len(p.key))}
}
