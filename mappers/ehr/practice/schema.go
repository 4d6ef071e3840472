// Package practice maps "practice", an invented legacy EHR whose one database many clinics share.
package practice

import _ "embed"

// Schema is schema.sql: the CREATE TABLE statements of the practice database, each ended by a
// semicolon at the end of its line. There is no other semicolon in it.
//
//go:embed schema.sql
var Schema string
