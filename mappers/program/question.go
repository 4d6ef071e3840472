package program

import (
	"fmt"
	"slices"
	"strings"

	"ehr.example/portico/mappers/sqltree"
)

// question is what is asked of one member of a text.
type question struct {
	m      *Members
	text   *Value
	lead   lead
	among  []spelling // what it is; without a list anything
	listed bool
	not    []spelling       // what it is not
	likes  []sqltree.Binary // string searches
	keys   []sqltree.InKeys
	number bool // it is a whole number
}

// spelling is a text that a member equals: exactly, or without regard to case.
type spelling struct {
	text string
	fold bool
}

// meets tells whether a spelling that is looked for can be another one, and the narrower of them.
func (s spelling) meets(other spelling) (spelling, bool) {
	if s.fold && other.fold {
		return s, strings.EqualFold(s.text, other.text)
	}
	if s.fold {
		s, other = other, s
	}
	if other.fold {
		return s, strings.EqualFold(s.text, other.text)
	}
	return s, s.text == other.text
}

func (s spelling) pattern() string {
	if s.fold {
		return "(?i:" + sqltree.QuotePattern(s.text) + ")"
	}
	return sqltree.QuotePattern(s.text)
}

// take adds a question; false: it is of a kind that SQL cannot ask of a member.
func (a *question) take(e sqltree.Expr) bool {
	switch x := e.(type) {
	case sqltree.Binary:
		return a.binary(x)
	case sqltree.In:
		return a.list(x.X, x.List, x.Not)
	case sqltree.Is:
		return a.null(x)
	case sqltree.InKeys:
		return a.inKeys(x)
	}
	return false
}

func (a *question) binary(x sqltree.Binary) bool {
	switch x.Op {
	case "=", "<>":
		return a.list(x.L, []sqltree.Expr{x.R}, x.Op == "<>")
	case "LIKE":
		_, isText := fixedText(x.R)
		_, isMember := a.column(x.L)
		a.likes = append(a.likes, x)
		return isText && isMember && a.m.Codes == nil
	}
	return false
}

// list is a member that is, or is not, one of some texts. The empty text is no member's.
func (a *question) list(x sqltree.Expr, items []sqltree.Expr, not bool) bool {
	fold, ok := a.column(x)
	if !ok {
		return false
	}
	var texts []spelling
	for _, item := range items {
		text, isText := fixedText(item)
		if !isText {
			return false
		}
		texts = append(texts, spelling{text, fold})
	}
	if not {
		a.not = append(a.not, texts...)
		return true
	}
	if !a.listed {
		a.among, a.listed = texts, true
		return true
	}
	var both []spelling
	for _, s := range a.among {
		for _, t := range texts {
			if narrow, ok := s.meets(t); ok {
				both = append(both, narrow)
			}
		}
	}
	a.among = both
	return true
}

// column tells the member's text, or its number, whatever it is cast to, and whether it is compared without regard to case.
func (a *question) column(e sqltree.Expr) (fold, ok bool) {
	switch x := e.(type) {
	case sqltree.Column:
		return a.m.Fold && x.Name == a.m.textColumn(), x.Alias == a.m.Alias && (x.Name == a.m.textColumn() || x.Name == MemberNumber)
	case sqltree.Cast:
		fold, ok = a.column(x.X)
		return fold && x.Type != "BINARY", ok
	case sqltree.Collate:
		_, ok = a.column(x.X)
		return !strings.HasSuffix(x.Name, "_bin"), ok
	}
	return false, false
}

// null asks whether a member is a number: only that column may be NULL.
func (a *question) null(x sqltree.Is) bool {
	c, ok := x.X.(sqltree.Column)
	if !ok || x.What != "NULL" || c.Name != MemberNumber && c.Name != a.m.textColumn() {
		return false
	}
	switch {
	case c.Name == MemberNumber && x.Not:
		a.number = true
	case c.Name == MemberNumber:
		return false
	case !x.Not:
		a.among, a.listed = nil, true
	}
	return true
}

func (a *question) inKeys(x sqltree.InKeys) bool {
	if x.Keys.Known && len(x.X) == 1 {
		items := make([]sqltree.Expr, len(x.Keys.Rows))
		for i, row := range x.Keys.Rows {
			items[i] = sqltree.Arg{Value: row[0]}
		}
		return a.list(x.X[0], items, x.Not)
	}
	if x.Keys.Select == nil || x.Not {
		return false
	}
	a.keys = append(a.keys, x)
	return true
}

// condition is the whole question in SQL.
func (a *question) condition() sqltree.Expr {
	switch {
	case a.listed:
		return a.oneOf()
	case len(a.keys) > 0:
		return a.oneOfKeys()
	}
	return a.anyOther()
}

// oneOf is a member that equals one of the listed texts and has all the rest that is asked.
func (a *question) oneOf() sqltree.Expr {
	var plain []spelling
	var terms []sqltree.Expr
	for _, s := range a.among {
		if !a.possible(s.text) || a.excluded(s) || a.number && !wholeNumber([]byte(s.text)) {
			continue
		}
		if len(a.keys)+len(a.likes) == 0 {
			plain = append(plain, s)
			continue
		}
		rest := []sqltree.Expr{a.has([]spelling{s})}
		for _, l := range a.likes {
			rest = append(rest, sqltree.Compare(sqltree.Literal{Value: s.text}, "LIKE", l.R))
		}
		for _, k := range a.keys {
			rest = append(rest, a.put(k, sqltree.Literal{Value: s.text}))
		}
		terms = append(terms, sqltree.AllOf(rest...))
	}
	return sqltree.AnyOf(append(terms, a.has(plain))...)
}

// possible tells a text that can be a member, or a code inside one.
func (a *question) possible(text string) bool {
	switch {
	case text == "" || strings.Trim(text, blanks) != text || strings.Contains(text, a.m.Separator):
		return false
	case a.m.Codes == nil:
		return true
	case a.lead.bare && strings.Contains(text, ":"):
		return false
	}
	return a.m.blankSeparator() || string(tight([]byte(":" + text)))[1:] == text
}

// excluded tells a text that a member must not be.
func (a *question) excluded(s spelling) bool {
	return slices.ContainsFunc(a.not, func(other spelling) bool {
		_, meets := s.meets(other)
		return meets
	})
}

// put is a condition with the member's text in the place of its column.
func (a *question) put(e, text sqltree.Expr) sqltree.Expr {
	return sqltree.Replace(e, func(x sqltree.Expr) (sqltree.Expr, bool) {
		c, ok := x.(sqltree.Column)
		return text, ok && c.Alias == a.m.Alias
	})
}

// before and after are what stands around a code in the text, as patterns.
func (a *question) before() string {
	sep := sqltree.QuotePattern(a.m.Separator)
	if len(a.lead.prefixes) == 0 {
		return sep
	}
	quoted := make([]string, len(a.lead.prefixes))
	for i, p := range a.lead.prefixes {
		quoted[i] = sqltree.QuotePattern(p + ":")
	}
	return sep + "(?i:" + strings.Join(quoted, "|") + ")"
}

func (a *question) after() string { return sqltree.QuotePattern(a.m.Separator) }

// has is the condition that one of the texts is a member. A text alone is looked for as a piece first, which is quicker.
func (a *question) has(texts []spelling) sqltree.Expr {
	if len(texts) == 0 {
		return sqltree.False
	}
	patterns := make([]string, len(texts))
	for i, s := range texts {
		patterns[i] = s.pattern()
	}
	whole := sqltree.Compare(sqltree.Exactly(a.m.normal(a.text)), "REGEXP", sqltree.Arg{Value: a.before() + "(?:" + strings.Join(patterns, "|") + ")" + a.after()})
	if len(texts) > 1 || texts[0].fold || strings.Contains(texts[0].text, ":") {
		return whole
	}
	if a.text.Column != nil && !Holds(a.text.Column, texts[0].text) {
		return sqltree.False
	}
	piece := sqltree.Compare(a.text.Expr, "LIKE", sqltree.Arg{Value: "%" + sqltree.EscapeLike(texts[0].text) + "%"})
	return sqltree.AllOf(piece, whole)
}

// oneOfKeys is a member that is one of a set's keys; what else is asked is asked of the key.
func (a *question) oneOfKeys() sqltree.Expr {
	key, sel, ok := a.merged()
	if !ok {
		return inOneText
	}
	where := []sqltree.Expr{sqltree.OrTrue(sel.Where)}
	for _, l := range a.likes {
		where = append(where, a.put(l, key))
	}
	for _, s := range a.not {
		where = append(where, sqltree.Compare(key, "<>", sqltree.Arg{Value: s.text}))
	}
	if a.lead.bare {
		where = append(where, sqltree.Negate(sqltree.Compare(key, "LIKE", sqltree.Literal{Value: "%:%"})))
	}
	sel.Columns, sel.Where = []sqltree.Expr{key}, sqltree.AllOf(where...)
	from, rename := sel.From.Renamed("_key")
	sel.From, sel.Where, sel.Columns = from, rename(sel.Where), []sqltree.Expr{rename(key)}
	open, shut := "", ""
	if c, isColumn := key.(sqltree.Column); isColumn && c.Def != nil && c.Def.CaseInsensitive() {
		open, shut = "(?i:", ")"
	}
	return sqltree.HasKey{
		Text: sqltree.Exactly(a.m.normal(a.text)), Before: a.before() + open, After: shut + a.after(), Keys: &sqltree.Keys{Select: &sel},
	}
}

// merged is one set of keys for all that is asked of one lookup's row, and the column that the member equals. Parts of
// the key that are known already move into its condition.
func (a *question) merged() (key sqltree.Expr, sel sqltree.Select, ok bool) {
	sel = *a.keys[0].Keys.Select
	from := fromText(sel)
	for i, k := range a.keys {
		other := k.Keys.Select
		if fromText(*other) != from || len(other.Columns) != len(k.X) {
			return nil, sel, false
		}
		if i > 0 {
			sel.Where = sqltree.AllOf(sqltree.OrTrue(sel.Where), sqltree.OrTrue(other.Where))
		}
		for j, x := range k.X {
			switch {
			case !a.m.speaksOf(x):
				sel.Where = sqltree.AllOf(sqltree.OrTrue(sel.Where), sqltree.Compare(other.Columns[j], "=", x))
			case key == nil || sqltree.Text(key) == sqltree.Text(other.Columns[j]):
				key = other.Columns[j]
			default:
				return nil, sel, false
			}
		}
	}
	return key, sel, key != nil
}

func fromText(s sqltree.Select) string { return sqltree.SelectText(&sqltree.Select{From: s.From}) }

// anyOther is a member that is none of the excluded texts and has what else is asked.
func (a *question) anyOther() sqltree.Expr {
	normal, sep := a.m.normal(a.text), sqltree.Literal{Value: a.m.Separator}
	rest := normal
	if patterns := a.exclusions(); len(patterns) > 0 { // each member between separators of its own, and those taken out
		apart := call("REPLACE", sqltree.Exactly(normal), sep, sqltree.Literal{Value: a.m.Separator + a.m.Separator})
		rest = call("REGEXP_REPLACE", apart, sqltree.Arg{Value: a.before() + "(?:" + strings.Join(patterns, "|") + ")" + a.after()}, sqltree.Literal{})
	}
	var terms []sqltree.Expr
	for _, l := range a.likes {
		pattern, _ := fixedText(l.R)
		terms = append(terms, a.like(l, rest, pattern))
	}
	switch {
	case a.number:
		terms = append(terms, sqltree.Compare(rest, "REGEXP", sqltree.Literal{Value: a.before() + wholePattern + a.after()}))
	case len(terms) > 0:
	case a.lead.bare:
		terms = append(terms, sqltree.Compare(rest, "REGEXP", sqltree.Literal{Value: a.before() + "(?:(?!" + a.after() + ")[^:])+" + a.after()}))
	case len(a.lead.prefixes) > 0:
		terms = append(terms, sqltree.Compare(rest, "REGEXP", sqltree.Literal{Value: a.before() + "(?!" + a.after() + ")"}))
	default:
		terms = append(terms, sqltree.Compare(call("REPLACE", rest, sep, sqltree.Literal{}), "<>", sqltree.Literal{}))
	}
	return sqltree.AllOf(terms...)
}

func (a *question) exclusions() []string {
	var patterns []string
	for _, s := range a.not {
		if a.possible(s.text) {
			patterns = append(patterns, s.pattern())
		}
	}
	return patterns
}

// like is a string search inside the members. A pattern begins with % where the text may stand anywhere.
func (a *question) like(l sqltree.Binary, rest sqltree.Expr, pattern string) sqltree.Expr {
	if strings.Contains(unescapeLike(pattern), a.m.Separator) {
		return sqltree.False
	}
	if !strings.HasPrefix(pattern, "%") {
		pattern = "%" + sqltree.EscapeLike(a.m.Separator) + pattern
	}
	switch x := l.L.(type) {
	case sqltree.Collate:
		rest = sqltree.Collate{X: rest, Name: x.Name}
	case sqltree.Cast:
		rest = sqltree.Cast{X: rest, Type: x.Type}
	default:
		if len(a.exclusions()) > 0 && a.m.Fold { // which are taken out exactly
			rest = sqltree.Collate{X: rest, Name: "utf8mb4_general_ci"}
		}
	}
	return sqltree.Compare(rest, "LIKE", sqltree.Arg{Value: pattern})
}

// unescapeLike is what a pattern looks for.
func unescapeLike(pattern string) string {
	var b strings.Builder
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; {
		case c == '|' && i+1 < len(pattern):
			i++
			b.WriteByte(pattern[i])
		case c != '%' && c != '_':
			b.WriteByte(c)
		}
	}
	return b.String()
}

func argText(v any) string {
	if b, ok := v.([]byte); ok {
		return string(b)
	}
	return fmt.Sprint(v)
}
