package config

import (
	"time"

	"ehr.example/portico/mappers/problem"
)

// State is whether a tenant is served.
type State string

// The states of a tenant.
const (
	Active    State = "active"
	Suspended State = "suspended"
)

// Tenant is one clinic as data: what its file says, with the defaults filled in. It is not changed after it was read.
type Tenant struct {
	ID       string             // id: a DNS label in lower case
	Name     string             // name: what people read
	Mapper   string             // mapper: the name of the mapping
	Overlay  string             // overlay: a folder that is laid over the mapping; "" is none
	Settings map[string]Setting // settings: what the mapping asks of its tenants
	Zone     *time.Location     // time_zone: of local times in the database and of dates without an offset
	Database Database           // database
	BaseURL  string             // base_url: the canonical FHIR base, without a slash at its end
	State    State              // state
	Limits   Limits             // limits: the process's, changed by the file
	Auth     Auth               // auth
	Branding Branding           // branding

	file   string
	places map[string]problem.Position
}

// Database is where a tenant's data is.
type Database struct {
	DSN DSN // dsn, or the content of the variable dsn_env or of the file dsn_file
}

// Setting is one value or several, as the file has them: 01101 stays 01101.
type Setting struct {
	Values []string // one, unless List; may be empty if List
	List   bool
	Pos    problem.Position
}

// At is the place of a top-level key in the tenant's file, or the file.
func (t *Tenant) At(key string) problem.Position {
	if place, found := t.places[key]; found {
		return place
	}
	return problem.Position{File: t.file}
}

// String is the tenant's id.
func (t *Tenant) String() string { return t.ID }
