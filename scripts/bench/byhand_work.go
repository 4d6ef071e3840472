package main

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
)

// work is one request under way, with buffers that the next one uses again.
type work struct {
	*byHand
	ctx     context.Context
	raw     []sql.RawBytes
	targets []any
	args    []any
	out     []byte

	keys, rows, near, more, both, below grid // results: keys, resources, and what stands around them
	staffHere, facilitiesHere           grid // the staff and the facilities of the clinic that the resources name
	shown                               []shown
	numbers                             []int64 // keys of the next statement
	index                               map[int64]int
}

// ask runs a statement with arguments, of which the last ones are so many keys, and copies its rows.
func (x *work) ask(s *statement, into *grid, keys int) error {
	form, takes := s.form(keys)
	for range (takes - keys) * s.places {
		x.args = append(x.args, x.args[len(x.args)-s.places])
	}
	if x.observe != nil {
		x.observe(form.text)
	}
	for len(x.raw) < s.width {
		x.raw = append(x.raw, nil)
	}
	if len(x.targets) < len(x.raw) {
		x.targets = x.targets[:0]
		for i := range x.raw {
			x.targets = append(x.targets, &x.raw[i])
		}
	}
	rows, err := form.prepared.QueryContext(x.ctx, x.args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	return into.read(rows, x.raw[:s.width], x.targets[:s.width])
}

// with sets the arguments before the keys.
func (x *work) with(args ...any) { x.args = append(x.args[:0], args...) }

// askNumbers runs a statement for the keys in numbers, each once, if there are any.
func (x *work) askNumbers(s *statement, into *grid) error {
	into.cells = into.cells[:0]
	if len(x.numbers) == 0 {
		return nil
	}
	for _, n := range x.numbers {
		x.args = append(x.args, n)
	}
	return x.ask(s, into, len(x.numbers))
}

// number adds a key that is not there yet.
func (x *work) number(n int64) {
	if n != 0 && !slices.Contains(x.numbers, n) {
		x.numbers = append(x.numbers, n)
	}
}

// askStaff looks which of the staff that the rows name are the clinic's.
func (x *work) askStaff(column int) error { return x.askHere(x.staff, column, &x.staffHere) }

// askHere looks which of the numbers in a column belong to the clinic.
func (x *work) askHere(s *statement, column int, into *grid) error {
	before := x.numbers
	x.numbers = x.numbers[len(x.numbers):]
	for i := range x.rows.len() {
		x.number(x.rows.row(i).integer(column))
	}
	x.with(clinicID)
	err := x.askNumbers(s, into)
	x.numbers = before
	return err
}

// has tells whether a number is among those that were found.
func (g *grid) has(number []byte) bool {
	for i := range g.len() {
		if string(g.row(i).cell(0)) == string(number) {
			return true
		}
	}
	return false
}

// indexed is the rows by the number in their first column.
func (x *work) indexed(g *grid) map[int64]int {
	if x.index == nil {
		x.index = map[int64]int{}
	}
	clear(x.index)
	for i := range g.len() {
		x.index[g.row(i).integer(0)] = i
	}
	return x.index
}

// begin begins a Bundle.
func (x *work) begin(self, next string) {
	x.out = append(x.out, `{"resourceType":"Bundle","type":"searchset","link":[{"relation":"self","url":"`+baseURL+`/`...)
	x.out = append(x.out, self...)
	x.out = append(x.out, `"},{"relation":"next","url":"`+baseURL+`/`...)
	x.out = append(x.out, next...)
	x.out = append(x.out, `"}],"entry":[`...)
}

// entry begins an entry; the id comes in two parts.
func (x *work) entry(first bool, typ string, id []byte, variant string) {
	if !first {
		x.out = append(x.out, ',')
	}
	x.out = append(x.out, `{"fullUrl":"`+baseURL+`/`...)
	x.out = append(x.out, typ...)
	x.out = append(append(x.out, id...), variant...)
	x.out = append(x.out, `","resource":`...)
}

func (x *work) endEntry() { x.out = append(x.out, `,"search":{"mode":"match"}}`...) }

func (x *work) end() { x.out = append(x.out, `]}`...) }

// nextAfter is the address of the page behind a key. Nobody asks for it here.
func nextAfter(typ string, key int64) string { return typ + "?_after=" + strconv.FormatInt(key, 10) }
