package interaction

import (
	"net/url"
	"strings"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/plan"
	"ehr.example/portico/facade/search"
	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/program"
)

// parseRecord reads the parameters of $everything. What is in the record has to be searched for, as it has without the
// operation; the patient, and what the record refers to, may also be read.
func (s *Site) parseRecord(g access.Grant, params url.Values, o search.Options) (search.Query, error) {
	if err := g.Admits(s.Tenant, "Patient", access.Read|access.Search); err != nil {
		return search.Query{}, err
	}
	asked := params
	if len(params["_type"]) > 1 { // the operation takes several lists
		asked = url.Values{"_type": {strings.Join(params["_type"], ",")}}
	}
	types, err := s.named(g, asked, recordNeed)
	if err != nil {
		return search.Query{}, err
	}
	for _, t := range s.Program.Types {
		if len(asked["_type"]) == 0 && g.Allows(t.Name, recordNeed(t.Name)) {
			types = append(types, t.Name)
		}
	}
	return search.ParseRecord(types, params, o)
}

// recordNeed is the permission that resources of a type need to be in $everything.
func recordNeed(typ string) access.Permissions {
	if typ != "Patient" && fhir.PatientCompartment(typ) != nil {
		return access.Search
	}
	return access.Read | access.Search
}

// exists refuses the record of a patient that does not exist, or that the grant does not show: as a read is refused.
func (r *run) exists() error {
	of := r.query.Within
	permitted, err := r.site.permit(byID(of.Type, of.ID), r.grant, access.Read|access.Search)
	if err != nil {
		return err
	}
	p, err := plan.Build(permitted, r.site.planTenant(r.now))
	if err != nil {
		return err
	}
	if err := r.reach(p); err != nil {
		return err
	}
	for _, src := range p.Sources {
		var rows program.Rows
		if err := r.askUnlessEmpty(src.KeyStatement(nil, 1), &rows); err != nil {
			return err
		}
		if rows.Len() > 0 {
			return nil
		}
	}
	return noSuch(of.Type, of.ID)
}
