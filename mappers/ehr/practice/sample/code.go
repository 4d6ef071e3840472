package sample

// UnknownTest is a lab code that stands in results but not in code_list.
const UnknownTest = "ZZZ9"

// Declined stands in patient.race and patient.ethnicity but not in code_list.
const Declined = "DECLINED"

// code is a row of code_list.
type code struct{ list, code, label, system, std, active string }

// fixedCodes are all lists but LAB, whose rows come from the tests. Some rows are no longer active,
// some have no standard code, some share one.
var fixedCodes = []code{
	{"RACE", "W", "White", "CDCREC", "2106-3", "Y"},
	{"RACE", "B", "Black or African American", "CDCREC", "2054-5", "Y"},
	{"RACE", "A", "Asian", "CDCREC", "2028-9", "Y"},
	{"RACE", "I", "American Indian or Alaska Native", "CDCREC", "1002-5", "Y"},
	{"RACE", "P", "Native Hawaiian or Other Pacific Islander", "CDCREC", "2076-8", "Y"},
	{"RACE", "O", "Other Race", "CDCREC", "2131-1", "Y"},
	{"RACE", "CAUC", "Caucasian", "CDCREC", "2106-3", "N"},
	{"ETHNIC", "H", "Hispanic or Latino", "CDCREC", "2135-2", "Y"},
	{"ETHNIC", "N", "Not Hispanic or Latino", "CDCREC", "2186-5", "Y"},
	{"ENCTYPE", "CHECKUP", "Encounter for check up", "SNOMED", "185349003", "Y"},
	{"ENCTYPE", "SYMPT", "Encounter for symptom", "SNOMED", "185345009", "Y"},
	{"ENCTYPE", "PROB", "Encounter for problem", "SNOMED", "185347001", "Y"},
	{"ENCTYPE", "FOLLOW", "Follow-up encounter", "SNOMED", "390906007", "Y"},
	{"ENCTYPE", "GENEXAM", "General examination of patient", "SNOMED", "162673000", "Y"},
	{"ENCTYPE", "WELLCH", "Well child visit", "SNOMED", "410620009", "Y"},
	{"ENCTYPE", "ER", "Emergency room admission", "SNOMED", "50849002", "Y"},
	{"ENCTYPE", "ADMIT", "Hospital admission", "SNOMED", "32485007", "Y"},
	{"ENCTYPE", "TELEMED", "Telemedicine consultation with patient", "SNOMED", "448337001", "Y"},
	{"ENCTYPE", "BLOODDRAW", "Blood draw, no visit", "", "", "Y"},
	{"ENCTYPE", "PHYS", "Annual physical (old)", "SNOMED", "162673000", "N"},
	{"LABANS", "POS", "Positive", "SNOMED", "10828004", "Y"},
	{"LABANS", "POSITIVE", "Positive", "SNOMED", "10828004", "Y"},
	{"LABANS", "NEG", "Negative", "SNOMED", "260385009", "Y"},
	{"LABANS", "NEGATIVE", "Negative", "SNOMED", "260385009", "Y"},
	{"LABANS", "DET", "Detected", "SNOMED", "260373001", "Y"},
	{"LABANS", "NDET", "Not detected", "SNOMED", "260415000", "Y"},
	{"LABANS", "REACT", "Reactive", "SNOMED", "11214006", "Y"},
	{"LABANS", "NREACT", "Non-reactive", "SNOMED", "131194007", "Y"},
	{"LABANS", "EQUIV", "Equivocal", "SNOMED", "42425007", "Y"},
	{"LABANS", "QNS", "Quantity not sufficient", "", "", "Y"},
	{"SPECIALTY", "FP", "Family Medicine Physician", "NUCC", "207Q00000X", "Y"},
	{"SPECIALTY", "IM", "Internal Medicine Physician", "NUCC", "207R00000X", "Y"},
	{"SPECIALTY", "PED", "Pediatrics Physician", "NUCC", "208000000X", "Y"},
	{"SPECIALTY", "CARD", "Cardiovascular Disease Physician", "NUCC", "207RC0000X", "Y"},
	{"SPECIALTY", "OBGYN", "Obstetrics & Gynecology Physician", "NUCC", "207V00000X", "Y"},
	{"SPECIALTY", "NP", "Nurse Practitioner", "NUCC", "363L00000X", "Y"},
	{"SPECIALTY", "RN", "Registered Nurse", "NUCC", "163W00000X", "Y"},
	{"SPECIALTY", "FRONT", "Front desk", "", "", "Y"},
}

func (g *generator) codes() {
	for i, c := range fixedCodes {
		g.emit("code_list", c.list, c.code, c.label, c.system, c.std, c.active, i)
	}
	for i, t := range tests {
		system, active := "LOINC", "Y"
		if t.loinc == "" {
			system = ""
		}
		if t.retired {
			active = "N"
		}
		g.emit("code_list", "LAB", t.code, t.name, system, t.loinc, active, i)
	}
}
