package inspect

import (
	"fmt"
	"slices"
	"strings"

	"ehr.example/portico/mappers/compile"
	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/problem"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

func profilesOf(v *program.Variant) []*fhir.Profile { return compile.Profiles(v.Body) }

// supports looks at what the declared profiles of US Core want: elements that are not mapped, and those that no row fills.
func (i *inspector) supports(src *program.Source, v *program.Variant) {
	for _, p := range profilesOf(v) {
		var missing []string
		empty := map[string]bool{}
		for _, s := range compile.Supports(v.Body, p) {
			switch {
			case s.Element.USCDI:
			case s.Present == nil:
				missing = append(missing, s.Element.Path)
			default:
				i.support(src, v, p, s, empty)
			}
		}
		if missing = topmost(spared(missing)); len(missing) > 0 {
			i.unmapped(src, v, p, strings.Join(missing, ", "))
		}
	}
}

// unmapped tells elements that a variant does not map. Variants that lack the same are told once.
func (i *inspector) unmapped(src *program.Source, v *program.Variant, p *fhir.Profile, elements string) {
	message := fmt.Sprintf("not mapped of what %s wants: %s", p.Name(), elements)
	for k := range i.out {
		if f := &i.out[k]; f.Source == src.Path() && strings.HasSuffix(f.Message, ": "+message) {
			f.Hint = strings.TrimPrefix(f.Hint+", "+v.Name, ", ")
			if !strings.HasPrefix(f.Hint, "so do ") {
				f.Hint = "so do " + f.Hint
			}
			return
		}
	}
	i.add(Finding{Check: "supports", Source: src.Path(), Problem: problem.Problem{
		Pos: i.variantPlace(src, v), Severity: problem.Note, Message: whose(src, v) + ": " + message,
	}})
}

func whose(src *program.Source, v *program.Variant) string {
	if v.Name == "" {
		return src.Path()
	}
	return src.Path() + " " + v.Name
}

// spared leaves out what a resource needs only instead of something that it has: the reason of a value's absence, the parts
// of a value that is whole, the value of a panel.
func spared(missing []string) []string {
	whole := !slices.Contains(missing, "value[x]")
	parts := !slices.Contains(missing, "component")
	return slices.DeleteFunc(missing, func(path string) bool {
		top, _, _ := strings.Cut(path, ".")
		return whole && top == "component" || parts && (path == "value[x]" || strings.HasPrefix(path, "value[x]:")) || strings.HasSuffix(path, "dataAbsentReason")
	})
}

// topmost leaves out what lies below another of the paths.
func topmost(paths []string) []string {
	var out []string
	for _, p := range paths {
		covered := false
		for _, q := range out {
			covered = covered || strings.HasPrefix(p, q+".") || strings.HasPrefix(p, q+":")
		}
		if !covered {
			out = append(out, p)
		}
	}
	return out
}

// support counts the resources that have an element. Below one that is empty nothing is said.
func (i *inspector) support(src *program.Source, v *program.Variant, p *fhir.Profile, s compile.Support, empty map[string]bool) {
	if sqltree.IsTrue(s.Present) || strings.HasSuffix(s.Element.Path, "dataAbsentReason") {
		return // a reason is wanted only where a value is missing
	}
	t := i.tally(src.Rows, src.Path(), i.places.of(src))
	made := sqltree.Holds(sqltree.OrTrue(v.If))
	all, some := t.of(made), t.of(sqltree.AllOf(made, s.Present))
	i.later = append(i.later, func() error {
		if !all.known || !some.known || all.n == 0 {
			return nil
		}
		name, _, _ := strings.Cut(s.Element.Path, ":")
		f := Finding{Check: "supports", Source: src.Path(), Problem: problem.Problem{
			Pos: i.elementPlace(src, v, strings.TrimSuffix(name, "[x]")), Severity: problem.Warning,
		}}
		switch {
		case some.n == 0 && within(s.Element.Path, empty):
			return nil
		case some.n == 0:
			empty[s.Element.Path] = true
			f.Message = fmt.Sprintf("%s: %s, which %s wants, is never filled: 0 of %d%s", whose(src, v), s.Element.Path, p.Name(), all.n, i.bounds[src.Rows].note)
		case s.Element.Min > 0 && some.n < all.n && !strings.Contains(s.Element.Path, "."):
			f.Count = all.n - some.n
			f.Message = fmt.Sprintf("%s: %s, which %s demands, is missing in %d of %d%s", whose(src, v), s.Element.Path, p.Name(), f.Count, all.n, i.bounds[src.Rows].note)
		default:
			return nil
		}
		i.add(f)
		return nil
	})
}

// within tells whether a path lies below one of others.
func within(path string, others map[string]bool) bool {
	for o := range others {
		if strings.HasPrefix(path, o+".") || strings.HasPrefix(path, o+":") {
			return true
		}
	}
	return false
}

// elementPlace is where a source maps an element, in the variant if that does; else where the variant begins.
func (i *inspector) elementPlace(src *program.Source, v *program.Variant, path string) problem.Position {
	top, _, _ := strings.Cut(path, ".")
	top = strings.TrimSuffix(top, "[x]")
	t := i.places.source(src)
	if t == nil {
		return problem.Position{}
	}
	for _, w := range t.Variants {
		if w.Name == v.Name && w.Elements != nil {
			for _, f := range w.Elements.Fields {
				if strings.HasPrefix(f.Key, top) {
					return f.Pos
				}
			}
		}
	}
	if t.Elements != nil {
		for _, f := range t.Elements.Fields {
			if strings.HasPrefix(f.Key, top) {
				return f.Pos
			}
		}
	}
	return i.variantPlace(src, v)
}
