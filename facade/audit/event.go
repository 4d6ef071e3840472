// Package audit is what happened, as data: an Event leaves each request, and Observers decide what becomes of it.
package audit

import "time"

// Event is one request that was answered. It has no query string, no resource and no id of a patient, so that it may
// be kept where patient data may not.
type Event struct {
	Time        time.Time // when the request arrived
	RequestID   string
	Tenant      string        // the tenant's id; empty when the request named none that exists
	Interaction string        // FHIR's name: read, search-type, capabilities
	Type        string        // the resource type; empty where the interaction has none
	Status      int           // the HTTP status
	Issue       string        // the FHIR issue code of a failed request; empty otherwise
	Duration    time.Duration // until the last byte was handed over
	Rows        int           // rows that came from the database
	Statements  int           // statements that went to the database
	Client      string        // the OAuth client's id; empty without one
	Subject     string        // who the grant speaks for: the account's opaque id; empty without one
}

// Observer is told about every request after it was answered. Observe is called from many goroutines and must not
// block for long.
type Observer interface {
	Observe(Event)
}

// ObserverFunc is a function as an Observer.
type ObserverFunc func(Event)

// Observe calls the function.
func (f ObserverFunc) Observe(e Event) { f(e) }

// Observers tells each one in turn. Without any, events are dropped.
type Observers []Observer

// Observe tells each one.
func (o Observers) Observe(e Event) {
	for _, observer := range o {
		observer.Observe(e)
	}
}
