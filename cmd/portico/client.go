package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/smart"
)

func (p *program) clientCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "client", Short: "Register the apps and services that may ask a tenant for tokens"}
	cmd.AddCommand(p.clientAddCommand(), p.clientListCommand(), p.clientRotateCommand(), p.clientRemoveCommand())
	return cmd
}

// appScopes are what an app may be granted at most if nobody says otherwise.
const appScopes = "openid fhirUser profile launch launch/patient launch/encounter offline_access online_access patient/*.rs user/*.rs"

// clientFlags are what client add is told.
type clientFlags struct {
	tenant, kind, jwks, scope string
	grants                    []string
	client                    smart.Client
}

func (p *program) clientAddCommand() *cobra.Command {
	var f clientFlags
	cmd := &cobra.Command{
		Use:   "add",
		Short: "Register a client; its secret is shown this once",
		Example: "  portico client add -t my-clinic --name 'Growth chart' --kind public --redirect https://app.example/callback --launch-url https://app.example/launch\n" +
			"  portico client add -t my-clinic --name Warehouse --kind asymmetric --jwks-url https://warehouse.example/jwks --scope 'system/*.rs'",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.withStore(cmd.Context(), f.tenant, func(r *registry) error { return r.addClient(cmd.Context(), f) })
		},
	}
	flags := cmd.Flags()
	tenantFlag(cmd, &f.tenant)
	flags.StringVar(&f.client.Name, "name", "", "what people read")
	flags.StringVar(&f.client.ID, "id", "", "client_id; made up if it is not given")
	flags.StringVar(&f.kind, "kind", "public", "public, symmetric (a secret) or asymmetric (keys)")
	flags.StringArrayVar(&f.client.RedirectURIs, "redirect", nil, "a redirect URI, compared letter by letter; may be given several times")
	flags.StringVar(&f.client.LaunchURL, "launch-url", "", "where the EHR opens the app")
	flags.StringVar(&f.client.LogoURL, "logo", "", "the address of an image")
	flags.StringVar(&f.jwks, "jwks", "", "a file with the client's public keys")
	flags.StringVar(&f.client.JWKSURL, "jwks-url", "", "the address of the client's public keys")
	flags.StringVar(&f.scope, "scope", "", "the most that it may be granted; for apps: "+appScopes)
	flags.StringSliceVar(&f.grants, "grant", nil, "authorization_code, refresh_token, client_credentials; by default those of an app, or of a service where no redirect URI is given")
	flags.BoolVar(&f.client.Introspects, "introspects", false, "it may introspect the tokens of all clients: a resource server")
	flags.BoolVar(&f.client.Launches, "launches", false, "it may create launches: the EHR's own back end")
	return cmd
}

// kinds are the kinds of clients by their short names.
var kinds = map[string]smart.ClientType{"public": smart.Public, "symmetric": smart.Symmetric, "asymmetric": smart.Asymmetric}

func (r *registry) addClient(ctx context.Context, f clientFlags) error {
	c := f.client
	c.Active, c.Created = true, time.Now()
	kind, known := kinds[f.kind]
	if !known {
		return errors.New("--kind can be public, symmetric or asymmetric")
	}
	c.Type = kind
	if c.Name == "" {
		return errors.New("--name is missing: what people read when they are asked for consent")
	}
	if c.ID == "" {
		c.ID = smart.NewSecret()
	}
	if err := f.fill(&c); err != nil {
		return err
	}
	if err := c.Check(r.tenant.Auth.PrivateHosts); err != nil {
		return err
	}
	if _, err := r.Client(ctx, r.tenant.ID, c.ID); !errors.Is(err, smart.ErrNotFound) {
		return errors.Join(fmt.Errorf("there is a client %s already; portico client rotate gives it a new secret", c.ID), err)
	}
	secret := ""
	if c.Type == smart.Symmetric {
		secret = smart.NewSecret()
		c.Secrets = []smart.ClientSecret{{Hash: smart.HashOf(secret)}}
	}
	if err := r.PutClient(ctx, r.tenant.ID, c); err != nil {
		return err
	}
	fmt.Fprintf(r.out, "client_id      %s\n", c.ID)
	if secret != "" {
		fmt.Fprintf(r.out, "client_secret  %s\n", secret)
		fmt.Fprintln(r.log, "The secret is shown this once; only its hash is kept.")
	}
	return nil
}

// fill reads grants, scopes and keys.
func (f clientFlags) fill(c *smart.Client) error {
	for _, g := range f.grants {
		c.GrantTypes = append(c.GrantTypes, smart.GrantType(g))
	}
	if len(f.grants) == 0 {
		c.GrantTypes = []smart.GrantType{smart.AuthorizationCode, smart.Refresh}
		if len(c.RedirectURIs) == 0 {
			c.GrantTypes = nil
			if c.Type == smart.Asymmetric || f.scope != "" {
				c.GrantTypes = []smart.GrantType{smart.ClientCredentials}
			}
		}
	}
	scope := f.scope
	if scope == "" && c.Allows(smart.AuthorizationCode) {
		scope = appScopes
	}
	scopes, err := access.ParseScopes(scope)
	if err != nil {
		return err
	}
	for _, s := range scopes {
		c.Scopes = append(c.Scopes, s.String())
	}
	if c.Allows(smart.ClientCredentials) && len(c.Scopes) == 0 {
		return errors.New("--scope is missing: what the service may read, such as 'system/*.rs'")
	}
	if f.jwks != "" {
		c.JWKS, err = os.ReadFile(f.jwks)
	}
	return err
}

func (p *program) clientListCommand() *cobra.Command {
	var id string
	cmd := &cobra.Command{
		Use: "list", Short: "List the clients of a tenant", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.withStore(cmd.Context(), id, func(r *registry) error {
				all, err := r.ListClients(cmd.Context(), r.tenant.ID)
				if err != nil {
					return err
				}
				w := tabwriter.NewWriter(r.out, 0, 0, 2, ' ', 0)
				fmt.Fprintln(w, "CLIENT_ID\tNAME\tKIND\tGRANTS\tSCOPES")
				for _, c := range all {
					grants := make([]string, len(c.GrantTypes))
					for i, g := range c.GrantTypes {
						grants[i] = string(g)
					}
					fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", c.ID, c.Name, c.Type, strings.Join(grants, " "), strings.Join(c.Scopes, " "))
				}
				return w.Flush()
			})
		},
	}
	tenantFlag(cmd, &id)
	return cmd
}

func (p *program) clientRotateCommand() *cobra.Command {
	var id string
	var keep time.Duration
	cmd := &cobra.Command{
		Use: "rotate CLIENT_ID", Short: "Give a client a new secret; the old ones hold a while longer", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.withStore(cmd.Context(), id, func(r *registry) error { return r.rotate(cmd.Context(), args[0], keep) })
		},
	}
	tenantFlag(cmd, &id)
	cmd.Flags().DurationVar(&keep, "keep", 24*time.Hour, "how long the old secrets hold; 0 ends them at once")
	return cmd
}

func (r *registry) rotate(ctx context.Context, id string, keep time.Duration) error {
	c, err := r.known(ctx, id)
	if err != nil {
		return err
	}
	if c.Type != smart.Symmetric {
		return fmt.Errorf("the client %s has no secret: it is %s", id, c.Type)
	}
	now, secret := time.Now(), smart.NewSecret()
	secrets := []smart.ClientSecret{{Hash: smart.HashOf(secret)}}
	for _, old := range c.Secrets {
		if until := now.Add(keep); old.Expires.IsZero() || old.Expires.After(until) {
			old.Expires = until
		}
		if old.Expires.After(now) {
			secrets = append(secrets, old)
		}
	}
	c.Secrets = secrets
	if err := r.PutClient(ctx, r.tenant.ID, c); err != nil {
		return err
	}
	fmt.Fprintf(r.out, "client_secret  %s\n", secret)
	return nil
}

// known is a client that is there.
func (r *registry) known(ctx context.Context, id string) (smart.Client, error) {
	c, err := r.Client(ctx, r.tenant.ID, id)
	if errors.Is(err, smart.ErrNotFound) {
		return c, fmt.Errorf("the tenant %s has no client %s; portico client list names them", r.tenant.ID, id)
	}
	return c, err
}

func (p *program) clientRemoveCommand() *cobra.Command {
	var id string
	cmd := &cobra.Command{
		Use: "remove CLIENT_ID", Short: "Take a client away, with all that was ever granted to it", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.withStore(cmd.Context(), id, func(r *registry) error {
				if _, err := r.known(cmd.Context(), args[0]); err != nil {
					return err
				}
				return r.DeleteClient(cmd.Context(), r.tenant.ID, args[0])
			})
		},
	}
	tenantFlag(cmd, &id)
	return cmd
}
