package main

import (
	"context"
	"fmt"
)

// deepest is which page is set against the first one.
const deepest = 1000

// depth is a page far behind the first one.
type depth struct {
	number int
	target string
}

// follow goes along the next links to the thousandth page, or to the last full one if there are fewer.
func follow(ctx context.Context, l *listener, target string) (depth, error) {
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
		if at.number == deepest || target == "" {
			return at, nil
		}
	}
}
