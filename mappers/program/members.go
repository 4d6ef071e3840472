package program

import (
	"bytes"

	"ehr.example/portico/mappers/sqltree"
)

// Members says that the rows of a child are no table's: they are the members of a delimited text of the parent's row,
// cut out after the row was read. Blanks around a member do not count, and empty ones are none.
type Members struct {
	Alias     string // what SQL calls a member: $name
	Of        *Value // the text; it may be a field of a lookup's row
	Link      int    // the link of the parent's relation in which the text lies; -1: in the row itself
	Slot      int
	Separator string
	Fold      bool   // members are equal without regard to case, as maps and strings compare them
	Codes     *Codes // how a member names its code system; nil: members are plain texts
	First     bool   // only the first member makes a row
}

// The columns of a member's row. Code and System are those of members with Codes.
const (
	MemberText   = "member" // the whole of a plain member
	MemberCode   = "code"
	MemberSystem = "system"
	MemberPrefix = "prefix"
	MemberNumber = "number" // the text or code where it is a whole number as a database writes it, NULL otherwise
)

// String is the text and how it is cut, as a mapping would say it.
func (m *Members) String() string {
	out := m.Of.String()
	if m.Codes == nil {
		return out + " | split '" + m.Separator + "'"
	}
	if m.First {
		out = "first of " + out
	}
	return out + " | codes " + m.Codes.Name
}

// Codes says which code system a member's prefix means: ICD10:Z99.0 is Z99.0 of the system of ICD10. Prefixes are compared
// without regard to case, and blanks beside a colon do not count. Members of other prefixes are none.
type Codes struct {
	Name     string
	Prefixes []Prefix
	Default  *CodeSystem // of members without a prefix; nil: they are none
}

// Prefix is one name of a code system.
type Prefix struct {
	Text   string
	System CodeSystem
}

// CodeSystem is a URI, or a setting that holds one.
type CodeSystem struct{ URI, Setting string }

func (s CodeSystem) expr() sqltree.Expr {
	if s.Setting != "" {
		return sqltree.Setting{Name: s.Setting}
	}
	return sqltree.Literal{Value: s.URI}
}

func (s CodeSystem) text(values sqltree.Values) string {
	if s.Setting == "" {
		return s.URI
	}
	text, _ := values.Setting(s.Setting)
	return text
}

// textColumn is the column that holds a member's text, or its code.
func (m *Members) textColumn() string {
	if m.Codes != nil {
		return MemberCode
	}
	return MemberText
}

// blanks are the characters around a member that do not count.
const blanks = " \t\r\n"

// blankSeparator tells that blanks themselves stand between the members.
func (m *Members) blankSeparator() bool { return len(bytes.Trim([]byte(m.Separator), blanks)) == 0 }

// Text is the text of a row; nil when it is NULL or the row points nowhere.
func (m *Members) Text(p *Page, row int) []byte {
	if m.Link < 0 {
		return p.Rows.Cell(row, m.Slot)
	}
	l := &p.Links[m.Link]
	if l.Index[row] < 0 {
		return nil
	}
	return l.Page.Rows.Cell(int(l.Index[row]), m.Slot)
}

// Split appends a row for each member of a text and tells how many there are.
func (m *Members) Split(rel *Relation, text []byte, values sqltree.Values, into *Rows) int {
	n := 0
	for more := true; more; {
		var member []byte
		member, text, more = bytes.Cut(text, []byte(m.Separator))
		if member = bytes.Trim(member, blanks); len(member) == 0 {
			continue
		}
		if m.row(rel, member, values, into) {
			n++
		}
		if m.First {
			break
		}
	}
	return n
}

// row appends the row of one member; false: it is none, because nobody knows its prefix.
func (m *Members) row(rel *Relation, member []byte, values sqltree.Values, into *Rows) bool {
	prefix, system := "", (*CodeSystem)(nil)
	if m.Codes != nil {
		if !m.blankSeparator() {
			member = tight(member)
		}
		if prefix, system, member = m.Codes.of(member); system == nil || len(member) == 0 {
			return false
		}
	}
	for _, column := range rel.Columns {
		switch x := column.(type) {
		case sqltree.Literal:
			into.add(x.Value)
		case sqltree.Number:
			into.add(x.Text)
		case sqltree.Setting:
			into.add(CodeSystem{Setting: x.Name}.text(values))
		case sqltree.Column:
			switch x.Name {
			case MemberSystem:
				into.add(system.text(values))
			case MemberPrefix:
				into.add(prefix)
			case MemberNumber:
				into.addNumber(member)
			default:
				into.addBytes(member)
			}
		}
	}
	return true
}

// of takes a member apart; without a system it is none.
func (c *Codes) of(member []byte) (prefix string, system *CodeSystem, code []byte) {
	before, code, found := bytes.Cut(member, []byte(":"))
	if !found {
		return "", c.Default, member
	}
	for i := range c.Prefixes {
		if p := &c.Prefixes[i]; len(before) > 0 && equalFold(p.Text, before) {
			return p.Text, &p.System, code
		}
	}
	return "", nil, nil
}

// tight is a member without the blanks beside its colons.
func tight(member []byte) []byte {
	if !bytes.ContainsAny(member, blanks) {
		return member
	}
	parts := bytes.Split(member, []byte(":"))
	for i := range parts {
		if i > 0 {
			parts[i] = bytes.TrimLeft(parts[i], blanks)
		}
		if i < len(parts)-1 {
			parts[i] = bytes.TrimRight(parts[i], blanks)
		}
	}
	return bytes.Join(parts, []byte(":"))
}

// add appends one cell to the row under way.
func (r *Rows) add(text string) {
	start := len(r.data)
	r.data = append(r.data, text...)
	r.cells = append(r.cells, cell{start: int32(start), end: int32(len(r.data))})
}

func (r *Rows) addBytes(text []byte) {
	start := len(r.data)
	r.data = append(r.data, text...)
	r.cells = append(r.cells, cell{start: int32(start), end: int32(len(r.data))})
}

// addNumber appends a whole number; any other text is NULL.
func (r *Rows) addNumber(text []byte) {
	if !wholeNumber(text) {
		r.cells = append(r.cells, cell{end: -1})
		return
	}
	r.addBytes(text)
}

// wholeNumber tells a number as a database writes it: 7, but neither 07 nor +7.
func wholeNumber(text []byte) bool {
	digits := bytes.TrimPrefix(text, []byte("-"))
	if len(digits) == 0 || len(digits) > 18 || digits[0] == '0' && len(text) > 1 {
		return false
	}
	for _, c := range digits {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}
