package sqltree

// Union is statements that are sent as one: the rows of all of them (UNION ALL). They have as many columns each, of types that
// the server takes for the same.
type Union []*Select

// Union prints the statements as one, with their arguments. Lists of keys are padded to fewer lengths than elsewhere, as those of
// several statements multiply.
func (p *Printer) Union(u Union) (string, []any) {
	if len(u) == 1 {
		return p.Statement(u[0])
	}
	p.begin()
	p.wide = true
	defer func() { p.wide = false }()
	for i, s := range u {
		p.put([...]string{"(", " UNION ALL ("}[min(i, 1)])
		p.selectStmt(s)
		p.put(")")
	}
	return string(p.text), p.args
}

// begin forgets what was printed before.
func (p *Printer) begin() {
	if p.text == nil {
		p.text = make([]byte, 0, 2048)
	}
	p.text, p.args = p.text[:0], make([]any, 0, 16)
}

// padded is how many places a list of so many keys gets: a power of two, or of eight in a union.
func (p *Printer) padded(keys int) int {
	step, n := 2, 1
	if p.wide {
		step = 8
	}
	for n < keys {
		n *= step
	}
	if p.wide && n > maxPadded && keys <= maxPadded {
		return maxPadded
	}
	return n
}

// maxPadded is the length of the longest lists of keys that are found first.
const maxPadded = 1024
