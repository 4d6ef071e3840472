package language

// The shapes of values. YAML reads 8867 as a number and true as a boolean; to the language both are texts.
var (
	text     = object{"type": []string{"string", "number", "boolean"}}
	sql      = object{"type": []string{"string", "number"}}
	texts    = object{"type": []string{"string", "number", "array"}, "items": text}
	anything = object{}
	truth    = object{"enum": []any{true, false, "true", "false"}}
	named    = object{"type": "object", "additionalProperties": text}
)

// enum is one of some words.
func enum(words ...string) object { return object{"enum": words} }

// oneOf is a value of any of the shapes.
func oneOf(shapes ...object) object { return object{"anyOf": shapes} }

// each is an object whose keys the author names.
func each(value object) object { return object{"type": "object", "additionalProperties": value} }
