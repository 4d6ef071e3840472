package compile

import (
	"slices"

	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/password"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/schema"
	"ehr.example/portico/mappers/sqltree"
)

// users compiles who may sign in.
func (c *compiler) users() {
	for _, text := range c.mapper.Users {
		if u := c.usersOf(text); u != nil {
			c.program.Users = append(c.program.Users, u)
		}
	}
	if len(c.mapper.Users) > 0 && len(c.mapper.Roles) == 0 {
		c.problems.Hintf(c.mapper.Users[0].Pos, "roles: {doctor: {kind: Practitioner, scopes: user/*.rs}}", "no role says what users may see")
	}
}

func (c *compiler) usersOf(text *mapping.Users) *program.Users {
	src := &mapping.Source{
		Pos: text.Pos, Resource: mapping.Text{Value: "User"}, Name: mapping.Text{Value: text.Name},
		From: text.From, Where: text.Where, First: text.First, Rows: text.Rows, Key: text.Key,
	}
	sc := &scope{}
	rel := &program.Relation{Name: "User/" + text.Name, From: c.from(src.From, nil, sc)}
	if len(rel.From) == 0 {
		return nil
	}
	rel.From = c.toOne(src.From, src.First, rel.From, sc)
	sc.frames, c.per, c.lacking = []*program.Relation{rel}, nil, ""
	c.children(src.Rows, nil, sc)
	c.filter(src, rel, sc)
	c.key(src, rel)
	u := &program.Users{Name: text.Name, Pos: text.Pos, Exact: text.Compare.Value != "collation", Active: -1, Locked: -1}
	u.Source = &program.Source{Type: "User", Name: text.Name, Rows: rel, ID: c.userID(text, rel)}
	childSlots(rel)
	c.logins(text, u, sc)
	c.kept(text, u, sc)
	u.Active, u.Locked = c.state(text.Active, rel, sc), c.state(text.Locked, rel, sc)
	body := c.person(text, sc)
	for _, e := range []sqltree.Expr{u.Hash, u.Salt} {
		if e != nil {
			u.Kept = append(u.Kept, rel.Slot(e))
		}
	}
	c.unusedRows(src.Rows)
	v := &program.Variant{IfSlot: -1, Body: body}
	v.Fold()
	u.Source.Variants = []*program.Variant{v}
	if u.Source.ID == nil || len(u.Logins) == 0 || u.Hash == nil {
		return nil
	}
	return u
}

// userID is who a row is to apps: the name of its users, and its key.
func (c *compiler) userID(text *mapping.Users, rel *program.Relation) program.ID {
	if rel.Key == nil { // it was refused
		return nil
	}
	id := program.ID{{Literal: text.Name + "-"}}
	for i, k := range rel.Key {
		if i > 0 {
			id = append(id, program.IDPart{Literal: "-"})
		}
		part := program.IDPart{Expr: k, Slot: rel.Slot(k), Key: i}
		switch col := k.(sqltree.Column); {
		case rel.KeyKinds[i] == schema.Integer:
			part.Codec = program.CodecInteger
		case rel.KeyKinds[i] == schema.Binary && col.Def.Length == 16:
			part.Codec = program.CodecUUID
		case rel.KeyKinds[i] == schema.Text:
			part.Codec = program.CodecHex
		default:
			c.problems.Hintf(text.Key.Pos, "an integer, a text or a BINARY(16)", "%s is %s: no user can be told by it", columnText(k), article(col.Def.Type))
			return nil
		}
		id = append(id, part)
	}
	return id
}

// logins compiles the columns of what is typed.
func (c *compiler) logins(text *mapping.Users, u *program.Users, sc *scope) {
	if words := []string{"", "exact", "collation"}; !slices.Contains(words, text.Compare.Value) {
		c.problems.Hintf(text.Compare.Pos, "compare: exact, byte by byte; or collation, as the column's does", "unknown comparison %q", text.Compare.Value)
	}
	for _, login := range text.Logins {
		exprs := c.expressions(login, sc.froms(), sc)
		if len(exprs) == 0 {
			continue
		}
		col, ok := exprs[0].(sqltree.Column)
		if !ok || len(exprs) > 1 || col.Def.Kind != schema.Text {
			c.problems.Hintf(login.Pos, "login: u.username", "what people type is compared with a column of texts")
			continue
		}
		u.Logins = append(u.Logins, exprValue(col, sc))
	}
}

// kept compiles what is kept of the password.
func (c *compiler) kept(text *mapping.Users, u *program.Users, sc *scope) {
	u.Hash, u.Salt = c.textColumn(text.Hash, "a hash", sc), c.textColumn(text.Salt, "a salt", sc)
	salted := false
	for _, f := range text.Forms {
		form := password.Form(f.Value)
		if !slices.Contains(password.Forms(), form) {
			c.problems.Hintf(f.Pos, didYouMean(f.Value, formNames()), "no form of passwords is called %q", f.Value)
			continue
		}
		if slices.Contains(u.Forms, form) {
			c.problems.Errorf(f.Pos, "the form %s stands twice", form)
			continue
		}
		salted = salted || form.Takes()
		u.Forms = append(u.Forms, form)
	}
	if !text.Salt.Zero() && !salted {
		c.problems.Hintf(text.Salt.Pos, "forms: [sha512-hex, sha1-hex], for instance", "none of these forms takes a salt from beside it")
	}
}

func formNames() []string {
	var out []string
	for _, f := range password.Forms() {
		out = append(out, string(f))
	}
	return out
}

// textColumn is an expression that gives a text, or bytes; nil: there is none.
func (c *compiler) textColumn(text mapping.Text, what string, sc *scope) sqltree.Expr {
	exprs := c.expressions(text, sc.froms(), sc)
	if len(exprs) == 0 {
		return nil
	}
	if k := kindOf(exprs[0]); len(exprs) > 1 || k != schema.Text && k != schema.Binary {
		c.problems.Hintf(text.Pos, "a column of texts", "%s is %s here", what, article(k.String()))
		return nil
	}
	return exprs[0]
}

// state is the column of a condition; -1: nothing is said.
func (c *compiler) state(text mapping.Text, rel *program.Relation, sc *scope) int {
	cond := c.condition(text, sc.froms(), sc)
	if cond == nil {
		return -1
	}
	if !isCondition(cond) {
		c.problems.Hintf(text.Pos, "u.retired = 0", "a condition is expected here")
		return -1
	}
	return rel.Slot(sqltree.Holds(cond))
}

// The elements of a user.
var (
	userName  = &fhir.Element{Name: "name", Types: []string{"string"}, Max: 1}
	userRole  = &fhir.Element{Name: "role", Types: []string{"string"}, Max: -1}
	fhirUser  = &fhir.Element{Name: "fhirUser", Types: []string{"Reference"}, Max: 1, Targets: []string{"Practitioner", "PractitionerRole", "Patient", "RelatedPerson", "Person"}}
	userPlace = &fhir.Element{Name: "organizations", Types: []string{"Reference"}, Max: -1, Targets: organizationTypes}
	userOwner = &fhir.Element{Name: "patients", Types: []string{"Reference"}, Max: -1, Targets: []string{"Patient"}}
)

// person compiles what is known of a user.
func (c *compiler) person(text *mapping.Users, sc *scope) *program.Object {
	o := &program.Object{TypeName: "User"}
	role := text.Role
	if role != nil && role.Kind != mapping.Array { // one is a list of one
		role = &mapping.Node{Pos: role.Pos, Kind: mapping.Array, Items: []*mapping.Node{role}}
	}
	for _, f := range []struct {
		node *mapping.Node
		el   *fhir.Element
	}{{text.Display, userName}, {role, userRole}, {firstOf(text.FHIRUser), fhirUser}, {text.Patients, userOwner}, {text.Organizations, userPlace}} {
		if f.node == nil {
			continue
		}
		node := c.elementNode(mapping.Field{Key: f.el.Name, Pos: f.node.Pos, Value: f.node}, f.el, f.el.Types[0], sc)
		if node != nil {
			o.Fields = append(o.Fields, program.ObjectField{Name: f.el.Name, Key: []byte(`"` + f.el.Name + `":`), Node: node})
		}
	}
	c.knownRoles(role)
	return o
}

// firstOf is a list of references as the first of them that is there.
func firstOf(n *mapping.Node) *mapping.Node {
	if n == nil || n.Kind != mapping.Array {
		return n
	}
	branches := &mapping.Node{Pos: n.Pos, Kind: mapping.Array}
	for _, item := range n.Items {
		if item.Kind == mapping.Scalar {
			item = &mapping.Node{Pos: item.Pos, Kind: mapping.Object, Fields: []mapping.Field{{Key: "reference", Pos: item.Pos, Value: item}}}
		}
		branches.Items = append(branches.Items, item)
	}
	return &mapping.Node{Pos: n.Pos, Kind: mapping.Object, Fields: []mapping.Field{{Key: "$first", Pos: n.Pos, Value: branches}}}
}

// knownRoles refuses a constant that is no role's word.
func (c *compiler) knownRoles(role *mapping.Node) {
	if role == nil {
		return
	}
	var words []string
	for _, r := range c.program.Roles {
		words = append(words, r.Of...)
	}
	for _, n := range role.Items {
		if n.Kind == mapping.Scalar && !n.IsHole() && n.Name() == "" && !slices.Contains(words, n.Value) {
			c.problems.Hintf(n.Pos, didYouMean(n.Value, words), "no role is of %q", n.Value)
		}
	}
}
