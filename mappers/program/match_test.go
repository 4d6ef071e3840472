package program

import (
	"testing"

	"ehr.example/portico/mappers/schema"
	"ehr.example/portico/mappers/sqltree"
)

// TestEquals prints the conditions that values equal a text.
func TestEquals(t *testing.T) {
	column := func(kind schema.Kind, collation, charset string) *Value {
		def := &schema.Column{Name: "c", Kind: kind, Collation: collation, Charset: charset}
		return &Value{Expr: sqltree.Column{Alias: "t", Name: "c", Def: def}, Column: def, Kind: kind, Nullable: true}
	}
	text := column(schema.Text, "utf8mb4_general_ci", "utf8mb4")
	latin := column(schema.Text, "latin1_swedish_ci", "latin1")
	mapped := *text
	mapped.Map = &Map{
		Name: "m", Entries: []MapEntry{{Raw: "M", To: &Coded{Code: "male"}}, {Raw: "F", To: &Coded{Code: "female"}}},
		Default: &Coded{Code: "other"}, Empty: &Coded{Code: "unknown"},
	}
	constant := "x"
	tests := []struct {
		name  string
		value *Value
		text  string
		want  string
	}{
		{"nothing", nil, "x", "FALSE"},
		{"constant", &Value{Const: &constant}, "x", "TRUE"},
		{"constant of another case", &Value{Const: &constant}, "X", "FALSE"},
		{"setting", &Value{Setting: "s"}, "x", "$s = 'x'"},
		{"case-insensitive text", text, "x", "`t`.`c` = 'x' AND CAST(`t`.`c` AS BINARY) = 'x'"},
		{"blank", text, " ", "FALSE"},
		{"binary collation", column(schema.Text, "utf8mb4_bin", "utf8mb4"), "x", "`t`.`c` = 'x' AND CAST(`t`.`c` AS BINARY) = 'x'"},
		{"latin1", latin, "é", "`t`.`c` = 'é' AND CAST(CAST(`t`.`c` AS CHAR CHARACTER SET utf8mb4) AS BINARY) = 'é'"},
		{"latin1 cannot hold it", latin, "日", "FALSE"},
		{"ascii cannot hold it", column(schema.Text, "ascii_bin", "ascii"), "é", "FALSE"},
		{"utf8mb3 cannot hold it", column(schema.Text, "utf8mb3_bin", "utf8mb3"), "😀", "FALSE"},
		{"integer", column(schema.Integer, "", ""), "12", "`t`.`c` = 12"},
		{"no integer", column(schema.Integer, "", ""), "12abc", "FALSE"},
		{"no such integer", column(schema.Integer, "", ""), "012", "FALSE"},
		{"uuid", column(schema.Binary, "", ""), someUUID, "`t`.`c` = X'0123456789ABCDEF0123456789ABCDEF'"},
		{"no uuid", column(schema.Binary, "", ""), "x", "FALSE"},
		{"map", &mapped, "male", "`t`.`c` = 'M'"},
		{"map's default", &mapped, "other", "`t`.`c` IS NOT NULL AND `t`.`c` <> '' AND `t`.`c` NOT IN ('M', 'F')"},
		{"map's empty", &mapped, "unknown", "(`t`.`c` IS NOT NULL AND `t`.`c` <> '') IS NOT TRUE"},
		{"not in the map", &mapped, "x", "FALSE"},
	}
	for _, test := range tests {
		e, ok := test.value.Equals(test.text, PartCode)
		if got := sqltree.Text(e); !ok || got != test.want {
			t.Errorf("%s: got %s (%t), want %s", test.name, got, ok, test.want)
		}
	}
}
