package main

import (
	"fmt"
	"reflect"
	"strings"

	"ehr.example/portico/mappers/fhir"
)

// typeAliases are type names which expressions misspell.
var typeAliases = map[string]string{
	"DateTime": "dateTime", // Observation-code-value-date
}

// expression parses the part of FHIRPath that search parameters use:
//
//	union  = term { "|" term }
//	term   = path [ "as" type ] [ "and" path "!=" "false" ]
//	path   = ( name | "%" "resource" | "(" union ")" ) { "." step }
//	step   = name | ( "as" | "ofType" ) "(" type ")" | "exists" "(" ")" |
//	         "where" "(" condition ")"
//	condition = name "=" string | "resolve" "(" ")" "is" type
type expression struct {
	tokens []string
	// base is the type that %resource stands for.
	base string
}

// parse returns the paths of an expression. A path which doesn't start with a
// type has no Resource.
func parse(text, base string) ([]fhir.Path, error) {
	tokens, err := tokenize(text)
	if err != nil {
		return nil, err
	}
	e := &expression{tokens, base}
	paths, err := e.union()
	if err == nil && len(e.tokens) > 0 {
		err = fmt.Errorf("unexpected %q", strings.Join(e.tokens, " "))
	}
	return paths, err
}

// peek returns the next token, or "" at the end.
func (e *expression) peek() string {
	if len(e.tokens) == 0 {
		return ""
	}
	return e.tokens[0]
}

// next takes the next token.
func (e *expression) next() string {
	token := e.peek()
	if token != "" {
		e.tokens = e.tokens[1:]
	}
	return token
}

// accept takes the tokens if they come next.
func (e *expression) accept(tokens ...string) bool {
	if len(e.tokens) < len(tokens) {
		return false
	}
	for i, token := range tokens {
		if e.tokens[i] != token {
			return false
		}
	}
	e.tokens = e.tokens[len(tokens):]
	return true
}

// expect takes the tokens or reports what stands in their place.
func (e *expression) expect(tokens ...string) error {
	if !e.accept(tokens...) {
		return fmt.Errorf("expected %q before %q", strings.Join(tokens, " "), strings.Join(e.tokens, " "))
	}
	return nil
}

// name takes a name.
func (e *expression) name() (string, error) {
	token := e.next()
	if token == "" || !isNameByte(token[0]) {
		return "", fmt.Errorf("expected a name instead of %q", token)
	}
	return token, nil
}

// typeName takes the name of a type.
func (e *expression) typeName() (string, error) {
	name, err := e.name()
	if alias := typeAliases[name]; alias != "" {
		name = alias
	}
	return name, err
}

// union parses paths with "|" in between.
func (e *expression) union() ([]fhir.Path, error) {
	var paths []fhir.Path
	for {
		more, err := e.term()
		if err != nil {
			return nil, err
		}
		paths = append(paths, more...)
		if !e.accept("|") {
			return paths, nil
		}
	}
}

// term parses a path and what may follow it.
func (e *expression) term() ([]fhir.Path, error) {
	paths, err := e.path()
	if err != nil {
		return nil, err
	}
	if e.accept("as") {
		return paths, e.narrow(paths)
	}
	if e.accept("and") {
		return paths, e.notFalse(paths)
	}
	return paths, nil
}

// notFalse parses what follows "and": that the element, which exists, isn't
// false.
func (e *expression) notFalse(paths []fhir.Path) error {
	same, err := e.path()
	if err != nil {
		return err
	}
	if err := e.expect("!=", "false"); err != nil {
		return err
	}
	for i := range same {
		same[i].Exists = true
	}
	if !reflect.DeepEqual(paths, same) {
		return fmt.Errorf("a path exists and another one is not false")
	}
	return nil
}

// path parses where a path starts and its steps.
func (e *expression) path() ([]fhir.Path, error) {
	paths, err := e.start()
	for err == nil && e.accept(".") {
		err = e.step(paths)
	}
	return paths, err
}

// start parses where a path starts. A name in lower case is an element.
func (e *expression) start() ([]fhir.Path, error) {
	if e.accept("(") {
		paths, err := e.union()
		if err != nil {
			return nil, err
		}
		return paths, e.expect(")")
	}
	if e.accept("%", "resource") {
		return []fhir.Path{{Resource: e.base}}, nil
	}
	name, err := e.name()
	if err != nil {
		return nil, err
	}
	if name[0] >= 'a' {
		return []fhir.Path{{Steps: []fhir.Step{{Element: name}}}}, nil
	}
	return []fhir.Path{{Resource: name}}, nil
}

// step parses a step or function and applies it to every path.
func (e *expression) step(paths []fhir.Path) error {
	name, err := e.name()
	if err != nil {
		return err
	}
	if !e.accept("(") {
		for i := range paths {
			paths[i].Steps = append(paths[i].Steps, fhir.Step{Element: name})
		}
		return nil
	}
	switch name {
	case "as", "ofType":
		err = e.narrow(paths)
	case "where":
		err = e.where(paths)
	case "exists":
		for i := range paths {
			paths[i].Exists = true
		}
	default:
		err = fmt.Errorf("unknown function %s", name)
	}
	if err != nil {
		return err
	}
	return e.expect(")")
}

// narrow parses a type and narrows the last step of every path to it.
func (e *expression) narrow(paths []fhir.Path) error {
	name, err := e.typeName()
	if err != nil {
		return err
	}
	return onLast(paths, func(s *fhir.Step) { s.As = name })
}

// where parses the condition of a where.
func (e *expression) where(paths []fhir.Path) error {
	if e.accept("resolve", "(", ")", "is") {
		name, err := e.typeName()
		if err != nil {
			return err
		}
		return onLast(paths, func(s *fhir.Step) { s.ResolveTo = name })
	}
	name, err := e.name()
	if err != nil {
		return err
	}
	if err := e.expect("="); err != nil {
		return err
	}
	value := e.next()
	if len(value) < 2 || value[0] != '\'' {
		return fmt.Errorf("expected a string instead of %q", value)
	}
	condition := fhir.Condition{Element: name, Value: strings.Trim(value, "'")}
	return onLast(paths, func(s *fhir.Step) { s.Where = append(s.Where, condition) })
}

// onLast changes the last step of every path.
func onLast(paths []fhir.Path, change func(*fhir.Step)) error {
	for i := range paths {
		steps := paths[i].Steps
		if len(steps) == 0 {
			return fmt.Errorf("a function on %s itself", paths[i].Resource)
		}
		change(&steps[len(steps)-1])
	}
	return nil
}
