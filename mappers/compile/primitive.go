package compile

import "regexp"

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
}
