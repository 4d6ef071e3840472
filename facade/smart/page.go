package smart

import (
	"fmt"
	"html"
)

// errorPage tells a person what went wrong.
func (x *exchange) errorPage(f *Fault) {
	x.event.Status = f.Status
	x.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	x.w.WriteHeader(f.Status)
	fmt.Fprintf(x.w, "<!doctype html><html lang=en><title>%s</title><p>%s</html>", html.EscapeString(x.Name), html.EscapeString(f.Description))
}
