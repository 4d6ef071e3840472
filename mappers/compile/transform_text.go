package compile

import (
	"regexp"
	"strconv"

	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/schema"
	"ehr.example/portico/mappers/sqltree"
)

// textTransforms are those that take texts apart.
var textTransforms = []transform{
	{
		Transform: Transform{"trim", "", "text without the blanks around it"},
		kinds:     texts, apply: (*compiler).trimTransform,
	},
	{
		Transform: Transform{"nth", "NUMBER 'separator'", "the part of a text between separators: 1 is the first, -1 the last; empty when there are fewer"},
		min:       2, max: 2, kinds: texts, apply: (*compiler).nthTransform,
	},
	{
		Transform: Transform{"strip", "'prefix'", "text without a prefix, where it has it"},
		min:       1, max: 1, kinds: texts, apply: (*compiler).stripTransform,
	},
	{
		Transform: Transform{"regex", "'expression'", "what the one group of a regular expression (RE2) finds; not searched"},
		min:       1, max: 1, kinds: texts, apply: (*compiler).regexTransform,
	},
	{
		Transform: Transform{"json", "'$.path'", "the text, number or boolean at a path of a JSON document"},
		min:       1, max: 1, kinds: texts, apply: (*compiler).jsonTransform,
	},
	{
		Transform: Transform{"xml", "'/path'", "the text at an XPath of an XML document"},
		min:       1, max: 1, kinds: texts, apply: (*compiler).xmlTransform,
	},
	{
		Transform: Transform{"narrative", "", "text as XHTML, escaped, for Narrative.div"},
		kinds:     texts, apply: (*compiler).narrativeTransform,
	},
	{
		Transform: Transform{"base64", "", "text that is base64 already; anything else is empty"},
		kinds:     texts, hint: "a binary column is written as base64 without a function", apply: (*compiler).base64Transform,
	},
	{
		Transform: Transform{"bytes", "", "text as the bytes of UTF-8, at base64Binary"},
		kinds:     texts, apply: (*compiler).bytesTransform,
	},
}

// call1 is a SQL function.
func call1(name string, args ...sqltree.Expr) sqltree.Expr {
	return sqltree.Func{Name: name, Args: args}
}

func integer(n int) sqltree.Expr { return sqltree.Number{Text: strconv.Itoa(n)} }

// when is CASE WHEN cond THEN x ELSE other END; without other it is NULL.
func when(cond, x, other sqltree.Expr) sqltree.Expr {
	return sqltree.Case{Whens: []sqltree.When{{Cond: cond, Then: x}}, Else: other}
}

func matches(x sqltree.Expr, pattern string) sqltree.Expr {
	return sqltree.Compare(x, "REGEXP", sqltree.Literal{Value: pattern})
}

func (c *compiler) trimTransform(v *program.Value, _ call) bool {
	rewrite(v, call1("TRIM", v.Expr), schema.Text)
	return true
}

// nthTransform counts the separators first: SUBSTRING_INDEX gives the whole text where there are too few.
func (c *compiler) nthTransform(v *program.Value, f call) bool {
	n, err := strconv.Atoi(f.args[0])
	if err != nil || n == 0 || n > 1000 || n < -1000 {
		c.problems.Hintf(f.pos, "| nth 2 '/': 1 is the first, -1 the last", "| nth %s: which part is this?", f.args[0])
		return false
	}
	if !c.held(v, f, f.args[1]) {
		return false
	}
	separator := sqltree.Literal{Value: f.args[1]}
	from, side := n, -1
	if n < 0 {
		n, side = -n, 1
	}
	x := call1("SUBSTRING_INDEX", v.Expr, separator, integer(from))
	part := call1("TRIM", call1("SUBSTRING_INDEX", x, separator, integer(side)))
	if n > 1 {
		without := call1("REPLACE", v.Expr, separator, sqltree.Literal{})
		least := (n - 1) * len([]rune(f.args[1]))
		removed := sqltree.Compare(call1("CHAR_LENGTH", v.Expr), "-", call1("CHAR_LENGTH", without))
		part = when(sqltree.Compare(removed, ">=", integer(least)), part, nil)
	}
	rewrite(v, part, schema.Text)
	return true
}

// held refuses an argument that is empty, or that no text of the column can hold.
func (c *compiler) held(v *program.Value, f call, text string) bool {
	if text == "" || v.Column != nil && !program.Holds(v.Column, text) {
		c.problems.Hintf(f.pos, "a text that the column can hold", "| %s wants something to look for, not %q", f.name, text)
		return false
	}
	return true
}

func (c *compiler) stripTransform(v *program.Value, f call) bool {
	if !c.held(v, f, f.args[0]) {
		return false
	}
	n := len([]rune(f.args[0]))
	has := sqltree.Compare(call1("LEFT", v.Expr, integer(n)), "=", sqltree.Literal{Value: f.args[0]})
	column, bare := v.Expr.(sqltree.Column)
	rewrite(v, when(has, call1("SUBSTRING", v.Expr, integer(n+1)), v.Expr), schema.Text)
	if bare {
		v.Stripped = &program.Stripped{Column: column, Prefix: f.args[0]}
	}
	return true
}

func (c *compiler) regexTransform(v *program.Value, f call) bool {
	re, err := regexp.Compile(f.args[0])
	if err != nil {
		c.problems.Hintf(f.pos, "RE2 syntax, with one group: 'no[.] ([0-9]+)'", "| regex: %v", err)
		return false
	}
	if re.NumSubexp() != 1 {
		c.problems.Hintf(f.pos, "'no[.] ([0-9]+)'; (?:…) groups without finding", "| regex wants one group, and %q has %d", f.args[0], re.NumSubexp())
		return false
	}
	step(v, "regex", program.Function{Forward: func(dst, raw []byte) ([]byte, bool) {
		found := re.FindSubmatchIndex(raw)
		if found == nil || found[2] < 0 {
			return dst, false
		}
		return append(dst, raw[found[2]:found[3]]...), true
	}})
	return true
}

// jsonPath is a path that finds one value: no wildcards.
var jsonPath = regexp.MustCompile(`^\$(\.([A-Za-z_][A-Za-z0-9_]*|"[^"\\]+")|\[[0-9]+\])*$`)

// plainText is text of JSON and XML functions under one charset and collation, whatever the server gives it.
func plainText(x sqltree.Expr) sqltree.Expr {
	return sqltree.Collate{X: sqltree.Cast{X: x, Type: "CHAR CHARACTER SET utf8mb4"}, Name: "utf8mb4_general_ci"}
}

var plainColumn = schema.Column{Kind: schema.Text, Charset: "utf8mb4", Collation: "utf8mb4_general_ci", Nullable: true}

// jsonTransform gives what a path finds as text: objects, arrays and null are none.
func (c *compiler) jsonTransform(v *program.Value, f call) bool {
	if !jsonPath.MatchString(f.args[0]) {
		c.problems.Hintf(f.pos, `| json '$.name.family', '$.lines[0]', '$."odd name"'`, "| json wants a path to one value, not %q", f.args[0])
		return false
	}
	found := call1("JSON_EXTRACT", v.Expr, sqltree.Literal{Value: f.args[0]})
	rest := []sqltree.Expr{sqltree.Literal{Value: "OBJECT"}, sqltree.Literal{Value: "ARRAY"}, sqltree.Literal{Value: "NULL"}}
	text := when(sqltree.In{X: call1("JSON_TYPE", found), List: rest, Not: true}, call1("JSON_UNQUOTE", found), nil)
	rewrite(v, plainText(when(call1("JSON_VALID", v.Expr), text, nil)), schema.Text)
	v.Column = &plainColumn
	return true
}

// xmlPath is an XPath of elements, positions and an attribute at its end.
var xmlPath = regexp.MustCompile(`^(//?[A-Za-z_][\w.:-]*(\[([0-9]+|@[A-Za-z_][\w.:-]*="[^"'\\?]*")\])?)+(/@[A-Za-z_][\w.:-]*)?$`)

// xmlTransform gives what a path finds as text. The server takes no argument for the path, and leaves the five entities
// as they are.
func (c *compiler) xmlTransform(v *program.Value, f call) bool {
	if !xmlPath.MatchString(f.args[0]) {
		c.problems.Hintf(f.pos, `| xml '/chart/doctor[1]/name', '//code/@value', '//id[@type="mrn"]'`, "| xml wants a path of elements, not %q", f.args[0])
		return false
	}
	x := call1("EXTRACTVALUE", v.Expr, sqltree.Verbatim{Text: f.args[0]})
	for _, entity := range [][2]string{{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", `"`}, {"&apos;", "'"}, {"&amp;", "&"}} {
		x = call1("REPLACE", x, sqltree.Literal{Value: entity[0]}, sqltree.Literal{Value: entity[1]})
	}
	rewrite(v, plainText(call1("TRIM", x)), schema.Text)
	v.Column = &plainColumn
	return true
}

func (c *compiler) narrativeTransform(v *program.Value, _ call) bool {
	v.Form, v.Opaque = program.FormNarrative, "a narrative is not searched"
	return true
}

func (c *compiler) base64Transform(v *program.Value, _ call) bool {
	v.Form, v.Opaque = program.FormBase64, "content is not searched"
	return true
}

// bytesTransform takes a text for what it is made of: sessions speak UTF-8, whatever the column's charset is.
func (c *compiler) bytesTransform(v *program.Value, _ call) bool {
	rewrite(v, v.Expr, schema.Binary)
	v.Opaque = "content is not searched"
	return true
}
