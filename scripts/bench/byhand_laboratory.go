package main

import (
	"bytes"
	"fmt"

	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

// columnsOf finds the columns of a relation by their SQL, for code by hand that reads the program's rows.
func columnsOf(rel *program.Relation, wanted ...string) ([]int, error) {
	places := make([]int, len(wanted))
	for i, want := range wanted {
		places[i] = -1
		for slot, c := range rel.Columns {
			if sqltree.Text(c) == want {
				places[i] = slot
			}
		}
		if places[i] < 0 {
			return nil, fmt.Errorf("%s has no column %s", rel.Name, want)
		}
	}
	return places, nil
}

// laboratoryColumns are what a laboratory result's row holds, in the order of the constants below.
var laboratoryColumns = []string{
	"`r`.`ord_id`", "`r`.`line_no`", "`r`.`status`", "`r`.`test_code`", "`r`.`test_name`", "`o`.`pat_id`", "`o`.`enc_id`",
	"`r`.`result_at`", "`o`.`staff_id`", "`r`.`result`", "`r`.`unit`", "`r`.`flag`", "`r`.`comment`", "`r`.`ref_range`",
}

const (
	labOrder = iota
	labLine
	labStatus
	labTest
	labName
	labPatient
	labEncounter
	labResulted
	labStaff
	labResult
	labUnit
	labFlag
	labComment
	labRange
)

var (
	resultStates = map[string]string{"F": "final", "P": "preliminary", "C": "corrected", "X": "cancelled"}
	flags        = map[string]string{
		"H": "High", "L": "Low", "HH": "Critical high", "LL": "Critical low", "A": "Abnormal", "N": "Normal",
	}
)

// appendLaboratory appends the Observation of a numeric result. The uid is the encounter's, nil if it cannot be seen.
func (b *byHand) appendLaboratory(dst []byte, columns []int, r row, codes, here *grid, uid []byte) []byte {
	cell := func(which int) []byte { return r.cell(columns[which]) }
	dst = append(append(dst, `{"resourceType":"Observation","id":"lab-`...), cell(labOrder)...)
	dst = append(append(append(dst, '-'), cell(labLine)...), `","meta":{"profile":[`+
		`"http://hl7.org/fhir/us/core/StructureDefinition/us-core-observation-lab"],`+tag+`}`...)
	status := resultStates[string(cell(labStatus))]
	if status == "" {
		status = "unknown"
	}
	dst = append(append(append(dst, `,"status":"`...), status...), `","category":[{"coding":[`+
		`{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory","display":"Laboratory"}]}],"code":{`...)
	dst = appendCoding(dst, `"coding":[`, codes, cell(labTest))
	if dst[len(dst)-1] != '{' {
		dst = append(dst, ']')
	}
	name := cell(labName)
	if blank(name) {
		name = cell(labTest)
	}
	dst = append(appendField(dst, `"text":`, name), `},"subject":{"reference":"Patient/`...)
	dst = append(append(dst, cell(labPatient)...), `"}`...)
	if uid != nil {
		dst = append(appendUUID(append(dst, `,"encounter":{"reference":"Encounter/`...), uid), `"}`...)
	}
	if at := cell(labResulted); isDate(at) {
		dst = appendLocal(append(dst, `,"effectiveDateTime":`...), at, b.zone)
	}
	if staff := cell(labStaff); staff != nil && here.has(staff) {
		dst = append(append(append(dst, `,"performer":[{"reference":"Practitioner/`...), staff...), `"}]`...)
	}
	return append(appendMeasured(dst, cell), '}')
}

// appendMeasured appends the value and what is said about it.
func appendMeasured(dst []byte, cell func(int) []byte) []byte {
	unit := cell(labUnit)
	dst = append(dst, `,"valueQuantity":{`...)
	comparator, number := program.SplitNumber(cell(labResult))
	dst = append(append(dst, `"value":`...), number...)
	if len(comparator) > 0 {
		dst = append(append(append(dst, `,"comparator":"`...), comparator...), '"')
	}
	dst = append(appendUnit(dst, unit), '}')
	if flag := cell(labFlag); flags[string(flag)] != "" {
		dst = append(dst, `,"interpretation":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation","code":"`...)
		dst = append(append(append(dst, flag...), `","display":"`...), flags[string(flag)]...)
		dst = append(dst, `"}]}]`...)
	}
	if comment := cell(labComment); !blank(comment) {
		dst = append(appendText(append(dst, `,"note":[{"text":`...), comment), `}]`...)
	}
	text := cell(labRange)
	if blank(text) {
		return dst
	}
	dst = append(dst, `,"referenceRange":[{`...)
	if low, high, ok := bytes.Cut(text, []byte("-")); ok {
		dst = append(append(dst, `"low":{"value":`...), low...)
		dst = append(append(appendUnit(dst, unit), `},"high":{"value":`...), high...)
		dst = append(appendUnit(dst, unit), `},`...)
	}
	return append(appendText(append(dst, `"text":`...), text), `}]`...)
}

func appendUnit(dst, unit []byte) []byte {
	dst = appendText(append(dst, `,"unit":`...), unit)
	return appendText(append(dst, `,"system":"http://unitsofmeasure.org","code":`...), unit)
}
