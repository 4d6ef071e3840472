// Package schema is a legacy database's structure as data: tables, columns, types, charsets, keys. It does no I/O;
// facade/mysql reads one from information_schema, and Parse reads one from a dumped file.
package schema

import (
	"math"
	"slices"
	"strings"
)

// Kind is what a column's values are, as far as a mapping cares.
type Kind int

// The kinds of columns. Date has day precision, DateTime is a wall clock without a zone, Timestamp an instant.
const (
	Unknown Kind = iota
	Integer
	Decimal
	Float
	Text
	Binary
	Date
	DateTime
	Timestamp
	Time
	Year
	Bit
	JSON
)

var kindNames = [...]string{"unknown", "integer", "decimal", "float", "text", "binary", "date", "datetime", "timestamp", "time", "year", "bit", "json"}

// String is the kind's name in messages.
func (k Kind) String() string { return kindNames[k] }

// Column is a column of a table. A derived expression has a Column without a name.
type Column struct {
	Name      string
	Type      string // as information_schema says it: varchar(20), int(10) unsigned, datetime(6), binary(16)
	Kind      Kind
	Nullable  bool
	Charset   string // text columns: utf8mb4, latin1, …
	Collation string // text columns: utf8mb4_general_ci, …
	Length    int    // characters or bytes of text and binary columns; 0 otherwise
	Scale     int    // digits after the point: decimals, and fractional seconds of times
	Unsigned  bool
}

// CaseInsensitive tells whether the column's collation folds case, so that plain equality is not identity.
func (c *Column) CaseInsensitive() bool {
	return c.Kind == Text && !strings.HasSuffix(c.Collation, "_bin") && !strings.HasSuffix(c.Collation, "_cs")
}

// integerBits are the widths of MySQL's integer types.
var integerBits = map[string]uint{"tinyint": 8, "smallint": 16, "mediumint": 24, "int": 32, "integer": 32, "bigint": 64}

// IntegerRange is the least and the greatest number that an integer column can hold; for other columns those of a
// BIGINT of either sign.
func (c *Column) IntegerRange() (low int64, high uint64) {
	name, _, _ := strings.Cut(c.Type, "(")
	name, _, _ = strings.Cut(name, " ")
	bits := integerBits[name]
	switch {
	case bits == 0:
		return math.MinInt64, math.MaxUint64
	case c.Unsigned:
		return 0, math.MaxUint64 >> (64 - bits)
	}
	return math.MinInt64 >> (64 - bits), math.MaxInt64 >> (64 - bits)
}

// Index is a key of a table, its columns in order.
type Index struct {
	Name    string
	Columns []string
	Unique  bool
}

// Table is a table or a view. Its primary key, if any, is the index called PRIMARY.
type Table struct {
	Name    string
	Columns []*Column
	Indexes []Index
}

// Column is the column of that name in any case, as MySQL sees it, or nil.
func (t *Table) Column(name string) *Column {
	for _, c := range t.Columns {
		if strings.EqualFold(c.Name, name) {
			return c
		}
	}
	return nil
}

// ColumnNames lists the columns in order.
func (t *Table) ColumnNames() []string {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c.Name
	}
	return names
}

// UniqueBy tells whether a unique key (without nullable columns) lies within the named columns.
func (t *Table) UniqueBy(columns []string) bool {
	has := func(name string) bool {
		c := t.Column(name)
		return c != nil && !c.Nullable && slices.ContainsFunc(columns, func(s string) bool { return strings.EqualFold(s, name) })
	}
	return slices.ContainsFunc(t.Indexes, func(i Index) bool {
		return i.Unique && !slices.ContainsFunc(i.Columns, func(n string) bool { return !has(n) })
	})
}

// UniqueWhenPresent is UniqueBy that also takes unique keys over nullable columns: rows found by equality are unique.
func (t *Table) UniqueWhenPresent(columns []string) bool {
	has := func(name string) bool {
		return slices.ContainsFunc(columns, func(s string) bool { return strings.EqualFold(s, name) })
	}
	return slices.ContainsFunc(t.Indexes, func(i Index) bool {
		return i.Unique && !slices.ContainsFunc(i.Columns, func(n string) bool { return !has(n) })
	})
}

// Schema is a database's tables, sorted by name.
type Schema struct {
	Tables []*Table
}

// Table is the table of that name, or nil. Names are compared as written: MySQL on Linux tells cases apart.
func (s *Schema) Table(name string) *Table {
	i, found := slices.BinarySearchFunc(s.Tables, name, func(t *Table, n string) int { return strings.Compare(t.Name, n) })
	if !found {
		return nil
	}
	return s.Tables[i]
}

// TableNames lists the tables.
func (s *Schema) TableNames() []string {
	names := make([]string, len(s.Tables))
	for i, t := range s.Tables {
		names[i] = t.Name
	}
	return names
}
