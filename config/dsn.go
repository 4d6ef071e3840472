package config

import (
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/go-sql-driver/mysql"
)

// DSN is the address of a database with its password, in the form of go-sql-driver/mysql:
// user:password@tcp(host:port)/database?parameters. It prints as (hidden), whatever the verb.
type DSN struct {
	text string
}

// ParseDSN reads an address. It must name a database. Errors don't repeat the text.
func ParseDSN(text string) (DSN, error) {
	c, err := mysql.ParseDSN(text)
	switch {
	case err != nil: // its text may repeat a part of the password
		return DSN{}, errors.New("is not of the form user:password@tcp(host:port)/database?parameters")
	case c.DBName == "":
		return DSN{}, errors.New("names no database behind the slash")
	}
	return DSN{text: text}, nil
}

// Text is the address itself, for the driver.
func (d DSN) Text() string { return d.text }

// Format prints nothing of the address.
func (d DSN) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, hidden) }

// LogValue logs nothing of the address.
func (d DSN) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText writes nothing of the address.
func (d DSN) MarshalText() ([]byte, error) { return []byte(hidden), nil }
