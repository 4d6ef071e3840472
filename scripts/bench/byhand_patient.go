package main

import "bytes"

// aroundPatient is the code lists' rows of the patients' races and ethnicities, their old addresses, and the staff.
type aroundPatient struct{ races, ethnicities, addresses, staff *grid }

// The columns of patientSQL.
const (
	patientChart     = 1
	patientRace      = 5
	patientEthnicity = 9
	patientBirthSex  = 10
	patientMRN       = 11
	patientFamily    = 12
	patientGiven     = 13
	patientMiddle    = 14
	patientSuffix    = 15
	patientMaiden    = 16
	patientHome      = 17
	patientWork      = 18
	patientCell      = 19
	patientEmail     = 20
	patientSex       = 21
	patientBorn      = 22
	patientIsDead    = 23
	patientDeath     = 24
	patientDeceased  = 25
	patientStreet    = 26
	patientStreet2   = 27
	patientCity      = 28
	patientState     = 29
	patientZip       = 30
	patientMarital   = 31
	patientLanguage  = 32
	patientStaff     = 33
	patientUpdated   = 34
)

const (
	extensions  = `{"url":"http://hl7.org/fhir/us/core/StructureDefinition/us-core-`
	omb         = `{"url":"ombCategory","valueCoding":`
	declinedOMB = omb + `{"system":"http://terminology.hl7.org/CodeSystem/v3-NullFlavor","code":"ASKU","display":"Asked but no answer"}}`
)

var (
	birthSexes = map[string]string{"M": "M", "F": "F", "U": "UNK", "O": "UNK"}
	genders    = map[string]string{"M": "male", "F": "female", "O": "other"}
	maritals   = map[string]string{
		"S": "Never Married", "M": "Married", "D": "Divorced", "W": "Widowed", "L": "Legally Separated",
	}
)

// appendPatient appends the Patient of a row.
func (b *byHand) appendPatient(dst []byte, r row, a aroundPatient) []byte {
	dst = append(append(dst, `{"resourceType":"Patient","id":"`...), r.cell(0)...)
	dst = append(dst, `","meta":{`...)
	if at := r.cell(patientUpdated); isDate(at) {
		dst = append(appendUTC(append(dst, `"lastUpdated":`...), at), ',')
	}
	dst = append(dst, `"profile":["http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient"],`+tag+`}`...)
	dst = appendExtensions(dst, r, a)
	if mrn := r.cell(patientMRN); !blank(mrn) {
		dst = append(dst, `,"identifier":[{"use":"usual","type":{"coding":[`+
			`{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR","display":"Medical record number"}]},`+
			`"system":"`+mrnSystem+`","value":`...)
		dst = append(appendText(dst, mrn), `}]`...)
	}
	dst = appendNames(dst, r)
	dst = appendTelecom(dst, r)
	gender := genders[string(r.cell(patientSex))]
	if gender == "" {
		gender = "unknown"
	}
	dst = append(append(append(dst, `,"gender":"`...), gender...), '"')
	if born := r.cell(patientBorn); isDate(born) {
		dst = append(append(append(dst, `,"birthDate":"`...), born...), '"')
	}
	dst = b.appendDeath(dst, r)
	dst = appendAddresses(dst, r, a.addresses)
	return append(appendPatientEnd(dst, r, a.staff), '}')
}

func appendExtensions(dst []byte, r row, a aroundPatient) []byte {
	mark := len(dst)
	dst = append(dst, `,"extension":[`...)
	full := len(dst)
	dst = appendGroup(dst, `race","extension":[`, r.cell(patientRace), a.races)
	dst = appendGroup(dst, `ethnicity","extension":[`, r.cell(patientEthnicity), a.ethnicities)
	if sex := birthSexes[string(r.cell(patientBirthSex))]; sex != "" {
		dst = append(appendComma(dst), extensions+`birthsex","valueCode":"`...)
		dst = append(append(dst, sex...), `"}`...)
	}
	return closed(dst, mark, full, "]")
}

// appendGroup appends a race or an ethnicity.
func appendGroup(dst []byte, name string, code []byte, codes *grid) []byte {
	if blank(code) {
		return dst
	}
	dst = append(append(appendComma(dst), extensions...), name...)
	full := len(dst)
	if bytes.EqualFold(code, []byte("DECLINED")) {
		dst = append(dst, declinedOMB...)
	} else if dst = appendCoding(dst, omb, codes, code); len(dst) > full {
		dst = append(dst, '}')
	}
	dst = append(appendComma(dst), `{"url":"text","valueString":`...)
	return append(appendText(dst, label(codes, code)), `}]}`...)
}

func appendNames(dst []byte, r row) []byte {
	mark := len(dst)
	dst = append(dst, `,"name":[`...)
	full := len(dst)
	dst = append(dst, `{"use":"official"`...)
	filled := len(dst)
	dst = appendField(dst, `"family":`, r.cell(patientFamily))
	dst = appendTexts(dst, `"given":[`, r.cell(patientGiven), r.cell(patientMiddle))
	dst = appendTexts(dst, `"suffix":[`, r.cell(patientSuffix))
	dst = closed(dst, full, filled, "}")
	if maiden := r.cell(patientMaiden); !blank(maiden) {
		dst = append(appendComma(dst), `{"use":"maiden","family":`...)
		dst = append(appendText(dst, maiden), '}')
	}
	return closed(dst, mark, full, "]")
}

// appendTexts appends a field with a list of texts.
func appendTexts(dst []byte, name string, texts ...[]byte) []byte {
	mark := len(dst)
	dst = append(appendComma(dst), name...)
	full := len(dst)
	for _, text := range texts {
		dst = appendField(dst, "", text)
	}
	return closed(dst, mark, full, "]")
}

func appendTelecom(dst []byte, r row) []byte {
	mark := len(dst)
	dst = append(dst, `,"telecom":[`...)
	full := len(dst)
	dst = appendContact(dst, `{"system":"phone","use":"home","value":`, r.cell(patientHome))
	dst = appendContact(dst, `{"system":"phone","use":"work","value":`, r.cell(patientWork))
	dst = appendContact(dst, `{"system":"phone","use":"mobile","value":`, r.cell(patientCell))
	dst = appendContact(dst, `{"system":"email","value":`, r.cell(patientEmail))
	return closed(dst, mark, full, "]")
}

func appendContact(dst []byte, before string, value []byte) []byte {
	if blank(value) {
		return dst
	}
	return append(appendText(append(appendComma(dst), before...), value), '}')
}

func (b *byHand) appendDeath(dst []byte, r row) []byte {
	if r.holds(patientIsDead) {
		return appendLocal(append(dst, `,"deceasedDateTime":`...), r.cell(patientDeath), b.zone)
	}
	switch string(r.cell(patientDeceased)) {
	case "Y":
		return append(dst, `,"deceasedBoolean":true`...)
	case "N":
		return append(dst, `,"deceasedBoolean":false`...)
	}
	return dst
}

func appendPatientEnd(dst []byte, r row, here *grid) []byte {
	code := r.cell(patientMarital)
	if display := maritals[string(code)]; display != "" {
		dst = append(dst, `,"maritalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-MaritalStatus","code":"`...)
		dst = append(append(dst, code...), `","display":"`...)
		dst = append(append(dst, display...), `"}]}`...)
	}
	if language := bytes.TrimSpace(r.cell(patientLanguage)); len(language) > 0 {
		dst = append(dst, `,"communication":[{"language":{"coding":[{"system":"urn:ietf:bcp:47","code":`...)
		dst = append(appendText(dst, language), `}]}}]`...)
	}
	if staff := r.cell(patientStaff); staff != nil && here.has(staff) {
		dst = append(append(dst, `,"generalPractitioner":[{"reference":"Practitioner/`...), staff...)
		dst = append(dst, `"}]`...)
	}
	return dst
}
