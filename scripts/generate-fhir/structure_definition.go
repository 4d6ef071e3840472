package main

import (
	"path/filepath"
	"strings"
)

// structureDefinition is the part of a StructureDefinition that is used here.
type structureDefinition struct {
	Type       string `json:"type"`
	Kind       string `json:"kind"`
	Derivation string `json:"derivation"`
	Snapshot   struct {
		Element []elementDefinition `json:"element"`
	} `json:"snapshot"`
}

// elementDefinition is an element of a snapshot.
type elementDefinition struct {
	Path             string    `json:"path"`
	Min              int       `json:"min"`
	Max              string    `json:"max"`
	Type             []typeRef `json:"type"`
	ContentReference string    `json:"contentReference"`
	IsSummary        bool      `json:"isSummary"`
	IsModifier       bool      `json:"isModifier"`
	Binding          struct {
		Strength string `json:"strength"`
		ValueSet string `json:"valueSet"`
	} `json:"binding"`
}

// typeRef is one of the types of an element.
type typeRef struct {
	Code          string   `json:"code"`
	TargetProfile []string `json:"targetProfile"`
	Extension     []struct {
		URL      string `json:"url"`
		ValueURL string `json:"valueUrl"`
	} `json:"extension"`
}

// readStructures returns the definitions of the data types and the resources,
// without profiles and logical models.
func readStructures(folder string) ([]structureDefinition, error) {
	var structures []structureDefinition
	for _, name := range []string{"profiles-types.json", "profiles-resources.json"} {
		all, err := readBundle[structureDefinition](filepath.Join(folder, name), "StructureDefinition")
		if err != nil {
			return nil, err
		}
		for _, s := range all {
			if s.Derivation != "constraint" && s.Kind != "logical" {
				structures = append(structures, s)
			}
		}
	}
	return structures, nil
}

// splitPath returns the path of the parent and the name of an element. The
// root of a type has no parent.
func splitPath(path string) (parent, name string) {
	i := strings.LastIndexByte(path, '.')
	if i < 0 {
		return "", path
	}
	return path[:i], path[i+1:]
}

// lastSegment returns what follows the last slash of a canonical URL, without
// the version.
func lastSegment(url string) string {
	url, _, _ = strings.Cut(url, "|")
	return url[strings.LastIndexByte(url, '/')+1:]
}
