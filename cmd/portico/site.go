package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"ehr.example/portico/config"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/facade/store"
	"ehr.example/portico/facade/tenant"
)

// house is the configuration with what it names.
type house struct {
	config  *config.Config
	tenants []*config.Tenant // the sound ones
	broken  error            // what is wrong with the others
	options tenant.Options
}

// load reads the configuration and the tenants' files. Tenants' problems are no error here.
func (p *program) load() (*house, error) {
	c, err := config.Load(p.configFile)
	if err != nil {
		return nil, err
	}
	all, err := allMappers(c.Mappers)
	if err != nil {
		return nil, err
	}
	h := &house{config: c, options: tenant.Options{Config: c, Mappers: all, Version: version()}}
	h.tenants, h.broken = config.LoadTenants(c.Tenants, c)
	return h, nil
}

// openStore opens the state of the authorization servers.
func (h *house) openStore(ctx context.Context) (*store.Store, error) {
	c := store.Config{File: h.config.Store.File}
	if c.File == "" {
		c.DSN = h.config.Store.DSN.Text()
	}
	return store.Open(ctx, c)
}

// pick is the tenant with an id; without an id, the only one that there is.
func (h *house) pick(id string) (*config.Tenant, error) {
	ids := make([]string, len(h.tenants))
	for i, t := range h.tenants {
		ids[i] = t.ID
		if t.ID == id {
			return t, nil
		}
	}
	switch {
	case id == "" && len(h.tenants) == 1 && h.broken == nil:
		return h.tenants[0], nil
	case id == "":
		return nil, fmt.Errorf("say which tenant with --tenant: %s", strings.Join(ids, ", "))
	}
	return nil, errors.Join(fmt.Errorf("there is no tenant %s; there are: %s", id, strings.Join(ids, ", ")), h.broken)
}

// withSite runs something on a tenant, whether it is in service or not.
func (p *program) withSite(ctx context.Context, id string, use func(*interaction.Site) error) error {
	h, err := p.load()
	if err != nil {
		return err
	}
	c, err := h.pick(id)
	if err != nil {
		return err
	}
	active := *c
	active.State = config.Active
	set := tenant.NewSet(h.options)
	for _, f := range set.Replace(ctx, []*config.Tenant{&active}, nil) {
		err = plain(f.Err)
	}
	if err == nil {
		var site *interaction.Site
		if site, err = set.Tenants()[0].Site(ctx); err == nil {
			err = plain(use(site))
		}
	}
	return errors.Join(err, set.Close())
}

// plain is an error for operators: an outcome's messages with their cause.
func plain(err error) error {
	var known *outcome.Error
	if errors.As(err, &known) && known.Cause == nil {
		messages := make([]string, len(known.Issues))
		for i, issue := range known.Issues {
			messages[i] = issue.Message
		}
		return errors.New(strings.Join(messages, "\n"))
	}
	return err
}
