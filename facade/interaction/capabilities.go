package interaction

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	models "github.com/samply/golang-fhir-models/fhir-models/fhir"

	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/facade/plan"
	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/program"
)

// Capabilities answers GET [base]/metadata: the CapabilityStatement as JSON, made of what the tenant's program can do.
// The same Site always gives the same bytes.
//
// See https://hl7.org/fhir/R4/capabilitystatement.html.
func Capabilities(s *Site) ([]byte, error) {
	resources, err := capableResources(s.Program)
	if err != nil {
		return nil, outcome.Exception(err)
	}
	text, err := json.Marshal(models.CapabilityStatement{
		Status:      models.PublicationStatusActive,
		Date:        s.Started.UTC().Format(time.RFC3339),
		Kind:        models.CapabilityStatementKindInstance,
		Software:    &models.CapabilityStatementSoftware{Name: "Portico", Version: optional(s.Version)},
		FhirVersion: models.FHIRVersion4_0_1,
		Format:      []string{"application/fhir+json", "application/json", "json"},
		Implementation: &models.CapabilityStatementImplementation{
			Description: s.Name, Url: optional(s.BaseURL),
		},
		Rest: []models.CapabilityStatementRest{{
			Mode:          models.RestfulCapabilityModeServer,
			Documentation: optional(subsetNote), // R4 has no element that says so
			Security:      s.Security.statement(),
			Resource:      resources,
			Interaction:   []models.CapabilityStatementRestInteraction{{Code: models.SystemRestfulInteractionSearchSystem}},
			SearchParam:   common(resources),
			Compartment:   compartments(s.Program),
		}},
	})
	if err != nil {
		return nil, outcome.Exception(fmt.Errorf("capabilities: %w", err))
	}
	return text, nil
}

const subsetNote = "Reads and searches take _summary (true, text, data or false; searches count, too) and _elements. " +
	"A resource that is not all there has the tag SUBSETTED. Dates, numbers and quantities take all prefixes of R4; _sort takes " +
	"every parameter whose values have an order."

func optional(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// capableResources are the program's types, in the order of their names.
func capableResources(p *program.Program) ([]models.CapabilityStatementRestResource, error) {
	resources := make([]models.CapabilityStatementRestResource, len(p.Types))
	for i, t := range p.Types {
		r, err := capableResource(p, t)
		if err != nil {
			return nil, err
		}
		resources[i] = r
	}
	return resources, nil
}

func capableResource(p *program.Program, t *program.Type) (models.CapabilityStatementRestResource, error) {
	versioning, conditional := models.ResourceVersionPolicyNoVersion, models.ConditionalReadStatusNotMatch
	r := models.CapabilityStatementRestResource{
		SupportedProfile: profiles(t),
		Interaction: []models.CapabilityStatementRestResourceInteraction{
			{Code: models.TypeRestfulInteractionRead},
			{Code: models.TypeRestfulInteractionSearchType},
		},
		Versioning:      &versioning,
		ReadHistory:     new(bool), // R4: whether vread gives past versions
		ConditionalRead: &conditional,
		ReferencePolicy: []models.ReferenceHandlingPolicy{models.ReferenceHandlingPolicyLiteral},
	}
	if versioned(t) {
		versioning = models.ResourceVersionPolicyVersioned
		r.Interaction = append(r.Interaction, models.CapabilityStatementRestResourceInteraction{
			Code: models.TypeRestfulInteractionVread, Documentation: optional("Of the current version."),
		})
	}
	if err := setCode(&r.Type, t.Name); err != nil {
		return r, err
	}
	for _, code := range plan.Parameters(t) {
		param, err := capableParameter(p, t, code)
		if err != nil {
			return r, err
		}
		r.SearchParam = append(r.SearchParam, param)
	}
	r.SearchInclude, r.SearchRevInclude = includes(p, t)
	r.Operation = operations(t)
	return r, nil
}

// versioned tells whether resources of a type say which version they are.
func versioned(t *program.Type) bool {
	return slices.ContainsFunc(t.Sources, func(s *program.Source) bool {
		return slices.ContainsFunc(s.Variants, func(v *program.Variant) bool {
			meta, ok := v.Body.Field("meta").(*program.Object)
			return ok && meta.Field("versionId") != nil
		})
	})
}

// operations are those of a type, by the names that addresses have behind the $.
func operations(t *program.Type) []models.CapabilityStatementRestResourceOperation {
	var all []models.CapabilityStatementRestResourceOperation
	for _, o := range []struct {
		typ        string
		operation  Operation
		definition string
	}{
		{"Patient", Everything, "http://hl7.org/fhir/OperationDefinition/Patient-everything"},
		{"Observation", LastN, "http://hl7.org/fhir/OperationDefinition/Observation-lastn"},
		{"DocumentReference", DocRef, "http://hl7.org/fhir/us/core/OperationDefinition/docref"},
	} {
		if o.typ == t.Name {
			all = append(all, models.CapabilityStatementRestResourceOperation{Name: strings.TrimPrefix(string(o.operation), "$"), Definition: o.definition})
		}
	}
	return all
}

// common are the parameters that every type answers: those of a search for all of them.
func common(resources []models.CapabilityStatementRestResource) []models.CapabilityStatementRestResourceSearchParam {
	var all []models.CapabilityStatementRestResourceSearchParam
	for i, r := range resources {
		if i == 0 {
			all = slices.Clone(r.SearchParam)
			continue
		}
		all = slices.DeleteFunc(all, func(p models.CapabilityStatementRestResourceSearchParam) bool {
			return !slices.ContainsFunc(r.SearchParam, func(q models.CapabilityStatementRestResourceSearchParam) bool {
				return q.Name == p.Name && q.Type == p.Type && *q.Definition == *p.Definition && !limited(q)
			})
		})
	}
	return slices.DeleteFunc(all, limited)
}

// compartments are the definitions of those that something of the program can be placed in.
func compartments(p *program.Program) []string {
	var all []string
	for _, of := range fhir.CompartmentTypes() {
		if plan.Compartment(p, of) {
			all = append(all, "http://hl7.org/fhir/CompartmentDefinition/"+strings.ToLower(of[:1])+of[1:])
		}
	}
	return all
}

// includes are the references that lead from a type and to it, as _include and _revinclude name them.
func includes(p *program.Program, t *program.Type) (forward, reverse []string) {
	for _, other := range p.Types {
		for _, code := range plan.Parameters(other) {
			def := fhir.SearchParameterOf(other.Name, code)
			if def.Type != "reference" {
				continue
			}
			if other == t {
				forward = append(forward, other.Name+":"+code)
			}
			if plan.Leads(other, code, t.Name) {
				reverse = append(reverse, other.Name+":"+code)
			}
		}
	}
	if len(forward) > 0 {
		forward = append(forward, "*")
	}
	return forward, reverse
}

// capableParameter is a search parameter that at least one source of the type answers.
func capableParameter(p *program.Program, t *program.Type, code string) (models.CapabilityStatementRestResourceSearchParam, error) {
	param := models.CapabilityStatementRestResourceSearchParam{Name: code}
	definition := fhir.SearchParameterOf(t.Name, code)
	if definition == nil {
		return param, fmt.Errorf("capabilities: %s has no search parameter %s", t.Name, code)
	}
	param.Definition = optional(definition.URL)
	param.Documentation = optional(strings.TrimPrefix(limits(t, code)+modifierNote(plan.Modifiers(p, t, definition)), " "))
	return param, setCode(&param.Type, definition.Type)
}

// modifierNote states a parameter's modifiers. R4's CapabilityStatement has no element for them, and HL7 no extension.
func modifierNote(modifiers []string) string {
	if len(modifiers) == 0 {
		return ""
	}
	return " Modifiers: :" + strings.Join(modifiers, ", :") + "."
}

// limited tells the parameters of which limits has something to say.
func limited(p models.CapabilityStatementRestResourceSearchParam) bool {
	return p.Documentation != nil && strings.HasPrefix(*p.Documentation, cannotBe)
}

const cannotBe = "It cannot be answered for the resources called "

// limits says which resources of the type a parameter cannot be asked of, as the search itself would refuse it.
func limits(t *program.Type, code string) string {
	var parts []string
	for _, s := range t.Sources {
		for _, v := range s.Variants {
			p := v.Params[code]
			if p == nil || p.Status != program.Cannot {
				continue
			}
			name := strings.TrimSuffix(s.Name+"/"+v.Name, "/")
			parts = append(parts, fmt.Sprintf(cannotBe+"%s: %s.", name, p.Why))
		}
	}
	return strings.Join(slices.Compact(parts), " ")
}

// profiles are the constants in meta.profile of all that a type's sources make, in order and each once.
func profiles(t *program.Type) []string {
	var found []string
	for _, s := range t.Sources {
		for _, v := range s.Variants {
			meta, ok := v.Body.Field("meta").(*program.Object)
			if ok {
				found = append(found, constants(meta.Field("profile"))...)
			}
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// constants are the texts that a node has for every row.
func constants(n program.Node) []string {
	switch x := n.(type) {
	case *program.Const:
		var text string
		if json.Unmarshal(x.JSON, &text) == nil {
			return []string{text}
		}
	case *program.List:
		var all []string
		for _, item := range x.Items {
			all = append(all, constants(item)...)
		}
		return all
	}
	return nil
}

// setCode sets one of the models' code types by its code.
func setCode(to json.Unmarshaler, code string) error {
	text, err := json.Marshal(code)
	if err != nil {
		return fmt.Errorf("capabilities: %w", err)
	}
	return to.UnmarshalJSON(text)
}
