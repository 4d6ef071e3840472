package inspect

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"ehr.example/portico/facade/mysql"
	"ehr.example/portico/mappers/problem"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// account tells an account that could write. Sessions are read-only all the same; this is the wall behind that wall.
func (i *inspector) account() error {
	grants, err := i.session.Grants()
	if err != nil {
		return err
	}
	if writing := Writing(grants, i.site.DB.Name()); len(writing) > 0 {
		i.add(Finding{Check: "account", Problem: problem.Problem{
			Severity: problem.Warning,
			Message:  fmt.Sprintf("the account of %s may do more than read: %s", i.site.DB.Address(), strings.Join(writing, ", ")),
			Hint:     "give it SELECT and SHOW VIEW on this database alone",
		}})
	}
	return nil
}

// reading are the privileges with which nothing can be changed.
var reading = []string{"USAGE", "SELECT", "SHOW VIEW", "SHOW DATABASES", "PROCESS", "REPLICATION CLIENT", "BINLOG MONITOR", "SLAVE MONITOR", "REPLICA MONITOR"}

var grantText = regexp.MustCompile("^GRANT (.+) ON (?:TABLE |FUNCTION |PROCEDURE )?(\\S+|`[^`]*`\\.\\S+) TO ")

// Writing are the privileges of SHOW GRANTS by which an account could change a database. Roles are not looked into.
func Writing(grants []string, database string) []string {
	var out []string
	for _, line := range grants {
		found := grantText.FindStringSubmatch(line)
		if found == nil || !covers(found[2], database) {
			continue
		}
		list := columns.ReplaceAllString(found[1], "")
		if strings.Contains(line, "WITH GRANT OPTION") {
			list += ", GRANT OPTION"
		}
		for _, p := range strings.Split(list, ",") {
			p = strings.ToUpper(strings.TrimSpace(p))
			if p != "" && !slices.Contains(reading, p) && !slices.Contains(out, p) {
				out = append(out, p)
			}
		}
	}
	return out
}

// columns are the lists of columns behind a privilege.
var columns = regexp.MustCompile(`\s*\([^)]*\)`)

// covers tells whether a grant's level holds for a database: *.*, `db`.*, `db`.`table`, where _ and % are patterns unless
// a backslash stands before them.
func covers(level, database string) bool {
	name, _, ok := strings.Cut(level, ".")
	name = strings.Trim(name, "`'\"")
	if !ok || name == "*" {
		return true
	}
	var pattern strings.Builder
	escaped := false
	for _, r := range name {
		switch {
		case escaped:
			pattern.WriteString(regexp.QuoteMeta(string(r)))
			escaped = false
		case r == '\\':
			escaped = true
		case r == '%':
			pattern.WriteString(".*")
		case r == '_':
			pattern.WriteString(".")
		default:
			pattern.WriteString(regexp.QuoteMeta(string(r)))
		}
	}
	match, err := regexp.MatchString("(?i)^"+pattern.String()+"$", database)
	return err == nil && match
}

// tables tries every table that the mapping names.
func (i *inspector) tables() error {
	for _, name := range i.named() {
		t := i.tableOf(name)
		if t == nil {
			continue
		}
		var rows program.Rows
		err := i.ask(&sqltree.Select{From: sqltree.From{*t}, Limit: 1, Columns: i.probe(t)}, &rows)
		if mysql.Denied(err) {
			i.closed[name] = true
			i.add(Finding{Check: "tables", Problem: problem.Problem{
				Message: fmt.Sprintf("the account may not read the table %s", name), Hint: "GRANT SELECT ON " + i.site.DB.Name() + "." + name,
			}})
			continue
		}
		if err != nil && !mysql.TooSlow(err) {
			return err
		}
	}
	return nil
}

// probe is what the program reads of a table, so that the right to each column is needed.
func (i *inspector) probe(t *sqltree.TableRef) []sqltree.Expr {
	used := map[string]bool{}
	i.relations(func(r *program.Relation) {
		sqltree.WalkSelect(&sqltree.Select{Columns: r.Columns, From: r.From, Where: r.Where}, func(e sqltree.Expr) bool {
			if c, ok := e.(sqltree.Column); ok {
				if of := r.From.Alias(c.Alias); of != nil && of.Table == t.Table {
					used[c.Name] = true
				}
			}
			return true
		})
	})
	for _, u := range i.site.Program.Users {
		u.Columns(func(c sqltree.Column) {
			if of := u.Source.Rows.From.Alias(c.Alias); of != nil && of.Table == t.Table {
				used[c.Name] = true
			}
		})
	}
	var out []sqltree.Expr
	for _, c := range t.Def.Columns {
		if used[c.Name] {
			out = append(out, sqltree.NotNull(sqltree.Column{Alias: t.Alias, Name: c.Name, Def: c}))
		}
	}
	return out
}

// unreadable tells whether a table of a FROM may not be read.
func (i *inspector) unreadable(from sqltree.From) bool {
	return slices.ContainsFunc(from, func(t sqltree.TableRef) bool { return i.closed[t.Table] })
}

// closedIn tells whether a condition looks into a table that may not be read.
func (i *inspector) closedIn(e sqltree.Expr) bool {
	if len(i.closed) == 0 {
		return false
	}
	found := false
	into := func(s *sqltree.Select) {
		if s != nil && !found {
			found = i.unreadable(s.From) || i.closedIn(s.Where)
		}
	}
	sqltree.Walk(e, func(x sqltree.Expr) bool {
		switch x := x.(type) {
		case sqltree.Exists:
			into(x.Select)
		case sqltree.Scalar:
			into(x.Select)
		case sqltree.InSelect:
			into(x.Select)
		case sqltree.InKeys:
			into(x.Keys.Select)
		case sqltree.HasKey:
			into(x.Keys.Select)
		}
		return !found
	})
	return found
}

// named are the tables of all relations, sorted.
func (i *inspector) named() []string {
	var out []string
	i.relations(func(r *program.Relation) {
		for _, t := range r.From {
			if !slices.Contains(out, t.Table) {
				out = append(out, t.Table)
			}
		}
	})
	slices.Sort(out)
	return out
}

// tableOf is a table under its own name.
func (i *inspector) tableOf(name string) *sqltree.TableRef {
	var found *sqltree.TableRef
	i.relations(func(r *program.Relation) {
		for _, t := range r.From {
			if t.Table == name && t.Def != nil {
				found = &sqltree.TableRef{Table: t.Table, Alias: t.Table, Def: t.Def}
			}
		}
	})
	return found
}

// relations visits every relation of the program that reads tables.
func (i *inspector) relations(visit func(*program.Relation)) {
	seen := map[*program.Relation]bool{}
	var all func(r *program.Relation)
	all = func(r *program.Relation) {
		if seen[r] {
			return
		}
		seen[r] = true
		if r.Members == nil { // those are no tables'
			visit(r)
		}
		for _, l := range r.Links {
			all(l.Rows)
		}
		for _, c := range r.Children {
			all(c.Rows)
		}
	}
	for _, t := range i.site.Program.Types {
		for _, s := range t.Sources {
			all(s.Rows)
		}
	}
	for _, u := range i.site.Program.Users {
		all(u.Source.Rows)
	}
}
