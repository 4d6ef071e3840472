package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http/httputil"
	"strconv"
	"time"
)

// client is one keep-alive connection that asks the same again and again. It is not net/http's, because what a client
// costs in this process makes both sides look more alike than they are.
type client struct {
	conn net.Conn
	in   *bufio.Reader
}

// dial connects.
func dial(ctx context.Context, address string) (*client, error) {
	dialer := net.Dialer{Timeout: 5 * time.Second}
	conn, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	return &client{conn: conn, in: bufio.NewReaderSize(conn, 64<<10)}, nil
}

func (c *client) close() { _ = c.conn.Close() } // nothing is lost with it

// get sends a whole request and copies the answer's body. What is not 200 is an error.
func (c *client) get(request []byte, body io.Writer) error {
	if err := c.conn.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		return err
	}
	if _, err := c.conn.Write(request); err != nil {
		return err
	}
	status, length, err := c.head()
	if err != nil {
		return err
	}
	if length >= 0 {
		_, err = io.CopyN(body, c.in, int64(length))
	} else {
		_, err = io.Copy(body, httputil.NewChunkedReader(c.in))
		if err == nil {
			_, err = c.in.Discard(len("\r\n"))
		}
	}
	if err == nil && status != "200" {
		err = fmt.Errorf("%s to %.80q", status, request)
	}
	return err
}

// head reads the status and the length of the body, which is negative when the body comes in chunks.
func (c *client) head() (status string, length int, err error) {
	length = -1
	for first := true; ; first = false {
		line, err := c.in.ReadSlice('\n')
		if err != nil {
			return status, length, err
		}
		line = bytes.TrimRight(line, "\r\n")
		switch name, value, _ := bytes.Cut(line, []byte(": ")); {
		case len(line) == 0:
			return status, length, nil
		case first && len(line) >= 12:
			status = string(line[9:12])
		case bytes.EqualFold(name, []byte("Content-Length")):
			if length, err = strconv.Atoi(string(value)); err != nil {
				return status, length, err
			}
		}
	}
}

// request is a GET as bytes. The target is what stands behind the tenant's base.
func request(target string) []byte {
	return []byte("GET /fhir/" + target + " HTTP/1.1\r\nHost: " + host + "\r\nAccept: application/fhir+json\r\n\r\n")
}
