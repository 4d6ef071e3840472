package fhir

import "slices"

// ResourceTypes returns the names of the resource types which can be
// instantiated, sorted.
//
// See https://hl7.org/fhir/R4/resourcelist.html.
func ResourceTypes() []string {
	return slices.Clone(resourceTypes[:])
}

// IsResource says whether the name is that of a resource type which can be
// instantiated, so neither Resource nor DomainResource.
func IsResource(name string) bool {
	_, found := slices.BinarySearch(resourceTypes[:], name)
	return found
}
