package practice_test

import (
	"testing"

	"ehr.example/portico/facade/mysql"
	"ehr.example/portico/facade/mysqltest"
	"ehr.example/portico/mappers/ehr/practice"
	"ehr.example/portico/mappers/ehr/practice/sample"
	"ehr.example/portico/mappers/mappertest"
)

// TestCompile compiles the mapping offline, without any problem, and compares the printed program.
func TestCompile(t *testing.T) {
	mappertest.Compile(t, practice.Mapper, "schema.txt", "testdata/program.txt")
}

// TestMapper runs the conformance test that every mapper runs on itself.
func TestMapper(t *testing.T) {
	mappertest.Mapper(t, practice.Mapper, mappertest.Schema(t, "schema.txt"))
}

// TestSchema compares schema.txt with the database that schema.sql makes.
func TestSchema(t *testing.T) {
	db, err := mysql.Open(mysql.Config{DSN: mysqltest.DSN(t, mysqltest.Practice(t, sample.Default()))})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	s, err := db.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	mappertest.Golden(t, "schema.txt", s.Append(nil))
}
