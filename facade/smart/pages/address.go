package pages

import (
	"errors"
	"fmt"
	"html/template"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
)

// localPath is a path of this server, with a query or without: never an address of another.
func localPath(path string) (string, error) {
	u, err := url.Parse(path)
	switch {
	case err != nil, u.Scheme != "", u.Host != "", u.Opaque != "", !strings.HasPrefix(path, "/"),
		strings.HasPrefix(path, "//"), strings.Contains(path, `\`):
		return "", fmt.Errorf("%q is not a path of this server", path)
	}
	return path, nil
}

// loopback tells whether a host is the machine that asks.
func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// dataImage is an image that an address holds itself. An SVG in an <img> runs no script.
var dataImage = regexp.MustCompile(`^data:image/(png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/]+={0,2}$`)

// longestImage is how long the address of an image may be: one in the address is part of every page.
const longestImage = 64 << 10

// imageURL is the address of an image, checked, which the template then takes as it is.
func imageURL(address string) (template.URL, error) {
	if len(address) > longestImage {
		return "", fmt.Errorf("it has %d bytes, and at most %d are allowed: serve the image at an https address", len(address), longestImage)
	}
	if dataImage.MatchString(address) {
		return template.URL(address), nil //nolint:gosec // the expression lets only base64 through
	}
	u, err := url.Parse(address)
	if err != nil || !served(u) || u.User != nil || strings.ContainsAny(address, " \"'<>\\") {
		return "", errors.New("write an https address, http to this machine, or data:image/png;base64,… (png, jpeg, gif, webp, svg+xml)")
	}
	return template.URL(u.String()), nil //nolint:gosec // https or this machine, and nothing that ends an attribute
}

// CheckImage tells what is wrong with the address of a logo.
func CheckImage(address string) error {
	_, err := imageURL(address)
	return err
}

// served tells whether an address is one of the web: https, or http to the machine that asks.
func served(u *url.URL) bool {
	return u.Host != "" && (u.Scheme == "https" || u.Scheme == "http" && loopback(u.Hostname()))
}
