package password

import (
	"crypto/sha256"
	"crypto/sha512"
	"crypto/subtle"
	"regexp"
	"strconv"
	"time"

	"github.com/go-crypt/x/crypt"
)

// shacrypt is a hash of crypt(3) by SHA-512 or SHA-256.
//
// See https://www.akkadia.org/drepper/SHA-crypt.txt.
type shacrypt struct {
	rounds    int
	salt, key string
	short     bool // SHA-256
}

// defaultRounds are those of a hash that does not say any; greatestRounds the most that is verified: about a second.
const (
	defaultRounds  = 5000
	leastRounds    = 1000
	greatestRounds = 1_000_000
)

var shacryptForm = regexp.MustCompile(`^\$([56])\$(?:rounds=([1-9]\d{0,8})\$)?([^$:\n]{0,16})\$([./A-Za-z0-9]+)$`)

func readSHA512Crypt(k Kept) (secret, bool) { return readSHACrypt(k, "6", 86) }
func readSHA256Crypt(k Kept) (secret, bool) { return readSHACrypt(k, "5", 43) }

func readSHACrypt(k Kept, id string, length int) (secret, bool) {
	found := shacryptForm.FindStringSubmatch(k.Hash)
	if found == nil || found[1] != id || len(found[4]) != length || len(found[3]) > 16 {
		return nil, false
	}
	s := shacrypt{rounds: defaultRounds, salt: found[3], key: found[4], short: id == "5"}
	if found[2] != "" {
		s.rounds, _ = strconv.Atoi(found[2]) // at most nine digits
	}
	return s, s.rounds >= leastRounds
}

func (s shacrypt) matches(typed string) bool {
	hash := sha512.New
	if s.short {
		hash = sha256.New
	}
	return subtle.ConstantTimeCompare(crypt.KeySHACrypt(hash, []byte(typed), []byte(s.salt), s.rounds), []byte(s.key)) == 1
}

func (s shacrypt) work() time.Duration { return time.Duration(s.rounds) * time.Microsecond }
func (s shacrypt) memory() int64       { return 1 }
func (s shacrypt) excessive() bool     { return s.rounds > greatestRounds }
func (s shacrypt) nobodys() secret {
	return shacrypt{rounds: s.rounds, salt: "................", short: s.short}
}
