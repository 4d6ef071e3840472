package mappertest

import (
	"database/sql"
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"

	"ehr.example/portico/mappers"
	"ehr.example/portico/mappers/fhir"
	"ehr.example/portico/mappers/problem"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/schema"
	"ehr.example/portico/mappers/sqltree"
)

// Mapper is the conformance test of a mapper, which runs it on itself: it compiles against its schema, twice to the same
// program; its statements print; its resources have what R4 demands, and are whole JSON objects whatever a row holds:
// nothing of all NULLs, and nothing of junk that is no JSON.
func Mapper(t *testing.T, m mappers.Mapper, s *schema.Schema) *program.Program {
	t.Helper()
	p, problems, err := m.Compile(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range problems {
		if x.Severity == problem.Warning {
			t.Log(x)
		}
	}
	again, _, err := m.Compile(s)
	if err != nil || again.String() != p.String() || again.Fingerprint != p.Fingerprint {
		t.Errorf("compiled again it is another program (%v)", err)
	}
	if len(p.Types) == 0 {
		t.Error("it has no resources")
	}
	for _, typ := range p.Types {
		for _, src := range typ.Sources {
			t.Run(typ.Name+"/"+src.Name, func(t *testing.T) { conforms(t, p, src) })
		}
	}
	return p
}

// conforms holds one source to what Mapper says.
func conforms(t *testing.T, p *program.Program, src *program.Source) {
	t.Helper()
	if src.Patient == nil && patients(src.Type) {
		t.Log("everybody of the tenant may see it: its access is that of a directory")
	}
	if text := sqltree.SelectText(&sqltree.Select{Columns: src.Rows.Columns, From: src.Rows.From, Where: src.Rows.Where, OrderBy: src.Rows.OrderBy}); text == "" {
		t.Error("its rows have no statement")
	}
	for _, v := range src.Variants {
		for code, param := range v.Params {
			if param.Status == program.Answers && len(param.Alternatives) == 0 {
				t.Errorf("%s is answered by nothing", code)
			}
			if param.Status == program.Cannot && param.Why == "" {
				t.Errorf("%s cannot be answered, and nobody says why", code)
			}
		}
		for _, name := range lacking(v.Body, fhir.TypeNamed(src.Type)) {
			t.Errorf("it lacks %s, which R4 demands", name)
		}
		for _, cell := range cells {
			assembles(t, p, src, v, cell)
		}
	}
}

// lacking are the elements that R4 demands of a type and that no place of a body writes, as a value or as the reason for
// which there is none.
func lacking(body *program.Object, typ *fhir.Type) []string {
	written := map[string]bool{}
	var visit func(o *program.Object)
	visit = func(o *program.Object) {
		for _, f := range o.Fields {
			if choice, ok := f.Node.(*program.First); ok && f.Name == "" {
				for _, b := range choice.Branches {
					visit(b.Node.(*program.Object))
				}
			}
			written[strings.TrimPrefix(f.Name, "_")] = true
		}
	}
	visit(body)
	var out []string
	for _, el := range typ.Elements {
		some := el.Min == 0 || el.Name == "id" || written[el.Name]
		for _, choice := range el.Types {
			some = some || el.Choice && written[el.Name+strings.ToUpper(choice[:1])+choice[1:]]
		}
		if !some {
			out = append(out, el.Name)
		}
	}
	return out
}

// patients tells whether resources of a type are in a patient's compartment.
func patients(typ string) bool { return len(fhir.PatientCompartment(typ)) > 0 }

// cells are what every column of a row holds in turn: nil is NULL.
var cells = []sql.RawBytes{
	nil, sql.RawBytes(""), sql.RawBytes(" "), sql.RawBytes("0"), sql.RawBytes("1"), sql.RawBytes("-1.50"), sql.RawBytes("x"), sql.RawBytes("<5"),
	sql.RawBytes("0000-00-00 00:00:00"), sql.RawBytes("2024-02-29"), sql.RawBytes("2024-03-10 02:30:00"), sql.RawBytes("9999-99-99"),
	sql.RawBytes("\"\\</a>&\x00\x1f\xff\xfe é😀"), sql.RawBytes(`{"resourceType":"Patient"}`), sql.RawBytes(someUUID), sql.RawBytes("0123456789abcdef"),
}

const someUUID = "01234567-89ab-4def-8123-456789abcdef"

// assembles makes a resource of a row whose cells, and those of all rows around it, are all the same.
func assembles(t *testing.T, p *program.Program, src *program.Source, v *program.Variant, cell sql.RawBytes) {
	t.Helper()
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	state := program.State{
		Files: noFiles{},
		Env:   &program.Env{Settings: make([][]byte, len(p.Settings)), Zone: program.Zone{Location: zone}, Tag: []byte(`{"code":"t"}`)},
	}
	raw, ok := state.AppendResource([]byte("before"), src, v, pageOf(src.Rows, cell, program.MaxDepth), 0)
	if string(raw[:len("before")]) != "before" {
		t.Fatal("a resource is not appended")
	}
	if raw = raw[len("before"):]; !ok {
		if len(raw) > 0 {
			t.Errorf("a row of %q makes no resource, and leaves %q", cell, raw)
		}
		return
	}
	var tree map[string]any
	if err := json.Unmarshal(raw, &tree); err != nil || tree["resourceType"] != src.Type || tree["id"] == "" {
		t.Errorf("a row of %q makes %v\n%s", cell, err, raw)
	}
}

// pageOf is a page of one row of equal cells, with one row in every child and link.
func pageOf(rel *program.Relation, cell sql.RawBytes, depth int) *program.Page {
	page := &program.Page{Relation: rel}
	page.Rows.Reset(len(rel.Columns))
	row := make([]sql.RawBytes, len(rel.Columns))
	for i, column := range rel.Columns {
		row[i] = cell
		if !textual(column) && !number.Match(cell) && cell != nil {
			row[i] = sql.RawBytes("1")
		}
	}
	page.Rows.Append(row)
	for _, link := range rel.Links {
		page.Links = append(page.Links, program.LinkPage{Page: *pageOf(link.Rows, cell, depth-1), Index: []int32{0}})
	}
	for _, child := range rel.Children {
		if depth == 0 {
			break
		}
		page.Children = append(page.Children, program.ChildPage{Page: *pageOf(child.Rows, cell, depth-1), Starts: []int32{0, 1}, Order: []int32{0}})
	}
	return page
}

// number matches what a column of numbers can hold.
var number = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`)

// textual tells a column that can hold anything.
func textual(e sqltree.Expr) bool {
	c, ok := e.(sqltree.Column)
	return ok && c.Def.Kind != schema.Integer && c.Def.Kind != schema.Decimal && c.Def.Kind != schema.Float && c.Def.Kind != schema.Year
}

// noFiles is a folder without files.
type noFiles struct{}

// AppendBase64 finds nothing.
func (noFiles) AppendBase64(dst []byte, _ string, _ []byte) ([]byte, bool, error) {
	return dst, false, nil
}
