package program

import (
	"fmt"
	"sort"
	"strings"

	"ehr.example/portico/mappers/sqltree"
)

// printer writes a program for people.
type printer struct {
	b     strings.Builder
	depth int
}

func (p *printer) line(format string, args ...any) {
	p.b.WriteString(strings.Repeat("  ", p.depth))
	fmt.Fprintf(&p.b, format, args...)
	p.b.WriteByte('\n')
}

func (p *printer) under(f func()) {
	p.depth++
	f()
	p.depth--
}

// String is the whole program as text: relations with their columns, then each variant's instructions and what the
// search finds.
func (p *Program) String() string {
	var out printer
	out.line("program %s", p.Mapper)
	for _, k := range p.Constants {
		out.line("constant %s %s", k.Name, sqltree.SelectText(k.Select))
	}
	for _, t := range p.Types {
		for _, s := range t.Sources {
			out.source(s)
		}
	}
	for _, u := range p.Users {
		out.users(u)
	}
	for _, r := range p.Roles {
		out.role(r)
	}
	return out.b.String()
}

func (p *printer) source(s *Source) {
	p.line("source %s", s.Path())
	p.under(func() {
		p.relation(s.Rows)
		if s.One {
			p.line("one variant")
		}
		p.line("id %s", s.ID)
		for _, id := range s.Fallback {
			p.line("or id %s", id)
		}
		if s.Patient != nil {
			p.line("patient %s -> %s", list(s.Patient.Key), s.Patient.Target.Path())
		}
		p.belonging(s)
		for _, v := range s.Variants {
			p.variant(v)
		}
	})
}

func (p *printer) relation(r *Relation) {
	for _, t := range r.From {
		if r.Members != nil {
			p.line("from %s", r.Members)
			continue
		}
		p.line("%s %s %s%s", [...]string{"from", "join", "left join"}[t.Join], t.Table, t.Alias, on(t))
	}
	if !sqltree.IsTrue(r.Where) {
		p.line("where %s", sqltree.Text(r.Where))
	}
	for i, o := range r.OrderBy {
		p.line("%s %s%s", [...]string{"order by", "then by"}[b2i(i > 0)], sqltree.Text(o.X), [...]string{"", " desc"}[b2i(o.Desc)])
	}
	if r.Grouped {
		p.line("grouped by %s", list(r.Key))
	}
	for i, c := range r.Columns {
		p.line("[%d]%s %s", i, [...]string{"", " key"}[b2i(i < len(r.Key))], sqltree.Text(c))
	}
	for i, l := range r.Links {
		p.line("link %d: %v -> %s", i, l.Slots, l.Rows.Name)
		p.under(func() { p.relation(l.Rows) })
	}
	for i, c := range r.Children {
		p.line("child %d %s: %v%s", i, c.Name, c.Slots, [...]string{", not shown", ""}[b2i(c.Shown)])
		p.under(func() { p.relation(c.Rows) })
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func on(t sqltree.TableRef) string {
	if t.On == nil {
		return ""
	}
	return " on " + sqltree.Text(t.On)
}

func list(xs []sqltree.Expr) string {
	texts := make([]string, len(xs))
	for i, x := range xs {
		texts[i] = sqltree.Text(x)
	}
	return strings.Join(texts, ", ")
}

// String is the id as a mapping would say it.
func (id ID) String() string {
	var b strings.Builder
	for _, p := range id {
		if p.Expr == nil {
			b.WriteString(p.Literal)
			continue
		}
		b.WriteString("{" + [...]string{"", "uuid ", "uuidtext ", "hex "}[p.Codec] + sqltree.Text(p.Expr) + "}")
	}
	return b.String()
}

func (p *printer) variant(v *Variant) {
	p.line("variant %q%s", v.Name, ifText(v.If))
	p.under(func() {
		v.Body.print(p)
		codes := make([]string, 0, len(v.Params))
		for code := range v.Params {
			codes = append(codes, code)
		}
		sort.Strings(codes)
		for _, code := range codes {
			p.param(code, v.Params[code])
		}
	})
}

func ifText(e sqltree.Expr) string {
	if e == nil {
		return ""
	}
	return " if " + sqltree.Text(e)
}

func (p *printer) param(code string, x *Param) {
	if x.Status == Never {
		return
	}
	p.line("search %s %s%s", code, [...]string{"never", "answers", "cannot"}[x.Status], space(x.Why))
	p.under(func() {
		for _, a := range x.Alternatives {
			p.line("%s", a)
		}
	})
}

func space(s string) string {
	if s == "" {
		return ""
	}
	return ": " + s
}

// String is the alternative as one line.
func (a Alternative) String() string {
	var b strings.Builder
	switch {
	case a.Token != nil:
		fmt.Fprintf(&b, "%s | %s", a.Token.System, a.Token.Code)
	case a.Text != nil:
		b.WriteString(a.Text.String())
	case a.Date != nil && a.Date.Point:
		b.WriteString(a.Date.Low.String())
	case a.Date != nil:
		fmt.Fprintf(&b, "%s .. %s", a.Date.Low, a.Date.High)
	case a.Reference != nil:
		fmt.Fprintf(&b, "%s -> %s", list(a.Reference.Key), a.Reference.Target.Path())
	case a.Quantity != nil && a.Quantity.Code == nil && a.Quantity.System == nil:
		b.WriteString(a.Quantity.Value.String())
	case a.Quantity != nil:
		fmt.Fprintf(&b, "%s %s | %s", a.Quantity.Value, a.Quantity.System, a.Quantity.Code)
	default:
		b.WriteString(partsText(a.Parts))
	}
	for i, c := range a.Child.Path() {
		b.WriteString([...]string{" in ", "."}[b2i(i > 0)] + c.Name)
	}
	b.WriteString(ifText(a.Guard))
	return b.String()
}

// partsText is the parts of a composite, in order: (a or b) $ (c).
func partsText(parts [][]Alternative) string {
	texts := make([]string, len(parts))
	for i, part := range parts {
		places := make([]string, len(part))
		for j, a := range part {
			places[j] = a.String()
		}
		texts[i] = "(" + strings.Join(places, " or ") + ")"
	}
	return strings.Join(texts, " $ ")
}

// String is the value as one word or expression.
func (v *Value) String() string {
	switch {
	case v == nil:
		return "-"
	case v.Const != nil:
		return fmt.Sprintf("%q", *v.Const)
	case v.Setting != "":
		return "$" + v.Setting
	case v.Truth != nil:
		return sqltree.Text(v.Truth)
	case v.Lookup != nil:
		return list(v.Lookup.Key) + " -> " + v.Lookup.Name + "." + v.Lookup.Field.String()
	}
	text := sqltree.Text(v.Expr)
	if len(v.Void) > 0 {
		text += " | empty " + list(v.Void)
	}
	for _, s := range v.Steps {
		text += " | " + s.Name
	}
	if v.Precision != Whole {
		text += [...]string{"", " | year", " | month"}[v.Precision]
	}
	if v.Map != nil && v.Map.Name != "" {
		text += " | map " + v.Map.Name
	} else if v.Map != nil {
		text += " | bool " + strings.Join(v.Map.Raws(), " ")
	}
	if v.Number {
		text += " | number"
	}
	return text + v.sargable()
}

// sargable is what searches ask of columns besides.
func (v *Value) sargable() string {
	text := ""
	if v.Ordered != nil {
		text += " by " + sqltree.Text(v.Ordered.X)
	}
	if v.Near != nil {
		text += " near " + sqltree.Text(v.Near)
	}
	if v.Zone != nil {
		text += " zone " + sqltree.Text(v.Zone)
	}
	return text
}

func (o *Object) print(p *printer) {
	head := o.TypeName
	if o.If != nil {
		head += ifText(o.If.Expr)
	}
	p.line("%s", head)
	p.under(func() {
		for _, f := range o.Fields {
			if f.Name == "" {
				f.Node.print(p)
				continue
			}
			p.line("%s:", f.Name)
			p.under(func() { f.Node.print(p) })
		}
		if o.Stored != nil {
			o.Stored.print(p)
		}
	})
}

func (l *List) print(p *printer) {
	for i, item := range l.Items {
		p.line("- %d", i)
		p.under(func() { item.print(p) })
	}
}

func (e *Each) print(p *printer) {
	p.line("each %s", e.Of.Name)
	p.under(func() { e.Item.print(p) })
}

func (f *First) print(p *printer) {
	for _, b := range f.Branches {
		if b.If == nil {
			p.line("first:")
		} else {
			p.line("first if %s:", sqltree.Text(b.If.Expr))
		}
		p.under(func() { b.Node.print(p) })
	}
}

func (c *Const) print(p *printer)       { p.line("%s", c.JSON) }
func (n *SettingText) print(p *printer) { p.line("$%s", n.Name) }
func (TenantTag) print(p *printer)      { p.line("tenant") }

func (h *Hole) print(p *printer) {
	place := fmt.Sprintf("[%d.%d]", h.Frame, h.Slot)
	if h.Link >= 0 {
		place = fmt.Sprintf("[%d link %d.%d]", h.Frame, h.Link, h.Slot)
	}
	for _, s := range h.Steps {
		place += " | " + s.Name
	}
	if h.Map != nil {
		name := h.Map.Name
		if name == "" {
			name = "(bool)"
		}
		p.line("%s map %s %s", place, name, [...]string{"code", "system", "display"}[h.Part])
		return
	}
	p.line("%s %s", place, formatNames[h.Format])
}

func (r *Ref) print(p *printer) {
	if r.Key != nil && r.Key.Self {
		p.line("%s/ of the same row%s", r.Target.Type, space(r.Key.Variant))
		return
	}
	if r.Link >= 0 {
		p.line("%s/ by link %d", r.Target.Type, r.Link)
		return
	}
	p.line("%s/ of %v", r.Target.Type, r.Slots)
}
