package interaction

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"

	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/schema"
)

// keyAt is the key of a row, which its first columns hold, typed for the database.
func keyAt(rel *program.Relation, rows *program.Rows, row int) []any {
	key := make([]any, len(rel.Key))
	for i := range key {
		key[i] = typedKey(rel, i, rows.Cell(row, i))
	}
	return key
}

// typedKey is a key column's text as an argument of its own type: comparing numbers with text finds what is not there.
// The text is copied.
func typedKey(rel *program.Relation, column int, text []byte) any {
	switch rel.KeyKinds[column] {
	case schema.Integer, schema.Year:
		if n, ok := integer(text); ok && len(text) < 19 {
			return n
		}
		if n, err := strconv.ParseInt(string(text), 10, 64); err == nil {
			return n
		}
		if n, err := strconv.ParseUint(string(text), 10, 64); err == nil {
			return n
		}
	case schema.Binary:
		return bytes.Clone(text)
	}
	return string(text)
}

func keyText(v any) string {
	switch x := v.(type) {
	case []byte:
		return string(x)
	case string:
		return x
	}
	return fmt.Sprint(v)
}

func sameKey(a, b []any) bool {
	return slices.EqualFunc(a, b, func(x, y any) bool {
		if n, ok := x.(int64); ok {
			return y == any(n)
		}
		return keyText(x) == keyText(y)
	})
}

// keyIndex finds rows by the text of some of their columns.
type keyIndex struct {
	fold    []bool
	rows    map[string]int32
	text    []byte
	numbers map[int64]int32 // instead, where the key is one integer
	number  int64
}

func newKeyIndex(rel *program.Relation, size int) *keyIndex {
	if len(rel.KeyKinds) == 1 && rel.KeyKinds[0] == schema.Integer {
		return &keyIndex{numbers: make(map[int64]int32, size)}
	}
	return &keyIndex{fold: rel.KeyFold, rows: make(map[string]int32, size)}
}

// clear forgets every key.
func (k *keyIndex) clear() {
	clear(k.rows)
	clear(k.numbers)
}

// read takes a key from columns of a row; false when one of them is NULL or empty text, which points nowhere.
func (k *keyIndex) read(rows *program.Rows, row int, slots []int) bool {
	if k.numbers != nil {
		var ok bool
		k.number, ok = integer(rows.Cell(row, slots[0]))
		return ok
	}
	k.text = k.text[:0]
	for i, slot := range slots {
		cell := rows.Cell(row, slot)
		if len(cell) == 0 {
			return false
		}
		k.add(i, cell)
	}
	return true
}

// add appends one column, with its length so that columns cannot run into each other.
func (k *keyIndex) add(column int, cell []byte) {
	k.text = strconv.AppendInt(k.text, int64(len(cell)), 10)
	k.text = append(k.text, ':')
	if k.fold[column] {
		k.text = append(k.text, program.KeysFolded.Canonical(string(cell))...)
		return
	}
	k.text = append(k.text, cell...)
}

func (k *keyIndex) readKey(key []any) {
	if k.numbers != nil {
		switch n := key[0].(type) {
		case int64:
			k.number = n
		case uint64:
			k.number = int64(n)
		}
		return
	}
	k.text = k.text[:0]
	for i, v := range key {
		k.add(i, []byte(keyText(v)))
	}
}

func (k *keyIndex) find() (int32, bool) {
	if k.numbers != nil {
		row, ok := k.numbers[k.number]
		return row, ok
	}
	row, ok := k.rows[string(k.text)]
	return row, ok
}

func (k *keyIndex) put(row int32) {
	if k.numbers != nil {
		k.numbers[k.number] = row
		return
	}
	k.rows[string(k.text)] = row
}

// fill puts every row under the key in its first columns, and gives the first row whose key another has too, or -1: no key
// is there twice unless a join of the mapping finds more than one row.
func (k *keyIndex) fill(rows *program.Rows, width int) int {
	own, again := columns(width), -1
	for row := range rows.Len() {
		if !k.read(rows, row, own) {
			continue
		}
		if _, seen := k.find(); seen && again < 0 {
			again = row
		}
		k.put(int32(row))
	}
	return again
}

// integer reads a whole number; one above the signed range keeps its bits, so that it stays a key of its own.
func integer(cell []byte) (int64, bool) {
	digits := cell
	if len(cell) > 0 && cell[0] == '-' {
		digits = cell[1:]
	}
	var n uint64
	for _, c := range digits {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + uint64(c-'0')
	}
	if len(digits) < len(cell) {
		return -int64(n), len(digits) > 0
	}
	return int64(n), len(digits) > 0
}

// columns are the first n column numbers: where a relation has its key.
func columns(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}
