package program

import (
	"encoding/json"
	"strings"
	"testing"
)

// The tests' trees: a row's cells are its columns.

func con(json string) Node    { return &Const{JSON: []byte(json)} }
func col(slot int) *Hole      { return &Hole{Slot: slot, Link: -1} }
func ifCell(slot int) *Cond   { return &Cond{Slot: slot} }
func of(items ...Node) *List  { return &List{Items: items} }
func pick(b ...Branch) *First { return &First{Branches: b} }

// obj is an object of names and nodes; a node without a name is a group. It is dynamic when a field is.
func obj(fields ...any) *Object {
	o := &Object{}
	name := ""
	for _, f := range fields {
		switch f := f.(type) {
		case string:
			name = f
		case *Cond:
			o.If = f
		case Node:
			field := ObjectField{Name: name, Node: f}
			if name != "" {
				field.Key = []byte(`"` + name + `":`)
			}
			o.Fields = append(o.Fields, field)
			o.Dynamic = o.Dynamic || fromRow(f)
			name = ""
		}
	}
	return o
}

// fromRow tells whether a node depends on the row, as the compiler does.
func fromRow(n Node) bool {
	switch x := n.(type) {
	case *Const, *SettingText, TenantTag:
		return false
	case *Object:
		return x.If != nil || x.Dynamic
	case *List:
		for _, item := range x.Items {
			if fromRow(item) {
				return true
			}
		}
		return false
	case *First:
		for _, b := range x.Branches {
			if b.If != nil || fromRow(b.Node) {
				return true
			}
		}
		return false
	}
	return true
}

func needing(name string, o *Object) *Object {
	o.Needs = name
	return o
}

// TestAssembly writes {"a": node} for a row; the object goes when nothing of the row is left.
func TestAssembly(t *testing.T) {
	gender := &Map{Entries: []MapEntry{{Raw: "M", To: &Coded{Code: "male"}}, {Raw: "X"}}, Default: &Coded{Code: "other"}, Empty: &Coded{Code: "unknown"}}
	quantity := func() *Object {
		return needing("value", obj("value", col(0), "unit", con(`"kg"`), "code", col(1)))
	}
	tests := []struct {
		name string
		node Node
		row  []any
		want string // empty: nothing
	}{
		{"hole", obj("b", col(0)), []any{"x"}, `{"b":"x"}`},
		{"hole NULL", obj("b", col(0)), []any{nil}, ``},
		{"hole empty", obj("b", col(0)), []any{""}, ``},
		{"hole blank", obj("b", col(0)), []any{"  "}, ``},
		{"constants alone stay", obj("b", con("1")), []any{nil}, `{"b":1}`},
		{"constants beside a hole", obj("b", con("1"), "c", col(0)), []any{"x"}, `{"b":1,"c":"x"}`},
		{"constants do not keep an object alive", obj("b", con("1"), "c", col(0)), []any{nil}, ``},
		{"nor below", obj("b", con("1"), "c", obj("d", con("2"), "e", col(0))), []any{nil}, ``},
		{"constant objects do not either", obj("b", obj("c", con("1")), "d", col(0)), []any{nil}, ``},
		{"one hole is enough", obj("b", col(0), "c", con("1"), "d", col(1)), []any{nil, "x"}, `{"c":1,"d":"x"}`},
		{"list", of(col(0), col(1)), []any{"x", "y"}, `["x","y"]`},
		{"list with a gap", of(col(0), col(1)), []any{nil, "y"}, `["y"]`},
		{"list of nothing", of(col(0), col(1)), []any{nil, nil}, ``},
		{"list of an object", obj("b", of(obj("c", con("1"), "d", col(0)))), []any{nil}, ``},
		{"constants in a list", obj("b", of(con("1")), "c", col(0)), []any{nil}, ``},

		{"$if holds", obj(ifCell(0), "b", con("1")), []any{1}, `{"b":1}`},
		{"$if does not", obj(ifCell(0), "b", con("1")), []any{0}, ``},
		{"$if is NULL", obj(ifCell(0), "b", con("1")), []any{nil}, ``},
		{"$if keeps its constants alive, and what is around", obj("b", obj(ifCell(0), "c", con("1")), "d", con("2")), []any{1}, `{"b":{"c":1},"d":2}`},
		{"without them what is around goes", obj("b", obj(ifCell(0), "c", con("1")), "d", con("2")), []any{0}, ``},
		{"$if does not keep an object with empty holes", obj(ifCell(0), "b", con("1"), "c", col(1)), []any{1, nil}, ``},

		{"first with a condition", obj("b", pick(Branch{ifCell(0), con("1")}, Branch{nil, con("2")})), []any{1}, `{"b":1}`},
		{"its else", obj("b", pick(Branch{ifCell(0), con("1")}, Branch{nil, con("2")})), []any{nil}, `{"b":2}`},
		{"a condition wins even when its value is empty", obj("b", pick(Branch{ifCell(0), col(1)}, Branch{nil, con("2")})), []any{1, nil}, ``},
		{"first value that is there", obj("b", pick(Branch{nil, col(0)}, Branch{nil, col(1)})), []any{nil, "y"}, `{"b":"y"}`},
		{"none", obj("b", pick(Branch{nil, col(0)}, Branch{nil, col(1)})), []any{nil, nil}, ``},
		{"a default is a constant", obj("b", pick(Branch{nil, col(0)}, Branch{nil, con("2")})), []any{nil}, ``},
		{"beside a hole", obj("b", pick(Branch{nil, col(0)}, Branch{nil, con("2")}), "c", col(1)), []any{nil, "x"}, `{"b":2,"c":"x"}`},
		{"a condition in the middle chooses", obj("b", pick(Branch{nil, col(0)}, Branch{ifCell(1), con("2")}, Branch{nil, con("3")})), []any{nil, 1}, `{"b":2}`},

		{"group", obj("b", con("1"), pick(Branch{ifCell(0), obj("c", col(1), "d", con("2"))}, Branch{nil, obj("e", con("3"))})), []any{1, "x"}, `{"b":1,"c":"x","d":2}`},
		{"group's else", obj("b", con("1"), pick(Branch{ifCell(0), obj("c", col(1))}, Branch{nil, obj("e", con("3"))})), []any{0, "x"}, `{"b":1,"e":3}`},
		{"group at the front", obj(pick(Branch{nil, obj("c", col(0))}), "b", col(1)), []any{nil, "x"}, `{"b":"x"}`},
		{"group at the front that is there", obj(pick(Branch{nil, obj("c", col(0))}), "b", col(1)), []any{"y", "x"}, `{"c":"y","b":"x"}`},
		{"group whose holes are empty gives way", obj("b", col(2), pick(Branch{nil, obj("c", con("1"), "d", col(0))}, Branch{nil, obj("e", col(1))})), []any{nil, "y", "x"}, `{"b":"x","e":"y"}`},
		{"group in a group", obj("b", col(2), pick(Branch{nil, obj(pick(Branch{ifCell(0), obj("c", col(1))}))})), []any{1, "y", "x"}, `{"b":"x","c":"y"}`},

		{"quantity", quantity(), []any{"5", "kg"}, `{"value":"5","unit":"kg","code":"kg"}`},
		{"quantity without a value", quantity(), []any{nil, "kg"}, ``},
		{"quantity without a value in an object", obj("b", quantity(), "c", col(1)), []any{nil, "kg"}, `{"c":"kg"}`},
		{"what is needed stands last", needing("value", obj("unit", con(`"kg"`), "value", col(0))), []any{nil}, ``},

		{"map", &Hole{Link: -1, Map: gender}, []any{"M"}, `"male"`},
		{"map default", &Hole{Link: -1, Map: gender}, []any{"Q"}, `"other"`},
		{"map empty", &Hole{Link: -1, Map: gender}, []any{""}, `"unknown"`},
		{"map blank", &Hole{Link: -1, Map: gender}, []any{"  "}, `"unknown"`},
		{"map NULL", &Hole{Link: -1, Map: gender}, []any{nil}, `"unknown"`},
		{"map to nothing", &Hole{Link: -1, Map: gender}, []any{"X"}, ``},
		{"map without a display", &Hole{Link: -1, Map: gender, Part: PartDisplay}, []any{"M"}, ``},
		{"map bare", &Hole{Link: -1, Bare: true, Map: &Map{Entries: []MapEntry{{Raw: "Y", To: &Coded{Code: "true"}}}}}, []any{"Y"}, `true`},

		{"setting", obj("b", &SettingText{Index: 0}), []any{nil}, `{"b":"set \"up\""}`},
		{"setting not given", obj("b", &SettingText{Index: 1}, "c", con("1")), []any{nil}, `{"c":1}`},
		{"settings are constants", obj("b", &SettingText{Index: 0}, "c", col(0)), []any{nil}, ``},
		{"tag", of(TenantTag{}), []any{nil}, `[{"code":"t"}]`},
	}
	env := &Env{Settings: [][]byte{[]byte(`set \"up\"`), nil}, Tag: []byte(`{"code":"t"}`)}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := State{Env: env}
			s.enter(0, &Page{Rows: *rowsOf(test.row)}, 0)
			got, presence := fold(test.node, around{}).append([]byte("before"), &s)
			if presence == Absent && string(got) != "before" {
				t.Fatalf("absent, and yet it wrote %s", got)
			}
			got = got[len("before"):]
			if string(got) != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
			if presence != Absent && !json.Valid(got) {
				t.Errorf("%s is not JSON", got)
			}
		})
	}
}

// hiding hides a field of an object.
func hiding(name string, o *Object) *Object {
	for i := range o.Fields {
		o.Fields[i].hidden = o.Fields[i].hidden || o.Fields[i].Name == name
	}
	return o
}

// TestHidden: what is asked and not written keeps alive what is around it, which shows the rest of it or nothing.
func TestHidden(t *testing.T) {
	tests := []struct {
		name     string
		node     Node
		row      []any
		want     string
		presence Presence
	}{
		{"alone", hiding("b", obj("b", col(0))), []any{"x"}, ``, Filled},
		{"alone and NULL", hiding("b", obj("b", col(0))), []any{nil}, ``, Absent},
		{"keeps constants", hiding("b", obj("a", con("1"), "b", col(0), "c", con("2"))), []any{"x"}, `{"a":1,"c":2}`, Filled},
		{"in the only field of an object", obj("a", hiding("b", obj("b", col(0)))), []any{"x"}, ``, Filled},
		{"beside constants", obj("a", con("1"), "b", hiding("c", obj("c", col(0))), "d", con("2")), []any{"x"}, `{"a":1,"d":2}`, Filled},
		{"in a list", of(hiding("b", obj("b", col(0))), col(1)), []any{"x", "y"}, `["y"]`, Filled},
		{"the only item", of(hiding("b", obj("b", col(0)))), []any{"x"}, ``, Filled},
		{"constant", hiding("b", obj("b", con("1"))), []any{nil}, ``, Constant},
		{"needed", needing("b", hiding("b", obj("b", col(0), "c", con("1")))), []any{nil}, ``, Absent},
		{"in a group that wins", obj("a", con("1"), pick(Branch{nil, hiding("b", obj("b", col(0)))}, Branch{nil, obj("c", con("2"))})), []any{"x"}, `{"a":1}`, Filled},
	}
	for _, test := range tests {
		s := State{Env: &Env{}}
		s.enter(0, &Page{Rows: *rowsOf(test.row)}, 0)
		if got, p := fold(test.node, around{}).append(nil, &s); string(got) != test.want || p != test.presence {
			t.Errorf("%s: %s (%d), want %s (%d)", test.name, got, p, test.want, test.presence)
		}
	}
}

// phones is two rows with three, none and one child row.
func phones() *Page {
	return &Page{
		Rows: *rowsOf([]any{1, "Ann"}, []any{2, "Bob"}, []any{3, nil}),
		Children: []ChildPage{{
			Page:   Page{Rows: *rowsOf([]any{1, "10"}, []any{1, nil}, []any{1, "12"}, []any{3, "30"})},
			Starts: []int32{0, 3, 3, 4},
			Order:  []int32{2, 1, 0, 3},
		}},
		Links: []LinkPage{{Page: Page{Rows: *rowsOf([]any{7, "seven"})}, Index: []int32{0, -1, 0}}},
	}
}

// TestEach writes a node for each row of a page with children and a link.
func TestEach(t *testing.T) {
	number := func() *Hole { return &Hole{Frame: 1, Slot: 1, Link: -1} }
	each := func(item Node) *Each { return &Each{Item: item} }
	target := &Source{Type: "Staff", ID: idOf("s", CodecInteger)}
	byKey := &Ref{Target: target, Slots: []int{0}, Link: -1}
	byKey.Bind()
	tests := []struct {
		name string
		node Node
		want [3]string
	}{
		{"items", of(each(number())), [3]string{`["12","10"]`, ``, `["30"]`}},
		{"items of objects with constants", of(each(obj("use", con(`"home"`), "value", number()))), [3]string{`[{"use":"home","value":"12"},{"use":"home","value":"10"}]`, ``, `[{"use":"home","value":"30"}]`}},
		{"beside other items", of(con("0"), each(number()), con("1")), [3]string{`[0,"12","10",1]`, `[0,1]`, `[0,"30",1]`}},
		{"parents vanish", obj("a", of(each(number())), "b", con("1")), [3]string{`{"a":["12","10"],"b":1}`, ``, `{"a":["30"],"b":1}`}},
		{"the parent's cells beside", obj("a", col(1), "b", of(each(number()))), [3]string{`{"a":"Ann","b":["12","10"]}`, `{"a":"Bob"}`, `{"b":["30"]}`}},
		{"link", &Hole{Slot: 1, Link: 0}, [3]string{`"seven"`, ``, `"seven"`}},
		{"reference by key", byKey, [3]string{`"Staff/s1"`, `"Staff/s2"`, `"Staff/s3"`}},
		{"reference by link", &Ref{Target: target, Link: 0}, [3]string{`"Staff/s7"`, ``, `"Staff/s7"`}},
	}
	for _, test := range tests {
		page := phones()
		for row, want := range test.want {
			s := State{Env: &Env{}}
			s.enter(0, page, row)
			if got, _ := fold(test.node, around{}).append(nil, &s); string(got) != want {
				t.Errorf("%s: row %d is %s, want %s", test.name, row, got, want)
			}
		}
	}
}

// TestEachAlone is a value of its own where the child has at most one row.
func TestEachAlone(t *testing.T) {
	page := phones()
	node := obj("a", con("1"), "b", &Each{Item: obj("use", con(`"home"`), "value", &Hole{Frame: 1, Slot: 1, Link: -1})})
	for row, want := range map[int]string{1: ``, 2: `{"a":1,"b":{"use":"home","value":"30"}}`} {
		s := State{Env: &Env{}}
		s.enter(0, page, row)
		if got, _ := fold(node, around{}).append(nil, &s); string(got) != want {
			t.Errorf("row %d is %s, want %s", row, got, want)
		}
	}
}

func TestAppendResource(t *testing.T) {
	src := &Source{Type: "Patient", ID: idOf("p", CodecInteger)}
	body := obj("active", con("true"), "name", of(obj("text", col(1))))
	tests := []struct {
		variant *Variant
		row     []any
		want    string
	}{
		{&Variant{IfSlot: -1, Body: body}, []any{1, "Ann", 0}, `{"resourceType":"Patient","id":"p1","active":true,"name":[{"text":"Ann"}]}`},
		{&Variant{IfSlot: -1, Body: body}, []any{1, nil, 0}, `{"resourceType":"Patient","id":"p1","active":true}`},
		{&Variant{IfSlot: -1, Body: body}, []any{nil, "Ann", 0}, ``},
		{&Variant{IfSlot: 2, Name: "a", Body: body}, []any{1, nil, 1}, `{"resourceType":"Patient","id":"p1-a","active":true}`},
		{&Variant{IfSlot: 2, Name: "a", Body: body}, []any{1, nil, 0}, ``},
		{&Variant{IfSlot: 2, Name: "a", Body: body}, []any{1, nil, nil}, ``},
		{&Variant{IfSlot: -1, Body: obj()}, []any{1, nil, nil}, `{"resourceType":"Patient","id":"p1"}`},
	}
	for _, test := range tests {
		s := State{Env: &Env{}}
		test.variant.Body.TypeName = src.Type
		test.variant.Fold()
		got, ok := s.AppendResource(nil, src, test.variant, &Page{Rows: *rowsOf(test.row)}, 0)
		if string(got) != test.want || ok != (test.want != "") {
			t.Errorf("%v is %s (%t), want %s", test.row, got, ok, test.want)
		}
	}
}

// TestAppendResourceAllocates nothing, whatever the resource holds.
func TestAppendResourceAllocates(t *testing.T) {
	staff := &Source{Type: "Practitioner", ID: idOf(CodecInteger)}
	ref := &Ref{Target: staff, Slots: []int{0}, Link: -1}
	ref.Bind()
	gender := &Map{Keys: KeysFolded, Entries: []MapEntry{{Raw: "M", To: &Coded{Code: "male"}}, {Raw: "F", To: &Coded{Code: "female"}}}}
	format := func(slot int, f Format) *Hole { return &Hole{Slot: slot, Link: -1, Format: f} }
	patient := obj(
		"meta", obj("lastUpdated", format(5, FormatUTC), "tag", of(TenantTag{})),
		"identifier", of(obj("system", &SettingText{}, "value", col(1))),
		"active", format(6, FormatBoolean),
		"name", of(obj("use", con(`"official"`), "family", col(2), "given", of(col(3)))),
		"telecom", of(&Each{Item: obj("system", con(`"phone"`), "value", &Hole{Frame: 1, Slot: 1, Link: -1})}),
		"gender", &Hole{Slot: 4, Link: -1, Map: gender},
		"birthDate", format(7, FormatDate),
		pick(Branch{ifCell(6), obj("deceasedDateTime", format(8, FormatLocal))}, Branch{nil, obj("deceasedBoolean", con("false"))}),
		"generalPractitioner", of(obj("reference", ref)),
		"managingOrganization", obj("display", &Hole{Slot: 1, Link: 0}),
	)
	quantity := func(slot int) *Object {
		return needing("value", obj("comparator", format(slot, FormatComparator), "value", format(slot, FormatNumber), "unit", con(`"mm[Hg]"`)))
	}
	component := func(slot int, code string) *Object {
		return obj("code", obj("coding", of(obj("code", con(code)))),
			pick(Branch{ifCell(slot), obj("valueQuantity", quantity(slot))}, Branch{nil, obj("dataAbsentReason", obj("text", con(`"unknown"`)))}))
	}
	pressure := obj(
		"status", con(`"final"`),
		"code", obj("coding", of(obj("code", con(`"85354-9"`)))),
		"effectiveDateTime", format(8, FormatLocal),
		"valueQuantity", needing("value", obj("value", format(11, FormatDecimal))),
		"component", of(component(9, `"8480-6"`), component(10, `"8462-4"`)),
	)
	page := &Page{
		Rows: *rowsOf([]any{1, "Zoë \"\x01\"", "O'Neil 😀", "Ann", "f", "2024-01-01 10:00:00", 1, "1980-02-29", "2023-03-12 02:30:00", "120", "<80", "66.500"}),
		Children: []ChildPage{{
			Page:   Page{Rows: *rowsOf([]any{1, "10"}, []any{1, "11"})},
			Starts: []int32{0, 2}, Order: []int32{0, 1},
		}},
		Links: []LinkPage{{Page: Page{Rows: *rowsOf([]any{7, "seven"})}, Index: []int32{0}}},
	}
	s := &State{Env: &Env{Settings: [][]byte{[]byte("urn:mrn")}, Tag: []byte(`{"code":"t"}`), Zone: zone(t, "America/New_York")}}
	for _, src := range []*Source{
		{Type: "Patient", ID: idOf("p", CodecInteger), Variants: []*Variant{{IfSlot: -1, Body: patient}}},
		{Type: "Observation", ID: idOf("v", CodecInteger), Variants: []*Variant{{Name: "blood-pressure", IfSlot: 6, Body: pressure}}},
	} {
		src.Variants[0].Fold()
		dst, ok := s.AppendResource(nil, src, src.Variants[0], page, 0)
		if !ok || !json.Valid(dst) {
			t.Fatalf("%s is %s", src.Type, dst)
		}
		if n := testing.AllocsPerRun(100, func() { dst, _ = s.AppendResource(dst[:0], src, src.Variants[0], page, 0) }); n != 0 {
			t.Errorf("a %s costs %v allocations", src.Type, n)
		}
	}
}

// TestMapFind compares keys as SQL does.
func TestMapFind(t *testing.T) {
	m := Map{Entries: []MapEntry{{Raw: "M", To: &Coded{Code: "1"}}, {Raw: "É", To: &Coded{Code: "2"}}, {Raw: "x ", To: &Coded{Code: "3"}}}}
	folded := m
	folded.Keys = KeysFolded
	tests := []struct{ raw, exact, folded string }{
		{"M", "1", "1"},
		{"m", "", "1"},
		{"M  ", "1", "1"},
		{" M", "", ""},
		{"É", "2", "2"},
		{"é", "", "2"},
		{"x", "3", "3"},
		{"X", "", "3"},
		{"MM", "", ""},
		{"", "", ""},
	}
	for _, test := range tests {
		for _, c := range []struct {
			m    *Map
			want string
		}{{&m, test.exact}, {&folded, test.folded}} {
			got := ""
			if to := c.m.Find([]byte(test.raw)); to != nil {
				got = to.Code
			}
			if got != c.want {
				t.Errorf("Find(%q), keys %d, is %q, want %q", test.raw, c.m.Keys, got, c.want)
			}
		}
	}
}

func BenchmarkAppendEscaped(b *testing.B) {
	dst := make([]byte, 0, 100)
	for b.Loop() {
		dst = AppendEscaped(dst[:0], "Zoë O'Neil, 12 Main Street")
	}
}

// TestMapFindUnaccented: a collation that forgives accents forgives them in keys.
func TestMapFindUnaccented(t *testing.T) {
	m := Map{Keys: KeysUnaccented, Entries: []MapEntry{{Raw: "Décédé", To: &Coded{Code: "dead"}}, {Raw: "vivant", To: &Coded{Code: "alive"}}}}
	for raw, want := range map[string]string{"decede": "dead", "DÉCÉDÉ": "dead", "de\u0301ce\u0301de\u0301": "dead", "Vivánt": "alive", "vivant ": "alive", "vivants": "", "décédée": "", "日": ""} {
		got := ""
		if to := m.Find([]byte(raw)); to != nil {
			got = to.Code
		}
		if got != want {
			t.Errorf("Find(%q) is %q, want %q", raw, got, want)
		}
	}
}

// TestMapFindNumbers: the zeros of a DECIMAL's scale are no part of a key.
func TestMapFindNumbers(t *testing.T) {
	m := Map{Keys: KeysAsNumbers, Entries: []MapEntry{{Raw: "1", To: &Coded{Code: "one"}}, {Raw: "2.50", To: &Coded{Code: "two"}}, {Raw: "100", To: &Coded{Code: "three"}}}}
	for raw, want := range map[string]string{"1": "one", "1.0": "one", "1.000": "one", "2.5": "two", "2.500": "two", "100": "three", "10": "", "25": "", "1.01": ""} {
		got := ""
		if to := m.Find([]byte(raw)); to != nil {
			got = to.Code
		}
		if got != want {
			t.Errorf("Find(%q) is %q, want %q", raw, got, want)
		}
	}
}

// TestRowsBelowRows writes an item for each row, and in it one for each row below that, without allocating.
func TestRowsBelowRows(t *testing.T) {
	cell := func(frame, slot int) *Hole { return &Hole{Frame: frame, Slot: slot, Link: -1, Value: &Value{}} }
	body := obj("name", of(&Each{Item: obj(
		"use", con(`"usual"`),
		"family", cell(1, 1),
		"given", of(&Each{Frame: 1, Item: cell(2, 1)}),
		"prefix", of(cell(1, 2), cell(0, 1)),
	)}))
	page := &Page{
		Rows: *rowsOf([]any{1, "Dr"}, []any{2, nil}),
		Children: []ChildPage{{
			Page: Page{
				Rows: *rowsOf([]any{1, "A", "a"}, []any{1, "B", nil}, []any{1, nil, nil}),
				Children: []ChildPage{{
					Page:   Page{Rows: *rowsOf([]any{1, "x"}, []any{1, "y"}, []any{2, "z"}, []any{2, nil})},
					Starts: []int32{0, 2, 4, 4}, Order: []int32{1, 0, 2, 3},
				}},
			},
			Starts: []int32{0, 3, 3}, Order: []int32{1, 0, 2},
		}},
	}
	src := &Source{Type: "Patient", ID: idOf("p", CodecInteger), Variants: []*Variant{{IfSlot: -1, Body: body}}}
	src.Variants[0].Fold()
	s := &State{Env: &Env{}}
	for row, want := range []string{
		`"name":[{"use":"usual","family":"B","given":["z"],"prefix":["Dr"]},{"use":"usual","family":"A","given":["y","x"],"prefix":["a","Dr"]},{"use":"usual","prefix":["Dr"]}]`,
		``,
	} {
		dst, ok := s.AppendResource(nil, src, src.Variants[0], page, row)
		if got := strings.TrimSuffix(string(dst), "}"); !ok || !strings.HasSuffix(got, want) || (want == "") == strings.Contains(got, "name") {
			t.Errorf("row %d is %s, want %s", row, dst, want)
		}
		if n := testing.AllocsPerRun(100, func() { dst, _ = s.AppendResource(dst[:0], src, src.Variants[0], page, row) }); n != 0 {
			t.Errorf("row %d costs %v allocations", row, n)
		}
	}
}
