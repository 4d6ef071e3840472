package program

import (
	"database/sql"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ehr.example/portico/mappers/sqltree"
)

// idOf is an id of literals and codecs, its columns in order.
func idOf(parts ...any) ID {
	var id ID
	slot := 0
	for _, p := range parts {
		switch p := p.(type) {
		case string:
			id = append(id, IDPart{Literal: p})
		case Codec:
			id = append(id, IDPart{Expr: sqltree.Column{Alias: "t", Name: "c" + strconv.Itoa(slot)}, Codec: p, Slot: slot, Key: slot})
			slot++
		}
	}
	return id
}

// rowsOf is rows of text cells; a nil cell is NULL.
func rowsOf(rows ...[]any) *Rows {
	r := &Rows{}
	r.Reset(len(rows[0]))
	for _, row := range rows {
		cells := make([]sql.RawBytes, len(row))
		for i, c := range row {
			if c != nil {
				cells[i] = sql.RawBytes(fmt.Sprint(c))
			}
		}
		r.Append(cells)
	}
	return r
}

const someUUID = "01234567-89ab-cdef-0123-456789abcdef"

var uuidBytes = []byte("\x01\x23\x45\x67\x89\xab\xcd\xef\x01\x23\x45\x67\x89\xab\xcd\xef")

func TestIDDecode(t *testing.T) {
	number, uuid := idOf(CodecInteger), idOf(CodecUUID)
	tests := []struct {
		id   ID
		text string
		want string // fmt of the values; empty: there is no such id
	}{
		{number, "12", "[12]"},
		{number, "0", "[0]"},
		{number, "-7", "[-7]"},
		{number, "9223372036854775807", "[9223372036854775807]"},
		{number, "18446744073709551615", "[18446744073709551615]"},
		{number, "18446744073709551616", ""},
		{number, "-9223372036854775809", ""},
		{number, "", ""},
		{number, "-", ""},
		{number, "-0", ""},
		{number, "+5", ""},
		{number, "007", ""},
		{number, "5 ", ""},
		{number, " 5", ""},
		{number, "5a", ""},
		{number, "0x5", ""},
		{number, "1e3", ""},
		{number, "٣", ""},
		{number, "５", ""},
		{uuid, someUUID, fmt.Sprint([]any{uuidBytes})},
		{uuid, strings.ToUpper(someUUID), ""},
		{uuid, "{" + someUUID + "}", ""},
		{uuid, strings.ReplaceAll(someUUID, "-", ""), ""},
		{uuid, someUUID + "0", ""},
		{uuid, someUUID[:35], ""},
		{uuid, "00000000-0000-0000-0000-000000000000", ""},
		{idOf(CodecUUIDText), someUUID, "[" + someUUID + "]"},
		{idOf(CodecUUIDText), strings.ToUpper(someUUID), ""},
		{idOf(CodecHex), "c3a9", "[é]"},
		{idOf(CodecHex), "C3A9", ""},
		{idOf(CodecHex), "c3a", ""},
		{idOf(CodecHex), "", ""},
		{idOf("lab-", CodecInteger, "-", CodecInteger), "lab-3-4", "[3 4]"},
		{idOf("lab-", CodecInteger, "-", CodecInteger), "lab-3--4", "[3 -4]"},
		{idOf("lab-", CodecInteger, "-", CodecInteger), "Lab-3-4", ""},
		{idOf("lab-", CodecInteger, "-", CodecInteger), "lab-3-4-", ""},
		{idOf("lab-", CodecInteger, "-", CodecInteger), "lab-3", ""},
		{idOf(CodecUUID, ".", CodecInteger), someUUID + ".5", fmt.Sprint([]any{uuidBytes, 5})},
	}
	for _, test := range tests {
		got := ""
		if values, ok := test.id.Decode(test.text); ok {
			got = fmt.Sprint(values)
		}
		if got != test.want {
			t.Errorf("%v reads %q as %q, want %q", test.id, test.text, got, test.want)
		}
	}
}

// TestIDAppend: a NULL, and what is no uuid, makes no id.
func TestIDAppend(t *testing.T) {
	tests := []struct {
		id   ID
		row  []any
		want string
	}{
		{idOf("v", CodecInteger), []any{7}, "v7"},
		{idOf("v", CodecInteger), []any{"007"}, "v7"}, // zerofill
		{idOf("v", CodecInteger), []any{"-7"}, "v-7"},
		{idOf(CodecInteger), []any{nil}, ""},
		{idOf(CodecUUID), []any{string(uuidBytes)}, someUUID},
		{idOf(CodecUUID), []any{strings.Repeat("\x00", 16)}, ""},
		{idOf(CodecUUID), []any{"short"}, ""},
		{idOf(CodecUUIDText), []any{someUUID}, someUUID},
		{idOf(CodecUUIDText), []any{"nonsense"}, ""},
		{idOf(CodecHex, "-", CodecInteger), []any{"é", 1}, "c3a9-1"},
		{idOf(CodecHex), []any{""}, ""},
	}
	for _, test := range tests {
		got, ok := test.id.Append(nil, rowsOf(test.row), 0)
		if !ok {
			got = nil
		}
		if string(got) != test.want {
			t.Errorf("%v of %v is %q, want %q", test.id, test.row, got, test.want)
		}
	}
}

// shapes are ids of every form.
func shapes() []ID {
	return []ID{
		idOf(CodecInteger), idOf("v", CodecInteger), idOf(CodecUUID), idOf(CodecUUIDText), idOf(CodecHex),
		idOf("lab-", CodecInteger, "-", CodecInteger), idOf(CodecHex, ".", CodecUUID, "-x"), idOf(CodecUUIDText, "-", CodecHex),
	}
}

// TestIDRoundTrip: what an id shows, it reads.
func TestIDRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.SampledFrom(shapes()).Draw(t, "id")
		var row, want []any
		for _, p := range id {
			if p.Expr == nil {
				continue
			}
			switch p.Codec {
			case CodecInteger:
				n := rapid.Int64().Draw(t, "integer")
				row, want = append(row, n), append(want, n)
			case CodecUUID, CodecUUIDText:
				b := binary.BigEndian.AppendUint64(nil, rapid.Uint64Min(1).Draw(t, "high"))
				b = binary.BigEndian.AppendUint64(b, rapid.Uint64().Draw(t, "low"))
				text, _ := appendUUID(nil, b)
				if p.Codec == CodecUUID {
					row, want = append(row, string(b)), append(want, b)
				} else {
					row, want = append(row, string(text)), append(want, string(text))
				}
			case CodecHex:
				s := rapid.StringN(1, 20, -1).Draw(t, "text")
				row, want = append(row, s), append(want, s)
			}
		}
		text, ok := id.Append(nil, rowsOf(row), 0)
		if !ok {
			t.Fatalf("%v has no id", row)
		}
		got, ok := id.Decode(string(text))
		if !ok || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("%v shows %q, which reads as %v", row, text, got)
		}
	})
}

// FuzzID: whatever text an id reads, it shows again as the same text.
func FuzzID(f *testing.F) {
	for i, seed := range []string{"12", "v12", someUUID, someUUID, "c3a9", "lab-3-4", "61." + someUUID + "-x", someUUID + "-61", "+5", "٣", "-0"} {
		f.Add(i%len(shapes()), seed)
	}
	f.Fuzz(func(t *testing.T, shape int, text string) {
		id := shapes()[uint(shape)%uint(len(shapes()))]
		values, ok := id.Decode(text)
		if !ok {
			return
		}
		row := make([]any, len(values))
		for i, v := range values {
			if b, isBytes := v.([]byte); isBytes {
				v = string(b)
			}
			row[i] = v
		}
		again, ok := id.Append(nil, rowsOf(row), 0)
		if !ok || string(again) != text {
			t.Errorf("%v reads %q as %v, and shows %q", id, text, values, again)
		}
	})
}

// TestResource finds the variant that an id names.
func TestResource(t *testing.T) {
	s := &Source{ID: idOf("v", CodecInteger), Variants: []*Variant{{Name: "rate"}, {Name: "heart-rate"}}}
	tests := []struct{ id, want string }{
		{"v5-rate", "rate [5]"},
		{"v5-heart-rate", "heart-rate [5]"},
		{"v5", ""},
		{"v5-Rate", ""},
		{"v5-weight", ""},
		{"v05-rate", ""},
		{"-rate", ""},
	}
	for _, test := range tests {
		got := ""
		if names, variant := s.Resource(test.id); variant != nil {
			got = fmt.Sprint(variant.Name, " ", names[0].Values)
		}
		if got != test.want {
			t.Errorf("%s is %q, want %q", test.id, got, test.want)
		}
	}
}
