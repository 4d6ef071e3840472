package interaction_test

// refusal is a parameter that some source of a type cannot answer, so that the whole search is refused unless another
// criterion leaves that source out.
type refusal struct{ mapper, typ, param, reason string }

var refusals = []refusal{
	{"practice", "Observation", "_lastUpdated", "lab_result has no updated column"},
	{"practice", "Condition", "_lastUpdated", "charge_slip has no updated column"},
	{"practice", "DiagnosticReport", "_lastUpdated", "lab_report has no updated column"},
	{"practice", "Provenance", "_lastUpdated", "those of charge_slip, lab_result and lab_report have none"},
	{"openemr", "Observation", "_lastUpdated", "procedure_result has no updated column"},
	{"openemr", "Procedure", "_lastUpdated", "procedure_order_code has no updated column"},
	{"openemr", "DiagnosticReport", "_lastUpdated", "procedure_report has no updated column"},
	{"openemr", "Provenance", "_lastUpdated", "neither do what is beside them"},
}

func (s *subject) refuses(typ, param string) bool {
	if s.cannot[typ+" "+param] {
		return true
	}
	for _, r := range refusals {
		if r.mapper == s.mapper && r.typ == typ && r.param == param {
			return true
		}
	}
	return false
}

// without are the types of a mapper whose resources other tests look at.
var without = map[string]string{
	"openemr Medication": "the dump's clinic keeps no stock: drugs is empty; see TestAwkwardOpenEMR",
	"openemr Provenance": "one beside each of 100,000 resources; see TestProvenanceOpenEMR",
}
