package mapping

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"ehr.example/portico/mappers/problem"
)

// Parse reads a mapper's folder: mapper.yaml, and every other .yaml file as sources. All problems of form are
// collected; the Mapper holds what could be read.
func Parse(folder fs.FS, problems *problem.List) *Mapper { return ParseAs("", folder, problems) }

func newMapper() *Mapper {
	return &Mapper{Systems: map[string]Text{}, Maps: map[string]*Map{}, Lookups: map[string]*Lookup{}, Templates: map[string]*Node{}, Codes: map[string]*Codes{}, ValueSets: map[string]*Node{}}
}

// Extends is the name of the mapper that a folder's mapper extends, or "".
func Extends(folder fs.FS) string {
	for _, doc := range documents(folder, "", "mapper.yaml", &problem.List{}) {
		return doc.Field("extends").Text().Value
	}
	return ""
}

// ParseAs is Parse where several folders are read: place is put before the names of this one's files.
func ParseAs(place string, folder fs.FS, problems *problem.List) *Mapper {
	m := newMapper()
	names, err := fs.Glob(folder, "*.yaml")
	if err != nil || !slices.Contains(names, "mapper.yaml") {
		problems.Hintf(problem.Position{File: path.Join(place, "mapper.yaml")}, "a mapper is a folder with a mapper.yaml and a file for each resource type", "there is no mapper.yaml")
		return m
	}
	for _, name := range names {
		docs := documents(folder, place, name, problems)
		if name == "mapper.yaml" {
			m.headers(place, docs, problems)
			continue
		}
		for _, doc := range docs {
			if doc.Has("extend") {
				m.extension(doc, problems)
			} else {
				m.source(doc, problems)
			}
		}
	}
	if m.Extends.Zero() {
		for _, e := range m.Extensions {
			problems.Hintf(e.Pos, "extends: name in mapper.yaml", "this mapper extends no other one, of which %s could be changed", cmp.Or(e.Of.Value, "a source"))
		}
	}
	return m
}

// headers reads mapper.yaml, which is one document.
func (m *Mapper) headers(place string, docs []*Node, problems *problem.List) {
	if len(docs) == 0 && !problems.Failed() {
		problems.Hintf(problem.Position{File: path.Join(place, "mapper.yaml")}, "mapper: name, tenancy: …", "mapper.yaml is empty")
	}
	for i, doc := range docs {
		if i > 0 {
			problems.Errorf(doc.Pos, "mapper.yaml is one document")
			continue
		}
		m.header(doc, problems)
	}
}

var yamlLine = regexp.MustCompile(`^yaml: line (\d+): (.*)`)

func documents(folder fs.FS, place, name string, problems *problem.List) []*Node {
	data, err := fs.ReadFile(folder, name)
	if err != nil {
		problems.Errorf(problem.Position{File: path.Join(place, name)}, "cannot be read: %v", err)
		return nil
	}
	return Documents(path.Join(place, name), data, problems)
}

// Documents reads the YAML documents of one file, with positions and without meaning.
func Documents(name string, data []byte, problems *problem.List) []*Node {
	var docs []*Node
	d := yaml.NewDecoder(bytes.NewReader(data))
	b := newBuilder(name, data, problems)
	for {
		var y yaml.Node
		err := d.Decode(&y)
		if errors.Is(err, io.EOF) {
			return docs
		}
		if err != nil {
			problems.Add(b.yamlProblem(err))
			return docs
		}
		if len(y.Content) > 0 && y.Content[0].Kind == yaml.MappingNode {
			docs = append(docs, b.node(y.Content[0]))
		} else if len(y.Content) > 0 && y.Content[0].Tag != "!!null" {
			problems.Errorf(b.pos(y.Content[0]), "a document of keys and values is expected here")
		}
	}
}

// parserWords begin the errors whose line the YAML package counts from 0 (scanner errors count from 1).
var parserWords = regexp.MustCompile(`^did not find expected (node content|key|'|<)`)

func (b *builder) yamlProblem(err error) problem.Problem {
	pos, msg := problem.Position{File: b.file, Line: 1, Col: 1}, strings.TrimPrefix(err.Error(), "yaml: ")
	if found := yamlLine.FindStringSubmatch(err.Error()); found != nil {
		pos.Line, _ = strconv.Atoi(found[1])
		msg = found[2]
		if parserWords.MatchString(msg) {
			pos.Line++
		}
		pos.Col = indentation(b.line(pos.Line)) + 1
	}
	hint := ""
	if strings.Contains(msg, "did not find expected") || strings.Contains(msg, "mapping values") {
		hint = "a value that begins with a special character, or holds ': ' or ' #', wants quotes"
	}
	return problem.Problem{Pos: pos, Message: "YAML: " + msg, Hint: hint}
}

// reader reads the keys of one object and complains of those that nobody asked for.
type reader struct {
	node     *Node
	what     string
	asked    []string
	problems *problem.List
}

func read(n *Node, what string, problems *problem.List) *reader {
	r := &reader{node: n, what: what, problems: problems}
	if n.Kind != Object {
		problems.Errorf(n.Pos, "%s wants keys and values", what)
	}
	return r
}

func (r *reader) field(key string) *Node {
	r.asked = append(r.asked, key)
	return r.node.Field(key)
}

func (r *reader) text(key string) Text {
	n := r.field(key)
	if n == nil {
		return Text{}
	}
	return r.scalar(n, key)
}

// scalar is the text of a key's value, which may be nothing else.
func (r *reader) scalar(n *Node, key string) Text {
	if n.Kind != Scalar {
		r.problems.Errorf(n.Pos, "%s of %s wants a text", key, r.what)
		return Text{}
	}
	return n.Text()
}

func (r *reader) required(key, why string) Text {
	t := r.text(key)
	if r.node.Kind == Object && (!r.node.Has(key) || r.node.Field(key).Kind == Scalar && t.Zero()) {
		r.problems.Hintf(r.node.Pos, why, "%s has no %s", r.what, key)
	}
	return t
}

func (r *reader) fields(key string) []Field {
	n := r.field(key)
	if n == nil {
		return nil
	}
	if n.Kind != Object {
		r.problems.Errorf(n.Pos, "%s of %s wants keys and values", key, r.what)
	}
	return n.Fields
}

// texts is fields whose values are texts.
func (r *reader) texts(key string) []Field {
	fields := r.fields(key)
	for _, f := range fields {
		r.scalar(f.Value, f.Key)
	}
	return fields
}

func (r *reader) list(key string) []Text {
	n := r.field(key)
	if n == nil {
		return nil
	}
	if n.Kind == Scalar {
		return []Text{n.Text()}
	}
	if n.Kind != Array {
		r.problems.Errorf(n.Pos, "%s of %s wants a list of texts", key, r.what)
	}
	var out []Text
	for _, i := range n.Items {
		if i.Kind != Scalar {
			r.problems.Errorf(i.Pos, "%s of %s wants a list of texts", key, r.what)
			continue
		}
		out = append(out, i.Text())
	}
	return out
}

func (r *reader) rest() {
	for _, f := range r.node.Fields {
		if !slices.Contains(r.asked, f.Key) {
			r.problems.Hintf(f.Pos, cmpHint(f.Key, r.asked), "unknown key %q in %s", f.Key, r.what)
		}
	}
}

func cmpHint(key string, known []string) string {
	if h := problem.DidYouMean(key, known); h != "" {
		return h
	}
	return "known: " + strings.Join(known, ", ")
}

func values(texts []Text) []string {
	out := make([]string, len(texts))
	for i, t := range texts {
		out[i] = t.Value
	}
	return out
}

func (m *Mapper) header(doc *Node, problems *problem.List) {
	r := read(doc, "mapper.yaml", problems)
	m.Name = r.required("mapper", "say the mapper's name")
	m.Extends = r.text("extends")
	m.Title = r.text("title").Value
	m.Versions = values(r.list("versions"))
	m.Canonical = r.text("canonical").Value
	for _, f := range r.fields("settings") {
		m.Settings = append(m.Settings, setting(f, problems))
	}
	m.tenancy(r.field("tenancy"), doc, problems)
	m.blocks(r, problems)
	for _, f := range r.fields("lookups") {
		m.Lookups[f.Key] = parseLookup(f, problems)
	}
	m.derive(r.field("derive"), problems)
	m.Constants = r.texts("constants")
	m.Users = usersOf(r.fields("users"), problems)
	m.Roles = rolesOf(r.fields("roles"), problems)
	r.rest()
}

// blocks reads what overlays have too.
func (m *Mapper) blocks(r *reader, problems *problem.List) {
	for _, f := range r.fields("systems") {
		if f.Value.Kind != Scalar {
			problems.Errorf(f.Pos, "the system %s wants a URI", f.Key)
		}
		m.Systems[f.Key] = f.Value.Text()
	}
	for _, f := range r.fields("maps") {
		m.Maps[f.Key] = parseMap(f, problems)
	}
	for _, f := range r.fields("templates") {
		m.Templates[f.Key] = f.Value
	}
	for _, f := range r.fields("codes") {
		m.Codes[f.Key] = parseCodes(f, problems)
	}
	for _, f := range r.fields("valueSets") {
		m.ValueSets[f.Key] = f.Value
	}
}

func setting(f Field, problems *problem.List) Setting {
	s := Setting{Name: f.Key, Pos: f.Pos}
	if f.Value.Kind == Null {
		return s
	}
	if f.Value.Kind == Scalar {
		t := f.Value.Text()
		s.Default = &t
		return s
	}
	r := read(f.Value, "the setting "+f.Key, problems)
	if d := r.field("default"); d != nil {
		t := d.Text()
		s.Default = &t
	}
	s.About = r.text("about").Value
	s.OneOf = values(r.list("oneOf"))
	s.Optional = r.text("optional").Value == "true"
	r.rest()
	return s
}

func (m *Mapper) tenancy(n, doc *Node, problems *problem.List) {
	if n == nil && !m.Extends.Zero() {
		return
	}
	if n == nil {
		problems.Hintf(doc.Pos, "tenancy: database, or {column: tenant_id = $setting, shared: […], via: {…}, predicate: {…}}", "mapper.yaml has no tenancy")
		return
	}
	m.Tenancy.Pos = n.Pos
	if n.Kind == Scalar {
		m.Tenancy.Database = n.Value == "database"
		if !m.Tenancy.Database {
			problems.Hintf(n.Pos, "database, or an object", "unknown tenancy %q", n.Value)
		}
		return
	}
	r := read(n, "tenancy", problems)
	m.Tenancy.Column = r.text("column")
	m.Tenancy.Shared = r.list("shared")
	m.Tenancy.Via = r.texts("via")
	m.Tenancy.Predicate = r.texts("predicate")
	r.rest()
}

func parseMap(f Field, problems *problem.List) *Map {
	m := &Map{Name: f.Key, Pos: f.Pos}
	if f.Value.Kind != Object {
		problems.Hintf(f.Pos, "raw value: code", "the map %s wants keys and values", f.Key)
	}
	for _, e := range f.Value.Fields {
		switch e.Key {
		case "$system":
			m.System = e.Value
		case "$default":
			m.Default = e.Value
		case "$empty":
			m.Empty = e.Value
		default:
			if strings.HasPrefix(e.Key, "$") {
				problems.Hintf(e.Pos, "known: $system, $default, $empty", "unknown word %s in the map %s", e.Key, f.Key)
			}
			m.Entries = append(m.Entries, Entry{Raw: e.Key, Pos: e.Pos, Value: e.Value})
		}
	}
	return m
}

func parseCodes(f Field, problems *problem.List) *Codes {
	c := &Codes{Name: f.Key, Pos: f.Pos}
	if f.Value.Kind != Object {
		problems.Hintf(f.Pos, "{ICD10: $icd10, $separator: ';'}", "the codes %s want keys and values", f.Key)
	}
	for _, e := range f.Value.Fields {
		switch {
		case e.Key == "$separator" && e.Value.Kind == Scalar:
			c.Separator = e.Value.Text()
			c.Separator.Value = e.Value.Value // blanks may be the separator
		case e.Key == "$separator":
			problems.Hintf(e.Pos, "$separator: ';'", "$separator of the codes %s wants a text", f.Key)
		case e.Key == "$default":
			c.Default = e.Value
		case strings.HasPrefix(e.Key, "$"):
			problems.Hintf(e.Pos, "known: $separator, $default", "unknown word %s in the codes %s", e.Key, f.Key)
		default:
			c.Prefixes = append(c.Prefixes, e)
		}
	}
	return c
}

func parseLookup(f Field, problems *problem.List) *Lookup {
	r := read(f.Value, "the lookup "+f.Key, problems)
	l := &Lookup{Name: f.Key, Pos: f.Pos}
	l.From = r.required("from", "a table and an alias")
	l.Where = r.text("where")
	l.First = r.texts("first")
	l.Key = r.required("key", "the columns that values are looked up by")
	l.Fields = r.texts("fields")
	r.rest()
	return l
}
