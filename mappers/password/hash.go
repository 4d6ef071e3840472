package password

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
)

// What Portico's own passwords are kept with: what OWASP recommends of Argon2id where memory is shared with other work.
const (
	ownMemory = 19 << 10 // KiB
	ownPasses = 2
	ownSalt   = 16
	ownKey    = 32
)

// Hash is what Portico keeps of a password that somebody chose: Argon2id, in the text form that Verify reads. The error says
// what no password can be.
func Hash(chosen string) (string, error) {
	if err := Possible(chosen); err != nil {
		return "", err
	}
	salt := make([]byte, ownSalt)
	_, _ = rand.Read(salt) // never fails, see crypto/rand
	key := argon2.IDKey([]byte(chosen), salt, ownPasses, ownMemory, 1, ownKey)
	text := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=1$%s$%s", argon2.Version, ownMemory, ownPasses, text(salt), text(key)), nil
}

// longest is how many bytes a typed password may have.
const longest = 1024

// Possible says why a text can be nobody's password; nil: it may be one.
func Possible(typed string) error {
	switch {
	case typed == "":
		return errors.New("a password is not empty")
	case len(typed) > longest:
		return fmt.Errorf("a password has at most %d bytes", longest)
	case strings.ContainsRune(typed, 0) || !utf8.ValidString(typed):
		return errors.New("a password is a text, without NUL")
	}
	return nil
}
