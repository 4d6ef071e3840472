package main

import (
	"runtime"
	"slices"
	"time"
)

// side is one of two that are compared: it works for a while and says how fast it was.
type side interface {
	run(d time.Duration) (pace, error)
}

// duel is two loads in turn, so that what else the machine does meets both.
type duel struct {
	a, b   side
	rounds int
	each   time.Duration // of one load in one round
}

// ratio is how two loads compare: requests per second in each round, ordered, and requests per second of processor
// time over all of them.
type ratio struct {
	rounds []float64
	cpu    float64
}

func (r ratio) min() float64    { return r.rounds[0] }
func (r ratio) median() float64 { return r.rounds[len(r.rounds)/2] }
func (r ratio) max() float64    { return r.rounds[len(r.rounds)-1] }

// run is the ratio a ÷ b. Who begins changes from round to round. The first rounds warm up and do not count.
func (d *duel) run() (ratio, error) {
	var out ratio
	var sum [2]pace
	for round := range d.rounds + warm {
		order := [2]side{d.a, d.b}
		if round%2 == 1 {
			order = [2]side{d.b, d.a}
		}
		var got [2]pace
		for i, l := range order {
			p, err := d.turn(l)
			if err != nil {
				return out, err
			}
			got[i^round%2] = p
		}
		if round < warm {
			continue
		}
		out.rounds = append(out.rounds, got[0].perSecond()/got[1].perSecond())
		sum[0].add(got[0])
		sum[1].add(got[1])
	}
	slices.Sort(out.rounds)
	out.cpu = sum[0].perCPU() / sum[1].perCPU()
	return out, nil
}

// warm is how many rounds do not count.
const warm = 2

// turn runs a load after what the other one left behind is swept up.
func (d *duel) turn(l side) (pace, error) {
	runtime.GC()
	return l.run(d.each)
}
