package plan

import (
	"fmt"
	"slices"
	"strings"

	"ehr.example/portico/facade/search"
	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/schema"
	"ehr.example/portico/mappers/sqltree"
)

// asksElse tells the modifiers that ask for something else of a parameter's elements than their values.
func asksElse(m search.Modifier) bool {
	return m == search.Text || m == search.OfType || m == search.Identifier
}

// Modifiers are those that a type answers a parameter with, in the order of the specification's table; :[Type] for each type
// that a reference leads to, where it may lead to several.
func Modifiers(p *program.Program, typ *program.Type, param *fhir.SearchParameter) []string {
	var out []string
	for _, m := range search.Modifiers(param) {
		switch {
		case asksElse(m) && unasks(typ, search.Criterion{Param: param, Modifier: m}) != "":
		case (m == search.In || m == search.NotIn) && len(p.ValueSets) == 0:
		default:
			out = append(out, string(m))
		}
	}
	if param.Type != "reference" || len(param.Targets) == 1 {
		return out
	}
	for _, t := range p.Types {
		if Leads(typ, param.Code, t.Name) {
			out = append(out, t.Name)
		}
	}
	return out
}

// unasks says that no source of a type has what a modifier asks for, or "".
func unasks(typ *program.Type, c search.Criterion) string {
	if !asksElse(c.Modifier) {
		return ""
	}
	for _, s := range typ.Sources {
		for _, v := range s.Variants {
			if p := v.Params[c.Param.Code]; p != nil && p.Asked[string(c.Modifier)] != nil {
				return ""
			}
		}
	}
	what := map[search.Modifier]string{
		search.Text: "a text", search.OfType: "an identifier with a type", search.Identifier: "an identifier",
	}[c.Modifier]
	return fmt.Sprintf("The search parameter %s of %s is not supported by this server: nothing here has %s there.", c.Name(), typ.Name, what)
}

// identified is the condition that a reference leads to a resource with an identifier.
func (b *builder) identified(r *program.Reference, want search.Token) (sqltree.Expr, string) {
	param := fhir.SearchParameterOf(r.Target.Type, "identifier")
	if param == nil {
		return sqltree.False, ""
	}
	return b.leads(r, search.Criterion{Param: param, Values: []search.Value{want}, Text: want.String()})
}

// typed is an identifier's type and value as the parts of a composite.
func typed(want search.Typed) search.Composite {
	return search.Composite{Parts: []search.Value{
		search.Token{System: want.System, HasSystem: true, Code: want.Code, HasCode: true}, search.Token{Code: want.Value, HasCode: true},
	}}
}

// uri is the condition that an address is one, lies below it, or above it (R4 §3.1.1.5.13): below http://a/b is it itself and
// what begins with http://a/b/.
func (b *builder) uri(t *program.Token, want string, modifier search.Modifier) (sqltree.Expr, string) {
	switch modifier {
	case search.Below:
		return b.below(t.Code, strings.TrimRight(want, "/"))
	case search.Above:
		var terms []sqltree.Expr
		for _, address := range above(want) {
			e, ok := t.Code.Equals(address, program.PartCode)
			if !ok {
				return nil, noInverse
			}
			terms = append(terms, e)
		}
		return sqltree.AnyOf(terms...), ""
	}
	return token(t, search.Token{Code: want})
}

// above are the addresses on the way to one, itself among them, with and without a slash at the end.
func above(address string) []string {
	scheme, rest, _ := strings.Cut(strings.TrimRight(address, "/"), "://")
	segments := strings.Split(rest, "/")
	var out []string
	for i := range segments {
		at := scheme + "://" + strings.Join(segments[:i+1], "/")
		out = append(out, at, at+"/")
	}
	return out
}

// below is the condition that a value is an address, or begins with it and a slash.
func (b *builder) below(v *program.Value, address string) (sqltree.Expr, string) {
	within := func(have string) bool { return have == address || strings.HasPrefix(have, address+"/") }
	switch {
	case v.Const != nil:
		return sqltree.Bool{Value: within(*v.Const)}, ""
	case v.Setting != "":
		value, given := b.tenant.Values.Setting(v.Setting)
		return sqltree.Bool{Value: given && within(value)}, ""
	case v.Lookup != nil && v.Map == nil:
		e, why := b.below(v.Lookup.Field, address)
		if why != "" {
			return nil, why
		}
		return v.Lookup.Exists(e), ""
	case v.Lookup != nil || !v.Textual() || v.Map == nil && v.Kind != schema.Text:
		return nil, noInverse
	case v.Map != nil:
		return v.Shows(program.PartCode, within), ""
	}
	itself, ok := v.Equals(address, program.PartCode)
	if !ok {
		return nil, noInverse
	}
	begins := v.IdenticalTo(sqltree.Arg{}).(sqltree.Binary)
	begins.Op, begins.R = "LIKE", sqltree.Arg{Value: sqltree.EscapeLike(address) + "/%"}
	return sqltree.AnyOf(itself, sqltree.AllOf(v.NotVoid(), begins)), ""
}

// expanded is a criterion whose value sets are the codes that the mapper lists for them, in chains too.
func (b *builder) expanded(c search.Criterion) (search.Criterion, string) {
	if c.Chain != nil {
		chain := *c.Chain
		chain.Links = slices.Clone(chain.Links)
		for i := range chain.Links {
			inner, why := b.expanded(chain.Links[i].Criterion)
			if why != "" {
				return c, why
			}
			chain.Links[i].Criterion = inner
		}
		c.Chain = &chain
		return c, ""
	}
	if c.Modifier != search.In && c.Modifier != search.NotIn {
		return c, ""
	}
	var codes []search.Value
	for _, value := range c.Values {
		set := b.tenant.Program.ValueSet(value.(search.URI).Text)
		if set == nil {
			return c, fmt.Sprintf("%s: this server does not know the value set %s. %s", c.Name(), value, knownSets(b.tenant.Program))
		}
		for _, code := range set.Codes {
			codes = append(codes, search.Token{System: code.System, HasSystem: true, Code: code.Code, HasCode: true})
		}
	}
	c.Values = codes
	return c, ""
}

func knownSets(p *program.Program) string {
	if len(p.ValueSets) == 0 {
		return "It knows none."
	}
	names := make([]string, len(p.ValueSets))
	for i, set := range p.ValueSets {
		names[i] = set.URL
	}
	return "It knows " + strings.Join(names, ", ") + "."
}
