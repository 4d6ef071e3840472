package bundle

// AppendNDJSON appends the resource as one line. Line breaks between its tokens become blanks, as they would end the
// line; inside of strings JSON has none.
//
// See https://hl7.org/fhir/R4/nd-json.html.
func AppendNDJSON(dst, resource []byte) []byte {
	start := len(dst)
	dst = append(dst, resource...)
	for i := start; i < len(dst); i++ {
		if dst[i] == '\n' || dst[i] == '\r' {
			dst[i] = ' '
		}
	}
	return append(dst, '\n')
}
