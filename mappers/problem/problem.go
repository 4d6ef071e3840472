// Package problem is what is wrong with a file that a person wrote: where, what, and what to do.
package problem

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Position is a place in a file. Line and Col count from 1; Line 0 means the file as a whole.
type Position struct {
	File string
	Line int
	Col  int
}

// String is file:line:col, shortened to what is known.
func (p Position) String() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col)
}

// Severity tells a refusal from a remark.
type Severity int

// An Error refuses the file; a Warning lets it pass, and so does a Note, which need not be wrong.
const (
	Error Severity = iota
	Warning
	Note
)

// String is the severity as a word.
func (s Severity) String() string { return [...]string{"error", "warning", "note"}[s] }

// Problem is one thing that is wrong, in the words of the file's author.
type Problem struct {
	Pos      Position
	Severity Severity
	Message  string
	Hint     string // what to do; empty when the message says it
}

// String is file:line:col: message (hint).
func (p Problem) String() string {
	var b strings.Builder
	if p.Pos.File != "" {
		b.WriteString(p.Pos.String())
		b.WriteString(": ")
	}
	if p.Severity != Error {
		b.WriteString(p.Severity.String() + ": ")
	}
	b.WriteString(p.Message)
	if p.Hint != "" {
		b.WriteString(" (" + p.Hint + ")")
	}
	return b.String()
}

// List collects problems, so that a file's author sees all of them at once.
type List struct {
	problems []Problem
}

// Errorf adds a refusal without a hint.
func (l *List) Errorf(pos Position, format string, args ...any) {
	l.Add(Problem{Pos: pos, Message: fmt.Sprintf(format, args...)})
}

// Hintf adds a refusal with a hint.
func (l *List) Hintf(pos Position, hint, format string, args ...any) {
	l.Add(Problem{Pos: pos, Message: fmt.Sprintf(format, args...), Hint: hint})
}

// Warnf adds a remark.
func (l *List) Warnf(pos Position, hint, format string, args ...any) {
	l.Add(Problem{Pos: pos, Severity: Warning, Message: fmt.Sprintf(format, args...), Hint: hint})
}

// Add adds one problem unless the same one is there already, as it is when a template is used twice.
func (l *List) Add(p Problem) {
	if !slices.Contains(l.problems, p) {
		l.problems = append(l.problems, p)
	}
}

// All is every problem, ordered by place.
func (l *List) All() []Problem {
	sorted := slices.Clone(l.problems)
	slices.SortStableFunc(sorted, func(a, b Problem) int {
		return cmp.Or(
			cmp.Compare(a.Pos.File, b.Pos.File),
			cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Col, b.Pos.Col),
		)
	})
	return sorted
}

// Failed tells whether there is at least one refusal.
func (l *List) Failed() bool {
	return slices.ContainsFunc(l.problems, func(p Problem) bool { return p.Severity == Error })
}

// Err is nil without refusals, and otherwise an Errors with everything.
func (l *List) Err() error {
	if !l.Failed() {
		return nil
	}
	return Errors(l.All())
}

// Errors is a list of problems as an error, a line each.
type Errors []Problem

// Error has a line for each problem.
func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, p := range e {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}
