// Package pages draws what people see of a tenant's authorization server: login, choice of a patient, consent, my apps,
// launch, signed out, errors. Each page is a struct that a Brand renders; nothing here reads a request, and no page needs a
// script. The names of the forms' fields are constants, so that the server reads what the pages send.
package pages
