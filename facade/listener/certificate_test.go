package listener

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// issue writes a certificate of a name, which signs itself, with its key.
func issue(t *testing.T, folder, name string) (certificate, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	form := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	signed, err := x509.CreateCertificate(rand.Reader, form, form, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	certificate, key = filepath.Join(folder, "tls.crt"), filepath.Join(folder, "tls.key")
	keep(t, certificate, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: signed}))
	keep(t, key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: encoded}))
	return certificate, key
}

func keep(t *testing.T, file string, text []byte) {
	t.Helper()
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestCertificate: TLS 1.2 and 1.3 are spoken and nothing older, HTTP/2 too, and files that change are read again: those that
// can't be used are not taken.
func TestCertificate(t *testing.T) {
	folder := t.TempDir()
	certificate, key := issue(t, folder, "one.example")
	var log strings.Builder
	c, err := NewCertificate(certificate, key, slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.NotFoundHandler(), ReadHeaderTimeout: time.Minute, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, 0)}
	go func() { _ = server.Serve(c.Over(plain)) }()
	t.Cleanup(func() { _ = server.Close() })
	dial := func(change func(*tls.Config)) (tls.ConnectionState, error) {
		t.Helper()
		config := &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"h2"}}
		if change != nil {
			change(config)
		}
		conn, err := tls.Dial("tcp", plain.Addr().String(), config)
		if err != nil {
			return tls.ConnectionState{}, err
		}
		defer conn.Close()
		return conn.ConnectionState(), nil
	}
	for version, spoken := range map[uint16]bool{tls.VersionTLS10: false, tls.VersionTLS11: false, tls.VersionTLS12: true, tls.VersionTLS13: true} {
		state, err := dial(func(c *tls.Config) { c.MinVersion, c.MaxVersion = version, version })
		if (err == nil) != spoken || spoken && (state.Version != version || state.NegotiatedProtocol != "h2") {
			t.Errorf("%s: %v %v", tls.VersionName(version), err, state.NegotiatedProtocol)
		}
	}
	name := func() string {
		t.Helper()
		c.mu.Lock()
		c.looked = time.Time{}
		c.mu.Unlock()
		state, err := dial(nil)
		if err != nil {
			t.Fatal(err)
		}
		return state.PeerCertificates[0].Subject.CommonName
	}
	if got := name(); got != "one.example" {
		t.Errorf("at first it is %s", got)
	}
	keep(t, certificate, []byte("nothing"))
	if got := name(); got != "one.example" || !strings.Contains(log.String(), "the one from before is used") {
		t.Errorf("with a broken file it is %s; logged: %s", got, log.String())
	}
	if err := os.Remove(certificate); err != nil {
		t.Fatal(err)
	}
	if got := name(); got != "one.example" {
		t.Errorf("without a file it is %s", got)
	}
	issue(t, folder, "two.example")
	if got := name(); got != "two.example" {
		t.Errorf("with another file it is %s", got)
	}
	if _, err := NewCertificate(certificate, certificate, slog.Default()); err == nil {
		t.Error("a certificate is taken for a key")
	}
}
