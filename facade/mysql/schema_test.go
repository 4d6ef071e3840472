package mysql

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"ehr.example/portico/facade/mysqltest"
	"ehr.example/portico/mappers/schema"
)

func TestSchema(t *testing.T) {
	d := fixtureOf(t, Config{},
		"CREATE TABLE b (id INT(10) UNSIGNED NOT NULL, u BINARY(16), n DECIMAL(12,6), at DATETIME(3) NOT NULL, ts TIMESTAMP NULL, t VARCHAR(20) CHARACTER SET latin1 NOT NULL, e ENUM('a','it''s'), y TINYINT(1), x TEXT, PRIMARY KEY (id), UNIQUE un (t, at), KEY ix (at, id), FULLTEXT ft (x)) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci",
		"CREATE TABLE B2 (a INT) DEFAULT CHARSET=utf8mb4", "CREATE VIEW a_view AS SELECT id FROM b")
	s, err := d.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := "table B2\n  a int(11)\n\n" +
		"table a_view\n  id int(10) unsigned not null\n\n" +
		"table b\n  id int(10) unsigned not null\n  u binary(16)\n  n decimal(12,6)\n  at datetime(3) not null\n" +
		"  ts timestamp\n  t varchar(20) not null collate latin1_swedish_ci\n" +
		"  e enum('a','it''s') collate utf8mb4_general_ci\n  y tinyint(1)\n  x text collate utf8mb4_general_ci\n" +
		"  primary key (id)\n  index ix (at, id)\n  unique un (t, at)\n"
	if diff := cmp.Diff(want, string(s.Append(nil))); diff != "" {
		t.Error(diff)
	}
	d.ending.Wait()
	if d.Stats().InUse != 0 {
		t.Error("a connection is still in use")
	}
}

func TestSchemaRoundTrip(t *testing.T) {
	d := opened(t, Config{DSN: mysqltest.DSN(t, mysqltest.OpenEMR(t))})
	s, err := d.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if s.Table("patient_data") == nil || s.Table("patient_data").Column("pid") == nil {
		t.Fatalf("%d tables", len(s.Tables))
	}
	parsed, err := schema.Parse("dump", s.Append(nil))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(s, parsed); diff != "" || s.Fingerprint() != parsed.Fingerprint() {
		t.Error(diff)
	}
}
