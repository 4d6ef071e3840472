package mysql

import (
	"context"
	"fmt"
	"time"
)

// killWithin bounds the side connection that stops a statement.
const killWithin = 2 * time.Second

// kill stops what the connection runs. The driver has closed its socket by then, but a server that computes does not
// notice. Behind a proxy the side connection may reach another server, where the number means another's statement:
// then nothing is killed and the statement's own time limit ends it.
func (d *Database) kill(at server) error {
	ctx, cancel := context.WithTimeout(context.Background(), killWithin)
	defer cancel()
	opened, err := d.connector.raw.Connect(ctx)
	if err != nil {
		return fmt.Errorf("stop statement on %s: %w", at.host, err)
	}
	defer opened.Close()
	side := opened.(rawConnection)
	reached, err := identify(ctx, side)
	if err != nil {
		return fmt.Errorf("stop statement on %s: %w", at.host, err)
	}
	if reached.host != at.host {
		return fmt.Errorf("stop statement on %s: reached %s instead", at.host, reached.host)
	}
	_, err = side.ExecContext(ctx, fmt.Sprintf("KILL QUERY %d", at.connection), nil)
	if err != nil && numberOf(err) != unknownThread {
		return fmt.Errorf("stop statement on %s: %w", at.host, err)
	}
	return nil
}

// unknownThread is the error of a kill that came too late.
const unknownThread = 1094
