package api

import (
	"fmt"
	"strings"

	"github.com/gin-gonic/gin"
)

// forwarded is the header to which each proxy adds the address that a request came from.
const forwarded = "X-Forwarded-For"

// trust makes the engine believe what trusted proxies say of a request, and nobody else.
func (a *API) trust(e *gin.Engine) error {
	var networks []string
	for _, p := range a.TrustedProxies {
		networks = append(networks, p.String())
	}
	e.ForwardedByClientIP, e.RemoteIPHeaders = len(networks) > 0, []string{forwarded}
	if err := e.SetTrustedProxies(networks); err != nil {
		return fmt.Errorf("api: trusted proxies: %w", err)
	}
	return nil
}

// cameFrom is the address that a request came from: of those that stand in X-Forwarded-For the last one that is no trusted
// proxy's, if a trusted proxy sent it. Lines are joined first: a proxy may add one of its own behind the client's.
func cameFrom(c *gin.Context) string {
	if lines := c.Request.Header.Values(forwarded); len(lines) > 1 {
		c.Request.Header.Set(forwarded, strings.Join(lines, ","))
	}
	return c.ClientIP()
}
