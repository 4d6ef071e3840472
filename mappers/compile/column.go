package compile

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pingcap/tidb/pkg/parser/ast"

	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/problem"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// column finds what a name means: a column of a table in scope, or $name: a word, a setting or the clock.
func (s *sqlText) column(n *ast.ColumnName) sqltree.Expr {
	if n.Schema.O != "" {
		return s.fail("", "the tenant says which database", "%s.%s.%s names a schema", n.Schema.O, n.Table.O, n.Name.O)
	}
	name := n.Name.O
	if strings.HasPrefix(name, "$") {
		if n.Table.O == "" {
			return s.named(name[1:])
		}
		word, ok := s.scope.words[name[1:]]
		if !ok || word.node.Kind != mapping.Scalar || word.node.IsHole() {
			return s.fail(name, "a word of the variant or an argument of the template", "%s.%s: there is no constant called %s", n.Table.O, name, name)
		}
		name = word.node.Value
	}
	if p, picked := s.picks[n.Table.O]; picked {
		return s.picked(p, name)
	}
	if p, picked := s.picks[name]; picked {
		return s.fail(p.name, p.name+"["+p.key+"].column", "a picked row is no value: name one of its columns")
	}
	if n.Table.O == "" {
		return s.bareColumn(name)
	}
	for i := len(s.from) - 1; i >= 0; i-- {
		if t := s.from[i].Alias(n.Table.O); t != nil && t.Def.Column(name) != nil && !s.sameInGroup(i, t, name) {
			return sqltree.Null{}
		} else if t != nil {
			return s.columnOf(t, name)
		}
	}
	hint := didYouMean(n.Table.O, s.aliases())
	if _, child := s.rowsInSight(n.Table.O); child != nil {
		hint = "rows are written with $each, and " + n.Table.O + "['key']." + name + " picks one of them"
	}
	return s.fail("", hint, "unknown alias %s in %s.%s", n.Table.O, n.Table.O, name)
}

func (s *sqlText) columnOf(t *sqltree.TableRef, name string) sqltree.Expr {
	def := t.Def.Column(name)
	if def == nil {
		return s.fail(name, didYouMean(name, t.Def.ColumnNames()), "%s (alias %s) has no column %s", t.Table, t.Alias, name)
	}
	return sqltree.Column{Alias: t.Alias, Name: def.Name, Def: def}
}

// bareColumn finds a column without an alias where only one table has it.
func (s *sqlText) bareColumn(name string) sqltree.Expr {
	for i := len(s.from) - 1; i >= 0; i-- {
		var found []*sqltree.TableRef
		for j := range s.from[i] {
			if s.from[i][j].Def.Column(name) != nil {
				found = append(found, &s.from[i][j])
			}
		}
		if len(found) == 1 && !s.sameInGroup(i, found[0], name) {
			return sqltree.Null{}
		}
		if len(found) == 1 {
			return s.columnOf(found[0], name)
		}
		if len(found) > 1 {
			return s.fail(name, "say alias.column", "%s is a column of several tables here", name)
		}
	}
	return s.fail(name, "say alias.column; a text stands in quotes", "unknown column %s", name)
}

func (s *sqlText) aliases() []string {
	var out []string
	for _, f := range s.from {
		for _, t := range f {
			out = append(out, t.Alias)
		}
	}
	return out
}

// named is $name inside SQL: never spliced, but bound or folded.
func (s *sqlText) named(name string) sqltree.Expr {
	switch name {
	case "now", "today":
		return sqltree.Clock{DayOnly: name == "today"}
	}
	if w, ok := s.scope.words[name]; ok {
		if w.node.Kind == mapping.Scalar && !w.node.IsHole() {
			if inner := w.node.Name(); inner != "" {
				outer := *s
				outer.scope = w.scope
				return outer.named(inner)
			}
			return sqltree.Literal{Value: w.node.Value}
		}
		return s.fail("$"+name, "give a constant, or use the hole itself in the element", "$%s is not a constant, and SQL is never put together from pieces", name)
	}
	if rel := s.scope.memberNamed(name); rel != nil {
		return s.member(rel, name)
	}
	if i := s.c.program.SettingIndex(name); i >= 0 {
		set := &s.c.program.Settings[i]
		s.c.used[settingWord(set)+name] = true
		return sqltree.Setting{Name: name, Integer: set.Constant && set.Integer}
	}
	if sys, ok := s.c.mapper.Systems[name]; ok {
		s.c.used["system "+name] = true
		return sqltree.Literal{Value: sys.Value}
	}
	if slices.ContainsFunc(s.c.mapper.Constants, func(f mapping.Field) bool { return f.Key == name }) {
		return s.fail("$"+name, "a constant may use settings and the constants before it; the tenancy settings only", "the constant $%s is not known here yet", name)
	}
	switch name {
	case "self", "lastUpdated", "author":
		return s.fail("$"+name, "as a whole hole, =$"+name+", among the elements of derive", "$%s has no meaning here", name)
	}
	return s.fail("$"+name, didYouMean(name, append(s.c.names(s.scope), "now", "today")), "unknown name $%s", name)
}

// member is $name as a whole; of a code its parts have names.
func (s *sqlText) member(rel *program.Relation, name string) sqltree.Expr {
	if rel.Members.Codes != nil {
		return s.fail("$"+name, fmt.Sprintf("$%s.code, $%s.system or $%s.prefix", name, name, name), "$%s is a code with its system", name)
	}
	return s.columnOf(&rel.From[0], program.MemberText)
}

func didYouMean(name string, known []string) string {
	slices.Sort(known)
	if h := problem.DidYouMean(name, known); h != "" {
		return h
	}
	if len(known) == 0 {
		return ""
	}
	shown := known
	if len(shown) > 12 {
		shown = shown[:12]
	}
	return fmt.Sprintf("known: %s", strings.Join(shown, ", "))
}
