package mysqltest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"testing"

	"ehr.example/portico/mappers/ehr/practice"
	"ehr.example/portico/mappers/ehr/practice/sample"
)

// Practice names a shared database with practice's tables and the sample of these options.
func Practice(t testing.TB, o sample.Options) (database string) {
	t.Helper()
	database = "portico_test_practice_" + fingerprint(o)
	shared(t, database, func(ctx context.Context) error {
		return sample.Load(ctx, Open(t, database), o)
	})
	return database
}

// fingerprint tells options, schemas and generators apart; the generator by its first rows.
func fingerprint(o sample.Options) string {
	h := sha256.New()
	fmt.Fprintf(h, "%+v\n%s\n%q\n", o, practice.Schema, sample.Session)
	for row := range sample.Tables(sample.Sized(25)) {
		fmt.Fprintf(h, "%s %q\n", row.Table, row.Values)
	}
	return hex.EncodeToString(h.Sum(nil)[:6])
}
