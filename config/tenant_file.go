package config

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"time"
	_ "time/tzdata" // the zones come with the program

	"go.yaml.in/yaml/v3"

	"ehr.example/portico/mappers/problem"
)

// idText is a DNS label in lower case. See RFC 1123 section 2.1.
var idText = regexp.MustCompile(`^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$`)

// variableText is the name of an environment variable.
var variableText = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// ParseTenant reads a tenant's file. The configuration gives the limits and the base URL that the file doesn't. All
// that is wrong is in the error, a problem.Errors.
func ParseTenant(file string, text []byte, c *Config) (*Tenant, error) {
	r := &tenantReader{document: document{file: file}, config: c}
	t := r.tenant(text)
	if err := r.problems.Err(); err != nil {
		return nil, err
	}
	return t, nil
}

// tenantReader is one run of ParseTenant.
type tenantReader struct {
	document
	config *Config
	fields map[string]field
}

// tenant reads the whole file.
func (r *tenantReader) tenant(text []byte) *Tenant {
	root := r.root(text)
	if root == nil {
		return nil
	}
	r.fields = r.mapping(root, "the file",
		"id", "name", "mapper", "overlay", "settings", "time_zone", "database", "base_url", "state", "limits", "auth", "branding")
	if r.fields == nil {
		return nil
	}
	t := &Tenant{
		ID:       r.id(),
		Name:     r.required("name"),
		Mapper:   r.required("mapper"),
		Overlay:  r.overlay(),
		Settings: r.settings(),
		Zone:     r.zone(),
		Database: r.database(),
		State:    r.state(),
		Limits:   r.limits(),
		Branding: r.branding(),
		file:     r.file,
		places:   map[string]problem.Position{},
	}
	t.BaseURL = r.baseURL(t.ID)
	t.Auth = r.auth(t.BaseURL)
	for key, f := range r.fields {
		t.places[key] = r.at(f.value)
	}
	return t
}

// optional is the text of a field, or "" if it isn't there. One that is there isn't empty.
func (r *tenantReader) optional(key string) string {
	f, found := r.fields[key]
	if !found {
		return ""
	}
	text, isScalar := r.scalar(f.value, key)
	if isScalar && text == "" {
		r.problems.Errorf(r.at(f.value), "%s is empty", key)
	}
	return text
}

// required is the text of a field that must be there.
func (r *tenantReader) required(key string) string {
	if _, found := r.fields[key]; !found {
		r.problems.Errorf(problem.Position{File: r.file}, "%s is missing", key)
	}
	return r.optional(key)
}

// place is where a field's value stands.
func (r *tenantReader) place(key string) problem.Position { return r.at(r.fields[key].value) }

func (r *tenantReader) id() string {
	id := r.required("id")
	if id != "" && !idText.MatchString(id) {
		r.problems.Hintf(r.place("id"), "lower-case letters, digits and hyphens inside, 63 at most",
			"id %q can't be a part of a host's name", id)
	}
	return id
}

// overlay is a folder, which starts at the file's own if it is relative.
func (r *tenantReader) overlay() string {
	folder := r.optional("overlay")
	if folder == "" {
		return ""
	}
	if !filepath.IsAbs(folder) {
		folder = filepath.Join(filepath.Dir(r.file), folder)
	}
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		r.problems.Hintf(r.place("overlay"), "a relative one starts at the tenant's file", "overlay: there is no folder %s", folder)
	}
	return folder
}

func (r *tenantReader) zone() *time.Location {
	name := r.required("time_zone")
	if name == "" {
		return nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		r.problems.Hintf(r.place("time_zone"), "such as America/New_York", "time_zone %q is not a name of the IANA time zone database", name)
	}
	return zone
}

func (r *tenantReader) state() State {
	switch state := State(r.optional("state")); state {
	case "":
		return Active
	case Active, Suspended:
		return state
	default:
		r.problems.Errorf(r.place("state"), "state is %q; it can be active or suspended", string(state))
		return state
	}
}

func (r *tenantReader) baseURL(id string) string {
	base := r.optional("base_url")
	if base == "" {
		return r.config.TenantBaseURL(id)
	}
	if err := checkURL(base, true); err != nil {
		r.problems.Errorf(r.place("base_url"), "base_url %s", err)
	} else if err := r.config.TLS.checkBase(base); err != nil {
		r.problems.Errorf(r.place("base_url"), "base_url %s", err)
	}
	return base
}

// settings are the fields of settings, whatever their names: the mapping knows which it needs.
func (r *tenantReader) settings() map[string]Setting {
	settings := map[string]Setting{}
	node, found := r.fields["settings"]
	if !found {
		return settings
	}
	for key, f := range r.mapping(node.value, "settings") {
		settings[key] = r.setting(key, f.value)
	}
	return settings
}

// unfilled stands for a value in the file that portico map init begins.
const unfilled = "…"

// setting is a single value or a list of them.
func (r *tenantReader) setting(key string, n *yaml.Node) Setting {
	s := Setting{Pos: r.at(n), List: n.Kind == yaml.SequenceNode}
	values := []*yaml.Node{n}
	if s.List {
		values = n.Content
	}
	for _, value := range values {
		text, isScalar := r.scalar(value, "settings."+safeName(key))
		if text == unfilled {
			r.problems.Hintf(r.at(value), "the mapper says what it is", "settings.%s is still to be filled in", safeName(key))
		}
		if isScalar {
			s.Values = append(s.Values, text)
		}
	}
	return s
}

// database is the address, from exactly one of the three keys.
func (r *tenantReader) database() Database {
	node, found := r.fields["database"]
	if !found {
		r.problems.Hintf(problem.Position{File: r.file}, "with dsn, dsn_env or dsn_file", "database is missing")
		return Database{}
	}
	fields := r.mapping(node.value, "database", "dsn", "dsn_env", "dsn_file")
	if fields == nil {
		return Database{}
	}
	if len(fields) != 1 {
		r.problems.Errorf(r.at(node.value), "database must have exactly one of dsn, dsn_env and dsn_file")
		return Database{}
	}
	for key, f := range fields {
		text, isScalar := r.scalar(f.value, "database."+key)
		if !isScalar {
			return Database{}
		}
		dsn, err := r.dsn(key, text)
		if err != nil {
			r.problems.Errorf(r.at(f.value), "database.%s %s", key, err)
		}
		return Database{DSN: dsn}
	}
	return Database{}
}

// dsn is the address that a key of database gives.
func (r *tenantReader) dsn(key, text string) (DSN, error) {
	switch key {
	case "dsn_env":
		value, err := fromVariable(text)
		if err != nil {
			return DSN{}, err
		}
		text = value
	case "dsn_file":
		content, err := readHidden(text, filepath.Dir(r.file))
		if err != nil {
			return DSN{}, err
		}
		text = content
	}
	return ParseDSN(text)
}

// limits are the process's with the file's changes.
func (r *tenantReader) limits() Limits {
	limits := r.config.Limits
	node, found := r.fields["limits"]
	if !found {
		return limits
	}
	fields := r.mapping(node.value, "limits", "page_default", "page_max", "sort_max", "include_max", "statement_timeout", "concurrency")
	override(r, fields, "page_default", "a whole number", &limits.PageDefault, strconv.Atoi)
	override(r, fields, "page_max", "a whole number", &limits.PageMax, strconv.Atoi)
	override(r, fields, "sort_max", "a whole number", &limits.SortMax, strconv.Atoi)
	override(r, fields, "include_max", "a whole number", &limits.IncludeMax, strconv.Atoi)
	override(r, fields, "statement_timeout", "a time such as 30s or 1m", &limits.StatementTimeout, time.ParseDuration)
	override(r, fields, "concurrency", "a whole number", &limits.Concurrency, strconv.Atoi)
	limits.check(func(key, message string) {
		place := r.at(node.value)
		if f, found := fields[key]; found {
			place = r.at(f.value)
		}
		r.problems.Errorf(place, "limits: %s", message)
	})
	return limits
}

// override changes a limit if the file has it.
func override[T any](r *tenantReader, fields map[string]field, key, want string, limit *T, parse func(string) (T, error)) {
	overrideIn(r, fields, "limits", key, want, limit, parse)
}

// overrideIn changes what a key of a block stands for, if the file has it.
func overrideIn[T any](r *tenantReader, fields map[string]field, block, key, want string, to *T, parse func(string) (T, error)) {
	f, found := fields[key]
	if !found {
		return
	}
	text, isScalar := r.scalar(f.value, block+"."+key)
	if !isScalar {
		return
	}
	value, err := parse(text)
	if err != nil {
		r.problems.Errorf(r.at(f.value), "%s.%s is %q; it must be %s", block, key, text, want)
		return
	}
	*to = value
}
