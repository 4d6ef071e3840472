package main

import (
	"context"
	"fmt"
	"io"
)

// report measures and prints one table after another.
type report struct {
	out   io.Writer
	small *scene // ten thousand rows
	large *scene // a million
	arena
}

// versus is Portico against the handler written by hand.
func (r *report) versus(ctx context.Context, goal goal) error {
	t := newTable(r.out, fmt.Sprintf("1. Requests per second, Portico ÷ by hand (%d rows)", r.large.database.rows), ratioColumns)
	defer t.Flush()
	for _, m := range requests {
		for _, clients := range []int{1, 4} {
			got, err := r.fight(ctx, r.large.facade, m.target, r.large.manual, m.target, clients)
			if err != nil {
				return err
			}
			t.ratio(m.name, clients, got, goal)
		}
	}
	return nil
}

// depth is a page far behind the first one against it.
func (r *report) depth(ctx context.Context, goal goal) error {
	t := newTable(r.out, fmt.Sprintf("2. Time of a page far behind ÷ of an early one (%d rows)", r.large.database.rows), ratioColumns)
	defer t.Flush()
	for _, m := range requests {
		if !m.paged {
			continue
		}
		if err := r.deep(ctx, t, m, goal); err != nil {
			return err
		}
	}
	return nil
}

// deep sets the far page against the first and against an early one.
func (r *report) deep(ctx context.Context, t table, m measured, goal goal) error {
	far, err := follow(ctx, r.large.facade, m.target, deepest)
	if err != nil {
		return err
	}
	soon, err := follow(ctx, r.large.facade, m.target, early)
	if err != nil {
		return err
	}
	for _, near := range []depth{{1, m.target}, soon} {
		got, err := r.fight(ctx, r.large.facade, near.target, r.large.facade, far.target, 1)
		if err != nil {
			return err
		}
		reason := ""
		if near.number == 1 {
			reason = m.first
		}
		t.ratio(fmt.Sprintf("%s, page %d ÷ %d", m.name, far.number, near.number), 1, got, goal.but(reason))
	}
	return nil
}

// size is many rows against few.
func (r *report) size(ctx context.Context, goal goal) error {
	heading := fmt.Sprintf("3. Time with %d rows ÷ with %d", r.large.database.rows, r.small.database.rows)
	t := newTable(r.out, heading, ratioColumns)
	defer t.Flush()
	for _, m := range requests {
		got, err := r.fight(ctx, r.small.facade, m.target, r.large.facade, m.target, 1)
		if err != nil {
			return err
		}
		t.ratio(m.name, 1, got, goal)
	}
	return nil
}
