package plan

import (
	"fmt"
	"slices"
	"strings"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/facade/search"
	"ehr.example/portico/mappers/program"
)

// allowed refuses a criterion on resources that no scope lets be searched: who learns which of them fulfil it has searched
// them. Where a chain leads to several types, those that may not be searched are as if they were not there, as long as one
// is left.
func (b *builder) allowed(typ *program.Type, c search.Criterion) error {
	if c.Chain == nil && c.Modifier != search.Identifier {
		return nil
	}
	var first error
	ends := b.ledTo(typ, c)
	for _, end := range ends {
		err := b.permitted.Needs(end.Type, access.Search)
		if err == nil {
			err = b.allowed(b.tenant.Program.Type(end.Type), end.Criterion)
		}
		if err == nil {
			return nil
		}
		if first == nil {
			first = err
		}
	}
	return first
}

// ledTo are the served types that a criterion leads to, with what it asks of them.
func (b *builder) ledTo(typ *program.Type, c search.Criterion) []search.Link {
	var out []search.Link
	if c.Chain != nil {
		for _, link := range c.Chain.Links {
			if b.tenant.Program.Type(link.Type) != nil {
				out = append(out, link)
			}
		}
		return out
	}
	for _, s := range typ.Sources {
		for _, v := range s.Variants {
			if p := v.Params[c.Param.Code]; p != nil && p.Asked[string(c.Modifier)] != nil {
				for _, a := range p.Asked[string(c.Modifier)].Alternatives {
					if a.Reference != nil {
						out = append(out, search.Link{Type: a.Reference.Target.Type})
					}
				}
			}
		}
	}
	return out
}

// excluded says which includes show nothing, because no scope lets it be seen. What a reference names needs the right to
// read its target, or to search for it; what refers to a resource has to be searched for.
func (b *builder) excluded(includes []search.Include) []string {
	var out []string
	for _, i := range includes {
		types, need, what := []string{i.Type}, access.Search, "searching"
		if !i.Reverse {
			types, need, what = targets(i), access.Read|access.Search, "reading"
		}
		served := slices.DeleteFunc(types, func(name string) bool { return b.tenant.Program.Type(name) == nil })
		if len(served) == 0 || slices.ContainsFunc(served, func(name string) bool { return b.permitted.Needs(name, need) == nil }) {
			continue
		}
		out = append(out, fmt.Sprintf("%s includes nothing: this access token does not allow %s %s resources.", i, what, strings.Join(served, ", ")))
	}
	return out
}

// unshown refuses includes by a parameter that no resource here has: nothing would come of them. Of a lenient search they are
// left out with a word.
func (b *builder) unshown(q search.Query) error {
	var refused []error
	for _, i := range q.Includes {
		if i.Param == nil {
			continue
		}
		typ := b.tenant.Program.Type(i.Type)
		text := fmt.Sprintf("%s includes nothing: this server has no %s resources.", i, i.Type)
		if typ != nil {
			text = fmt.Sprintf("%s includes nothing: the search parameter %s of %s is not supported by this server.", i, i.Param.Code, i.Type)
		}
		switch {
		case typ != nil && Status(typ, i.Param.Code) == program.Answers:
		case q.Lenient:
			b.plan.Ignored = append(b.plan.Ignored, text)
		default:
			refused = append(refused, outcome.NotSupported("%s", text))
		}
	}
	return outcome.Join(refused...)
}

// targets are the types that an include leads to; none where it may be any.
func targets(i search.Include) []string {
	switch {
	case i.Target != "":
		return []string{i.Target}
	case i.Param == nil:
		return nil
	}
	return slices.Clone(i.Param.Targets)
}
