package fhir

import (
	"slices"
	"strings"
)

// Profile is a profile of US Core 6.1.0 for a resource type: what a system that claims it has to support.
//
// See https://hl7.org/fhir/us/core/STU6.1/must-support.html.
type Profile struct {
	URL, Title string
	// Type is the resource type that is profiled.
	Type string
	// Elements are what is to be supported, in the order of the profile.
	Elements []ProfileElement
}

// ProfileElement is an element that a profile wants.
type ProfileElement struct {
	// Path leads from the resource to the element, with the names of slices: "name.family", "category:us-core",
	// "component:systolic.value[x].code".
	Path string
	// Min is how often it must be there at least.
	Min int
	// USCDI marks an element that is no must-support, but that USCDI asks for.
	USCDI bool
	// Extension is the URL of an extension, for the slices of extension.
	Extension string
	// Fixed are the values that it must have, each with its path below the element.
	Fixed []FixedValue
}

// FixedValue is a value that a profile fixes. Path is "" for a primitive element itself, "coding.code" for a code in a
// CodeableConcept.
type FixedValue struct{ Path, Value string }

// Name is the last segment of the profile's URL: us-core-patient.
func (p *Profile) Name() string { return p.URL[strings.LastIndexByte(p.URL, '/')+1:] }

// Profiles are those of US Core, sorted by URL.
func Profiles() []*Profile {
	out := make([]*Profile, len(profiles))
	for i := range profiles {
		out[i] = &profiles[i]
	}
	return out
}

// ProfileNamed is the profile with that URL, or nil.
func ProfileNamed(url string) *Profile {
	i, found := slices.BinarySearchFunc(profiles[:], url, func(p Profile, url string) int { return strings.Compare(p.URL, url) })
	if !found {
		return nil
	}
	return &profiles[i]
}

// ProfileSearch is a search of one resource type that US Core 6.1.0 asks servers for: parameters that are given together.
// Shall tells what must be answered from what should.
//
// See https://hl7.org/fhir/us/core/STU6.1/CapabilityStatement-us-core-server.html.
type ProfileSearch struct {
	Parameters []string
	Shall      bool
}

// ProfileSearches are the searches of a resource type that US Core asks for.
func ProfileSearches(resource string) []ProfileSearch {
	for _, s := range profileSearches {
		if s.resource == resource {
			return slices.Clone(s.searches)
		}
	}
	return nil
}

// resourceSearches are the searches of one resource type.
type resourceSearches struct {
	resource string
	searches []ProfileSearch
}
