package program

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"ehr.example/portico/mappers/sqltree"
)

// inOneText stands for what SQL cannot ask of a member.
var inOneText = sqltree.Unsayable{Why: "its parts are cut out of one text, and SQL cannot look for this in them"}

// Some is the condition that some member of the text fulfils a condition on the member's columns. Where SQL cannot say it, it
// is an Unsayable.
func (m *Members) Some(cond sqltree.Expr) sqltree.Expr {
	field := m.Of
	var around []sqltree.Expr
	if field.Lookup != nil {
		field = field.Lookup.Field
		around, cond = m.apart(cond)
	}
	e := m.some(field, cond)
	if sqltree.Why(e) != "" {
		return inOneText
	}
	if m.Of.Lookup != nil {
		return sqltree.AllOf(append(around, m.Of.Lookup.Exists(e))...)
	}
	return sqltree.AllOf(field.notNull(), e)
}

// apart splits a condition into what it asks of the row around and what it asks of a member: the keys of a lookup are found
// without the row.
func (m *Members) apart(cond sqltree.Expr) (around []sqltree.Expr, member sqltree.Expr) {
	var rest []sqltree.Expr
	for _, term := range sqltree.Conjuncts(cond) {
		aliases := map[string]bool{}
		sqltree.Aliases(term, aliases)
		if len(aliases) > 0 && !aliases[m.Alias] {
			around = append(around, term)
		} else {
			rest = append(rest, term)
		}
	}
	return around, sqltree.AllOf(rest...)
}

// lead is what stands before the code inside a member: nothing, one of some prefixes, or (bare) certainly no prefix.
type lead struct {
	prefixes []string
	bare     bool
}

func (m *Members) some(field *Value, cond sqltree.Expr) sqltree.Expr {
	if m.Codes == nil {
		return m.among(field, lead{}, cond)
	}
	var terms []sqltree.Expr
	var alike []string // conditions, as text
	leads, conds := map[string]lead{}, map[string]sqltree.Expr{}
	for _, p := range m.Codes.Prefixes {
		known := m.known(cond, p.Text, p.System)
		text := sqltree.Text(known)
		if conds[text] == nil {
			alike, conds[text] = append(alike, text), known
		}
		leads[text] = lead{prefixes: append(leads[text].prefixes, p.Text)}
	}
	for _, text := range alike {
		terms = append(terms, m.among(field, leads[text], conds[text]))
	}
	if m.Codes.Default != nil {
		terms = append(terms, m.among(field, lead{bare: true}, m.known(cond, "", *m.Codes.Default)))
	}
	return sqltree.AnyOf(terms...)
}

// known is a condition for members of one prefix, which decides their system.
func (m *Members) known(cond sqltree.Expr, prefix string, system CodeSystem) sqltree.Expr {
	return decided(sqltree.Replace(cond, func(e sqltree.Expr) (sqltree.Expr, bool) {
		c, ok := e.(sqltree.Column)
		switch {
		case !ok || c.Alias != m.Alias:
			return nil, false
		case c.Name == MemberSystem:
			return system.expr(), true
		case c.Name == MemberPrefix:
			return sqltree.Literal{Value: prefix}, true
		}
		return nil, false
	}))
}

// among is the condition that a member with the lead fulfils a condition on its text: an alternative for each conjunction of
// it, since all of that is asked of one member.
func (m *Members) among(field *Value, l lead, cond sqltree.Expr) sqltree.Expr {
	all, ok := m.alternatives(cond, false)
	if !ok {
		return inOneText
	}
	var terms []sqltree.Expr
	for _, atoms := range all {
		var around []sqltree.Expr
		asked := question{m: m, text: field, lead: l}
		for _, a := range atoms {
			if !m.speaksOf(a) {
				around = append(around, a)
			} else if !asked.take(a) {
				return inOneText
			}
		}
		terms = append(terms, sqltree.AllOf(append(around, asked.condition())...))
	}
	return sqltree.AnyOf(terms...)
}

// wholePattern is what wholeNumber reads.
const wholePattern = "(?:0|-?[1-9][0-9]{0,17})"

// normal is the text between two separators, without the blanks and the empty members that do not count; of it the first
// member alone, if only that counts.
func (m *Members) normal(field *Value) sqltree.Expr {
	sep, blank := sqltree.QuotePattern(m.Separator), "["+blanks+"]"
	edge := sqltree.Literal{Value: m.Separator}
	whole := call("CONCAT", edge, utf8Text(field), edge)
	pattern, put := "(?<="+sep+")(?:"+blank+"|"+sep+")+|"+blank+"+(?="+sep+")", ""
	switch {
	case m.blankSeparator():
		pattern, put = blank+"*"+sep+blank+"*", m.Separator
	case m.Codes != nil:
		pattern += "|(?<=:)" + blank + "+|" + blank + "+(?=:)"
	}
	all := call("REGEXP_REPLACE", whole, sqltree.Literal{Value: pattern}, sqltree.Literal{Value: put})
	if !m.First {
		return all
	}
	behind := call("SUBSTRING", all, sqltree.Number{Text: strconv.Itoa(utf8.RuneCountInString(m.Separator) + 1)})
	return call("CONCAT", edge, call("SUBSTRING_INDEX", behind, edge, sqltree.Number{Text: "1"}), edge)
}

func call(name string, args ...sqltree.Expr) sqltree.Expr {
	return sqltree.Func{Name: name, Args: args}
}

// utf8Text is a text that patterns and other texts can meet.
func utf8Text(v *Value) sqltree.Expr {
	if v.Column != nil && v.Column.Charset != "" && !strings.HasPrefix(v.Column.Charset, "utf8") {
		return sqltree.Cast{X: v.Shown(), Type: "CHAR CHARACTER SET utf8mb4"}
	}
	return v.Shown()
}

func (m *Members) speaksOf(e sqltree.Expr) bool {
	aliases := map[string]bool{}
	sqltree.Aliases(e, aliases)
	return aliases[m.Alias]
}

// maxAlternatives bounds how far a condition is multiplied out.
const maxAlternatives = 64

// alternatives multiplies a condition, or its being not true, out into conjunctions of single questions.
func (m *Members) alternatives(e sqltree.Expr, not bool) ([][]sqltree.Expr, bool) {
	switch x := e.(type) {
	case sqltree.And:
		return m.combined(x, not, not)
	case sqltree.Or:
		return m.combined(x, not, !not)
	}
	if !m.speaksOf(e) {
		if not {
			e = sqltree.IsNotTrue(e)
		}
		if sqltree.IsFalse(e) {
			return nil, true
		}
		return [][]sqltree.Expr{{e}}, true
	}
	switch x := e.(type) {
	case sqltree.Not:
		return m.alternatives(x.X, !not)
	case sqltree.Is:
		if x.What == "TRUE" {
			return m.alternatives(x.X, not != x.Not)
		}
	}
	if not {
		var ok bool
		if e, ok = turned(e); !ok {
			return nil, false
		}
	}
	return [][]sqltree.Expr{{e}}, true
}

// combined is the alternatives of several terms: of any of them, or of all together.
func (m *Members) combined(terms []sqltree.Expr, not, anyOf bool) ([][]sqltree.Expr, bool) {
	out := [][]sqltree.Expr{{}}
	if anyOf {
		out = nil
	}
	for _, t := range terms {
		more, ok := m.alternatives(t, not)
		if !ok {
			return nil, false
		}
		if anyOf {
			out = append(out, more...)
			continue
		}
		var product [][]sqltree.Expr
		for _, a := range out {
			for _, b := range more {
				product = append(product, slices.Concat(a, b))
			}
		}
		out = product
		if len(out) > maxAlternatives {
			return nil, false
		}
	}
	return out, len(out) <= maxAlternatives
}

// turned is the complement of a question about a member, which is never NULL.
func turned(e sqltree.Expr) (sqltree.Expr, bool) {
	switch x := e.(type) {
	case sqltree.Binary:
		op, ok := map[string]string{"=": "<>", "<>": "="}[x.Op]
		x.Op = op
		return x, ok
	case sqltree.In:
		x.Not = !x.Not
		return x, true
	case sqltree.Is:
		x.Not = !x.Not
		return x, true
	case sqltree.InKeys:
		x.Not = !x.Not
		return x, x.Keys.Known
	}
	return nil, false
}

// decided is a condition in which texts that are compared with each other are.
func decided(e sqltree.Expr) sqltree.Expr {
	switch x := e.(type) {
	case sqltree.And:
		return sqltree.AllOf(decidedAll(x)...)
	case sqltree.Or:
		return sqltree.AnyOf(decidedAll(x)...)
	case sqltree.Not:
		return sqltree.Negate(decided(x.X))
	case sqltree.Is:
		if x.What != "TRUE" {
			return decidedNull(x)
		}
		inner := decided(x.X)
		if sqltree.IsTrue(inner) || sqltree.IsFalse(inner) {
			return sqltree.Bool{Value: sqltree.IsTrue(inner) != x.Not}
		}
		return sqltree.Is{X: inner, What: x.What, Not: x.Not}
	case sqltree.Binary:
		a, isText := fixedText(x.L)
		b, isFixed := fixedText(x.R)
		if isText && isFixed && (x.Op == "=" || x.Op == "<>") {
			return sqltree.Bool{Value: (a == b) == (x.Op == "=")}
		}
	case sqltree.In:
		return decidedIn(x)
	}
	return e
}

func decidedAll(terms []sqltree.Expr) []sqltree.Expr {
	out := make([]sqltree.Expr, len(terms))
	for i, t := range terms {
		out[i] = decided(t)
	}
	return out
}

func decidedNull(x sqltree.Is) sqltree.Expr {
	if _, isText := fixedText(x.X); isText && x.What == "NULL" {
		return sqltree.Bool{Value: x.Not}
	}
	return x
}

func decidedIn(x sqltree.In) sqltree.Expr {
	text, isText := fixedText(x.X)
	if !isText {
		return x
	}
	found := false
	for _, item := range x.List {
		other, isFixed := fixedText(item)
		if !isFixed {
			return x
		}
		found = found || other == text
	}
	return sqltree.Bool{Value: found != x.Not}
}

// fixedText is a constant as text.
func fixedText(e sqltree.Expr) (string, bool) {
	switch x := e.(type) {
	case sqltree.Literal:
		return x.Value, true
	case sqltree.Number:
		return x.Text, true
	case sqltree.Arg:
		return argText(x.Value), true
	case sqltree.Cast:
		return fixedText(x.X)
	}
	return "", false
}
