// Package smart is a tenant's authorization server: SMART App Launch 2.2 on OAuth 2.0 and OpenID Connect. It has a file
// for each endpoint and each grant, plain net/http handlers, and keeps nothing itself: see Store.
//
// See https://hl7.org/fhir/smart-app-launch/STU2.2/, RFC 6749, RFC 9700 and OpenID Connect Core 1.0.
package smart
