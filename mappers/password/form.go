package password

import "slices"

// Form is how a password is kept.
type Form string

// The forms. Those up to PBKDF2SHA256 say themselves what they are, with their salt and cost. The others are bare digests,
// which any text of their length could be: a mapping has to name them.
const (
	Bcrypt       Form = "bcrypt"        // $2a$, $2b$, $2y$
	Argon2id     Form = "argon2id"      // PHC: $argon2id$v=19$m=…,t=…,p=…$salt$hash
	Argon2i      Form = "argon2i"       // the same, $argon2i$
	SHA512Crypt  Form = "sha512-crypt"  // $6$, with rounds= or without
	SHA256Crypt  Form = "sha256-crypt"  // $5$
	PBKDF2SHA256 Form = "pbkdf2-sha256" // Django: pbkdf2_sha256$iterations$salt$hash
	SHA512Hex    Form = "sha512-hex"    // 128 hexadecimal digits of password and salt: OpenMRS up to 2.7
	SHA1Hex      Form = "sha1-hex"      // 40 of them: OpenEMR up to 4.1.1, older OpenMRS
	SHA1OpenMRS  Form = "sha1-openmrs"  // the same without the first digit of bytes below 16, as OpenMRS wrote it once
	SHA1Signed   Form = "sha1-signed"   // its bytes as signed decimal numbers in a row: OSCAR
	MD5Hex       Form = "md5-hex"       // 32 hexadecimal digits: FreeMED
)

// kind is what is known of a form.
type kind struct {
	form Form
	// reads takes what is kept apart; false: it is not of this form.
	reads func(Kept) (secret, bool)
	// usual is a secret as systems make it by default, of nobody.
	usual secret
}

var kinds = []kind{
	{Bcrypt, readBcrypt, ofCost(10)},
	{Argon2id, readArgon2, argon{memoryKiB: ownMemory, passes: ownPasses, lanes: 1, key: make([]byte, ownKey)}},
	{Argon2i, readArgon2i, argon{memoryKiB: 65536, passes: 4, lanes: 1, key: make([]byte, ownKey), independent: true}},
	{SHA512Crypt, readSHA512Crypt, shacrypt{rounds: defaultRounds}},
	{SHA256Crypt, readSHA256Crypt, shacrypt{rounds: defaultRounds, short: true}},
	{PBKDF2SHA256, readPBKDF2, pbkdf2SHA256{iterations: 600_000, key: make([]byte, 32)}},
	{SHA512Hex, readHex(sha512Hex), digest{of: sha512Hex}},
	{SHA1Hex, readHex(sha1Hex), digest{of: sha1Hex}},
	{SHA1OpenMRS, readOpenMRS, digest{of: sha1OpenMRS}},
	{SHA1Signed, readSigned, digest{of: sha1Signed}},
	{MD5Hex, readHex(md5Hex), digest{of: md5Hex}},
}

// selfDescribing is how many of the kinds say themselves what they are.
const selfDescribing = 6

// Forms are all of them.
func Forms() []Form { return formsOf(kinds) }

// SelfDescribing are the forms that are accepted where none is named.
func SelfDescribing() []Form { return formsOf(kinds[:selfDescribing]) }

func formsOf(some []kind) []Form {
	out := make([]Form, len(some))
	for i, k := range some {
		out[i] = k.form
	}
	return out
}

// Takes tells whether a form takes a salt from beside it.
func (f Form) Takes() bool {
	return f == SHA512Hex || f == SHA1Hex || f == SHA1OpenMRS || f == MD5Hex
}

// FormOf is the first of some forms that a kept password has; none: of the self-describing ones. "": it has none of them,
// or costs too much to be verified.
func FormOf(hash string, of ...Form) Form {
	form, s := read(Kept{Hash: hash}, of)
	if s == nil || s.excessive() {
		return ""
	}
	return form
}

// read takes what is kept apart as the first form that it has; nil: it has none.
func read(k Kept, of []Form) (Form, secret) {
	if len(of) == 0 {
		of = SelfDescribing()
	}
	for _, form := range of {
		at := slices.IndexFunc(kinds, func(k kind) bool { return k.form == form })
		if at < 0 {
			continue
		}
		if s, ok := kinds[at].reads(k); ok {
			return form, s
		}
	}
	return "", nil
}
