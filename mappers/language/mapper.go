package language

import "ehr.example/portico/mappers/password"

// mapperFile is mapper.yaml.
func mapperFile() block {
	return block{
		needs: []string{"mapper"},
		keys: []keyword{
			{"mapper", "The mapper's name, as its folder's.", text},
			{"extends", "Another mapper, which this one begins from.", text},
			{"title", "What the mapper is for, for people.", text},
			{"versions", "The versions of the EHR that it fits, for people.", texts},
			{"canonical", "What is put before a constant at a canonical element that has no colon, such as a profile's short name.", text},
			{"settings", "The values that tenants give. $name means them, in elements and in SQL.", each(oneOf(text, object{"type": "null"}, setting().schema()))},
			{"tenancy", "How the rows of each table belong to a tenant: database, when all of it is one tenant's, or column, shared, via and predicate.", oneOf(enum("database"), tenancy().schema())},
			{"systems", "Names for URIs: loinc: http://loinc.org makes $loinc.", named},
			{"maps", "Raw values and the codes that they become, for | map.", each(mapBlock().schema())},
			{"codes", "Texts of codes with prefixes, such as ICD10:E11;SNOMED-CT:44054006, for | codes.", each(codesBlock().schema())},
			{"valueSets", "Value sets that searches name with :in and :not-in: URL: {$loinc: [codes]}.", each(each(texts))},
			{"lookups", "Small relations that values are followed into: =l.code -> name.field.", each(lookup().schema())},
			{"templates", "Pieces of elements with arguments: {$use: name, argument: value}. Each argument is a $word in them.", each(anything)},
			{"constants", "Values that stand in the data: name: SELECT column FROM table WHERE …, one row and one column. Read when a tenant is built; $name means them.", each(sql)},
			{"users", "Tables of people who may sign in, by name.", each(usersBlock().schema())},
			{"roles", "What users may see, by name.", each(roleBlock().schema())},
			{"derive", "Companions: a resource for every resource of other sources, such as Provenance.", object{"type": "array", "items": companion().schema()}},
		},
	}
}

// usersBlock is one table of users.
func usersBlock() block {
	return block{
		needs: []string{"from", "key", "login", "password", "role"},
		keys: []keyword{
			{"from", "A table with an alias, JOIN and LEFT JOIN with ON.", sql},
			{"where", "Which rows are users.", sql},
			{"first", "For joins that find several rows: alias: column to order by.", each(sql)},
			{"rows", "Child rows by name, such as memberships of groups or the patients of a related person.", each(anything)},
			{"key", "The unique column(s) of the first table: who a user is, whatever the name becomes.", sql},
			{"login", "The column of what people type, or several; exact, unless {name: columns, compare: collation}.", oneOf(texts, loginBlock().schema())},
			{"password", "The column of the hash, or {hash: column, salt: column, forms: […]}.", oneOf(sql, passwordBlock().schema())},
			{"active", "The condition under which a user may sign in.", sql},
			{"locked", "The condition under which a user may not.", sql},
			{"name", "What people read.", anything},
			{"role", "The EHR's own word for what the user is, which roles: knows; or a list of them.", anything},
			{"fhirUser", "Who the user is: =column -> Practitioner, Patient or RelatedPerson; of a list the first that is there.", anything},
			{"organizations", "A list: the organisations that the user belongs to, =column -> Organization or Location. Users of a role that is within: organization see what is of these, and of what is part of them.", object{"type": "array"}},
			{"patients", "A list: whose records a related person sees, =column -> Patient.", object{"type": "array"}},
		},
	}
}

func loginBlock() block {
	return block{
		needs: []string{"name"},
		keys: []keyword{
			{"name", "The column of what people type, or several.", texts},
			{"compare", "exact: byte by byte, which is so if nothing is said; collation: as the column's does, where the EHR forgives case.", enum("exact", "collation")},
		},
	}
}

func passwordBlock() block {
	return block{
		needs: []string{"hash"},
		keys: []keyword{
			{"hash", "The column of what is kept of the password.", sql},
			{"salt", "The column of the salt, where the hash does not hold it.", sql},
			{"forms", "The forms that are accepted, the usual one first. Without: those that say themselves what they are.", oneOf(enum(passwordForms()...), object{"type": "array", "items": enum(passwordForms()...)})},
		},
	}
}

func passwordForms() []string {
	var out []string
	for _, f := range password.Forms() {
		out = append(out, string(f))
	}
	return out
}

// roleBlock is one role.
func roleBlock() block {
	return block{
		keys: []keyword{
			{"of", "The EHR's own words for it; its name if nothing is said.", texts},
			{"kind", "What its users are to patients: a Practitioner sees the tenant's, a Patient the own record, a RelatedPerson those of the patients of patients:.", enum("Practitioner", "Patient", "RelatedPerson")},
			{"within", "organization: its users see what is of their own organisations, of what is part of them, and what is shared. Without: everything that the kind sees.", enum("organization")},
			{"scopes", "The most that its users may grant: user/Type.rs, with search parameters.", texts},
		},
	}
}

func setting() block {
	return block{keys: []keyword{
		{"about", "What the tenant has to write, for people.", text},
		{"default", "The value of tenants that give none.", text},
		{"oneOf", "The values that are allowed.", texts},
		{"optional", "true: a tenant need not give it; then it is empty.", truth},
	}}
}

func tenancy() block {
	return block{keys: []keyword{
		{"column", "column = $setting, for every table that has the column.", sql},
		{"shared", "Tables whose rows are nobody's, such as lists of codes.", texts},
		{"via", "table: parent ON table.column = parent.column. The row belongs where the row belongs that it points at.", each(sql)},
		{"predicate", "table: a condition on its own columns.", each(sql)},
	}}
}

// coded is what a raw value becomes.
func coded() object {
	return oneOf(text, object{"type": "null"}, block{keys: []keyword{
		{"code", "The code.", text},
		{"display", "What people read.", text},
		{"system", "Its code system, if not the map's.", text},
	}}.schema())
}

func mapBlock() block {
	return block{
		doc:  "Raw value: code, or {code, display, system}; null leaves the element out.",
		free: coded(),
		words: []keyword{
			{"$system", "The code system of every entry that has none of its own.", text},
			{"$default", "What any other value becomes. Without it: nothing.", coded()},
			{"$empty", "What NULL and the empty text become. Without it: nothing.", coded()},
		},
	}
}

func codesBlock() block {
	return block{
		doc:  "Prefix: the code system that it means.",
		free: text,
		words: []keyword{
			{"$separator", "What stands between two codes; ; if nothing is said.", text},
			{"$default", "The code system of codes without a prefix. Without it they are left out.", text},
		},
	}
}

func lookup() block {
	return block{
		needs: []string{"from", "key"},
		keys: []keyword{
			{"from", "A table with an alias, and joins.", sql},
			{"where", "Which of its rows.", sql},
			{"first", "For joins that find several rows: alias: column to order by.", each(sql)},
			{"key", "The columns, of a unique key, that values are followed to.", sql},
			{"fields", "name: expression, for -> lookup.name.", each(sql)},
		},
	}
}

func companion() block {
	return block{
		needs: []string{"resource", "of", "elements"},
		keys: []keyword{
			{"resource", "The resource type of the companions.", object{"enum": resourceTypes()}},
			{"of", "Whose companions: \"*\", types, or Type/source.", texts},
			{"id", "Their ids; {id} is the owner's.", text},
			{"elements", "The companion. $self is the owner; $lastUpdated and $author are what the owner's source says.", object{"type": "object"}},
		},
	}
}
