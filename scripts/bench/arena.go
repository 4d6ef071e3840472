package main

import (
	"context"
	"time"
)

// arena is what all comparisons have in common.
type arena struct {
	meter  *meter
	rounds int
	each   time.Duration // of one side in one round
}

// fight is the ratio of a server's requests per second to another's.
func (x arena) fight(ctx context.Context, a *listener, ask string, b *listener, other string, clients int) (ratio, error) {
	first, err := newLoad(ctx, x.meter, a, ask, clients)
	if err != nil {
		return ratio{}, err
	}
	defer first.close()
	second, err := newLoad(ctx, x.meter, b, other, clients)
	if err != nil {
		return ratio{}, err
	}
	defer second.close()
	return (&duel{a: first, b: second, rounds: x.rounds, each: x.each}).run()
}
