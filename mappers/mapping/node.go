// Package mapping is the mapping language as a syntax tree with positions: what an EHR's own people wrote, checked for
// its form and for nothing else. mappers/compile gives it meaning.
package mapping

import (
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"ehr.example/portico/mappers/problem"
)

// Kind is the form of a Node.
type Kind int

// The forms of nodes.
const (
	Null Kind = iota
	Scalar
	Object
	Array
)

// Node is a value of the YAML with its place. Keys keep their order and their case.
type Node struct {
	Pos    problem.Position
	Kind   Kind
	Value  string // Scalar: the text as written
	Quoted bool   // Scalar: quoted or a block, so never a number or a boolean
	Fields []Field
	Items  []*Node
	raw    string // the file from Pos on
}

// Field is one key of an object.
type Field struct {
	Key   string
	Pos   problem.Position
	Value *Node
}

// Field is the value of a key, or nil.
func (n *Node) Field(key string) *Node {
	if n == nil {
		return nil
	}
	for i := range n.Fields {
		if n.Fields[i].Key == key {
			return n.Fields[i].Value
		}
	}
	return nil
}

// Has tells whether an object has a key.
func (n *Node) Has(key string) bool { return n.Field(key) != nil }

// Mentions tells whether $name stands anywhere in a node.
func (n *Node) Mentions(name string) bool {
	for rest := n.Value; ; {
		i := strings.Index(rest, "$"+name)
		if i < 0 {
			break
		}
		rest = rest[i+1+len(name):]
		if r, _ := utf8.DecodeRuneInString(rest); rest == "" || !nameRune(r) || r == '-' {
			return true
		}
	}
	return slices.ContainsFunc(n.Items, func(item *Node) bool { return item.Mentions(name) }) ||
		slices.ContainsFunc(n.Fields, func(f Field) bool { return f.Value.Mentions(name) })
}

// Without is a copy of an object that lacks the named keys.
func (n *Node) Without(keys ...string) *Node {
	out := *n
	out.Fields = nil
	for _, f := range n.Fields {
		if !slices.Contains(keys, f.Key) {
			out.Fields = append(out.Fields, f)
		}
	}
	return &out
}

// IsHole tells whether a scalar is a hole: =expression.
func (n *Node) IsHole() bool {
	return n != nil && n.Kind == Scalar && strings.HasPrefix(n.Value, "=")
}

// Name is the name that a scalar consists of ($name without its sigil), or "".
func (n *Node) Name() string {
	if n == nil || n.Kind != Scalar || len(n.Value) < 2 || n.Value[0] != '$' {
		return ""
	}
	for _, r := range n.Value[1:] {
		if !nameRune(r) {
			return ""
		}
	}
	return n.Value[1:]
}

func nameRune(r rune) bool {
	return r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}

// Text is the scalar's text with its place.
func (n *Node) Text() Text {
	if n == nil {
		return Text{}
	}
	t := Text{Value: n.Value, Pos: n.Pos, raw: n.raw}
	return t.Slice(0, len(n.Value))
}

// builder turns YAML nodes into ours.
type builder struct {
	file     string
	data     string // of the file
	starts   []int  // of its lines
	problems *problem.List
}

// pos is a node's place; a block's is where its text begins, below the | or >.
func (b *builder) pos(y *yaml.Node) problem.Position {
	p := problem.Position{File: b.file, Line: y.Line, Col: y.Column}
	if y.Kind == yaml.ScalarNode && y.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		p.Line++
		p.Col = indentation(b.line(p.Line)) + 1
	}
	return p
}

func newBuilder(file string, data []byte, problems *problem.List) *builder {
	b := &builder{file: file, data: string(data), starts: []int{0}, problems: problems}
	for i, c := range data {
		if c == '\n' {
			b.starts = append(b.starts, i+1)
		}
	}
	return b
}

// line is the file from a line on.
func (b *builder) line(n int) string {
	if n < 1 || n > len(b.starts) {
		return ""
	}
	return b.data[b.starts[n-1]:]
}

func indentation(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

// raw is the file from a place on.
func (b *builder) raw(p problem.Position) string {
	rest := b.line(p.Line)
	for range p.Col - 1 {
		_, n := utf8.DecodeRuneInString(rest)
		rest = rest[n:]
	}
	return rest
}

func (b *builder) node(y *yaml.Node) *Node {
	n := &Node{Pos: b.pos(y)}
	if y.Style&yaml.TaggedStyle != 0 {
		b.problems.Hintf(n.Pos, "quotes make a text", "YAML tags are not part of the mapping language")
	}
	if y.Anchor != "" {
		b.problems.Hintf(n.Pos, "say it with a template", "YAML anchors and aliases are not part of the mapping language")
	}
	switch y.Kind {
	case yaml.ScalarNode:
		b.scalar(n, y)
	case yaml.MappingNode:
		n.Kind = Object
		b.fields(n, y)
	case yaml.SequenceNode:
		n.Kind = Array
		for _, item := range y.Content {
			n.Items = append(n.Items, b.node(item))
		}
	case yaml.AliasNode:
		b.problems.Hintf(n.Pos, "say it with a template", "YAML anchors and aliases are not part of the mapping language")
	default:
	}
	return n
}

func (b *builder) scalar(n *Node, y *yaml.Node) {
	n.Quoted = y.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0
	if y.Tag == "!!null" && !n.Quoted {
		return
	}
	n.Kind, n.Value, n.raw = Scalar, y.Value, b.raw(n.Pos)
}

func (b *builder) fields(n *Node, y *yaml.Node) {
	seen := map[string]bool{}
	for i := 0; i+1 < len(y.Content); i += 2 {
		key, value := y.Content[i], y.Content[i+1]
		pos := b.pos(key)
		if seen[key.Value] {
			b.problems.Errorf(pos, "the key %q stands twice", key.Value)
		}
		seen[key.Value] = true
		if value.Tag == "!!null" && y.Style == yaml.FlowStyle && strings.ContainsAny(key.Value, " ()<>=") {
			b.problems.Hintf(pos, "inside { } a comma ends a value: put the whole value in quotes", "%q looks like a piece of a longer value", key.Value)
		}
		n.Fields = append(n.Fields, Field{Key: key.Value, Pos: pos, Value: b.node(value)})
	}
}
