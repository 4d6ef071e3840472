package search

import "time"

// Options is what a tenant and a request add to the parameters. Zero numbers mean the defaults.
type Options struct {
	Zone         *time.Location // of dates without an offset; nil is UTC
	Lenient      bool           // Prefer: handling=lenient: parameters that aren't known or done are dropped
	DefaultCount int            // entries on a page if the client doesn't say: 50
	MaxCount     int            // entries on a page at most: 1000
	Limits       Limits
	Within       Compartment // what is searched, as the path has it
	BaseURL      string      // the tenant's canonical base; absolute references to it are local ones
}

// Limits bound the size of a search, each with its own outcome. Zero means the default.
type Limits struct {
	Parameters   int // how many parameters, repeats included: 64
	Alternatives int // how many values of one parameter, separated by commas: 256
	ValueLength  int // how long one value may be, in bytes: 1024
	Chain        int // how many references a criterion may go over: 8
}

// withDefaults fills in what is zero.
func (o Options) withDefaults() Options {
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	o.MaxCount = positive(o.MaxCount, 1000)
	o.DefaultCount = min(positive(o.DefaultCount, 50), o.MaxCount)
	o.Limits.Parameters = positive(o.Limits.Parameters, 64)
	o.Limits.Alternatives = positive(o.Limits.Alternatives, 256)
	o.Limits.ValueLength = positive(o.Limits.ValueLength, 1024)
	o.Limits.Chain = positive(o.Limits.Chain, 8)
	return o
}

// positive is the number, or the fallback if it isn't positive.
func positive(number, fallback int) int {
	if number > 0 {
		return number
	}
	return fallback
}
