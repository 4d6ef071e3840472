package plan

import (
	"fmt"
	"slices"
	"strings"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/facade/search"
	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// record is $everything under way (R4, Patient-everything): the patient, the rows of the record and compartment, then what
// these refer to, then the Provenance of all of it. Each source stands in one place, so that each resource comes once.
type record struct {
	*builder
	query search.Query
	kept  []*Source // whose references are followed: as far as the grant lets them be seen, within the dates of care

	unfollowed, unplaced []string // what could not be asked of which sources
}

// record plans what belongs to a patient.
func (b *builder) record(q search.Query) (*Plan, error) {
	r := &record{builder: b, query: q}
	var beside, provenance []*program.Source
	for _, src := range r.patientFirst() {
		switch {
		case src.Type == "Provenance":
			provenance = append(provenance, src)
		case r.owned(src):
			r.own(src)
		default:
			beside = append(beside, src)
		}
	}
	var along []*Source
	for _, src := range beside {
		if s := r.referredTo(src); s != nil {
			along = append(along, s)
		}
	}
	r.kept = append(r.kept, along...)
	for _, src := range provenance {
		r.showProvenance(src)
	}
	r.remark()
	if len(b.errors) > 0 {
		return nil, outcome.Join(b.errors...)
	}
	return b.plan, nil
}

// patientFirst are all sources of the program.
func (r *record) patientFirst() []*program.Source {
	var first, rest []*program.Source
	for _, t := range r.tenant.Program.Types {
		if t.Name == "Patient" {
			first = append(first, t.Sources...)
		} else {
			rest = append(rest, t.Sources...)
		}
	}
	return append(first, rest...)
}

// owned tells the sources whose rows are in the record or compartment by themselves. What else is made of the same rows, such
// as the Binary of a document, comes with them.
func (r *record) owned(src *program.Source) bool {
	return src.Owner == nil && (src.Patient != nil || fhir.PatientCompartment(src.Type) != nil)
}

// own takes the rows of the record: all of them are followed, and those that are asked for are shown.
func (r *record) own(src *program.Source) {
	need := access.Search
	if src.Type == "Patient" {
		need |= access.Read
	}
	ofPatient := func(v *program.Variant) ([]sqltree.Expr, []error) {
		e, err := r.placedIn(src, v)
		if err != nil {
			return nil, []error{err}
		}
		return distinctTerms(src, sqltree.OrTrue(v.If), e, r.cared(src, v, *r.query.Record)), nil
	}
	s := r.planned(src, need, ofPatient)
	if s == nil {
		return
	}
	r.kept = append(r.kept, s)
	r.show(s, need, func(v *program.Variant) sqltree.Expr {
		terms, _ := ofPatient(v)
		return sqltree.AllOf(terms...)
	})
}

// distinctTerms are terms as the conjuncts that they are made of, without those that every row of a source fulfils.
func distinctTerms(src *program.Source, terms ...sqltree.Expr) []sqltree.Expr {
	seen := map[string]bool{}
	for _, e := range sqltree.Conjuncts(sqltree.OrTrue(src.Rows.Where)) {
		seen[sqltree.Text(e)] = true
	}
	var out []sqltree.Expr
	for _, term := range terms {
		for _, e := range sqltree.Conjuncts(term) {
			if text := sqltree.Text(e); !seen[text] {
				seen[text], out = true, append(out, e)
			}
		}
	}
	return out
}

// show puts a kept source among those of the result, where its type and its changes are asked for. Without a time since when it
// changed, all that is kept is shown.
func (r *record) show(kept *Source, need access.Permissions, which func(*program.Variant) sqltree.Expr) {
	src := kept.Of
	if !slices.Contains(r.query.Types, src.Type) {
		return
	}
	own := *kept
	s := &own
	if r.query.Record.Since != nil {
		s = r.planned(src, need, func(v *program.Variant) ([]sqltree.Expr, []error) {
			return distinctTerms(src, sqltree.OrTrue(v.If), which(v), r.changed(src, v)), nil
		})
	}
	if s == nil {
		return
	}
	s.InOrder, s.Bounded = false, true // the patient bounds it
	if s.Driver == "" && r.bounded(src) {
		s.Driver = driver(src.Patient.Key)
	}
	r.plan.Sources = append(r.plan.Sources, s)
}

// showProvenance shows the Provenance of what is kept.
func (r *record) showProvenance(src *program.Source) {
	if !slices.Contains(r.query.Types, src.Type) {
		return
	}
	s := r.planned(src, access.Search, func(v *program.Variant) ([]sqltree.Expr, []error) {
		return distinctTerms(src, sqltree.OrTrue(v.If), r.tellsOf(v)), nil
	})
	if s != nil {
		r.show(s, access.Search, r.tellsOf)
	}
}

// placedIn is the condition that a row is in the patient's record, or in the compartment.
func (r *record) placedIn(src *program.Source, v *program.Variant) (sqltree.Expr, error) {
	var some []sqltree.Expr
	if src.Patient != nil {
		some = append(some, r.pointsAt(src.Patient, []string{r.query.Within.ID}))
	}
	e, why := r.compartment(src, v, r.query.Within)
	switch {
	case why != "" && src.Patient == nil:
		return nil, outcome.NotSupported("The record cannot be searched for the %s resources called %q: %s.", src.Type, src.Name, why)
	case why != "":
		r.unplaced = noted(r.unplaced, src)
	case len(some) == 0 || sqltree.Text(e) != sqltree.Text(some[0]):
		some = append(some, e)
	}
	return sqltree.AnyOf(some...), nil
}

// bounded tells that nothing but the access binding places a source's rows in the record.
func (r *record) bounded(src *program.Source) bool {
	if src.Patient == nil {
		return false
	}
	own := r.pointsAt(src.Patient, []string{r.query.Within.ID})
	return !slices.ContainsFunc(src.Variants, func(v *program.Variant) bool {
		e, err := r.placedIn(src, v)
		return err != nil || sqltree.Text(e) != sqltree.Text(own)
	})
}

// cared is the condition that a resource tells of care between the days that are asked for, or of no day at all.
func (b *builder) cared(src *program.Source, v *program.Variant, asked search.Record) sqltree.Expr {
	if asked.Start == nil && asked.End == nil {
		return sqltree.True
	}
	var some, dated []sqltree.Expr
	for _, code := range careDates[src.Type] {
		p := v.Params[code]
		if p == nil || p.Status == program.Never {
			continue
		}
		in, known := b.within(src, v, p, asked)
		present, why := b.criterion(src, v, search.Criterion{Param: p.Def, Modifier: search.Missing})
		if !known || why != "" {
			b.dateless = noted(b.dateless, src)
			return sqltree.True
		}
		some, dated = append(some, in), append(dated, present)
	}
	return sqltree.AnyOf(append(some, sqltree.IsNotTrue(sqltree.AnyOf(dated...)))...)
}

// within is the condition that one of a parameter's dates lies between the days that are asked for.
func (b *builder) within(src *program.Source, v *program.Variant, p *program.Param, asked search.Record) (sqltree.Expr, bool) {
	var all []sqltree.Expr
	for _, date := range []*search.Date{asked.Start, asked.End} {
		if date == nil {
			continue
		}
		e, known := b.dated(src, v, p, *date)
		if !known {
			return nil, false
		}
		all = append(all, e)
	}
	return sqltree.AllOf(all...), true
}

func (b *builder) dated(src *program.Source, v *program.Variant, p *program.Param, date search.Date) (sqltree.Expr, bool) {
	b.inexact = false
	e, why := b.criterion(src, v, search.Criterion{Param: p.Def, Values: []search.Value{date}, Text: date.String()})
	return e, why == ""
}

// changed is the condition that a resource changed since then, or that its row does not say when it did. A source that does not
// know is shown whole, and said to be.
func (r *record) changed(src *program.Source, v *program.Variant) sqltree.Expr {
	since := r.query.Record.Since
	if since == nil {
		return sqltree.True
	}
	if p := v.Params["_lastUpdated"]; p != nil && p.Status == program.Answers {
		e, known := r.dated(src, v, p, *since)
		said, why := r.criterion(src, v, search.Criterion{Param: p.Def, Modifier: search.Missing})
		if known && why == "" {
			return sqltree.AnyOf(e, sqltree.IsNotTrue(said))
		}
	}
	r.dateless = noted(r.dateless, src)
	return sqltree.True
}

func noted(names []string, src *program.Source) []string {
	if slices.Contains(names, src.Path()) {
		return names
	}
	return append(names, src.Path())
}

// undated says what is in the result although nobody could ask whether its dates are those that are asked for.
func (b *builder) undated() {
	if len(b.dateless) > 0 {
		slices.Sort(b.dateless)
		b.plan.Ignored = append(b.plan.Ignored, fmt.Sprintf("Of these resources not all say when they are from, or when they changed; "+
			"they are in the result whatever start, end and _since are: %s.", strings.Join(b.dateless, ", ")))
	}
}

// remark says what could not be asked of which sources.
func (r *record) remark() {
	r.undated()
	for _, of := range []struct {
		names []string
		text  string
	}{
		{r.unfollowed, "Some references of these resources cannot be followed, and what they refer to may be missing: %s."},
		{r.unplaced, "Of these resources only those of the patient's own record are in the result, as the compartment cannot be asked for: %s."},
	} {
		if len(of.names) > 0 {
			slices.Sort(of.names)
			r.plan.Ignored = append(r.plan.Ignored, fmt.Sprintf(of.text, strings.Join(of.names, ", ")))
		}
	}
}
