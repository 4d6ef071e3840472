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

// readCompartment returns the members of the patient compartment, sorted by
// resource type. HL7's definition is the one among the resources: the npm
// package has another one in a file of its own, which is different.
func readCompartment(file string) ([]compartmentMember, error) {
	definitions, err := readBundle[compartmentDefinition](file, "CompartmentDefinition")
	if err != nil {
		return nil, err
	}
	for _, d := range definitions {
		if d.Code != "Patient" {
			continue
		}
		members := slices.DeleteFunc(d.Resource, func(m compartmentMember) bool { return m.Param == nil })
		slices.SortFunc(members, func(a, b compartmentMember) int { return cmp.Compare(a.Code, b.Code) })
		return members, nil
	}
	return nil, fmt.Errorf("%s has no compartment of Patient", file)
}
