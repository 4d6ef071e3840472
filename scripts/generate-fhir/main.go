// Command generate-fhir writes the data of package fhir: types, value sets,
// search parameters, the compartments and the profiles of US Core. scripts/generate-fhir.sh
// fetches its input and runs it.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	definitions := flag.String("definitions", "", "folder with the FHIR R4 definitions")
	usCore := flag.String("us-core", "", "npm package of US Core 6.1.0 (.tgz)")
	out := flag.String("out", "mappers/fhir", "folder of the Go files")
	flag.Parse()
	if err := run(*definitions, *usCore, *out); err != nil {
		fmt.Fprintln(os.Stderr, "generate-fhir:", err)
		os.Exit(1)
	}
}

// run reads the definitions, builds the data and writes it as Go.
func run(definitions, usCore, out string) error {
	types, err := readTypes(definitions)
	if err != nil {
		return err
	}
	valueSets, err := readValueSets(definitions, types)
	if err != nil {
		return err
	}
	parameters, err := readParameters(definitions, usCore)
	if err != nil {
		return err
	}
	compartments, err := readCompartments(filepath.Join(definitions, "profiles-resources.json"))
	if err != nil {
		return err
	}
	profiles, err := readProfiles(usCore)
	if err != nil {
		return err
	}
	searches, err := readSearches(usCore)
	if err != nil {
		return err
	}
	fmt.Println(len(types), "types,", len(valueSets), "value sets,", parameters.summary()+",", len(profiles), "profiles")
	return writeAll(out, types, valueSets, parameters, compartments, profilesSource(profiles, searches))
}
