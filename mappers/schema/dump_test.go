package schema_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ehr.example/portico/mappers/problem"
	"ehr.example/portico/mappers/schema"
)

const dump = `table lab
  id int(10) unsigned not null
  index varchar(20) not null collate latin1_swedish_ci
  primary key (id)

table patient
  pat_id bigint unsigned not null
  name varchar(50) not null collate utf8_general_ci charset utf8mb3
  kind enum('a b','it''s (b)',',') collate utf8mb4_bin
  weight decimal(8,3)
  at datetime(6)
  ` + "`odd ``name`" + ` text collate utf8mb4_general_ci
  primary key (pat_id)
  unique by_name (name, kind)
  index ix (at, ` + "`odd ``name`" + `)
`

func TestDumpRoundTrip(t *testing.T) {
	text := strings.Replace(dump, "  index varchar", "  `index` varchar", 1)
	s, err := schema.Parse("dump.txt", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(text, string(s.Append(nil))); diff != "" {
		t.Error(diff)
	}
	p := s.Table("patient")
	want := []*schema.Column{
		{Name: "pat_id", Type: "bigint unsigned", Kind: schema.Integer, Unsigned: true},
		{Name: "name", Type: "varchar(50)", Kind: schema.Text, Length: 50, Charset: "utf8mb3", Collation: "utf8_general_ci"},
		{Name: "kind", Type: "enum('a b','it''s (b)',',')", Kind: schema.Text, Nullable: true, Length: 8, Charset: "utf8mb4", Collation: "utf8mb4_bin"},
		{Name: "weight", Type: "decimal(8,3)", Kind: schema.Decimal, Nullable: true, Scale: 3},
		{Name: "at", Type: "datetime(6)", Kind: schema.DateTime, Nullable: true, Scale: 6},
		{Name: "odd `name", Type: "text", Kind: schema.Text, Nullable: true, Length: 65535, Charset: "utf8mb4", Collation: "utf8mb4_general_ci"},
	}
	if diff := cmp.Diff(want, p.Columns); diff != "" {
		t.Error(diff)
	}
	if !p.UniqueBy([]string{"PAT_ID"}) || p.Indexes[2].Unique || len(p.Indexes[1].Columns) != 2 {
		t.Errorf("%+v", p.Indexes)
	}
	if f := s.Fingerprint(); len(f) != 32 || f != s.Fingerprint() {
		t.Errorf("fingerprint %q", f)
	}
}

func TestParseProblems(t *testing.T) {
	text := "  id int\ntable a\n  id int not nul\n  id int\n  x varchar(20\n  unique u (id, y)\n  index v id\ntable a\nview b\ntable `c\n\n# remark\n"
	_, err := schema.Parse("dump.txt", []byte(text))
	var problems problem.Errors
	if !errors.As(err, &problems) {
		t.Fatal(err)
	}
	for _, want := range []string{
		"dump.txt:1:3: a column or an index without a table above it",
		`dump.txt:3:10: unexpected "not nul"`,
		"dump.txt:4:6: column id is there twice",
		"dump.txt:5:5: a parenthesis is not closed",
		"dump.txt:6:18: table a has no column y above this index",
		"dump.txt:7:11: expected the index's columns in parentheses",
		"dump.txt:8:8: table a is there twice",
		"dump.txt:9:1: expected table NAME, or an indented column or index",
		"dump.txt:10:7: a backtick is not closed",
	} {
		if !strings.Contains(err.Error()+"\n", want+"\n") {
			t.Errorf("%q is missing from\n%v", want, err)
		}
	}
	if len(problems) != 9 {
		t.Errorf("%d problems:\n%v", len(problems), err)
	}
}

func TestColumnOf(t *testing.T) {
	for typeText, want := range map[string]schema.Column{
		"tinyint(1)":                {Kind: schema.Integer},
		"int(10) unsigned zerofill": {Kind: schema.Integer, Unsigned: true},
		"INT":                       {Kind: schema.Integer},
		"double(8,2) unsigned":      {Kind: schema.Float, Scale: 2, Unsigned: true},
		"decimal(10,0)":             {Kind: schema.Decimal},
		"char(2)":                   {Kind: schema.Text, Length: 2},
		"longtext":                  {Kind: schema.Text, Length: 1<<32 - 1},
		"set('a','bc')":             {Kind: schema.Text, Length: 4},
		"enum('unsigned','é')":      {Kind: schema.Text, Length: 8},
		"binary(16)":                {Kind: schema.Binary, Length: 16},
		"mediumblob":                {Kind: schema.Binary, Length: 1<<24 - 1},
		"date":                      {Kind: schema.Date},
		"datetime":                  {Kind: schema.DateTime},
		"timestamp(3)":              {Kind: schema.Timestamp, Scale: 3},
		"time":                      {Kind: schema.Time},
		"year(4)":                   {Kind: schema.Year},
		"bit(1)":                    {Kind: schema.Bit},
		"json":                      {Kind: schema.JSON},
		"geometry":                  {Kind: schema.Unknown},
	} {
		want.Name, want.Type = "c", typeText
		if diff := cmp.Diff(&want, schema.ColumnOf("c", typeText)); diff != "" {
			t.Errorf("%s: %s", typeText, diff)
		}
		if got := schema.KindOf(typeText); got != want.Kind {
			t.Errorf("%s is %v", typeText, got)
		}
	}
}

func TestDumpRoundTripOfAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anySchema(t)
		text := s.Append(nil)
		parsed, err := schema.Parse("dump.txt", text)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if diff := cmp.Diff(s, parsed); diff != "" {
			t.Fatalf("%s\n%s", diff, text)
		}
	})
}

func anySchema(t *rapid.T) *schema.Schema {
	names := rapid.OneOf(rapid.StringMatching(`[a-z_$0-9]{1,4}`), rapid.StringN(1, 6, -1),
		rapid.SampledFrom([]string{"index", "table", "primary", "unique", "not", "null", "a`b", "a\nb", `a\n`, " "}))
	types := rapid.SampledFrom([]string{"int", "int(10) unsigned", "varchar(9)", "decimal(8,3)", "datetime(6)", "enum('a\nb','c)''d\\')", "double unsigned zerofill"})
	same := strings.ToLower
	s := &schema.Schema{}
	for _, name := range rapid.SliceOfNDistinct(names, 0, 4, rapid.ID).Draw(t, "tables") {
		table := &schema.Table{Name: name}
		for _, column := range rapid.SliceOfNDistinct(names, 1, 6, same).Draw(t, "columns") {
			c := schema.ColumnOf(column, types.Draw(t, "type"))
			c.Nullable = rapid.Bool().Draw(t, "nullable")
			if c.Kind == schema.Text {
				c.Charset = rapid.SampledFrom([]string{"utf8mb3", "utf8"}).Draw(t, "charset")
				c.Collation = "utf8_general_ci"
			}
			table.Columns = append(table.Columns, c)
		}
		for _, index := range rapid.SliceOfNDistinct(names, 0, 3, rapid.ID).Draw(t, "indexes") {
			x := schema.Index{Name: index, Unique: rapid.Bool().Draw(t, "unique")}
			x.Columns = rapid.SliceOfN(rapid.SampledFrom(table.ColumnNames()), 1, 3).Draw(t, "of")
			table.Indexes = append(table.Indexes, x)
		}
		s.Tables = append(s.Tables, table)
	}
	sortTables(s)
	return s
}

func sortTables(s *schema.Schema) {
	for i := range s.Tables {
		for j := i; j > 0 && s.Tables[j].Name < s.Tables[j-1].Name; j-- {
			s.Tables[j], s.Tables[j-1] = s.Tables[j-1], s.Tables[j]
		}
	}
}
