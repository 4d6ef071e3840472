package pages

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"ehr.example/portico/facade/browsertest"
)

// screens are what the pages are looked at on. The narrowest is what WCAG 2.2, success criterion 1.4.10, asks for.
var screens = []browsertest.Screen{
	{Name: "phone", Width: 320, Height: 640},
	{Name: "phone-dark", Width: 390, Height: 844, Dark: true},
	{Name: "desktop", Width: 1280, Height: 800},
	{Name: "desktop-dark", Width: 1280, Height: 800, Dark: true},
}

// serveSamples serves pages at their names.
func serveSamples(t *testing.T, all []sample) *httptest.Server {
	t.Helper()
	b := testBrand(t)
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+b.Stylesheet, b.ServeStylesheet)
	for _, s := range all {
		mux.HandleFunc("GET /"+s.name, func(w http.ResponseWriter, _ *http.Request) {
			if err := b.Serve(w, http.StatusOK, s.page); err != nil {
				t.Error(err)
			}
		})
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server
}

// TestBrowser: in a real browser every page fits its screen, is walked through with the keyboard in the order that it is
// read in, can be read, and breaks none of its own policy.
func TestBrowser(t *testing.T) {
	all := samples(t)
	server := serveSamples(t, all)
	tab := browsertest.Start(t).Tab(t)
	axe := string(browsertest.Package(t, "axe-core-4.14.1", "axe.min.js"))
	for _, screen := range screens {
		tab.Show(screen)
		for _, s := range all {
			t.Run(screen.Name+"/"+s.name, func(t *testing.T) {
				tab.Do(chromedp.Navigate(server.URL + "/" + s.name))
				tab.Screenshot(s.name + "-" + screen.Name)
				checkFits(t, tab)
				checkAccessible(t, tab, axe)
				checkSizes(t, tab)
				if !screen.Dark {
					checkKeyboard(t, tab)
				}
				checkMessages(t, tab.Messages())
			})
		}
	}
}

// TestPrinted: on paper there is what a person may want to keep, and nothing to press but what was found; dark on light by night too.
func TestPrinted(t *testing.T) {
	all := samples(t)
	server := serveSamples(t, all)
	tab := browsertest.Start(t).Tab(t)
	tab.Show(browsertest.Screen{Width: 794, Height: 1123, Dark: true}) // A4
	tab.Print(true)
	for _, s := range all {
		tab.Do(chromedp.Navigate(server.URL + "/" + s.name))
		tab.Screenshot(s.name + "-print")
		seen := browsertest.Get[struct {
			Pressed []string
			Heading bool
			Text    string
		}](tab, `({
			Pressed: [...document.querySelectorAll('button:not(.row), .button, .account, .cancel')].filter(e => e.getClientRects().length).map(e => e.outerHTML.slice(0, 80)),
			Heading: document.querySelector('h1').getClientRects().length > 0,
			Text: getComputedStyle(document.querySelector('h1')).color,
		})`)
		if len(seen.Pressed) > 0 || !seen.Heading || seen.Text != fmt.Sprintf("rgb(%d, %d, %d)", light.text.r, light.text.g, light.text.b) {
			t.Errorf("%s is printed with %+v", s.name, seen)
		}
	}
	tab.Do(chromedp.Navigate(server.URL + "/consent-self"))
	if parts := browsertest.Get[int](tab, `[...document.querySelectorAll('.parts')].filter(e => e.getClientRects().length).length`); parts == 0 {
		t.Error("what could be chosen is not printed")
	}
}

func checkMessages(t *testing.T, messages []string) {
	for _, m := range messages {
		t.Errorf("the browser says %s", m)
	}
}

func checkFits(t *testing.T, tab *browsertest.Tab) {
	out := browsertest.Get[[]string](tab, `[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 0.5 || e.getBoundingClientRect().left < -0.5)
		.map(e => e.outerHTML.slice(0, 120)).concat(document.documentElement.scrollWidth > innerWidth ? ['the document is ' + document.documentElement.scrollWidth + ' wide'] : [])`)
	for _, e := range out {
		t.Errorf("it does not fit: %s", e)
	}
}

// checkAccessible lets axe look at the page: all that it knows of WCAG 2.2 A and AA, contrast among it, and of good practice.
func checkAccessible(t *testing.T, tab *browsertest.Tab, axe string) {
	browsertest.Get[any](tab, axe+"; null")
	found := browsertest.Get[struct{ Wrong, Right []string }](tab, `axe.run(document).then(r => ({
		Right: r.passes.map(rule => rule.id),
		Wrong: [...r.violations, ...r.incomplete].flatMap(rule => rule.nodes.map(n => rule.id + ': ' + rule.help + ': ' + n.html.slice(0, 200))),
	}))`)
	for _, e := range found.Wrong {
		t.Errorf("axe finds %s", e)
	}
	if !slices.Contains(found.Right, "color-contrast") || len(found.Right) < 10 {
		t.Errorf("axe looked at %q only", found.Right)
	}
}

// checkSizes: buttons and fields are large enough for a finger, and no text is small.
func checkSizes(t *testing.T, tab *browsertest.Tab) {
	out := browsertest.Get[[]string](tab, `[...document.querySelectorAll('button, input:not([type=hidden]), summary, label.mark')].filter(e => e.getClientRects().length)
		.map(e => ['radio', 'checkbox'].includes(e.type) ? e.closest('label') : e)
		.filter(e => e.getBoundingClientRect().height < 43.5).map(e => e.outerHTML.slice(0, 120))
		.concat([...document.querySelectorAll('body *')].filter(e => parseFloat(getComputedStyle(e).fontSize) < 13).map(e => 'small text: ' + e.outerHTML.slice(0, 120)))`)
	for _, e := range out {
		t.Errorf("it is too small: %s", e)
	}
}

// stops are the elements that the tabulator stops at, in the order of the document. Of radio buttons that are one choice it
// stops at the marked one.
const stops = `[...document.querySelectorAll('a[href], button, input:not([type=hidden]), summary')]
	.filter(e => e.getClientRects().length && (e.type != 'radio' || e.checked)).map(e => e.outerHTML)`

// checkKeyboard walks through the page with the tabulator.
func checkKeyboard(t *testing.T, tab *browsertest.Tab) {
	want := browsertest.Get[[]string](tab, stops)
	browsertest.Get[any](tab, `document.body.tabIndex = -1; document.body.focus(); null`)
	var got []string
	for range want {
		tab.Do(chromedp.KeyEvent(kb.Tab))
		at := browsertest.Get[struct{ HTML, Outline string }](tab, `({HTML: document.activeElement.outerHTML, Outline: getComputedStyle(document.activeElement).outlineStyle + getComputedStyle(document.activeElement).outlineWidth})`)
		got = append(got, at.HTML)
		if at.Outline != "solid3px" {
			t.Errorf("it can't be seen that %.100s has the focus: %s", at.HTML, at.Outline)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("the tabulator goes\n%s\nwant\n%s", short(got), short(want))
	}
}

func short(all []string) string {
	var b strings.Builder
	for _, text := range all {
		fmt.Fprintf(&b, "  %.110q\n", text)
	}
	return b.String()
}
