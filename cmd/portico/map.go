package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"ehr.example/portico/facade/inspect"
	"ehr.example/portico/facade/mysql"
	"ehr.example/portico/mappers/draft"
	"ehr.example/portico/mappers/schema"
)

func (p *program) mapCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "map", Short: "Begin a mapping"}
	cmd.AddCommand(p.mapInitCommand())
	return cmd
}

// legacy is the database that a draft is made of: a live one, or a dumped schema without rows.
type legacy struct {
	*program
	tenant, dsn, schema string
	sample              int
}

func (l *legacy) flags(cmd *cobra.Command) {
	cmd.Flags().StringVarP(&l.tenant, "tenant", "t", "", "the tenant whose database it is; not needed if there is one only")
	cmd.Flags().StringVar(&l.dsn, "dsn", "", "another database: user:password@tcp(host:port)/database")
	cmd.Flags().StringVar(&l.schema, "schema", "", "a file that schema dump wrote, instead of a database: nothing is counted then")
	cmd.Flags().IntVar(&l.sample, "sample", 20_000, "how many rows of a table are counted, the newest")
	cmd.MarkFlagsMutuallyExclusive("tenant", "dsn", "schema")
}

// read reads the schema and has what is wished counted.
func (l *legacy) read(ctx context.Context, wishes func(*schema.Schema) []draft.Wish) (s *schema.Schema, counted draft.Statistics, err error) {
	if l.schema != "" {
		text, err := os.ReadFile(l.schema)
		if err != nil {
			return nil, nil, err
		}
		s, err = schema.Parse(l.schema, text)
		return s, nil, err
	}
	dsn, err := l.database(l.tenant, l.dsn)
	if err != nil {
		return nil, nil, err
	}
	db, err := mysql.Open(mysql.Config{DSN: dsn})
	if err != nil {
		return nil, nil, err
	}
	if s, err = db.Schema(ctx); err == nil {
		counted, err = inspect.Sample(ctx, db, wishes(s), max(l.sample, 1))
	}
	if err != nil {
		err = plain(err)
	}
	return s, counted, errors.Join(err, db.Close())
}

func (p *program) mapInitCommand() *cobra.Command {
	l := &legacy{program: p}
	var out, name string
	cmd := &cobra.Command{
		Use:   "init",
		Short: "Write a first mapper for an unknown database",
		Long: "Write a first mapper for an unknown database: it passes check and serves Patient, and Practitioner and Encounter where\n" +
			"they can be guessed. Comments say what was guessed, and what only a person knows. Patients' data is neither printed nor\n" +
			"written: of values only codes such as M and F are, that many rows share.",
		Example: "  portico map init --dsn 'reader:password@tcp(127.0.0.1:3306)/ehr' --out mappers/ehr",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return l.init(cmd.Context(), out, name)
		},
	}
	l.flags(cmd)
	cmd.Flags().StringVar(&out, "out", "", "the mapper's folder, which is made")
	cmd.Flags().StringVar(&name, "name", "", "the mapper's name, if its folder is to be made below --out")
	_ = cmd.MarkFlagRequired("out")
	return cmd
}

func (l *legacy) init(ctx context.Context, out, name string) error {
	if name != "" {
		out = filepath.Join(out, name)
	}
	absolute, err := filepath.Abs(out)
	if err != nil {
		return err
	}
	name = filepath.Base(absolute)
	if isMapper(out) {
		return fmt.Errorf("%s has a mapper already", out)
	}
	s, counted, err := l.read(ctx, draft.Wishes)
	if err != nil {
		return err
	}
	d, err := draft.New(name, s, counted)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o750); err != nil {
		return err
	}
	for _, file := range slices.Sorted(maps.Keys(d.Files)) {
		if err := os.WriteFile(filepath.Join(out, file), []byte(d.Files[file]), 0o600); err != nil {
			return err
		}
		fmt.Fprintln(l.out, filepath.Join(out, file))
	}
	l.next(d, out, name)
	return nil
}

// next says how to go on.
func (l *legacy) next(d *draft.Draft, out, name string) {
	fmt.Fprintf(l.out, "guesses: %d, questions: %d; look for guess: and question:\n\n", d.Guesses, d.Questions)
	settings := make([]string, len(d.Settings))
	for i, s := range d.Settings {
		settings[i] = "\n  " + s + ": …"
	}
	fmt.Fprintf(l.out, "portico.yaml:\n  mappers: %s\n\ntenants/first.yaml:\n  id: first\n  name: The first clinic\n  mapper: %s\n  time_zone: America/New_York\n"+
		"  database: {dsn_env: FIRST_DSN}\n  settings:%s\n", filepath.Dir(filepath.Clean(out)), name, strings.ReplaceAll(strings.Join(settings, ""), "\n", "\n  "))
}

func (p *program) scaffoldCommand() *cobra.Command {
	l := &legacy{program: p}
	var of draft.Scaffold
	cmd := &cobra.Command{
		Use:   "scaffold RESOURCE TABLE",
		Short: "Write the beginning of a source for a table",
		Long: "Write the beginning of a source for a table: from, where, key, id, joins and references as far as names and keys tell\n" +
			"them; a commented line for each element that R4 demands or US Core wants, with the codes that are fixed; and maps of\n" +
			"the raw codes that were counted.",
		Example: "  portico scaffold --dsn 'reader:password@tcp(127.0.0.1:3306)/ehr' Condition problem_list > problems.yaml",
		Args:    cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			of.Resource, of.Table = args[0], args[1]
			return l.scaffold(cmd.Context(), of)
		},
	}
	l.flags(cmd)
	cmd.Flags().StringVar(&of.Profile, "profile", "", "the profile of US Core, such as us-core-observation-lab")
	cmd.Flags().StringVar(&of.Name, "source", "", "the source's name")
	return cmd
}

func (l *legacy) scaffold(ctx context.Context, of draft.Scaffold) error {
	s, counted, err := l.read(ctx, func(s *schema.Schema) []draft.Wish {
		if t := s.Table(of.Table); t != nil {
			return []draft.Wish{{Table: t, Codes: draft.CodeColumns(t)}}
		}
		return nil
	})
	if err != nil {
		return err
	}
	text, err := draft.Source(of, s, counted)
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(l.out, text)
	return err
}
