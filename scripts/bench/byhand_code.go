package main

import "bytes"

// The columns of codeSQL behind its key.
const (
	codeList      = 0
	codeKeyColumn = 1
	codeSystem    = 2
	codeStandard  = 3
	codeLabel     = 4
)

// askCodes reads the code list's rows for a column's values.
func (x *work) askCodes(list string, column int, into *grid) error {
	x.with(list)
	into.cells = into.cells[:0]
	first := len(x.args)
	for i := range x.rows.len() {
		if code := x.rows.row(i).cell(column); len(code) > 0 && !x.asked(first, code) {
			x.args = append(x.args, string(code))
		}
	}
	if len(x.args) == first {
		return nil
	}
	return x.ask(x.codes, into, len(x.args)-first)
}

// askTwo reads the code list's rows for the values of two columns, each of a list of its own, by one statement.
func (x *work) askTwo(list string, column int, of *grid, other string, second int, more *grid) error {
	x.with()
	x.pairs(list, column)
	x.pairs(other, second)
	x.both.cells = x.both.cells[:0]
	if len(x.args) > 0 {
		if err := x.ask(x.codePairs, &x.both, len(x.args)/2); err != nil {
			return err
		}
	}
	x.both.only(list, of)
	x.both.only(other, more)
	return nil
}

// pairs adds a list and each of a column's values once to the arguments.
func (x *work) pairs(list string, column int) {
	first := len(x.args)
	for i := range x.rows.len() {
		if code := x.rows.row(i).cell(column); len(code) > 0 && !x.asked(first, code) {
			x.args = append(x.args, list, string(code))
		}
	}
}

// only copies the rows of one list.
func (g *grid) only(list string, into *grid) {
	into.width, into.data, into.cells = g.width, into.data[:0], into.cells[:0]
	for i := range g.len() {
		if r := g.row(i); string(r.cell(codeList)) == list {
			for column := range g.width {
				into.add(r.cell(column))
			}
		}
	}
}

// asked tells whether a code is among the arguments already.
func (x *work) asked(first int, code []byte) bool {
	for _, a := range x.args[first:] {
		if a.(string) == string(code) {
			return true
		}
	}
	return false
}

// findCode is the row of a code; false if the list has none.
func findCode(codes *grid, code []byte) (row, bool) {
	for i := range codes.len() {
		if r := codes.row(i); bytes.EqualFold(r.cell(codeKeyColumn), bytes.TrimRight(code, " ")) {
			return r, true
		}
	}
	return row{}, false
}

// systems are the code systems by the name that the code list has for them.
var systems = map[string]string{
	"LOINC": "http://loinc.org", "SNOMED": "http://snomed.info/sct", "CDCREC": "urn:oid:2.16.840.1.113883.6.238",
	"NUCC": "http://nucc.org/provider-taxonomy", "RXNORM": "http://www.nlm.nih.gov/research/umls/rxnorm",
}

// appendCoding appends a Coding of a code; nothing if there is no row for it. before stands in front of it.
func appendCoding(dst []byte, before string, codes *grid, code []byte) []byte {
	r, found := findCode(codes, code)
	if !found {
		return dst
	}
	mark := len(dst)
	dst = append(append(dst, before...), '{')
	full := len(dst)
	if system := systems[string(r.cell(codeSystem))]; system != "" {
		dst = append(append(append(dst, `"system":"`...), system...), '"')
	}
	dst = appendField(dst, `"code":`, bytes.TrimSpace(r.cell(codeStandard)))
	dst = appendField(dst, `"display":`, r.cell(codeLabel))
	return closed(dst, mark, full, "}")
}

// label is a code's label, or the code itself.
func label(codes *grid, code []byte) []byte {
	if r, found := findCode(codes, code); found && !blank(r.cell(codeLabel)) {
		return r.cell(codeLabel)
	}
	return code
}
