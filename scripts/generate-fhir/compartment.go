package main

import (
	"cmp"
	"fmt"
	"slices"
)

// compartmentDefinition is the part of a CompartmentDefinition that is used
// here.
type compartmentDefinition struct {
	Code     string              `json:"code"`
	Resource []compartmentMember `json:"resource"`
}

// compartmentMember is a resource type with the search parameters which place
// its resources in the compartment.
type compartmentMember struct {
	Code  string   `json:"code"`
	Param []string `json:"param"`
}

// compartment is one of FHIR's compartments.
type compartment struct {
	of      string
	members []compartmentMember
}

// readCompartments returns the compartments with their members, all sorted by
// resource type. HL7's definitions are those among the resources: the npm
// package has another one of the patient's in a file of its own, which is
// different. That a resource is in its own compartment goes without saying:
// some definitions say it as "{def}".
func readCompartments(file string) ([]compartment, error) {
	definitions, err := readBundle[compartmentDefinition](file, "CompartmentDefinition")
	if err != nil {
		return nil, err
	}
	var all []compartment
	for _, d := range definitions {
		c := compartment{of: d.Code}
		for _, m := range d.Resource {
			m.Param = slices.DeleteFunc(m.Param, func(code string) bool { return code == "{def}" })
			if len(m.Param) > 0 {
				c.members = append(c.members, m)
			}
		}
		slices.SortFunc(c.members, func(a, b compartmentMember) int { return cmp.Compare(a.Code, b.Code) })
		all = append(all, c)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s has no compartments", file)
	}
	slices.SortFunc(all, func(a, b compartment) int { return cmp.Compare(a.of, b.of) })
	return all, nil
}
