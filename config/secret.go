package config

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// minSecret is the least length of a secret, in bytes; bundle.NewSealer wants as many.
const minSecret = 32

// hidden is what a secret looks like when it is printed.
const hidden = "(hidden)"

// Secrets are keys, newest first. They print as (hidden), whatever the verb.
type Secrets [][]byte

// Format prints nothing of the secrets.
func (s Secrets) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, hidden) }

// LogValue logs nothing of the secrets.
func (s Secrets) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText writes nothing of the secrets.
func (s Secrets) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// contain tells whether a secret is one of these.
func (s Secrets) contain(secret []byte) bool {
	return slices.ContainsFunc(s, func(own []byte) bool { return bytes.Equal(own, secret) })
}

// parseSecret reads a secret: base64 text, or file: and the path of a file that holds such a text. A relative path
// starts at the folder. Errors don't repeat the text.
func parseSecret(text, folder string) ([]byte, error) {
	if path, isFile := cutFile(text); isFile {
		content, err := readHidden(path, folder)
		if err != nil {
			return nil, err
		}
		text = content
	}
	secret, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		secret, err = base64.URLEncoding.DecodeString(text)
	}
	switch {
	case err != nil:
		return nil, errors.New("is not base64")
	case len(secret) < minSecret:
		return nil, fmt.Errorf("has %d bytes; at least %d are needed", len(secret), minSecret)
	}
	return secret, nil
}

// cutFile is the path of a text that names a file.
func cutFile(text string) (path string, isFile bool) { return strings.CutPrefix(text, "file:") }

// readHidden is the text of a file without blanks around it. Errors don't repeat the path, in case that someone wrote
// the secret itself in its place.
func readHidden(path, folder string) (string, error) {
	if !filepath.IsAbs(path) {
		path = filepath.Join(folder, path)
	}
	content, err := os.ReadFile(path) //nolint:gosec // the operator names the file
	if err != nil {
		var where *os.PathError
		if errors.As(err, &where) {
			err = where.Err
		}
		return "", fmt.Errorf("names a file that can't be read: %w", err)
	}
	return strings.TrimSpace(string(content)), nil
}
