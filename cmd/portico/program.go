package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// errProblems says that problems were found, which are printed already.
var errProblems = errors.New("problems were found")

// program is one run of the command.
type program struct {
	configFile string
	out, log   io.Writer
}

// run is the whole program: args are those behind its name.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	p := &program{out: stdout, log: stderr}
	root := p.root()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	return root.ExecuteContext(ctx)
}

func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use:           "portico",
		Short:         "FHIR R4 over the database that an EHR already has",
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.PersistentFlags().StringVarP(&p.configFile, "config", "c", "", "the configuration's file (default portico.yaml, if there is one)")
	root.AddCommand(p.serveCommand(), p.checkCommand(), p.tryCommand(), p.explainCommand(), p.mapCommand(), p.scaffoldCommand(), p.schemaCommand(),
		p.clientCommand(), p.userCommand(), p.tokenCommand(), p.infernoCommand(), p.versionCommand())
	return root
}

func (p *program) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintln(p.out, "portico", version())
			return err
		},
	}
}

// version is the module's, as the Go tool stamped it into the binary.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
