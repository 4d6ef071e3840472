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
	{"REACTION", "HIVES", "Hives", "SNOMED", "126485001", "Y"},
	{"REACTION", "RASH", "Eruption of skin", "SNOMED", "271807003", "Y"},
	{"REACTION", "ANAPH", "Anaphylaxis", "SNOMED", "39579001", "Y"},
	{"REACTION", "NAUSEA", "Nausea", "SNOMED", "422587007", "Y"},
	{"REACTION", "OTHER", "Something else", "", "", "Y"},
	{"ROUTE", "1", "Oral route", "SNOMED", "26643006", "Y"},
	{"ROUTE", "2", "Respiratory tract route", "SNOMED", "447694001", "Y"},
	{"DRUGFORM", "1", "Oral tablet", "SNOMED", "421026006", "Y"},
	{"DRUGFORM", "2", "Oral capsule", "SNOMED", "420692007", "Y"},
	{"DRUGFORM", "3", "Inhaler", "", "", "Y"},
	{"DRUGFORM", "4", "Mouthwash", "SNOMED", "385073003", "N"},
	{"WHYNOT", "IMMUNE", "Immunity", "ACTREASON", "IMMUNE", "Y"},
	{"WHYNOT", "PATOBJ", "Patient objection", "ACTREASON", "PATOBJ", "Y"},
	{"WHYNOT", "RELIG", "Religious objection", "ACTREASON", "RELIG", "Y"},
	{"IMMSITE", "LA", "Left arm", "ACTSITE", "LA", "Y"},
	{"IMMSITE", "RA", "Right arm", "ACTSITE", "RA", "Y"},
	{"NOTETYPE", "XRAY", "Diagnostic imaging study", "LOINC", "18748-4", "Y"},
	{"NOTETYPE", "ECHO", "Cardiology study", "LOINC", "18745-0", "Y"},
	{"NOTETYPE", "PATH", "Pathology study", "LOINC", "11526-1", "Y"},
	{"NOTETYPE", "PROG", "Progress note", "LOINC", "11506-3", "Y"},
	{"NOTETYPE", "DISCH", "Discharge summary", "LOINC", "18842-5", "Y"},
	{"NOTETYPE", "OWN", "House letter", "", "", "Y"},
	{"I10", "I10", "Essential (primary) hypertension", "ICD10", "I10", "Y"},
	{"I10", "E11.9", "Type 2 diabetes mellitus without complications", "ICD10", "E11.9", "Y"},
	{"I10", "E78.5", "Hyperlipidemia, unspecified", "ICD10", "E78.5", "Y"},
	{"I10", "J18.9", "Pneumonia, unspecified organism", "ICD10", "J18.9", "Y"},
	{"I10", "J45.909", "Unspecified asthma, uncomplicated", "ICD10", "J45.909", "Y"},
	{"I10", "M54.50", "Low back pain, unspecified", "ICD10", "M54.50", "Y"},
	{"I10", "Z00.00", "Encounter for general adult medical examination without abnormal findings", "ICD10", "Z00.00", "Y"},
	{"SCT", "59621000", "Essential hypertension", "SNOMED", "59621000", "Y"},
	{"SCT", "44054006", "Diabetes mellitus type 2", "SNOMED", "44054006", "Y"},
	{"SMOKE", "1", "Smokes tobacco daily", "SNOMED", "449868002", "Y"},
	{"SMOKE", "2", "Occasional tobacco smoker", "SNOMED", "428041000124106", "Y"},
	{"SMOKE", "3", "Ex-smoker", "SNOMED", "8517006", "Y"},
	{"SMOKE", "4", "Never smoked tobacco", "SNOMED", "266919005", "Y"},
	{"SMOKE", "5", "Smoker", "SNOMED", "77176002", "Y"},
	{"SMOKE", "6", "Tobacco smoking consumption unknown", "SNOMED", "266927001", "Y"},
	{"SMOKE", "7", "Heavy cigarette smoker", "SNOMED", "230063004", "Y"},
	{"SMOKE", "8", "Light cigarette smoker", "SNOMED", "230060001", "Y"},
	{"SURVEY", "FOOD", "Within the past 12 months we worried whether our food would run out before we got money to buy more", "LOINC", "88122-7", "Y"},
	{"SURVEY", "HOME", "Housing status", "LOINC", "71802-3", "Y"},
	{"SURVEY", "INCOME", "Income of all members of the family together in the last year", "LOINC", "63586-2", "Y"},
	{"SURVEY", "WORRY", "What worries you?", "", "", "Y"},
	{"SURVEY", "CAR", "Is there a car?", "", "", "Y"},
	{"SURVEY", "PHQ2", "Patient Health Questionnaire 2 item (PHQ-2)", "LOINC", "55757-9", "Y"},
	{"SURVEY", "PHQ2-1", "Little interest or pleasure in doing things in last 2 weeks", "LOINC", "44250-9", "Y"},
	{"SURVEY", "PHQ2-2", "Feeling down, depressed, or hopeless in last 2 weeks", "LOINC", "44255-8", "Y"},
	{"SURVEY", "PHQ2-T", "Patient Health Questionnaire 2 item (PHQ-2) total score", "LOINC", "55758-7", "Y"},
	{"ANSWER", "OFTEN", "Often true", "LOINC", "LA28397-0", "Y"},
	{"ANSWER", "SOMETIMES", "Sometimes true", "LOINC", "LA6729-3", "Y"},
	{"ANSWER", "NEVER", "Never true", "LOINC", "LA28398-8", "Y"},
	{"ANSWER", "HASHOME", "I have housing", "LOINC", "LA30189-7", "Y"},
	{"ANSWER", "NOHOME", "I do not have housing", "LOINC", "LA30190-5", "Y"},
	{"ANSWER", "NOTATALL", "Not at all", "LOINC", "LA6568-5", "Y"},
	{"ANSWER", "SEVERAL", "Several days", "LOINC", "LA6569-3", "Y"},
	{"ANSWER", "MORETHAN", "More than half the days", "LOINC", "LA6570-1", "Y"},
	{"ANSWER", "NEARLY", "Nearly every day", "LOINC", "LA6571-9", "Y"},
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
