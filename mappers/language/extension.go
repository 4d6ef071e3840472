package language

// extensionFile is one document of a file that changes a source of the mapper which is extended.
func extensionFile() block {
	return block{
		needs: []string{"extend"},
		keys: append([]keyword{
			{"extend", "The source that is changed: Type/source, or a type that has one source.", text},
			{"from+", "Joins behind those of the source.", sql},
			{"where+", "A further condition on its rows.", sql},
			{"first", "For joins that find several rows: alias: column to order by.", each(sql)},
			{"rows", "Child rows by name: others, or $none.", each(oneOf(sql, ref("$rows")))},
			{"organization", organizationDoc, organizationShape()},
			{"partOf", "Of an Organization or a Location: the one that it is a part of.", sql},
			{"lastUpdated", "Another column that says when a row last changed.", sql},
			{"author", "Who wrote a row, for companions.", sql},
		}, shown()...),
	}
}

// shown is what overlays may change of a source too.
func shown() []keyword {
	return []keyword{
		{"elements", "Laid over the source's, by key and deeply; $none takes an element away.", object{"type": "object"}},
		{"variants", "Laid over the source's by name: words, $if and elements; $none takes a variant away.", ref("$extended")},
		{"search", "parameter: =SQL, or $none, laid over the source's.", each(anything)},
		{"off", "true: the source is switched off.", truth},
	}
}

// extendedVariants are variants laid over others.
func extendedVariants() block {
	return block{
		free:  oneOf(object{"type": "object"}, enum("$none")),
		words: []keyword{{"$if", "When a row makes a variant that has no condition of its own.", sql}},
	}
}

// byExtended describes the elements of an extension by the type that it names.
func byExtended() []any {
	var out []any
	for _, typ := range records() {
		elements := object{"properties": object{"elements": ref(typ)}}
		out = append(out, object{
			"if":   object{"properties": object{"extend": object{"pattern": "^" + typ + "(/|$)"}}, "required": []string{"extend"}},
			"then": object{"properties": object{"elements": ref(typ), "variants": object{"additionalProperties": oneOf(elements, enum("$none"))}}},
		})
	}
	return out
}

// overlayFile is overlay.yaml: what a tenant changes for all sources.
func overlayFile() block {
	return block{keys: []keyword{
		{"title", "What the overlay is for, for people.", text},
		{"settings", "Other defaults of settings: name: value.", each(oneOf(text, block{keys: []keyword{{"default", "The value of tenants that give none.", text}}}.schema()))},
		{"systems", "Names for URIs, laid over the mapper's.", named},
		{"maps", "Raw values and the codes that they become, laid over the mapper's by map and value.", each(mapBlock().schema())},
		{"codes", "Prefixes of codes, laid over the mapper's.", each(codesBlock().schema())},
		{"templates", "Templates, in place of the mapper's.", each(anything)},
		{"users", "name: $none takes a table of users away.", each(enum("$none"))},
		{"roles", "What users may see, laid over the mapper's by name and key; $none takes a role away.", each(oneOf(enum("$none"), roleBlock().schema()))},
	}}
}
