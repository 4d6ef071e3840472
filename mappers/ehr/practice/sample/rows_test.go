package sample

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// read gives every row of a table as a map from column to printed value, nil as "NULL".
func read(o Options) map[string][]map[string]string {
	tables := map[string][]map[string]string{}
	for row := range Tables(o) {
		m := map[string]string{}
		for i, name := range Columns(row.Table) {
			m[name] = printed(row.Values[i])
		}
		tables[row.Table] = append(tables[row.Table], m)
	}
	return tables
}

func printed(v any) string {
	switch v := v.(type) {
	case nil:
		return "NULL"
	case []byte:
		return fmt.Sprintf("%x", v)
	}
	return fmt.Sprint(v)
}

func digest(o Options) string {
	h := sha256.New()
	for row := range Tables(o) {
		fmt.Fprintf(h, "%s %#v\n", row.Table, row.Values)
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

func TestSameSeedSameRows(t *testing.T) {
	if digest(Default()) != digest(Options{Seed: 1}) {
		t.Error("the same options gave other rows")
	}
	if digest(Default()) == digest(Options{Seed: 2}) {
		t.Error("another seed gave the same rows")
	}
}

func TestRowsFitTheirColumns(t *testing.T) {
	for row := range Tables(Default()) {
		if len(row.Values) != len(Columns(row.Table)) {
			t.Fatalf("%s: %d values for %d columns", row.Table, len(row.Values), len(Columns(row.Table)))
		}
	}
}

func TestTablesStops(t *testing.T) {
	n := 0
	for range Tables(Default()) {
		if n++; n == 100 {
			break
		}
	}
	if n != 100 {
		t.Errorf("%d rows", n)
	}
}

// TestPatientsDoNotDependOnTheirNumber: more patients don't change the first ones' own values.
func TestPatientsDoNotDependOnTheirNumber(t *testing.T) {
	few, many := read(Sized(20))["vitals"], read(Sized(60))["vitals"]
	if !slices.EqualFunc(few, many[:len(few)], func(a, b map[string]string) bool {
		return a["vit_id"] == b["vit_id"] && a["pat_id"] == b["pat_id"] && a["weight"] == b["weight"]
	}) {
		t.Error("vitals of the first 20 patients changed")
	}
}

// TestAwkwardValues: each promise names a table, a column and what some row of a clinic holds.
func TestAwkwardValues(t *testing.T) {
	is := func(want string) func(string) bool { return func(v string) bool { return v == want } }
	has := func(part string) func(string) bool { return func(v string) bool { return strings.Contains(v, part) } }
	ends := func(part string) func(string) bool { return func(v string) bool { return strings.HasSuffix(v, part) } }
	promises := []struct {
		table, column, clinic string
		holds                 func(string) bool
	}{
		{"patient", "lname", "1", is("O'Brien")},
		{"patient", "lname", "2", is("O'Brien")},
		{"patient", "lname", "1", has("Núñez-")},
		{"patient", "lname", "1", has("%")},
		{"patient", "fname", "1", has("_")},
		{"patient", "mname", "1", has(`\`)},
		{"patient", "fname", "1", has(`"`)},
		{"patient", "fname", "1", has("😀")},
		{"patient", "lname", "1", is("李")},
		{"patient", "lname", "1", ends(" ")},
		{"patient", "lname", "2", is(`%_\`)},
		{"patient", "dob", "1", is("NULL")},
		{"patient", "dob", "1", is(ZeroDate)},
		{"patient", "dob", "1", is("1984-02-29")},
		{"patient", "dob", "2", is("2000-02-29")},
		{"patient", "race", "1", is(Declined)},
		{"patient", "race", "1", is("")},
		{"patient", "ethnicity", "1", is("NULL")},
		{"patient", "ethnicity", "1", is("")},
		{"patient", "email", "1", is("NULL")},
		{"patient", "email", "1", is("")},
		{"patient", "sex", "1", is("")},
		{"patient", "sex", "1", is("O")},
		{"patient", "sex", "1", is("U")},
		{"patient", "deleted", "1", is("1")},
		{"patient", "deleted", "2", is("1")},
		{"patient", "deceased", "1", is("Y")},
		{"patient", "death_date", "1", is(ZeroDateTime)},
		{"patient", "death_date", "1", is("2024-11-03 01:30:00")},
		{"patient", "death_date", "2", is("2024-03-10 02:30:00")},
		{"patient", "mrn", "1", is("A1001")},
		{"patient", "mrn", "2", is("A1001")},
		{"staff", "npi", "1", is("")},
		{"staff", "npi", "2", is("NULL")},
		{"staff", "active", "1", is("N")},
		{"facility", "active", "2", is("N")},
		{"encounter", "start_at", "1", is("2024-03-10 02:30:00")},
		{"encounter", "start_at", "2", is("2024-11-03 01:30:00")},
		{"encounter", "end_at", "2", is(ZeroDateTime)},
		{"encounter", "end_at", "2", is("NULL")},
		{"encounter", "status", "1", is("X")},
		{"encounter", "status", "1", is("P")},
		{"encounter", "status", "2", is("I")},
		{"encounter", "status", "2", is("A")},
		{"encounter", "staff_id", "1", is("NULL")},
		{"encounter", "enc_class", "2", is("INP")},
		{"vitals", "taken_at", "1", is("2024-11-03 01:30:00")},
		{"vitals", "taken_at", "2", is("2024-03-10 02:30:00")},
		{"vitals", "pulse", "1", is("0")},
		{"vitals", "pulse", "1", is("NULL")},
		{"vitals", "head_circ", "2", is("35.50")},
		{"vitals", "last_upd", "1", is("NULL")},
		{"deleted_record", "tbl", "1", is("vitals")},
		{"deleted_record", "tbl", "1", is("encounter")},
		{"deleted_record", "tbl", "2", is("vitals")},
		{"lab_result", "result", "", is("<5")},
		{"lab_result", "result", "", is(">=90")},
		{"lab_result", "result", "", is("POS")},
		{"lab_result", "result", "", is("Negative")},
		{"lab_result", "result", "", is("24.10")},
		{"lab_result", "ref_range", "", is("-1.0-1.0")},
		{"lab_result", "ref_range", "", is("3.5 - 5.0")},
		{"lab_result", "ref_range", "", is(">40")},
		{"lab_result", "test_code", "", is(UnknownTest)},
		{"lab_result", "result_at", "", is("NULL")},
		{"pat_addr", "to_date", "", is(ZeroDate)},
		{"pat_addr", "street", "", has("Église")},
		{"code_list", "active", "", is("N")},
		{"chart_item", "codes", "1", has(`\;`)},
		{"chart_item", "codes", "1", has(" ;;")},
		{"chart_item", "changed_at", "2", is(ZeroDateTime)},
		{"chart_item", "end_date", "1", is(ZeroDateTime)},
		{"chart_item", "archived", "2", is("1")},
		{"chart_item", "in_error", "2", is("Y")},
		{"chart_item", "user", "1", is("nobody")},
		{"rx", "stop_on", "2", is("NULL")},
		{"rx", "stop_on", "2", is(ZeroDate)},
		{"rx", "by_kind", "2", is("F")},
		{"rx", "dose", "1", is("1-2")},
		{"immunization", "uid", "2", is("NULL")},
		{"immunization", "refused", "2", is("2")},
		{"proc_done", "code", "2", has(":")},
		{"note", "hidden", "1", is("TRUE")},
		{"history", "tobacco", "2", has("|99|")},
		{"survey", "status", "2", is("V")},
		{"lab_report", "date_tz", "", is("-0500")},
		{"code_list", "std_code", "", is("")},
	}
	tables := read(Default())
	for _, p := range promises {
		if !slices.ContainsFunc(tables[p.table], func(row map[string]string) bool {
			return (p.clinic == "" || row["clinic_id"] == p.clinic) && p.holds(row[p.column])
		}) {
			t.Errorf("no such %s.%s in clinic %s", p.table, p.column, p.clinic)
		}
	}
}

// TestClinicsShareNumbers: pat_id, staff_id and vit_id begin at 1 in both clinics, the global ones
// belong to one row each.
func TestClinicsShareNumbers(t *testing.T) {
	tables := read(Default())
	for table, column := range map[string]string{"patient": "pat_id", "staff": "staff_id", "vitals": "vit_id"} {
		clinics := 0
		for _, row := range tables[table] {
			if row[column] == "1" {
				clinics++
			}
		}
		if clinics != 2 {
			t.Errorf("%s 1 is in %d clinics", column, clinics)
		}
	}
	for table, column := range map[string]string{"patient": "chart_no", "encounter": "enc_id", "lab_order": "ord_id"} {
		seen := map[string]bool{}
		for _, row := range tables[table] {
			if seen[row[column]] {
				t.Errorf("%s %s twice", column, row[column])
			}
			seen[row[column]] = true
		}
	}
}

func TestHeavyPatient(t *testing.T) {
	n := 0
	for _, row := range read(Default())["encounter"] {
		if row["clinic_id"] == "1" && row["pat_id"] == fmt.Sprint(HeavyPatient) {
			n++
		}
	}
	if n != 150 {
		t.Errorf("%d encounters", n)
	}
}

// TestTextFits: no text is longer than its column, and what goes into pat_addr is latin1.
func TestTextFits(t *testing.T) {
	limits := map[string]int{"result": 60, "comment": 255, "label": 120, "street": 80, "lname": 50, "mrn": 20, "flag": 4}
	for table, rows := range read(Sized(300)) {
		for _, row := range rows {
			for column, limit := range limits {
				if utf8.RuneCountInString(row[column]) > limit {
					t.Errorf("%s.%s: %q is too long", table, column, row[column])
				}
			}
			if table != "pat_addr" {
				continue
			}
			if text := row["street"] + row["city"]; strings.ContainsFunc(text, func(r rune) bool { return r > 0xff }) {
				t.Errorf("not latin1: %s", text)
			}
		}
	}
}

func TestNPI(t *testing.T) {
	if got := npi(23456789); got != "1234567893" { // the example of the NPI standard
		t.Errorf("npi = %s", got)
	}
}

// TestKnownNumbers holds the numbers in known.go's tables, whatever else is generated.
func TestKnownNumbers(t *testing.T) {
	tables := read(Sized(77))
	for _, want := range []struct {
		table string
		row   map[string]string
	}{
		{"patient", map[string]string{"clinic_id": "1", "pat_id": "10", "chart_no": "19", "fname": "Dawn"}},
		{"patient", map[string]string{"clinic_id": "2", "pat_id": "10", "chart_no": "20", "lname": "O'Gap"}},
		{"patient", map[string]string{"clinic_id": "1", "pat_id": "16", "chart_no": "26", "mrn": "A1016"}},
		{"encounter", map[string]string{"enc_id": "4", "clinic_id": "1", "pat_id": "1", "enc_type": "BLOODDRAW"}},
		{"encounter", map[string]string{"enc_id": "12", "clinic_id": "2", "pat_id": "8", "start_at": "2024-03-10 02:30:00"}},
		{"encounter", map[string]string{"enc_id": "27", "clinic_id": "1", "pat_id": "10", "start_at": "2024-11-03 01:30:00"}},
		{"encounter", map[string]string{"enc_id": "30", "uid": "c0ffee0000004000800000000000001e"}},
		{"vitals", map[string]string{"clinic_id": "1", "vit_id": "15", "pat_id": "13", "head_circ": "13.78"}},
		{"vitals", map[string]string{"clinic_id": "2", "vit_id": "13", "pat_id": "9", "head_circ": "35.50"}},
		{"lab_result", map[string]string{"ord_id": "1", "line_no": "9", "result": "<=0.30"}},
		{"lab_result", map[string]string{"ord_id": "3", "line_no": "7", "test_code": "GLUC"}},
		{"lab_order", map[string]string{"ord_id": "7", "clinic_id": "1", "pat_id": "9"}},
		{"deleted_record", map[string]string{"clinic_id": "1", "tbl": "encounter", "rec_id": "4"}},
		{"deleted_record", map[string]string{"clinic_id": "2", "tbl": "vitals", "rec_id": "2"}},
		{"deleted_record", map[string]string{"clinic_id": "1", "tbl": "rx", "rec_id": "9"}},
		{"chart_item", map[string]string{"item_id": "12", "clinic_id": "1", "pat_id": "1", "type": "A", "title": "Penicillin G"}},
		{"chart_item", map[string]string{"item_id": "24", "clinic_id": "2", "pat_id": "1", "type": "P"}},
		{"chart_item", map[string]string{"item_id": "34", "clinic_id": "1", "pat_id": "15", "type": "A"}},
		{"reaction", map[string]string{"item_id": "12", "seq": "3", "voided": "1"}},
		{"surgery", map[string]string{"item_id": "21", "year": "1989", "month": ""}},
		{"charge_slip", map[string]string{"clinic_id": "1", "slip_no": "2", "enc_id": "4"}},
		{"immunization", map[string]string{"imm_id": "2", "uid": "NULL", "cvx": "03"}},
		{"imm_ext", map[string]string{"imm_id": "1", "keyval": "expires", "val": "06/30/2025"}},
		{"rx", map[string]string{"clinic_id": "1", "rx_id": "10", "drug_id": "4711"}},
		{"rx", map[string]string{"clinic_id": "2", "rx_id": "1", "stop_on": OpenEnd}},
		{"proc_done", map[string]string{"clinic_id": "1", "proc_id": "2", "proc_date": "2024-03-10", "proc_time": "02:30:00"}},
		{"lab_report", map[string]string{"ord_id": "3", "seq": "1", "status": "prelim"}},
		{"note", map[string]string{"note_no": "7", "clinic_id": "1", "hidden": "TRUE"}},
		{"history", map[string]string{"hist_id": "2", "clinic_id": "1", "date": "2024-05-14 09:02:00"}},
		{"uid_map", map[string]string{"tbl": "history", "rec_id": "2", "uid": "c0ffee00000040008000000000002002"}},
		{"survey_answer", map[string]string{"survey_id": "1", "item": "FOOD", "val_code": "OFTEN"}},
		{"pat_attr", map[string]string{"chart_no": "1", "name": "industry", "value": "Construction"}},
	} {
		if !slices.ContainsFunc(tables[want.table], func(row map[string]string) bool {
			for column, value := range want.row {
				if row[column] != value {
					return false
				}
			}
			return true
		}) {
			t.Errorf("no %s with %v", want.table, want.row)
		}
	}
}
