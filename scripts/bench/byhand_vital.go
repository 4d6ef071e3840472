package main

// The columns of vitalsSQL that every vital sign has.
const (
	vitalID        = 0
	vitalPatient   = 2
	vitalEncounter = 3
	vitalTaken     = 4
	vitalStaff     = 5
	vitalUpdated   = 10
)

const ucum = `","system":"http://unitsofmeasure.org","code":"`

// vital is one kind of vital sign: what its resources have in common, as JSON.
type vital struct {
	variant string // what ends its id
	middle  string // from meta.profile to code
	holds   int    // the column that tells whether it was measured
	tail    string // behind the value
}

// bloodPressure is the first of vitals.
const bloodPressure, heartRate = 0, 1

// vitals are the kinds in the order of the resources that a row makes.
var vitals = []vital{
	newVital("blood-pressure", "blood-pressure", 1, "", coding("85354-9", "Blood pressure panel"), "Blood pressure panel"),
	newVital("heart-rate", "heart-rate", 11, "/min", coding("8867-4", "Heart rate"), "Heart rate"),
	newVital("respiratory-rate", "respiratory-rate", 13, "/min", coding("9279-1", "Respiratory rate"), "Respiratory rate"),
	newVital("body-temperature", "body-temperature", 15, "[degF]", coding("8310-5", "Body temperature"), "Body temperature"),
	newVital("oxygen-saturation", "pulse-oximetry", 17, "%",
		coding("59408-5", "Oxygen saturation in Arterial blood by Pulse oximetry")+","+
			coding("2708-6", "Oxygen saturation in Arterial blood"), "Oxygen saturation"),
	newVital("body-weight", "body-weight", 19, "[lb_av]", coding("29463-7", "Body weight"), "Body weight"),
	newVital("body-height", "body-height", 21, "[in_i]", coding("8302-2", "Body height"), "Body height"),
	newVital("bmi", "bmi", 23, "kg/m2", coding("39156-5", "Body mass index (BMI) [Ratio]"), "Body mass index (BMI) [Ratio]"),
	newVital("head-circumference", "head-circumference", 25, "[in_i]",
		coding("9843-4", "Head Occipital-frontal circumference"), "Head Occipital-frontal circumference"),
}

func coding(code, display string) string {
	return `{"system":"http://loinc.org","code":"` + code + `","display":"` + display + `"}`
}

func newVital(variant, profile string, holds int, unit, codings, text string) vital {
	return vital{
		variant: "-" + variant,
		middle: `"profile":["http://hl7.org/fhir/us/core/StructureDefinition/us-core-` + profile + `"],` + tag +
			`},"status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category",` +
			`"code":"vital-signs","display":"Vital Signs"}]}],"code":{"coding":[` + codings + `],"text":"` + text + `"}`,
		holds: holds,
		tail:  `,"unit":"` + unit + ucum + unit + `"}`,
	}
}

// tag is the meta.tag of every resource.
const tag = `"tag":[{"system":"` + tagSystem + `","code":"` + clinic + `","display":"My Clinic"}]`

// appendVital appends a kind's resource of a row. The uid is the encounter's, nil if it cannot be seen.
func (b *byHand) appendVital(dst []byte, kind int, r row, uid []byte, here *grid) []byte {
	k := &vitals[kind]
	dst = append(dst, `{"resourceType":"Observation","id":"v`...)
	dst = append(append(dst, r.cell(vitalID)...), k.variant...)
	dst = append(dst, `","meta":{`...)
	if at := r.cell(vitalUpdated); isDate(at) {
		dst = append(dst, `"lastUpdated":`...)
		dst = append(appendLocal(dst, at, b.zone), ',')
	}
	dst = append(dst, k.middle...)
	dst = append(dst, `,"subject":{"reference":"Patient/`...)
	dst = append(append(dst, r.cell(vitalPatient)...), `"}`...)
	if uid != nil {
		dst = append(dst, `,"encounter":{"reference":"Encounter/`...)
		dst = append(appendUUID(dst, uid), `"}`...)
	}
	if at := r.cell(vitalTaken); isDate(at) {
		dst = appendLocal(append(dst, `,"effectiveDateTime":`...), at, b.zone)
	}
	if staff := r.cell(vitalStaff); staff != nil && here.has(staff) {
		dst = append(dst, `,"performer":[{"reference":"Practitioner/`...)
		dst = append(append(dst, staff...), `"}]`...)
	}
	if kind == bloodPressure {
		return append(appendPressures(dst, r), '}')
	}
	dst = appendDecimal(append(dst, `,"valueQuantity":{"value":`...), r.cell(k.holds+1))
	return append(append(dst, k.tail...), '}')
}

// appendPressures appends the components of a blood pressure.
func appendPressures(dst []byte, r row) []byte {
	dst = append(dst, `,"component":[{"code":{"coding":[`+
		`{"system":"http://loinc.org","code":"8480-6","display":"Systolic blood pressure"}]}`...)
	dst = appendPressure(dst, r, 6)
	dst = append(dst, `},{"code":{"coding":[{"system":"http://loinc.org","code":"8462-4","display":"Diastolic blood pressure"}]}`...)
	return append(appendPressure(dst, r, 8), `}]`...)
}

func appendPressure(dst []byte, r row, holds int) []byte {
	if !r.holds(holds) {
		return append(dst, `,"dataAbsentReason":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/data-absent-reason",`+
			`"code":"unknown","display":"Unknown"}]}`...)
	}
	dst = append(append(dst, `,"valueQuantity":{"value":`...), r.cell(holds+1)...)
	return append(dst, `,"unit":"mm[Hg]`+ucum+`mm[Hg]"}`...)
}

const hexDigits = "0123456789abcdef"

func appendUUID(dst, uid []byte) []byte {
	for i, c := range uid {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			dst = append(dst, '-')
		}
		dst = append(dst, hexDigits[c>>4], hexDigits[c&15])
	}
	return dst
}
