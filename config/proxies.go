package config

import (
	"net/netip"
	"strings"
)

// proxies are the addresses and networks of proxies: a list, or in a variable texts with commas between.
func (l *loader) proxies() []netip.Prefix {
	var all []netip.Prefix
	for _, text := range l.list("trusted_proxies") {
		text = strings.TrimSpace(text)
		network, err := netip.ParsePrefix(text)
		if one, wrong := netip.ParseAddr(text); wrong == nil && one.Zone() == "" {
			network, err = netip.PrefixFrom(one, one.BitLen()), nil
		}
		switch {
		case err != nil:
			l.problems.Hintf(l.at("trusted_proxies"), "such as 10.0.0.7, 10.0.0.0/8 or fd00::/8", "trusted_proxies: %q is no address and no network", text)
		case network.Bits() == 0:
			l.problems.Errorf(l.at("trusted_proxies"), "trusted_proxies: with %s every client could say that it is another", text)
		default:
			all = append(all, network)
		}
	}
	return all
}
