// Package openemr maps OpenEMR 8, one database for each clinic.
package openemr

import (
	"embed"

	"ehr.example/portico/mappers"
)

//go:embed *.yaml
var files embed.FS

// Mapper is the mapping of OpenEMR.
var Mapper = mappers.Mapper{Name: "openemr", Files: files}
