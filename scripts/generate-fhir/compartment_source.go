package main

// compartmentSource returns the file with the compartments.
func compartmentSource(all []compartment) *goSource {
	s := newSource()
	s.printf("\n// compartments are sorted by their type, and their members by theirs.\nvar compartments = [...]compartment{\n")
	for _, c := range all {
		s.printf("{%q, []compartmentMember{\n", c.of)
		for _, m := range c.members {
			s.printf("{%q, %s},\n", m.Code, stringsLiteral(m.Param))
		}
		s.printf("}},\n")
	}
	s.printf("}\n")
	return s
}
