package schema

import (
	"slices"
	"strings"

	"ehr.example/portico/mappers/problem"
)

// Parse reads a schema as Append writes it. Blank lines and lines that begin with # are skipped. The error is a
// problem.Errors with everything that is wrong.
func Parse(file string, data []byte) (*Schema, error) {
	p := parser{file: file, schema: &Schema{}}
	for text := range strings.Lines(string(data)) {
		p.number++
		p.line(strings.TrimRight(text, "\r\n"))
	}
	if err := p.problems.Err(); err != nil {
		return nil, err
	}
	slices.SortFunc(p.schema.Tables, func(a, b *Table) int { return strings.Compare(a.Name, b.Name) })
	return p.schema, nil
}

// parser reads a dump line by line.
type parser struct {
	file     string
	number   int    // of the line
	whole    string // the line
	rest     string // what of it is still to read
	schema   *Schema
	table    *Table
	problems problem.List
}

func (p *parser) line(text string) {
	p.whole, p.rest = text, strings.TrimLeft(text, " \t")
	switch {
	case p.rest == "" || p.rest[0] == '#':
	case p.rest == text:
		p.tableLine()
	case p.table == nil:
		p.errorf("a column or an index without a table above it")
	case p.word("primary key"):
		p.index(Index{Name: "PRIMARY", Unique: true})
	case p.word("unique"):
		p.index(Index{Name: p.name(), Unique: true})
	case p.word("index"):
		p.index(Index{Name: p.name()})
	default:
		p.column()
	}
}

func (p *parser) errorf(format string, args ...any) {
	pos := problem.Position{File: p.file, Line: p.number, Col: len(p.whole) - len(p.rest) + 1}
	p.problems.Errorf(pos, format, args...)
}

func (p *parser) tableLine() {
	if !p.word("table") {
		p.errorf("expected table NAME, or an indented column or index")
		return
	}
	name := p.name()
	if p.schema.find(name) != nil {
		p.errorf("table %s is there twice", name)
	}
	p.table = &Table{Name: name}
	p.schema.Tables = append(p.schema.Tables, p.table)
	p.end()
}

// find is Table on tables that are not sorted yet.
func (s *Schema) find(name string) *Table {
	i := slices.IndexFunc(s.Tables, func(t *Table) bool { return t.Name == name })
	if i < 0 {
		return nil
	}
	return s.Tables[i]
}

func (p *parser) column() {
	name := p.name()
	if p.table.Column(name) != nil {
		p.errorf("column %s is there twice", name)
	}
	c := ColumnOf(name, p.typeText())
	c.Nullable = true
	if p.word("not null") {
		c.Nullable = false
	}
	if p.word("collate") {
		c.Collation = p.name()
	}
	c.Charset = charsetOf(c.Collation)
	if p.word("charset") {
		c.Charset = p.name()
	}
	p.table.Columns = append(p.table.Columns, c)
	p.end()
}

// typeText reads a word, what follows it in parentheses, and the words that belong to a type.
func (p *parser) typeText() string {
	start := p.rest
	end := strings.IndexAny(start, "( ")
	if end < 0 {
		end = len(start)
	}
	if end == 0 {
		p.errorf("expected a type")
	}
	if end < len(start) && start[end] == '(' {
		closing := closingParenthesis(start[end:])
		if closing < 0 {
			p.errorf("a parenthesis is not closed")
			closing = len(start) - end - 1
		}
		end += closing + 1
	}
	for _, word := range []string{" unsigned", " zerofill"} {
		if strings.HasPrefix(start[end:], word) {
			end += len(word)
		}
	}
	p.rest = strings.TrimLeft(start[end:], " ")
	return unescape.Replace(start[:end])
}

func (p *parser) index(x Index) {
	if !p.word("(") {
		p.errorf("expected the index's columns in parentheses")
		return
	}
	for {
		name := p.name()
		if p.table.Column(name) == nil {
			p.errorf("table %s has no column %s above this index", p.table.Name, name)
		}
		x.Columns = append(x.Columns, name)
		if !p.word(",") {
			break
		}
	}
	if !p.word(")") {
		p.errorf("expected , or )")
		return
	}
	p.table.Indexes = append(p.table.Indexes, x)
	p.end()
}

// word takes the word if it comes next.
func (p *parser) word(w string) bool {
	after, found := strings.CutPrefix(p.rest, w)
	if !found || plainName(w[len(w)-1:]) && after != "" && after[0] != ' ' && after[0] != '(' {
		return false
	}
	p.rest = strings.TrimLeft(after, " ")
	return true
}

// name takes a plain or a quoted name.
func (p *parser) name() string {
	if strings.HasPrefix(p.rest, "`") {
		return p.quotedName()
	}
	end := 0
	for end < len(p.rest) && plainName("x"+p.rest[end:end+1]) {
		end++
	}
	if end == 0 {
		p.errorf("expected a name")
	}
	name := p.rest[:end]
	p.rest = strings.TrimLeft(p.rest[end:], " ")
	return name
}

func (p *parser) quotedName() string {
	for i := 1; i < len(p.rest); i++ {
		if p.rest[i] != '`' {
			continue
		}
		if i+1 < len(p.rest) && p.rest[i+1] == '`' {
			i++
			continue
		}
		name := strings.ReplaceAll(p.rest[1:i], "``", "`")
		p.rest = strings.TrimLeft(p.rest[i+1:], " ")
		return unescape.Replace(name)
	}
	p.errorf("a backtick is not closed")
	p.rest = ""
	return ""
}

func (p *parser) end() {
	if p.rest != "" {
		p.errorf("unexpected %q", p.rest)
	}
}
