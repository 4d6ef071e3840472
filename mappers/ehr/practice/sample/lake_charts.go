package sample

// lakeCharts are the charts of even clinics' hand-written patients; known.go has the table.
var lakeCharts = map[int]chart{
	LakeAda: {
		items: []item{
			{kind: "P", title: "Essential hypertension", codes: "ICD10:I10;SNOMED-CT:59621000", begin: "2016-06-06 00:00:00", certain: "C", encounter: 5, user: "alead", created: "2016-06-06 09:00:00", changed: "2024-05-14 09:30:00"},
			{kind: "P", title: "Pneumonia", codes: "ICD10:J18.9", begin: "2024-07-01 22:00:00", end: "2024-07-05 10:30:00", outcome: 1, certain: "C", encounter: 8, created: "2024-07-01 22:00:00"},
			{kind: "A", title: "Latex", codes: "SNOMED-CT:111088007", severity: "1", category: "env", created: "2016-06-06 09:00:00", reactions: []reaction{{code: "HIVES", grade: "1"}}},
			{kind: "M", title: "Lisinopril 10 MG Oral Tablet", codes: "RXNORM:314076", rx: 2, created: "2016-06-06 09:00:00"}, // rx 2 is another patient's
			{kind: "S", title: "Appendectomy", codes: "SNOMED-CT:80146002", created: "2016-06-06 09:00:00", surgery: &surgery{"1980", "02", "29", ""}},
		},
		slips: []slip{
			{encounter: 5, dx1: "J45.909", dx2: "", dx3: "I10", system: "I10", billed: "2024-05-14"},
			{encounter: 8, dx1: "J18.9", dx2: "", system: "I10", billed: "2024-07-05"},
		},
		shots: []shot{
			{uid: knownUID(0x1101), encounter: 5, staff: StaffEmptyNPI, cvx: "140", vaccine: "Influenza, seasonal", day: "2024-05-14", time: "09:20:00", done: "completed", updated: "2024-05-14 09:21:00", ext: [][2]string{{"lot", "L0514"}}},
			{uid: knownUID(0x1102), cvx: "03", vaccine: "MMR", day: "2024-05-14", done: "refused", refused: "1", whyNot: "RELIG"},
		},
		scripts: []script{
			{encounter: 5, by: StaffPhysician, date: "2024-05-14 09:30:00", drug: DrugMetformin, dose: "1", unit: 1, route: 1, every: 2, quantity: "60", status: "A", start: "2024-05-14", stop: OpenEnd, sig: "Take with food", updated: "2024-05-14 09:31:00"},
		},
		procedures: []procedure{{encounter: 5, staff: StaffPhysician, code: "29303009", descr: "Electrocardiographic procedure", day: "2024-05-14", time: "09:15:00", state: "OK", facility: "Lakeside", updated: "2024-05-14 09:16:00"}},
		notes: []writing{
			{uuid: "0b0b0b0b-0000-4000-8000-000000000001", encounter: "5", kind: "ECHO", form: "report", byKind: "S", by: StaffPhysician, at: "2024-05-14 10:00:00", body: []byte("EF 55 %"), signed: "1", hidden: "FALSE", updated: "2024-05-14 10:00:00"},
			{uuid: "0b0b0b0b-0000-4000-8000-000000000002", encounter: "5", kind: "PROG", form: "letter", byKind: "S", by: StaffPhysician, at: "2024-05-14 10:00:00", body: []byte("Well."), signed: "1", hidden: "FALSE", updated: "2024-05-14 10:00:00"},
		},
		pasts: []past{{date: "2024-05-14 09:10:00", tobacco: "|current|2024-05-14|2|", alcohol: "14", user: "darcy", uid: knownUID(0x2101)}},
		surveys: []survey{{form: "SDOH", encounter: "5", at: "2024-05-14 08:50:00", status: "C", answers: []reply{
			{item: "FOOD", kind: "C", code: "NEVER"}, {item: "INCOME", kind: "N", number: "64000.0000", unit: "/a"},
		}}},
		attributes: attributes{{"occupation", "Nurse"}, {"industry", "Health care"}},
	},
	LakeSiobhan: {
		touched: []touch{{"A", "2024-02-29 10:00:00", StaffApostrophe}},
		notes: []writing{{
			uuid: "0b0b0b0b-0000-4000-8000-000000000003", kind: "DISCH", form: "letter", byKind: "S", by: StaffPhysician,
			at: "2024-02-29 10:30:00", body: []byte("Siobhán is well."), signed: "1", hidden: "FALSE", updated: "2024-02-29 10:30:00",
		}},
	},
	LakeDeleted: goneChart,
}

// knownChart is the chart of a hand-written patient.
func knownChart(c Clinic, pat int) chart {
	if c.ID%2 == 1 {
		return myCharts[pat]
	}
	return lakeCharts[pat]
}
