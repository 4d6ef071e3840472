package store

import (
	"testing"

	"go.uber.org/goleak"
)

// TestMain finds goroutines that a closed store left behind.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
