package password

import (
	"crypto/subtle"
	"encoding/base64"
	"regexp"
	"strconv"
	"time"

	"golang.org/x/crypto/argon2"
)

// argon is an Argon2 hash of version 19, in the text form of the Password Hashing Competition.
//
// See RFC 9106.
type argon struct {
	memoryKiB, passes uint32
	lanes             uint8
	salt, key         []byte
	independent       bool // argon2i
}

// The bounds of what is verified. RFC 9106 recommends 2 GiB once and 64 MiB three times; user tables hold the second.
const (
	greatestMemory = 256 << 10 // KiB
	greatestPasses = 24
	greatestSweep  = 1 << 20 // KiB times passes
	greatestLanes  = 16
)

var argonForm = regexp.MustCompile(`^\$(argon2id?)\$v=19\$m=(\d{1,10}),t=(\d{1,10}),p=(\d{1,3})\$([A-Za-z0-9+/]{11,128})\$([A-Za-z0-9+/]{16,128})$`)

func readArgon2(k Kept) (secret, bool)  { return readArgon(k, "argon2id") }
func readArgon2i(k Kept) (secret, bool) { return readArgon(k, "argon2i") }

func readArgon(k Kept, variant string) (secret, bool) {
	found := argonForm.FindStringSubmatch(k.Hash)
	if found == nil || found[1] != variant {
		return nil, false
	}
	var numbers [3]uint64
	for i := range numbers {
		var err error
		if numbers[i], err = strconv.ParseUint(found[2+i], 10, 32); err != nil || numbers[i] == 0 {
			return nil, false
		}
	}
	salt, bad := base64.RawStdEncoding.DecodeString(found[5])
	key, worse := base64.RawStdEncoding.DecodeString(found[6])
	if bad != nil || worse != nil || numbers[2] > 255 {
		return nil, false
	}
	return argon{
		memoryKiB: uint32(numbers[0]), passes: uint32(numbers[1]), lanes: uint8(numbers[2]),
		salt: salt, key: key, independent: variant == "argon2i",
	}, true
}

func (a argon) matches(typed string) bool {
	derive := argon2.IDKey
	if a.independent {
		derive = argon2.Key
	}
	return subtle.ConstantTimeCompare(derive([]byte(typed), a.salt, a.passes, a.memoryKiB, a.lanes, uint32(len(a.key))), a.key) == 1
}

func (a argon) work() time.Duration {
	return time.Duration(a.memoryKiB) * time.Duration(a.passes) * 900 * time.Nanosecond
}
func (a argon) memory() int64 { return 1 + int64(a.memoryKiB)/1024 }

func (a argon) excessive() bool {
	return a.memoryKiB > greatestMemory || a.passes > greatestPasses || uint64(a.memoryKiB)*uint64(a.passes) > greatestSweep || a.lanes > greatestLanes
}

func (a argon) nobodys() secret {
	a.salt, a.key = make([]byte, len(a.salt)), make([]byte, len(a.key))
	return a
}
