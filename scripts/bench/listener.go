package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"
)

// listener serves a handler on a free port of loopback.
type listener struct {
	address string
	server  *http.Server
}

// listen starts serving.
func listen(ctx context.Context, h http.Handler) (*listener, error) {
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &http.Server{Handler: h, ReadHeaderTimeout: time.Minute}
	go func() {
		if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			panic(err)
		}
	}()
	return &listener{address: l.Addr().String(), server: s}, nil
}

// close ends serving.
func (l *listener) close() { _ = l.server.Close() }
