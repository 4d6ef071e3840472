package compile

import (
	"slices"

	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// latest lets only the newest of a source's rows through: its key is the first in the order turned round.
func (c *compiler) latest(src *mapping.Source, rel *program.Relation) {
	text := src.Latest
	if text == nil || text.Per.Zero() || text.By.Zero() {
		return
	}
	if !src.Group.Zero() {
		c.problems.Hintf(text.Pos, "latest: a resource for the newest row; group: one for all rows", "%s has both latest: and group:", rel.Name)
		return
	}
	base := rel.From[0]
	from := []sqltree.From{{base}}
	alone := &scope{top: rel}
	per := c.expressions(text.Per, from, alone)
	by := c.orderBy(text.By, from[0], alone)
	where := c.condition(text.Where, from, alone)
	if per == nil || by == nil || !c.ascending(text.By, by) {
		return
	}
	lone, ok := c.loneKey(base, sqltree.ColumnNames(per))
	if !ok {
		c.problems.Hintf(text.Pos, "a table whose primary key has one column beside those of per can",
			"latest cannot tell the rows of %s apart", base.Table)
		return
	}
	for i := range by {
		by[i].Desc = true
	}
	one := &program.Relation{From: sqltree.From{{Table: base.Table, Alias: base.Alias, Def: base.Def}}, Where: where, Key: per}
	one.OrderBy = newestFirst(by, lone)
	if names := sqltree.ColumnNames(per); len(names) == len(per) {
		c.per = names
	}
	newest := sqltree.Compare(lone, "=", ranked(one, lone, per, 0))
	rel.Where = sqltree.AllOf(sqltree.OrTrue(rel.Where), sqltree.AnyOf(newest, standsAlone(per, where, rel.From)))
}

// ascending refuses an order that is turned round already.
func (c *compiler) ascending(text mapping.Text, by []sqltree.Order) bool {
	if slices.ContainsFunc(by, func(o sqltree.Order) bool { return o.Desc }) {
		c.problems.Hintf(text.Pos, "by: what grows, without DESC", "the newest row of latest is the last in the order of by")
		return false
	}
	return true
}

func newestFirst(by []sqltree.Order, key sqltree.Expr) []sqltree.Order {
	out := withKey(by, key)
	out[len(out)-1].Desc = true
	return out
}

// standsAlone is the condition that a row is not one of several: what it is told from others by is NULL.
func standsAlone(per []sqltree.Expr, where sqltree.Expr, from sqltree.From) sqltree.Expr {
	var unknown []sqltree.Expr
	for _, e := range per {
		if nullable(e, from) {
			unknown = append(unknown, sqltree.Is{X: e, What: "NULL"})
		}
	}
	return sqltree.AllOf(sqltree.AnyOf(unknown...), sqltree.OrTrue(where))
}

// existing lets only rows through that have others below them.
func (c *compiler) existing(src *mapping.Source, rel *program.Relation) {
	for _, text := range src.Exists {
		child := rowsNamed(rel, text.Value)
		if child == nil {
			var known []string
			for _, r := range src.Rows {
				known = append(known, r.Name)
			}
			c.problems.Hintf(text.Pos, existsHint(didYouMean(text.Value, known)), "exists: there are no rows called %q", text.Value)
			continue
		}
		c.usesRows(child)
		rel.Where = sqltree.AllOf(sqltree.OrTrue(rel.Where), anyBelow(child))
	}
}

// anyBelow is EXISTS as a look into the index for each row: pages are read along the key, and MariaDB would make a list of
// everything that has rows below it.
func anyBelow(child *program.Child) sqltree.Expr {
	return sqltree.NotNull(sqltree.Scalar{Select: &sqltree.Select{
		Columns: []sqltree.Expr{sqltree.Number{Text: "1"}},
		From:    child.Rows.From,
		Where:   sqltree.AllOf(tiedTo(child), sqltree.OrTrue(child.Rows.Where)),
		Limit:   1,
	}})
}

func existsHint(near string) string {
	if near == "" {
		return "rows: names them"
	}
	return near
}

// oneOf turns the variants of a source with $one into conditions of which at most one holds, and lets only rows through
// where one does.
func (c *compiler) oneOf(src *source, sc *scope) {
	text := src.text
	if !text.One {
		return
	}
	src.out.One = true
	if len(text.Variants) < 2 {
		c.problems.Hintf(text.Pos, "$one chooses between variants", "%s has $one and fewer than two variants", src.out.Path())
	}
	var lost sqltree.Expr = sqltree.True
	var some []sqltree.Expr
	for i, v := range text.Variants {
		holds := c.variantIf(src, v, c.variantScope(v, sc))
		c.lastOfOne(v, holds, i == len(text.Variants)-1)
		src.one = append(src.one, sqltree.AllOf(lost, sqltree.OrTrue(holds)))
		some = append(some, sqltree.OrTrue(holds))
		lost = sqltree.AllOf(lost, sqltree.IsNotTrue(sqltree.OrTrue(holds)))
	}
	if e := sqltree.AnyOf(some...); !sqltree.IsTrue(e) {
		src.out.Rows.Where = sqltree.AllOf(sqltree.OrTrue(src.out.Rows.Where), e)
	}
}

func (c *compiler) lastOfOne(v mapping.Variant, holds sqltree.Expr, last bool) {
	if holds == nil && !last {
		c.problems.Hintf(v.Pos, "give it an $if, or put it last", "the variants after %s are never reached", v.Name)
	}
}

// variantIf is the condition of a variant; nil: every row makes one.
func (c *compiler) variantIf(src *source, v mapping.Variant, sc *scope) sqltree.Expr {
	text := v.If
	if text.Zero() {
		text = src.text.VariantIf
	}
	if text.Zero() {
		return nil
	}
	e := c.condition(text, sc.froms(), sc)
	if e != nil && !isCondition(e) {
		return sqltree.Holds(e)
	}
	return e
}

// variantScope is the source's scope with the words of a variant.
func (c *compiler) variantScope(v mapping.Variant, sc *scope) *scope {
	inner := *sc
	inner.words, inner.variant = map[string]word{}, v.Name
	for _, w := range v.Words {
		inner.words[w.Key] = word{node: w.Value, scope: sc}
	}
	return &inner
}
