package program

import (
	"bytes"
	"encoding/json"
	"errors"
)

// member is one member of a JSON object, in its place. A value is nil, a bool, a json.Number, a string, a []any or a
// []member.
type member struct {
	name  string
	value any
}

// memberOf is the value of a member, or nil.
func memberOf(object []member, name string) any {
	for i := range object {
		if object[i].name == name {
			return object[i].value
		}
	}
	return nil
}

// deepest is how far stored JSON may nest; resources do not go nearly as far.
const deepest = 64

var errJSON = errors.New("no JSON object that could be a resource")

// parseObject reads a text that is one JSON object and nothing else. Of members with one name the first counts.
func parseObject(text []byte) ([]member, error) {
	if !json.Valid(text) {
		return nil, errJSON
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	v, err := parseValue(d, 0)
	if err != nil {
		return nil, err
	}
	object, ok := v.([]member)
	if !ok {
		return nil, errJSON
	}
	return object, nil
}

func parseValue(d *json.Decoder, depth int) (any, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	open, isDelim := token.(json.Delim)
	switch {
	case !isDelim:
		return token, nil
	case depth >= deepest:
		return nil, errJSON
	case open == '{':
		return parseMembers(d, depth+1)
	}
	list := []any{}
	for d.More() {
		v, err := parseValue(d, depth+1)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	_, err = d.Token()
	return list, err
}

func parseMembers(d *json.Decoder, depth int) ([]member, error) {
	object := []member{}
	seen := map[string]bool{}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, err
		}
		v, err := parseValue(d, depth)
		if err != nil {
			return nil, err
		}
		if name := name.(string); !seen[name] {
			seen[name] = true
			object = append(object, member{name: name, value: v})
		}
	}
	_, err := d.Token()
	return object, err
}
