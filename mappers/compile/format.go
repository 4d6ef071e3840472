package compile

import (
	"slices"
	"strings"

	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/schema"
)

// formatted chooses how a hole's value is written, or says why it cannot be.
func (c *compiler) formatted(node *program.Hole, h hole, to target) program.Node {
	v := node.Value
	node.Steps = v.Steps
	if v.Map != nil && v.Map.Name == "" && to.typ != "boolean" {
		c.problems.Hintf(h.pos, "| map NAME gives codes", "| bool gives true and false, and this is %s", article(to.typ))
		return nil
	}
	if v.Map != nil {
		node.Map, node.Bare = v.Map, bareJSON(to.typ)
		c.mapType(v.Map, to)
		return node
	}
	format, hint := formatOf(v, to.typ)
	if hint != "" {
		c.problems.Hintf(h.pos, hint, "%s cannot be %s", article(kindText(v)), article(to.typ))
		return nil
	}
	if to.typ == "code" && to.el != nil && to.el.Required != nil && len(to.el.Required.Codes) > 0 {
		c.problems.Warnf(h.pos, "| map NAME, unless the column holds these codes; "+codesHint(to.el.Required),
			"%s takes codes of %s only, and nothing checks what the column holds", to.el.Name, to.el.Required.URL)
	}
	node.Format = format
	v.Boolean = format == program.FormatBoolean
	return node
}

// article puts a or an before a type's name.
func article(name string) string {
	if strings.HasPrefix(name, "un") || name != "" && strings.ContainsRune("aeio", rune(name[0])) {
		return "an " + name
	}
	return "a " + name
}

func kindText(v *program.Value) string {
	if v.Column != nil && v.Column.Type != "" {
		return v.Column.Type
	}
	return v.Kind.String() + " expression"
}

// formatOf is the format for a value at a FHIR type; a hint says why there is none.
func formatOf(v *program.Value, typ string) (program.Format, string) {
	if f, ok := forms[v.Form]; ok {
		return f.format, typeOnly(typ, f.types...)
	}
	if len(v.Steps) > 0 {
		return steppedFormat(v, typ)
	}
	switch typ {
	case "boolean":
		return program.FormatBoolean, kindOnly(v, "map its values to true and false: | bool 'Y', or | map name", schema.Integer, schema.Bit)
	case "integer", "positiveInt", "unsignedInt":
		return program.FormatInteger, kindOnly(v, "an integer column is wanted", schema.Integer, schema.Year)
	case "decimal":
		if v.Number {
			return program.FormatNumber, ""
		}
		return program.FormatDecimal, kindOnly(v, "text is read as a number by | number", schema.Integer, schema.Decimal, schema.Float)
	case "date":
		return dayFormat(v)
	case "dateTime", "instant":
		return momentFormat(v, typ)
	case "base64Binary":
		return program.FormatBase64, kindOnly(v, "a binary column is wanted; text by | bytes, and by | base64 what is base64 already", schema.Binary)
	case "time":
		return program.FormatString, kindOnly(v, "a TIME column is wanted", schema.Time)
	case "xhtml":
		return 0, "| narrative makes XHTML of text"
	}
	return textFormat(v, typ)
}

// forms are the formats of texts that are read in their own way, and the types that they give.
var forms = map[program.Form]struct {
	format program.Format
	types  []string
}{
	program.FormLow:       {program.FormatLow, []string{"decimal"}},
	program.FormHigh:      {program.FormatHigh, []string{"decimal"}},
	program.FormNarrative: {program.FormatNarrative, []string{"xhtml"}},
	program.FormBase64:    {program.FormatContent, []string{"base64Binary"}},
	program.FormPartial:   {program.FormatPartial, []string{"date", "dateTime"}},
}

// steppedFormat is the format for what a Go function gives: text, which is looked at before it is shown.
func steppedFormat(v *program.Value, typ string) (program.Format, string) {
	switch typ {
	case "boolean":
		return program.FormatTruth, ""
	case "integer", "positiveInt", "unsignedInt":
		return program.FormatInteger, ""
	case "decimal":
		return program.FormatNumber, ""
	case "date", "dateTime":
		return program.FormatPartial, ""
	case "code":
		return program.FormatCode, ""
	}
	if !slices.Contains(textTypes, typ) || typ == "xhtml" || typ == "base64Binary" || v.Number {
		return 0, "what a function outside the database gives is text, a number, a date, or true or false"
	}
	return program.FormatString, ""
}

func typeOnly(typ string, want ...string) string {
	if slices.Contains(want, typ) {
		return ""
	}
	return article(strings.Join(want, " or ")) + " element is wanted"
}

func kindOnly(v *program.Value, hint string, kinds ...schema.Kind) string {
	if slices.Contains(kinds, v.Kind) {
		return ""
	}
	return hint
}

// shortFormats are the formats of days and clocks of which not all is shown.
var shortFormats = map[program.Precision]program.Format{program.Year: program.FormatYear, program.Month: program.FormatMonth}

func dayFormat(v *program.Value) (program.Format, string) {
	if f, short := shortFormats[v.Precision]; short {
		return f, ""
	}
	if v.Day {
		return program.FormatDate, ""
	}
	return program.FormatDate, kindOnly(v, "a DATE column, a DATETIME's day by | date, or a text by | date '%Y%m%d'", schema.Date)
}

func momentFormat(v *program.Value, typ string) (program.Format, string) {
	short, isShort := shortFormats[v.Precision]
	switch {
	case isShort && typ == "instant":
		return 0, "an instant is whole"
	case isShort:
		return short, ""
	case typ == "dateTime" && (v.Kind == schema.Date || v.Day):
		return program.FormatDate, ""
	case v.Kind == schema.Timestamp:
		return program.FormatUTC, ""
	case v.Zone != nil:
		return program.FormatZoned, ""
	}
	return program.FormatLocal, kindOnly(v, "a DATETIME or TIMESTAMP column is wanted; a text by | datetime '%Y%m%d%H%i%s'", schema.DateTime)
}

func textFormat(v *program.Value, typ string) (program.Format, string) {
	if !slices.Contains(textTypes, typ) {
		return 0, "this type takes constants only"
	}
	if v.Kind == schema.Binary && v.Column != nil && v.Column.Length == 16 {
		return program.FormatUUID, ""
	}
	if v.Number {
		return 0, "a number stands at a decimal element"
	}
	hint := kindOnly(v, "map it, or cast it in SQL", schema.Text, schema.Integer, schema.Decimal, schema.Year, schema.JSON, schema.Unknown)
	if typ == "code" {
		return program.FormatCode, hint
	}
	return program.FormatString, hint
}
