// Command bench measures Portico as ratios: against a handler written by hand with the same SQL, a page far behind
// against the first one, many rows against few; and the engine alone. It makes its own databases on the server that
// PORTICO_TEST_DSN names, and drops them. Goals that are missed are marked; they do not change the exit code.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"testing"
	"time"
)

// options are the flags.
type options struct {
	rows    int
	rounds  int
	each    time.Duration
	profile string
	only    string
}

func main() {
	testing.Init()
	var o options
	flag.IntVar(&o.rows, "rows", 1_000_000, "rows of vitals and laboratory results in the large database")
	flag.IntVar(&o.rounds, "rounds", 25, "rounds of each comparison")
	flag.DurationVar(&o.each, "each", 150*time.Millisecond, "time of one side in one round")
	flag.StringVar(&o.profile, "profile", "", "a folder for profiles of each request on each side; then nothing else is measured")
	flag.StringVar(&o.only, "only", "", "assembly: measure only how resources are assembled; scopes: only what granular scopes cost; tokens: only what their check costs; searches: only searches whose plans matter")
	flag.Parse()
	_ = flag.Set("test.benchtime", "40ms") // testing.Init has made the flag
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		stop()
		os.Exit(1)
	}
}

// fewRows is how many rows the small database has.
const fewRows = 10_000

// run makes the databases, measures, and drops them.
func run(ctx context.Context, o options) error {
	debug.SetGCPercent(400) // as cmd/portico sets it, for both sides
	s, err := newServer(ctx)
	if err != nil {
		return err
	}
	m := newMeter(ctx, s)
	writeMachine(ctx, os.Stdout, s, m)
	small, err := s.generate(ctx, "small", sized(fewRows))
	defer small.drop()
	if err != nil {
		return err
	}
	large, err := s.generate(ctx, "large", sized(o.rows))
	defer large.drop()
	if err != nil {
		return err
	}
	if err := compareStatements(ctx, small, os.Stdout); err != nil {
		return err
	}
	return measure(ctx, o, m, small, large)
}

// measure serves both databases and prints the tables.
func measure(ctx context.Context, o options, m *meter, few, many *database) error {
	small, err := newScene(ctx, few, nil)
	if err != nil {
		return err
	}
	defer small.close()
	large, err := newScene(ctx, many, nil)
	if err != nil {
		return err
	}
	defer large.close()
	for _, s := range []*scene{small, large} {
		if err := s.verify(ctx); err != nil {
			return err
		}
	}
	if o.only == "assembly" {
		return writeAssembly(ctx, os.Stdout, large)
	}
	if o.profile != "" {
		return profileAll(ctx, large, m, o)
	}
	r := &report{out: os.Stdout, small: small, large: large, arena: arena{m, o.rounds, o.each}}
	switch o.only {
	case "scopes":
		return r.scopes(ctx, goal{least: 0.9})
	case "tokens":
		return r.tokens(ctx, goal{least: 0.9})
	case "searches":
		return r.plans(ctx)
	}
	if err := r.versus(ctx, goal{least: 0.85}); err != nil {
		return err
	}
	if err := r.depth(ctx, goal{most: 1.1}); err != nil {
		return err
	}
	if err := r.size(ctx, goal{most: 1.2}); err != nil {
		return err
	}
	if err := writeEngine(os.Stdout, large.portico.site); err != nil {
		return err
	}
	if err := writeAssembly(ctx, os.Stdout, large); err != nil {
		return err
	}
	if err := r.scopes(ctx, goal{least: 0.9}); err != nil {
		return err
	}
	if err := r.tokens(ctx, goal{least: 0.9}); err != nil {
		return err
	}
	return r.plans(ctx)
}

// profileAll profiles every request.
func profileAll(ctx context.Context, s *scene, m *meter, o options) error {
	for i := range requests {
		if err := s.profile(ctx, m, o.profile, i, 40*o.each); err != nil {
			return err
		}
	}
	return nil
}
