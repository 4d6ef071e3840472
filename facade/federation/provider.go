// Package federation lets people of a tenant sign in at an OpenID provider of their own, such as a hospital's. The provider
// says who somebody is by a claim, the name with which the EHR's user tables know him or her; what that person may see stays the
// mapping's matter.
//
// See OpenID Connect Core 1.0 section 3.1, RFC 7636 and RFC 9207.
package federation

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// ErrRefused is an answer that signs nobody in: the person or the provider said no, or it is not the answer to what this browser
// asked. What the error says beside it is for the operator.
var ErrRefused = errors.New("federation: nobody is signed in by this")

// Config is what a tenant says of a provider.
type Config struct {
	ID       string // of the tenant's own: part of nothing that the provider sees
	Name     string // what people read on the button
	Issuer   string
	ClientID string
	Secret   string   // of the client
	Scopes   []string // beside openid
	Claim    string   // that is the name in the EHR's user tables; sub, preferred_username, email or one of the provider's own
	Redirect string   // redirect_uri: the tenant's own address
}

// Provider is an OpenID provider of a tenant. Its metadata are read when somebody first signs in, and kept for an hour.
type Provider struct {
	Config
	seal   *seal
	client *http.Client

	mu    sync.Mutex
	known *oidc.Provider
	until time.Time
}

// What a provider may take and say at most.
const (
	timeout      = 10 * time.Second
	largest      = 1 << 20
	keepsFor     = time.Hour
	answerWithin = 10 * time.Minute
)

// algorithms are those that an id_token may be signed with: none that a secret is enough for.
var algorithms = []string{oidc.RS256, oidc.RS384, oidc.RS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.EdDSA}

// New is a provider of a tenant. The secrets are the process's: the first one seals, all of them open.
func New(tenant string, c Config, secrets [][]byte) (*Provider, error) {
	s, err := newSeal(tenant+"\x00"+c.ID, secrets)
	if err != nil {
		return nil, err
	}
	return &Provider{Config: c, seal: s, client: &http.Client{Timeout: timeout, Transport: bounded{http.DefaultTransport}, CheckRedirect: stay}}, nil
}

// stay follows no redirect: what a provider answers is at the address that it gave.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// bounded cuts answers that are too long.
type bounded struct{ http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := b.RoundTripper.RoundTrip(r)
	if err == nil {
		answer.Body = http.MaxBytesReader(nil, answer.Body, largest)
	}
	return answer, err
}

// Begin is the address at the provider where somebody signs in. The answer comes back through the same browser, which a secret
// of its own tells, and leads on to a flow.
func (p *Provider) Begin(ctx context.Context, browser, flow string, now time.Time) (string, error) {
	op, err := p.provider(ctx, now)
	if err != nil {
		return "", err
	}
	asked := question{Flow: flow, Nonce: oauth2.GenerateVerifier(), Verifier: oauth2.GenerateVerifier(), Until: now.Add(answerWithin).Unix()}
	state, err := p.seal.close(asked, browser)
	if err != nil {
		return "", err
	}
	return p.oauth(op).AuthCodeURL(state, oidc.Nonce(asked.Nonce), oauth2.S256ChallengeOption(asked.Verifier)), nil
}

// Asked tells whether a state is one of this provider's, for a browser.
func (p *Provider) Asked(state, browser string) bool {
	_, ok := p.seal.open(state, browser)
	return ok
}

// Person is who the provider says it is.
type Person struct {
	Flow  string // that Begin was given
	Login string // the name in the EHR's user tables
}

// Finish is who signed in, by the query that the provider sent the browser back with. The error is ErrRefused, or an outage.
func (p *Provider) Finish(ctx context.Context, browser string, answer url.Values, now time.Time) (Person, error) {
	asked, ok := p.seal.open(answer.Get("state"), browser)
	switch {
	case !ok:
		return Person{}, refused("the state is not one of this browser's")
	case now.Unix() > asked.Until:
		return Person{}, refused("the answer came too late")
	case answer.Has("iss") && answer.Get("iss") != p.Issuer:
		return Person{}, refused("the answer is of another issuer")
	case answer.Has("error"):
		return Person{Flow: asked.Flow}, refused("the provider says %q", shortened(answer.Get("error")))
	case answer.Get("code") == "":
		return Person{Flow: asked.Flow}, refused("there is no code")
	}
	op, err := p.provider(ctx, now)
	if err != nil {
		return Person{Flow: asked.Flow}, err
	}
	login, err := p.login(ctx, op, answer.Get("code"), asked, now)
	return Person{Flow: asked.Flow, Login: login}, err
}

// login redeems a code and reads the claim.
func (p *Provider) login(ctx context.Context, op *oidc.Provider, code string, asked question, now time.Time) (string, error) {
	ctx = oidc.ClientContext(ctx, p.client)
	token, err := p.oauth(op).Exchange(ctx, code, oauth2.VerifierOption(asked.Verifier))
	var said *oauth2.RetrieveError
	if errors.As(err, &said) && said.Response.StatusCode < http.StatusInternalServerError {
		return "", refused("the code is worth nothing: %q", shortened(said.ErrorCode))
	}
	if err != nil {
		return "", fmt.Errorf("federation: %s: %w", p.ID, err)
	}
	raw, _ := token.Extra("id_token").(string)
	id, err := op.Verifier(&oidc.Config{ClientID: p.ClientID, SupportedSigningAlgs: algorithms, Now: func() time.Time { return now }}).Verify(ctx, raw)
	switch {
	case err != nil:
		return "", refused("the id_token: %v", err)
	case id.Nonce != asked.Nonce:
		return "", refused("the id_token answers another question")
	case len(id.Audience) > 1:
		return "", refused("the id_token is for others too")
	}
	var claims map[string]any
	if err := id.Claims(&claims); err != nil {
		return "", refused("the claims: %v", err)
	}
	return p.named(claims)
}

// named is the claim. An address of mail that nobody verified is nobody's.
func (p *Provider) named(claims map[string]any) (string, error) {
	name, _ := claims[p.Claim].(string)
	if name == "" {
		return "", refused("there is no claim %s", p.Claim)
	}
	if verified, _ := claims["email_verified"].(bool); p.Claim == "email" && !verified {
		return "", refused("the email is not verified")
	}
	return name, nil
}

func (p *Provider) oauth(op *oidc.Provider) *oauth2.Config {
	scopes := append([]string{oidc.ScopeOpenID}, slices.DeleteFunc(slices.Clone(p.Scopes), func(s string) bool { return s == oidc.ScopeOpenID })...)
	return &oauth2.Config{ClientID: p.ClientID, ClientSecret: p.Secret, Endpoint: op.Endpoint(), RedirectURL: p.Redirect, Scopes: scopes}
}

// provider is what the provider says of itself.
func (p *Provider) provider(ctx context.Context, now time.Time) (*oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.known != nil && now.Before(p.until) {
		return p.known, nil
	}
	// The keys are fetched with the client of this context later on, when the request is over.
	op, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), p.client), p.Issuer)
	if err != nil {
		return nil, fmt.Errorf("federation: %s: %w", p.ID, err)
	}
	p.known, p.until = op, now.Add(keepsFor)
	return op, nil
}

func refused(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrRefused, fmt.Sprintf(format, args...))
}

// shortened is a word of a provider's for the log.
func shortened(text string) string {
	const most = 60
	if len(text) > most {
		return text[:most] + "…"
	}
	return text
}
