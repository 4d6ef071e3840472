package mysql

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"

	"ehr.example/portico/mappers/program"
)

// maxResultBytes bounds a page's text: Rows counts in 32 bits, and no page is near it.
const maxResultBytes = 512 << 20

var errResultTooLarge = errors.New("the result is larger than 512 MiB")

// rowCopier copies results as the text that MySQL would write, through buffers that the next row reuses.
type rowCopier struct {
	values []driver.Value
	cells  []sql.RawBytes
	texts  [][]byte // of the values that the driver gives typed
}

// copy reads all rows into the value.
func (c *rowCopier) copy(rows driver.Rows, into *program.Rows) (int, error) {
	width := len(rows.Columns())
	c.widen(width)
	into.Reset(width)
	values, cells, size := c.values[:width], c.cells[:width], 0
	for {
		err := rows.Next(values)
		if errors.Is(err, io.EOF) {
			return into.Len(), nil
		}
		if err != nil {
			return into.Len(), err
		}
		n, err := c.convert(values, cells)
		if err != nil {
			return into.Len(), err
		}
		if size += n; size > maxResultBytes {
			return into.Len(), errResultTooLarge
		}
		into.Append(cells)
	}
}

// textSize is how long a number is at most, as text.
const textSize = 24

// widen makes room for rows of so many columns, their texts side by side.
func (c *rowCopier) widen(width int) {
	if len(c.values) >= width {
		return
	}
	c.values, c.cells, c.texts = make([]driver.Value, width), make([]sql.RawBytes, width), make([][]byte, width)
	slab := make([]byte, width*textSize)
	for i := range c.texts {
		c.texts[i] = slab[i*textSize : i*textSize : (i+1)*textSize]
	}
}

// convert turns a row's values into text and tells its bytes; NULL is nil, and ” is not.
func (c *rowCopier) convert(values []driver.Value, cells []sql.RawBytes) (int, error) {
	size := 0
	for i, v := range values {
		switch x := v.(type) {
		case nil:
			cells[i] = nil
		case []byte:
			cells[i] = x
		default:
			text, err := appendCell(c.texts[i][:0], x)
			if err != nil {
				return 0, err
			}
			c.texts[i], cells[i] = text, text
		}
		size += len(cells[i])
	}
	return size, nil
}
