package sample

import "time"

// known is a hand-written patient with what happened to it.
type known struct {
	person
	visits []visit
	heavy  bool // random encounters too, HeavyEncounters of them
}

// Hand-written patients of clinics with an odd number (My Clinic): pat_id.
//
//	pat_id                 name                          dob          what it is for
//	 1 Ada                 Ada Byron O'Brien             1984-02-29   everything filled in; two addresses; visits, vitals, labs of every shape
//	 2 Jose                José Núñez-García             1979-12-31   accents, hyphen, Hispanic, latin1 address (Mayagüez)
//	 3 Bare                Nil                           NULL         no optional data at all, nullable columns NULL
//	 4 Percent             100% Under_score Back\slash   1966-06-06   % _ \ in names: lname Per%cent, fname Under_score, mname Back\slash
//	 5 CJK                 小龍 李                        1973-07-20   CJK; MRN has a blank and a slash
//	 6 Emoji               Joy 😀 Smiley                  1999-09-09   four-byte characters in name and street
//	 7 HeavyPatient        Walter Longchart              1948-05-17   HeavyEncounters random encounters
//	 8 Blanks              "Trailing " "Blank  "         0000-00-00   trailing blanks, zero dates, race and ethnicity DECLINED, sex U
//	 9 Deleted             Gone Removed                  1955-05-05   deleted = 1, with a visit
//	10 Clock               Dawn Clockwise                1980-03-10   visits and vitals in the gap and the fold of New York
//	11 Fold                Quentin "Q" D'Angelo-Smith    1940-01-01   died 2024-11-03 01:30:00, in the fold
//	12 Dead                Grace Still                   1931-08-08   deceased Y, death_date zero; sex O
//	13 Infant              Baby Newborn                  2024-01-15   head circumference; guardian's phone; sex F
//	14 Empty               Empty Voida                   1988-08-08   '' in every nullable text column
//	15 Maria               Maria Garcia                  1990-06-15   same name, birth date and MRN (A1015) as Lakeside's patient 6
//	16 Maria2              Maria Garcia                  1990-06-15   same name and birth date again, MRN A1016
//
// MRNs are A1000 + pat_id but for Bare (empty) and CJK ("A 1005/b").
const (
	Ada          = 1
	Jose         = 2
	Bare         = 3
	Percent      = 4
	CJK          = 5
	Emoji        = 6
	HeavyPatient = 7
	Blanks       = 8
	Deleted      = 9
	Clock        = 10
	Fold         = 11
	Dead         = 12
	Infant       = 13
	Empty        = 14
	Maria        = 15
	Maria2       = 16
)

// Hand-written patients of clinics with an even number (Lakeside): pat_id.
//
//	pat_id              name                    dob          what it is for
//	 1 LakeAda          Ada O'Brien             1971-07-04   name and MRN (A1001) of My Clinic's patient 1; a visit of each open kind; metric vitals, labs
//	 2 LakeSiobhan      Siobhán Ní Bhriain      2000-02-29   MRN A1002 as My Clinic's patient 2; leap day
//	 3 LakeBare         Nul                     NULL         no optional data at all
//	 4 LakeBackslash    Zoë %_\                 1962-02-02   lname is the three characters %_\
//	 5 LakeNordic       Björk Guðmundsdóttir    1965-11-21   latin1 address (Keflavík)
//	 6 LakeMaria        Maria Garcia            1990-06-15   MRN A1015: see Maria
//	 7 LakeDeleted      Gone Removed            1955-05-05   deleted = 1, with a visit
//	 8 LakeClock        Dusk Clockwise          1981-11-01   visits and vitals in the gap and the fold of Denver
//	 9 LakeInfant       Baby Newborn            2024-01-15   head circumference in cm
//	10 LakeGap          Pat O'Gap               1950-10-10   died 2024-03-10 02:30:00, in the gap
//
// MRNs are B2000 + pat_id but for those said and LakeBare (empty).
const (
	LakeAda       = 1
	LakeSiobhan   = 2
	LakeBare      = 3
	LakeBackslash = 4
	LakeNordic    = 5
	LakeMaria     = 6
	LakeDeleted   = 7
	LakeClock     = 8
	LakeInfant    = 9
	LakeGap       = 10
)

// Rows of the hand-written patients in Default (and in any Options whose clinics are 1 and 2, in
// this order, with 16 and 10 patients at least). chart_no: Ada 1, LakeAda 2, Jose 3, LakeSiobhan 4, …,
// Clock 19, LakeGap 20, then Fold 21 to Maria2 26.
//
//	clinic patient      enc_id  what
//	1      Ada          1       2024-05-14 09:00 to 09:20, complete; reason Annual physical
//	                    2       2031-01-15 10:00, planned, end NULL, class TEL
//	                    3       2024-05-20 10:00, cancelled, end zero, class VR, a type that is no longer active
//	                    4       2024-05-15 07:00, deleted by deleted_record, a type without standard code
//	2      LakeAda      5       2024-05-14 09:00 to 09:40, complete
//	                    6       2024-06-03 11:00, in progress, end zero
//	                    7       2024-06-04 23:59:59, arrived, end NULL
//	                    8       2024-07-01 22:00 to 2024-07-05 10:30, inpatient
//	2      LakeDeleted  9       of a deleted patient
//	2      LakeClock    10 – 18 see clockVisits; 12 is in the gap, 16 in the fold
//	1      Deleted      19      of a deleted patient
//	2      LakeInfant   20
//	1      Clock        21 – 29 see clockVisits; 23 is in the gap, 27 in the fold
//	1      Infant       30
//
//	clinic vit_id  what
//	1      1       Ada: 120/80, pulse 72, resp 16, 98.60 degF, spo2 98, 150.000 lb, 64.00 in, bmi 25.7, head_circ NULL
//	1      2       Ada: 200/20, deleted by deleted_record
//	1      3       Ada: 118/0, all else 0; last_upd zero
//	1      4       Ada: weight 149.500, all else NULL; last_upd NULL
//	1      5       Deleted: of a deleted patient
//	1      6 – 14  Clock: as encounters 21 – 29; (120 + i)/(70 + i), pulse 60 + i, i from 0
//	1      15      Infant: 7.716 lb, 20.08 in, head 13.78 in, 98.42 degF, blood pressure 0/0
//	2      1       LakeAda: 118/76, pulse 66, resp 14, 37.00 Cel, spo2 95, 68.000 kg, 165.10 cm, bmi 24.9
//	2      2       LakeAda: 680.000 kg, deleted by deleted_record
//	2      3       LakeDeleted: of a deleted patient
//	2      4 – 12  LakeClock: as encounters 10 – 18
//	2      13      LakeInfant: 3.600 kg, 51.00 cm, head 35.50 cm, 36.90 Cel
//
//	clinic ord_id  lines
//	1      1       Ada, numbers: GLU 95, A1C 7.2 H, TROP <5, GFR >=90, K 3.9, HDL 38 L, BE -0.4, WBC 24.10 HH, CRP <=0.30
//	1      2       Ada, codes: HCG POS, STREP Negative, COVID INVALID (no such answer), HIV nreact
//	1      3       Ada, oddities: UCULT text, ZZZ9 12.5 (no such test), CREA '' pending and no time, ALT DNR cancelled and
//	               zero time, PLT a text though typed N, SPIT ok (no LOINC), GLUC 101.0 (retired, the LOINC of GLU)
//	1      4       Ada: cancelled, no lines, of the deleted encounter 4
//	2      5       LakeAda: GLUM 5.4, HCG NEG, TROP <5
//	2      6       LakeDeleted: NA 139
//	1      7       Deleted: NA 139
//
// Charts, in my_charts.go and lake_charts.go. Numbers that both clinics share: item_id, imm_id, hist_id, note_no, survey_id.
//
//	item_id  1 – 11   Ada's problems: hypertension, diabetes since 2012 or so, pneumonia resolved, depression in remission, asthma
//	                  that ends in 2040, migraine ended, 7 in error, 8 archived, 9 words, 10 a social need, 11 awkward codes
//	         12 – 16  Ada's allergies: penicillin with reactions, peanut, 14 words, latex resolved, 16 in error
//	         17 – 19  Ada's medications: aspirin, 18 a copy of rx 1, 19 a copy of nothing
//	         20 – 23  Ada's surgeries: a day, a year, nothing, a month
//	         24 – 28  LakeAda: two problems, latex, lisinopril that is a copy of nothing, a surgery of a leap day
//	         29 – 34  Bare, LakeDeleted, Blanks (two), Deleted, Maria
//	rx_id    1 – 10   Ada: active, ended, stopped, on hold by a facility, draft, cancelled, in error, ?, 9 deleted, 10 of a lost drug
//	imm_id   1 – 6    Ada: given, told without uid, refused, not eligible, in error in the gap, local vaccine in the fold
//	note_no  1 – 7    Ada: 1 and 2 versions of an X-ray, 3 echo by a facility, 4 unsigned without words, 5 letter, 6 and 7 hidden
//	         8 – 11   LakeAda's echo and letter, Jose's letter without words, LakeSiobhan's letter
//	hist_id  1 – 3    Ada: smoker, ex-smoker (the newest), never
//	survey   1 – 3    Ada: needs, PHQ-2, a void one
//	slip_no  1 – 4    Ada: three diagnoses, of the deleted encounter, SNOMED CT, an unknown code
//	proc_id  1 – 5    Ada: ECG, in the gap, not done, zero day, in error
//
// Jose, Blanks and LakeSiobhan are known to have no allergies; Maria has one, though somebody once noted none.
//
// Each uid is c0ffee00-0000-4000-8000- with enc_id in twelve hexadecimal digits. Facility 1 is the
// main one (with an NPI), 2 an annex (npi ''), 3 closed (npi NULL, active N).

// knownPatients are the first patients of a clinic.
func knownPatients(c Clinic) []known {
	if c.ID%2 == 1 {
		return myClinic
	}
	return lakeside
}

// knownPatient emits a hand-written patient and its visits.
func (g *generator) knownPatient(c Clinic, id int) {
	k := knownPatients(c)[id-1]
	k.id = id
	if k.updated == "" {
		k.updated = "2024-06-01 12:00:00"
	}
	g.person(c, k.person)
	for _, v := range k.visits {
		g.visit(c, id, v, knownUID(g.encounters+1))
	}
	h := knownChart(c, id)
	g.chart(c, id, h)
	g.attributes(g.charts, h.attributes)
}

// heavyPatients emits the random visits and orders of the clinic's heavy patients.
func (g *generator) heavyPatients(c Clinic) {
	_, last := handWritten(c)
	for i, k := range knownPatients(c)[:last] {
		if !k.heavy {
			continue
		}
		g.visits = g.visits[:0]
		r := g.rng(c, ofPatient, i+1)
		b := body{born: time.Date(1948, 5, 17, 0, 0, 0, 0, time.UTC), height: 178, weight: 92, sbp: 138}
		g.randomVisits(r, c, i+1, b, c.HeavyEncounters)
		for range c.HeavyEncounters / 3 {
			g.order(c, i+1, nil, randomOrder(r, c, wallClock(r)))
		}
		g.randomChart(c, i+1)
	}
}

var (
	brookline = town{name: "Brookline", state: "MA", zip: "02445", area: "617"}
	boulder   = town{name: "Boulder", state: "CO", zip: "80302", area: "303"}
	nowhere   = town{}
)

// goneVisit is the visit of a deleted patient.
var goneVisit = visit{
	class: "AMB", kind: "CHECKUP", status: "C", start: "2023-02-02 10:00:00", end: "2023-02-02 10:30:00",
	staff: StaffPhysician, facility: 1,
	vitals: []reading{{at: "2023-02-02 10:05:00", sbp: 130, dbp: 85, pulse: 70, updated: "2023-02-02 10:05:00"}},
	orders: []order{{at: "2023-02-02 10:10:00", status: "C", panel: "BMP", results: []result{
		{code: "NA", name: "Sodium", value: "139", kind: "N", unit: "mmol/L", ref: "135-145", at: "2023-02-03 07:00:00", status: "F"},
	}}},
}

// clockVisits are visits around both changes of a US clinic's clock in 2024, an hour long but for
// one that begins and ends in the fold, whose end reads earlier than its start.
func clockVisits() []visit {
	walls := [][2]string{
		{"2024-03-10 01:59:59", "2024-03-10 03:30:00"}, // the last second before the gap
		{"2024-03-10 02:00:00", "2024-03-10 03:30:00"}, // the gap begins
		{"2024-03-10 02:30:00", "2024-03-10 03:30:00"}, // in the gap
		{"2024-03-10 03:00:00", "2024-03-10 03:30:00"}, // after it
		{"2024-11-03 00:59:59", "2024-11-03 02:00:00"},
		{"2024-11-03 01:00:00", "2024-11-03 02:00:00"}, // the fold begins
		{"2024-11-03 01:30:00", "2024-11-03 01:10:00"}, // in the fold
		{"2024-11-03 02:00:00", "2024-11-03 03:00:00"}, // after it
		{"2024-02-29 23:30:00", "2024-03-01 00:15:00"}, // leap day
	}
	visits := make([]visit, len(walls))
	for i, w := range walls {
		visits[i] = visit{
			class: "EMR", kind: "ER", status: "C", start: w[0], end: w[1], staff: StaffPhysician, facility: 1,
			reason: "clock", vitals: []reading{{at: w[0], sbp: 120 + i, dbp: 70 + i, pulse: 60 + i, updated: w[0]}},
		}
	}
	return visits
}
