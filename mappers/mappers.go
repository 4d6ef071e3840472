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
	"strings"

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
	Known     map[string]Mapper           // by name: those that extends: may name
	Overlay   *Overlay                    // what a tenant lays over the mapping; nil: nothing
}

// Compile compiles the mapping against a schema. The problems hold everything that was found; with a refusal among them
// (problem.Errors, also given as the error) there is no program.
func (m Mapper) Compile(s *schema.Schema) (*program.Program, []problem.Problem, error) {
	problems := &problem.List{}
	text := m.Mapping(problems)
	p := compile.Compile(text, s, m.functions(), problems)
	if err := problems.Err(); err != nil {
		return nil, problems.All(), fmt.Errorf("mapper %s:\n%w", m.Name, err)
	}
	p.Fingerprint = m.fingerprint(s)
	return p, problems.All(), nil
}

// Mapping is the whole text: that of the mapper which this one extends, this one's own, and the overlay over both. Where
// several folders are read, the files' names begin with their mapper's.
func (m Mapper) Mapping(problems *problem.List) *mapping.Mapper {
	place := ""
	if m.Overlay != nil || mapping.Extends(m.Files) != "" {
		place = m.Name
	}
	text := m.extended(place, nil, problems)
	if m.Overlay != nil {
		text = text.Overlay(m.Overlay.Place, m.Overlay.files, problems)
	}
	return text
}

// extended is the mapper's text upon those that it extends. Around are the names of the mappers that extend it.
func (m Mapper) extended(place string, around []string, problems *problem.List) *mapping.Mapper {
	text := mapping.ParseAs(place, m.Files, problems)
	if text.Name.Value != "" && text.Name.Value != m.Name {
		problems.Errorf(text.Name.Pos, "this mapper is known as %s", m.Name)
	}
	if text.Extends.Zero() {
		return text
	}
	base, ok := m.base(text.Extends.Value)
	around = append(around, m.Name)
	switch {
	case slices.Contains(around, text.Extends.Value):
		problems.Errorf(text.Extends.Pos, "the mapper %s extends itself: %s", text.Extends.Value, strings.Join(append(around, text.Extends.Value), ", "))
	case !ok:
		known := slices.Sorted(maps.Keys(m.Known))
		hint := problem.DidYouMean(text.Extends.Value, known)
		if hint == "" {
			hint = "known: " + strings.Join(known, ", ")
		}
		problems.Hintf(text.Extends.Pos, hint, "there is no mapper %s to extend", text.Extends.Value)
	default:
		return text.Onto(base.extended(base.Name, around, problems), problems)
	}
	return text
}

// base is a known mapper, which knows what this one knows.
func (m Mapper) base(name string) (Mapper, bool) {
	base, ok := m.Known[name]
	base.Known, base.Overlay = m.Known, nil
	return base, ok
}

// lineage is the mapper and those that it extends, the first of them last.
func (m Mapper) lineage() []Mapper {
	out := []Mapper{m}
	for seen := map[string]bool{m.Name: true}; ; {
		name := mapping.Extends(out[len(out)-1].Files)
		base, ok := m.base(name)
		if !ok || seen[name] {
			return out
		}
		seen[name] = true
		out = append(out, base)
	}
}

// functions are the mapper's own, over those of the mappers that it extends.
func (m Mapper) functions() map[string]program.Function {
	all := map[string]program.Function{}
	lineage := m.lineage()
	slices.Reverse(lineage)
	for _, one := range lineage {
		maps.Copy(all, one.Functions)
	}
	return all
}

// fingerprint tells programs apart: the mapping's files, the names of its functions and the schema.
func (m Mapper) fingerprint(s *schema.Schema) string {
	h := sha256.New()
	h.Write([]byte(s.Fingerprint()))
	for _, one := range m.lineage() {
		files, _ := yamlFiles(one.Files) // what cannot be read was refused
		hashFiles(h, files)
	}
	if m.Overlay != nil {
		hashFiles(h, m.Overlay.files)
	}
	for _, name := range slices.Sorted(maps.Keys(m.functions())) {
		fmt.Fprintln(h, "function", name)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
