package browsertest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Tab is a tab of a profile of its own: no other tab's cookies are in it.
type Tab struct {
	t   testing.TB
	ctx context.Context

	mu       sync.Mutex
	messages []string
}

// Tab opens one. It is closed when the test ends.
func (b *Browser) Tab(t testing.TB) *Tab {
	t.Helper()
	ctx, shut := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(shut)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("the tab did not open: %v", err)
	}
	tab := &Tab{t: t, ctx: ctx}
	console := chromedp.Console(ctx)
	go func() {
		for message, err := range console {
			if err != nil {
				return
			}
			tab.mu.Lock()
			tab.messages = append(tab.messages, message.String()+" "+message.URL)
			tab.mu.Unlock()
		}
	}()
	return tab
}

// Popup does an action that opens a window, and gives that: it has the tab's cookies.
func (tab *Tab) Popup(action chromedp.Action[struct{}]) *Tab {
	tab.t.Helper()
	opens := chromedp.WaitNewTarget(tab.ctx, func(*target.Info) bool { return true })
	tab.Do(action)
	select {
	case id := <-opens:
		ctx, shut := chromedp.NewContext(tab.ctx, chromedp.WithTargetID(id))
		tab.t.Cleanup(shut)
		if err := chromedp.Do(ctx); err != nil {
			tab.t.Fatalf("the window did not open: %v", err)
		}
		return &Tab{t: tab.t, ctx: ctx}
	case <-time.After(patience):
		tab.t.Fatal("no window opened")
		return nil
	}
}

// Print shows pages as they are printed, or again as they are on the screen.
func (tab *Tab) Print(printed bool) {
	tab.t.Helper()
	media := emulation.SetEmulatedMediaParams{Media: map[bool]string{true: "print", false: "screen"}[printed]}
	if _, err := chromedp.Call(tab.ctx, emulation.SetEmulatedMedia, media); err != nil {
		tab.t.Fatal(err)
	}
}

// Messages are what the browser said of the pages, such as what their policies blocked, since it was asked last.
func (tab *Tab) Messages() []string {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	out := tab.messages
	tab.messages = nil
	return out
}

// Do does actions one after another. The test fails with the first that can't be done.
func (tab *Tab) Do(actions ...chromedp.Action[struct{}]) {
	tab.t.Helper()
	ctx, done := context.WithTimeout(tab.ctx, patience)
	defer done()
	for i, action := range actions {
		if _, err := chromedp.Run(ctx, action); err != nil {
			tab.t.Fatalf("action %d of %d in the browser: %v; it said %q", i+1, len(actions), err, tab.Messages())
		}
	}
}

// Press clicks on the first element that a selector of CSS finds, and waits for the page that comes of it.
func (tab *Tab) Press(selector string) chromedp.Action[struct{}] {
	return func(ctx context.Context, _ *chromedp.Target) (struct{}, error) {
		_, err := chromedp.RunResponse(ctx, chromedp.Click(chromedp.CSS(selector)))
		return struct{}{}, err
	}
}

// Enter presses the key Enter where the focus is, and waits for the page that comes of it.
func (tab *Tab) Enter() chromedp.Action[struct{}] {
	return func(ctx context.Context, _ *chromedp.Target) (struct{}, error) {
		_, err := chromedp.RunResponse(ctx, chromedp.KeyEvent(kb.Enter))
		return struct{}{}, err
	}
}

// Fill types a text into the first field that a selector of CSS finds, in place of what is there.
func (tab *Tab) Fill(selector, text string) chromedp.Action[struct{}] {
	empty := chromedp.Evaluate[any](fmt.Sprintf("document.querySelector(%q).value = ''", selector))
	return func(ctx context.Context, t *chromedp.Target) (struct{}, error) {
		if _, err := empty(ctx, t); err != nil || text == "" {
			return struct{}{}, err
		}
		return chromedp.SendKeys(chromedp.CSS(selector), text)(ctx, t)
	}
}

// Screen is what a page is shown on.
type Screen struct {
	Name          string
	Width, Height int64
	Dark          bool
}

// Show takes a screen.
func (tab *Tab) Show(s Screen) {
	tab.t.Helper()
	scheme := "light"
	if s.Dark {
		scheme = "dark"
	}
	tab.Do(chromedp.EmulateViewport(s.Width, s.Height))
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
	if _, err := chromedp.Call(tab.ctx, emulation.SetEmulatedMedia, media); err != nil {
		tab.t.Fatal(err)
	}
}

// Get is the value of an expression of JavaScript in the page.
func Get[T any](tab *Tab, expression string) T {
	tab.t.Helper()
	ctx, done := context.WithTimeout(tab.ctx, patience)
	defer done()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		tab.t.Fatalf("%.80s: %v; the browser said %q", expression, err, tab.Messages())
	}
	return value
}

// Screenshot writes what the tab shows, all of its height, into the folder that PORTICO_SCREENSHOTS names, for people to
// look at. Without a folder nothing is written.
func (tab *Tab) Screenshot(name string) {
	tab.t.Helper()
	folder := os.Getenv("PORTICO_SCREENSHOTS")
	if folder == "" {
		return
	}
	image, err := chromedp.Run(tab.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		tab.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, name+".png"), image, 0o600); err != nil {
		tab.t.Fatal(err)
	}
}
