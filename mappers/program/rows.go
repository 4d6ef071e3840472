package program

import "database/sql"

// Rows is a statement's result, copied out of the driver: all cells of a page lie in one buffer, so that reading a page
// costs a handful of allocations whatever its size. The zero Rows is empty.
type Rows struct {
	width int
	data  []byte
	cells []cell
}

// cell is where a value lies in the buffer; end < 0 is NULL.
type cell struct{ start, end int32 }

// Reset empties the rows and sets how many columns each has.
func (r *Rows) Reset(width int) {
	r.width, r.data, r.cells = width, r.data[:0], r.cells[:0]
}

// Append copies one row.
func (r *Rows) Append(values []sql.RawBytes) {
	for _, v := range values {
		if v == nil {
			r.cells = append(r.cells, cell{end: -1})
			continue
		}
		start := len(r.data)
		r.data = append(r.data, v...)
		r.cells = append(r.cells, cell{start: int32(start), end: int32(len(r.data))})
	}
}

// Len is the number of rows.
func (r *Rows) Len() int {
	if r.width == 0 {
		return 0
	}
	return len(r.cells) / r.width
}

// Cell is a value as the database's text, or nil for NULL. It is valid until Reset.
func (r *Rows) Cell(row, column int) []byte {
	c := r.cells[row*r.width+column]
	if c.end < 0 {
		return nil
	}
	return r.data[c.start:c.end:c.end]
}

// Width is how many columns each row has.
func (r *Rows) Width() int { return r.width }
