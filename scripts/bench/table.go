package main

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// goal is what a ratio should be: at least, or at most. The zero goal is met by all.
type goal struct {
	least, most float64
	unless      string // why it cannot be met here, where that is known
}

// but is the goal with a reason why it may not be met; "" for none.
func (g goal) but(reason string) goal {
	g.unless = reason
	return g
}

func (g goal) String() string {
	switch {
	case g.least > 0:
		return fmt.Sprintf("≥ %.2f", g.least)
	case g.most > 0:
		return fmt.Sprintf("≤ %.2f", g.most)
	}
	return ""
}

// verdict marks a missed goal so that nobody overlooks it.
func (g goal) verdict(ratio float64) string {
	switch {
	case g.least == 0 && g.most == 0:
		return ""
	case ratio >= g.least && (g.most == 0 || ratio <= g.most):
		return "ok"
	case g.unless != "":
		return "not met: " + g.unless
	}
	return "MISSED"
}

// judge is the verdict on a ratio, by CPU where the rounds differ too much to mean anything.
func (g goal) judge(r ratio) string {
	if r.max() < 2*r.min() || g.String() == "" {
		return g.verdict(r.median())
	}
	return g.verdict(r.cpu) + " (noise: by CPU)"
}

// table is columns of text; a row's cells are separated by tabs.
type table struct{ *tabwriter.Writer }

// newTable begins a table under a heading.
func newTable(out io.Writer, heading, columns string) table {
	fmt.Fprintf(out, "\n%s\n", heading)
	t := table{tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)}
	t.row("%s", columns)
	return t
}

func (t table) row(format string, args ...any) { fmt.Fprintf(t, format+"\n", args...) }

// ratio adds a ratio with its goal.
func (t table) ratio(what string, clients int, r ratio, g goal) {
	t.row("  %s\t%d\t%.2f\t%.2f\t%.2f\t%.2f\t%s\t%s", what, clients, r.median(), r.min(), r.max(), r.cpu, g, g.judge(r))
}

const ratioColumns = "  request\tclients\tmedian\tmin\tmax\tby CPU\tgoal\t"
