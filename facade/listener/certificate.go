package listener

import (
	"crypto/tls"
	"log/slog"
	"net"
	"os"
	"sync"
	"time"
)

// Certificate is a certificate with its key, in files that are read again when they changed.
type Certificate struct {
	certificate, key string
	logger           *slog.Logger

	mu     sync.Mutex
	loaded *tls.Certificate
	state  [2]fileState // that was tried last
	looked time.Time
}

// fileState tells a file from what stood in its place before.
type fileState struct {
	changed time.Time
	size    int64
}

// lookAgain is how long the files are not looked at again.
const lookAgain = time.Second

// NewCertificate reads the files, in PEM. Later ones that can't be used are logged, and those from before stay.
func NewCertificate(certificate, key string, logger *slog.Logger) (*Certificate, error) {
	c := &Certificate{certificate: certificate, key: key, logger: logger}
	loaded, err := tls.LoadX509KeyPair(certificate, key)
	if err != nil {
		return nil, err
	}
	c.loaded, c.state, c.looked = &loaded, c.states(), time.Now()
	return c, nil
}

// Over is a listener whose connections are TLS: 1.2 or newer, HTTP/2 or 1.1.
func (c *Certificate) Over(l net.Listener) net.Listener {
	return tls.NewListener(l, &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}, GetCertificate: c.current})
}

// current is the certificate of the files as they are now.
func (c *Certificate) current(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	if now.Sub(c.looked) < lookAgain {
		return c.loaded, nil
	}
	c.looked = now
	state := c.states()
	if state == c.state {
		return c.loaded, nil
	}
	c.state = state
	loaded, err := tls.LoadX509KeyPair(c.certificate, c.key)
	if err != nil {
		c.logger.Error("the certificate could not be read again; the one from before is used", slog.Any("why", err))
		return c.loaded, nil
	}
	c.loaded = &loaded
	c.logger.Info("the certificate was read again")
	return c.loaded, nil
}

// states are those of both files; zero for one that is not there.
func (c *Certificate) states() [2]fileState {
	var out [2]fileState
	for i, name := range []string{c.certificate, c.key} {
		if info, err := os.Stat(name); err == nil {
			out[i] = fileState{info.ModTime(), info.Size()}
		}
	}
	return out
}
