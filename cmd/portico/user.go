package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/smart"
	"ehr.example/portico/mappers/password"
)

func (p *program) userCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "user", Short: "Keep users of Portico's own beside those of the EHR",
		Long: "Keep users of Portico's own beside those of the EHR. Passwords are read from the standard input, a line each.\n" +
			"Another password, disable and remove end the user's sessions and all that he or she granted, at once.",
	}
	cmd.AddCommand(
		p.userAddCommand(), p.userListCommand(), p.userPasswordCommand(),
		p.userChangeCommand("disable", "Let a user not sign in any more", func(ctx context.Context, r *registry, u smart.User) error {
			u.Active = false
			return r.PutUser(ctx, r.tenant.ID, u)
		}),
		p.userChangeCommand("enable", "Let a user who was disabled sign in again", func(ctx context.Context, r *registry, u smart.User) error {
			u.Active = true
			return r.PutUser(ctx, r.tenant.ID, u)
		}),
		p.userChangeCommand("remove", "Take a user away", func(ctx context.Context, r *registry, u smart.User) error {
			return r.DeleteUser(ctx, r.tenant.ID, u.ID)
		}),
	)
	return cmd
}

func (p *program) userAddCommand() *cobra.Command {
	var tenant string
	u := smart.User{Source: smart.SourcePortico, Active: true}
	cmd := &cobra.Command{
		Use: "add NAME", Short: "Add a user", Args: cobra.ExactArgs(1),
		Example: "  portico user add house -t my-clinic --display 'Dr. House' --fhir-user Practitioner/5 < password.txt",
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.withStore(cmd.Context(), tenant, func(r *registry) error {
				u.Name = args[0]
				return r.addUser(cmd.Context(), u, cmd.InOrStdin())
			})
		},
	}
	tenantFlag(cmd, &tenant)
	cmd.Flags().StringVar(&u.DisplayName, "display", "", "what people read; the name if it is not given")
	cmd.Flags().StringVar(&u.FHIRUser, "fhir-user", "", "who it is: Practitioner/5, Patient/7, RelatedPerson/3")
	cmd.Flags().StringSliceVar(&u.Roles, "role", nil, "roles of the mapping; without one the kind of --fhir-user decides what is seen")
	cmd.Flags().StringSliceVar(&u.Organizations, "organization", nil, "organisations that the user belongs to, such as Organization/3: what a role shows that is within them")
	return cmd
}

func (r *registry) addUser(ctx context.Context, u smart.User, in io.Reader) error {
	if u.DisplayName == "" {
		u.DisplayName = u.Name
	}
	kind, id, _ := strings.Cut(u.FHIRUser, "/")
	if u.FHIRUser != "" && (kind == "" || id == "") {
		return errors.New("--fhir-user is a reference such as Practitioner/5")
	}
	for _, reference := range u.Organizations {
		if !access.IsOrganization(reference) {
			return errors.New("--organization is a reference such as Organization/3 or Location/7")
		}
	}
	var err error
	if u.PasswordHash, err = r.newPassword(in); err != nil {
		return err
	}
	u.ID, u.Created = smart.NewSecret(), time.Now()
	if err := r.PutUser(ctx, r.tenant.ID, u); errors.Is(err, smart.ErrConflict) {
		return fmt.Errorf("there is a user %s already; portico user passwd gives another password", u.Name)
	} else if err != nil {
		return err
	}
	fmt.Fprintf(r.out, "user  %s\n", u.Name)
	return nil
}

// newPassword reads a password, and gives its hash.
func (r *registry) newPassword(in io.Reader) (string, error) {
	if in == os.Stdin {
		fmt.Fprint(r.log, "Password: ")
	}
	line, err := bufio.NewReader(in).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	typed := strings.TrimRight(line, "\r\n")
	const least = 8
	if len(typed) < least {
		return "", fmt.Errorf("a password has at least %d characters; write it as a line of the standard input", least)
	}
	return password.Hash(typed)
}

func (p *program) userPasswordCommand() *cobra.Command {
	var tenant string
	cmd := &cobra.Command{
		Use: "passwd NAME", Short: "Give a user another password", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.withStore(cmd.Context(), tenant, func(r *registry) error {
				u, err := r.knownUser(cmd.Context(), args[0])
				if err != nil {
					return err
				}
				if u.PasswordHash, err = r.newPassword(cmd.InOrStdin()); err != nil {
					return err
				}
				return r.PutUser(cmd.Context(), r.tenant.ID, u)
			})
		},
	}
	tenantFlag(cmd, &tenant)
	return cmd
}

// userChangeCommand is a command that changes a user.
func (p *program) userChangeCommand(name, short string, change func(context.Context, *registry, smart.User) error) *cobra.Command {
	var tenant string
	cmd := &cobra.Command{
		Use: name + " NAME", Short: short, Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.withStore(cmd.Context(), tenant, func(r *registry) error {
				u, err := r.knownUser(cmd.Context(), args[0])
				if err != nil {
					return err
				}
				return change(cmd.Context(), r, u)
			})
		},
	}
	tenantFlag(cmd, &tenant)
	return cmd
}

func (p *program) userListCommand() *cobra.Command {
	var tenant string
	cmd := &cobra.Command{
		Use: "list", Short: "List the users, with whom they are", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.withStore(cmd.Context(), tenant, func(r *registry) error {
				users, err := r.ListUsers(cmd.Context(), r.tenant.ID)
				for _, u := range users {
					state := "active"
					if !u.Active {
						state = "disabled"
					}
					fmt.Fprintf(r.out, "%s  %s  %s  %s\n", u.Name, state, u.FHIRUser, strings.Join(u.Roles, " "))
				}
				return err
			})
		},
	}
	tenantFlag(cmd, &tenant)
	return cmd
}

// knownUser is a user of Portico's own who is there.
func (r *registry) knownUser(ctx context.Context, name string) (smart.User, error) {
	u, err := r.UserByName(ctx, r.tenant.ID, name)
	if errors.Is(err, smart.ErrNotFound) {
		return u, fmt.Errorf("for the tenant %s Portico keeps no user %s; portico user add makes one", r.tenant.ID, name)
	}
	return u, err
}
