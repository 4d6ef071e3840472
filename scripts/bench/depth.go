package main

import (
	"context"
	"fmt"
)

// deepest is which page is set against the first one, and against an early one: the first page shows the hand-written
// patients, who share encounters and lack much, so that it is lighter than any other.
const (
	deepest = 1000
	early   = 10
)

// depth is a page far behind the first one.
type depth struct {
	number int
	target string
}

// follow goes along the next links to a page, or to the last full one if there are fewer.
func follow(ctx context.Context, l *listener, target string, number int) (depth, error) {
	at := depth{1, target}
	for {
		a, err := ask(ctx, l, target)
		if err != nil {
			return at, fmt.Errorf("page behind %d: %w", at.number, err)
		}
		if len(a.Entry) < pageSize {
			return at, nil
		}
		if target != at.target {
			at = depth{at.number + 1, target}
		}
		target = a.next()
		if at.number == number || target == "" {
			return at, nil
		}
	}
}
