package interaction

import (
	"context"
	"encoding/json"
	"fmt"
	"mime"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/outcome"
)

// Content is what a Binary holds, in its own format (R4 §2.35, Binary).
type Content struct {
	Type     string // the media type; application/octet-stream where the source's is none
	Data     []byte
	Security string // the reference that Binary.securityContext has; "" for none
	Resource []byte // the Binary as JSON: it changes exactly when what is shown changes
}

// contentMax is how many bytes a content may have, wherever it lies.
const contentMax = maxFile

// ReadContent answers GET [base]/Binary/[id] with the content itself: the same read as the resource's, under the same grant.
// A Binary without content is a 404 of its own, since the resource can be read.
func ReadContent(ctx context.Context, s *Site, g access.Grant, id string) (Content, Stats, error) {
	resource, stats, err := Read(ctx, s, g, "Binary", id)
	if err != nil {
		return Content{}, stats, err
	}
	c, err := contentOf(resource)
	switch {
	case err != nil:
		return Content{}, stats, err
	case len(c.Data) == 0:
		return Content{}, stats, outcome.NotFound("The Binary with the id %q has no content. Read it as application/fhir+json to see what is known of it.", id)
	case len(c.Data) > contentMax:
		return Content{}, stats, outcome.TooCostly("The content of this Binary is larger than this server sends: it may have %d MiB.", contentMax>>20)
	}
	return c, stats, nil
}

func contentOf(resource []byte) (Content, error) {
	var b struct {
		ContentType     string
		Data            []byte
		SecurityContext struct{ Reference string }
	}
	if err := json.Unmarshal(resource, &b); err != nil {
		return Content{}, outcome.Exception(fmt.Errorf("the content of a Binary is no base64: %w", err))
	}
	return Content{Type: mediaType(b.ContentType), Data: b.Data, Security: b.SecurityContext.Reference, Resource: resource}, nil
}

// mediaType is a media type that can stand in a header. What a column holds may be anything.
func mediaType(text string) string {
	kind, params, err := mime.ParseMediaType(text)
	if err == nil {
		if again := mime.FormatMediaType(kind, params); again != "" {
			return again
		}
	}
	return "application/octet-stream"
}
