package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"ehr.example/portico/facade/interaction"
)

func (p *program) tryCommand() *cobra.Command {
	var id string
	var sql bool
	cmd := &cobra.Command{
		Use:     "try TYPE/SOURCE KEY…",
		Short:   "Show a row beside the resources that it makes",
		Long:    "Show a row of a source beside the resources that it makes. A key of several columns is several arguments.",
		Example: "  portico try --tenant my-clinic Observation/vitals 17 --sql",
		Args:    cobra.MinimumNArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.withSite(cmd.Context(), id, func(s *interaction.Site) error {
				trial, err := interaction.Try(cmd.Context(), s, args[0], args[1:])
				if err != nil {
					return err
				}
				return writeTrial(p.out, trial, sql)
			})
		},
	}
	cmd.Flags().StringVarP(&id, "tenant", "t", "", "the tenant's id; not needed if there is one only")
	cmd.Flags().BoolVar(&sql, "sql", false, "show the statements too")
	return cmd
}

// writeTrial writes the row, then its resources, then the statements.
func writeTrial(out io.Writer, t *interaction.Trial, sql bool) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for i, column := range t.Columns {
		fmt.Fprintf(w, "%s\t%s\n", column, t.Row[i])
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for _, resource := range t.Resources {
		var indented bytes.Buffer
		if err := json.Indent(&indented, resource, "", "  "); err != nil {
			return fmt.Errorf("a resource is not JSON: %w: %s", err, resource)
		}
		fmt.Fprintf(out, "\n%s\n", indented.Bytes())
	}
	if len(t.Resources) == 0 {
		fmt.Fprintln(out, "\nThe row makes no resource: no variant's condition holds.")
	}
	if sql {
		fmt.Fprint(out, t.SQL)
	}
	return nil
}
