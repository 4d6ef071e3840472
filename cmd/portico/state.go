package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"ehr.example/portico/config"
	"ehr.example/portico/facade/smart"
)

// registry is a tenant with the state of its authorization server.
type registry struct {
	*program
	tenant *config.Tenant
	smart.Store
}

// withStore runs something on the state of a tenant's authorization server.
func (p *program) withStore(ctx context.Context, id string, use func(*registry) error) error {
	h, err := p.load()
	if err != nil {
		return err
	}
	t, err := h.pick(id)
	if err != nil {
		return err
	}
	s, err := h.openStore(ctx)
	if err != nil {
		return err
	}
	return errors.Join(use(&registry{program: p, tenant: t, Store: s}), s.Close())
}

// tenantFlag is the flag that names the tenant.
func tenantFlag(cmd *cobra.Command, id *string) {
	cmd.Flags().StringVarP(id, "tenant", "t", "", "the tenant's id; not needed if there is one only")
}
