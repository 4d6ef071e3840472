package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"ehr.example/portico/facade/smart"
)

func (p *program) tokenCommand() *cobra.Command {
	var tenant, user string
	d := smart.Development{}
	cmd := &cobra.Command{
		Use: "token", Short: "Make an access token for development, without a login and without consent", Args: cobra.NoArgs,
		Long: "Make an access token for development, without a login and without consent: whoever may run this reaches the store anyway.\n" +
			"Without --user it is a service's, and reads what system scopes allow.",
		Example: "  curl -H \"Authorization: Bearer $(portico token -t my-clinic)\" 'http://localhost:8080/tenant/my-clinic/fhir/Patient?name=garcia'",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.withStore(cmd.Context(), tenant, func(r *registry) error {
				if user != "" {
					u, err := r.knownUser(cmd.Context(), user)
					if err != nil {
						return err
					}
					d.User = u
				}
				token, err := smart.NewDevelopmentToken(cmd.Context(), r.Store, r.tenant.ID, d, time.Now())
				if err != nil {
					return err
				}
				fmt.Fprintf(r.log, "DEVELOPMENT TOKEN for %s: nobody signed in for it and nobody consented. It holds %s. Do not give it away.\n", r.tenant.ID, d.Lasts)
				_, err = fmt.Fprintln(r.out, token)
				return err
			})
		},
	}
	tenantFlag(cmd, &tenant)
	cmd.Flags().StringVar(&user, "user", "", "the name of a user of Portico's own whom the token speaks for")
	cmd.Flags().StringVar(&d.Patient, "patient", "", "the id of the patient in context, for patient scopes of --user")
	cmd.Flags().StringVar(&d.Scope, "scope", "", "what it allows; by default all that can be read")
	cmd.Flags().DurationVar(&d.Lasts, "lasts", time.Hour, "how long it holds")
	return cmd
}
