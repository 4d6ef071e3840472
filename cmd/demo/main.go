//go:build gms_pure_go

// Command demo serves FHIR over a made-up legacy database: two clinics that share it, in one process, without any
// set-up. It is for looking at; cmd/portico is what runs beside an EHR.
//
//	CGO_ENABLED=0 go run -tags gms_pure_go ./cmd/demo
//
// PORTICO_LISTEN says where it listens; 127.0.0.1:8080 otherwise.
package main

import (
	"context"
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
	"ehr.example/portico/facade/tenant"
	"ehr.example/portico/mappers"
	"ehr.example/portico/mappers/ehr/practice"
	"ehr.example/portico/mappers/ehr/practice/sample"
)

// patients is how many each clinic has: some thousand rows a table, as the engine slows with more.
const patients = 120

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Stdout, os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
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
	logger := slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelWarn}))
	return clinics.serve(ctx, listener, logger, out)
}

// serve builds the tenants and answers requests.
func (c *clinics) serve(ctx context.Context, l net.Listener, logger *slog.Logger, out io.Writer) error {
	set := tenant.NewSet(tenant.Options{
		Config:  c.config,
		Mappers: map[string]mappers.Mapper{practice.Mapper.Name: practice.Mapper},
		Version: "demo",
	})
	defer set.Close()
	for _, f := range set.Replace(ctx, c.tenants, nil) {
		return fmt.Errorf("tenant %s: %w", f.Tenant, f.Err)
	}
	server, err := api.New(api.Options{Tenants: set, Logger: logger, RequestBody: c.config.Limits.RequestBody})
	if err != nil {
		return err
	}
	c.greet(out)
	return server.Serve(ctx, l)
}
