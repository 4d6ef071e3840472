package draft

import (
	"fmt"
	"regexp"
	"strings"

	"ehr.example/portico/mappers/schema"
)

// words are raw codes, in lower case and without what is no letter or digit, for each kind of code.
var words = map[string]map[string]string{
	"gender": {
		"m": "male", "male": "male", "man": "male", "1": "male", "f": "female", "female": "female", "w": "female", "woman": "female", "2": "female",
		"o": "other", "other": "other", "x": "other", "9": "unknown", "0": "unknown", "u": "unknown", "unk": "unknown", "unknown": "unknown", "un": "unknown",
	},
	"marital": {
		"s": "S", "single": "S", "nevermarried": "S", "m": "M", "married": "M", "d": "D", "divorced": "D", "w": "W", "widowed": "W",
		"widow": "W", "l": "L", "separated": "L", "legallyseparated": "L", "t": "T", "domesticpartner": "T", "partner": "T", "a": "A", "annulled": "A",
		"u": "UNK", "unknown": "UNK",
	},
	"flag": {
		"y": "true", "yes": "true", "1": "true", "t": "true", "true": "true", "j": "true",
		"n": "false", "no": "false", "0": "false", "f": "false", "false": "false",
	},
	"encounter-status": {
		"planned": "planned", "scheduled": "planned", "booked": "planned", "pending": "planned", "arrived": "arrived", "checkedin": "arrived",
		"inprogress": "in-progress", "active": "in-progress", "started": "in-progress", "open": "in-progress", "finished": "finished", "closed": "finished",
		"complete": "finished", "completed": "finished", "done": "finished", "discharged": "finished", "signed": "finished",
		"cancelled": "cancelled", "canceled": "cancelled", "noshow": "cancelled", "deleted": "entered-in-error",
	},
	"encounter-class": {
		"amb": "AMB", "ambulatory": "AMB", "outpatient": "AMB", "op": "AMB", "out": "AMB", "office": "AMB", "emr": "EMER", "emer": "EMER", "er": "EMER",
		"emergency": "EMER", "ed": "EMER", "inp": "IMP", "imp": "IMP", "inpatient": "IMP", "ip": "IMP", "hh": "HH", "home": "HH", "homehealth": "HH",
		"vr": "VR", "virtual": "VR", "tel": "VR", "telephone": "VR", "phone": "VR", "telehealth": "VR", "obsenc": "OBSENC", "observation": "OBSENC",
		"ss": "SS", "shortstay": "SS", "fld": "FLD", "field": "FLD", "pre": "PRENC", "prenc": "PRENC",
	},
}

var noWord = regexp.MustCompile(`[^a-z0-9]`)

// known is the code that a raw value surely means, or "".
func known(kind, raw string) string {
	return words[kind][noWord.ReplaceAllString(strings.ToLower(raw), "")]
}

// counts are what is known of a column's values.
func (g *guesser) counts(t *schema.Table, column string) Column {
	return g.counted[t.Name].Columns[column]
}

// codeMap writes a map for a column; fallback is what all other values, and none, become ("": the element is absent). It
// tells how many raw values nobody could guess.
func (g *guesser) codeMap(name, kind, system string, t *schema.Table, column, fallback string) (unsure int) {
	var b strings.Builder
	fmt.Fprintf(&b, "  %s:\n", name)
	if system != "" {
		fmt.Fprintf(&b, "    $system: %s\n", system)
	}
	values := g.counts(t, column).Codes
	listed, letters := map[string]bool{}, true
	for _, v := range values {
		if v.Raw == "" {
			continue
		}
		if code := known(kind, v.Raw); code != "" {
			fmt.Fprintf(&b, "    %s: %s   # %d rows\n", key(v.Raw), scalar(code), v.Rows)
			listed[strings.ToUpper(v.Raw)] = true
			letters = letters && len(v.Raw) == 1
			continue
		}
		unsure++
		fmt.Fprintf(&b, "    # question: what is %s? %d rows\n", key(v.Raw), v.Rows)
	}
	for _, raw := range common[kind] {
		if letters && !listed[raw] && (len(raw) == 1 || len(listed) == 0) { // values that few rows have were not counted
			fmt.Fprintf(&b, "    %s: %s\n", key(raw), scalar(known(kind, raw)))
		}
	}
	if fallback != "" {
		fmt.Fprintf(&b, "    $default: %s\n    $empty: %s\n", fallback, fallback)
	}
	g.maps[name] = b.String()
	return unsure
}

// common are the raw values that are taken where none were counted.
var common = map[string][]string{
	"gender": {"M", "F", "O", "U"}, "marital": {"S", "M", "D", "W"}, "flag": {"Y", "N"},
	"encounter-status": {"finished"}, "encounter-class": {"AMB"},
}

var plainScalar = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_./-]*$`)

// scalar is a text as YAML, quoted where it would be read as something else.
func scalar(text string) string {
	if plainScalar.MatchString(text) && !yamlWord(text) {
		return text
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`, "\r", `\r`).Replace(text) + `"`
}

// key is a raw value as a key of a map.
func key(text string) string { return scalar(text) }

func yamlWord(text string) bool {
	switch strings.ToLower(text) {
	case "y", "n", "yes", "no", "on", "off", "true", "false", "null":
		return true
	}
	return false
}
