package sample

// drug is a row of drug with its terms.
type drug struct {
	name   string
	form   int // code_list DRUGFORM
	active string
	terms  []term
}

// term is a row of drug_term.
type term struct {
	source int
	code   string
	kind   string
}

// Numbers of drugs, in every database.
const (
	DrugLisinopril   = 1
	DrugMetformin    = 2
	DrugAtorvastatin = 3
	DrugAlbuterol    = 4
	DrugAmoxicillin  = 5
	DrugOwn          = 6 // the clinic's own mixture: no term
	DrugOld          = 7 // no longer active, no form, only a narrower term
)

// termSources are the rows of term_source: 3 is a source that no standard knows.
var termSources = []struct {
	id        int
	name, uri string
}{
	{1, "RXNORM", "http://www.nlm.nih.gov/research/umls/rxnorm"},
	{2, "NDC", "http://hl7.org/fhir/sid/ndc"},
	{3, "OWN", ""},
}

var drugs = []drug{
	{"Lisinopril 10 MG Oral Tablet", 1, "Y", []term{{1, "314076", "SAME-AS"}, {2, "00093-1112-01", "NARROWER"}}},
	{"Metformin hydrochloride 500 MG Oral Tablet", 1, "Y", []term{{1, "861007", "SAME-AS"}, {3, "MET5", "SAME-AS"}}},
	{"Atorvastatin 20 MG Oral Tablet", 1, "Y", []term{{1, "617310", "SAME-AS"}}},
	{"Albuterol 0.09 MG/ACTUAT Metered Dose Inhaler", 3, "Y", []term{{1, "801092", "SAME-AS"}}},
	{"Amoxicillin 500 MG Oral Capsule", 2, "Y", []term{{1, "308191", "SAME-AS"}}},
	{"Magic mouthwash, our own", 4, "Y", nil},
	{"Phenylbutazone (old)", 0, "N", []term{{1, "8160", "NARROWER"}}},
}

// formulary emits the drugs that all clinics share.
func (g *generator) formulary() {
	for _, s := range termSources {
		g.emit("term_source", s.id, s.name, s.uri)
	}
	for i, d := range drugs {
		g.emit("drug", i+1, d.name, d.form, d.active)
		for seq, t := range d.terms {
			g.emit("drug_term", i+1, seq+1, t.source, t.code, t.kind)
		}
	}
}
