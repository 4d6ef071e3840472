package config

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"ehr.example/portico/mappers/problem"
)

// document is a YAML file that is read node by node, with its problems.
type document struct {
	file     string
	problems problem.List
}

// at is the place of a node.
func (d *document) at(n *yaml.Node) problem.Position {
	return problem.Position{File: d.file, Line: n.Line, Col: n.Column}
}

// field is a key of a mapping with its value.
type field struct {
	key, value *yaml.Node
}

// root is the mapping that the file consists of, or nil with a problem.
func (d *document) root(text []byte) *yaml.Node {
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var node, second yaml.Node
	switch err := decoder.Decode(&node); {
	case errors.Is(err, io.EOF):
		d.problems.Errorf(problem.Position{File: d.file}, "the file is empty")
		return nil
	case err != nil:
		d.problems.Add(syntaxProblem(d.file, err))
		return nil
	}
	switch err := decoder.Decode(&second); {
	case err == nil:
		d.problems.Errorf(d.at(&second), "the file holds more than one document")
	case !errors.Is(err, io.EOF):
		d.problems.Add(syntaxProblem(d.file, err))
	}
	if len(node.Content) == 0 {
		return nil
	}
	return node.Content[0]
}

// mapping is the fields of a node by their keys. Other nodes, unknown keys and repeated ones are problems; without
// known keys all are taken. The name is the mapping's in messages.
func (d *document) mapping(n *yaml.Node, name string, known ...string) map[string]field {
	if n.Kind != yaml.MappingNode {
		d.problems.Errorf(d.at(n), "%s must be a mapping of keys to values", name)
		return nil
	}
	fields := make(map[string]field, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch first, repeated := fields[key.Value]; {
		case key.Kind != yaml.ScalarNode || key.Value == "":
			d.problems.Errorf(d.at(key), "a key of %s must be a name", name)
		case repeated:
			d.problems.Errorf(d.at(key), "%s is given twice; first at %s", safeName(key.Value), d.at(first.key))
		case len(known) > 0 && !slices.Contains(known, key.Value):
			hint := problem.DidYouMean(key.Value, known)
			if hint == "" {
				hint = "known are " + strings.Join(known, ", ")
			}
			d.problems.Hintf(d.at(key), hint, "unknown key %s", safeName(key.Value))
		default:
			fields[key.Value] = field{key, value}
		}
	}
	return fields
}

// scalar is the text of a single value as the file has it: 01101 stays 01101. It may be empty only in quotes.
func (d *document) scalar(n *yaml.Node, name string) (string, bool) {
	switch {
	case n.Kind == yaml.AliasNode:
		d.problems.Errorf(d.at(n), "%s is an alias; write the value itself", name)
	case n.Kind != yaml.ScalarNode:
		d.problems.Errorf(d.at(n), "%s must be a single value", name)
	case n.Style&yaml.TaggedStyle != 0:
		d.problems.Errorf(d.at(n), "%s has a tag; write the value itself", name)
	case n.Tag == "!!null":
		d.problems.Hintf(d.at(n), "write a value, or leave the key out", "%s is empty", name)
	default:
		return n.Value, true
	}
	return "", false
}

// places are the positions of the file's single values and lists, by their keys with dots between. An empty file has
// none.
func (d *document) places(text []byte) map[string]problem.Position {
	found := map[string]problem.Position{}
	if len(bytes.TrimSpace(text)) == 0 {
		return found
	}
	if root := d.root(text); root != nil {
		d.addPlaces(found, "", root)
	}
	return found
}

// addPlaces adds the positions of a mapping's values.
func (d *document) addPlaces(found map[string]problem.Position, key string, n *yaml.Node) {
	prefix, name := key+".", key
	if key == "" {
		prefix, name = "", "the file"
	}
	for _, f := range d.mapping(n, name) {
		switch f.value.Kind {
		case yaml.MappingNode:
			d.addPlaces(found, prefix+f.key.Value, f.value)
		case yaml.AliasNode:
			d.problems.Errorf(d.at(f.value), "%s is an alias; write the value itself", safeName(prefix+f.key.Value))
		default:
			found[prefix+f.key.Value] = d.at(f.value)
		}
	}
}

// yamlLine finds the line in the text of a YAML error.
var yamlLine = regexp.MustCompile(`^(?:yaml: )?(?:line ([0-9]+): )?(.*)`)

// syntaxProblem is a YAML error at its line. What it quotes is left out, in case that it is a secret.
func syntaxProblem(file string, err error) problem.Problem {
	match := yamlLine.FindStringSubmatch(err.Error())
	line, _ := strconv.Atoi(match[1]) // 0 if there is none
	p := problem.Problem{Pos: problem.Position{File: file, Line: line}, Message: "not YAML: " + match[2]}
	if line > 0 {
		p.Pos.Col = 1
	}
	if strings.Contains(p.Message, "unknown anchor") {
		p.Message = "not YAML: an alias (*) stands for nothing; put the value in quotes"
	}
	return p
}

// nameText is what a key may look like.
var nameText = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_.-]{0,62}$`)

// safeName is a key for a message. What doesn't look like a key isn't repeated, in case that it is a secret.
func safeName(key string) string {
	if nameText.MatchString(key) {
		return key
	}
	return hidden
}
