package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"

	"ehr.example/portico/mappers"
	"ehr.example/portico/mappers/ehr/openemr"
	"ehr.example/portico/mappers/ehr/practice"
)

// coded are the mappers that come with the program. A second one of the same name does not compile.
var coded = map[string]mappers.Mapper{
	"openemr":  openemr.Mapper,
	"practice": practice.Mapper,
}

// mapperFile is in every mapper's folder.
const mapperFile = "mapper.yaml"

// allMappers are those that come with the program and those in a folder; "" is no folder.
func allMappers(folder string) (map[string]mappers.Mapper, error) {
	all := maps.Clone(coded)
	if folder == "" {
		return all, nil
	}
	found, err := folderMappers(folder)
	if err != nil {
		return nil, err
	}
	for name, m := range found {
		if _, twice := all[name]; twice {
			return nil, fmt.Errorf("%s: the mapper %s comes with the program; give it another name", folder, name)
		}
		all[name] = m
	}
	return all, nil
}

// folderMappers are the mappers in a folder: the folder itself if it has a mapper.yaml, else those below it that have
// one. A mapper is called as its folder.
func folderMappers(folder string) (map[string]mappers.Mapper, error) {
	if isMapper(folder) {
		absolute, err := filepath.Abs(folder)
		if err != nil {
			return nil, err
		}
		name := filepath.Base(absolute)
		return map[string]mappers.Mapper{name: {Name: name, Files: os.DirFS(folder)}}, nil
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, fmt.Errorf("mappers: %w", err)
	}
	found := map[string]mappers.Mapper{}
	for _, e := range entries {
		if path := filepath.Join(folder, e.Name()); isMapper(path) {
			found[e.Name()] = mappers.Mapper{Name: e.Name(), Files: os.DirFS(path)}
		}
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("%s has no mapper: a folder with a %s", folder, mapperFile)
	}
	return found, nil
}

func isMapper(folder string) bool {
	info, err := os.Stat(filepath.Join(folder, mapperFile))
	return err == nil && info.Mode().IsRegular()
}
