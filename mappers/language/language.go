// Package language describes the mapping language for editors: its keywords, each with what it means, and, from package
// fhir, the elements of every resource type. Of that one description JSON Schemas are made (draft 2020-12), with which an
// editor completes, explains and underlines. What a mapping means, only the compiler knows.
package language

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// Schemas are the names of the schemas: of mapper.yaml, of the files of sources beside it, and of overlay.yaml.
var Schemas = []string{"mapper", "source", "overlay"}

// object is a JSON object of a schema; encoding/json sorts its keys.
type object = map[string]any

// Schema is the JSON Schema of that name as text, with a line for each definition.
func Schema(name string) ([]byte, error) {
	switch name {
	case "mapper":
		root := mapperFile().schema()
		root["anyOf"] = []any{object{"required": []string{"tenancy"}}, object{"required": []string{"extends"}}}
		return write(name, "mapper.yaml: what all sources of a mapper share", root, plainDefs())
	case "overlay":
		return write(name, "overlay.yaml: what a tenant lays over its mapper", overlayFile().schema(), plainDefs())
	case "source":
		root := object{"if": object{"type": "object", "required": []string{"extend"}}, "then": ref("$extension"), "else": ref("$source")}
		return write(name, "A file of sources: which rows make resources of which type, and how; or what is changed of another mapper's", root, sourceDefs())
	}
	return nil, fmt.Errorf("there is no schema %s; there are %v", name, Schemas)
}

// File is the name of a schema's file.
func File(name string) string { return name + ".schema.json" }

// write puts a schema together.
func write(name, title string, root object, defs map[string]object) ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "{\n\"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n\"$id\": %q,\n\"title\": %q,\n", File(name), title)
	for _, key := range slices.Sorted(maps.Keys(root)) {
		if err := member(&b, key, root[key]); err != nil {
			return nil, err
		}
		b.WriteString(",\n")
	}
	b.WriteString("\"$defs\": {\n")
	for i, key := range slices.Sorted(maps.Keys(defs)) {
		if i > 0 {
			b.WriteString(",\n")
		}
		if err := member(&b, key, defs[key]); err != nil {
			return nil, err
		}
	}
	b.WriteString("\n}\n}\n")
	return b.Bytes(), nil
}

func member(b *bytes.Buffer, key string, value any) error {
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	for i, v := range []any{key, value} {
		if err := e.Encode(v); err != nil {
			return err
		}
		b.Truncate(b.Len() - 1) // the line's end
		if i == 0 {
			b.WriteString(": ")
		}
	}
	return nil
}

// ref points at a definition.
func ref(name string) object { return object{"$ref": "#/$defs/" + name} }

// block is an object of the language.
type block struct {
	doc   string
	keys  []keyword
	needs []string // keys that must be there
	free  object   // the schema of keys that the author names; nil: there are none
	words []keyword
}

// keyword is one key of the language.
type keyword struct {
	name  string
	doc   string
	shape object
}

// schema is the block as an object's schema.
func (b block) schema() object {
	properties := object{}
	for _, k := range append(slices.Clone(b.keys), b.words...) {
		properties[k.name] = described(k.shape, k.doc)
	}
	out := object{"type": "object", "properties": properties, "additionalProperties": false}
	if b.doc != "" {
		out["description"] = b.doc
	}
	if len(b.needs) > 0 {
		out["required"] = b.needs
	}
	if b.free != nil {
		// what begins with $ is a word of the language, and a known one
		out["patternProperties"] = object{`^[^$]`: b.free}
		if len(b.keys) > 0 {
			delete(out, "patternProperties")
			out["additionalProperties"] = b.free
		}
	}
	return out
}

// described is a shape with the text that an editor shows.
func described(shape object, doc string) object {
	out := maps.Clone(shape)
	out["description"] = doc
	return out
}
