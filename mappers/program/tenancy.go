package program

import "ehr.example/portico/mappers/sqltree"

// TenancyForm is how a table's rows belong to a tenant.
type TenancyForm int

// The forms that tenancy takes in shared databases.
const (
	// Shared tables have no owner: code lists, or everything when the database is the tenant's own.
	Shared TenancyForm = iota
	// ByColumn tables carry the tenant in a column.
	ByColumn
	// Via tables belong to the tenant of the row of another table that they point at.
	Via
	// ByPredicate tables are told apart by a condition on their own columns.
	ByPredicate
)

// Tenancy says how one table's rows belong to a tenant.
type Tenancy struct {
	Table     string
	Form      TenancyForm
	Column    string       // ByColumn: the column
	Value     sqltree.Expr // ByColumn: what it equals, made of settings and constants
	Parent    string       // Via: the table pointed at, which has a form of its own
	On        []ColumnPair // Via: the columns that point
	Predicate sqltree.Expr // ByPredicate: a condition whose columns have the table's name as alias
}

// ColumnPair is child column = parent column.
type ColumnPair struct{ Child, Parent string }
