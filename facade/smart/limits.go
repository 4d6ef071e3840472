package smart

import (
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// How often one address may ask. They are bounds against floods; guessing passwords has its own, in the Store.
const (
	tokensPerSecond = 50
	tokensAtOnce    = 200
	loginsPerSecond = 2
	loginsAtOnce    = 30
	mostAddresses   = 10_000 // that are remembered
)

// limits bound what a tenant's authorization server is asked.
type limits struct {
	tokens, logins *limiter
}

func newLimits() *limits {
	return &limits{
		tokens: &limiter{rate: tokensPerSecond, burst: tokensAtOnce, by: map[string]*rate.Limiter{}},
		logins: &limiter{rate: loginsPerSecond, burst: loginsAtOnce, by: map[string]*rate.Limiter{}},
	}
}

// token bounds the token endpoint.
func (l *limits) token(x *exchange) error { return l.tokens.take(x) }

// login bounds the login form.
func (l *limits) login(x *exchange) error { return l.logins.take(x) }

// limiter is a token bucket for each address that asks.
type limiter struct {
	rate  rate.Limit
	burst int
	mu    sync.Mutex
	by    map[string]*rate.Limiter
}

// take refuses an address that asks too often.
func (l *limiter) take(x *exchange) error {
	if l.of(source(x.r.RemoteAddr), x.Clock()).AllowN(x.Clock(), 1) {
		return nil
	}
	f := fault("slow_down", "there were too many requests from this address").status(http.StatusTooManyRequests)
	f.RetryAfter = time.Second
	return f
}

// source is whom an address is counted as: in IPv6 its /64, which is what one house has.
func source(address string) string {
	if host, _, err := net.SplitHostPort(address); err == nil {
		address = host
	}
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	if ip = ip.Unmap().WithZone(""); ip.Is4() {
		return ip.String()
	}
	return netip.PrefixFrom(ip, 64).Masked().String()
}

// of is the bucket of an address. Full ones are forgotten when there are too many.
func (l *limiter) of(address string, now time.Time) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	bucket := l.by[address]
	if bucket == nil {
		if len(l.by) >= mostAddresses {
			l.forget(now)
		}
		bucket = rate.NewLimiter(l.rate, l.burst)
		l.by[address] = bucket
	}
	return bucket
}

// forget drops the buckets that are full, and all if none is.
func (l *limiter) forget(now time.Time) {
	for address, bucket := range l.by {
		if bucket.TokensAt(now) >= float64(l.burst) {
			delete(l.by, address)
		}
	}
	if len(l.by) >= mostAddresses {
		clear(l.by)
	}
}
