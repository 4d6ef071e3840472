package mysql

import (
	"context"
	"slices"
	"strings"

	gormmysql "gorm.io/driver/mysql"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"ehr.example/portico/mappers/schema"
)

// columnRow is a row of information_schema.COLUMNS.
type columnRow struct {
	Table     string `gorm:"column:t"`
	Name      string `gorm:"column:c"`
	Type      string `gorm:"column:typ"`
	Nullable  string `gorm:"column:nul"`
	Charset   string `gorm:"column:cs"`
	Collation string `gorm:"column:coll"`
}

// indexRow is a row of information_schema.STATISTICS: one column of one index.
type indexRow struct {
	Table     string `gorm:"column:t"`
	Index     string `gorm:"column:i"`
	Column    string `gorm:"column:c"`
	NonUnique int    `gorm:"column:nu"`
}

// Schema reads the database's tables and views, as far as the user may see them, from information_schema. Full-text
// and spatial indexes and those over expressions are left out.
func (d *Database) Schema(ctx context.Context) (*schema.Schema, error) {
	s, err := d.Session(ctx)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	s.begun = true // gorm's statements open the transaction
	orm, err := gorm.Open(
		gormmysql.New(gormmysql.Config{Conn: s.conn, SkipInitializeWithVersion: true}),
		&gorm.Config{SkipDefaultTransaction: true, DisableAutomaticPing: true, Logger: logger.Discard},
	)
	if err != nil {
		return nil, fault(ctx, err)
	}
	orm = orm.WithContext(ctx)
	columns, err := readColumns(orm, d.Name())
	if err != nil {
		return nil, fault(ctx, err)
	}
	indexes, err := readIndexes(orm, d.Name())
	if err != nil {
		return nil, fault(ctx, err)
	}
	return assemble(columns, indexes), nil
}

func readColumns(orm *gorm.DB, database string) ([]columnRow, error) {
	var rows []columnRow
	err := orm.Table("information_schema.COLUMNS").
		Select("TABLE_NAME AS t, COLUMN_NAME AS c, COLUMN_TYPE AS typ, IS_NULLABLE AS nul, "+
			"CHARACTER_SET_NAME AS cs, COLLATION_NAME AS coll").
		Where("TABLE_SCHEMA = ?", database).
		Order("TABLE_NAME, ORDINAL_POSITION").
		Find(&rows).Error
	return rows, err
}

func readIndexes(orm *gorm.DB, database string) ([]indexRow, error) {
	var rows []indexRow
	err := orm.Table("information_schema.STATISTICS").
		Select("TABLE_NAME AS t, INDEX_NAME AS i, COALESCE(COLUMN_NAME, '') AS c, NON_UNIQUE AS nu").
		Where("TABLE_SCHEMA = ? AND INDEX_TYPE IN ('BTREE', 'HASH')", database).
		Order("TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX").
		Find(&rows).Error
	return rows, err
}

// assemble makes tables of the rows. Tables are sorted by their names' bytes, indexes with the primary key first.
func assemble(columns []columnRow, indexes []indexRow) *schema.Schema {
	tables := map[string]*schema.Table{}
	s := &schema.Schema{}
	for _, row := range columns {
		t := tables[row.Table]
		if t == nil {
			t = &schema.Table{Name: row.Table}
			tables[row.Table] = t
			s.Tables = append(s.Tables, t)
		}
		c := schema.ColumnOf(row.Name, row.Type)
		c.Nullable = strings.EqualFold(row.Nullable, "YES")
		c.Charset, c.Collation = row.Charset, row.Collation
		t.Columns = append(t.Columns, c)
	}
	for _, row := range indexes {
		if t := tables[row.Table]; t != nil {
			addIndexColumn(t, row)
		}
	}
	for _, t := range s.Tables {
		t.Indexes = slices.DeleteFunc(t.Indexes, overExpression)
		slices.SortFunc(t.Indexes, compareIndexes)
	}
	slices.SortFunc(s.Tables, func(a, b *schema.Table) int { return strings.Compare(a.Name, b.Name) })
	return s
}

func addIndexColumn(t *schema.Table, row indexRow) {
	last := len(t.Indexes) - 1
	if last < 0 || t.Indexes[last].Name != row.Index {
		t.Indexes = append(t.Indexes, schema.Index{Name: row.Index, Unique: row.NonUnique == 0})
		last++
	}
	t.Indexes[last].Columns = append(t.Indexes[last].Columns, row.Column)
}

// overExpression tells an index that MySQL keeps over an expression, which has no column's name.
func overExpression(x schema.Index) bool { return slices.Contains(x.Columns, "") }

func compareIndexes(a, b schema.Index) int {
	switch {
	case a.Name == b.Name:
		return 0
	case a.Name == "PRIMARY":
		return -1
	case b.Name == "PRIMARY":
		return 1
	}
	return strings.Compare(a.Name, b.Name)
}
