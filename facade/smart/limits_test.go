package smart

import "testing"

func TestSource(t *testing.T) {
	for address, want := range map[string]string{
		"203.0.113.9:4711": "203.0.113.9", "203.0.113.9": "203.0.113.9", "[::ffff:203.0.113.9]:80": "203.0.113.9",
		"[2001:db8:1:2:3::4]:80": "2001:db8:1:2::/64", "2001:db8:1:2:ffff::9": "2001:db8:1:2::/64", "[fe80::1%eth0]:80": "fe80::/64", "pipe": "pipe",
	} {
		if got := source(address); got != want {
			t.Errorf("%s counts as %s, not %s", address, got, want)
		}
	}
}
