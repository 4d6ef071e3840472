package api

import (
	"mime"
	"strings"

	"ehr.example/portico/facade/bundle"
	"ehr.example/portico/facade/interaction"
)

// binary is the resource type whose reads give the content itself.
const binary = "Binary"

// readsBinary tells a read of a Binary, whose Accept header may name any media type.
func (x *exchange) readsBinary() bool {
	parts := x.parts()
	return len(parts) == 2 && parts[0] == binary && !special(parts[1])
}

// wantsContent tells whether a read of a Binary is answered with its content: unless the client asks for one of FHIR's
// formats. Some other media type means the content, whatever type that has (R4 §2.35.4).
func wantsContent(accept, format []string) bool {
	if len(format) > 0 {
		return false
	}
	fhir, other, named := 0.0, 0.0, false
	for item := range strings.SplitSeq(strings.Join(accept, ","), ",") {
		kind, _, err := mime.ParseMediaType(item)
		if err != nil {
			continue
		}
		q, _ := weightOf(item)
		switch {
		case isJSON(item):
			fhir, named = max(fhir, q), true
		case strings.HasPrefix(kind, "application/fhir+"): // a format of FHIR's that is not done here
			named = true
		default:
			other = max(other, q)
		}
	}
	return !named || other > fhir
}

// content answers GET [base]/Binary/[id] with the bytes that the Binary holds. Browsers save them and run nothing.
func (x *exchange) content(id string) (answer, error) {
	c, stats, err := interaction.ReadContent(x.Request.Context(), x.site, x.grant, id)
	stats.Into(&x.event)
	if err != nil {
		return answer{}, err
	}
	h := x.Writer.Header()
	h.Set("Content-Disposition", "attachment")
	if c.Security != "" {
		h.Set("X-Security-Context", c.Security)
	}
	return answer{body: c.Data, kind: c.Type, tagged: true, etag: bundle.ETagIn(c.Resource, c.Type)}, nil
}
