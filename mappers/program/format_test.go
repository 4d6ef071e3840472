package program

import (
	"strings"
	"testing"
	"time"
)

// TestFunctionFormats writes raw values in the formats that a function of a hole chooses. "" is absent.
func TestFunctionFormats(t *testing.T) {
	div := func(inside string) string {
		return `"<div xmlns=\"http://www.w3.org/1999/xhtml\">` + inside + `</div>"`
	}
	for _, c := range []struct {
		format    Format
		raw, want string
	}{
		{FormatYear, "1980-06-15", `"1980"`},
		{FormatYear, "1980-00-00", `"1980"`},
		{FormatYear, "1980-06-15 10:00:00", `"1980"`},
		{FormatYear, "0000-00-00", ""},
		{FormatYear, "1980", ""},
		{FormatYear, "junkjunkjunk", ""},
		{FormatMonth, "1980-06-00", `"1980-06"`},
		{FormatMonth, "1980-00-00", ""},
		{FormatMonth, "1980-13-01", ""},
		{FormatPartial, "1980", `"1980"`},
		{FormatPartial, "1980-02", `"1980-02"`},
		{FormatPartial, "1980-02-29", `"1980-02-29"`},
		{FormatPartial, "1981-02-29", ""},
		{FormatPartial, "1980-13", ""},
		{FormatPartial, "0000", ""},
		{FormatPartial, "80", ""},
		{FormatPartial, "1980-", ""},
		{FormatPartial, "1980-02-29 10:00:00", ""},
		{FormatNarrative, " a <b> & \"c\"\r\nd ", div(`a &lt;b&gt; &amp; \"c\"<br/>d`)},
		{FormatNarrative, "é\x00\xff", div("é \uFFFD")},
		{FormatNarrative, " \n\t", ""},
		{FormatContent, "QUJD", `"QUJD"`},
		{FormatContent, "QUJD\r\nRA==\n", `"QUJDRA=="`},
		{FormatContent, "QUJ", ""},
		{FormatContent, "Q===", ""},
		{FormatContent, "QU=D", ""},
		{FormatContent, "data:,x", ""},
		{FormatContent, " ", ""},
		{FormatTruth, "true", "true"},
		{FormatTruth, "false", "false"},
		{FormatTruth, "True", ""},
		{FormatTruth, "1", ""},
	} {
		got, ok := writers[c.format](nil, []byte(c.raw), &State{Env: &Env{Zone: Zone{Location: time.UTC}}})
		if !ok {
			got = nil
		}
		if string(got) != c.want {
			t.Errorf("%s of %q is %s, want %s", formatNames[c.format], c.raw, got, c.want)
		}
	}
}

// TestZoned writes wall clocks with the offset that a column holds.
func TestZoned(t *testing.T) {
	for _, c := range []struct{ raw, zone, want string }{
		{"2024-01-10 09:30:00", "-480", `"2024-01-10T09:30:00-08:00"`},
		{"2024-01-10 09:30:00.250", "330", `"2024-01-10T09:30:00.250+05:30"`},
		{"2024-01-10 09:30:00", "0", `"2024-01-10T09:30:00Z"`},
		{"2024-01-10 09:30:00", "x", ""},
		{"0000-00-00 00:00:00", "0", ""},
	} {
		got, ok := appendZoned(nil, []byte(c.raw), []byte(c.zone))
		if !ok {
			got = nil
		}
		if string(got) != c.want {
			t.Errorf("%s at %s is %s, want %s", c.raw, c.zone, got, c.want)
		}
	}
}

// steps are Go functions one behind another: letters turned round, then the first three of them.
func steps() []*Step {
	return []*Step{
		{Name: "turned", Function: Function{Forward: func(dst, raw []byte) ([]byte, bool) {
			for i := len(raw) - 1; i >= 0; i-- {
				dst = append(dst, raw[i])
			}
			return dst, true
		}, Inverse: func(text string) ([]string, bool) {
			var b strings.Builder
			for i := len(text) - 1; i >= 0; i-- {
				b.WriteByte(text[i])
			}
			return []string{b.String()}, true
		}}},
		{Name: "three", Function: Function{Forward: func(dst, raw []byte) ([]byte, bool) {
			if len(raw) < 3 {
				return dst, false
			}
			return append(dst, raw[:3]...), true
		}}},
	}
}

// TestSteps runs Go functions one behind another, without allocating for it; one that shows nothing makes the element
// absent.
func TestSteps(t *testing.T) {
	page := &Page{Rows: *rowsOf([]any{"abcd"}, []any{"ab"}, []any{nil}, []any{""})}
	h := fold(&Hole{Link: -1, Steps: steps()}, around{})
	s := &State{Env: &Env{}}
	for row, want := range []string{`"dcb"`, "", "", ""} {
		s.enter(0, page, row)
		got, p := h.append(nil, s)
		if (p == Filled) != (want != "") || p == Filled && string(got) != want {
			t.Errorf("row %d is %s (%d), want %s", row, got, p, want)
		}
	}
	dst := make([]byte, 0, 100)
	s.enter(0, page, 0)
	if n := testing.AllocsPerRun(100, func() { _, _ = h.append(dst, s) }); n > 0 {
		t.Errorf("a Go function costs %v allocations", n)
	}
}

// TestRaws turns Go functions round, last to first; one without an inverse has none.
func TestRaws(t *testing.T) {
	v := &Value{Steps: steps()[:1]}
	if raws, ok := v.Raws("cba"); !ok || len(raws) != 1 || raws[0] != "abc" {
		t.Errorf("%q %t", raws, ok)
	}
	v.Steps = steps()
	if raws, ok := v.Raws("cba"); ok {
		t.Errorf("%q", raws)
	}
	if v.Sure() || v.OrderKept() {
		t.Error("functions without an order are sure")
	}
}
