package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"time"
)

// profile runs one request on both sides for a while each and writes where time and allocations go: *.cpu, and *.allocs,
// to be read with *.before as its base.
func (s *scene) profile(ctx context.Context, o *meter, folder string, index int, d time.Duration) error {
	m := requests[index]
	for _, side := range []struct {
		name string
		*listener
	}{{"portico", s.facade}, {"byhand", s.manual}} {
		base := filepath.Join(folder, fmt.Sprintf("%s-%d", side.name, index+1))
		if err := profileLoad(ctx, o, side.listener, m.target, base, d); err != nil {
			return fmt.Errorf("profile of %s: %w", m.name, err)
		}
	}
	return nil
}

func profileLoad(ctx context.Context, m *meter, l *listener, target, base string, d time.Duration) error {
	load, err := newLoad(ctx, m, l, target, 1)
	if err != nil {
		return err
	}
	defer load.close()
	if _, err := load.run(d / 5); err != nil {
		return err
	}
	cpu, err := os.Create(base + ".cpu")
	if err != nil {
		return err
	}
	defer cpu.Close()
	if err := writeAllocations(base + ".before"); err != nil {
		return err
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if err := pprof.StartCPUProfile(cpu); err != nil {
		return err
	}
	got, err := load.run(d)
	pprof.StopCPUProfile()
	if err != nil {
		return err
	}
	runtime.ReadMemStats(&after)
	n := float64(got.requests)
	fmt.Fprintf(os.Stderr, "%s: %.0f µs, %.0f µs of processors, %.0f allocations, %.0f bytes a request\n", filepath.Base(base),
		1e6/got.perSecond(), 1e6/got.perCPU(), float64(after.Mallocs-before.Mallocs)/n, float64(after.TotalAlloc-before.TotalAlloc)/n)
	return writeAllocations(base + ".allocs")
}

// writeAllocations writes all allocations since the start.
func writeAllocations(file string) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer f.Close()
	return pprof.Lookup("allocs").WriteTo(io.Writer(f), 0)
}
