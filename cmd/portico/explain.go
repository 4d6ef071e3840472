package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/interaction"
)

func (p *program) explainCommand() *cobra.Command {
	var id, scopes, patient string
	var within []string
	cmd := &cobra.Command{
		Use:   "explain TYPE?PARAMETERS",
		Short: "Show how a search is answered",
		Long:  "Show how a search is answered: query, plan, statements with their arguments, the database's own plan. It runs the search.",
		Example: "  portico explain --tenant my-clinic 'Observation?patient=1&code=8867-4'\n" +
			"  portico explain --tenant my-clinic --patient 1 --scopes 'patient/Observation.rs?code=8867-4' Observation\n" +
			"  portico explain '?_type=Condition,Procedure&patient=1'\n  portico explain 'Patient/1/*'\n" +
			"  portico explain --within Organization/3 Encounter",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			resource, params, err := interaction.ParseRequest(args[0])
			if err != nil {
				return plain(err)
			}
			return p.withSite(cmd.Context(), id, func(s *interaction.Site) error {
				grant, err := access.Granted(s.Tenant, scopes, patient, within...)
				if err != nil {
					return err
				}
				text, err := interaction.Explain(cmd.Context(), s, grant, resource, params)
				fmt.Fprint(p.out, text)
				return err
			})
		},
	}
	cmd.Flags().StringVarP(&id, "tenant", "t", "", "the tenant's id; not needed if there is one only")
	cmd.Flags().StringVar(&patient, "patient", "", "search with the rights of one patient's own login, or for that patient with --scopes: the Patient's id")
	cmd.Flags().StringVar(&scopes, "scopes", "", "search with the rights of a token that has these scopes, with blanks between them; user/ scopes reach everybody")
	cmd.Flags().StringSliceVar(&within, "within", nil, "search with the rights of a user who sees what is of these organisations, such as Organization/3, and of their parts")
	return cmd
}
