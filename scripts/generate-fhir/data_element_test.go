package main

import (
	"slices"
	"testing"
)

// snapshot makes elements of paths.
func snapshot(paths ...string) []elementDefinition {
	var elements []elementDefinition
	for _, path := range paths {
		elements = append(elements, elementDefinition{Path: path})
	}
	return elements
}

// baseline makes a list of data elements of paths.
func baseline(paths ...string) *dataElements {
	d := &dataElements{byPath: map[string]elementDefinition{}, holders: map[string]bool{}}
	for _, e := range snapshot(paths...) {
		d.add(e)
	}
	return d
}

func TestDataElementsDecide(t *testing.T) {
	long := "A.aHolderWithALongName.andAnElementWhoseNameIsEvenLongerThanThat"
	s := structureDefinition{Type: "A", Kind: "resource"}
	s.Snapshot.Element = snapshot("A", "A.id", "A.b", "A.added", "A.aHolderWithALongName",
		"A.aHolderWithALongName.c", long, "A.new", "A.new.id", "A.new.x")
	d := baseline("A.b", "A.aHolderWithALongName.c", "A.aHolderWithALongName.missing")
	var got []string
	for _, e := range d.elements(s) {
		got = append(got, e.Path)
	}
	want := []string{
		"A", "A.id", "A.b", "A.aHolderWithALongName", "A.aHolderWithALongName.c",
		"A.aHolderWithALongName.missing", long,
	}
	if !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
}

func TestUnknownTypes(t *testing.T) {
	s := structureDefinition{Type: "B", Kind: "resource"}
	s.Snapshot.Element = snapshot("B", "B.c")
	if got := baseline("A.b").elements(s); got != nil {
		t.Errorf("a resource which isn't R4's has %v", got)
	}
	s.Kind = "complex-type"
	if got := baseline("A.b").elements(s); len(got) != 2 {
		t.Errorf("a profile of Quantity has %v", got)
	}
}
