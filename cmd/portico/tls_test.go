package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
)

// TestServeTLS: with a certificate the listener speaks TLS, tells browsers so, and its links begin with https.
func TestServeTLS(t *testing.T) {
	lent := httptest.NewTLSServer(http.NotFoundHandler()) // for its certificate, which is example.com's
	lent.Close()
	key, err := x509.MarshalPKCS8PrivateKey(lent.TLS.Certificates[0].PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	file := guarded(t)
	dir := filepath.Dir(file)
	write(t, filepath.Join(dir, "tls.crt"), string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: lent.Certificate().Raw})))
	write(t, filepath.Join(dir, "tls.key"), string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})))
	text := strings.Replace(string(readFile(t, file)), "base_url: http://ehr.example", "base_url: https://example.com\ntls: {certificate: tls.crt, key: tls.key}", 1)
	write(t, file, text)
	c := boot(t, file)
	trusted := x509.NewCertPool()
	trusted.AddCert(lent.Certificate())
	c.Transport.(*http.Transport).TLSClientConfig = &tls.Config{RootCAs: trusted}
	r := get(t, c, "https://example.com/tenant/my-clinic/fhir/.well-known/smart-configuration")
	if r.StatusCode != http.StatusOK || r.TLS == nil || r.Header.Get("Strict-Transport-Security") != "max-age=31536000" {
		t.Errorf("%d %v", r.StatusCode, r.Header)
	}
	if !strings.Contains(string(r.body), `"token_endpoint":"https://`) || strings.Contains(string(r.body), "http://") {
		t.Errorf("%s", r.body)
	}
	if r := get(t, c, "http://example.com/healthz"); r.StatusCode != http.StatusBadRequest {
		t.Errorf("without TLS: %d %s", r.StatusCode, r.body)
	}
	must(t, []string{"check", "-c", file}, "ok\n")
	write(t, filepath.Join(dir, "tls.key"), "nothing")
	if out, err := command(t, "check", "-c", file); err == nil || !strings.Contains(out+err.Error(), "tls.certificate and tls.key can't be used") {
		t.Errorf("check with a broken key: %v %s", err, out)
	}
}
