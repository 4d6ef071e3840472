package search

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/mappers/fhir"
)

// Parse reads the parameters of a search for resources of one type. Everything that is wrong is in the error, an
// *outcome.Error with status 400; an unknown resource type is a 404. _format and _pretty are left to the caller.
func Parse(resource string, values url.Values, o Options) (Query, error) {
	if !fhir.IsResource(resource) {
		return Query{}, outcome.NotFound("FHIR R4 has no resource type %s", quote(resource))
	}
	p := &parser{Options: o.withDefaults(), query: Query{Type: resource, Lenient: o.Lenient}, values: values}
	p.parse()
	if err := outcome.Join(p.problems...); err != nil {
		return Query{}, err
	}
	return p.query, nil
}

// parser is one run of Parse.
type parser struct {
	Options
	values   url.Values
	query    Query
	problems []error
	depth    int // how many references lead here
}

// parse reads all parameters, in the order of their names, so that problems have an order too.
func (p *parser) parse() {
	total := 0
	names := make([]string, 0, len(p.values))
	for name, values := range p.values {
		names = append(names, name)
		total += len(values)
	}
	if total > p.Limits.Parameters {
		p.refuse(outcome.TooCostly("the search has %d parameters; at most %d are allowed", total, p.Limits.Parameters))
		return
	}
	slices.Sort(names)
	p.query.Count = p.DefaultCount
	if p.values.Has("_page") {
		p.page(names)
		return
	}
	if p.Within != (Compartment{}) {
		p.within(p.Within)
	}
	for _, name := range names {
		p.parameter(name, p.values[name])
	}
	p.normalise()
}

// parameter reads one parameter with its repeats.
func (p *parser) parameter(name string, values []string) {
	base, modifier, _ := strings.Cut(name, ":")
	switch {
	case isFormat(name):
		return
	case p.unreadable(name, name):
	case base == "":
		p.refuse(outcome.Invalid("a parameter has no name"))
	case name == "_type" && p.query.Named:
		return
	case base == "_type":
		p.drop("%s: several types are searched at [base]?_type=A,B", name)
	case isResult(base):
		p.result(name, values)
	case unsupported[base] != "":
		p.drop("%s: %s is not supported yet", name, unsupported[base])
	case base == "_include" || base == "_revinclude":
		p.include(name, values)
	case base == "_has":
		p.has(name, values)
	case strings.ContainsRune(name, '.'):
		p.chained(name, values)
	default:
		p.criteria(base, modifier, name, values)
	}
}

// criteria reads a search parameter of the resource type; each repeat is a criterion.
// A special parameter is Location's near.
func (p *parser) criteria(code, modifier, name string, values []string) {
	param, why := p.parameterOf(code)
	if why != "" {
		p.drop("%s", why)
		return
	}
	if param.Type == "special" {
		p.drop("%s: searching by position is not supported", code)
		return
	}
	m, target, err := parseModifier(param, modifier)
	if err != nil {
		p.refuse(err)
		return
	}
	for _, text := range values {
		if !p.unreadable(name, text) {
			p.criterion(Criterion{Param: param, Modifier: m}, target, text)
		}
	}
}

// criterion reads the values of a criterion and adds it to the query. The target is the resource type that a
// reference was restricted to.
func (p *parser) criterion(c Criterion, target, text string) {
	if c.Modifier == Missing {
		if text != "true" && text != "false" {
			p.refuse(outcome.Invalid("%s is %s; it can be true or false", c.Name(), quote(text)))
			return
		}
		c.Missing, c.Text = text == "true", text
		p.query.Criteria = append(p.query.Criteria, c)
		return
	}
	parts := split(text, ',')
	if len(parts) > p.Limits.Alternatives {
		p.refuse(outcome.TooCostly("%s has %d values; at most %d are allowed", c.Name(), len(parts), p.Limits.Alternatives))
		return
	}
	failed := false
	for _, part := range parts {
		if len(part) > p.Limits.ValueLength {
			p.refuse(outcome.New(outcome.CodeTooLong, "%s: a value has %d bytes; at most %d are allowed",
				c.Name(), len(part), p.Limits.ValueLength))
			failed = true
			continue
		}
		value, err := p.modified(c, target, part)
		if err != nil {
			p.refuse(outcome.Invalid("%s: %s", c.Name(), err))
			failed = true
			continue
		}
		c.Values = append(c.Values, value)
	}
	if !failed {
		c.normalise()
		p.query.Criteria = append(p.query.Criteria, c)
	}
}

// modified reads one alternative by the modifier, which may want another form than the parameter's type.
func (p *parser) modified(c Criterion, target, text string) (Value, error) {
	if strings.TrimSpace(text) == "" {
		return nil, malformed("a value is empty")
	}
	switch c.Modifier {
	case Text:
		return parseString(text)
	case In, NotIn:
		return parseURI(text)
	case OfType:
		return parseTyped(text)
	case Identifier:
		return parseToken(text)
	case Above, Below:
		if !strings.Contains(text, "://") {
			return nil, malformed("%s is not a URL, and nothing lies above or below it", quote(text))
		}
	}
	return p.value(c.Param, target, text)
}

// value reads one alternative by the parameter's type.
func (p *parser) value(param *fhir.SearchParameter, target, text string) (Value, error) {
	if strings.TrimSpace(text) == "" {
		return nil, malformed("a value is empty")
	}
	switch param.Type {
	case "token":
		return parseToken(text)
	case "string":
		return parseString(text)
	case "date":
		return parseDate(text, p.Zone)
	case "reference":
		return parseReference(text, param.Targets, target, p.BaseURL)
	case "quantity":
		return parseQuantity(text)
	case "number":
		return parseNumber(text)
	case "uri":
		return parseURI(text)
	case "composite":
		return p.composite(param, text)
	}
	return nil, malformed("search parameters of type %s are not supported yet", param.Type)
}

// normalise orders the values by their text and drops repeats.
func (c *Criterion) normalise() {
	slices.SortFunc(c.Values, func(a, b Value) int { return cmp.Compare(a.String(), b.String()) })
	c.Values = slices.CompactFunc(c.Values, func(a, b Value) bool { return a.String() == b.String() })
	texts := make([]string, len(c.Values))
	for i, v := range c.Values {
		texts[i] = v.String()
	}
	c.Text = strings.Join(texts, ",")
}

// normalise orders the criteria, drops repeats and makes the two ways to ask for a count one.
func (p *parser) normalise() {
	q := &p.query
	slices.SortFunc(q.Criteria, func(a, b Criterion) int {
		return cmp.Or(cmp.Compare(a.Name(), b.Name()), cmp.Compare(a.Text, b.Text))
	})
	q.Criteria = slices.CompactFunc(q.Criteria, func(a, b Criterion) bool { return a.String() == b.String() })
	slices.SortFunc(q.Includes, func(a, b Include) int {
		return cmp.Or(cmp.Compare(a.name(), b.name()), cmp.Compare(a.text(), b.text()))
	})
	if q.Count == 0 {
		q.CountOnly = true
	}
	p.oneSubset()
	if q.CountOnly {
		q.Includes, q.Subset = nil, fhir.Subset{}
		q.Count, q.Total = 0, Accurate
	}
}

// refuse collects a problem.
func (p *parser) refuse(err error) {
	p.problems = append(p.problems, err)
}

// drop refuses a parameter which isn't known or not done; a lenient search goes on without it and says so.
//
// See https://hl7.org/fhir/R4/search.html#errors.
func (p *parser) drop(format string, args ...any) {
	if p.Lenient {
		p.query.Ignored = append(p.query.Ignored, outcome.Warning(outcome.CodeNotSupported, "ignored "+format, args...))
		return
	}
	p.refuse(outcome.NotSupported(format, args...))
}

// unreadable refuses a text that isn't UTF-8 or has control characters; name says where it stands.
func (p *parser) unreadable(name, text string) bool {
	switch {
	case !utf8.ValidString(text):
		p.refuse(outcome.Invalid("%s: the text is not UTF-8", quote(name)))
	case strings.ContainsFunc(text, unicode.IsControl):
		p.refuse(outcome.Invalid("%s: the text has a control character", quote(name)))
	default:
		return false
	}
	return true
}
