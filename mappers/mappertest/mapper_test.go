package mappertest

import (
	"slices"
	"testing"

	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/program"
)

// TestLacking tells what R4 demands of an Observation, of what is written in its body and in the branches of a choice.
func TestLacking(t *testing.T) {
	field := func(name string) program.ObjectField {
		return program.ObjectField{Name: name, Node: &program.Const{JSON: []byte(`"x"`)}}
	}
	choice := func(names ...string) program.ObjectField {
		first := &program.First{}
		for _, name := range names {
			first.Branches = append(first.Branches, program.Branch{Node: &program.Object{Fields: []program.ObjectField{field(name)}}})
		}
		return program.ObjectField{Node: first}
	}
	for _, c := range []struct {
		typ  string
		body []program.ObjectField
		want []string
	}{
		{"Observation", nil, []string{"status", "code"}},
		{"Observation", []program.ObjectField{field("_status"), choice("valueString", "code")}, nil},
		{"Immunization", []program.ObjectField{field("status"), field("vaccineCode"), field("patient")}, []string{"occurrence"}},
		{"Immunization", []program.ObjectField{field("status"), field("vaccineCode"), field("patient"), choice("occurrenceString")}, nil},
	} {
		if got := lacking(&program.Object{Fields: c.body}, fhir.TypeNamed(c.typ)); !slices.Equal(got, c.want) {
			t.Errorf("%s lacks %v, want %v", c.typ, got, c.want)
		}
	}
}
