package tenancy

import (
	"slices"
	"sync"

	"github.com/pingcap/tidb/pkg/parser"
	"github.com/pingcap/tidb/pkg/parser/ast"
	"github.com/pingcap/tidb/pkg/parser/test_driver"

	"ehr.example/portico/mappers/program"
)

// statement is a parsed text whose form is allowed. It is not changed after it was read.
type statement struct {
	roots   []*block // blocks that see no other: the arms of the statement and of its derived tables
	blocks  map[*ast.SelectStmt]*block
	leaves  int // tables in all blocks
	markers int // places for arguments, numbered in the text's order
}

// block is one SELECT with its tables, from left to right.
type block struct {
	outer     scope // what a correlated sub-select sees besides its own tables
	leaves    []leaf
	conjuncts []conjunct
	subs      []*block
	fields    []ast.ExprNode
	folds     bool // it groups or aggregates, so that it may have rows without having found any
}

// leaf is a table of a block.
type leaf struct {
	id       int // in the statement
	alias    ast.CIStr
	table    string
	tenancy  *program.Tenancy // nil for a derived table
	optional bool             // LEFT JOINed
}

// conjunct is one of the conditions that must all hold, and where it stands.
type conjunct struct {
	expr ast.ExprNode
	on   int // the leaf in whose ON it stands, or inWhere
}

const inWhere = -1

// scope is the tables that an expression sees: the first so many of a block, and then what the block's outer scope has.
type scope struct {
	block   *block
	visible int
}

// filters tells whether a conjunct holds in every row of the block that has a row of the leaf. WHERE and an inner
// join's ON hold for all tables to the left that are not optional; a LEFT JOIN's ON for its own table only, and
// nothing but that ON for an optional table (what filters it elsewhere makes the result smaller than was asked).
func (b *block) filters(c conjunct, leaf int) bool {
	switch {
	case b.leaves[leaf].optional:
		return c.on == leaf
	case c.on == inWhere:
		return true
	}
	return leaf <= c.on && !b.leaves[c.on].optional
}

// scopeOf is what a conjunct sees.
func (b *block) scopeOf(c conjunct) scope {
	if c.on == inWhere {
		return scope{block: b, visible: len(b.leaves)}
	}
	return scope{block: b, visible: c.on + 1}
}

// parsers are reused: a new one costs more than a statement.
var parsers = sync.Pool{New: func() any { return parser.New() }}

func (r *Reader) parse(text string) (*statement, error) {
	markers, err := scanText(text)
	if err != nil {
		return nil, err
	}
	p := parsers.Get().(*parser.Parser)
	defer parsers.Put(p)
	node, err := p.ParseOneStmt(text, "", "")
	if err != nil {
		return nil, err
	}
	b := builder{reader: r, statement: &statement{blocks: map[*ast.SelectStmt]*block{}, markers: markers}}
	if err := b.query(node, scope{}, nil); err != nil {
		return nil, err
	}
	return b.statement, b.number()
}

// number gives the places for arguments their order.
func (b *builder) number() error {
	if len(b.places) != b.statement.markers {
		return errorf("the walk met %d of %d places for arguments", len(b.places), b.statement.markers)
	}
	slices.SortFunc(b.places, func(x, y *test_driver.ParamMarkerExpr) int { return x.Offset - y.Offset })
	for i, place := range b.places {
		place.Order = i
	}
	return nil
}
