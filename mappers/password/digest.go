package password

import (
	"crypto/md5"  //nolint:gosec // what a table holds is what can be verified
	"crypto/sha1" //nolint:gosec // the same
	"crypto/sha512"
	"crypto/subtle"
	"encoding/hex"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// digest is a bare digest of the password and a salt behind it, as text. It costs nothing to guess, which is the EHR's own
// matter: it is verified because people have to log in.
type digest struct {
	of         func(text string) string
	salt, text string
}

func (d digest) matches(typed string) bool {
	return subtle.ConstantTimeCompare([]byte(d.of(typed+d.salt)), []byte(d.text)) == 1
}

func (d digest) work() time.Duration { return time.Microsecond }
func (d digest) memory() int64       { return 1 }
func (d digest) excessive() bool     { return false }
func (d digest) nobodys() secret     { return digest{of: d.of} }

func sha512Hex(text string) string {
	sum := sha512.Sum512([]byte(text))
	return hex.EncodeToString(sum[:])
}

func sha1Hex(text string) string {
	sum := sha1.Sum([]byte(text)) //nolint:gosec // see the import
	return hex.EncodeToString(sum[:])
}

func md5Hex(text string) string {
	sum := md5.Sum([]byte(text)) //nolint:gosec // see the import
	return hex.EncodeToString(sum[:])
}

// sha1OpenMRS writes each byte without a zero in front, as a bug of old versions did.
func sha1OpenMRS(text string) string {
	return eachByte(text, func(b byte) string { return strconv.FormatUint(uint64(b), 16) })
}

// sha1Signed writes each byte as Java prints a byte.
func sha1Signed(text string) string {
	return eachByte(text, func(b byte) string { return strconv.Itoa(int(int8(b))) })
}

func eachByte(text string, show func(byte) string) string {
	var b strings.Builder
	for _, x := range sha1.Sum([]byte(text)) { //nolint:gosec // see the import
		b.WriteString(show(x))
	}
	return b.String()
}

// readHex reads hexadecimal digits, upper or lower, as many as a digest has.
func readHex(of func(string) string) func(Kept) (secret, bool) {
	length := len(of(""))
	return func(k Kept) (secret, bool) {
		_, err := hex.DecodeString(k.Hash)
		return digest{of: of, salt: k.Salt, text: strings.ToLower(k.Hash)}, err == nil && len(k.Hash) == length
	}
}

var (
	openMRSForm = regexp.MustCompile(`^[0-9a-f]{20,40}$`)
	signedForm  = regexp.MustCompile(`^(-?\d{1,3}){20}$`)
)

func readOpenMRS(k Kept) (secret, bool) {
	return digest{of: sha1OpenMRS, salt: k.Salt, text: k.Hash}, openMRSForm.MatchString(k.Hash)
}

func readSigned(k Kept) (secret, bool) {
	return digest{of: sha1Signed, text: k.Hash}, signedForm.MatchString(k.Hash)
}
