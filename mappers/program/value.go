package program

import (
	"bytes"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"ehr.example/portico/mappers/schema"
	"ehr.example/portico/mappers/sqltree"
)

// Value is a scalar of a resource as the search sees it: a constant, a setting, or SQL with the function that turns what
// it gives into what FHIR shows.
type Value struct {
	Const    *string
	Setting  string       // the setting that it equals
	Expr     sqltree.Expr // what the database gives
	Column   *schema.Column
	Kind     schema.Kind
	Nullable bool
	Map      *Map         // raw value → code
	Lookup   *Lookup      // the value is a field of a row of another relation
	Number   bool         // text that is read as a number with a comparator
	Boolean  bool         // a number shown as true or false
	Day      bool         // a wall clock shown by its day
	Truth    sqltree.Expr // the value is a boolean that says whether this holds; nil for every other value
	Opaque   string       // why it has no inverse; "" when it has

	Void      []sqltree.Expr // constants that count as empty
	Form      Form           // how its text is read, where the element does not say so
	Steps     []*Step        // functions that run in Go, first to last; what they give is text
	Precision Precision      // how much of a day or clock is shown
	First     sqltree.Expr   // the first and the last day of a date that says itself how much of it is known,
	Last      sqltree.Expr   // as texts: then Expr is the date's text
	Ordered   *Ordered       // a column whose order is that of Expr
	Stripped  *Stripped      // a column that Expr is without a prefix
	Near      sqltree.Expr   // a column of the day or the year on which it lies, so that an index can be ranged on
	Zone      sqltree.Expr   // minutes east of UTC of a wall clock; where it is NULL the clock is the tenant's
	UTC       sqltree.Expr   // the clock less Zone; NULL where Zone is
}

// Form is how a text is read, where the element alone does not say so.
type Form int

// The forms: as it is, a bound of a range, XHTML to be made, base64 to be checked, and a date with its own precision.
const (
	FormPlain Form = iota
	FormLow
	FormHigh
	FormNarrative
	FormBase64
	FormPartial
)

// Precision is how much of a day or clock is shown.
type Precision int

// Whole is as much as the column has; Year and Month leave the rest away.
const (
	Whole Precision = iota
	Year
	Month
)

// Ordered is a column of texts or numbers that sort as the times do which they write.
type Ordered struct {
	X       sqltree.Expr
	Layout  string        // how a time is written there, as package time says it
	Unit    time.Duration // the smallest step of a clock; 0 for days
	Integer bool
}

// Stripped is a column of texts of which a prefix is left out where they have it.
type Stripped struct {
	Column sqltree.Column
	Prefix string
}

// narrows is what the bare column holds where the text without its prefix is this one.
func (s *Stripped) narrows(v *Value, text string) sqltree.Expr {
	var list []sqltree.Expr
	for _, raw := range []string{text, s.Prefix + text} {
		if arg, ok := v.Arg(raw); ok {
			list = append(list, arg)
		}
	}
	return sqltree.In{X: s.Column, List: list}
}

// Shown is what a row shows: Expr without the constants that count as empty.
func (v *Value) Shown() sqltree.Expr {
	if len(v.Void) == 0 {
		return v.Expr
	}
	return sqltree.Case{Whens: []sqltree.When{{Cond: sqltree.In{X: v.Expr, List: v.Void}, Then: sqltree.Null{}}}, Else: v.Expr}
}

// NotVoid is the condition that a value that is not NULL is none of the constants that count as empty.
func (v *Value) NotVoid() sqltree.Expr {
	if len(v.Void) == 0 {
		return sqltree.True
	}
	return sqltree.In{X: v.Expr, List: v.Void, Not: true}
}

// Textual tells whether what SQL gives, or a map makes of it, is the text that is shown.
func (v *Value) Textual() bool {
	return !v.Number && !v.Day && v.Opaque == "" && len(v.Steps) == 0 && v.Precision == Whole && v.Form == FormPlain
}

// Lookup is a field of a relation's row found by Key.
type Lookup struct {
	Name  string
	Rows  *Relation
	Key   []sqltree.Expr // the pointing side
	Field *Value         // in the relation's aliases
}

// Map turns raw values into codes. Its keys are compared as the column's collation does.
type Map struct {
	Name    string
	Entries []MapEntry
	Default *Coded // nil: absent
	Empty   *Coded // what NULL and '' become; nil: absent
	Keys    KeyOrder
}

// KeyOrder is when a map's key and a raw value are equal. Trailing blanks never count, as in SQL.
type KeyOrder int

// The ways to compare keys.
const (
	KeysExact      KeyOrder = iota
	KeysFolded              // without regard to case
	KeysUnaccented          // without regard to case and accents, as utf8mb4_general_ci compares
	KeysAsNumbers           // a DECIMAL's 1.0 is 1
)

// Canonical is the same text for all keys that are equal.
func (k KeyOrder) Canonical(key string) string {
	key = strings.TrimRight(key, " ")
	switch k {
	case KeysFolded:
		return strings.ToLower(key)
	case KeysUnaccented:
		return strings.ToLower(unaccented(key))
	case KeysAsNumbers:
		return string(withoutScale([]byte(key)))
	}
	return key
}

func (k KeyOrder) equal(key string, raw []byte) bool {
	switch {
	case key == string(raw):
		return true
	case k == KeysFolded:
		return equalFold(key, raw)
	case k == KeysUnaccented && isASCII(raw) && isASCII([]byte(key)):
		return equalFold(key, raw)
	case k == KeysUnaccented:
		return strings.EqualFold(unaccented(key), unaccented(string(raw)))
	case k == KeysAsNumbers:
		return string(withoutScale([]byte(key))) == string(withoutScale(raw))
	}
	return false
}

// unaccented takes the marks away that letters are composed with.
func unaccented(s string) string {
	if isASCII([]byte(s)) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(s))
}

// withoutScale cuts the zeros that a DECIMAL's scale adds.
func withoutScale(number []byte) []byte {
	if !bytes.Contains(number, []byte(".")) || bytes.ContainsAny(number, "eE") {
		return number
	}
	return bytes.TrimSuffix(bytes.TrimRight(number, "0"), []byte("."))
}

// MapEntry is one raw value. A nil To means that the element is absent.
type MapEntry struct {
	Raw string
	To  *Coded
}

// Coded is a map's result: a code, and what else is said about it.
type Coded struct{ Code, System, Display string }

// Find is what a raw value becomes; nil is absent. Trailing blanks do not count, as in SQL.
func (m *Map) Find(raw []byte) *Coded {
	switch i := m.index(raw); i {
	case len(m.Entries):
		return m.Default
	case len(m.Entries) + 1:
		return m.Empty
	default:
		return m.Entries[i].To
	}
}

// results are what the map can give, by index.
func (m *Map) results() []*Coded {
	out := make([]*Coded, 0, len(m.Entries)+2)
	for _, e := range m.Entries {
		out = append(out, e.To)
	}
	return append(out, m.Default, m.Empty)
}

// index is the entry of a raw value; behind the entries are the default and the empty values.
func (m *Map) index(raw []byte) int {
	for len(raw) > 0 && raw[len(raw)-1] == ' ' {
		raw = raw[:len(raw)-1]
	}
	if len(raw) == 0 {
		return len(m.Entries) + 1
	}
	for i := range m.Entries {
		key := m.Entries[i].Raw
		if len(key) > 0 && key[len(key)-1] == ' ' {
			key = strings.TrimRight(key, " ")
		}
		if m.Keys.equal(key, raw) {
			return i
		}
	}
	return len(m.Entries)
}

// equalFold compares without allocating where it can.
func equalFold(key string, raw []byte) bool {
	if len(key) == 0 || raw[0] < utf8.RuneSelf && key[0] < utf8.RuneSelf && lower(key[0]) != lower(raw[0]) {
		return false
	}
	if !isASCII(raw) {
		return strings.EqualFold(key, string(raw))
	}
	if len(key) != len(raw) {
		return false
	}
	for i := range len(key) {
		if lower(key[i]) != lower(raw[i]) {
			return false
		}
	}
	return true
}

func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// Part is which piece of a Coded a value shows.
type Part int

// The parts of a Coded.
const (
	PartCode Part = iota
	PartSystem
	PartDisplay
)

// Of is the part's text.
func (p Part) Of(c *Coded) string {
	switch p {
	case PartSystem:
		return c.System
	case PartDisplay:
		return c.Display
	}
	return c.Code
}

// Inverse is the raw values that show text in a part, whether every other raw value (the default) does, and whether
// NULL and ” do.
func (m *Map) Inverse(part Part, matches func(string) bool) (raws []string, others, empty bool) {
	return m.Making(func(c *Coded) bool { return matches(part.Of(c)) })
}

// Making is Inverse by all that is said about a code.
func (m *Map) Making(matches func(*Coded) bool) (raws []string, others, empty bool) {
	for _, e := range m.Entries {
		if e.To != nil && matches(e.To) {
			raws = append(raws, e.Raw)
		}
	}
	return raws, m.Default != nil && matches(m.Default), m.Empty != nil && matches(m.Empty)
}

// Raws is every key of the map.
func (m *Map) Raws() []string {
	out := make([]string, len(m.Entries))
	for i, e := range m.Entries {
		out[i] = e.Raw
	}
	return out
}
