package smart

import (
	"net/netip"
	"testing"
	"time"
)

func TestIsPublic(t *testing.T) {
	for address, want := range map[string]bool{
		"93.184.216.34": true, "2606:2800:220:1::1": true, "8.8.8.8": true,
		"127.0.0.1": false, "127.8.8.8": false, "10.1.2.3": false, "172.16.0.1": false, "172.31.255.255": false, "192.168.1.1": false,
		"169.254.169.254": false, "100.64.0.1": false, "0.0.0.0": false, "0.1.2.3": false, "224.0.0.1": false, "240.0.0.1": false,
		"255.255.255.255": false, "192.0.0.1": false, "198.18.0.1": false, "203.0.113.7": false,
		"::1": false, "::": false, "fe80::1": false, "fe80::1%eth0": false, "fc00::1": false, "fd12::1": false, "ff02::1": false, "fec0::1": false,
		"::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false, "::ffff:8.8.8.8": true, "64:ff9b::7f00:1": false, "2002:7f00:1::": false,
		"2001:db8::1": false, "2001::1": false,
	} {
		if got := isPublic(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s: %v", address, got)
		}
		err := onlyPublic("tcp", netip.AddrPortFrom(netip.MustParseAddr(address), 443).String(), nil)
		if (err == nil) != want {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// TestJWKSURL: keys come by TLS, or from a host and port that the tenant names; a URL without a port has its scheme's.
func TestJWKSURL(t *testing.T) {
	hosts := []string{"localhost:80", "[::1]:80", "keys.example:8080"}
	for address, want := range map[string]bool{
		"http://localhost/jwks.json": true, "http://localhost:80/jwks.json": true, "http://[::1]/jwks.json": true, "http://keys.example:8080/x": true,
		"https://app.example/x": true, "http://keys.example/x": false, "http://localhost:8080/x": false, "http://app.example/x": false,
		"http://localhost:/x": true, "http://user@localhost/x": false, "http://localhost/x#y": false, "http:///x": false, "ftp://localhost/x": false,
	} {
		if err := checkJWKSURL(address, hosts); (err == nil) != want {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestFreshness(t *testing.T) {
	for control, want := range map[string]time.Duration{
		"": usualFresh, "max-age=60": time.Minute, "public, max-age=7200": time.Hour, "no-store": 0, "max-age=60, no-cache": 0, "max-age=-1": 0,
		"max-age=x": 0, "max-age=99999999999": time.Hour, "Max-Age=\"30\"": 30 * time.Second, "private": usualFresh, "max-age=0": 0,
	} {
		var headers []string
		if control != "" {
			headers = []string{control}
		}
		if got := freshness(headers); got != want {
			t.Errorf("%q: %s", control, got)
		}
	}
}

func TestRest(t *testing.T) {
	for count, want := range map[int]time.Duration{
		0: 0, 4: 0, 5: 10 * time.Second, 6: 20 * time.Second, 8: 80 * time.Second, 11: 640 * time.Second, 12: 15 * time.Minute, 1000: 15 * time.Minute,
	} {
		if got := (Failures{Count: count, Last: noon}).rest(noon); got != want {
			t.Errorf("%d failures: %s", count, got)
		}
		if got := (Failures{Count: count, Last: noon}).rest(noon.Add(want)); got != 0 {
			t.Errorf("%d failures rest after their rest: %s", count, got)
		}
	}
}
