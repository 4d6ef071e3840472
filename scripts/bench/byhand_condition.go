package main

import "bytes"

// conditionColumns are what a problem's row holds, in the order of the constants below.
var conditionColumns = []string{
	"`i`.`item_id`", "`i`.`created_at`", "`i`.`in_error` = 'N'", "`i`.`outcome` = 1", "`i`.`outcome` = 3",
	"`i`.`end_date` >= '0001-01-01' AND `i`.`end_date` <= $now", "`i`.`occur` = 2", "`i`.`in_error` = 'Y'", "`i`.`certain`",
	"`i`.`concern` = 'Y'", "`i`.`severity`", "`i`.`codes`", "`i`.`title`", "`i`.`pat_id`", "`i`.`begin_est` = 1", "`i`.`begin_date`",
	"`i`.`in_error` = 'N' AND `i`.`end_date` <= $now", "`i`.`end_date`", "`s`.`staff_id`", "`i`.`note`",
	"CASE WHEN `i`.`changed_at` >= '0001-01-01' THEN `i`.`changed_at` ELSE `i`.`created_at` END",
}

const (
	problemID = iota
	problemCreated
	problemIsRight
	problemIsResolved
	problemIsInRemission
	problemIsOver
	problemRecurs
	problemIsWrong
	problemCertainty
	problemIsConcern
	problemSeverity
	problemCodes
	problemTitle
	problemPatient
	problemIsEstimated
	problemBegan
	problemHasEnded
	problemEnded
	problemStaff
	problemNote
	problemChanged
)

// coded is a code with its display.
type coded struct{ code, display string }

var (
	certainties = map[string]coded{
		"C": {"confirmed", "Confirmed"}, "P": {"provisional", "Provisional"}, "D": {"differential", "Differential"},
		"R": {"refuted", "Refuted"}, "": {"unconfirmed", "Unconfirmed"},
	}
	severities = map[string]coded{"1": {"255604002", "Mild"}, "2": {"6736007", "Moderate"}, "3": {"24484000", "Severe"}}
	chartCodes = map[string]string{
		"ICD10": "http://hl7.org/fhir/sid/icd-10-cm", "SNOMED-CT": "http://snomed.info/sct", "ICD9": "http://hl7.org/fhir/sid/icd-9-cm",
		"RXCUI": "http://www.nlm.nih.gov/research/umls/rxnorm", "CVX": "http://hl7.org/fhir/sid/cvx", "LOINC": "http://loinc.org",
	}
)

// appendCondition appends the Condition of a problem without an encounter.
func (b *byHand) appendCondition(dst []byte, columns []int, r row) []byte {
	cell := func(which int) []byte { return r.cell(columns[which]) }
	holds := func(which int) bool { return r.holds(columns[which]) }
	dst = append(append(dst, `{"resourceType":"Condition","id":"p`...), cell(problemID)...)
	dst = append(dst, `","meta":{`...)
	if at := cell(problemChanged); isDate(at) {
		dst = append(appendLocal(append(dst, `"lastUpdated":`...), at, b.zone), ',')
	}
	dst = append(dst, `"profile":["http://hl7.org/fhir/us/core/StructureDefinition/us-core-condition-problems-health-concerns"],`+tag+`}`...)
	if at := cell(problemCreated); isDate(at) {
		dst = append(dst, `,"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/condition-assertedDate","valueDateTime":`...)
		dst = append(appendLocal(dst, at, b.zone), `}]`...)
	}
	dst = appendProblemStates(dst, cell, holds)
	if severity, known := severities[string(cell(problemSeverity))]; known {
		dst = appendCoded(append(dst, `,"severity":{"coding":[{"system":"http://snomed.info/sct","code":"`...), severity)
	}
	dst = append(appendCodes(append(dst, `,"code":{`...), cell(problemCodes)), `,"text":`...)
	dst = append(appendText(dst, cell(problemTitle)), `},"subject":{"reference":"Patient/`...)
	dst = append(append(dst, cell(problemPatient)...), `"}`...)
	if at := cell(problemBegan); isDate(at) {
		day := at[:10]
		if holds(problemIsEstimated) {
			day = at[:4]
		}
		dst = append(append(append(dst, `,"onsetDateTime":"`...), day...), '"')
	}
	if at := cell(problemEnded); holds(problemHasEnded) && isDate(at) {
		dst = appendLocal(append(dst, `,"abatementDateTime":`...), at, b.zone)
	}
	if at := cell(problemCreated); isDate(at) {
		dst = appendLocal(append(dst, `,"recordedDate":`...), at, b.zone)
	}
	if staff := cell(problemStaff); staff != nil {
		dst = append(append(append(dst, `,"recorder":{"reference":"Practitioner/`...), staff...), `"}`...)
	}
	if note := cell(problemNote); !blank(note) {
		dst = append(appendText(append(dst, `,"note":[{"text":`...), note), `}]`...)
	}
	return append(dst, '}')
}

// appendProblemStates appends the two statuses and the categories.
func appendProblemStates(dst []byte, cell func(int) []byte, holds func(int) bool) []byte {
	if holds(problemIsRight) {
		status := coded{"active", "Active"}
		switch {
		case holds(problemIsResolved):
			status = coded{"resolved", "Resolved"}
		case holds(problemIsInRemission):
			status = coded{"remission", "Remission"}
		case holds(problemIsOver):
			status = coded{"inactive", "Inactive"}
		case holds(problemRecurs):
			status = coded{"recurrence", "Recurrence"}
		}
		dst = append(dst, `,"clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"`...)
		dst = appendCoded(dst, status)
	}
	certainty, known := certainties[string(bytes.TrimRight(cell(problemCertainty), " "))]
	if holds(problemIsWrong) {
		certainty, known = coded{"entered-in-error", "Entered in Error"}, true
	}
	if known {
		dst = append(dst, `,"verificationStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-ver-status","code":"`...)
		dst = appendCoded(dst, certainty)
	}
	if holds(problemIsConcern) {
		return append(dst, `,"category":[{"coding":[{"system":"http://hl7.org/fhir/us/core/CodeSystem/condition-category","code":"health-concern",`+
			`"display":"Health Concern"}]},{"coding":[{"system":"http://hl7.org/fhir/us/core/CodeSystem/us-core-category","code":"sdoh","display":"SDOH"}]}]`...)
	}
	return append(dst, `,"category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-category","code":"problem-list-item",`+
		`"display":"Problem List Item"}]}]`...)
}

// appendCoded ends a CodeableConcept of one Coding.
func appendCoded(dst []byte, c coded) []byte {
	dst = append(append(dst, c.code...), `","display":"`...)
	return append(append(dst, c.display...), `"}]}`...)
}

// appendCodes appends the codings of SYSTEM:code members, which are at least one.
func appendCodes(dst, members []byte) []byte {
	dst = append(dst, `"coding":[`...)
	for len(members) > 0 {
		var member []byte
		member, members, _ = bytes.Cut(members, []byte(";"))
		prefix, code, ok := bytes.Cut(bytes.TrimSpace(member), []byte(":"))
		system := chartCodes[string(prefix)]
		if !ok || system == "" {
			continue
		}
		dst = append(append(appendComma(dst), `{"system":"`...), system...)
		dst = append(appendText(append(dst, `","code":`...), bytes.TrimSpace(code)), '}')
	}
	return append(dst, ']')
}
