package interaction_test

import (
	"testing"

	"ehr.example/portico/facade/access"
)

// TestSecurityLabels: meta.security follows the row, beside the tenant's tag, and _security finds it and its absence.
func TestSecurityLabels(t *testing.T) {
	s := newSmall(t, smallText(t, "labels")).site(map[string]string{"site": "10"})
	open := access.Open("small")
	const conf, act = `"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality"`, `"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode"`
	const tag = `,"tag":[{"system":"https://portico.example/tenant","code":"small"}]`
	shows(t, s, open, "Patient/1", `"meta":{"security":[{`+conf+`,"code":"R","display":"restricted"},{`+act+`,"code":"CEL"}]`+tag)
	shows(t, s, open, "Patient/2", `"meta":{"security":[{`+conf+`,"code":"N"}]`+tag)
	shows(t, s, open, "Patient/3", `"id":"3","meta":{"tag":`)
	shows(t, s, open, "Observation/11", `"security":[{`+conf+`,"code":"V"},{`+act+`,"code":"ETH"},{`+act+`,"code":"HIV"},{`+act+`,"code":"TEST"}]`)
	shows(t, s, open, "Observation/12", `"security":[{`+act+`,"code":"SEX"},{`+act+`,"code":"TEST"}]`)
	finds(t, s, open,
		want{"Patient?_security=R", "1"},
		want{"Patient?_security=http://terminology.hl7.org/CodeSystem/v3-Confidentiality|R", "1"},
		want{"Patient?_security=http://terminology.hl7.org/CodeSystem/v3-ActCode|R", ""},
		want{"Patient?_security=CEL", "1"},
		want{"Patient?_security=N", "2"},
		want{"Patient?_security:not=R", "2 3"},
		want{"Patient?_security:missing=true", "3"},
		want{"Observation?_security=HIV", "11"},
		want{"Observation?_security=SEX,V", "11 12"},
		want{"Observation?_security=N", "13"},
		want{"Observation?_security=TEST", "11 12 13"},
		want{"Observation?_security:not=HIV", "12 13"},
	)
}
