package main

import "database/sql"

// grid is a result, copied out of the driver into one buffer.
type grid struct {
	width int
	data  []byte
	cells [][2]int32 // start and end; a negative end is NULL
}

// read copies all rows, through buffers that every row uses again.
func (g *grid) read(rows *sql.Rows, raw []sql.RawBytes, targets []any) error {
	g.width, g.data, g.cells = len(raw), g.data[:0], g.cells[:0]
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		for _, value := range raw {
			g.add(value)
		}
	}
	return rows.Err()
}

// add appends a cell.
func (g *grid) add(value []byte) {
	if value == nil {
		g.cells = append(g.cells, [2]int32{0, -1})
		return
	}
	start := len(g.data)
	g.data = append(g.data, value...)
	g.cells = append(g.cells, [2]int32{int32(start), int32(len(g.data))})
}

func (g *grid) len() int { return len(g.cells) / max(g.width, 1) }

func (g *grid) row(at int) row { return row{g, at * g.width} }

// row is one row of a grid.
type row struct {
	grid  *grid
	start int
}

// cell is a value as text; nil is NULL.
func (r row) cell(column int) []byte {
	c := r.grid.cells[r.start+column]
	if c[1] < 0 {
		return nil
	}
	return r.grid.data[c[0]:c[1]]
}

// integer is a whole number that is not negative; 0 for NULL.
func (r row) integer(column int) int64 {
	var n int64
	for _, c := range r.cell(column) {
		n = n*10 + int64(c-'0')
	}
	return n
}

// holds tells whether a condition among the columns is true.
func (r row) holds(column int) bool {
	cell := r.cell(column)
	return len(cell) > 0 && cell[0] != '0'
}
