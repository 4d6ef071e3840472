package pages

import (
	"net/url"
	"slices"
	"strings"
)

// policy is the page's Content-Security-Policy: the tenant's style sheet, the images that it shows and no others, and
// forms that go to this server, from where they may be redirected to what their Leads allow.
func policy(images, leads []string) string {
	return strings.Join([]string{
		"default-src 'none'",
		"style-src 'self'",
		"img-src " + sources("data:", images, origin),
		"form-action " + sources("'self'", leads, target),
		"frame-ancestors 'none'",
		"base-uri 'none'",
	}, "; ")
}

// sources are what addresses allow, behind a first source.
func sources(first string, addresses []string, of func(*url.URL) string) string {
	all := []string{first}
	for _, address := range addresses {
		u, err := url.Parse(address)
		if err != nil || u.Scheme == "" {
			continue
		}
		if s := of(u); s != "" && !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return strings.Join(all, " ")
}

// origin is where an image is loaded from; "" for one that the page holds itself.
func origin(u *url.URL) string {
	if !served(u) || strings.ContainsAny(u.Host, " ;,'\"*") {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// target is what a form's answer may be redirected to if it leads to an address. Chromium asks the policy about every
// redirect on the way, and apps may send people on from their redirect URI to a host that only they know: so it is
// not the one host but https, another port of the person's own machine, or the app's own scheme.
func target(u *url.URL) string {
	switch {
	case u.Scheme == "https":
		return "https:"
	case u.Scheme == "http" && u.Hostname() == "::1":
		return "http://[::1]:*"
	case u.Scheme == "http" && loopback(u.Hostname()):
		return "http://" + u.Hostname() + ":*"
	case u.Scheme == "http", u.Scheme == "javascript", u.Scheme == "data", u.Scheme == "blob", u.Scheme == "filesystem":
		return ""
	}
	return u.Scheme + ":"
}
