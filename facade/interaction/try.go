package interaction

import (
	"context"
	"fmt"
	"strings"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/bundle"
	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/facade/plan"
	"ehr.example/portico/facade/search"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// Trial is what one row of a source makes: for the people who write a mapping.
type Trial struct {
	Columns   []string // of the row, as SQL
	Row       []string // their values; "NULL" for NULL
	Resources [][]byte // one for each variant that holds
	SQL       string   // the statements with their arguments
}

// Try reads the row of a source (Type/name) with a key, and what is made of it. Key columns are given as text.
func Try(ctx context.Context, s *Site, path string, key []string) (*Trial, error) {
	run, src, err := tryOut(ctx, s, path, key)
	if err != nil {
		return nil, err
	}
	defer run.close()
	return run.try(src, key)
}

// Held is one row with all that stands around it, in memory: what assembling takes. Its memory is given back by Release.
type Held struct {
	Source  *program.Source
	Page    *program.Page // of one row
	Env     *program.Env
	Release func()
}

// Hold reads the row of a source (Type/name) with a key for measurements of assembling.
func Hold(ctx context.Context, s *Site, path string, key ...string) (*Held, error) {
	run, src, err := tryOut(ctx, s, path, key)
	if err != nil {
		return nil, err
	}
	page, err := run.one(src, key)
	if err != nil {
		run.close()
		return nil, err
	}
	return &Held{Source: src, Page: page, Env: s.env, Release: run.close}, nil
}

// tryOut starts a run over a whole source.
func tryOut(ctx context.Context, s *Site, path string, key []string) (*run, *program.Source, error) {
	src, err := sourceAt(s.Program, path)
	if err != nil {
		return nil, nil, err
	}
	if len(key) != len(src.Rows.Key) {
		return nil, nil, outcome.Invalid("%s has a key of %d columns: %s.", path, len(src.Rows.Key), keyNames(src))
	}
	r := &request{site: s, grant: access.Open(s.Tenant), query: search.Query{Type: src.Type, Count: 100}, now: s.now()}
	permitted, err := s.permit(r.query, r.grant, access.Search)
	if err != nil {
		return nil, nil, err
	}
	if r.plan, err = plan.Build(permitted, s.planTenant(r.now)); err != nil {
		return nil, nil, err
	}
	run, err := r.start(ctx)
	return run, src, err
}

// one reads a row by its key, and what stands around it.
func (r *run) one(src *program.Source, text []string) (*program.Page, error) {
	key := make([]any, len(text))
	for i, t := range text {
		key[i] = typedKey(src.Rows, i, []byte(t))
	}
	rows := &program.Page{Relation: src.Rows}
	if err := r.ask(r.site.Readers.Rows(src.Rows, [][]any{key}), &rows.Rows); err != nil {
		return nil, err
	}
	if rows.Rows.Len() == 0 {
		return nil, outcome.NotFound("No row of %s has the key %v: it does not exist, or the source's where leaves it out.", src.Path(), text)
	}
	return rows, r.around(rows)
}

func sourceAt(p *program.Program, path string) (*program.Source, error) {
	typ, name, _ := strings.Cut(path, "/")
	var known []string
	for _, t := range p.Types {
		for _, s := range t.Sources {
			if s.Type == typ && (s.Name == name || name == "" && len(t.Sources) == 1) {
				return s, nil
			}
			known = append(known, s.Path())
		}
	}
	return nil, outcome.NotFound("There is no source %s. Sources: %s.", path, strings.Join(known, ", "))
}

func keyNames(src *program.Source) string {
	names := make([]string, len(src.Rows.Key))
	for i, k := range src.Rows.Key {
		names[i] = sqltree.Text(k)
	}
	return strings.Join(names, ", ")
}

func (r *run) try(src *program.Source, text []string) (*Trial, error) {
	r.session.Record()
	planned := r.planned(src)
	if planned == nil {
		return nil, outcome.NotFound("%s has no rows that can be seen.", src.Path())
	}
	rows, err := r.one(src, text)
	if err != nil {
		return nil, err
	}
	out := &Trial{}
	for i, c := range src.Rows.Columns {
		out.Columns = append(out.Columns, sqltree.Text(c))
		out.Row = append(out.Row, cellText(rows.Rows.Cell(0, i)))
	}
	var page bundle.Page
	a := r.assembler(&page, len(planned.Variants))
	for v := range planned.Variants {
		a.append(planned, v, rows, 0)
	}
	if a.state.Err != nil {
		return nil, a.state.Err
	}
	for _, e := range page.Entries {
		out.Resources = append(out.Resources, e.Resource)
	}
	var sql strings.Builder
	r.writeStatements(&sql)
	out.SQL = sql.String()
	return out, nil
}

func (r *run) planned(src *program.Source) *plan.Source {
	for _, s := range r.plan.Sources {
		if s.Of == src {
			return s
		}
	}
	return nil
}

func cellText(cell []byte) string {
	if cell == nil {
		return "NULL"
	}
	for _, c := range cell {
		if c < ' ' && c != '\n' && c != '\t' && c != '\r' {
			return fmt.Sprintf("X'%X'", cell)
		}
	}
	return string(cell)
}
