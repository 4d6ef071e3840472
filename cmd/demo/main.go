//go:build gms_pure_go

// Command demo serves FHIR over a made-up legacy database: two clinics that share it, in one process, without any
// set-up. It is for looking at; cmd/portico is what runs beside an EHR.
//
//	CGO_ENABLED=0 go run -tags gms_pure_go ./cmd/demo
//
// PORTICO_LISTEN says where it listens; 127.0.0.1:8080 otherwise. What its authorization servers keep is in demo.db beside the
// program, or where PORTICO_STORE_FILE says; with the arguments token and a clinic's id it prints a token for a demo that runs.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"syscall"

	"ehr.example/portico/cmd/demo/engine"
	"ehr.example/portico/config"
	"ehr.example/portico/facade/api"
	"ehr.example/portico/facade/store"
	"ehr.example/portico/facade/tenant"
	"ehr.example/portico/mappers"
	"ehr.example/portico/mappers/ehr/practice"
	"ehr.example/portico/mappers/ehr/practice/sample"
)

// patients is how many each clinic has: some thousand rows a table, as the engine slows with more.
const patients = 120

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := command(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

// command does what the arguments say.
func command(ctx context.Context, args []string) error {
	switch {
	case len(args) == 0:
		return run(ctx, os.Stdout, os.Stderr)
	case len(args) == 2 && args[0] == "token":
		return printToken(ctx, os.Stdout, args[1])
	}
	return errors.New("give no arguments, or token and the id of a clinic")
}

// run is the whole program until the context ends.
func run(ctx context.Context, out, log io.Writer) error {
	listen := os.Getenv("PORTICO_LISTEN")
	if listen == "" {
		listen = config.Default().Listen
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", listen)
	if err != nil {
		return err
	}
	defer listener.Close() // Serve closes it first where it gets that far
	fmt.Fprintln(out, "Filling the demo's database …")
	db, err := engine.Start(ctx, sample.Sized(patients))
	if err != nil {
		return err
	}
	defer db.Close()
	clinics, err := newClinics(listener.Addr(), db.DSN(engine.Database))
	if err != nil {
		return err
	}
	state, err := openStore(ctx, clinics.config)
	if err != nil {
		return err
	}
	logger := slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelWarn}))
	return errors.Join(clinics.serve(ctx, listener, state, logger, out), state.Close())
}

// serve builds the tenants and answers requests.
func (c *clinics) serve(ctx context.Context, l net.Listener, state *store.Store, logger *slog.Logger, out io.Writer) error {
	set := tenant.NewSet(tenant.Options{
		Config:  c.config,
		Mappers: map[string]mappers.Mapper{practice.Mapper.Name: practice.Mapper},
		Version: "demo", Store: state, Logger: logger,
	})
	defer set.Close()
	for _, f := range set.Replace(ctx, c.tenants, nil) {
		return fmt.Errorf("tenant %s: %w", f.Tenant, f.Err)
	}
	server, err := api.New(api.Options{Tenants: set, Logger: logger, RequestBody: c.config.Limits.RequestBody})
	if err != nil {
		return err
	}
	if err := c.greet(ctx, state, out); err != nil {
		return err
	}
	return server.Serve(ctx, l)
}
