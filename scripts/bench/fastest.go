package main

import (
	"testing"
	"time"
)

// attempts is how often a benchmark is repeated.
const attempts = 9

// timing is what one call costs: nanoseconds of processor time, which the machine's other work disturbs less than the
// clock, with the garbage collector's part; and allocations.
type timing struct {
	ns     float64
	allocs int64
}

// fastest repeats a benchmark of a function and gives the run that was disturbed least.
func fastest(f func()) timing {
	var best timing
	for i := range attempts {
		r := testing.Benchmark(func(b *testing.B) {
			var own meter
			began := own.read()
			for b.Loop() {
				f()
			}
			b.ReportMetric(float64(own.read()-began)/float64(b.N), perCall)
		})
		if ns := r.Extra[perCall]; i == 0 || ns < best.ns {
			best = timing{ns, r.AllocsPerOp()}
		}
	}
	return best
}

// perCall is the benchmark's own metric.
const perCall = "cpu-ns/op"

// The turns of two functions that are measured side by side, and the calls in one. A turn is shorter than what a busy machine
// gives a process at a time, so that some turns of each are not disturbed at all.
const (
	turns = 10_000
	calls = 100
)

// sideBySide gives what each of two functions costs by the clock where it is disturbed least. They take turns, so that whatever
// slows the machine down slows both.
func sideBySide(f, g func()) (a, b timing) {
	both := [2]func(){f, g}
	var best [2]time.Duration
	for turn := range turns {
		for i, run := range both {
			began := time.Now()
			for range calls {
				run()
			}
			if took := time.Since(began); turn == 0 || took < best[i] {
				best[i] = took
			}
		}
	}
	cost := func(i int) timing {
		return timing{ns: float64(best[i]) / calls, allocs: int64(testing.AllocsPerRun(calls, both[i]))}
	}
	return cost(0), cost(1)
}
