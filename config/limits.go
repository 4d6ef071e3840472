package config

import "time"

// Limits bound what a request may cost. A tenant's file may change those of its tenant: page_default, page_max, sort_max,
// include_max, statement_timeout and concurrency.
type Limits struct {
	PageDefault      int           // page_default: entries on a page if the client doesn't say
	PageMax          int           // page_max: entries on a page at most
	SortMax          int           // sort_max: rows that a search may sort where no index has their order and no patient bounds them
	IncludeMax       int           // include_max: resources that a page may include beside its matches
	RequestBody      int64         // request_body: bytes
	StatementTimeout time.Duration // statement_timeout: of one SQL statement
	Concurrency      int           // concurrency: requests of one tenant that are served at once
	Pool             int           // pool: connections to one database
}

// maxPage is the most entries that a page can be set to.
const maxPage = 10_000

// DefaultLimits are the limits where nobody says otherwise.
func DefaultLimits() Limits {
	return Limits{
		PageDefault:      50,
		PageMax:          1000,
		SortMax:          10_000,
		IncludeMax:       1000,
		RequestBody:      1 << 20,
		StatementTimeout: 30 * time.Second,
		Concurrency:      8,
		Pool:             16,
	}
}

// check tells what is wrong with the limits, by the key it is wrong with.
func (l Limits) check(report func(key, message string)) {
	for _, limit := range []struct {
		key   string
		value int64
	}{
		{"page_default", int64(l.PageDefault)},
		{"page_max", int64(l.PageMax)},
		{"sort_max", int64(l.SortMax)},
		{"include_max", int64(l.IncludeMax)},
		{"request_body", l.RequestBody},
		{"statement_timeout", int64(l.StatementTimeout)},
		{"concurrency", int64(l.Concurrency)},
		{"pool", int64(l.Pool)},
	} {
		if limit.value <= 0 {
			report(limit.key, limit.key+" must be positive")
		}
	}
	if l.PageMax > maxPage {
		report("page_max", "page_max can be 10000 at most")
	}
	if l.PageDefault > l.PageMax {
		report("page_default", "page_default is more than page_max")
	}
}
