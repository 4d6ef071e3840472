package main

// compartmentSource returns the file with the patient compartment.
func compartmentSource(members []compartmentMember) *goSource {
	s := newSource()
	s.printf("\n// patientCompartment is sorted by resource type.\nvar patientCompartment = [...]compartmentMember{\n")
	for _, m := range members {
		s.printf("{%q, %s},\n", m.Code, stringsLiteral(m.Param))
	}
	s.printf("}\n")
	return s
}
