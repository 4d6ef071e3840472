// Package facade has no code: it is the map of the rooms below and beside it, in the order in which they are best read.
// A room imports only rooms of earlier lines; testdata/layers.txt says so and layers_test.go holds it.
//
// What a mapping is, and what it becomes:
//
//	mappers/problem      what is wrong with a file that a person wrote: file:line:col, message, hint
//	mappers/schema       the legacy database as data: tables, columns, types, keys; dumped and parsed as text
//	mappers/sqltree      SQL as an allow-listed syntax tree; whatever is sent is printed from it
//	mappers/fhir         FHIR R4 as data: elements, value sets, search parameters, the patient compartment
//	mappers/ucum         units: read, and converted exactly
//	mappers/password     a typed password against what a user table keeps of it
//	mappers/mapping      the mapping language as a syntax tree with positions
//	mappers/language     the same language described for editors: keywords and elements → JSON Schemas
//	mappers/program      a compiled mapping: rows to JSON, search values to SQL; it prints itself
//	mappers/compile      mapping + schema + FHIR → program, or everything that is wrong
//	mappers              the door to the above: Mapper, Compile
//	mappers/draft        a schema and counts → a first mapper, with every guess said
//	mappers/mappertest   what a mapper tests itself with
//	mappers/ehr/…        one folder for each EHR: practice (invented, with a sample generator), openemr
//
// A request on its way:
//
//	config               what an operator decides: the process's configuration, the tenants' files
//	facade/outcome       the one error type, its HTTP status, its OperationOutcome
//	facade/audit         what happened, as data
//	facade/search        a URL's parameters → Query
//	facade/access        Query + Grant → Permitted: the only thing that can be planned
//	facade/plan          Permitted + program → plan: sources, conditions, statements
//	facade/tenancy       the independent reader of finished SQL
//	facade/mysql         read-only sessions: statements sent, rows copied; schemas read
//	facade/bundle        entries → searchset; links, sealed cursors, entity tags
//	facade/interaction   the straight path itself: read, search, include, capabilities, explain, try
//	facade/federation    a tenant's OpenID provider, at which people sign in instead
//	facade/smart/pages   what people see of it: login, pickers of patient and visit, consent, my apps, launch, errors
//	facade/people        who may sign in by the EHR's own user tables
//	facade/smart         a tenant's authorization server: SMART App Launch
//	facade/store         what authorization servers remember, through gorm
//	facade/tenant        config.Tenant → running tenant; the set of them, swapped whole
//	facade/inspect       what the data contradicts: the looks of check --live, and the counts of a draft
//	facade/listener      an address served until the process ends
//	facade/api           HTTP in, HTTP out
//	facade/console       what operators look at, on a listener of its own: tenants, explain
//	cmd/portico          the program: serve, check, try, explain, map init, scaffold, schema
//	cmd/demo             two clinics in one process, with an embedded database
//
// And the tools: facade/mysqltest gives tests a real database, facade/browsertest a real browser, scripts/bench measures,
// scripts/generate-fhir writes the data of mappers/fhir.
//
// docs/architecture.md reads one request aloud along these rooms.
package facade
