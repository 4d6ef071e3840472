package config

import "testing"

// TestStrictTransport: browsers are told so of names of the network only, and only where the process speaks TLS itself.
func TestStrictTransport(t *testing.T) {
	own := TLS{Certificate: "a", Key: "b"}
	for _, c := range []struct {
		tls  TLS
		base string
		want bool
	}{
		{own, "https://ehr.example", true},
		{own, "https://ehr.example:8443", true},
		{TLS{}, "https://ehr.example", false},
		{own, "https://localhost:8443", false},
		{own, "https://x.localhost", false},
		{own, "https://127.0.0.1", false},
		{own, "https://[::1]:1", false},
	} {
		config := Config{TLS: c.tls, BaseURL: c.base}
		if got := config.StrictTransport(); got != c.want {
			t.Errorf("%s %+v: %t", c.base, c.tls, got)
		}
	}
}
