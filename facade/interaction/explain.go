package interaction

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/bundle"
	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/mappers/sqltree"
)

// Explain is the straight path made visible: the query, its plan, and, after running it, each statement with its
// arguments and the database's own plan of the first statement of each source. The path is that of an
// Address. It holds patients' data: for operators.
func Explain(ctx context.Context, s *Site, g access.Grant, path string, params url.Values) (string, error) {
	at, err := ParseAddress(path)
	if err != nil {
		return "", err
	}
	r, err := newRequest(s, g, at, params, false)
	if err != nil {
		return "", err
	}
	var out strings.Builder
	fmt.Fprintf(&out, "query   %s?%s\ngrant   %s\n\n%s", r.address(), r.query.Encode(), g, r.plan)
	if r.plan.Empty() && r.query.Record == nil {
		out.WriteString("\nNothing can match: no statement is run.\n")
		return out.String(), nil
	}
	r.recorded = true
	run, err := r.start(ctx)
	if err != nil {
		return "", err
	}
	defer run.close()
	var page bundle.Page
	if err := run.search(&page); err != nil {
		return "", err
	}
	fmt.Fprintf(&out, "\n%d entries by %d statements, %d rows\n", len(page.Entries), run.stats.Statements, run.stats.Rows)
	run.writeStatements(&out)
	run.writePlans(&out)
	return out.String(), nil
}

// ParseRequest reads a search as it stands behind a base: TYPE?PARAMETERS, ?_type=A,B, or Patient/id/TYPE?PARAMETERS. Errors
// are outcomes.
func ParseRequest(text string) (path string, params url.Values, err error) {
	path, query, asks := strings.Cut(text, "?")
	if path == "" && !asks {
		return "", nil, outcome.Invalid("the request is %q; write it as it stands behind the base, such as Observation?patient=1", text)
	}
	if params, err = url.ParseQuery(query); err != nil {
		return "", nil, outcome.Invalid("the request can't be read: %s", err)
	}
	return path, params, nil
}

func (r *run) writeStatements(out *strings.Builder) {
	for i, st := range r.session.Statements() {
		fmt.Fprintf(out, "\n[%d] %d rows, %s\n    %s\n", i+1, st.Rows, st.Took.Round(10_000), st.Text)
		if len(st.Args) > 0 {
			fmt.Fprintf(out, "    with %s\n", arguments(st.Args))
		}
	}
}

func arguments(args []any) string {
	texts := make([]string, len(args))
	for i, a := range args {
		texts[i] = sqltree.Quote(a)
	}
	return strings.Join(texts, ", ")
}

// writePlans asks the database how it finds each source's rows.
func (r *run) writePlans(out *strings.Builder) {
	for _, src := range r.plan.Sources {
		sel := src.NamedStatement()
		if !src.Named {
			sel = src.KeyStatement(nil, r.query.Count+1)
		}
		p, err := r.session.Explain(sel, r.values)
		if err != nil {
			fmt.Fprintf(out, "\nthe database gives no plan for %s\n", src.Of.Path())
			continue
		}
		fmt.Fprintf(out, "\nthe database's plan for %s\n%s", src.Of.Path(), p)
	}
}
