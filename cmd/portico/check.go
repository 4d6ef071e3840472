package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"ehr.example/portico/facade/inspect"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/tenant"
	"ehr.example/portico/mappers"
	"ehr.example/portico/mappers/problem"
	compiled "ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/schema"
)

// check is the check command: what is wrong, all of it at once.
type check struct {
	*program
	mapper, folder, schema string
	overlay                string
	live, json             bool
	sample                 int
	refusals               int
	found                  []said
}

func (p *program) checkCommand() *cobra.Command {
	k := &check{program: p}
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Say what is wrong with mappings, tenants and the configuration",
		Long: "Say everything that is wrong, as file:line:col, and end with status 1 if anything is refused.\n\n" +
			"  --schema FILE   compile mappings against a dumped schema: --mapper NAME, --mappers DIR, or all that come with the program\n" +
			"  --live          compile each tenant's mapping against its database, with its settings, and look at the data:\n" +
			"                  keys and ids that are not unique, references that lead nowhere, codes that no map knows,\n" +
			"                  elements that are never filled, missing indexes, users who could not sign in, organisations that are no tree,\n" +
			"                  an account that could write\n" +
			"  neither         the configuration and the tenants' files\n\n" +
			"A refusal or an error ends it with status 1. Warnings and notes do not: they are for a person to judge.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return k.run(cmd.Context()) },
	}
	cmd.Flags().StringVar(&k.mapper, "mapper", "", "the only mapper to check")
	cmd.Flags().StringVar(&k.folder, "mappers", "", "a mapper's folder, or a folder of mappers")
	cmd.Flags().StringVar(&k.schema, "schema", "", "a file that schema dump wrote")
	cmd.Flags().StringVar(&k.overlay, "overlay", "", "with --schema: a tenant's overlay that is laid over the mapper")
	cmd.Flags().BoolVar(&k.live, "live", false, "ask the tenants' databases")
	cmd.Flags().IntVar(&k.sample, "sample", 50_000, "with --live: how many rows of each source are looked at")
	cmd.Flags().BoolVar(&k.json, "json", false, "write a JSON array, with an object for each line")
	cmd.MarkFlagsMutuallyExclusive("schema", "live")
	return cmd
}

func (k *check) run(ctx context.Context) error {
	var err error
	switch {
	case k.schema != "":
		err = k.offline()
	case k.mapper != "" || k.folder != "":
		err = errors.New("a mapping is checked against a database: say which with --schema FILE, or --live")
	default:
		err = k.tenants(ctx)
	}
	switch {
	case err != nil:
		return err
	case k.json:
		err = k.writeJSON()
	case k.refusals == 0:
		_, err = fmt.Fprintln(k.out, "ok")
	}
	if k.refusals > 0 {
		return errors.Join(err, errProblems)
	}
	return err
}

// print prints problems and counts the refusals.
func (k *check) print(problems ...problem.Problem) {
	for _, p := range problems {
		k.say("", inspect.Finding{Problem: p})
	}
}

// printError prints an error, by its problems if it has any.
func (k *check) printError(what string, err error) {
	var problems problem.Errors
	if errors.As(err, &problems) {
		k.print(problems...)
		return
	}
	k.print(problem.Problem{Pos: problem.Position{File: what}, Message: plain(err).Error()})
}

// offline compiles mappings against a schema's file.
func (k *check) offline() error {
	text, err := os.ReadFile(k.schema)
	if err != nil {
		return err
	}
	tables, err := schema.Parse(k.schema, text)
	if err != nil {
		k.printError(k.schema, err)
		return nil
	}
	chosen, err := k.mappers()
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(chosen)) {
		m := chosen[name]
		if k.overlay != "" {
			if m.Overlay, err = mappers.ReadOverlay(k.overlay, os.DirFS(k.overlay)); err != nil {
				return err
			}
		}
		made, problems, err := m.Compile(tables)
		k.print(problems...)
		if err == nil {
			k.roles(name, made)
		}
		if err != nil && len(problems) == 0 {
			k.printError(name, err)
		}
	}
	return nil
}

// roles reads the scopes of roles as far as they need no tenant's settings.
func (k *check) roles(name string, p *compiled.Program) {
	var problems problem.Errors
	if _, err := interaction.RolesOf(p, nil); errors.As(err, &problems) {
		k.print(problems...)
	} else if err != nil {
		k.printError(name, err)
	}
}

// mappers are those that the flags choose.
func (k *check) mappers() (map[string]mappers.Mapper, error) {
	all := maps.Clone(coded)
	known := maps.Clone(coded)
	if k.folder != "" {
		found, err := folderMappers(k.folder)
		if err != nil {
			return nil, err
		}
		all = found
		maps.Copy(known, found)
	}
	for name, m := range all {
		m.Known = known
		all[name] = m
	}
	if k.mapper == "" {
		return all, nil
	}
	m, found := all[k.mapper]
	if !found {
		return nil, fmt.Errorf("there is no mapper %s; there are %v", k.mapper, slices.Sorted(maps.Keys(all)))
	}
	return map[string]mappers.Mapper{k.mapper: m}, nil
}

// tenants checks the configuration and the tenants, in their databases if live.
func (k *check) tenants(ctx context.Context) error {
	h, err := k.load()
	if err != nil {
		k.printError("configuration", err)
		return nil
	}
	k.print(h.config.Warnings...)
	if h.broken != nil {
		k.printError(h.config.Tenants, h.broken)
	}
	if !k.live {
		k.known(h)
		return nil
	}
	h.options.Warn = func(p problem.Problem) { k.print(p) }
	set := tenant.NewSet(h.options)
	for _, f := range set.Replace(ctx, h.tenants, nil) {
		k.printError(f.Tenant, f.Err)
	}
	k.look(ctx, h, set.Tenants())
	return set.Close()
}

// known tells tenants whose mapper there is not, and overlays that are not what an overlay may be.
func (k *check) known(h *house) {
	for _, t := range h.tenants {
		m, err := tenant.Mapper(t, h.options.Mappers)
		if err != nil {
			k.printError(t.ID, err)
			continue
		}
		if m.Overlay != nil {
			var form problem.List
			m.Mapping(&form)
			k.print(form.All()...)
		}
	}
}
