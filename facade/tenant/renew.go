package tenant

import (
	"context"
	"time"
)

// renewRest is how long the tenants of a database are at least served as they were built: a database whose indexes come and go
// all the time is no reason to build all the time.
const renewRest = 5 * time.Second

// renew builds the tenants of a database anew, in the background, after a statement found that the schema is not what they were
// built from: what was planned with an index is planned without it, and refused where it would cost too much. Requests go on
// with the tenants as they were. A tenant that cannot be built stays.
func (s *Set) renew(key databaseKey) {
	db := s.house.opened(key)
	if db == nil || !db.renewing.CompareAndSwap(false, true) {
		return
	}
	s.renewals.Go(func() {
		s.rebuild(key, db)
		rest := time.NewTimer(renewRest)
		defer rest.Stop()
		select {
		case <-rest.C:
		case <-s.open.Done():
		}
		db.renewing.Store(false)
	})
}

// rebuild reads a database's schema again and builds its tenants by it.
func (s *Set) rebuild(key databaseKey, db *database) {
	s.replacing.Lock()
	defer s.replacing.Unlock()
	ctx, cancel := context.WithTimeout(s.open, buildTimeout)
	defer cancel()
	db.forget()
	for _, t := range s.Tenants() {
		if t.site.Load() == nil || databaseKeyOf(t.config) != key {
			continue // the next request builds it
		}
		if site, err := s.house.build(ctx, t.config); err == nil {
			t.site.Store(site)
		}
	}
}
