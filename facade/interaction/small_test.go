package interaction_test

import (
	"encoding/json"
	"io/fs"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/mysql"
	"ehr.example/portico/facade/mysqltest"
	"ehr.example/portico/mappers"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// small is a database of a test's own with a mapping.
type small struct {
	t       *testing.T
	db      *mysql.Database
	program *program.Program
}

// newSmall makes one of a folder of tables.sql and the mapper's files.
func newSmall(t *testing.T, mapper string, folder fs.FS) *small {
	t.Helper()
	return smallOf(t, mappers.Mapper{Name: mapper, Files: folder}, folder)
}

// smallOf makes one of a mapper that may have more than files, and the folder that has its tables.sql.
func smallOf(t *testing.T, m mappers.Mapper, folder fs.FS) *small {
	t.Helper()
	tables, err := fs.ReadFile(folder, "tables.sql")
	if err != nil {
		t.Fatal(err)
	}
	name := mysqltest.Fresh(t)
	dsn := mysqltest.DSN(t, name)
	fill(t, name, string(tables))
	db := open(t, dsn)
	return &small{t: t, db: db, program: compiled(t, m, db)}
}

// smallText is the folder that a txtar file of testdata holds.
func smallText(t *testing.T, name string) fs.FS {
	t.Helper()
	archive, err := txtar.ParseFile("testdata/" + name + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	folder, err := txtar.FS(archive)
	if err != nil {
		t.Fatal(err)
	}
	return folder
}

// fill runs statements that end with a semicolon and a line's end.
func fill(t *testing.T, database, text string) {
	t.Helper()
	conn, err := mysqltest.Admin(t).Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(t.Context(), "USE `"+database+"`"); err != nil {
		t.Fatal(err)
	}
	for _, statement := range strings.Split(text, ";\n") {
		if strings.TrimSpace(statement) == "" {
			continue
		}
		if _, err := conn.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%v\n%s", err, statement)
		}
	}
}

func (s *small) site(settings map[string]string) *interaction.Site {
	s.t.Helper()
	return site(s.t, s.db, s.program, clinic{"small", "America/New_York", settings})
}

// found are the ids that a search shows under a grant, sorted.
func found(t *testing.T, s *interaction.Site, g access.Grant, search string) string {
	t.Helper()
	typ, query, _ := strings.Cut(search, "?")
	params, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	page, _, err := interaction.Search(t.Context(), s, g, typ, params, false)
	if err != nil {
		return err.Error()
	}
	var ids []string
	for _, e := range page.Entries {
		ids = append(ids, e.FullURL[strings.LastIndexByte(e.FullURL, '/')+1:])
	}
	return sorted(ids)
}

func sorted(ids []string) string {
	slices.Sort(ids)
	return strings.Join(ids, " ")
}

// want is a search, or an address to read, with what must come of it.
type want struct {
	ask, is string
}

// finds checks searches under a grant: the ids, or a piece of the refusal.
func finds(t *testing.T, s *interaction.Site, g access.Grant, wants ...want) {
	t.Helper()
	for _, w := range wants {
		if got := found(t, s, g, w.ask); got != sorted(strings.Fields(w.is)) && (w.is == "" || !strings.Contains(got, w.is)) {
			t.Errorf("%s under %s: %q, want %q", w.ask, g.Fingerprint(), got, w.is)
		}
	}
}

// tells whether a resource read under a grant has these pieces of JSON; nobody may read one of which "" is wanted.
func shows(t *testing.T, s *interaction.Site, g access.Grant, address string, pieces ...string) {
	t.Helper()
	typ, id, _ := strings.Cut(address, "/")
	raw, _, err := interaction.Read(t.Context(), s, g, typ, id)
	if err != nil {
		if !slices.Equal(pieces, []string{""}) {
			t.Errorf("%s under %s: %v", address, g.Fingerprint(), err)
		}
		return
	}
	if !json.Valid(raw) {
		t.Errorf("%s is no JSON:\n%s", address, raw)
	}
	for _, piece := range pieces {
		if piece == "" || !strings.Contains(string(raw), piece) {
			t.Errorf("%s under %s lacks %q:\n%s", address, g.Fingerprint(), piece, raw)
		}
	}
}

// textOf is an expression as SQL.
func textOf(e sqltree.Expr) string { return sqltree.Text(e) }
