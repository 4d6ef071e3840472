package config

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Provider is an OpenID provider that a tenant's people may sign in at.
type Provider struct {
	ID       string
	Name     string       // name: what people read
	Issuer   string       // issuer
	ClientID string       // client_id
	Secret   ClientSecret // client_secret_env or client_secret_file; empty: a public client
	Scopes   []string     // scopes: beside openid
	Login    string       // login: the claim that is the name in the EHR's user tables
}

// ClientSecret is the secret of a client. It prints as (hidden), whatever the verb.
type ClientSecret struct{ text string }

// Text is the secret itself.
func (s ClientSecret) Text() string { return s.text }

// Format prints nothing of the secret.
func (s ClientSecret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, hidden) }

// LogValue logs nothing of the secret.
func (s ClientSecret) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText writes nothing of the secret.
func (s ClientSecret) MarshalText() ([]byte, error) { return []byte(hidden), nil }

var providerText = regexp.MustCompile(`^[a-z0-9-]{1,32}$`)

// providers reads the block, ordered by id.
func (r *tenantReader) providers(fields map[string]field) []Provider {
	block, found := fields["providers"]
	if !found {
		return nil
	}
	var out []Provider
	for id, f := range r.mapping(block.value, "auth.providers") {
		if !providerText.MatchString(id) {
			r.problems.Hintf(r.at(f.key), "small letters, digits and -", "a provider cannot be called %q", safeName(id))
			continue
		}
		out = append(out, r.provider(id, f.value))
	}
	slices.SortFunc(out, func(a, b Provider) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// provider reads one of them.
func (r *tenantReader) provider(id string, n *yaml.Node) Provider {
	block := "auth.providers." + id
	fields := r.mapping(n, block, "name", "issuer", "client_id", "client_secret_env", "client_secret_file", "scopes", "login")
	text := func(key, otherwise string) string {
		f, found := fields[key]
		if !found {
			if otherwise == "" && fields != nil {
				r.problems.Errorf(r.at(n), "%s has no %s", block, key)
			}
			return otherwise
		}
		value, _ := r.scalar(f.value, block+"."+key)
		return value
	}
	p := Provider{ID: id, Name: text("name", ""), Issuer: text("issuer", ""), ClientID: text("client_id", ""), Login: text("login", "preferred_username")}
	if p.Issuer != "" && !isIssuer(p.Issuer) {
		r.problems.Hintf(r.at(fields["issuer"].value), "as the provider's own metadata say it", "%s.issuer is not an https URL without query", block)
	}
	if f, found := fields["scopes"]; found {
		p.Scopes = r.setting("scopes", f.value).Values
	}
	p.Secret = r.clientSecret(block, fields)
	return p
}

// isIssuer tells whether a text is what an issuer can be. Without TLS it is on this machine.
func isIssuer(text string) bool {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Scheme == "https" || u.Scheme == "http" && (u.Hostname() == "localhost" || ip != nil && ip.IsLoopback())
}

// clientSecret is the secret of the variable or the file that is named.
func (r *tenantReader) clientSecret(block string, fields map[string]field) ClientSecret {
	if _, both := fields["client_secret_file"]; both && fields["client_secret_env"].value != nil {
		r.problems.Errorf(r.at(fields["client_secret_file"].value), "%s has client_secret_env and client_secret_file; one is enough", block)
		return ClientSecret{}
	}
	for key, read := range map[string]func(string) (string, error){
		"client_secret_env":  fromVariable,
		"client_secret_file": func(path string) (string, error) { return readHidden(path, filepath.Dir(r.file)) },
	} {
		f, found := fields[key]
		if !found {
			continue
		}
		name, isScalar := r.scalar(f.value, block+"."+key)
		if !isScalar {
			return ClientSecret{}
		}
		value, err := read(name)
		if err != nil {
			r.problems.Errorf(r.at(f.value), "%s.%s %s", block, key, err)
		}
		return ClientSecret{text: strings.TrimSpace(value)}
	}
	return ClientSecret{}
}

// fromVariable is the value of an environment variable.
func fromVariable(name string) (string, error) {
	if !variableText.MatchString(name) {
		return "", errors.New("is not the name of an environment variable")
	}
	value := os.Getenv(name)
	if value == "" {
		return "", fmt.Errorf("names the variable %s, which is not set", name)
	}
	return value, nil
}
