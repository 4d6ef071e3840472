package practice

import (
	"embed"

	"ehr.example/portico/mappers"
)

//go:embed *.yaml
var files embed.FS

// Mapper is the mapping of the practice schema: the YAML files of this folder.
var Mapper = mappers.Mapper{Name: "practice", Files: files}
