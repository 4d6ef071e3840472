package bundle

import (
	"bytes"
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ehr.example/portico/facade/outcome"
)

var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// secret is a secret of the right length, all of one byte.
func secret(b byte) []byte { return bytes.Repeat([]byte{b}, MinSecret) }

// sealer is a Sealer or the end of the test.
func sealer(t testing.TB, tenant string, secrets ...[]byte) *Sealer {
	t.Helper()
	s, err := NewSealer(tenant, secrets)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func example() Cursor {
	return Cursor{
		Address: "Observation", Query: "code=8867-4&_count=50", Source: "vitals", Variant: "pulse",
		Keys: []string{"2024-01-01 00:00:00", "17", "\x00\xff"}, Issued: now, Clock: now.Add(-time.Hour),
	}
}

func TestSealOpen(t *testing.T) {
	s := sealer(t, "my-clinic", secret(1))
	rapid.Check(t, func(t *rapid.T) {
		c := Cursor{
			Address: rapid.String().Draw(t, "type"), Query: rapid.String().Draw(t, "query"),
			Source: rapid.String().Draw(t, "source"), Variant: rapid.String().Draw(t, "variant"),
			Keys:   rapid.SliceOfN(rapid.String(), 1, maxKeys).Draw(t, "keys"),
			Issued: now, Clock: time.Unix(rapid.Int64Range(-1e11, 1e11).Draw(t, "clock"), 0).UTC(),
		}
		grant := rapid.String().Draw(t, "grant")
		got, err := s.Open(s.Seal(c, grant), grant, now)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestEveryFlippedByteIsRefused(t *testing.T) {
	s := sealer(t, "my-clinic", secret(1))
	text := s.Seal(example(), "open")
	for i := range text {
		for _, other := range []byte("A_=+/ \n\x00é") {
			if text[i] == other {
				continue
			}
			refused(t, s, text[:i]+string(rune(other))+text[i+1:], "open")
		}
		refused(t, s, text[:i], "open")
		refused(t, s, text[:i]+"\n"+text[i:], "open")
	}
	sealed, _ := base64.RawURLEncoding.DecodeString(text)
	for i := range sealed {
		for bit := range 8 {
			flipped := bytes.Clone(sealed)
			flipped[i] ^= 1 << bit
			refused(t, s, base64.RawURLEncoding.EncodeToString(flipped), "open")
		}
	}
	refused(t, s, text+"A", "open")
	refused(t, s, text+"\n", "open")
	refused(t, s, strings.Repeat("A", maxCursor+1), "open")
}

func TestAnotherTenantOrGrantIsRefused(t *testing.T) {
	ours := sealer(t, "my-clinic", secret(1))
	text := ours.Seal(example(), "patient 1")
	refused(t, sealer(t, "lakeside", secret(1)), text, "patient 1")
	refused(t, sealer(t, "my-clinic", secret(2)), text, "patient 1")
	for _, grant := range []string{"", "patient 2", "patient 1 ", "Patient 1"} {
		refused(t, ours, text, grant)
	}
	// Both of the tenant's id and the grant have their lengths in the bond.
	refused(t, sealer(t, "my-clinicp", secret(1)), text, "atient 1")
}

// refused fails the test unless the text is a 400 that doesn't tell why.
func refused(t *testing.T, s *Sealer, text, grant string) {
	t.Helper()
	_, err := s.Open(text, grant, now)
	e := outcome.From(err)
	switch {
	case e == nil:
		t.Errorf("%q opened", text)
	case e.HTTPStatus() != http.StatusBadRequest || e.Code() != outcome.CodeInvalid || err.Error() != notACursor().Error():
		t.Errorf("%q is refused with %d %v", text, e.HTTPStatus(), err)
	}
}

func TestRotatedSecrets(t *testing.T) {
	before := sealer(t, "my-clinic", secret(1))
	during := sealer(t, "my-clinic", secret(2), secret(1))
	after := sealer(t, "my-clinic", secret(2))
	if _, err := during.Open(before.Seal(example(), ""), "", now); err != nil {
		t.Errorf("the old secret doesn't open: %v", err)
	}
	if _, err := after.Open(during.Seal(example(), ""), "", now); err != nil {
		t.Errorf("the first secret doesn't seal: %v", err)
	}
	refused(t, after, before.Seal(example(), ""), "")
}

func TestAge(t *testing.T) {
	s := sealer(t, "my-clinic", secret(1))
	text := s.Seal(example(), "")
	if _, err := s.Open(text, "", now.Add(DefaultMaxAge)); err != nil {
		t.Error(err)
	}
	_, err := s.Open(text, "", now.Add(DefaultMaxAge+time.Second))
	if e := outcome.From(err); e == nil || e.HTTPStatus() != http.StatusGone || !strings.Contains(err.Error(), "stale") {
		t.Errorf("an old cursor: %v", err)
	}
	if _, err := s.Open(text, "", now.Add(-maxClockSkew)); err != nil {
		t.Error(err)
	}
	if _, err := s.Open(text, "", now.Add(-maxClockSkew-time.Second)); err == nil {
		t.Error("a cursor of the future opened")
	}
}

func TestNewSealerRefuses(t *testing.T) {
	for _, secrets := range [][][]byte{nil, {secret(1), secret(1)[1:]}} {
		if _, err := NewSealer("my-clinic", secrets); err == nil {
			t.Errorf("%d secrets are taken", len(secrets))
		}
	}
}

func FuzzOpen(f *testing.F) {
	s := sealer(f, "my-clinic", secret(1))
	f.Add("", "")
	f.Add(sealer(f, "my-clinic", secret(2)).Seal(example(), ""), "") // nothing that the fuzzer could complete
	f.Fuzz(func(t *testing.T, text, grant string) {
		if c, err := s.Open(text, grant, now); err == nil {
			t.Errorf("forged %v", c)
		}
	})
}

func FuzzPayload(f *testing.F) {
	f.Add(example().appendPayload(nil))
	f.Fuzz(func(t *testing.T, payload []byte) {
		c, err := parsePayload(payload)
		if err != nil {
			return
		}
		again, err := parsePayload(c.appendPayload(nil))
		if err != nil || !cmp.Equal(c, again) {
			t.Errorf("%v became %v: %v", c, again, err)
		}
	})
}
