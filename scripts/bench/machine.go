package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
)

// writeMachine says what the figures were measured on.
func writeMachine(ctx context.Context, out io.Writer, s *server, m *meter) {
	fmt.Fprintf(out, "%d cores, %s %s/%s, database server %s\n", runtime.NumCPU(), runtime.Version(), runtime.GOOS, runtime.GOARCH,
		s.version(ctx))
	fmt.Fprintln(out, "Client, Portico and the handler by hand share one process, and all of them the cores with the database.")
	fmt.Fprintf(out, "By CPU: the same ratio in requests per second of processor time of %s.\n", m.what())
}
