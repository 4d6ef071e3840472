package main

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"ehr.example/portico/facade/mysql"
	"ehr.example/portico/mappers/language"
)

func (p *program) schemaCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "schema", Short: "What a database's tables look like, and what mappings may say"}
	cmd.AddCommand(p.dumpCommand(), p.languageCommand())
	return cmd
}

func (p *program) languageCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "language " + strings.Join(language.Schemas, "|"),
		Short: "Write the JSON Schema of the mapping language, for editors",
		Long: "Write the JSON Schema (draft 2020-12) of mapper.yaml, or of the files of sources beside it. With it an editor completes,\n" +
			"explains and underlines. What tables and columns there are, only check knows.",
		Example: "  portico schema language source > source.schema.json",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			text, err := language.Schema(args[0])
			if err != nil {
				return err
			}
			_, err = p.out.Write(text)
			return err
		},
	}
}

func (p *program) dumpCommand() *cobra.Command {
	var id, dsn string
	cmd := &cobra.Command{
		Use:     "dump",
		Short:   "Write a database's schema, for check --schema",
		Example: "  portico schema dump --dsn 'reader:password@tcp(127.0.0.1:3306)/practice' > practice.schema",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			dsn, err := p.database(id, dsn)
			if err != nil {
				return err
			}
			return p.dump(cmd.Context(), dsn)
		},
	}
	cmd.Flags().StringVarP(&id, "tenant", "t", "", "the tenant whose database it is; not needed if there is one only")
	cmd.Flags().StringVar(&dsn, "dsn", "", "another database: user:password@tcp(host:port)/database")
	cmd.MarkFlagsMutuallyExclusive("tenant", "dsn")
	return cmd
}

// database is the address that was given, or a tenant's.
func (p *program) database(id, dsn string) (string, error) {
	if dsn != "" {
		return dsn, nil
	}
	h, err := p.load()
	if err != nil {
		return "", err
	}
	t, err := h.pick(id)
	if err != nil {
		return "", err
	}
	return t.Database.DSN.Text(), nil
}

// dump writes the schema of a database.
func (p *program) dump(ctx context.Context, dsn string) error {
	db, err := mysql.Open(mysql.Config{DSN: dsn})
	if err != nil {
		return err
	}
	tables, err := db.Schema(ctx)
	if err != nil {
		return errors.Join(plain(err), db.Close())
	}
	_, err = p.out.Write(tables.Append(nil))
	return errors.Join(err, db.Close())
}
