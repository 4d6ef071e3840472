package mysql

import (
	"bytes"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// readTyped copies a result as typed values, to be bound as arguments again.
func readTyped(rows driver.Rows) ([][]any, error) {
	width := len(rows.Columns())
	forms := columnForms(rows, width)
	cells := make([]driver.Value, width)
	var all [][]any
	for {
		err := rows.Next(cells)
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		row := make([]any, width)
		for i, v := range cells {
			if row[i], err = typed(v, forms[i]); err != nil {
				return nil, err
			}
		}
		all = append(all, row)
	}
}

// columnForm is how a column's bytes are to be bound again.
type columnForm int

const (
	asText columnForm = iota
	asBytes
	asUnsigned // a bigint above int64's range arrives as digits
)

func columnForms(rows driver.Rows, width int) []columnForm {
	forms := make([]columnForm, width)
	types, ok := rows.(driver.RowsColumnTypeDatabaseTypeName)
	if !ok {
		return forms
	}
	for i := range forms {
		switch name := types.ColumnTypeDatabaseTypeName(i); {
		case strings.HasSuffix(name, "BINARY"), strings.HasSuffix(name, "BLOB"), name == "BIT":
			forms[i] = asBytes
		case name == "UNSIGNED BIGINT":
			forms[i] = asUnsigned
		}
	}
	return forms
}

// typed copies one value out of the driver's buffer.
func typed(v driver.Value, form columnForm) (any, error) {
	switch x := v.(type) {
	case nil, int64, uint64:
		return x, nil
	case []byte:
		switch form {
		case asBytes:
			return bytes.Clone(x), nil
		case asUnsigned:
			return strconv.ParseUint(string(x), 10, 64)
		}
		return string(x), nil
	case float32, float64:
		text, err := appendCell(nil, x)
		return string(text), err
	}
	return nil, fmt.Errorf("the driver gave a %T", v)
}

// complete leaves out the rows that hold a NULL: they equal nothing.
func complete(rows [][]any) [][]any {
	return slices.DeleteFunc(rows, func(row []any) bool { return slices.Contains(row, nil) })
}
