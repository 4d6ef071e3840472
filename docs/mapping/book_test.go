// Package mapping_test keeps the book in this folder true: the tables, mappings and tenants of every chapter are those
// that its requests are asked of.
package mapping_test

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	_ "github.com/go-sql-driver/mysql" // tables are written through database/sql

	"ehr.example/portico/config"
	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/mysqltest"
	"ehr.example/portico/facade/people"
	"ehr.example/portico/facade/tenant"
	"ehr.example/portico/mappers"
	"ehr.example/portico/mappers/password"
	"ehr.example/portico/mappers/problem"
)

// chapter is what a page of the book holds for machines. Its fenced blocks are told by their info strings:
//
//	```sql                 tables and rows, in the order of the page
//	```yaml NAME           a file of the mapper, or tenants/ID.yaml, the tenant's zone and settings
//	```http                requests, each with what it finds: see ask
//	```login               names with passwords, each with who it is: see signIn
//	```json Type/id        what a read gives: everything shown is there, lists are whole
type chapter struct {
	name  string
	sql   strings.Builder
	files map[string]string
	http  []string
	login []string
	reads [][2]string // Type/id, JSON
}

var fence = regexp.MustCompile("(?ms)^```(\\w+)([^\n]*)\n(.*?)^```")

func readChapter(t *testing.T, file string) *chapter {
	t.Helper()
	text, err := os.ReadFile(filepath.Clean(file))
	if err != nil {
		t.Fatal(err)
	}
	c := &chapter{name: strings.TrimSuffix(filepath.Base(file), ".md"), files: map[string]string{}}
	for _, block := range fence.FindAllStringSubmatch(string(text), -1) {
		switch what, body := strings.TrimSpace(block[2]), block[3]; {
		case block[1] == "sql":
			c.sql.WriteString(body)
		case block[1] == "yaml" && what != "":
			c.files[what] += body
		case block[1] == "http":
			c.http = append(c.http, strings.Split(strings.TrimSpace(body), "\n")...)
		case block[1] == "login":
			c.login = append(c.login, strings.Split(strings.TrimSpace(body), "\n")...)
		case block[1] == "json" && what != "":
			c.reads = append(c.reads, [2]string{what, body})
		}
	}
	return c
}

// TestBook runs every chapter: its mapping compiles without a remark against its tables, and its requests find what the
// page says. A chapter begins with a table and ends with a search.
func TestBook(t *testing.T) {
	files, err := filepath.Glob("[0-9]*.md")
	if err != nil || len(files) < 10 {
		t.Fatalf("the book has %d chapters: %v", len(files), err)
	}
	for _, file := range files {
		c := readChapter(t, file)
		t.Run(c.name, func(t *testing.T) {
			if c.sql.Len() == 0 || len(c.http) == 0 {
				t.Fatal("a chapter has tables and requests")
			}
			sites := c.serve(t)
			grants := map[string]access.Grant{}
			for i := 0; i+1 < len(c.login); i += 2 {
				signIn(t, sites, grants, c.login[i], c.login[i+1])
			}
			for i := 0; i+1 < len(c.http); i += 2 {
				ask(t, sites, grants, c.http[i], c.http[i+1])
			}
			for _, r := range c.reads {
				c.shows(t, sites, r[0], r[1])
			}
		})
	}
}

// serve loads the tables into a fresh database, writes the mapper and the tenants, and runs them as the process would.
func (c *chapter) serve(t *testing.T) map[string]*interaction.Site {
	t.Helper()
	dsn := mysqltest.DSN(t, mysqltest.Fresh(t))
	db, err := sql.Open("mysql", dsn+"?multiStatements=true")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), c.sql.String()); err != nil {
		t.Fatal(err)
	}
	t.Setenv("BOOK_DSN", dsn)
	t.Setenv("PORTICO_VERIFY_SQL", "true")
	dir := c.write(t)
	conf, err := config.Load(filepath.Join(dir, "portico.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	tenants, err := config.LoadTenants(conf.Tenants, conf)
	if err != nil {
		t.Fatal(err)
	}
	set := tenant.NewSet(tenant.Options{
		Config: conf, Version: "test", Warn: func(p problem.Problem) { t.Error(p) },
		Mappers: map[string]mappers.Mapper{"clinic": {Name: "clinic", Files: os.DirFS(filepath.Join(dir, "clinic"))}},
	})
	t.Cleanup(func() { _ = set.Close() })
	for _, f := range set.Replace(t.Context(), tenants, nil) {
		t.Fatal(f.Err)
	}
	sites := map[string]*interaction.Site{}
	for _, one := range tenants {
		if sites[one.ID], err = set.ByID(one.ID).Site(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	return sites
}

// write lays out the folder of a process. A chapter without tenants has one, called clinic, in New York.
func (c *chapter) write(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	put := func(name, text string) {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put("portico.yaml", "listen: 127.0.0.1:8081\nmappers: .\ntenants: tenants\n")
	alone := true
	for name, text := range c.files {
		id, isTenant := strings.CutPrefix(strings.TrimSuffix(name, ".yaml"), "tenants/")
		switch {
		case isTenant && !strings.Contains(id, "/"):
			alone = false
			put(name, "id: "+id+"\nname: "+id+"\nmapper: clinic\ndatabase: {dsn_env: BOOK_DSN}\n"+text)
		case isTenant || strings.Contains(name, "/"):
			put(name, text)
		default:
			put("clinic/"+name, text)
		}
	}
	if alone {
		put("tenants/clinic.yaml", "id: clinic\nname: Clinic\nmapper: clinic\ndatabase: {dsn_env: BOOK_DSN}\ntime_zone: America/New_York\n")
	}
	return dir
}

// signIn compares who signs in, written [tenant:]name / password, with what stands below it: the id, who it is or -, the roles
// and whose records they see; or "nobody". The grant that comes of user/*.rs is kept by the name.
func signIn(t *testing.T, sites map[string]*interaction.Site, grants map[string]access.Grant, login, want string) {
	t.Helper()
	name, password, _ := strings.Cut(login, " / ")
	site, typed := at(t, sites, strings.TrimSpace(name))
	directory := people.NewDirectory(func(context.Context) (*interaction.Site, error) { return site, nil }, budget)
	u, err := directory.SignIn(t.Context(), typed, password)
	got := "nobody"
	switch {
	case err == nil:
		got = fmt.Sprintf("%s %s %s, sees %s", u.ID, cmp.Or(u.FHIRUser, "-"), strings.Join(u.Roles, " "), site.Roles.Reach(u.Person()))
		scopes, err := access.ParseScopes("user/*.rs")
		if err != nil {
			t.Fatal(err)
		}
		if grants[name], err = access.NewGrant(site.Tenant, site.Roles.Bind(access.Claims{Scopes: scopes}, u.Person())); err != nil {
			t.Fatal(err)
		}
	case !errors.Is(err, people.ErrNobody):
		t.Fatal(err)
	}
	if got != strings.TrimSpace(want) {
		t.Errorf("%s is %q, not %q", login, got, strings.TrimSpace(want))
	}
}

// budget is what verifying passwords may take.
var budget = password.NewBudget()

// ask compares one request, written GET [tenant:]Type?query [AS name], with what stands below it: the resources found, "nothing",
// or "refused: " and words of the reason.
func ask(t *testing.T, sites map[string]*interaction.Site, grants map[string]access.Grant, request, want string) {
	t.Helper()
	want = strings.TrimSpace(want)
	request, name, as := strings.Cut(request, " AS ")
	site, path := at(t, sites, strings.TrimSpace(strings.TrimPrefix(request, "GET ")))
	grant := access.Open(site.Tenant)
	if as {
		grant = grants[name]
	}
	resource, query, _ := strings.Cut(path, "?")
	params, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	page, _, err := interaction.Search(t.Context(), site, grant, resource, params, false)
	reason, refused := strings.CutPrefix(want, "refused: ")
	switch {
	case refused && (err == nil || !strings.Contains(err.Error(), reason)):
		t.Errorf("%s is not refused with %q: %v", request, reason, err)
	case !refused && err != nil:
		t.Errorf("%s: %v", request, err)
	case !refused:
		found := []string{}
		for _, e := range page.Entries {
			found = append(found, strings.TrimPrefix(e.FullURL, site.BaseURL+"/"))
		}
		if got := strings.Join(found, " "); got != want && (got != "" || want != "nothing") {
			t.Errorf("%s finds %q, not %q", request, got, want)
		}
	}
}

// at is the tenant that a path names before a colon, or the only one.
func at(t *testing.T, sites map[string]*interaction.Site, path string) (*interaction.Site, string) {
	t.Helper()
	for id, s := range sites {
		if rest, named := strings.CutPrefix(path, id+":"); named {
			return s, rest
		}
	}
	if len(sites) > 1 {
		t.Fatalf("%s names no tenant", path)
	}
	for _, s := range sites {
		return s, path
	}
	return nil, ""
}

func (c *chapter) shows(t *testing.T, sites map[string]*interaction.Site, path, want string) {
	t.Helper()
	site, path := at(t, sites, path)
	resource, id, _ := strings.Cut(path, "/")
	text, _, err := interaction.Read(t.Context(), site, access.Open(site.Tenant), resource, id)
	if err != nil {
		t.Errorf("%s: %v", path, err)
		return
	}
	var shown, got any
	if err := json.Unmarshal([]byte(want), &shown); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if at := lacks(got, shown, path); at != "" {
		t.Errorf("%s is not as the page shows it, at %s:\n%s", path, at, text)
	}
}

// lacks is where got does not hold what is shown: objects may hold more, everything else is equal. "": nowhere.
func lacks(got, shown any, path string) string {
	switch want := shown.(type) {
	case map[string]any:
		have, ok := got.(map[string]any)
		if !ok {
			return path
		}
		for key, value := range want {
			if at := lacks(have[key], value, path+"."+key); at != "" {
				return at
			}
		}
		return ""
	case []any:
		have, ok := got.([]any)
		if !ok || len(have) != len(want) {
			return path
		}
		for i, value := range want {
			if at := lacks(have[i], value, fmt.Sprintf("%s[%d]", path, i)); at != "" {
				return at
			}
		}
		return ""
	}
	if got != shown {
		return path
	}
	return ""
}
