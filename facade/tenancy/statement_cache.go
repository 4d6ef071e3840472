package tenancy

import "sync"

// maxStatements bounds the parsed statements that a Reader keeps. There are few distinct texts; when there are more,
// the reader starts over.
const maxStatements = 2048

// statementCache keeps parsed statements by text.
type statementCache struct {
	mu     sync.RWMutex
	byText map[string]*statement
}

// statement is the text parsed, now or before. Only accepted forms are kept.
func (r *Reader) statement(text string) (*statement, error) {
	c := &r.parsed
	c.mu.RLock()
	known := c.byText[text]
	c.mu.RUnlock()
	if known != nil {
		return known, nil
	}
	parsed, err := r.parse(text)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byText == nil || len(c.byText) >= maxStatements {
		c.byText = map[string]*statement{}
	}
	c.byText[text] = parsed
	return parsed, nil
}
