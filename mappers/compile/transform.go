package compile

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/schema"
	"ehr.example/portico/mappers/sqltree"
)

// Transform is a function of the language behind |, as messages, editors and documents show it.
type Transform struct {
	Name  string
	Args  string // what it takes: NUMBER 'separator'; "" for nothing
	About string
}

// transform is what the compiler knows of one.
type transform struct {
	Transform
	min, max int
	kinds    []schema.Kind // what it works on; none: anything
	hint     string        // for a value of another kind
	apply    func(c *compiler, v *program.Value, f call) bool
}

// transforms are the functions of the language by name. They are written into SQL wherever SQL can say them: then what a row
// shows, what a search asks and what an $if decides is one expression.
func transforms() map[string]transform {
	out := map[string]transform{}
	for _, list := range [][]transform{plainTransforms, textTransforms, dateTransforms, numberTransforms, fileTransforms} {
		for _, t := range list {
			out[t.Name] = t
		}
	}
	return out
}

var knownTransforms map[string]transform

func init() { knownTransforms = transforms() } // the functions speak of the table themselves

// Transforms lists the functions of the language by name.
func Transforms() []Transform {
	var out []Transform
	for _, name := range slices.Sorted(maps.Keys(knownTransforms)) {
		out = append(out, knownTransforms[name].Transform)
	}
	return append(
		out,
		Transform{"codes", "NAME", "makes Codings of codes with prefixes, by the codes of mapper.yaml"},
		Transform{"split", "'separator'", "cuts a text into items: {$each: {r: =text | split ';'}, …}"},
	)
}

var texts = []schema.Kind{schema.Text, schema.JSON, schema.Unknown}

// plainTransforms are those that look at any value.
var plainTransforms = []transform{
	{
		Transform: Transform{"map", "NAME", "turns raw values into codes by a map of mapper.yaml"},
		min:       1, max: 1, apply: (*compiler).mapTransform,
	},
	{
		Transform: Transform{"bool", "'value' …", "true for these values, false for any other that is not empty"},
		min:       1, max: many, apply: (*compiler).boolTransform,
	},
	{
		Transform: Transform{"empty", "'value' …", "these values count as empty here"},
		min:       1, max: many, apply: (*compiler).emptyTransform,
	},
}

// transform applies one function of the language, or one of the mapper's own.
func (c *compiler) transform(v *program.Value, f call) bool {
	if v.Map != nil {
		c.problems.Hintf(f.pos, "put | map last", "| %s stands behind a map", f.name)
		return false
	}
	if v.Form != program.FormPlain && (v.Form != program.FormPartial || f.name != "empty") {
		c.problems.Hintf(f.pos, "nothing follows narrative, base64 and range, and only empty follows date(…)", "| %s stands behind what is whole already", f.name)
		return false
	}
	t, known := knownTransforms[f.name]
	if !known {
		return c.ownFunction(v, f)
	}
	switch n := len(f.args); {
	case n < t.min || n > t.max:
		c.problems.Hintf(f.pos, "| "+t.usage(), "| %s", strings.Join(append([]string{f.name}, f.args...), " "))
		return false
	case len(v.Steps) > 0 && !afterGo[f.name]:
		c.problems.Hintf(f.pos, "put it before | "+v.Steps[0].Name, "| %s is SQL, and cannot follow a function that runs outside the database", f.name)
		return false
	case len(t.kinds) > 0 && !slices.Contains(t.kinds, v.Kind):
		c.problems.Hintf(f.pos, cmp.Or(t.hint, "CAST it in SQL first"), "| %s wants %s, not %s", f.name, article(t.kinds[0].String()), article(kindText(v)))
		return false
	}
	return t.apply(c, v, f)
}

// afterGo are the functions that do not speak SQL, and so may follow one that runs in Go.
var afterGo = map[string]bool{"map": true, "bool": true, "number": true, "narrative": true, "base64": true, "regex": true}

func (t transform) usage() string { return strings.TrimSpace(t.Name + " " + t.Args) }

// rewrite makes a value an expression of its own: what stood for its column no longer does. A text keeps the charset and
// the collation that it had.
func rewrite(v *program.Value, e sqltree.Expr, kind schema.Kind) {
	e = nulled(v, e)
	if kind == schema.Text && v.Column != nil && v.Column.Kind == schema.Text {
		v.Column = &schema.Column{Kind: schema.Text, Charset: v.Column.Charset, Collation: v.Column.Collation, Nullable: true}
	} else {
		v.Column = nil
	}
	v.Expr, v.Kind, v.Nullable, v.Void = e, kind, true, nil
	v.Day, v.Number, v.Precision, v.Ordered, v.Stripped, v.Near, v.Zone, v.UTC = false, false, program.Whole, nil, nil, nil, nil, nil
}

// nulled is the expression in which what counts as empty is NULL.
func nulled(v *program.Value, e sqltree.Expr) sqltree.Expr {
	if len(v.Void) == 0 {
		return e
	}
	shown, bare := v.Shown(), sqltree.Text(v.Expr)
	return sqltree.Replace(e, func(x sqltree.Expr) (sqltree.Expr, bool) { return shown, sqltree.Text(x) == bare })
}

func (c *compiler) mapTransform(v *program.Value, f call) bool {
	keys := keysOf(v)
	if len(v.Steps) > 0 {
		keys = program.KeysExact
	}
	v.Map = c.mapNamed(f.args[0], f.pos, keys)
	return v.Map != nil
}

// boolTransform is a map of its own.
func (c *compiler) boolTransform(v *program.Value, f call) bool {
	m := &program.Map{Default: &program.Coded{Code: "false"}, Keys: keysOf(v)}
	for _, raw := range f.args {
		if _, ok := v.Arg(raw); !ok {
			c.problems.Hintf(f.pos, "values that the column holds", "%q is no value of %s", raw, article(kindText(v)))
			return false
		}
		m.Entries = append(m.Entries, program.MapEntry{Raw: raw, To: &program.Coded{Code: "true"}})
	}
	v.Map = m
	return true
}

// emptyTransform keeps the bare column for searches, which exclude the values.
func (c *compiler) emptyTransform(v *program.Value, f call) bool {
	for _, text := range f.args {
		raw, ok := sentinel(v, text)
		if !ok {
			c.problems.Hintf(f.pos, "values that the column holds", "%q is no value of %s", text, article(kindText(v)))
			return false
		}
		v.Void = append(v.Void, raw)
	}
	v.Nullable = true
	return true
}

// sentinel is a value that counts as empty, written as the column's own.
func sentinel(v *program.Value, text string) (sqltree.Expr, bool) {
	switch v.Kind {
	case schema.Date, schema.DateTime, schema.Timestamp:
		if !validMoment("dateTime", strings.Replace(text, " ", "T", 1)+map[bool]string{true: "Z"}[len(text) > 10]) || len(text) < 10 {
			return nil, false
		}
		if v.Kind != schema.Date && len(text) == 10 {
			text += " 00:00:00"
		}
		return sqltree.Literal{Value: text}, true
	case schema.Integer, schema.Year, schema.Bit, schema.Decimal, schema.Float:
		return sqltree.Number{Text: text}, primitivePatterns["decimal"].MatchString(text) && !strings.ContainsAny(text, "eE")
	}
	_, ok := v.Arg(text)
	return sqltree.Literal{Value: text}, ok && v.Kind != schema.Binary
}

// ownFunction applies a Go function of the mapper.
func (c *compiler) ownFunction(v *program.Value, f call) bool {
	own, ok := c.functions[f.name]
	switch {
	case !ok:
		c.problems.Hintf(f.pos, c.transformHint(f.name), "unknown function | %s", strings.Join(append([]string{f.name}, f.args...), " "))
		return false
	case len(f.args) > 0:
		c.problems.Errorf(f.pos, "| %s takes no arguments", f.name)
		return false
	case own.Forward == nil:
		c.problems.Errorf(f.pos, "the mapper's function %s has no Forward", f.name)
		return false
	}
	c.used["function "+f.name] = true
	step(v, f.name, own)
	return true
}

// step puts a function that runs in Go behind a value. What it gives is text.
func step(v *program.Value, name string, f program.Function) {
	v.Steps = append(v.Steps, &program.Step{Name: name, Function: f})
	if f.Inverse == nil {
		v.Opaque = "| " + name + " has no inverse"
	}
}

func (c *compiler) transformHint(name string) string {
	all := slices.Concat(slices.Sorted(maps.Keys(knownTransforms)), slices.Sorted(maps.Keys(cutting)), slices.Sorted(maps.Keys(c.functions)))
	if near := didYouMean(name, slices.Clone(all)); strings.HasPrefix(near, "did you mean") {
		return near
	}
	return "known: " + strings.Join(all, " ")
}
