package program

// Function is a mapper's own function in Go, where neither YAML nor SQL reach. It sees one cell, and must give the same for
// the same.
type Function struct {
	// Forward appends what a raw value shows; false: it shows nothing. It neither keeps raw nor changes it.
	Forward func(dst, raw []byte) ([]byte, bool)
	// Inverse lists every raw value that shows a text; false: they cannot be listed. Nil: there is no inverse, and what
	// stands behind the function is not searched.
	Inverse func(text string) (raws []string, ok bool)
	// Order says whether the column's order is that of what is shown. Without one, ranges are not searched.
	Order Order
}

// Order is what a function does to the order of raw values.
type Order int

// Unordered: the order is lost. Ascending: what is shown ascends strictly with the raw values, as the column compares
// them, and Inverse gives one raw value for each number or day, whether a row holds it or not.
const (
	Unordered Order = iota
	Ascending
)

// Step is a Go function behind a value.
type Step struct {
	Name     string
	Function Function
}

// OrderKept tells whether ranges of what is shown are ranges of the column.
func (v *Value) OrderKept() bool {
	for _, s := range v.Steps {
		if s.Function.Order != Ascending || s.Function.Inverse == nil {
			return false
		}
	}
	return len(v.Steps) > 0
}

// Sure tells whether SQL can say that a row shows something of the value. A function in Go may show nothing of what is
// there; one that keeps the order shows something of everything.
func (v *Value) Sure() bool {
	return v.Opaque == "" && (len(v.Steps) == 0 || v.OrderKept())
}
