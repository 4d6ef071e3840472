package sample

// lakeside are the hand-written patients of even clinics; known.go has the table.
var lakeside = []known{
	{person: person{
		mrn: "A1001", lname: "O'Brien", fname: "Ada", dob: "1971-07-04", sex: "F", birthSex: "F", marital: "D", race: "W",
		ethnicity: "N", lang: "en", phone: "(303) 555-0101", cell: "303-555-0103", email: "ada@lakeside.example.org",
		street: "1 Pearl St", town: boulder, deceased: "N", staff: StaffPhysician, created: "2016-06-06 08:00:00",
		addresses: []address{{"O", "2 Cañon Rd", "Cañon City", "CO", "81212", "2010-01-01", "2016-06-05"}},
	}, visits: lakeAdaVisits},
	{person: person{
		mrn: "A1002", lname: "Ní Bhriain", fname: "Siobhán", dob: "2000-02-29", sex: "F", birthSex: "F", race: "W",
		ethnicity: "N", lang: "en", cell: "303-555-0104", town: boulder, staff: StaffApostrophe,
	}},
	{person: person{lname: "Nul"}},
	{person: person{
		mrn: "B2004", lname: `%_\`, fname: "Zoë", dob: "1962-02-02", sex: "F", race: "B", ethnicity: "N", town: boulder,
	}},
	{person: person{
		mrn: "B2005", lname: "Guðmundsdóttir", fname: "Björk", dob: "1965-11-21", sex: "F", race: "W", ethnicity: nil,
		lang: "is", town: boulder,
		addresses: []address{{"O", "Túngata 3", "Keflavík", "", "230", "1990-01-01", "1999-12-31"}},
	}},
	{person: maria("A1015", boulder)},
	{person: person{
		mrn: "B2007", lname: "Removed", fname: "Gone", dob: "1955-05-05", sex: "M", deleted: 1, town: nowhere,
	}, visits: []visit{goneVisit}},
	{person: person{
		mrn: "B2008", lname: "Clockwise", fname: "Dusk", dob: "1981-11-01", sex: "M", town: boulder,
		created: "2024-11-03 01:30:00",
	}, visits: clockVisits()},
	{person: person{
		mrn: "B2009", lname: "Newborn", fname: "Baby", dob: "2024-01-15", sex: "M", birthSex: "M", town: boulder,
	}, visits: []visit{infantVisit("3.600", "51.00", "35.50", "36.90")}},
	{person: person{
		mrn: "B2010", lname: "O'Gap", fname: "Pat", dob: "1950-10-10", sex: "U", town: boulder, deceased: "Y",
		death: "2024-03-10 02:30:00",
	}},
}

// lakeAdaVisits are a complete visit, one in progress with a zero end, one arrived with a NULL end,
// and an inpatient stay of some days.
var lakeAdaVisits = []visit{
	{
		class: "AMB", kind: "CHECKUP", status: "C", start: "2024-05-14 09:00:00", end: "2024-05-14 09:40:00",
		reason: "Annual physical", staff: StaffPhysician, facility: 1,
		vitals: []reading{
			{
				at: "2024-05-14 09:05:00", staff: StaffEmptyNPI, sbp: 118, dbp: 76, pulse: 66, resp: 14, temp: "37.00",
				spo2: 95, weight: "68.000", height: "165.10", bmi: "24.9", updated: "2024-05-14 09:06:00",
			},
			{at: "2024-05-14 09:06:00", weight: "680.000", note: "typing error", deleted: true},
		},
		orders: []order{{at: "2024-05-14 09:10:00", status: "C", panel: "SHORT", staff: StaffPhysician, results: []result{
			{code: "GLUM", name: "Glucose", value: "5.4", kind: "N", unit: "mmol/L", ref: "3.9-5.5", at: "2024-05-14 18:00:00", status: "F"},
			{code: "HCG", name: "Pregnancy test", value: "NEG", kind: "C", at: "2024-05-14 18:00:00", status: "F"},
			{code: "TROP", name: "Troponin I hs", value: "<5", kind: "N", unit: "ng/L", ref: "<14", at: "2024-05-14 18:00:00", status: "F"},
		}}},
	},
	{
		class: "AMB", kind: "FOLLOW", status: "I", start: "2024-06-03 11:00:00", end: ZeroDateTime, staff: StaffEmptyNPI,
		facility: 1,
	},
	{class: "EMR", kind: "ER", status: "A", start: "2024-06-04 23:59:59", staff: StaffNullNPI, facility: 2},
	{
		class: "INP", kind: "ADMIT", status: "C", start: "2024-07-01 22:00:00", end: "2024-07-05 10:30:00",
		reason: "Pneumonia", staff: StaffApostrophe, facility: 1,
	},
}
