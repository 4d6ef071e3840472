package sample

// myClinic are the hand-written patients of odd clinics; known.go has the table.
var myClinic = []known{
	{person: person{
		mrn: "A1001", lname: "O'Brien", fname: "Ada", mname: "Byron", suffix: "PhD", maiden: "Lovelace", dob: "1984-02-29",
		sex: "F", birthSex: "F", marital: "M", race: "W", ethnicity: "N", lang: "en", phone: "(617) 555-0101",
		work: "617-555-0102", cell: "6175550103", email: "ada.obrien@example.org", street: "12 Elm St", street2: "Apt 3",
		town: brookline, deceased: "N", staff: StaffPhysician, created: "2015-05-04 09:30:00",
		updated: "2024-05-14 13:45:10",
		addresses: []address{
			{"O", "4 Rue de l'Église", "Montréal", "QC", "H2Y 1A1", "2001-02-03", "2015-05-01"},
			{"T", "Hôtel \"Sol\" 7", "Provincetown", "MA", "02657", "2024-07-01", ZeroDate},
		},
	}, visits: adaVisits},
	{person: person{
		mrn: "A1002", lname: "Núñez-García", fname: "José", mname: "María", suffix: "Jr.", dob: "1979-12-31", sex: "M",
		birthSex: "M", marital: "S", race: "", ethnicity: "H", lang: "es", cell: "+1 617 555 0104", email: "",
		street: "99 Peña Blvd", town: brookline, deceased: "", staff: StaffApostrophe, created: "2019-12-31 23:59:59",
		addresses: []address{{"O", "Calle Peñón 5", "Mayagüez", "PR", "00680", ZeroDate, "2019-11-30"}},
	}},
	{person: person{lname: "Nil"}},
	{person: person{
		mrn: "A1004", lname: "Per%cent", fname: "Under_score", mname: `Back\slash`, dob: "1966-06-06", sex: "F",
		birthSex: "F", race: "B", ethnicity: "N", lang: "en", email: "per%cent_1@example.org", street: `C:\Street`,
		town: brookline, staff: StaffEmptyNPI,
	}},
	{person: person{
		mrn: "A 1005/b", lname: "李", fname: "小龍", dob: "1973-07-20", sex: "M", birthSex: "M", marital: "W", race: "A",
		ethnicity: "N", lang: "zh", phone: "617.555.0105", street: "花街 8", town: brookline, staff: StaffNullNPI,
	}},
	{person: person{
		mrn: "A1006", lname: "Smiley", fname: "Joy 😀", dob: "1999-09-09", sex: "F", birthSex: "M", race: "O",
		ethnicity: "H", lang: "en", cell: "617-555-0106", street: "1 Ring Rd 👩‍⚕️", town: brookline, staff: StaffInactive,
	}},
	{heavy: true, person: person{
		mrn: "A1007", lname: "Longchart", fname: "Walter", suffix: "III", dob: "1948-05-17", sex: "M", birthSex: "M",
		marital: "M", race: "W", ethnicity: "N", lang: "en", phone: "617-555-0107", street: "7 Hill Rd", town: brookline,
		staff: StaffPhysician, created: "2010-01-01 00:00:00",
	}},
	{person: person{
		mrn: "A1008 ", lname: "Blank  ", fname: "Trailing ", dob: ZeroDate, sex: "U", race: Declined, ethnicity: Declined,
		phone: " 617-555-0108 ", street: "8 Space St ", town: brookline, death: ZeroDateTime, created: ZeroDateTime,
	}},
	{person: person{
		mrn: "A1009", lname: "Removed", fname: "Gone", dob: "1955-05-05", sex: "M", deleted: 1, town: nowhere,
	}, visits: []visit{goneVisit}},
	{person: person{
		mrn: "A1010", lname: "Clockwise", fname: "Dawn", dob: "1980-03-10", sex: "F", town: brookline,
		created: "2024-03-10 02:30:00",
	}, visits: clockVisits()},
	{person: person{
		mrn: "A1011", lname: "D'Angelo-Smith", fname: `Quentin "Q"`, dob: "1940-01-01", sex: "M", race: "I",
		town: brookline, deceased: "Y", death: "2024-11-03 01:30:00",
	}},
	{person: person{
		mrn: "A1012", lname: "Still", fname: "Grace", dob: "1931-08-08", sex: "O", race: "P", town: brookline,
		deceased: "Y", death: ZeroDateTime,
	}},
	{person: person{
		mrn: "A1013", lname: "Newborn", fname: "Baby", dob: "2024-01-15", sex: "F", birthSex: "F", race: "CAUC",
		phone: "617-555-0113", town: brookline, deceased: "N", staff: StaffPhysician,
	}, visits: []visit{infantVisit("7.716", "20.08", "13.78", "98.42")}},
	{person: person{
		mrn: "A1014", lname: "Voida", fname: "Empty", suffix: "", maiden: "", dob: "1988-08-08", birthSex: "",
		ethnicity: "", email: "", street2: "", town: nowhere,
	}},
	{person: maria("A1015", brookline)},
	{person: maria("A1016", brookline)},
}

func maria(mrn string, t town) person {
	return person{
		mrn: mrn, lname: "Garcia", fname: "Maria", dob: "1990-06-15", sex: "F", birthSex: "F", ethnicity: "H",
		town: t, staff: StaffPhysician,
	}
}

// infantVisit is a well child visit with weight, length, head circumference and temperature in the
// clinic's units.
func infantVisit(weight, length, head, temp string) visit {
	return visit{
		class: "AMB", kind: "WELLCH", status: "C", start: "2024-01-29 09:00:00", end: "2024-01-29 09:30:00",
		staff: StaffPhysician, facility: 1, vitals: []reading{{
			at: "2024-01-29 09:05:00", pulse: 140, resp: 40, temp: temp, spo2: 99, weight: weight, height: length, bmi: 0,
			head: head, sbp: 0, dbp: 0, updated: "2024-01-29 09:06:00",
		}},
	}
}

// adaVisits are Ada's: a complete visit with four rows of vitals and orders with every kind of
// result, a planned one, a cancelled one and a deleted one.
var adaVisits = []visit{
	{
		class: "AMB", kind: "CHECKUP", status: "C", start: "2024-05-14 09:00:00", end: "2024-05-14 09:20:00",
		reason: "Annual physical", staff: StaffPhysician, facility: 1,
		vitals: adaVitals, orders: []order{
			{at: "2024-05-14 09:15:00", status: "C", panel: "NUMBERS", staff: StaffPhysician, results: adaNumbers},
			{at: "2024-05-14 09:16:00", status: "C", panel: "CODES", staff: StaffPhysician, results: adaCodes},
			{at: "2024-05-14 09:17:00", status: "O", panel: "ODDITIES", staff: nil, results: adaOddities},
		},
	},
	{
		class: "TEL", kind: "TELEMED", status: "P", start: "2031-01-15 10:00:00", staff: StaffEmptyNPI,
		reason: "Call back; \"don't\" forget", facility: 2,
	},
	{
		class: "VR", kind: "PHYS", status: "X", start: "2024-05-20 10:00:00", end: ZeroDateTime, staff: StaffInactive,
		facility: 3,
	},
	{
		class: "AMB", kind: "BLOODDRAW", status: "C", start: "2024-05-15 07:00:00", end: "2024-05-15 07:05:00",
		deleted: true, orders: []order{{at: "2024-05-15 07:01:00", status: "X", panel: "CBC"}},
	},
}

var adaVitals = []reading{
	{
		at: "2024-05-14 09:05:00", staff: StaffEmptyNPI, sbp: 120, dbp: 80, pulse: 72, resp: 16, temp: "98.60", spo2: 98,
		weight: "150.000", height: "64.00", bmi: "25.7", head: nil, note: "left arm, sitting",
		updated: "2024-05-14 09:06:00",
	},
	{at: "2024-05-14 09:06:00", sbp: 200, dbp: 20, pulse: 1, note: "typing error", deleted: true, updated: "2024-05-14 09:07:00"},
	{ // missing as older versions wrote it; never updated
		at: "2024-05-14 09:07:00", sbp: 118, dbp: 0, pulse: 0, resp: 0, temp: "0.00", spo2: 0, weight: "0.000",
		height: "0.00", bmi: "0.0", head: "0.00", updated: ZeroDateTime,
	},
	{at: "2024-05-14 09:08:00", weight: "149.500", updated: nil}, // missing as NULL
}

// adaNumbers, adaCodes and adaOddities are the results of Ada's three orders, lines 1, 2, ….
var adaNumbers = []result{
	{code: "GLU", name: "Glucose", value: "95", kind: "N", unit: "mg/dL", ref: "70-99", flag: "N", at: "2024-05-14 15:00:00", status: "F"},
	{code: "A1C", name: "Hemoglobin A1c", value: "7.2", kind: "N", unit: "%", ref: "<5.7", flag: "H", at: "2024-05-14 15:00:00", status: "F"},
	{code: "TROP", name: "Troponin I hs", value: "<5", kind: "N", unit: "ng/L", ref: "<14", at: "2024-05-14 15:00:00", status: "F"},
	{code: "GFR", name: "eGFR", value: ">=90", kind: "N", unit: "mL/min/{1.73_m2}", ref: ">60", at: "2024-05-14 15:00:00", status: "F", comment: ""},
	{code: "K", name: "Potassium", value: "3.9", kind: "N", unit: "mmol/L", ref: "3.5 - 5.0", at: "2024-05-14 15:00:00", status: "F"},
	{code: "HDL", name: "HDL", value: "38", kind: "N", unit: "mg/dL", ref: ">40", flag: "L", at: "2024-05-14 15:00:00", status: "F"},
	{code: "BE", name: "Base excess", value: "-0.4", kind: "N", unit: "mmol/L", ref: "-1.0-1.0", at: "2024-05-14 15:00:00", status: "F"},
	{code: "WBC", name: "WBC", value: "24.10", kind: "N", unit: "10*3/uL", ref: "4.00-11.00", flag: "HH", at: "2024-05-14 15:00:00", status: "F"},
	{code: "CRP", name: "CRP", value: "<=0.30", kind: "N", unit: "mg/L", ref: "<10.0", at: "2024-05-14 15:00:00", status: "F"},
}

var adaCodes = []result{
	{code: "HCG", name: "Pregnancy test", value: "POS", kind: "C", at: "2024-05-14 15:00:00", status: "F"},
	{code: "STREP", name: "Strep A", value: "Negative", kind: "C", at: "2024-05-14 15:00:00", status: "F"},
	{code: "COVID", name: "COVID PCR", value: "INVALID", kind: "C", at: "2024-05-14 15:00:00", status: "F"}, // no such answer in LABANS
	{code: "HIV", name: "HIV 1+2", value: "nreact", kind: "C", at: "2024-05-14 15:00:00", status: "F"},      // lower case
}

var adaOddities = []result{
	{code: "UCULT", name: "Urine culture", value: "Mixed flora, 50 % \"E. coli\"; don't repeat.", kind: "T", at: "2024-05-16 08:00:00", status: "C", comment: "Corrected: was \"no growth\""},
	{code: UnknownTest, name: "Research assay", value: "12.5", kind: "N", at: "2024-05-16 08:00:00", status: "F"},
	{code: "CREA", name: "Creatinine", value: "", kind: "N", unit: "mg/dL", ref: "0.60-1.20", status: "P"}, // not there yet
	{code: "ALT", name: "ALT", value: "DNR", kind: "N", unit: "U/L", ref: "7-56", at: ZeroDateTime, status: "X"},
	{code: "PLT", name: "Platelets", value: "clumped, see note", kind: "N", unit: "10*3/uL", ref: "150-400", at: "2024-05-14 15:00:00", status: "F", comment: "not a number though the type says so"},
	{code: "SPIT", name: "Spit test", value: "ok", kind: "T", at: "2024-05-14 15:00:00", status: "F"}, // a code without LOINC
	{code: "GLUC", name: "Glucose, old analyser", value: "101.0", kind: "N", unit: "mg/dL", ref: "70-110", at: "2024-05-14 15:00:00", status: "F"},
}
