// Package browsertest gives tests a real browser: the Chromium that PORTICO_CHROMIUM names, which scripts/with-chromium
// sets, or the one that is installed.
package browsertest

import (
	"context"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// Variable names the environment variable with the browser's program.
const Variable = "PORTICO_CHROMIUM"

// patience is how long a test waits for the browser, on a machine that does other things too.
const patience = 2 * time.Minute

// Browser is a running browser, for one test and its parts.
type Browser struct{ ctx context.Context }

// Start starts a browser that ends with the test. Without one the test fails and says what to do.
func Start(t testing.TB) *Browser {
	t.Helper()
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(program(t)),
		chromedp.Flag("disable-dev-shm-usage", true), // containers have little of it
		chromedp.WSURLReadTimeout(patience),
	}
	if os.Getuid() == 0 {
		options = append(options, chromedp.NoSandbox) // it refuses root
	}
	allocator, end := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:], options...)...)
	t.Cleanup(end)
	ctx, quit := chromedp.NewContext(allocator)
	t.Cleanup(quit)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("the browser did not start: %v", err)
	}
	return &Browser{ctx: ctx}
}

// program is the browser's.
func program(t testing.TB) string {
	t.Helper()
	if path := os.Getenv(Variable); path != "" {
		return path
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal(Variable + " isn't set and no Chromium is installed: run make test, or scripts/with-chromium go test …")
	return ""
}
