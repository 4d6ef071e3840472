package pages

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"ehr.example/portico/facade/browsertest"
)

// TestFormLeads: a form's answer leads to the app, and further to where the app sends people on; without a lead the browser
// sends a form to nobody but this server.
func TestFormLeads(t *testing.T) {
	b := testBrand(t)
	say := func(text string) *httptest.Server {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, text) }))
		t.Cleanup(s.Close)
		return s
	}
	home := say("the app's home")
	callback := httptest.NewServer(http.RedirectHandler(home.URL, http.StatusFound))
	t.Cleanup(callback.Close)
	app := strings.Replace(callback.URL, "127.0.0.1", "localhost", 1) + "/callback"

	mux := http.NewServeMux()
	mux.HandleFunc("GET "+b.Stylesheet, b.ServeStylesheet)
	mux.Handle("POST /", http.RedirectHandler(app, http.StatusSeeOther))
	for path, leads := range map[string][]string{"GET /with": {app, home.URL}, "GET /without": nil} {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			if err := b.Serve(w, http.StatusOK, Login{Form: Form{Action: "/", Leads: leads}, Cancel: true}); err != nil {
				t.Error(err)
			}
		})
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	tab := browsertest.Start(t).Tab(t)

	tab.Do(chromedp.Navigate(server.URL+"/with"), tab.Press("form.cancel button"))
	if got := browsertest.Get[string](tab, "document.body.innerText"); got != "the app's home" {
		t.Errorf("with a lead one comes to %q; the browser says %q", got, tab.Messages())
	}
	tab.Do(chromedp.Navigate(server.URL+"/without"), chromedp.Click(chromedp.CSS("form.cancel button")))
	for got := []string(nil); !strings.Contains(strings.Join(got, " "), "form-action 'self'"); got = append(got, tab.Messages()...) {
		if at := browsertest.Get[string](tab, "location.pathname"); at != "/without" {
			t.Fatalf("without a lead one comes to %s", at)
		}
	}
}
