package main

import (
	"path/filepath"
	"slices"
	"strings"
)

// The npm package has changed some definitions: it adds elements of its own and
// of R5 to the profiles. dataelements.json still is HL7's list of the elements
// of 4.0.1, so it decides which elements exist and how they are defined. It
// lacks elements that hold others, inherited ones, and those whose id would be
// longer than an id may be.

// maxID is the length of the longest id.
// See https://hl7.org/fhir/R4/datatypes.html#id.
const maxID = 64

// dataElements are HL7's definitions of single elements.
type dataElements struct {
	byPath map[string]elementDefinition
	// order has the paths in the order of the file, which within a type is
	// that of the definition.
	order []string
	// holders are the paths which have data elements below them.
	holders map[string]bool
}

// readDataElements reads the list. A path which occurs more than once, because
// profiles of Quantity repeat it, is left to the profiles.
func readDataElements(folder string) (*dataElements, error) {
	structures, err := readBundle[structureDefinition](filepath.Join(folder, "dataelements.json"), "StructureDefinition")
	if err != nil {
		return nil, err
	}
	d := &dataElements{byPath: map[string]elementDefinition{}, holders: map[string]bool{}}
	count := map[string]int{}
	for _, s := range structures {
		for _, e := range s.Snapshot.Element {
			count[e.Path]++
			d.add(e)
		}
	}
	for path, n := range count {
		if n > 1 {
			delete(d.byPath, path)
		}
	}
	return d, nil
}

// add records a data element.
func (d *dataElements) add(e elementDefinition) {
	d.byPath[e.Path] = e
	d.order = append(d.order, e.Path)
	for parent, _ := splitPath(e.Path); parent != ""; parent, _ = splitPath(parent) {
		d.holders[parent] = true
	}
}

// elements returns the elements of a type as R4 defines them. A data type
// without any data element, such as Age, is taken as it is. It returns nil for
// a resource that R4 doesn't have.
func (d *dataElements) elements(s structureDefinition) []elementDefinition {
	snapshot := s.Snapshot.Element
	if !d.holders[s.Type] {
		if s.Kind == "resource" {
			return nil
		}
		return snapshot
	}
	parents := holders(snapshot)
	kept := map[string]bool{}
	var elements []elementDefinition
	for _, e := range snapshot {
		parent, _ := splitPath(e.Path)
		if parent != "" && (!kept[parent] || !d.has(e, parents[e.Path])) {
			continue
		}
		kept[e.Path] = true
		elements = append(elements, d.original(e))
	}
	return d.addMissing(elements, s.Type)
}

// has says whether R4 has the element, given that it has the parent.
func (d *dataElements) has(e elementDefinition, holder bool) bool {
	_, name := splitPath(e.Path)
	switch {
	case name == "id" || name == "extension" || name == "modifierExtension":
		return true
	case holder:
		return d.holders[e.Path]
	case e.ContentReference != "" || len("de-"+e.Path) > maxID:
		return true
	}
	return slices.Contains(d.order, e.Path)
}

// original returns HL7's definition of the element if the list has it.
func (d *dataElements) original(e elementDefinition) elementDefinition {
	if original, ok := d.byPath[e.Path]; ok {
		return original
	}
	return e
}

// addMissing inserts the data elements of a type which its profile lacks, each
// after the one that precedes it in the list.
func (d *dataElements) addMissing(elements []elementDefinition, root string) []elementDefinition {
	previous := ""
	for _, path := range d.order {
		if !strings.HasPrefix(path, root+".") {
			continue
		}
		if _, known := d.byPath[path]; known && position(elements, path) < 0 {
			elements = slices.Insert(elements, position(elements, previous)+1, d.byPath[path])
		}
		previous = path
	}
	return elements
}

// position returns the index of the element with that path, or -1.
func position(elements []elementDefinition, path string) int {
	return slices.IndexFunc(elements, func(e elementDefinition) bool { return e.Path == path })
}

// holders returns the paths which other elements lie below.
func holders(elements []elementDefinition) map[string]bool {
	found := map[string]bool{}
	for _, e := range elements {
		parent, _ := splitPath(e.Path)
		found[parent] = true
	}
	return found
}
