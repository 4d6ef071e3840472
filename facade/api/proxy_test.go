package api

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"

	"github.com/gin-gonic/gin"
)

// TestCameFrom: what a request says of where it came from counts as far as trusted proxies say it.
func TestCameFrom(t *testing.T) {
	const client, proxy, inner = "203.0.113.9", "10.0.0.7", "10.0.0.8"
	for _, c := range []struct {
		what    string
		trusted []string
		from    string
		lines   []string
		want    string
	}{
		{"nobody is trusted", nil, proxy, []string{client}, proxy},
		{"a client that says something", []string{"10.0.0.0/8"}, client, []string{"1.2.3.4"}, client},
		{"a trusted proxy", []string{"10.0.0.0/8"}, proxy, []string{client}, client},
		{"two of them", []string{"10.0.0.0/8"}, proxy, []string{client + ", " + inner}, client},
		{"what the client said before", []string{"10.0.0.0/8"}, proxy, []string{"1.2.3.4, " + client}, client},
		{"in a line of its own", []string{"10.0.0.0/8"}, proxy, []string{"1.2.3.4", client}, client},
		{"a client that says it is a proxy", []string{"10.0.0.0/8"}, proxy, []string{inner + ", " + client}, client},
		{"a proxy behind one that is not trusted", []string{proxy + "/32"}, proxy, []string{client + ", " + inner}, inner},
		{"nothing", []string{"10.0.0.0/8"}, proxy, nil, proxy},
		{"no address", []string{"10.0.0.0/8"}, proxy, []string{"1.2.3.4, unknown"}, proxy},
		{"IPv6", []string{"fd00::/8"}, "fd00::1", []string{"2001:db8::5"}, "2001:db8::5"},
	} {
		a := &API{}
		for _, text := range c.trusted {
			a.TrustedProxies = append(a.TrustedProxies, netip.MustParsePrefix(text))
		}
		e := gin.New()
		if err := a.trust(e); err != nil {
			t.Fatal(err)
		}
		got := ""
		e.GET("/", func(c *gin.Context) { got = cameFrom(c) })
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = netip.AddrPortFrom(netip.MustParseAddr(c.from), 4711).String()
		for _, line := range c.lines {
			r.Header.Add("X-Forwarded-For", line)
		}
		r.Header.Set("X-Real-Ip", "9.9.9.9")
		r.Header.Set("Forwarded", "for=9.9.9.9")
		e.ServeHTTP(httptest.NewRecorder(), r)
		if got != c.want {
			t.Errorf("%s: it came from %q, want %q", c.what, got, c.want)
		}
	}
}

// TestLimitsBehindProxy: rate limits count clients behind a trusted proxy apart. One that makes up addresses is still one.
func TestLimitsBehindProxy(t *testing.T) {
	refused := func(trusts []netip.Prefix, forwarded func(i int) string) (times int) {
		t.Helper()
		g := newGated(t, "")
		g.trusts = trusts
		g.server.Config.Handler = g.process(t)
		for i := range 250 {
			r := g.ask(t, "POST", mineGate.issuer+"/token", map[string][]string{"grant_type": {"refresh_token"}}, "X-Forwarded-For: "+forwarded(i))
			if r.StatusCode == http.StatusTooManyRequests {
				times++
			}
		}
		return times
	}
	other := func(i int) string { return fmt.Sprintf("203.0.113.%d", i%250) }
	proxy := []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	if got := refused(nil, other); got == 0 {
		t.Error("without trusted proxies a client escapes by saying that it is others")
	}
	if got := refused(proxy, func(i int) string { return other(i) + ", 198.51.100.1" }); got == 0 {
		t.Error("behind a trusted proxy a client escapes by saying that it is others")
	}
	if got := refused(proxy, other); got != 0 {
		t.Errorf("clients behind a trusted proxy are refused for each other, %d times", got)
	}
}
