package compile

import (
	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/schema"
	"ehr.example/portico/mappers/sqltree"
)

// constants compiles the values that each tenant's database holds. They are settings from then on; each may use those
// before it.
func (c *compiler) constants() {
	for _, f := range c.mapper.Constants {
		if f.Value.Kind != mapping.Scalar { // the parser said so
			continue
		}
		c.settingName(f.Key, f.Pos)
		if c.program.SettingIndex(f.Key) >= 0 {
			c.problems.Errorf(f.Pos, "%s is a setting and a constant", f.Key)
			continue
		}
		set := program.Setting{Name: f.Key, Constant: true}
		if sel := c.constantSelect(f); sel != nil {
			set.Integer = kindOf(sel.Columns[0]) == schema.Integer
			c.program.Constants = append(c.program.Constants, program.DataConstant{Name: f.Key, Pos: f.Pos, Select: sel})
		}
		c.program.Settings = append(c.program.Settings, set)
	}
}

// constantSelect is SELECT column FROM tables WHERE condition.
func (c *compiler) constantSelect(f mapping.Field) *sqltree.Select {
	text := f.Value.Text()
	s := &sqlText{c: c, text: text, scope: &scope{}, from: []sqltree.From{nil}}
	sel := s.selectOf("")
	if sel == nil {
		return nil
	}
	if sel.From == nil {
		s.fail("", "SELECT column FROM table WHERE condition", "the constant %s reads no table", f.Key)
		return nil
	}
	if !s.only(sel, "FROM", "WHERE") {
		return nil
	}
	if s.tables(sel.From.TableRefs, &s.from[0]); s.bad {
		return nil
	}
	if len(sel.Fields.Fields) != 1 {
		s.fail("", "", "the constant %s is one column, not %d", f.Key, len(sel.Fields.Fields))
		return nil
	}
	out := &sqltree.Select{From: s.from[0]}
	s.value = true
	out.Columns = s.columns(sel.Fields.Fields, 1)
	s.value = false
	if sel.Where != nil {
		out.Where = s.expr(sel.Where)
	}
	if s.bad || !c.constantKind(f, out) {
		return nil
	}
	return out
}

// constantKind refuses what cannot be kept as a setting, and what changes while the tenant is served.
func (c *compiler) constantKind(f mapping.Field, sel *sqltree.Select) bool {
	if k := kindOf(sel.Columns[0]); k != schema.Text && k != schema.Integer {
		c.problems.Hintf(f.Value.Pos, "CAST(… AS CHAR) makes a text", "the constant %s is %s; it can be a text or a whole number", f.Key, article(k.String()))
		return false
	}
	clock := false
	sqltree.WalkSelect(sel, func(e sqltree.Expr) bool {
		_, is := e.(sqltree.Clock)
		clock = clock || is
		return !clock
	})
	if clock {
		c.problems.Hintf(f.Value.Pos, "what depends on the time belongs into where: or $if", "the constant %s is read once, when the tenant is built, so it has no $now and no $today", f.Key)
	}
	return !clock
}

// settingWord is what a setting is called where names of parts are kept.
func settingWord(s *program.Setting) string {
	if s.Constant {
		return "constant "
	}
	return "setting "
}
