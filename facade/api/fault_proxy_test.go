package api

import (
	"context"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"

	"ehr.example/portico/facade/mysqltest"
)

// proxy stands between Portico and the database and does to their connections what networks do.
type proxy struct {
	address string // where it listens, on loopback
	target  string // where the database is
	dsn     string // of the database through the proxy

	mu       sync.Mutex
	listener net.Listener // nil: nobody listens
	open     map[net.Conn]bool
	stalled  chan struct{} // closed when bytes pass again; nil while they do
	budget   int           // bytes of answers that still pass; negative: all
	wait     sync.WaitGroup
}

// newProxy leads to a database of the tests' server.
func newProxy(t *testing.T, database string) *proxy {
	t.Helper()
	c, err := mysql.ParseDSN(mysqltest.DSN(t, database))
	if err != nil {
		t.Fatal(err)
	}
	if c.Net != "tcp" {
		t.Skip("skipped: the database does not listen on TCP")
	}
	p := &proxy{target: c.Addr, open: map[net.Conn]bool{}, budget: -1, address: "127.0.0.1:0"}
	p.listen(t)
	p.address = p.listener.Addr().String()
	c.Addr = p.address
	p.dsn = c.FormatDSN()
	t.Cleanup(func() {
		p.refuse()
		p.wait.Wait()
	})
	return p
}

// listen takes connections, again after refuse.
func (p *proxy) listen(t *testing.T) {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", p.address)
	if err != nil {
		t.Fatal(err)
	}
	p.mu.Lock()
	p.listener = l
	p.mu.Unlock()
	p.wait.Go(func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			p.wait.Go(func() { p.join(client) })
		}
	})
}

// join leads a connection on to the database.
func (p *proxy) join(client net.Conn) {
	server, err := net.DialTimeout("tcp", p.target, 2*time.Second)
	if err != nil {
		_ = client.Close()
		return
	}
	p.mu.Lock()
	if p.listener == nil {
		p.mu.Unlock()
		_, _ = client.Close(), server.Close()
		return
	}
	p.open[client], p.open[server] = true, true
	p.mu.Unlock()
	p.wait.Go(func() { p.copy(server, client, false) })
	p.copy(client, server, true)
}

// copy passes bytes on until one side ends, and then ends both. Answers are what the budget bounds.
func (p *proxy) copy(to, from net.Conn, answers bool) {
	defer p.drop(to, from)
	buffer := make([]byte, 4<<10)
	for {
		n, err := from.Read(buffer)
		pass, end := p.pass(n, answers)
		if _, broken := to.Write(buffer[:pass]); broken != nil || err != nil || end {
			return
		}
	}
}

// pass waits while the proxy is stalled, and says how many of n bytes may pass, and whether that is the end.
func (p *proxy) pass(n int, answers bool) (int, bool) {
	p.mu.Lock()
	stalled := p.stalled
	p.mu.Unlock()
	if stalled != nil {
		<-stalled
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if !answers || p.budget < 0 {
		return n, false
	}
	n = min(n, p.budget)
	p.budget -= n
	return n, p.budget == 0
}

func (p *proxy) drop(conns ...net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range conns {
		_ = c.Close()
		delete(p.open, c)
	}
}

// stall lets no byte pass until resume.
func (p *proxy) stall() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stalled = make(chan struct{})
}

func (p *proxy) resume() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stalled != nil {
		close(p.stalled)
		p.stalled = nil
	}
}

// allow lets so many bytes of answers pass; then connections break. A negative number is no bound.
func (p *proxy) allow(bytes int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.budget = bytes
}

// refuse ends all connections, and takes none until listen.
func (p *proxy) refuse() {
	p.resume()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.listener != nil {
		_ = p.listener.Close()
		p.listener = nil
	}
	for c := range p.open {
		_ = c.Close()
	}
}
