package api

import (
	"testing"

	"go.uber.org/goleak"
)

// TestMain finds goroutines that a request, a fault or a closed set of tenants left behind.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
