package api

import (
	"testing"

	"go.uber.org/goleak"
)

// TestMain finds goroutines that a request, a fault or a closed set of tenants left behind.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m,
		goleak.IgnoreTopFunction("gorm.io/gorm/internal/lru.NewLRU[...].func1"), // gorm leaves it behind when a store is closed
	)
}
