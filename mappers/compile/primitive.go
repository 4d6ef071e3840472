package compile

import (
	"regexp"
	"time"
)

// primitivePatterns are what constants of a primitive type look like (R4 §2.24.0.1). Types that are not here take any
// text.
var primitivePatterns = map[string]*regexp.Regexp{
	"boolean":     regexp.MustCompile(`^(true|false)$`),
	"integer":     regexp.MustCompile(`^(0|-?[1-9][0-9]*)$`),
	"positiveInt": regexp.MustCompile(`^[1-9][0-9]*$`),
	"unsignedInt": regexp.MustCompile(`^(0|[1-9][0-9]*)$`),
	"decimal":     regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$`),
	"code":        regexp.MustCompile(`^\S+( \S+)*$`),
	"id":          regexp.MustCompile(`^[A-Za-z0-9\-.]{1,64}$`),
	"uri":         regexp.MustCompile(`^\S+$`),
	"url":         regexp.MustCompile(`^\S+$`),
	"canonical":   regexp.MustCompile(`^\S+$`),
	"date":        regexp.MustCompile(`^\d{4}(-\d\d(-\d\d)?)?$`),
	"dateTime":    regexp.MustCompile(`^\d{4}(-\d\d(-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?)?)?$`),
	"instant":     regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$`),
	"time":        regexp.MustCompile(`^\d\d:\d\d:\d\d(\.\d+)?$`),
	"string":      regexp.MustCompile(`\S`),
	"markdown":    regexp.MustCompile(`\S`),
	"xhtml":       regexp.MustCompile(`(?s)^<div xmlns="http://www.w3.org/1999/xhtml"[^>]*>.*</div>$`),
}

// validMoment refuses dates and times that the calendar does not have; other types always pass.
func validMoment(typ, text string) bool {
	layouts := map[string][]string{
		"date": dayLayouts, "dateTime": append([]string{time.RFC3339Nano}, dayLayouts...),
		"instant": {time.RFC3339Nano}, "time": {"15:04:05.999999999"},
	}[typ]
	for _, layout := range layouts {
		if t, err := time.Parse(layout, text); err == nil {
			return typ == "time" || t.Year() > 0
		}
	}
	return layouts == nil
}

var dayLayouts = []string{"2006", "2006-01", "2006-01-02"}
