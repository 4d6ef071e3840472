package smart

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// The bounds of what is fetched from clients' addresses.
const (
	fetchTimeout  = 5 * time.Second
	longestJWKS   = 256 << 10       // bytes
	longestHeader = 32 << 10        // bytes
	longestFresh  = time.Hour       // whatever Cache-Control allows
	usualFresh    = 5 * time.Minute // where it says nothing
	leastPause    = 2 * time.Second // between two fetches of one address, whatever kids are asked for
	mostFetched   = 1000            // addresses that are remembered
	mostKeys      = 50              // of one client
)

// parseJWKS reads the public keys of a client.
//
// See RFC 7517 section 5.
func parseJWKS(text []byte) (jose.JSONWebKeySet, error) {
	var set jose.JSONWebKeySet
	if err := json.Unmarshal(text, &set); err != nil {
		return set, fmt.Errorf("the JWKS cannot be read: %w", err)
	}
	if len(set.Keys) == 0 || len(set.Keys) > mostKeys {
		return set, fmt.Errorf("the JWKS has %d keys; it can have 1 to %d", len(set.Keys), mostKeys)
	}
	for _, key := range set.Keys {
		if !key.IsPublic() {
			return set, errors.New("the JWKS has a key that is not public")
		}
	}
	return set, nil
}

// jwksCache fetches clients' keys by their addresses, and keeps them no longer than these allow.
type jwksCache struct {
	client *http.Client
	hosts  []string // host:port that may be private, and without TLS
	mu     sync.Mutex
	known  map[string]*fetched
}

// fetched is what an address gave. Its lock is held while it is fetched, so that one request does for all.
type fetched struct {
	mu    sync.Mutex
	set   jose.JSONWebKeySet
	at    time.Time // of the last fetch
	until time.Time // fresh
	err   error
}

func newJWKSCache(privateHosts []string) *jwksCache {
	dialer := &net.Dialer{Timeout: fetchTimeout, Control: onlyPublic}
	private := &net.Dialer{Timeout: fetchTimeout}
	return &jwksCache{hosts: privateHosts, known: map[string]*fetched{}, client: &http.Client{
		Timeout: fetchTimeout,
		Transport: &http.Transport{
			Proxy: nil, DisableKeepAlives: true, TLSHandshakeTimeout: fetchTimeout, ResponseHeaderTimeout: fetchTimeout,
			MaxResponseHeaderBytes: longestHeader,
			DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
				if slices.Contains(privateHosts, address) {
					return private.DialContext(ctx, network, address)
				}
				return dialer.DialContext(ctx, network, address)
			},
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// keys are those that an address gives; with a kid that is not among those that are known, it is asked again.
func (c *jwksCache) keys(ctx context.Context, address, kid string, now time.Time) (jose.JSONWebKeySet, error) {
	f := c.entry(address)
	f.mu.Lock()
	defer f.mu.Unlock()
	fresh := now.Before(f.until) && (f.err != nil || len(f.set.Key(kid)) > 0)
	if fresh || !f.at.IsZero() && now.Before(f.at.Add(leastPause)) {
		return f.set, f.err
	}
	f.at = now
	var maxAge time.Duration
	f.set, maxAge, f.err = c.fetch(ctx, address)
	f.until = now.Add(maxAge)
	return f.set, f.err
}

func (c *jwksCache) entry(address string) *fetched {
	c.mu.Lock()
	defer c.mu.Unlock()
	f := c.known[address]
	if f == nil {
		if len(c.known) >= mostFetched {
			for some := range c.known {
				delete(c.known, some)
				break
			}
		}
		f = &fetched{}
		c.known[address] = f
	}
	return f
}

// fetch asks an address, and says how long the answer may be kept.
func (c *jwksCache) fetch(ctx context.Context, address string) (jose.JSONWebKeySet, time.Duration, error) {
	var none jose.JSONWebKeySet
	if err := checkJWKSURL(address, c.hosts); err != nil {
		return none, 0, err
	}
	r, err := http.NewRequestWithContext(context.WithoutCancel(ctx), http.MethodGet, address, nil)
	if err != nil {
		return none, 0, err
	}
	r.Header.Set("Accept", "application/json")
	answer, err := c.client.Do(r)
	if err != nil {
		return none, 0, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return none, 0, fmt.Errorf("the address of the JWKS answers %d", answer.StatusCode)
	}
	text, err := io.ReadAll(io.LimitReader(answer.Body, longestJWKS+1))
	if err != nil {
		return none, 0, err
	}
	if len(text) > longestJWKS {
		return none, 0, fmt.Errorf("the JWKS is longer than %d bytes", longestJWKS)
	}
	set, err := parseJWKS(text)
	return set, freshness(answer.Header.Values("Cache-Control")), err
}

// freshness is how long an answer may be kept.
//
// See RFC 9111 section 5.2.2.
func freshness(control []string) time.Duration {
	if len(control) == 0 {
		return usualFresh
	}
	age := usualFresh
	for directive := range strings.SplitSeq(strings.ToLower(strings.Join(control, ",")), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(directive), "=")
		switch name {
		case "no-store", "no-cache":
			return 0
		case "max-age":
			seconds, err := strconv.Atoi(strings.Trim(value, `"`))
			if err != nil || seconds < 0 {
				return 0
			}
			age = min(time.Duration(min(seconds, int(longestFresh.Seconds())))*time.Second, longestFresh)
		}
	}
	return age
}

// checkJWKSURL tells what is wrong with the address of a client's keys.
func checkJWKSURL(address string, privateHosts []string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.Fragment != "" || len(address) > longestURI:
		return errors.New("jwks_uri is no absolute URL without user and fragment")
	case u.Scheme == "https":
		return nil
	case u.Scheme == "http" && slices.Contains(privateHosts, net.JoinHostPort(u.Hostname(), cmp.Or(u.Port(), "80"))):
		return nil
	}
	return errors.New("jwks_uri must begin with https://")
}

// notPublic are networks that nothing is fetched from, beside those that netip knows as private, loopback and link-local.
var notPublic = prefixes("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24",
	"203.0.113.0/24", "240.0.0.0/4", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "fec0::/10")

func prefixes(texts ...string) []netip.Prefix {
	all := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		all[i] = netip.MustParsePrefix(text)
	}
	return all
}

// isPublic tells whether an address is in the public network.
func isPublic(a netip.Addr) bool {
	a = a.Unmap()
	return a.IsValid() && a.Zone() == "" && a.IsGlobalUnicast() && !a.IsPrivate() && !a.IsLoopback() && !a.IsLinkLocalUnicast() &&
		!slices.ContainsFunc(notPublic, func(p netip.Prefix) bool { return p.Contains(a) })
}

// onlyPublic refuses connections to other networks. It sees the address that is connected to, whatever the name was
// resolved to before.
func onlyPublic(_, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil || !isPublic(to.Addr()) {
		return fmt.Errorf("%s is not in the public network", address)
	}
	return nil
}
