package store

import (
	"path/filepath"
	"testing"
	"time"

	"ehr.example/portico/facade/smart"
)

// BenchmarkBearer is what each request asks of a file.
func BenchmarkBearer(b *testing.B) {
	s, err := Open(b.Context(), Config{File: filepath.Join(b.TempDir(), "portico.db")})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	token, err := smart.NewDevelopmentToken(b.Context(), s, "a", smart.Development{Lasts: time.Hour}, noon)
	if err != nil {
		b.Fatal(err)
	}
	hash := smart.HashOf(token)
	for b.Loop() {
		if _, err := s.Bearer(b.Context(), "a", hash, noon); err != nil {
			b.Fatal(err)
		}
	}
}
