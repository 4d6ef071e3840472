package main

import (
	"context"
	"database/sql"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// poolSize is that of Portico's pool, config.DefaultLimits().Pool.
const poolSize = 16

// byHand is what a careful programmer would write for the measured requests, and for them only: net/http, statements
// prepared once, sql.RawBytes, appended JSON, buffers used again.
type byHand struct {
	db      *sql.DB
	zone    *time.Location
	work    sync.Pool         // of *work
	observe func(sent string) // nil while measuring
	mux     *http.ServeMux

	pulseKeys, chartKeys, vitals, encounterUID *statement
	encounter                                  *statement
	patientKeys, patients, addresses           *statement
	codes, codePairs                           *statement
	staff, facilities                          *statement
}

// newByHand prepares the statements on a pool of its own. The session variables are those of Portico's sessions that
// decide what a statement means and how it is planned.
func newByHand(ctx context.Context, d *database) (*byHand, error) {
	zone, err := time.LoadLocation(zoneName)
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("mysql", d.dsn(d.name, map[string]string{
		"time_zone": "'+00:00'", "sql_mode": "'NO_UNSIGNED_SUBTRACTION'", "join_cache_level": "0", "optimizer_search_depth": "6",
		"eq_range_index_dive_limit": "10", "charset": "utf8mb4",
	}))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(poolSize)
	db.SetMaxIdleConns(poolSize)
	b := &byHand{db: db, zone: zone, mux: http.NewServeMux()}
	b.work.New = func() any { return &work{byHand: b} }
	b.mux.HandleFunc("GET /fhir/Observation", b.serve((*work).observations))
	b.mux.HandleFunc("GET /fhir/Patient", b.serve((*work).patientPage))
	b.mux.HandleFunc("GET /fhir/Patient/{id}", b.serve((*work).readPatient))
	b.mux.HandleFunc("GET /fhir/Encounter/{id}", b.serve((*work).readEncounter))
	return b, b.prepare(ctx)
}

func (b *byHand) prepare(ctx context.Context) error {
	for _, s := range []struct {
		into  **statement
		text  string
		key   keyed
		width int
	}{
		{&b.pulseKeys, pulseKeysSQL, keyed{}, 1},
		{&b.chartKeys, chartKeysSQL, keyed{}, 10},
		{&b.vitals, vitalsSQL, vitalsKey, 27},
		{&b.encounterUID, encounterUIDSQL, encounterKey, 2},
		{&b.encounter, encounterSQL, keyed{}, 13},
		{&b.patientKeys, patientKeysSQL, keyed{}, 1},
		{&b.patients, patientSQL, patientKey, 35},
		{&b.addresses, addressSQL, addressKey, 9},
		{&b.codes, codeSQL, codeKey, 5},
		{&b.codePairs, codeSQL, codePairKey, 5},
		{&b.staff, staffSQL, staffKey, 1},
		{&b.facilities, facilitySQL, facilityKey, 1},
	} {
		var err error
		if *s.into, err = prepare(ctx, b.db, s.text, s.key, s.width); err != nil {
			return err
		}
	}
	return nil
}

// ServeHTTP answers a request.
func (b *byHand) ServeHTTP(w http.ResponseWriter, r *http.Request) { b.mux.ServeHTTP(w, r) }

func (b *byHand) close() { _ = b.db.Close() } // nobody is left to be told

// serve gives each request its work, and sends what comes of it.
func (b *byHand) serve(answer func(*work, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		x := b.work.Get().(*work)
		defer b.work.Put(x)
		x.ctx, x.out = r.Context(), x.out[:0]
		if err := answer(x, r); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/fhir+json; charset=utf-8")
		w.Header().Set("Content-Length", strconv.Itoa(len(x.out)))
		_, _ = w.Write(x.out) // the client is gone then
	}
}
