package interaction_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/gofhir/fhirpath"
	"github.com/gofhir/fhirpath/types"
	"golang.org/x/sync/errgroup"

	"ehr.example/portico/mappers/fhir"
)

// expressions are the compiled FHIRPath expressions of search parameters, by resource type and text.
var expressions sync.Map

// expressionOf is what a parameter's FHIRPath says of one type. An expression is of all types that share the parameter, with
// a | between them: the other types' parts select nothing of it, and are left out to save time.
func expressionOf(typ string, param *fhir.SearchParameter) (*fhirpath.Expression, error) {
	key := typ + " " + param.Expression
	if known, ok := expressions.Load(key); ok {
		return known.(*fhirpath.Expression), nil
	}
	var own []string
	for _, part := range strings.Split(param.Expression, "|") {
		for _, base := range []string{typ, "Resource", "DomainResource"} {
			if text := strings.TrimLeft(part, "( "); strings.HasPrefix(text, base+".") || strings.TrimSpace(text) == base {
				own = append(own, strings.TrimSpace(part))
			}
		}
	}
	compiled, err := fhirpath.Compile(choices.ReplaceAllStringFunc(strings.Join(own, " | "), named))
	if err == nil {
		expressions.Store(key, compiled)
	}
	return compiled, err
}

// choices are the places where an expression picks one type of a choice. JSON says the type in the element's name, whereas the
// library guesses it from the value's form, and so takes a dateTime for a string.
var choices = regexp.MustCompile(`\.ofType\((\w+)\)`)

// named is .ofType(Quantity) as the end of the name that the choice has in JSON.
func named(pick string) string {
	typ := choices.FindStringSubmatch(pick)[1]
	return strings.ToUpper(typ[:1]) + typ[1:]
}

// byType resolves a reference to nothing but its type, which is all that search parameters ask of it.
type byType struct{}

func (byType) Resolve(_ context.Context, reference string) ([]byte, error) {
	typ, _, found := strings.Cut(reference, "/")
	if !found {
		return nil, errors.New("no relative reference: " + reference)
	}
	return json.Marshal(map[string]string{"resourceType": typ})
}

// selected is what a parameter's FHIRPath selects in a resource, as JSON decodes it.
func selected(it *item, param *fhir.SearchParameter) ([]any, error) {
	expression, err := expressionOf(it.typ, param)
	if err != nil {
		return nil, err
	}
	found, err := expression.EvaluateWithOptions(it.raw, fhirpath.WithResolver(byType{}))
	if err != nil {
		return nil, err
	}
	var out []any
	for _, v := range found {
		out = append(out, decodedValue(v))
	}
	return out, nil
}

// decodedValue is a value of FHIRPath as JSON decodes it.
func decodedValue(v types.Value) any {
	switch x := v.(type) {
	case types.Boolean:
		return x.Bool()
	case types.Integer, types.Decimal:
		return json.Number(x.String())
	case *types.ObjectValue:
		d := json.NewDecoder(bytes.NewReader(x.Data()))
		d.UseNumber()
		var out any
		if err := d.Decode(&out); err != nil {
			return err
		}
		return out
	}
	return v.String()
}

// selects holds every value of every resource against what FHIRPath selects for its parameter: the walk along R4's elements,
// which knows their types too, finds the same. Of a large site some resources of each form are looked at.
func (s *subject) selects(t testing.TB) {
	t.Helper()
	var told sync.Map
	var g errgroup.Group
	g.SetLimit(workers)
	for typ, items := range s.items {
		if s.large() {
			items = sampled(items, s.each())
		}
		for _, it := range items {
			g.Go(func() error {
				for code := range it.values {
					param := fhir.SearchParameterOf(typ, code)
					if what := unlikePath(it, param); what != "" {
						if _, again := told.LoadOrStore(typ+" "+code, true); !again {
							t.Errorf("%s/%s %s (%s): %s", typ, it.id, code, param.Expression, what)
						}
					}
				}
				return nil
			})
		}
	}
	_ = g.Wait()
}

// unlikePath says how what FHIRPath selects differs from what the walk finds.
func unlikePath(it *item, param *fhir.SearchParameter) string {
	found, err := selected(it, param)
	if err != nil {
		return err.Error()
	}
	var walked []any
	for _, e := range elements(it, param) {
		walked = append(walked, e.value)
	}
	if len(param.Paths) > 0 && param.Paths[0].Exists {
		there := false
		for _, v := range walked {
			there = there || v != false
		}
		walked = []any{there}
	}
	if !within(found, walked) || !within(walked, found) {
		return fmt.Sprintf("FHIRPath selects %v, the walk finds %v", found, walked)
	}
	return ""
}

// within tells whether all of some values are among others.
func within(some, all []any) bool {
	for _, a := range some {
		found := false
		for _, b := range all {
			found = found || reflect.DeepEqual(a, b)
		}
		if !found {
			return false
		}
	}
	return true
}
