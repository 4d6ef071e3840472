// Command portico serves FHIR over the databases that EHRs already have, and helps to write the mappings.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if err == nil {
		return
	}
	if !errors.Is(err, errProblems) {
		fmt.Fprintln(os.Stderr, "portico:", err)
	}
	os.Exit(1)
}
