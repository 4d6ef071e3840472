package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
)

// answer is what both sides must agree on: the resources with their addresses, byte by byte.
type answer struct {
	Type  string `json:"resourceType"`
	Link  []struct{ Relation, URL string }
	Entry []struct {
		FullURL  string
		Resource json.RawMessage
	}
	whole []byte
}

// ask is the answer of a server to one request.
func ask(ctx context.Context, l *listener, target string) (*answer, error) {
	c, err := dial(ctx, l.address)
	if err != nil {
		return nil, err
	}
	defer c.close()
	var body bytes.Buffer
	if err := c.get(request(target), &body); err != nil {
		return nil, fmt.Errorf("%w: %.300s", err, body.Bytes())
	}
	a := &answer{whole: body.Bytes()}
	return a, json.Unmarshal(a.whole, a)
}

// next is the target of the next page; empty on the last one.
func (a *answer) next() string {
	for _, link := range a.Link {
		if link.Relation == "next" {
			return link.URL[len(baseURL)+1:]
		}
	}
	return ""
}

// same tells how two answers differ, as an error.
func (a *answer) same(b *answer) error {
	if a.Type != "Bundle" || b.Type != "Bundle" {
		return sameJSON(a.whole, b.whole)
	}
	if len(a.Entry) != len(b.Entry) || len(a.Entry) == 0 {
		return fmt.Errorf("%d entries and %d", len(a.Entry), len(b.Entry))
	}
	for i, entry := range a.Entry {
		if entry.FullURL != b.Entry[i].FullURL {
			return fmt.Errorf("entry %d is %s and %s", i, entry.FullURL, b.Entry[i].FullURL)
		}
		if err := sameJSON(entry.Resource, b.Entry[i].Resource); err != nil {
			return fmt.Errorf("entry %d, %s: %w", i, entry.FullURL, err)
		}
	}
	return nil
}

func sameJSON(a, b []byte) error {
	if bytes.Equal(a, b) {
		return nil
	}
	at := 0
	for at < min(len(a), len(b)) && a[at] == b[at] {
		at++
	}
	from := max(0, at-40)
	return fmt.Errorf("they differ: %s and %s", a[from:min(len(a), at+60)], b[from:min(len(b), at+60)])
}
