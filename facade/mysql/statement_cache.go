package mysql

import (
	"container/list"
	"database/sql/driver"
)

// maxPrepared bounds the prepared statements of one Database, far below the 16,382 that a server allows to all of
// its clients together.
const maxPrepared = 4000

// statementsPerConnection shares the bound among the connections: 200 for each of up to 20.
func statementsPerConnection(connections int) int {
	return max(8, min(200, maxPrepared/max(1, connections)))
}

// preparedStatement is what the driver's statements can do.
type preparedStatement interface {
	driver.Stmt
	driver.StmtQueryContext
}

// statementCache holds a connection's prepared statements by text; the one unused for longest goes first.
type statementCache struct {
	most   int
	byText map[string]*list.Element
	recent *list.List // of *cachedStatement, the latest used in front
}

type cachedStatement struct {
	text      string
	statement preparedStatement
}

func newStatementCache(most int) *statementCache {
	return &statementCache{most: most, byText: map[string]*list.Element{}, recent: list.New()}
}

// get is the statement, or nil.
func (c *statementCache) get(text string) preparedStatement {
	element := c.byText[text]
	if element == nil {
		return nil
	}
	c.recent.MoveToFront(element)
	return element.Value.(*cachedStatement).statement
}

// put keeps the statement and closes the one unused for longest when there are too many. Closing is no round trip:
// the server does not answer it.
func (c *statementCache) put(text string, s preparedStatement) {
	c.byText[text] = c.recent.PushFront(&cachedStatement{text: text, statement: s})
	if c.recent.Len() > c.most {
		c.remove(c.recent.Back().Value.(*cachedStatement).text)
	}
}

// remove closes one statement.
func (c *statementCache) remove(text string) {
	element := c.byText[text]
	if element == nil {
		return
	}
	delete(c.byText, text)
	// An error here means that the connection is lost, which its next use tells.
	_ = c.recent.Remove(element).(*cachedStatement).statement.Close()
}

// clear closes all statements.
func (c *statementCache) clear() {
	for c.recent.Len() > 0 {
		c.remove(c.recent.Back().Value.(*cachedStatement).text)
	}
}

// forget drops all statements of a connection that is about to close.
func (c *statementCache) forget() {
	clear(c.byText)
	c.recent.Init()
}

func (c *statementCache) len() int { return c.recent.Len() }
