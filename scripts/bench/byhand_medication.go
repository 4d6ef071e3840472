package main

// prescriptionColumns are what a prescription's row holds, in the order of the constants below.
var prescriptionColumns = []string{
	"`r`.`rx_id`", "`r`.`status` = 'A' AND `r`.`stopped_at` >= '0001-01-01'",
	"`r`.`status` = 'A' AND `r`.`stop_on` >= '0001-01-01' AND `r`.`stop_on` < $today", "`r`.`status`", "`d`.`drug_id`",
	"`r`.`pat_id`", "`r`.`date`", "`r`.`by_kind` = 'S'", "`r`.`by_id`", "`r`.`reason`", "`r`.`sig`", "`r`.`interval`", "`r`.`prn`",
	"`r`.`dose`", "CAST(`r`.`unit` AS CHAR)", "`r`.`start_on`",
	"CASE WHEN `r`.`stop_on` IN ('2051-01-05') THEN NULL ELSE `r`.`stop_on` END", "`r`.`repeat`",
	"TRIM(SUBSTRING_INDEX(SUBSTRING_INDEX(`r`.`quantity`, ' ', 1), ' ', -1))", "`r`.`updated`",
}

const (
	rxID = iota
	rxIsStopped
	rxIsOver
	rxStatus
	rxDrug
	rxPatient
	rxDate
	rxByStaff
	rxBy
	rxReason
	rxSig
	rxInterval
	rxAsNeeded
	rxDose
	rxUnit
	rxStart
	rxStop
	rxRepeat
	rxQuantity
	rxUpdated
)

var (
	rxStates  = map[string]string{"A": "active", "D": "draft", "H": "on-hold", "X": "cancelled", "E": "entered-in-error"}
	doseUnits = map[string]coded{"1": {"{tbl}", "tablet"}, "2": {"mL", "mL"}, "3": {"mg", "mg"}, "4": {"{puff}", "puff"}}
	intervals = map[string]string{
		"1": `"frequency":1,"period":1,"periodUnit":"d"`, "2": `"frequency":2,"period":1,"periodUnit":"d"`,
		"3": `"frequency":3,"period":1,"periodUnit":"d"`, "4": `"frequency":1,"period":4,"periodUnit":"h"`,
		"5": `"frequency":1,"period":6,"periodUnit":"h"`, "6": `"frequency":1,"period":1,"periodUnit":"wk"`,
	}
	asNeeded = map[string]string{"Y": "true", "N": "false"}
)

// appendPrescription appends the MedicationRequest of a prescription of a listed drug by staff. The note is what its JSON
// has; the uid is the encounter's, nil if it cannot be seen.
func (b *byHand) appendPrescription(dst []byte, columns []int, r row, note, uid []byte, routes *grid) []byte {
	cell := func(which int) []byte { return r.cell(columns[which]) }
	dst = append(append(dst, `{"resourceType":"MedicationRequest","id":"rx`...), cell(rxID)...)
	dst = append(dst, `","meta":{`...)
	if at := cell(rxUpdated); isDate(at) {
		dst = append(appendLocal(append(dst, `"lastUpdated":`...), at, b.zone), ',')
	}
	dst = append(dst, `"profile":["http://hl7.org/fhir/us/core/StructureDefinition/us-core-medicationrequest"],`+tag+`},"status":"`...)
	status := rxStates[string(cell(rxStatus))]
	switch {
	case r.holds(columns[rxIsStopped]):
		status = "stopped"
	case r.holds(columns[rxIsOver]):
		status = "completed"
	case status == "":
		status = "unknown"
	}
	dst = append(append(dst, status...), `","intent":"order","category":[{"coding":[`+
		`{"system":"http://terminology.hl7.org/CodeSystem/medicationrequest-category","code":"outpatient","display":"Outpatient"}]}],`+
		`"reportedBoolean":false,"medicationReference":{"reference":"Medication/m`...)
	dst = append(append(dst, cell(rxDrug)...), `"},"subject":{"reference":"Patient/`...)
	dst = append(append(dst, cell(rxPatient)...), `"}`...)
	if uid != nil {
		dst = append(appendUUID(append(dst, `,"encounter":{"reference":"Encounter/`...), uid), `"}`...)
	}
	if at := cell(rxDate); isDate(at) {
		dst = appendLocal(append(dst, `,"authoredOn":`...), at, b.zone)
	}
	if by := cell(rxBy); r.holds(columns[rxByStaff]) && by != nil {
		dst = append(append(append(dst, `,"requester":{"reference":"Practitioner/`...), by...), `"}`...)
	}
	if reason := cell(rxReason); !blank(reason) {
		dst = append(appendCodes(append(dst, `,"reasonCode":[{`...), reason), `}]`...)
	}
	if !blank(note) {
		dst = append(appendText(append(dst, `,"note":[{"text":`...), note), `}]`...)
	}
	return append(appendDispense(appendDosage(dst, cell, routes), cell), '}')
}

func appendDosage(dst []byte, cell func(int) []byte, routes *grid) []byte {
	dst = append(dst, `,"dosageInstruction":[{`...)
	if sig := cell(rxSig); !blank(sig) {
		dst = appendText(append(dst, `"text":`...), sig)
	}
	if timing := intervals[string(cell(rxInterval))]; timing != "" {
		dst = append(append(append(appendComma(dst), `"timing":{"repeat":{`...), timing...), `}}`...)
	}
	if needed := asNeeded[string(cell(rxAsNeeded))]; needed != "" {
		dst = append(append(appendComma(dst), `"asNeededBoolean":`...), needed...)
	}
	if routes.len() > 0 {
		route := routes.row(0)
		dst = append(append(appendComma(dst), `"route":{"coding":[{"system":"`...), systems[string(route.cell(codeSystem))]...)
		dst = appendText(append(dst, `","code":`...), route.cell(codeStandard))
		dst = append(appendText(append(dst, `,"display":`...), route.cell(codeLabel)), `}]}`...)
	}
	if unit, dose := doseUnits[string(cell(rxUnit))], cell(rxDose); !blank(dose) {
		dst = append(append(appendComma(dst), `"doseAndRate":[{"doseQuantity":{"value":`...), dose...)
		dst = append(append(dst, `,"unit":"`...), unit.display...)
		dst = append(append(append(dst, ucum...), unit.code...), `"}}]`...)
	}
	return append(dst, `}]`...)
}

func appendDispense(dst []byte, cell func(int) []byte) []byte {
	dst = append(dst, `,"dispenseRequest":{"validityPeriod":{`...)
	if at := cell(rxStart); isDate(at) {
		dst = append(append(append(dst, `"start":"`...), at...), '"')
	}
	if at := cell(rxStop); isDate(at) {
		dst = append(append(append(appendComma(dst), `"end":"`...), at...), '"')
	}
	dst = append(dst, '}')
	if repeat := cell(rxRepeat); repeat != nil {
		dst = append(append(dst, `,"numberOfRepeatsAllowed":`...), repeat...)
	}
	if quantity := cell(rxQuantity); !blank(quantity) {
		dst = append(append(append(dst, `,"quantity":{"value":`...), quantity...), '}')
	}
	return append(dst, '}')
}
