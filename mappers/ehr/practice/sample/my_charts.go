package sample

// myCharts are the charts of odd clinics' hand-written patients; known.go has the table.
var myCharts = map[int]chart{
	Ada: {
		items: adaItems, slips: adaSlips, shots: adaShots, scripts: adaScripts, procedures: adaProcedures, notes: adaNotes,
		pasts: adaPasts, surveys: adaSurveys,
		attributes: attributes{{"occupation", "Carpenter & joiner"}, {"industry", "Construction"}, {"job_since", "2019-05"}, {"shoe_size", "38"}},
	},
	Jose: {
		touched: []touch{{"A", "2024-02-03 10:00:00", StaffPhysician}, {"P", "2024-02-03 10:00:00", nil}},
		pasts:   []past{{date: "2024-02-03 10:00:00", tobacco: "", alcohol: "at weddings"}},
		notes: []writing{{ // a letter without words, of a kind without a code
			uuid: "0a0a0a0a-0000-4000-8000-000000000006", kind: "OWN", form: "letter", byKind: "F", by: 1, at: "2024-02-03 10:30:00",
			signed: "0", hidden: "FALSE", updated: "2024-02-03 10:30:00",
		}},
	},
	Bare: {
		items: []item{{kind: "P", title: "Not told", created: "2024-01-01 00:00:00"}},
		shots: []shot{{vaccine: "Travel clinic shot", day: "2019-01-01"}},
	},
	Blanks: {
		items: []item{
			{kind: "P", title: "Blanks  ", codes: " ICD10:I10 ; SNOMED-CT: 59621000 ;;", begin: ZeroDateTime, end: ZeroDateTime, created: "2024-01-01 00:00:00", changed: ZeroDateTime},
			{kind: "A", title: "Penicillin G", codes: "RXNORM:7980", archived: "1", created: "2024-01-01 00:00:00"},
		},
		touched:    []touch{{"A", "2024-02-04 10:00:00", nil}}, // its only allergy is archived
		attributes: attributes{{"occupation", ""}, {"industry", " "}},
	},
	Deleted: goneChart,
	Maria: {
		items:   []item{{kind: "A", title: "Latex", codes: "SNOMED-CT:111088007", created: "2024-03-01 08:00:00"}},
		touched: []touch{{"A", "2024-03-01 08:00:00", StaffPhysician}}, // there is one now
	},
}

// goneChart is the chart of a deleted patient.
var goneChart = chart{
	items:      []item{{kind: "P", title: "Essential hypertension", codes: "ICD10:I10", created: "2023-02-02 10:10:00"}},
	touched:    []touch{{"A", "2023-02-02 10:10:00", nil}},
	shots:      []shot{{cvx: "140", vaccine: "Influenza", day: "2023-02-02", done: "completed"}},
	scripts:    []script{{by: StaffPhysician, date: "2023-02-02 10:15:00", drug: DrugLisinopril, status: "A", start: "2023-02-02", stop: OpenEnd}},
	procedures: []procedure{{code: "29303009", descr: "ECG", day: "2023-02-02", state: "OK", updated: "2023-02-02 10:20:00"}},
	pasts:      []past{{date: "2023-02-02 10:10:00", tobacco: "|never|2023-02-02|4|"}},
	attributes: attributes{{"occupation", "Nurse"}},
}

// adaItems are problems in every state, allergies, medications and surgeries.
var adaItems = []item{
	{
		kind: "P", title: "Essential hypertension", codes: "ICD10:I10;SNOMED-CT:59621000", begin: "2015-05-04 00:00:00", occur: 3, certain: "C",
		severity: "2", encounter: 1, user: "alead", created: "2015-05-04 09:40:00", changed: "2024-05-14 09:30:00",
	},
	{
		kind: "P", title: "Type 2 diabetes mellitus", codes: "ICD10:E11.9;SNOMED-CT:44054006;ICD9:250.00", begin: "2012-01-01 00:00:00", estimated: 1,
		end: ZeroDateTime, certain: "C", user: "darcy", created: "2015-05-04 09:41:00", changed: ZeroDateTime,
	},
	{
		kind: "P", title: "Pneumonia", codes: "ICD10:J18.9", begin: "2020-02-01 00:00:00", end: "2020-02-29 12:00:00", outcome: 1, certain: "C",
		user: "nobody", created: "2020-02-01 10:00:00", changed: "2020-02-29 12:00:00",
	},
	{kind: "P", title: "Depression", codes: "ICD10:F32.9", begin: "2018-03-11 02:30:00", outcome: 3, certain: "C", created: "2018-03-11 03:30:00"},
	{kind: "P", title: "Asthma", codes: "SNOMED-CT:195967001; ICD10:J45.909", end: "2040-01-01 00:00:00", occur: 2, certain: "P", created: "2019-01-01 09:00:00"},
	{kind: "P", title: "Migraine", codes: "ICD10:G43.909;", begin: "2010-06-01 00:00:00", end: "2021-11-07 01:30:00", created: "2010-06-01 09:00:00"},
	{kind: "P", title: "Type 1 diabetes mellitus", codes: "ICD10:E10.9", begin: "2012-01-01 00:00:00", inError: "Y", certain: "C", created: "2012-01-01 09:00:00"},
	{kind: "P", title: "Typed twice", codes: "ICD10:I10", archived: "1", created: "2015-05-04 09:39:00"},
	{kind: "P", title: "Tired all the time; can't sleep, 50 %", certain: "R", note: "says \"who doesn't\"", user: "nobody", created: "2021-01-01 09:00:00"},
	{kind: "P", title: "Food insecurity", codes: "ICD10:Z59.41;SNOMED-CT:733423003", begin: "2023-09-01 00:00:00", concern: "Y", certain: "C", created: "2023-09-01 09:00:00"},
	{kind: "P", title: "Under_score 100%", codes: `LOCAL:100%_x\;ICD10:Z99.0`, certain: "D", created: "2021-01-02 09:00:00"},
	{
		kind: "A", title: "Penicillin G", codes: "RXNORM:7980", begin: "1999-01-01 00:00:00", estimated: 1, certain: "C", severity: "3", category: "drug",
		user: "alead", created: "2015-05-04 09:45:00", changed: "2016-01-01 09:45:00", reactions: []reaction{
			{code: "HIVES", grade: "2", seen: "2010-03-01"},
			{code: "OTHER", text: "face swelled", grade: "3", seen: ZeroDate},
			{code: "ANAPH", grade: "3", voided: 1},
		},
	},
	{kind: "A", title: "Peanut", codes: "SNOMED-CT:762952008", severity: "4", category: "food", created: "2015-05-04 09:46:00"},
	{kind: "A", title: "Cat hair, or so", certain: "P", reactions: []reaction{{code: "XX", text: ""}, {text: "sneezes"}}, created: "2015-05-04 09:47:00"},
	{kind: "A", title: "Latex", codes: "SNOMED-CT:111088007", end: "2022-01-01 00:00:00", outcome: 1, category: "env", created: "2015-05-04 09:48:00"},
	{kind: "A", title: "Sulfamethoxazole", codes: "RXNORM:10180", inError: "Y", category: "drug", created: "2015-05-04 09:49:00"},
	{kind: "M", title: "Aspirin 81 MG", codes: "RXNORM:243670", encounter: 1, begin: "2020-01-01 00:00:00", user: "alead", created: "2020-01-01 09:00:00"},
	{kind: "M", title: "Lisinopril 10 MG Oral Tablet", codes: "RXNORM:314076", begin: "2024-05-14 00:00:00", rx: 1, created: "2024-05-14 09:18:00"},
	{kind: "M", title: "Vitamin D", begin: "2019-01-01 00:00:00", end: "2020-01-01 00:00:00", rx: 999999, created: "2019-01-01 09:00:00"},
	{kind: "S", title: "Appendectomy", codes: "SNOMED-CT:80146002;ICD10PCS:0DTJ4ZZ", user: "alead", created: "2015-05-04 09:50:00", surgery: &surgery{"1999", "07", "04", "General Hospital"}},
	{kind: "S", title: "Tonsils, as a child", created: "2015-05-04 09:51:00", surgery: &surgery{"1989", "", "", ""}},
	{kind: "S", title: "Wisdom teeth", created: "2015-05-04 09:52:00", surgery: &surgery{"", "", "", ""}},
	{kind: "S", title: "Cholecystectomy", codes: "SNOMED-CT:38102005", created: "2015-05-04 09:53:00", surgery: &surgery{"2004", "11", "", "St. Mary's"}},
}

// adaSlips are diagnoses of her visits: three, none of the deleted one, another system, an unknown code.
var adaSlips = []slip{
	{encounter: 1, dx1: "I10", dx2: "E11.9", dx3: "E78.5", system: "I10", billed: "2024-05-14"},
	{encounter: 4, resolved: ZeroDate, dx1: "Z00.00", dx2: "", system: "I10", billed: "2024-05-15"},
	{encounter: 3, dx1: "44054006", dx2: "", system: "SCT", resolved: "2024-06-30"},
	{encounter: 2, dx1: "Q99.Z", dx2: "I10", dx3: "", system: "I10", billed: ZeroDate},
}

var adaShots = []shot{
	{
		uid: knownUID(0x1001), encounter: 1, staff: StaffEmptyNPI, cvx: "140", vaccine: "Influenza, seasonal", day: "2024-05-14", time: "09:12:00",
		done: "completed", updated: "2024-05-14 09:13:00",
		ext: [][2]string{{"lot", "L0514/é"}, {"expires", "06/30/2025"}, {"site", "LA"}, {"maker", "Sanofi"}, {"amount", "0.5 mL"}},
	},
	{cvx: "03", vaccine: "MMR", day: "1985-06-01", done: "completed", source: "01"},
	{uid: knownUID(0x1003), staff: StaffPhysician, cvx: "208", vaccine: "COVID-19", day: "2021-04-01", done: "refused", refused: "1", whyNot: "PATOBJ", updated: ZeroDateTime},
	{uid: knownUID(0x1004), cvx: "21", vaccine: "varicella", day: "2021-04-01", refused: "2", whyNot: "IMMUNE", updated: "2021-04-01 10:00:00"},
	{uid: knownUID(0x1005), cvx: "115", vaccine: "Tdap", day: "2022-03-13", time: "02:30:00", done: "completed", inError: "Y"},
	{uid: knownUID(0x1006), cvx: "", vaccine: "Travel clinic shot", day: "2022-11-06", time: "01:30:00", done: "partial", source: "02"},
}

var adaScripts = []script{
	{
		encounter: 1, by: StaffPhysician, date: "2024-05-14 09:17:00", drug: DrugLisinopril, dose: "1", unit: 1, route: 1, every: 1, repeat: 3, quantity: "90",
		sig: "Take 1 tablet by mouth daily", status: "A", start: "2024-05-14", stop: OpenEnd, reason: "ICD10:I10",
		extra: `{"ndc": "00093-1112-01", "pharmacy": {"note": "ring \"twice\""}}`, updated: "2024-05-14 09:18:00",
	},
	{by: StaffPhysician, date: "2023-01-05 09:00:00", drug: DrugAmoxicillin, dose: "1-2", unit: 1, route: 1, every: 3, repeat: 0, quantity: "30 capsules", status: "A", start: "2023-01-05", stop: "2023-01-15", updated: "2023-01-05 09:01:00"},
	{by: StaffApostrophe, date: "2023-06-05 09:00:00", rxnorm: "310965", text: "Ibuprofen 200 MG Oral Tablet", dose: "as told", every: 5, prn: "Y", status: "A", stopped: "2023-07-01 08:00:00", updated: ZeroDateTime},
	{byKind: "F", by: 2, date: "2024-02-29 23:59:59", text: "Grandmother's tea", status: "H", start: ZeroDate, stop: ZeroDate},
	{by: StaffPhysician, date: "2024-03-10 02:30:00", drug: DrugOwn, dose: "5", unit: 2, route: 1, status: "D", stop: nil},
	{by: StaffPhysician, date: "2024-01-05 09:00:00", drug: DrugOld, status: "X", stop: OpenEnd},
	{by: StaffPhysician, date: "2024-01-06 09:00:00", drug: DrugAtorvastatin, status: "E", stop: OpenEnd},
	{by: StaffPhysician, date: "2024-01-07 09:00:00", drug: DrugAlbuterol, dose: "2", unit: 4, route: 2, every: 4, prn: "Y", status: "?", start: "2024-01-07", stop: "2040-12-31"},
	{by: StaffPhysician, date: "2024-01-08 09:00:00", drug: DrugMetformin, status: "A", stop: OpenEnd, deleted: true},
	{by: nil, date: "2022-01-08 09:00:00", drug: 4711, text: "A drug that is gone", status: "A", stop: OpenEnd},
}

var adaProcedures = []procedure{
	{encounter: 1, staff: StaffPhysician, code: "29303009", descr: "Electrocardiographic procedure", day: "2024-05-14", time: "09:10:00", state: "OK", site: "chest", facility: "My Clinic", remark: "normal", updated: "2024-05-14 09:12:00"},
	{staff: StaffApostrophe, code: "HCPCS:G0105", descr: "Colorectal cancer screening, colonoscopy", day: "2024-03-10", time: "02:30:00", state: "OK", facility: "no such site", updated: "2024-03-10 04:00:00"},
	{code: "", descr: "Ear wash", day: "2022-02-02", state: "ND", remark: "", updated: "2022-02-02 09:00:00"},
	{code: "XYZ:12", descr: "Suture of wound", day: ZeroDate, state: "??", updated: "2022-02-03 09:00:00"},
	{code: "SCT:73761001", descr: "Colonoscopy", state: "ER", updated: "2022-02-04 09:00:00"},
}

var adaNotes = []writing{
	{uuid: "0a0a0a0a-0000-4000-8000-000000000001", encounter: "1", kind: "XRAY", form: "report", byKind: "S", by: StaffPhysician, at: "2024-05-14 09:25:00", body: []byte("Dictated, not read."), signed: "0", hidden: "FALSE", updated: "2024-05-14 09:25:00"},
	{uuid: "0a0a0a0a-0000-4000-8000-000000000001", encounter: "1", kind: "XRAY", form: "report", byKind: "S", by: StaffPhysician, at: "2024-05-14 09:25:00", body: []byte("Chest clear. <b>No</b> \"shadow\"."), signed: "1", hidden: "FALSE", updated: "2024-05-14 11:00:00"},
	{uuid: "0a0a0a0a-0000-4000-8000-000000000002", encounter: "", kind: "ECHO", form: "report", byKind: "F", by: 2, at: "2023-11-05 01:30:00", body: []byte("EF 60 %"), signed: "1", hidden: "FALSE", updated: "2023-11-05 01:30:00"},
	{uuid: "0a0a0a0a-0000-4000-8000-000000000003", encounter: "4", kind: "PATH", form: "report", byKind: "S", by: StaffInactive, at: "2023-01-01 09:00:00", signed: "0", hidden: "FALSE", updated: "2023-01-01 09:00:00"},
	{uuid: "0a0a0a0a-0000-4000-8000-000000000004", encounter: "x1", kind: "PROG", form: "letter", byKind: "S", by: StaffPhysician, at: "2024-05-14 09:30:00", body: []byte("Dear colleague, …"), signed: "1", hidden: "FALSE", updated: "2024-05-14 09:31:00"},
	{uuid: "0a0a0a0a-0000-4000-8000-000000000005", encounter: "1", kind: "XRAY", form: "report", byKind: "S", by: StaffPhysician, at: "2024-05-14 09:26:00", body: []byte("Wrong patient."), signed: "1", hidden: "FALSE", updated: "2024-05-14 09:26:00"},
	{uuid: "0a0a0a0a-0000-4000-8000-000000000005", encounter: "1", kind: "XRAY", form: "report", byKind: "S", by: StaffPhysician, at: "2024-05-14 09:26:00", body: []byte("Wrong patient."), signed: "1", hidden: "TRUE", updated: "2024-05-14 09:27:00"},
}

var adaPasts = []past{
	{date: "2020-01-01 09:00:00", tobacco: "20 a day|current|2020-01-01|1|20", alcohol: "3", user: "alead", uid: knownUID(0x2001)},
	{date: "2024-05-14 09:02:00", tobacco: "stopped, \"for good\"|quit|2023-12-31|3|", alcohol: "0", user: "alead", uid: knownUID(0x2002)},
	{date: "2022-01-01 09:00:00", tobacco: "|never|2022-01-01|4|"},
}

var adaSurveys = []survey{
	{form: "SDOH", encounter: "1", staff: StaffEmptyNPI, at: "2024-05-14 08:50:00", status: "C", answers: []reply{
		{item: "FOOD", kind: "C", code: "OFTEN"},
		{item: "HOME", kind: "C", code: "NOHOME"},
		{item: "INCOME", kind: "N", number: "18500.5000", unit: "/a"},
		{item: "WORRY", kind: "T", text: "rent; heating, 100 %"},
		{item: "CAR", kind: "B", number: "0"},
		{item: "PETS", kind: "T", text: ""},
	}},
	{form: "PHQ2", encounter: "1 ", at: "2024-05-14 08:55:00", status: "C", answers: []reply{
		{item: "PHQ2", kind: "G"},
		{item: "PHQ2-1", parent: "PHQ2", kind: "C", code: "SEVERAL"},
		{item: "PHQ2-2", parent: "PHQ2", kind: "C", code: "DUNNO"},
		{item: "PHQ2-T", parent: "PHQ2", kind: "I", number: "3.0000"},
	}},
	{form: "SDOH", encounter: "999999", at: "2023-01-01 08:50:00", status: "V", answers: []reply{{item: "FOOD", kind: "C", code: "NEVER"}}},
}
