package mappertest

import (
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"ehr.example/portico/mappers"
	"ehr.example/portico/mappers/program"
)

// tenths shows a whole number of tenths as a decimal.
var tenths = program.Function{
	Forward: func(dst, raw []byte) ([]byte, bool) {
		n, err := strconv.ParseInt(string(raw), 10, 64)
		if err != nil {
			return dst, false
		}
		return strconv.AppendFloat(dst, float64(n)/10, 'f', 1, 64), true
	},
	Inverse: func(text string) ([]string, bool) {
		x, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return nil, true
		}
		return []string{strconv.FormatInt(int64(x*10), 10)}, true
	},
	Order: program.Ascending,
}

// upper has no order, and an inverse that cannot list what it would have to.
var upper = program.Function{
	Forward: func(dst, raw []byte) ([]byte, bool) { return append(dst, strings.ToUpper(string(raw))...), true },
	Inverse: func(string) ([]string, bool) { return nil, false },
}

// TestFunctions runs the conformance test on functions that are as they should be.
func TestFunctions(t *testing.T) {
	m := mappers.Mapper{Name: "m", Functions: map[string]program.Function{"tenths": tenths, "upper": upper}}
	Functions(t, m, map[string][]string{"tenths": {"0", "-5", "123", "9"}, "upper": {"", "a", "B"}})
}

// TestFaults runs it on functions that are not.
func TestFaults(t *testing.T) {
	var count atomic.Int64
	same := func(dst, raw []byte) ([]byte, bool) { return append(dst, raw...), true }
	for name, c := range map[string]struct {
		f    program.Function
		raws []string
		want string
	}{
		"nothing": {program.Function{}, []string{"1", "2", "3"}, "it has no Forward"},
		"samples": {tenths, []string{"1"}, "it has 1 samples"},
		"loses what stood before": {
			program.Function{Forward: func(_, raw []byte) ([]byte, bool) { return slices.Clone(raw), true }},
			[]string{"1", "2", "3"},
			`Forward("1") loses what stood before`,
		},
		"changes its argument": {program.Function{Forward: func(dst, raw []byte) ([]byte, bool) {
			dst = append(dst, raw...)
			raw[0] = 'x'
			return dst, true
		}}, []string{"1", "2", "3"}, `Forward("1") changes its argument`},
		"another each time": {program.Function{Forward: func(dst, _ []byte) ([]byte, bool) {
			return strconv.AppendInt(dst, count.Add(1), 10), true
		}}, []string{"1", "2", "3"}, `Forward("1") gives`},
		"forgets a raw value": {
			program.Function{Forward: upper.Forward, Inverse: func(text string) ([]string, bool) { return []string{text}, true }},
			[]string{"a", "B", "c"},
			`"a" shows "A", and Inverse("A") lacks it: ["A"]`,
		},
		"names what shows another": {program.Function{Forward: upper.Forward, Inverse: func(text string) ([]string, bool) {
			return []string{text, strings.ToLower(text), "z"}, true
		}}, []string{"a", "B", "c"}, `Inverse("A") names "z", which shows "Z"`},
		"lies to strangers": {program.Function{Forward: same, Inverse: func(text string) ([]string, bool) {
			return []string{strings.TrimSuffix(text, "x")}, true
		}}, []string{"1", "2", "3"}, `Inverse("1x") names "1"`},
		"order without an inverse":  {program.Function{Forward: same, Order: program.Ascending}, []string{"1", "2", "3"}, "it has no Inverse"},
		"order that shows nothing":  {tenths, []string{"1", "2", "junk"}, `"junk" shows nothing`},
		"order that is none":        {program.Function{Forward: func(dst, raw []byte) ([]byte, bool) { return append(append(dst, '-'), raw...), true }, Inverse: func(text string) ([]string, bool) { return []string{strings.TrimPrefix(text, "-")}, true }, Order: program.Ascending}, []string{"1", "2", "3"}, `"1" shows "-1", "2" shows "-2"`},
		"several raw values a text": {program.Function{Forward: upper.Forward, Inverse: func(text string) ([]string, bool) { return []string{text, strings.ToLower(text)}, true }, Order: program.Ascending}, []string{"a", "b", "c"}, `Inverse("A") gives`},
	} {
		if got := strings.Join(faults(c.f, c.raws), "\n"); !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
