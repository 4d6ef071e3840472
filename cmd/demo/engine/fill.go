//go:build gms_pure_go

package engine

import (
	"context"
	"database/sql"
	"errors"

	"ehr.example/portico/mappers/ehr/practice/sample"
)

// fill loads the sample through the wire, as into any server.
func (e *Engine) fill(ctx context.Context, o sample.Options) error {
	db, err := sql.Open("mysql", e.DSN(Database))
	if err != nil {
		return err
	}
	return errors.Join(sample.Load(ctx, db, o), db.Close())
}
