package password

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"
)

// Hashes of other programs: libxcrypt, argon2-cffi, hashlib; those of OpenMRS and OSCAR are of their demonstration data.
var kept = []struct {
	form             Form
	typed, hash, rim string
}{
	{Bcrypt, "correct horse", "$2b$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2", ""},
	{Bcrypt, "correct horse", "$2a$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2", ""},
	{Bcrypt, "Grüße", "$2y$05$abcdefghijklmnopqrstuuuIpp3Qi35nuBTAx.3FGSuZ4WaBwdBEi", ""},
	{Argon2id, "Grüße", "$argon2id$v=19$m=16384,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$A9SxPq7UvBSeiG2H79TVO32OXb9KJ13XNSIxBKVSHSQ", ""},
	{Argon2id, "Grüße", "$argon2id$v=19$m=8192,t=3,p=4$c2FsdHNhbHRzYWx0c2FsdA$dNe4PrlwGlifSgVKPv8+eFQGi6TVKJzpqz3jUMtLKQ0", ""},
	{Argon2i, "Grüße", "$argon2i$v=19$m=65536,t=4,p=1$c2FsdHNhbHRzYWx0c2FsdA$qyK3Cj/vjPgaj9Mu4xszxzdF8mPfu+2cfYWVc/rj76E", ""},
	{SHA512Crypt, "correct horse", "$6$saltstring$.r0X7ub5wGR2v4Xz7svCIozfnlorFh19V89t8KC9Umd81uGhFgsyTRNyzQDXDIm17fFcR9z3z7oBNdsyYBbtm/", ""},
	{SHA512Crypt, "Grüße", "$6$rounds=10000$saltstringsaltst$8nRWCt/C6bwQsFQrU8uhRqKaNQEq21wfoTXU3wuWIfUUGSt/WPCgceIGdhp/wJsgIXDEnNBMKIqbnYZO6Rx8m1", ""},
	{SHA512Crypt, "Grüße", "$6$$bpA8snVnUYMEuYhcIwpsMHsq/tLajGJjce77MRlKokkPx5YTNkrIOiW2IUwQVBm/YQP3uYplgZpB3GvKEwHIH/", ""},
	{SHA256Crypt, "Grüße", "$5$saltstring$t6kWrFjGaygs2FjMSUOElTuuj0eYh3UAH38fWAUQGl2", ""},
	{SHA256Crypt, "correct horse", "$5$rounds=1400$anotherlongsalts$0KT8xKdzAzHA/GLeLkewBNfWJasAb9.GxP2bbi2wnX1", ""},
	{PBKDF2SHA256, "correct horse", "pbkdf2_sha256$1000$seasalt$mQnueSakb748zqBAC1tmWVZsZbi2zPGZarEzTGdfmso=", ""},
	{SHA512Hex, "correct horse", "8ca3736463a9655f9dd796fdc283d4bbf1e502f593d8de354aea57a042ba708a5ef241846da80530feb6cea6c4965ca0b838627bba9c4af6f462d59199c7eb11", "pepper"},
	{SHA512Hex, "correct horse", "8CA3736463A9655F9DD796FDC283D4BBF1E502F593D8DE354AEA57A042BA708A5EF241846DA80530FEB6CEA6C4965CA0B838627BBA9C4AF6F462D59199C7EB11", "pepper"},
	{SHA1Hex, "correct horse", "2f9e53523b62abc141a2b4d6019d23cba835dbd0", ""},
	{SHA1Hex, "test0", "58cb49ed24d6c68912cef4d903a69147a4c86c69", "salt"},
	{SHA1OpenMRS, "test0", "58cb49ed24d6c68912cef4d93a69147a4c86c69", "salt"},
	{SHA1Signed, "mac2002", "-51-282443-97-5-9410489-60-1021-45-127-12435464-32", ""},
	{MD5Hex, "correct horse", "3cb4e732631f47e6eb961f34554b7cde", ""},
}

func TestForms(t *testing.T) {
	seen := map[Form]bool{}
	for _, k := range kept {
		seen[k.form] = true
		if got := FormOf(k.hash, k.form); got != k.form {
			t.Errorf("%s is read as %q", k.hash, got)
		}
		v := NewVerifier(NewBudget(), k.form)
		own := &Kept{Hash: k.hash, Salt: k.rim}
		if err := v.Verify(t.Context(), k.typed, own); err != nil {
			t.Errorf("%s: %v", k.hash, err)
		}
		for _, wrong := range []string{k.typed + " ", strings.ToUpper(k.typed), k.typed[1:], "", k.typed + "\x00", k.hash, k.rim} {
			if err := v.Verify(t.Context(), wrong, own); !errors.Is(err, ErrWrong) {
				t.Errorf("%s with %q: %v", k.hash, wrong, err)
			}
		}
		if k.form.Takes() && k.rim != "" {
			if err := v.Verify(t.Context(), k.typed, &Kept{Hash: k.hash}); !errors.Is(err, ErrWrong) {
				t.Errorf("%s without its salt: %v", k.hash, err)
			}
		}
	}
	for _, form := range Forms() {
		if !seen[form] {
			t.Errorf("no hash of the form %s is tried", form)
		}
	}
}

// TestUnnamed: a bare digest is accepted where it is named only, and a form that is not named is none.
func TestUnnamed(t *testing.T) {
	for _, k := range kept {
		bare := k.form != FormOf(k.hash)
		v := NewVerifier(NewBudget())
		err := v.Verify(t.Context(), k.typed, &Kept{Hash: k.hash, Salt: k.rim})
		if bare && !errors.Is(err, ErrUnsupported) || !bare && err != nil {
			t.Errorf("%s without a name: %v", k.hash, err)
		}
		for _, other := range Forms() {
			if other != k.form && FormOf(k.hash, other) == other && other != SHA1OpenMRS && other != MD5Hex {
				t.Errorf("%s is read as %s too", k.hash, other)
			}
		}
	}
	v := NewVerifier(NewBudget(), SHA512Crypt)
	if err := v.Verify(t.Context(), kept[0].typed, &Kept{Hash: kept[0].hash}); !errors.Is(err, ErrUnsupported) {
		t.Error(err)
	}
}

// TestRefused: what is no hash, or costs too much, lets nobody in, and is over at once.
func TestRefused(t *testing.T) {
	v := NewVerifier(NewBudget(), Forms()...)
	salt, key := "c2FsdHNhbHRzYWx0c2FsdA", "A9SxPq7UvBSeiG2H79TVO32OXb9KJ13XNSIxBKVSHSQ"
	for _, hash := range []string{
		"", " ", "x", "correct horse", "NoLongerUsed", "*", "!", "{SHA}x", "$1$salt$qJH7.N4xYta3aEG/dfqo/0", "$y$j9T$x$y",
		"$2x$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2",
		"$2b$31$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2",
		"$2b$03$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2",
		"$2b$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy",
		"$2b$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2\n",
		"$argon2id$v=19$m=4294967295,t=1,p=1$" + salt + "$" + key,
		"$argon2id$v=19$m=65536,t=4294967295,p=1$" + salt + "$" + key,
		"$argon2id$v=19$m=99999999999,t=1,p=1$" + salt + "$" + key,
		"$argon2id$v=19$m=262144,t=24,p=1$" + salt + "$" + key,
		"$argon2id$v=19$m=65536,t=0,p=1$" + salt + "$" + key,
		"$argon2id$v=19$m=65536,t=1,p=0$" + salt + "$" + key,
		"$argon2id$v=19$m=65536,t=1,p=255$" + salt + "$" + key,
		"$argon2id$v=16$m=16384,t=2,p=1$" + salt + "$" + key,
		"$argon2d$v=19$m=16384,t=2,p=1$" + salt + "$" + key,
		"$argon2id$v=19$m=16384,t=2,p=1$" + salt + "$",
		"$argon2id$v=19$m=16384,t=2,p=1$" + salt + "$" + strings.Repeat("A", 4096),
		"$6$rounds=999999999$saltstring$" + strings.Repeat("a", 86),
		"$6$rounds=1$saltstring$" + strings.Repeat("a", 86),
		"$6$saltstring$" + strings.Repeat("a", 85),
		"$6$saltstring$",
		"$5$saltstring$" + strings.Repeat("a", 86),
		"pbkdf2_sha256$999999999$seasalt$mQnueSakb748zqBAC1tmWVZsZbi2zPGZarEzTGdfmso=",
		"pbkdf2_sha256$0$seasalt$mQnueSakb748zqBAC1tmWVZsZbi2zPGZarEzTGdfmso=",
		"pbkdf2_sha256$1000$seasalt$",
		"3cb4e732631f47e6eb961f34554b7cdg",
	} {
		start := time.Now()
		if err := v.Verify(t.Context(), "correct horse", &Kept{Hash: hash}); !errors.Is(err, ErrUnsupported) {
			t.Errorf("%s: %v", hash, err)
		}
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("%s took %s", hash, took)
		}
		if form := FormOf(hash, Forms()...); form != "" {
			t.Errorf("%s has the form %s", hash, form)
		}
	}
	if err := v.Verify(t.Context(), "", nil); !errors.Is(err, ErrWrong) {
		t.Error(err)
	}
}

// TestHash: what Portico keeps is read by its own verifier, and no two are equal.
func TestHash(t *testing.T) {
	a, err := Hash("correct horse")
	b, also := Hash("correct horse")
	if err != nil || also != nil || a == b || FormOf(a) != Argon2id {
		t.Fatal(a, b, err, also)
	}
	v := NewVerifier(NewBudget(), Argon2id, Bcrypt)
	if err := v.Verify(t.Context(), "correct horse", &Kept{Hash: a}); err != nil {
		t.Error(err)
	}
	if err := v.Verify(t.Context(), "correct house", &Kept{Hash: a}); !errors.Is(err, ErrWrong) {
		t.Error(err)
	}
	for _, impossible := range []string{"", "a\x00b", strings.Repeat("x", 1025), "\xff"} {
		if hash, err := Hash(impossible); err == nil || hash != "" {
			t.Errorf("%q became %s", impossible, hash)
		}
	}
}

// TestNobody: a name that nobody has takes the work of the dearest hash of the table, and so does one whose hash is cheap or
// cannot be verified.
func TestNobody(t *testing.T) {
	v := NewVerifier(NewBudget(), Bcrypt, MD5Hex)
	if v.decoy.work() != ofCost(10).work() {
		t.Error("before any hash was seen it is not the usual one")
	}
	verify := func(hash string) {
		t.Helper()
		if err := v.Verify(t.Context(), "x", &Kept{Hash: hash}); err == nil {
			t.Error("a wrong password is right")
		}
	}
	verify("$2b$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2")
	if got := v.decoy; got != secret(ofCost(5)) {
		t.Errorf("the first hash says what is usual, not %v", got)
	}
	verify("$2b$08$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2")
	verify("3cb4e732631f47e6eb961f34554b7cde")
	verify("NoLongerUsed")
	if got := v.decoy; got != secret(ofCost(8)) {
		t.Errorf("a cheaper hash made the decoy cheap: %v", got)
	}
	known := &Kept{Hash: "$2b$08$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2"}
	least := quickest(t, v, known)
	for name, k := range map[string]*Kept{"nobody": nil, "cheap": {Hash: "3cb4e732631f47e6eb961f34554b7cde"}, "unsupported": {Hash: "*"}, "none": {}} {
		if got := quickest(t, v, k); got < least/2 || got > 2*least {
			t.Errorf("%s takes %s where a known name takes %s", name, got, least)
		}
	}
}

func quickest(t *testing.T, v *Verifier, k *Kept) time.Duration {
	t.Helper()
	least := time.Hour
	for range 5 {
		start := time.Now()
		if err := v.Verify(t.Context(), "x", k); err == nil {
			t.Error("a wrong password is right")
		}
		least = min(least, time.Since(start))
	}
	return least
}

// TestDecoys: the secrets that nobody has are read and compared like others.
func TestDecoys(t *testing.T) {
	for _, k := range kinds {
		for _, s := range []secret{k.usual, k.usual.nobodys()} {
			if s.excessive() || s.matches("x") || s.work() != k.usual.work() || s.memory() != k.usual.memory() {
				t.Errorf("the decoy of %s", k.form)
			}
		}
	}
	start := time.Now()
	ofCost(8).matches("x")
	if time.Since(start) < time.Millisecond {
		t.Error("bcrypt's decoy is over at once: it is no hash")
	}
}

// TestBudget: who waits for others is let go with the request.
func TestBudget(t *testing.T) {
	b := NewBudget()
	if err := b.weighted.Acquire(t.Context(), budgetMiB); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := NewVerifier(b).Verify(ctx, "x", nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}
