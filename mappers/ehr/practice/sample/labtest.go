package sample

import (
	"math"
	"math/rand/v2"
	"strconv"
)

// test is a kind of laboratory test: numbers have a distribution, coded ones answers, others texts.
type test struct {
	code, name, loinc string
	unit, ref         string
	mean, sd          float64
	digits            int
	low, high         float64  // of the reference range; 0 is open
	answers           []string // coded
	texts             []string
	metric            int  // 1 only in metric clinics, -1 only in others
	retired           bool // still in code_list, given to nobody
}

var (
	yesNo    = []string{"NEG", "Negative", "NEG", "POS", "negative", "Positive"}
	detected = []string{"NDET", "NDET", "NDET", "DET", "EQUIV"}
)

// tests are the LAB rows of code_list; codes and names are LOINC's, units UCUM's.
var tests = []test{
	{code: "GLU", name: "Glucose [Mass/volume] in Serum or Plasma", loinc: "2345-7", unit: "mg/dL", ref: "70-99", mean: 96, sd: 18, low: 70, high: 99, metric: -1},
	{code: "GLUM", name: "Glucose [Moles/volume] in Serum or Plasma", loinc: "14749-6", unit: "mmol/L", ref: "3.9-5.5", mean: 5.3, sd: 1, digits: 1, low: 3.9, high: 5.5, metric: 1},
	{code: "NA", name: "Sodium [Moles/volume] in Serum or Plasma", loinc: "2951-2", unit: "mmol/L", ref: "135-145", mean: 140, sd: 2.6, low: 135, high: 145},
	{code: "K", name: "Potassium [Moles/volume] in Serum or Plasma", loinc: "2823-3", unit: "mmol/L", ref: "3.5 - 5.0", mean: 4.2, sd: 0.4, digits: 1, low: 3.5, high: 5},
	{code: "CL", name: "Chloride [Moles/volume] in Serum or Plasma", loinc: "2075-0", unit: "mmol/L", ref: "98-107", mean: 102, sd: 2.5, low: 98, high: 107},
	{code: "CO2", name: "Carbon dioxide, total [Moles/volume] in Serum or Plasma", loinc: "2028-9", unit: "mmol/L", ref: "22-29", mean: 25, sd: 2, low: 22, high: 29},
	{code: "CREA", name: "Creatinine [Mass/volume] in Serum or Plasma", loinc: "2160-0", unit: "mg/dL", ref: "0.60-1.20", mean: 0.92, sd: 0.2, digits: 2, low: 0.6, high: 1.2, metric: -1},
	{code: "CREAM", name: "Creatinine [Moles/volume] in Serum or Plasma", loinc: "14682-9", unit: "umol/L", ref: "53-106", mean: 81, sd: 17, low: 53, high: 106, metric: 1},
	{code: "GFR", name: "GFR/1.73 sq M predicted by creatinine (CKD-EPI 2021)", loinc: "98979-8", unit: "mL/min/{1.73_m2}", ref: ">60", mean: 88, sd: 18, low: 60},
	{code: "A1C", name: "Hemoglobin A1c/Hemoglobin.total in Blood", loinc: "4548-4", unit: "%", ref: "<5.7", mean: 5.6, sd: 0.8, digits: 1, high: 5.7},
	{code: "CHOL", name: "Cholesterol [Mass/volume] in Serum or Plasma", loinc: "2093-3", unit: "mg/dL", ref: "<200", mean: 188, sd: 35, high: 200, metric: -1},
	{code: "CHOLM", name: "Cholesterol [Moles/volume] in Serum or Plasma", loinc: "14647-2", unit: "mmol/L", ref: "<5.2", mean: 4.9, sd: 0.9, digits: 1, high: 5.2, metric: 1},
	{code: "HDL", name: "Cholesterol in HDL [Mass/volume] in Serum or Plasma", loinc: "2085-9", unit: "mg/dL", ref: ">40", mean: 53, sd: 13, low: 40, metric: -1},
	{code: "HDLM", name: "Cholesterol in HDL [Moles/volume] in Serum or Plasma", loinc: "14646-4", unit: "mmol/L", ref: ">1.0", mean: 1.37, sd: 0.3, digits: 2, low: 1, metric: 1},
	{code: "TRIG", name: "Triglyceride [Mass/volume] in Serum or Plasma", loinc: "2571-8", unit: "mg/dL", ref: "<150", mean: 128, sd: 55, high: 150, metric: -1},
	{code: "TRIGM", name: "Triglyceride [Moles/volume] in Serum or Plasma", loinc: "14927-8", unit: "mmol/L", ref: "<1.7", mean: 1.45, sd: 0.6, digits: 2, high: 1.7, metric: 1},
	{code: "WBC", name: "Leukocytes [#/volume] in Blood by Automated count", loinc: "6690-2", unit: "10*3/uL", ref: "4.00-11.00", mean: 7.2, sd: 1.9, digits: 2, low: 4, high: 11},
	{code: "HGB", name: "Hemoglobin [Mass/volume] in Blood", loinc: "718-7", unit: "g/dL", ref: "12.0-17.5", mean: 14.1, sd: 1.4, digits: 1, low: 12, high: 17.5},
	{code: "HCT", name: "Hematocrit [Volume Fraction] of Blood by Automated count", loinc: "4544-3", unit: "%", ref: "36.0-50.0", mean: 42, sd: 3.8, digits: 1, low: 36, high: 50},
	{code: "PLT", name: "Platelets [#/volume] in Blood by Automated count", loinc: "777-3", unit: "10*3/uL", ref: "150-400", mean: 250, sd: 60, low: 150, high: 400},
	{code: "TSH", name: "Thyrotropin [Units/volume] in Serum or Plasma", loinc: "3016-3", unit: "m[IU]/L", ref: "0.400-4.500", mean: 2, sd: 1, digits: 3, low: 0.4, high: 4.5},
	{code: "ALT", name: "Alanine aminotransferase [Enzymatic activity/volume] in Serum or Plasma", loinc: "1742-6", unit: "U/L", ref: "7-56", mean: 26, sd: 14, low: 7, high: 56},
	{code: "CRP", name: "C reactive protein [Mass/volume] in Serum or Plasma", loinc: "1988-5", unit: "mg/L", ref: "<10.0", mean: 3, sd: 4, digits: 1, high: 10},
	{code: "TROP", name: "Troponin I.cardiac [Mass/volume] in Serum or Plasma by High sensitivity immunoassay", loinc: "89579-7", unit: "ng/L", ref: "<14", mean: 6, sd: 4, high: 14},
	{code: "BE", name: "Base excess in Blood by calculation", loinc: "11555-0", unit: "mmol/L", ref: "-1.0-1.0", mean: 0, sd: 0.8, digits: 1, low: -1, high: 1},
	{code: "HCG", name: "Choriogonadotropin (pregnancy test) [Presence] in Urine", loinc: "2106-3", answers: yesNo},
	{code: "STREP", name: "Streptococcus pyogenes Ag [Presence] in Throat by Rapid immunoassay", loinc: "78012-2", answers: yesNo},
	{code: "COVID", name: "SARS-CoV-2 (COVID-19) RNA [Presence] in Respiratory system specimen by NAA with probe detection", loinc: "94500-6", answers: detected},
	{code: "HIV", name: "HIV 1+2 Ab+HIV1 p24 Ag [Presence] in Serum or Plasma by Immunoassay", loinc: "56888-1", answers: []string{"NREACT", "NREACT", "NREACT", "REACT", "QNS"}},
	{code: "UCULT", name: "Bacteria identified in Urine by Culture", loinc: "630-4", texts: []string{"No growth after 48 hours.", "Mixed flora, probably a contaminated specimen.", "Escherichia coli, more than 100,000 CFU/mL"}},
	{code: "UCOL", name: "Color of Urine", loinc: "5778-6", texts: []string{"Yellow", "Straw", "Amber", "Dark yellow"}},
	{code: "SPIT", name: "Spit test, our own", loinc: "", texts: []string{"ok", "not ok"}},
	{code: "GLUC", name: "Glucose (old analyser)", loinc: "2345-7", unit: "mg/dL", ref: "70-110", mean: 96, sd: 18, low: 70, high: 110, retired: true},
}

// draw makes the test's result as the laboratory would send it: text, its type and its flag.
func (t test) draw(r *rand.Rand) (result, kind, flag string) {
	switch {
	case len(t.answers) > 0:
		return pick(r, t.answers), "C", ""
	case len(t.texts) > 0:
		return pick(r, t.texts), "T", ""
	}
	value := t.mean + t.sd*r.NormFloat64()
	if t.low >= 0 {
		value = math.Abs(value)
	}
	text := strconv.FormatFloat(value, 'f', t.digits, 64)
	switch {
	case t.code == "GFR" && value >= 90:
		return ">=90", "N", ""
	case t.code == "TROP" && value < 5:
		return "<5", "N", ""
	}
	return text, "N", t.flag(r, value)
}

// flag says how a value lies to the reference range.
func (t test) flag(r *rand.Rand, value float64) string {
	switch {
	case t.high != 0 && value > t.high+3*t.sd:
		return "HH"
	case t.high != 0 && value > t.high:
		return "H"
	case t.low != 0 && value < t.low:
		return "L"
	case oneIn(r, 4):
		return "N"
	}
	return ""
}

// offered are the tests that a clinic orders.
func offered(metric bool) []test {
	sign := -1
	if metric {
		sign = 1
	}
	var list []test
	for _, t := range tests {
		if !t.retired && (t.metric == 0 || t.metric == sign) {
			list = append(list, t)
		}
	}
	return list
}
