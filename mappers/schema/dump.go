package schema

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// Append writes the schema as text: a line for each table, column and index, in the database's order, so that two
// dumps differ only where the databases do. Parse reads it.
//
//	table patient
//	  pat_id int(10) unsigned not null
//	  mrn varchar(20) not null collate latin1_swedish_ci
//	  dob date
//	  primary key (pat_id)
//	  unique pat_mrn (mrn)
//	  index pat_dob (dob, mrn)
func (s *Schema) Append(dst []byte) []byte {
	for i, t := range s.Tables {
		if i > 0 {
			dst = append(dst, '\n')
		}
		dst = append(dst, "table "...)
		dst = appendName(dst, t.Name)
		dst = append(dst, '\n')
		for _, c := range t.Columns {
			dst = appendColumn(dst, c)
		}
		for _, x := range t.Indexes {
			dst = appendIndex(dst, x)
		}
	}
	return dst
}

// Fingerprint is the same for two schemas when their text is: 32 hexadecimal digits.
func (s *Schema) Fingerprint() string {
	sum := sha256.Sum256(s.Append(nil))
	return hex.EncodeToString(sum[:16])
}

func appendColumn(dst []byte, c *Column) []byte {
	dst = append(dst, "  "...)
	dst = appendName(dst, c.Name)
	dst = append(dst, ' ')
	dst = append(dst, escape.Replace(c.Type)...)
	if !c.Nullable {
		dst = append(dst, " not null"...)
	}
	if c.Collation != "" {
		dst = append(dst, " collate "...)
		dst = append(dst, c.Collation...)
	}
	if c.Charset != charsetOf(c.Collation) {
		dst = append(dst, " charset "...)
		dst = append(dst, c.Charset...)
	}
	return append(dst, '\n')
}

func appendIndex(dst []byte, x Index) []byte {
	switch {
	case x.Name == "PRIMARY":
		dst = append(dst, "  primary key"...)
	case x.Unique:
		dst = append(dst, "  unique "...)
		dst = appendName(dst, x.Name)
	default:
		dst = append(dst, "  index "...)
		dst = appendName(dst, x.Name)
	}
	for i, name := range x.Columns {
		dst = append(dst, [...]string{" (", ", "}[min(i, 1)]...)
		dst = appendName(dst, name)
	}
	return append(dst, ")\n"...)
}

// charsetOf is the charset that a collation's name begins with.
func charsetOf(collation string) string {
	charset, _, _ := strings.Cut(collation, "_")
	return charset
}

// A dump has one line for each thing, whatever the names and enum members are.
var (
	escape   = strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\r", `\r`)
	unescape = strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\r`, "\r")
)

// appendName writes a plain name as it is, and any other in backticks.
func appendName(dst []byte, name string) []byte {
	if plainName(name) {
		return append(dst, name...)
	}
	dst = append(dst, '`')
	dst = append(dst, escape.Replace(strings.ReplaceAll(name, "`", "``"))...)
	return append(dst, '`')
}

// plainName tells whether a name is letters, digits, _ and $, and none of the dump's own words.
func plainName(name string) bool {
	switch name {
	case "", "table", "primary", "unique", "index":
		return false
	}
	for _, r := range name {
		if r != '_' && r != '$' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') {
			return false
		}
	}
	return true
}
