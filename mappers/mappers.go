// Package mappers is the door to the mappings of EHRs: a Mapper is a folder of YAML, and Compile makes a program of it
// for one schema.
package mappers

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"slices"

	"ehr.example/portico/mappers/compile"
	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/problem"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/schema"
)

// Mapper is what one EHR's people wrote: a folder with mapper.yaml and the sources of its resource types.
type Mapper struct {
	Name      string
	Files     fs.FS
	Functions map[string]program.Function // what stands behind | and neither YAML nor SQL can say; by name
}

// Compile compiles the mapping against a schema. The problems hold everything that was found; with a refusal among them
// (problem.Errors, also given as the error) there is no program.
func (m Mapper) Compile(s *schema.Schema) (*program.Program, []problem.Problem, error) {
	problems := &problem.List{}
	text := mapping.Parse(m.Files, problems)
	if text.Name.Value != "" && text.Name.Value != m.Name {
		problems.Errorf(text.Name.Pos, "this mapper is known as %s", m.Name)
	}
	p := compile.Compile(text, s, m.Functions, problems)
	if err := problems.Err(); err != nil {
		return nil, problems.All(), fmt.Errorf("mapper %s:\n%w", m.Name, err)
	}
	p.Fingerprint = m.fingerprint(s)
	return p, problems.All(), nil
}

// fingerprint tells programs apart: the mapping's files, the names of its functions and the schema.
func (m Mapper) fingerprint(s *schema.Schema) string {
	h := sha256.New()
	h.Write([]byte(s.Fingerprint()))
	names, _ := fs.Glob(m.Files, "*.yaml")
	for _, name := range names {
		data, _ := fs.ReadFile(m.Files, name)
		fmt.Fprintf(h, "%s %d\n", name, len(data))
		h.Write(data)
	}
	for _, name := range slices.Sorted(maps.Keys(m.Functions)) {
		fmt.Fprintln(h, "function", name)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
