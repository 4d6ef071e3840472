package mappertest

import (
	"bytes"
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"sync"
	"testing"

	"ehr.example/portico/mappers"
	"ehr.example/portico/mappers/program"
)

// Functions is the conformance test of a mapper's Go functions: a mapper runs it on itself, with raw values of each
// function as the database gives them. At least three are wanted, and among them what is odd in the data.
func Functions(t *testing.T, m mappers.Mapper, samples map[string][]string) {
	t.Helper()
	for name, raws := range samples {
		if _, ok := m.Functions[name]; !ok {
			t.Errorf("there are samples of %s (%d), and no such function", name, len(raws))
		}
	}
	for name, f := range m.Functions {
		t.Run(name, func(t *testing.T) {
			for _, fault := range faults(f, samples[name]) {
				t.Error(fault)
			}
		})
	}
}

// leastSamples is how many raw values a function is tried with.
const leastSamples = 3

// faults are all ways in which a function is not what program.Function asks.
func faults(f program.Function, raws []string) []string {
	if f.Forward == nil {
		return []string{"it has no Forward"}
	}
	if len(raws) < leastSamples {
		return []string{fmt.Sprintf("it has %d samples of raw values, and %d are wanted", len(raws), leastSamples)}
	}
	var out []string
	for _, raw := range raws {
		out = append(out, forwardFaults(f, raw)...)
		out = append(out, inverseFaults(f, raw)...)
	}
	out = append(out, strangerFaults(f, raws)...)
	if f.Order == program.Ascending {
		out = append(out, orderFaults(f, raws)...)
	}
	return out
}

// show is what a function shows of a raw value.
func show(f program.Function, raw string) (string, bool) {
	out, ok := f.Forward(nil, []byte(raw))
	return string(out), ok && len(out) > 0
}

// forwardFaults: Forward appends, keeps what stood before, leaves its argument alone, and gives the same each time, from
// several goroutines too.
func forwardFaults(f program.Function, raw string) []string {
	var out []string
	want, shown := show(f, raw)
	given := []byte(raw)
	got, ok := f.Forward([]byte("before "), given)
	if !bytes.HasPrefix(got, []byte("before ")) {
		out = append(out, fmt.Sprintf("Forward(%q) loses what stood before: %q", raw, got))
	} else if text := string(got[len("before "):]); ok != shown && text != "" || shown && text != want {
		out = append(out, fmt.Sprintf("Forward(%q) gives %q after a text, and %q alone", raw, text, want))
	}
	if string(given) != raw {
		out = append(out, fmt.Sprintf("Forward(%q) changes its argument", raw))
	}
	var wait sync.WaitGroup
	var others [4]string
	for i := range others {
		wait.Go(func() { others[i], _ = show(f, raw) })
	}
	wait.Wait()
	for _, other := range others {
		if shown && other != want {
			out = append(out, fmt.Sprintf("Forward(%q) gives %q and %q", raw, want, other))
			break
		}
	}
	return out
}

// inverseFaults: the raw values that show a text are listed whole, and nothing else is.
func inverseFaults(f program.Function, raw string) []string {
	text, shown := show(f, raw)
	if f.Inverse == nil || !shown {
		return nil
	}
	raws, ok := f.Inverse(text)
	if !ok {
		return nil // it says that it cannot
	}
	if !slices.Contains(raws, raw) {
		return []string{fmt.Sprintf("%q shows %q, and Inverse(%q) lacks it: %q", raw, text, text, raws)}
	}
	return liesAbout(f, text, raws)
}

// liesAbout tells raw values that show another text than asked.
func liesAbout(f program.Function, text string, raws []string) []string {
	var out []string
	for _, r := range raws {
		if back, _ := show(f, r); back != text {
			out = append(out, fmt.Sprintf("Inverse(%q) names %q, which shows %q", text, r, back))
		}
	}
	return out
}

// strangerFaults asks for texts that clients invent.
func strangerFaults(f program.Function, raws []string) []string {
	if f.Inverse == nil {
		return nil
	}
	var out []string
	strangers := []string{"", " ", "x", "-1", "%_\\", "'; --", "9999-12-31", "0", "é😀", strings.Repeat("9", 40), raws[0] + "x"}
	for _, text := range strangers {
		if found, ok := f.Inverse(text); ok && f.Order == program.Unordered {
			out = append(out, liesAbout(f, text, found)...)
		}
	}
	return out
}

// orderFaults: what is shown ascends strictly with the raw values, and each text has one raw value.
func orderFaults(f program.Function, raws []string) []string {
	var out []string
	if f.Inverse == nil {
		out = append(out, "its order is kept, and it has no Inverse that turns the bounds of a range round")
	}
	sorted := slices.Clone(raws)
	slices.SortFunc(sorted, compareValues)
	for i, raw := range sorted {
		text, shown := show(f, raw)
		if !shown {
			out = append(out, fmt.Sprintf("its order is kept, and %q shows nothing: a range would count it", raw))
			continue
		}
		if f.Inverse != nil {
			if back, ok := f.Inverse(text); !ok || len(back) != 1 {
				out = append(out, fmt.Sprintf("its order is kept, and Inverse(%q) gives %q", text, back))
			}
		}
		if i == 0 || sorted[i-1] == raw {
			continue
		}
		if before, shown := show(f, sorted[i-1]); shown && compareValues(before, text) >= 0 {
			out = append(out, fmt.Sprintf("its order is kept, and %q shows %q, %q shows %q", sorted[i-1], before, raw, text))
		}
	}
	return out
}

// compareValues compares numbers as numbers, and anything else as text.
func compareValues(a, b string) int {
	x, isX := new(big.Rat).SetString(a)
	y, isY := new(big.Rat).SetString(b)
	if isX && isY {
		return x.Cmp(y)
	}
	return cmp.Compare(a, b)
}
