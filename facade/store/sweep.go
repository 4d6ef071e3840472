package store

import (
	"context"
	"errors"
	"time"
)

// keepFor is how long rows stay after they expired: a code that comes again is a replay, not an unknown one.
const keepFor = 24 * time.Hour

// Sweep deletes what expired a day ago, of all tenants. It is the only statement that is not a tenant's.
func (s *Store) Sweep(ctx context.Context, at time.Time) (rows int64, err error) {
	var errs []error
	for _, table := range []any{
		&attempt{}, &session{}, &launch{}, &flow{}, &code{}, &accessToken{}, &refreshToken{}, &authorization{}, &signingKey{}, &assertion{},
	} {
		swept := s.db.WithContext(ctx).Where("expires < ?", millis(at.Add(-keepFor))).Delete(table)
		rows += swept.RowsAffected
		errs = append(errs, swept.Error)
	}
	return rows, errors.Join(errs...)
}

// SweepEvery sweeps until the context ends. What goes wrong is told and tried again the next time.
func (s *Store) SweepEvery(ctx context.Context, pause time.Duration, tell func(error)) {
	ticker := time.NewTicker(pause)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case at := <-ticker.C:
			if _, err := s.Sweep(ctx, at); err != nil && ctx.Err() == nil {
				tell(err)
			}
		}
	}
}
