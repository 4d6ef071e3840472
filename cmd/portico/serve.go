package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"ehr.example/portico/config"
	"ehr.example/portico/facade/api"
	"ehr.example/portico/facade/audit"
	"ehr.example/portico/facade/console"
	"ehr.example/portico/facade/listener"
	"ehr.example/portico/facade/store"
	"ehr.example/portico/facade/tenant"
	"ehr.example/portico/mappers/problem"
)

func (p *program) serveCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "serve",
		Short: "Serve the tenants",
		Long: "Serve the tenants. SIGHUP reads the tenants' files again: a tenant whose change is broken goes on as it was.\n" +
			"SIGTERM lets the requests that run end.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.serve(cmd.Context()) },
	}
}

// serve runs until the context ends.
func (p *program) serve(ctx context.Context) error {
	h, err := p.load()
	if err != nil {
		return err
	}
	logger := slog.New(slog.NewTextHandler(p.log, &slog.HandlerOptions{Level: h.config.LogLevel}))
	s := &server{program: p, house: h, logger: logger}
	s.tell(h.config.Warnings)
	state, err := h.openStore(ctx)
	if err != nil {
		return err
	}
	s.store, h.options.Store, h.options.Logger = state, state, logger
	h.options.Warn = func(w problem.Problem) { s.tell([]problem.Problem{w}) }
	s.tenants = tenant.NewSet(h.options)
	return errors.Join(s.run(ctx), s.tenants.Close(), state.Close())
}

// server is the serve command at work.
type server struct {
	*program
	*house
	logger  *slog.Logger
	tenants *tenant.Set
	store   *store.Store
}

// sweepPause is how often what expired is taken out of the store.
const sweepPause = 15 * time.Minute

// collectLate lets the heap grow to five times what lives before the collector runs. A facade keeps little, so that by
// default it would run every few pages. GOGC decides where it is set.
func collectLate() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
}

func (s *server) run(ctx context.Context) error {
	collectLate()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	s.replace(ctx, s.house.tenants, s.broken)
	if len(s.tenants.Tenants()) == 0 && s.broken != nil {
		return s.broken
	}
	a, err := api.New(api.Options{
		Tenants: s.tenants, Observer: audit.Log(s.logger), Logger: s.logger, RequestBody: s.config.Limits.RequestBody,
		TrustedProxies: s.config.TrustedProxies, StrictTransport: s.config.StrictTransport(),
	})
	if err != nil {
		return err
	}
	public, err := s.public(ctx)
	if err != nil {
		return err
	}
	admin, err := s.admin(ctx)
	if err != nil {
		return errors.Join(err, public.Close())
	}
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP)
	defer signal.Stop(hangups)
	s.greet(public.Addr())
	var group errgroup.Group
	group.Go(func() error { s.reload(ctx, hangups); return nil })
	group.Go(func() error {
		s.store.SweepEvery(ctx, sweepPause, func(err error) { s.logger.Error("the store could not be swept", slog.Any("why", err)) })
		return nil
	})
	group.Go(func() error { defer stop(); return a.Serve(ctx, public) })
	if admin != nil {
		fmt.Fprintf(s.out, "  console  http://%s\n", admin.Addr())
		group.Go(func() error { defer stop(); return listener.Serve(ctx, admin, s.console(), s.logger, nil) })
	}
	return group.Wait()
}

// public listens for clients, over TLS if there is a certificate.
func (s *server) public(ctx context.Context) (net.Listener, error) {
	plain, err := new(net.ListenConfig).Listen(ctx, "tcp", s.config.Listen)
	if err != nil || !s.config.TLS.On() {
		return plain, err
	}
	c, err := listener.NewCertificate(s.config.TLS.Certificate, s.config.TLS.Key, s.logger)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("tls: %w", err), plain.Close())
	}
	return c.Over(plain), nil
}

// admin listens for operators; nil where the configuration has no address for them.
func (s *server) admin(ctx context.Context) (net.Listener, error) {
	if s.config.Admin.Listen == "" {
		return nil, nil
	}
	return new(net.ListenConfig).Listen(ctx, "tcp", s.config.Admin.Listen)
}

func (s *server) console() http.Handler {
	return console.New(console.Options{
		Tenants: s.tenants, Tokens: s.config.Admin.Tokens, Observer: audit.Log(s.logger), Logger: s.logger,
		RequestBody: s.config.Limits.RequestBody,
	})
}

// greet says where the tenants are.
func (s *server) greet(address net.Addr) {
	fmt.Fprintf(s.out, "portico %s listens on %s\n", version(), address)
	for _, t := range s.tenants.Tenants() {
		fmt.Fprintf(s.out, "  %s  %s\n", t.ID(), t.Config().BaseURL)
	}
}

// reload reads the tenants' files again at each hangup, until the context ends.
func (s *server) reload(ctx context.Context, hangups <-chan os.Signal) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-hangups:
			tenants, broken := config.LoadTenants(s.config.Tenants, s.config)
			s.replace(ctx, tenants, broken)
			s.logger.Info("tenants were read again", slog.Int("tenants", len(s.tenants.Tenants())))
		}
	}
}

// replace makes the set these tenants, and logs what is wrong.
func (s *server) replace(ctx context.Context, tenants []*config.Tenant, broken error) {
	var problems problem.Errors
	if errors.As(broken, &problems) {
		s.tell(problems)
	}
	for _, f := range s.tenants.Replace(ctx, tenants, broken) {
		s.logger.Error("tenant could not be built", slog.String("tenant", f.Tenant), slog.Bool("serves_as_before", f.Kept), slog.Any("why", f.Err))
	}
	for _, t := range s.tenants.Tenants() {
		if t.Config().Auth.Open {
			s.logger.Warn("AUTH IS OPEN: whoever reaches the listener reads everything of this tenant, without a login", slog.String("tenant", t.ID()))
		}
	}
}

// tell logs problems.
func (s *server) tell(problems []problem.Problem) {
	for _, p := range problems {
		level := slog.LevelError
		if p.Severity == problem.Warning {
			level = slog.LevelWarn
		}
		s.logger.Log(context.Background(), level, p.String())
	}
}
