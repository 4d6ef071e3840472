package pages

import (
	"net/url"
	"slices"
	"strings"
)

// policy is the page's Content-Security-Policy: the tenant's style sheet, the images that it shows and no others, and
// forms that go to this server, from where they may be redirected to their Leads.
func policy(images, leads []string) string {
	return strings.Join([]string{
		"default-src 'none'",
		"style-src 'self'",
		"img-src " + sources("data:", images),
		"form-action " + sources("'self'", leads),
		"frame-ancestors 'none'",
		"base-uri 'none'",
	}, "; ")
}

// sources are the origins of addresses, behind a first source.
func sources(first string, addresses []string) string {
	all := []string{first}
	for _, address := range addresses {
		if s := source(address); s != "" && !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return strings.Join(all, " ")
}

// source is the origin of an address, or the scheme of an app that is no web page; "" for what is neither, or would end the
// directive.
func source(address string) string {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Scheme == "" || u.Scheme == "data" || u.Scheme == "javascript":
		return ""
	case u.Scheme != "https" && u.Scheme != "http":
		return u.Scheme + ":"
	case u.Host == "" || strings.ContainsAny(u.Host, " ;,'\"*"):
		return ""
	}
	return u.Scheme + "://" + u.Host
}
