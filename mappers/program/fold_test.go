package program

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestFold: of any body and row, instructions make what a plain reading of the nodes makes. A comparator stands elsewhere among
// the members.
func TestFold(t *testing.T) {
	for seed := range uint64(5000) {
		g := &grower{random: rand.New(rand.NewPCG(seed, 0)), target: &Source{Type: "Patient", ID: idOf("p", CodecInteger)}, hides: seed%3 == 0}
		v := &Variant{IfSlot: -1, Body: g.object(4)}
		v.Body.If, v.Body.TypeName = nil, "Patient"
		page := g.page()
		s := &State{Env: &Env{Settings: [][]byte{[]byte("set"), nil}, Tag: []byte(`{"code":"t"}`), Zone: zone(t, "America/New_York")}}
		v.Fold()
		got, ok := s.AppendResource(nil, g.target, v, page, 0)
		s.enter(0, page, 0)
		members, _, _ := plainReading{s}.members(v.Body)
		want := "{" + strings.Join(append([]string{`"resourceType":"Patient"`, `"id":"p1"`}, members...), ",") + "}"
		if !ok || len(got) != len(want) || !cmp.Equal(decoded(t, string(got)), decoded(t, want)) {
			t.Fatalf("seed %d: %s\nwant %s", seed, got, want)
		}
	}
}

func decoded(t *testing.T, text string) (tree any) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&tree); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return tree
}

// plainReading makes JSON of nodes as their comments say it, without anything made before.
type plainReading struct{ s *State }

// members are those of an object or a group; false: it has not what it needs.
func (r plainReading) members(o *Object) (members []string, got Presence, ok bool) {
	for _, f := range o.Fields {
		if f.Name == "" {
			more, p := r.group(f.Node.(*First))
			members, got = append(members, more...), got|p
			continue
		}
		text, p := r.value(f.Node)
		if p == Absent && f.Name == o.Needs {
			return nil, Absent, false
		}
		if text != "" && !f.hidden {
			members = append(members, `"`+f.Name+`":`+text)
		}
		got |= p
	}
	return members, got, true
}

func (r plainReading) group(f *First) ([]string, Presence) {
	chosen := false
	for _, b := range f.Branches {
		chosen = chosen || b.If != nil
		if b.If != nil && !b.If.holds(r.s) {
			continue
		}
		o := b.Node.(*Object)
		members, p, _ := r.members(o)
		if p == Filled || p == Constant && (b.If != nil || !o.Dynamic) {
			if chosen {
				p = Filled
			}
			return members, p
		}
		if b.If != nil {
			break
		}
	}
	return nil, Absent
}

// value is a node's JSON; "" where it is there and hidden.
func (r plainReading) value(n Node) (string, Presence) {
	switch x := n.(type) {
	case *Const:
		return string(x.JSON), Constant
	case *SettingText:
		if text := r.s.Env.Settings[x.Index]; text != nil {
			return `"` + string(text) + `"`, Constant
		}
	case TenantTag:
		return string(r.s.Env.Tag), Constant
	case *Object:
		return r.object(x)
	case *List:
		items, got := r.items(x)
		if len(items) == 0 {
			return "", got
		}
		return "[" + strings.Join(items, ",") + "]", got
	case *First:
		return r.first(x)
	case *Hole:
		return r.hole(x)
	case *Ref:
		return r.reference(x)
	}
	return "", Absent
}

func (r plainReading) object(o *Object) (string, Presence) {
	if o.If != nil && !o.If.holds(r.s) {
		return "", Absent
	}
	members, got, _ := r.members(o)
	switch {
	case got == Absent || o.Dynamic && got != Filled:
		return "", Absent
	case o.If != nil:
		got = Filled
	}
	if len(members) == 0 {
		return "", got
	}
	return "{" + strings.Join(members, ",") + "}", got
}

func (r plainReading) items(l *List) (items []string, got Presence) {
	add := func(n Node) {
		text, p := r.value(n)
		if text != "" {
			items = append(items, text)
		}
		got |= p
	}
	for _, n := range l.Items {
		e, isEach := n.(*Each)
		if !isEach {
			add(n)
			continue
		}
		kids := &r.s.frames[e.Frame].page.Children[e.Child]
		for _, row := range kids.Of(r.s.frames[e.Frame].row) {
			r.s.enter(e.Frame+1, &kids.Page, int(row))
			add(e.Item)
		}
	}
	return items, got
}

func (r plainReading) first(f *First) (string, Presence) {
	chosen := false
	for _, b := range f.Branches {
		chosen = chosen || b.If != nil
		if b.If != nil && !b.If.holds(r.s) {
			continue
		}
		text, p := r.value(b.Node)
		if p != Absent && chosen {
			p = Filled
		}
		if p != Absent || b.If != nil {
			return text, p
		}
	}
	return "", Absent
}

func (r plainReading) hole(h *Hole) (string, Presence) {
	at := placeOf(h)
	raw := at.raw(r.s)
	var out []byte
	ok := false
	if h.Map == nil && len(raw) > 0 {
		out, ok = writers[h.Format](nil, raw, r.s)
	} else if h.Map != nil {
		if to := h.Map.Find(raw); to != nil {
			out, ok = h.appendResult(nil, to)
		}
	}
	if !ok {
		return "", Absent
	}
	return string(out), Filled
}

func (r plainReading) reference(x *Ref) (string, Presence) {
	f := &r.s.frames[x.Frame]
	rows, row, id := &f.page.Rows, f.row, x.id
	if x.Link >= 0 {
		l := &f.page.Links[x.Link]
		if rows, row, id = &l.Page.Rows, int(l.Index[row]), x.Target.ID; row < 0 {
			return "", Absent
		}
	}
	text, ok := id.Append(nil, rows, row)
	if !ok {
		return "", Absent
	}
	if x.Key != nil {
		text = append(append(text, '-'), x.Key.Variant...)
	}
	return fmt.Sprintf(`"%s/%s"`, x.Target.Type, text), Filled
}
