package interaction_test

import (
	"database/sql"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/bundle"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/mysqltest"
	"ehr.example/portico/mappers/sqltree"
)

// countedSite is a site whose statements are sent again, on a connection that counts what the database's handlers did for them.
type countedSite struct {
	site *interaction.Site
	conn *sql.Conn
	sent []sent
}

// sent is a statement.
type sent struct {
	text string
	args []any
}

// work is what the database did: rows that its handlers read (Handler_read…), index entries and looks into them included, and
// rows that it sorted.
type work struct{ read, sorted int64 }

// newCountedSite counts what a site asks of a database.
func newCountedSite(t *testing.T, s *interaction.Site, database string) *countedSite {
	t.Helper()
	c := &countedSite{}
	own := *s
	verify := own.Verify
	own.Verify = func(text string, args []any, values sqltree.Values) error {
		c.sent = append(c.sent, sent{text, args})
		return verify(text, args, values)
	}
	c.site = interaction.NewSite(own)
	var err error
	if c.conn, err = mysqltest.Admin(t).Conn(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.conn.Close() })
	for _, statement := range []string{"USE `" + database + "`", "SET SESSION join_cache_level = 0, optimizer_search_depth = 6, eq_range_index_dive_limit = 10, time_zone = '+00:00', sql_mode = 'NO_UNSIGNED_SUBTRACTION'"} {
		if _, err := c.conn.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

// page is a page of a search, so many behind the first, and what it took, with its statements.
func (c *countedSite) page(t *testing.T, search string, behind int) (page bundle.Page, did work, text string) {
	t.Helper()
	typ, query, _ := strings.Cut(search, "?")
	params, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	for i := range behind + 1 {
		c.sent = nil
		if page, _, err = interaction.Search(t.Context(), c.site, access.Open(c.site.Tenant), typ, params, false); err != nil {
			t.Fatalf("%s: %v", search, err)
		}
		page.Release()
		if i == behind {
			break
		}
		next, err := url.Parse(page.Next)
		if err != nil || page.Next == "" {
			t.Fatalf("%s has %d pages: %v", search, i+1, err)
		}
		params = next.Query()
	}
	var out strings.Builder
	for _, s := range c.sent {
		one := c.again(t, s)
		fmt.Fprintf(&out, "%7d read, %d sorted: %.700s\n", one.read, one.sorted, s.text)
		did.read, did.sorted = did.read+one.read, did.sorted+one.sorted
	}
	return page, did, out.String()
}

// again sends a statement again.
func (c *countedSite) again(t *testing.T, s sent) (did work) {
	t.Helper()
	if _, err := c.conn.ExecContext(t.Context(), "FLUSH STATUS"); err != nil {
		t.Fatal(err)
	}
	drain(t, c.conn, s.text, s.args, func(*sql.Rows) error { return nil })
	drain(t, c.conn, "SHOW SESSION STATUS WHERE Variable_name LIKE 'Handler_read%' OR Variable_name = 'Sort_rows'", nil, func(rows *sql.Rows) error {
		var name string
		var n int64
		err := rows.Scan(&name, &n)
		if name == "Sort_rows" {
			did.sorted += n
		} else {
			did.read += n
		}
		return err
	})
	return did
}

func drain(t *testing.T, conn *sql.Conn, text string, args []any, row func(*sql.Rows) error) {
	t.Helper()
	rows, err := conn.QueryContext(t.Context(), text, args...)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows); err != nil {
			t.Fatal(err)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}
