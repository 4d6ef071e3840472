package api

import (
	"context"
	"net"

	"ehr.example/portico/facade/listener"
)

// Serve answers requests on the listener until the context ends. Then those that run have a while to end.
func (a *API) Serve(ctx context.Context, l net.Listener) error {
	return listener.Serve(ctx, l, a, a.Logger, a.Drain)
}
