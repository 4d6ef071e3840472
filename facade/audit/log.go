package audit

import (
	"context"
	"log/slog"
	"net/http"
)

// Log is an Observer that writes a line for each event: faults of the server (5xx) as errors, the rest as
// information. Attributes that are empty are left out.
func Log(logger *slog.Logger) Observer {
	return ObserverFunc(func(e Event) {
		logger.LogAttrs(context.Background(), e.level(), "request", e.attributes()...)
	})
}

// level is error where the server is at fault.
func (e Event) level() slog.Level {
	if e.Status >= http.StatusInternalServerError {
		return slog.LevelError
	}
	return slog.LevelInfo
}

// attributes are the event's fields by the names that the log has.
func (e Event) attributes() []slog.Attr {
	attributes := []slog.Attr{
		slog.Time("at", e.Time),
		slog.Int("status", e.Status),
		slog.Duration("duration", e.Duration),
		slog.Int("rows", e.Rows),
		slog.Int("statements", e.Statements),
	}
	for _, text := range []slog.Attr{
		slog.String("request", e.RequestID),
		slog.String("tenant", e.Tenant),
		slog.String("interaction", e.Interaction),
		slog.String("type", e.Type),
		slog.String("issue", e.Issue),
		slog.String("client", e.Client),
		slog.String("subject", e.Subject),
	} {
		if text.Value.String() != "" {
			attributes = append(attributes, text)
		}
	}
	return attributes
}
