package main

import (
	"encoding/hex"
	"errors"
	"net/http"
	"strings"
)

var errAbsent = errors.New("there is no such resource")

// readEncounter answers a read of an Encounter.
func (x *work) readEncounter(r *http.Request) error {
	uid, err := hex.DecodeString(strings.ReplaceAll(r.PathValue("id"), "-", ""))
	if err != nil {
		return err
	}
	x.with("ENCTYPE", clinicID, clinicID, clinicID, "encounter", uid)
	if err := x.ask(x.encounter, &x.rows, 1); err != nil {
		return err
	}
	if x.rows.len() == 0 {
		return errAbsent
	}
	if err := x.askCodes("ENCTYPE", encounterType, &x.near); err != nil {
		return err
	}
	x.numbers = x.numbers[:0]
	if err := x.askStaff(encounterStaff); err != nil {
		return err
	}
	if err := x.askHere(x.facilities, encounterFacility, &x.facilitiesHere); err != nil {
		return err
	}
	x.out = x.appendEncounter(x.out, x.rows.row(0), &x.near)
	return nil
}

// The columns of encounterSQL.
const (
	encounterUIDColumn = iota + 1
	encounterStatus
	encounterClass
	_
	encounterType
	encounterPatient
	encounterStaff
	encounterStart
	encounterEnd
	encounterReason
	encounterFacility
	encounterUpdated
)

var encounterStatuses = map[string]string{
	"P": "planned", "A": "arrived", "I": "in-progress", "C": "finished", "X": "cancelled",
}

var encounterClasses = map[string]string{
	"EMR": `EMER","display":"emergency"`, "INP": `IMP","display":"inpatient encounter"`,
	"VR": `VR","display":"virtual"`, "TEL": `VR","display":"virtual"`,
}

func (x *work) appendEncounter(dst []byte, r row, types *grid) []byte {
	dst = appendUUID(append(dst, `{"resourceType":"Encounter","id":"`...), r.cell(encounterUIDColumn))
	dst = append(dst, `","meta":{`...)
	if at := r.cell(encounterUpdated); isDate(at) {
		dst = append(appendUTC(append(dst, `"lastUpdated":`...), at), ',')
	}
	dst = append(dst, `"profile":["http://hl7.org/fhir/us/core/StructureDefinition/us-core-encounter"],`+tag+`},"status":"`...)
	status := encounterStatuses[string(r.cell(encounterStatus))]
	if status == "" {
		status = "unknown"
	}
	dst = append(append(dst, status...), `","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"`...)
	class := encounterClasses[string(r.cell(encounterClass))]
	if class == "" {
		class = `AMB","display":"ambulatory"`
	}
	dst = append(append(dst, class...), '}')
	dst = appendEncounterType(dst, r.cell(encounterType), types)
	dst = append(append(dst, `,"subject":{"reference":"Patient/`...), r.cell(encounterPatient)...)
	dst = append(dst, `"}`...)
	if staff := r.cell(encounterStaff); staff != nil && x.staffHere.has(staff) {
		dst = append(append(dst, `,"participant":[{"individual":{"reference":"Practitioner/`...), staff...)
		dst = append(dst, `"}}]`...)
	}
	return x.appendEncounterEnd(dst, r)
}

func appendEncounterType(dst, code []byte, types *grid) []byte {
	if blank(code) {
		return dst
	}
	mark := len(dst)
	dst = append(dst, `,"type":[{`...)
	full := len(dst)
	if dst = appendCoding(dst, `"coding":[`, types, code); len(dst) > full {
		dst = append(dst, ']')
	}
	dst = appendField(dst, `"text":`, label(types, code))
	return closed(dst, mark, full, "}]")
}

func (x *work) appendEncounterEnd(dst []byte, r row) []byte {
	mark := len(dst)
	dst = append(dst, `,"period":{`...)
	full := len(dst)
	if at := r.cell(encounterStart); isDate(at) {
		dst = appendLocal(append(dst, `"start":`...), at, x.zone)
	}
	if at := r.cell(encounterEnd); isDate(at) {
		dst = appendLocal(append(appendComma(dst), `"end":`...), at, x.zone)
	}
	dst = closed(dst, mark, full, "}")
	if reason := r.cell(encounterReason); !blank(reason) {
		dst = append(appendText(append(dst, `,"reasonCode":[{"text":`...), reason), `}]`...)
	}
	if facility := r.cell(encounterFacility); facility != nil && x.facilitiesHere.has(facility) {
		dst = append(append(dst, `,"serviceProvider":{"reference":"Organization/`...), facility...)
		dst = append(dst, `"}`...)
	}
	return append(dst, '}')
}
