package search

import (
	"strings"

	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/mappers/fhir"
)

// Chain leads a criterion to other resources: to those that a reference parameter of the searched type points at
// (subject:Patient.name), or to those of another type whose reference parameter points here (_has:Observation:patient:code).
//
// See https://hl7.org/fhir/R4/search.html#chaining and https://hl7.org/fhir/R4/search.html#has.
type Chain struct {
	Reverse bool   // _has
	Links   []Link // what is asked of each type that is led to, at least one; exactly one if Reverse
}

// Link is a resource type at the end of a reference, and what is asked of its resources.
type Link struct {
	Type      string
	Criterion Criterion
}

// name is the criterion's name up to its values: each link says the same, in its type's own parameter.
func (c *Chain) name(param *fhir.SearchParameter) string {
	last := c.Links[0]
	if c.Reverse {
		return "_has:" + last.Type + ":" + param.Code + ":" + last.Criterion.Name()
	}
	if len(c.Links) == 1 && len(param.Targets) != 1 {
		return param.Code + ":" + last.Type + "." + last.Criterion.Name()
	}
	return param.Code + "." + last.Criterion.Name()
}

// chained reads parameter[:Type].rest.
func (p *parser) chained(name string, values []string) {
	first, rest, _ := strings.Cut(name, ".")
	code, typ, typed := strings.Cut(first, ":")
	param, why := p.parameterOf(code)
	switch {
	case why != "":
		p.drop("%s", why)
		return
	case param.Type != "reference":
		p.refuse(outcome.Invalid("%s: %s is a %s parameter, and only a reference is chained", quote(name), code, param.Type))
		return
	case typed && !fhir.IsResource(typ):
		p.refuse(outcome.Invalid("%s: FHIR R4 has no resource type %s", quote(name), quote(typ)))
		return
	case typed && checkTarget(typ, param.Targets) != nil:
		p.refuse(outcome.Invalid("%s:%s: %s", code, typ, checkTarget(typ, param.Targets)))
		return
	}
	types := []string{typ}
	if !typed {
		types = targetsOf(param)
	}
	for _, text := range values {
		if !p.unreadable(name, text) {
			p.link(Criterion{Param: param, Chain: &Chain{}}, types, rest, text)
		}
	}
}

// targetsOf are the types that a reference can point at.
func targetsOf(param *fhir.SearchParameter) []string {
	if len(param.Targets) > 0 {
		return param.Targets
	}
	return fhir.ResourceTypes()
}

// has reads _has:Type:parameter:rest.
func (p *parser) has(name string, values []string) {
	parts := strings.SplitN(name, ":", 4)
	if len(parts) < 4 || parts[3] == "" {
		p.refuse(outcome.Invalid("%s: write _has:Type:reference-parameter:parameter", quote(name)))
		return
	}
	typ, code, rest := parts[1], parts[2], parts[3]
	if !fhir.IsResource(typ) {
		p.refuse(outcome.Invalid("%s: FHIR R4 has no resource type %s", quote(name), quote(typ)))
		return
	}
	param := fhir.SearchParameterOf(typ, code)
	switch {
	case param == nil:
		p.drop("%s: %s", quote(name), unknown(typ, code))
	case param.Type != "reference":
		p.refuse(outcome.Invalid("%s: %s of %s is a %s parameter, not a reference", quote(name), code, typ, param.Type))
	case p.misses(param.Targets) != nil:
		p.refuse(outcome.Invalid("%s: %s", quote(name), p.misses(param.Targets)))
	default:
		for _, text := range values {
			if !p.unreadable(name, text) {
				p.link(Criterion{Param: param, Chain: &Chain{Reverse: true}}, []string{typ}, rest, text)
			}
		}
	}
}

// misses is the error of a searched type that is none of a reference's targets, or nil.
func (p *parser) misses(targets []string) error {
	for _, typ := range p.query.Searched() {
		if err := checkTarget(typ, targets); err != nil {
			return err
		}
	}
	return nil
}

// link reads what is asked of the types that a chain leads to, and adds the criterion. A type that has no such parameter
// is not meant, unless it is the only one.
func (p *parser) link(c Criterion, types []string, rest, text string) {
	if p.depth >= p.Limits.Chain {
		p.refuse(outcome.TooCostly("the search goes over more than %d references", p.Limits.Chain))
		return
	}
	first := &parser{}
	for i, typ := range types {
		in := p.linkTo(typ, rest, text)
		if len(in.query.Criteria) == 1 && len(in.problems) == 0 {
			c.Chain.Links = append(c.Chain.Links, Link{Type: typ, Criterion: in.query.Criteria[0]})
		} else if i == 0 {
			first = in
		}
	}
	switch {
	case len(c.Chain.Links) > 0:
		c.Text = c.Chain.Links[0].Criterion.Text
		p.query.Criteria = append(p.query.Criteria, c)
	case len(types) > 1:
		p.drop("%s: none of the types that %s of %s points at can be asked for it", quote(rest), c.Param.Code, strings.Join(p.query.Searched(), ", "))
	case len(first.problems) > 0:
		p.problems = append(p.problems, first.problems...)
	case len(first.query.Ignored) > 0:
		p.query.Ignored = append(p.query.Ignored, first.query.Ignored...)
	default:
		p.refuse(outcome.Invalid("%s is not a search parameter that can be chained", quote(rest)))
	}
}

// linkTo reads one criterion of another type.
func (p *parser) linkTo(typ, name, text string) *parser {
	in := &parser{Options: p.Options, query: Query{Type: typ}, depth: p.depth + 1}
	in.parameter(name, []string{text})
	return in
}
