package language

import (
	"fmt"
	"maps"
	"strings"

	"ehr.example/portico/mappers/compile"
)

// sourceFile is one document of a file of sources.
func sourceFile() block {
	return block{
		needs: []string{"resource", "from", "id", "elements"},
		keys: []keyword{
			{"resource", "The R4 resource type.", object{"enum": resourceTypes()}},
			{"source", "The source's name, unique among those of its type. The type in lower case if nothing is said.", text},
			{"from", "A table with an alias, JOIN and LEFT JOIN with ON. A join finds at most one row, or first says which.", sql},
			{"where", "Which rows. Holds for search, read and as the target of references alike. May hold EXISTS (…) and IN (SELECT …).", sql},
			{"key", "The unique column(s) of the first table that page, and that joins and references use.", sql},
			{"group", "Instead of key: the columns in which rows are equal that make one resource together.", sql},
			{"latest", "The newest row only of those that are versions of one another.", latest().schema()},
			{"exists", "Rows, by their names, of which there must be one: without, a row is no resource.", texts},
			{"id", "What FHIR shows: a column, uuid(column), hex(column), or text with such in braces. {$first: […]} takes the first that is there.", oneOf(sql, block{keys: []keyword{
				{"$first", "The alternatives, in order.", texts},
			}}.schema())},
			{"patient", "The access binding, whose record a row is: =column -> Patient.", sql},
			{"access", "directory: every user of the tenant may see it. Instead of patient.", enum("directory")},
			{"organization", organizationDoc, organizationShape()},
			{"partOf", "Of an Organization or a Location: the one that it is a part of, =column -> Organization. Whoever belongs to that one sees what is of this one.", sql},
			{"lastUpdated", "The DATETIME or TIMESTAMP at which a row last changed. Answers _lastUpdated.", sql},
			{"author", "Who wrote a row, for companions: =column -> Practitioner.", sql},
			{"first", "For joins that find several rows: alias: column to order by. The first is taken.", each(sql)},
			{"rows", "Child rows by name: table alias ON child = parent ORDER BY …, or an object that says more. $each writes an item for each.", each(oneOf(sql, ref("$rows")))},
			{"search", "parameter: =SQL, where it cannot be derived; or $none, to switch it off.", each(anything)},
			{"elements", "The resource, under FHIR's own names.", object{"type": "object"}},
			{"variants", "The resources that one row makes, by name, with the words that the elements use.", ref("$variants")},
		},
	}
}

const organizationDoc = "Which organisation a row is of, for users whose role is within one: =column -> Organization; =column -> Patient or Encounter, as that one is; " +
	"shared: every user of the tenant sees it; none: nobody within an organisation does. Of a list, each."

// organizationShape is one place that tells a row's organisation, or a list of them.
func organizationShape() object {
	one := oneOf(sql, block{needs: []string{"$value"}, keys: []keyword{
		{"$each", "The child rows that each tell one.", text},
		{"$if", "Where the place counts.", sql},
		{"$value", "=column -> Organization, or a source that says which organisation it is of.", sql},
	}}.schema())
	return oneOf(one, object{"type": "array", "items": one})
}

// variantsBlock are a source's variants.
func variantsBlock() block {
	return block{
		free: object{"type": "object"},
		words: []keyword{
			{"$if", "When a row makes a variant that has no condition of its own.", sql},
			{"$one", "true: a row makes the first variant that holds, and its id has no variant's name.", truth},
		},
	}
}

func latest() block {
	return block{
		needs: []string{"per", "by"},
		keys: []keyword{
			{"per", "The column(s) in which versions of one thing are equal.", sql},
			{"by", "The columns that order them; the highest is the newest.", sql},
			{"where", "Which versions count.", sql},
		},
	}
}

func rowsBlock() block {
	return block{
		needs: []string{"from"},
		keys: []keyword{
			{"from", "A table with an alias, ON child = parent, and joins.", sql},
			{"where", "Which of the rows.", sql},
			{"order", "ORDER BY; the primary key always ends it.", sql},
			{"limit", "How many of them at most.", text},
			{"by", "The expression that name['key'] picks one of them by.", sql},
			{"first", "For joins that find several rows: alias: column to order by.", each(sql)},
			{"rows", "Rows below these.", each(oneOf(sql, ref("$rows")))},
		},
	}
}

// words are the words that stand among elements.
func words() []keyword {
	return []keyword{
		{"$if", "The object is there only where this condition is TRUE.", sql},
		{"$first", "The first branch that holds wins: {$if: condition, …}, or one that is not empty.", object{"type": "array"}},
		{"$each", "Writes the item once for each of these rows; or {name: =text | split 'separator'}, for each member of a text.", object{"type": []string{"string", "object"}}},
		{"$use", "The template that stands here; the other keys are its arguments.", object{"type": "string"}},
		{"$value", "The value, where it is a primitive or one hole: beside $if, $first or $each.", anything},
		{"$absent", "Why there is none: a code of data-absent-reason.", text},
		{"$stored", "A column that holds the resource as JSON; what is written here is laid over it.", sql},
		{"$references", "Type: =key -> Type, for the references of a stored resource.", each(sql)},
		{"$keep", "The types that references of a stored resource may point at.", texts},
	}
}

// plainDefs are the definitions that mapper.yaml needs.
func plainDefs() map[string]object { return map[string]object{} }

// sourceDefs are the definitions that sources need: blocks that hold themselves, words, and every type of FHIR.
func sourceDefs() map[string]object {
	source, extension := sourceFile().schema(), extensionFile().schema()
	source["allOf"], extension["allOf"] = byResource(), byExtended()
	defs := map[string]object{
		"$source":    source,
		"$extension": extension,
		"$extended":  extendedVariants().schema(),
		"$rows":      rowsBlock().schema(),
		"$variants":  variantsBlock().schema(),
		"$words":     wordsSchema(),
		"$value":     valueSchema(),
		"$hole":      {"type": "string", "pattern": "^[=$]", "description": "=SQL, followed (-> …) or turned into something else (| …); or a $word.\n" + functions()},
	}
	maps.Copy(defs, typeDefs())
	return defs
}

// wordsSchema tells of each word; which of them may stand somewhere, the types say.
func wordsSchema() object {
	properties := object{}
	for _, w := range words() {
		properties[w.name] = described(w.shape, w.doc)
	}
	return object{"properties": properties}
}

// valueSchema is the object that may stand for a primitive.
func valueSchema() object {
	return object{
		"type": "object", "allOf": []any{ref("$words")}, "additionalProperties": false,
		"patternProperties": object{`^\$(if|first|each|value|absent)$`: object{}},
	}
}

// byResource describes the elements, those of variants too, by the resource type that a source says.
func byResource() []any {
	var out []any
	for _, typ := range records() {
		elements := object{"properties": object{"elements": ref(typ)}}
		out = append(out, object{
			"if":   object{"properties": object{"resource": object{"const": typ}}, "required": []string{"resource"}},
			"then": object{"properties": object{"elements": ref(typ), "variants": object{"additionalProperties": elements}}},
		})
	}
	return out
}

// functions are the functions of holes, a line each.
func functions() string {
	var b strings.Builder
	for _, f := range compile.Transforms() {
		fmt.Fprintf(&b, "\n| %s: %s", strings.TrimSpace(f.Name+" "+f.Args), f.About)
	}
	for _, f := range compile.Calls() {
		fmt.Fprintf(&b, "\n=%s(%s): %s", f.Name, f.Args, f.About)
	}
	return b.String()
}
