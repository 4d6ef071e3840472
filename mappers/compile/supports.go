package compile

import (
	"slices"
	"strings"

	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// Support is what a body makes of an element that a profile wants.
type Support struct {
	Element *fhir.ProfileElement
	Present sqltree.Expr // when the element is there; nil: it is not mapped
}

// Supports follows every element of a profile into a body.
func Supports(body *program.Object, p *fhir.Profile) []Support {
	f := follower{slices: slicesOf(p)}
	out := make([]Support, len(p.Elements))
	for i := range p.Elements {
		e := &p.Elements[i]
		out[i] = Support{Element: e, Present: f.fields(body, "", strings.Split(e.Path, "."))}
	}
	return out
}

// Profiles are the profiles of US Core that a body declares in meta.profile, by constants.
func Profiles(body *program.Object) []*fhir.Profile {
	meta, ok := body.Field("meta").(*program.Object)
	if !ok {
		return nil
	}
	var out []*fhir.Profile
	for _, url := range constants(meta, []string{"profile"}, nil) {
		url, _, _ = strings.Cut(url, "|")
		if p := fhir.ProfileNamed(url); p != nil && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

// fixed is a value that tells the items of a slice, with its path below the item.
type fixed struct {
	path  []string
	value string
}

// slicesOf are the fixed values of each slice of a profile, by the slice's path.
func slicesOf(p *fhir.Profile) map[string][]fixed {
	out := map[string][]fixed{}
	for _, e := range p.Elements {
		steps := strings.Split(e.Path, ".")
		for i, step := range steps {
			if !strings.Contains(step, ":") || strings.Contains(step, "[x]") {
				continue
			}
			slice := strings.Join(steps[:i+1], ".")
			for _, v := range e.Fixed {
				path := slices.Clone(steps[i+1:])
				if v.Path != "" {
					path = append(path, strings.Split(v.Path, ".")...)
				}
				out[slice] = append(out[slice], fixed{path, v.Value})
			}
			if e.Extension != "" && i == len(steps)-1 {
				out[slice] = append(out[slice], fixed{[]string{"url"}, e.Extension})
			}
		}
	}
	return out
}

// follower follows the paths of one profile.
type follower struct{ slices map[string][]fixed }

// fields follows the first step from an object: when what the path leads to is there, or nil.
func (f follower) fields(o *program.Object, at string, steps []string) sqltree.Expr {
	var found []sqltree.Expr
	for _, field := range o.Fields {
		if field.Name != "" && !names(steps[0], field.Name) {
			continue
		}
		var e sqltree.Expr
		if field.Name == "" {
			e = f.group(field.Node.(*program.First), at, steps)
		} else {
			e = f.node(field.Node, strings.TrimPrefix(at+"."+steps[0], "."), steps[1:])
		}
		if e != nil {
			found = append(found, e)
		}
	}
	return either(found)
}

// names tells whether a step of a profile's path means a field: value[x]:valueQuantity and value[x] mean valueQuantity.
func names(step, field string) bool {
	name, slice, _ := strings.Cut(step, ":")
	base, choice := strings.CutSuffix(name, "[x]")
	switch {
	case choice && slice != "":
		return field == slice
	case choice:
		rest, ok := strings.CutPrefix(field, base)
		return ok && rest != "" && rest[0] >= 'A' && rest[0] <= 'Z'
	}
	return field == name
}

func either(found []sqltree.Expr) sqltree.Expr {
	if len(found) == 0 {
		return nil
	}
	return sqltree.AnyOf(found...)
}

// group follows into the branches of a $first among an object's keys.
func (f follower) group(first *program.First, at string, steps []string) sqltree.Expr {
	return f.branches(first, func(n program.Node) sqltree.Expr { return f.fields(n.(*program.Object), at, steps) })
}

func (f follower) branches(first *program.First, follow func(program.Node) sqltree.Expr) sqltree.Expr {
	var found []sqltree.Expr
	for _, b := range first.Branches {
		if e := follow(b.Node); e != nil {
			found = append(found, sqltree.AllOf(sqltree.Holds(sqltree.OrTrue(condExpr(b.If))), e))
		}
	}
	return either(found)
}

// node follows the steps from a node that the path at leads to.
func (f follower) node(n program.Node, at string, steps []string) sqltree.Expr {
	switch x := n.(type) {
	case *program.List:
		var found []sqltree.Expr
		for _, item := range x.Items {
			if e := f.node(item, at, steps); e != nil {
				found = append(found, e)
			}
		}
		return either(found)
	case *program.Each:
		if e := f.node(x.Item, at, steps); e != nil {
			return existsChild(x.Of, e)
		}
		return nil
	case *program.First:
		return f.branches(x, func(b program.Node) sqltree.Expr { return f.node(b, at, steps) })
	}
	if !f.isOf(n, at) {
		return nil
	}
	o, isObject := n.(*program.Object)
	if len(steps) == 0 || !isObject {
		if len(steps) > 0 {
			return nil
		}
		return present(n)
	}
	if e := f.fields(o, at, steps); e != nil {
		return sqltree.AllOf(presentObject(o), e)
	}
	return nil
}

// isOf tells whether an item can be one of the slice that a path ends with: where its constants speak, they are those of
// the slice.
func (f follower) isOf(n program.Node, at string) bool {
	return !slices.ContainsFunc(f.slices[at], func(want fixed) bool {
		open := false
		have := constants(n, want.path, &open)
		return !open && !slices.Contains(have, want.value)
	})
}

// constants are the constants that a path leads to; open is set where it leads to something of the row too.
func constants(n program.Node, steps []string, open *bool) []string {
	var out []string
	add := func(n program.Node, steps []string) { out = append(out, constants(n, steps, open)...) }
	switch x := n.(type) {
	case *program.List:
		for _, item := range x.Items {
			add(item, steps)
		}
	case *program.Each:
		add(x.Item, steps)
	case *program.First:
		for _, b := range x.Branches {
			add(b.Node, steps)
		}
	case *program.Object:
		for _, field := range x.Fields {
			switch {
			case field.Name == "":
				add(field.Node, steps)
			case len(steps) > 0 && names(steps[0], field.Name):
				add(field.Node, steps[1:])
			}
		}
	case *program.Const:
		if len(steps) == 0 {
			out = append(out, *x.Value.Const)
		}
	default:
		if open != nil {
			*open = true
		}
	}
	return out
}
