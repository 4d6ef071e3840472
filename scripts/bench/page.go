package main

import (
	"context"
	"fmt"
	"strconv"

	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/mysql"
	"ehr.example/portico/facade/plan"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/schema"
)

// page reads one row of a source, and what stands around it, into memory: what assembling takes.
func page(ctx context.Context, s *interaction.Site, resource, source string, key ...any) (*program.Source, *program.Page, error) {
	src := sourceOf(s.Program, resource, source)
	if src == nil {
		return nil, nil, fmt.Errorf("there is no source %s/%s", resource, source)
	}
	session, err := s.DB.Session(ctx)
	if err != nil {
		return nil, nil, err
	}
	defer session.Close()
	r := reader{session: session, readers: plan.NewReaders(s.Program), settings: settings{s}}
	p := &program.Page{Relation: src.Rows}
	if err := r.rows(src.Rows, key, &p.Rows); err != nil {
		return nil, nil, err
	}
	if p.Rows.Len() != 1 {
		return nil, nil, fmt.Errorf("%s has %d rows with the key %v", src.Path(), p.Rows.Len(), key)
	}
	return src, p, r.around(p)
}

func sourceOf(p *program.Program, resource, name string) *program.Source {
	for _, s := range p.Type(resource).Sources {
		if s.Name == name {
			return s
		}
	}
	return nil
}

// reader reads the rows around one row.
type reader struct {
	session  *mysql.Session
	readers  plan.Readers
	settings settings
}

// rows reads the rows with a key; none if a part of it is missing.
func (r reader) rows(rel *program.Relation, key []any, into *program.Rows) error {
	if key == nil {
		into.Reset(len(rel.Columns))
		return nil
	}
	return r.session.Query(r.readers.Rows(rel, [][]any{key}), r.settings, into)
}

// key is what some columns of the row hold; nil if one of them holds nothing.
func (r reader) key(p *program.Page, rel *program.Relation, slots []int) []any {
	key := make([]any, len(slots))
	for i, slot := range slots {
		cell := p.Rows.Cell(0, slot)
		if len(cell) == 0 {
			return nil
		}
		key[i] = string(cell)
		if n, err := strconv.ParseInt(string(cell), 10, 64); err == nil && rel.KeyKinds[i] == schema.Integer {
			key[i] = n
		}
	}
	return key
}

// around reads what the only row of a page points at, and the rows below it.
func (r reader) around(p *program.Page) error {
	p.Links = make([]program.LinkPage, len(p.Relation.Links))
	for i, link := range p.Relation.Links {
		l := &p.Links[i]
		l.Page.Relation, l.Index = link.Rows, []int32{-1}
		if err := r.rows(link.Rows, r.key(p, link.Rows, link.Slots), &l.Page.Rows); err != nil {
			return err
		}
		if l.Page.Rows.Len() > 0 {
			l.Index[0] = 0
		}
	}
	p.Children = make([]program.ChildPage, len(p.Relation.Children))
	for i, child := range p.Relation.Children {
		if !child.Shown {
			continue
		}
		c := &p.Children[i]
		c.Page.Relation = child.Rows
		if err := r.rows(child.Rows, r.key(p, child.Rows, child.Slots), &c.Page.Rows); err != nil {
			return err
		}
		c.Starts = []int32{0, int32(c.Page.Rows.Len())}
		for row := range c.Page.Rows.Len() {
			c.Order = append(c.Order, int32(row))
		}
	}
	return nil
}
