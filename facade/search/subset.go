package search

import (
	"net/url"
	"slices"
	"strings"

	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/problem"
)

// isSubset tells whether the parameter says which elements are shown.
func isSubset(name string) bool { return name == "_summary" || name == "_elements" }

// ParseSubset reads which elements of one resource are shown, from the parameters of a read; the others are left to the caller.
// Everything that is wrong is in the error, an *outcome.Error with status 400. Lenient: elements that the type does not have are
// passed over.
func ParseSubset(resource string, values url.Values, lenient bool) (fhir.Subset, error) {
	p := &parser{query: Query{Type: resource, Lenient: lenient}, Options: Options{Lenient: lenient}}
	for _, name := range []string{"_elements", "_summary"} {
		if values.Has(name) {
			p.result(name, values[name])
		}
	}
	if p.query.CountOnly {
		p.refuse(outcome.Invalid("_summary=count counts the matches of a search; for a read _summary can be true, text, data or false"))
	}
	p.oneSubset()
	return p.query.Subset, outcome.Join(p.problems...)
}

// summary reads _summary.
//
// See https://hl7.org/fhir/R4/search.html#summary.
func (p *parser) summary(text string) {
	switch text {
	case "false":
	case "count":
		p.query.CountOnly = true
	case "true", "text", "data":
		p.query.Subset.Summary = fhir.Summary(text)
	default:
		p.refuse(outcome.Invalid("_summary is %s; it can be true, text, data, count or false", quote(text)))
	}
}

// elements reads _elements: base names of the resource type, separated by commas.
//
// See https://hl7.org/fhir/R4/search.html#elements.
func (p *parser) elements(text string) {
	var names []string
	for name := range strings.SplitSeq(text, ",") {
		name = strings.TrimSpace(name)
		if name == "" {
			p.refuse(outcome.Invalid("_elements: a name is empty; write base elements separated by commas, such as _elements=id,meta"))
			return
		}
		if name, ok := p.element(name); ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	p.query.Subset.Elements = slices.Compact(names)
}

// element is the base name of an element of one of the types that are searched: value for value[x].
func (p *parser) element(name string) (string, bool) {
	base, inner, nested := strings.Cut(name, ".")
	for _, typ := range p.query.Searched() {
		t := fhir.TypeNamed(typ)
		if el := t.Element(strings.TrimSuffix(name, "[x]")); el != nil && (el.Choice || el.Name == name) {
			return el.Name, true
		}
		if el, _ := t.Member(name); el != nil && !strings.HasPrefix(name, "_") {
			p.refuse(outcome.Invalid("_elements: %s is one form of %s; write %s", quote(name), el.Name, el.Name))
			return "", false
		}
		if base == typ && nested {
			base, _, _ = strings.Cut(inner, ".")
		}
	}
	names := p.baseNames()
	if nested {
		hint := "one of " + strings.Join(names, ", ")
		if slices.Contains(names, base) {
			hint = base
		}
		p.refuse(outcome.Invalid("_elements: %s is not the name of a base element, and R4 knows no other; write %s", quote(name), hint))
		return "", false
	}
	hint := problem.DidYouMean(name, names)
	if hint == "" {
		hint = "known: " + strings.Join(names, ", ")
	}
	p.drop("_elements: %s has no element %s; %s", strings.Join(p.query.Searched(), ", "), quote(name), hint)
	return "", false
}

// baseNames are the elements of the types that are searched, each once.
func (p *parser) baseNames() []string {
	var names []string
	for _, typ := range p.query.Searched() {
		for _, el := range fhir.TypeNamed(typ).Elements {
			if !slices.Contains(names, el.Name) {
				names = append(names, el.Name)
			}
		}
	}
	return names
}

// oneSubset refuses what cannot stand together.
func (p *parser) oneSubset() {
	q := &p.query
	switch {
	case q.CountOnly:
	case q.Subset.Summary != fhir.NoSummary && q.Subset.Elements != nil:
		p.refuse(outcome.Invalid("_elements can't stand beside _summary=%s: each of them says what is shown; leave one out", q.Subset.Summary))
	case q.Subset.Summary == fhir.SummaryText && len(q.Includes) > 0:
		p.refuse(outcome.Invalid("%s can't stand beside _summary=text; see https://hl7.org/fhir/R4/search.html#summary", q.Includes[0].name()))
	}
}
