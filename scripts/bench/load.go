package main

import (
	"context"
	"errors"
	"io"
	"sync"
	"sync/atomic"
	"time"
)

// load is some clients that ask one server the same, as often as they can.
type load struct {
	clients []*client
	request []byte
	meter   *meter
}

// newLoad connects so many clients. The target is what stands behind the tenant's base.
func newLoad(ctx context.Context, m *meter, l *listener, target string, clients int) (*load, error) {
	out := &load{request: request(target), meter: m}
	for range clients {
		c, err := dial(ctx, l.address)
		if err != nil {
			out.close()
			return nil, err
		}
		out.clients = append(out.clients, c)
	}
	return out, nil
}

func (l *load) close() {
	for _, c := range l.clients {
		c.close()
	}
}

// pace is how fast a load was, and what it cost.
type pace struct {
	requests int64
	took     time.Duration
	cpu      time.Duration
}

func (p pace) perSecond() float64 { return float64(p.requests) / p.took.Seconds() }

func (p pace) perCPU() float64 { return float64(p.requests) / p.cpu.Seconds() }

func (p *pace) add(q pace) {
	p.requests, p.took, p.cpu = p.requests+q.requests, p.took+q.took, p.cpu+q.cpu
}

// again does something for a while.
func (m *meter) again(d time.Duration, once func() (int, error)) (pace, error) {
	var done int64
	used, began := m.read(), time.Now()
	for time.Since(began) < d {
		if _, err := once(); err != nil {
			return pace{}, err
		}
		done++
	}
	return pace{done, time.Since(began), m.read() - used}, nil
}

// run asks for a while.
func (l *load) run(d time.Duration) (pace, error) {
	var done atomic.Int64
	var wait sync.WaitGroup
	errs := make([]error, len(l.clients))
	used, began := l.meter.read(), time.Now()
	for i, c := range l.clients {
		wait.Go(func() {
			for errs[i] == nil && time.Since(began) < d {
				errs[i] = c.get(l.request, io.Discard)
				done.Add(1)
			}
		})
	}
	wait.Wait()
	return pace{done.Load(), time.Since(began), l.meter.read() - used}, errors.Join(errs...)
}
