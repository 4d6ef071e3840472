package tenant

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"ehr.example/portico/config"
	"ehr.example/portico/facade/mysql"
	"ehr.example/portico/mappers/schema"
)

// databaseKey tells the databases apart that tenants share: a pool has one statement timeout.
type databaseKey struct {
	dsn              string
	statementTimeout time.Duration
}

func databaseKeyOf(t *config.Tenant) databaseKey {
	return databaseKey{dsn: t.Database.DSN.Text(), statementTimeout: t.Limits.StatementTimeout}
}

// database is one legacy database with its schema, which is read when a tenant first needs it.
type database struct {
	*mysql.Database
	reading sync.Mutex
	schema  *schema.Schema // nil: not read yet

	renewing atomic.Bool // its tenants are being built anew
}

// read is the schema. An error is an outcome; the next call tries again.
func (d *database) read(ctx context.Context) (*schema.Schema, error) {
	d.reading.Lock()
	defer d.reading.Unlock()
	if d.schema != nil {
		return d.schema, nil
	}
	read, err := d.Schema(ctx)
	if err == nil {
		d.schema = read
	}
	return read, err
}

// forget makes the next reader ask the database again.
func (d *database) forget() {
	d.reading.Lock()
	defer d.reading.Unlock()
	d.schema = nil
}
