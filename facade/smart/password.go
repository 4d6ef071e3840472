package smart

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"sync"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/bcrypt"
)

// The costs of argon2id, as OWASP and RFC 9106 section 4 advise for machines that do other things too.
const (
	argonMemory  = 19 << 10 // KiB
	argonTime    = 2
	argonThreads = 1
	argonBytes   = 32
	saltBytes    = 16
)

// The bounds of a hash that is read: beyond them a login would cost too much.
const (
	mostMemory  = 256 << 10 // KiB
	mostTime    = 16
	mostThreads = 16
	mostBytes   = 64
)

// HashPassword is a new password as it is kept: argon2id in its usual text form.
func HashPassword(password string) string {
	salt := make([]byte, saltBytes)
	_, _ = rand.Read(salt) // never fails, see crypto/rand
	key := argon2.IDKey([]byte(password), salt, argonTime, argonMemory, argonThreads, argonBytes)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonThreads,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key))
}

// VerifyPassword tells whether a password is the one of a hash: argon2id, or bcrypt. Others are nobody's.
func VerifyPassword(hash, password string) bool {
	if strings.HasPrefix(hash, "$argon2id$") {
		return verifyArgon(hash, password)
	}
	return strings.HasPrefix(hash, "$2") && len(password) <= 72 && bcrypt.CompareHashAndPassword([]byte(hash), []byte(password)) == nil
}

func verifyArgon(hash, password string) bool {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return false
	}
	var memory, times uint32
	var threads uint8
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &times, &threads); err != nil {
		return false
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	want, bad := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil || bad != nil || memory > mostMemory || times < 1 || times > mostTime || threads < 1 || threads > mostThreads ||
		len(want) < saltBytes || len(want) > mostBytes {
		return false
	}
	got := argon2.IDKey([]byte(password), salt, times, memory, threads, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1
}

// nobodysHash is a hash that no password has.
var nobodysHash = sync.OnceValue(func() string { return HashPassword(NewSecret()) })
