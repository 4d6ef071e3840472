package interaction_test

import (
	"math/big"
	"slices"
	"strings"
)

// difference is a disagreement between the server and the evaluator that is known, with the reason. The checks go on
// around it, and what it covers is still asked: report says how often the two really differ, so that a difference that
// is gone can be taken out.
type difference struct {
	mapper, typ string // mapper "*": any
	params      []string
	covers      func(s *subject, p probe) bool
	reason      string
}

var differences = []difference{
	{
		"*", "Observation", []string{"value-quantity", "combo-value-quantity", "component-value-quantity"}, foldedSetting,
		"a unit that is a setting is compared without regard to case (program.Value.Equals with Setting)",
	},
	{
		"*", "Patient", []string{"identifier"}, foldedSetting,
		"a system that is a setting is compared without regard to case (program.Value.Equals with Setting)",
	},
	{
		"*", "Encounter", []string{"identifier"}, foldedSetting,
		"the same",
	},
	{
		"practice", "Patient", []string{"address", "address-city"}, umlauts,
		"latin1_swedish_ci equates ü with y, not with u: plan.like leaves a case-insensitive latin1 column its own collation",
	},
	{
		"*", "Observation", []string{"value-quantity", "combo-value-quantity"}, sharedEnd,
		"<= and >= results have the number itself among theirs: plan.number.compare looks at the first character only",
	},
}

// foldedSetting covers a part of a token or quantity that is a setting but for its case.
func foldedSetting(s *subject, p probe) bool {
	for _, part := range parts(p.text, '|') {
		for _, setting := range s.site.Settings {
			if strings.EqualFold(plain(part), setting) && plain(part) != setting {
				return true
			}
		}
	}
	return false
}

// umlauts covers texts whose u, a or o the data have with an umlaut.
func umlauts(_ *subject, p probe) bool {
	return strings.Contains(strings.ToLower(p.text), "mayaguez") || strings.Contains(strings.ToLower(p.text), "keflavik")
}

// sharedEnd covers the numbers of results with <= or >=.
func sharedEnd(s *subject, p probe) bool {
	number, _, _ := strings.Cut(strings.TrimLeft(p.text, "abcdefghijklmnopqrstuvwxyz"), "|")
	n, ok := new(big.Rat).SetString(number)
	if !ok || number == p.text || strings.HasPrefix(p.text, "ne") {
		return false
	}
	s.once.Do(func() { s.ends = s.comparatorEnds() })
	return s.ends[n.RatString()]
}

// comparatorEnds are the numbers of all results with <= or >=.
func (s *subject) comparatorEnds() map[string]bool {
	ends := map[string]bool{}
	for _, it := range s.items["Observation"] {
		for _, v := range it.values["value-quantity"] {
			if m := v.(measure); strings.HasSuffix(m.comparator, "=") {
				ends[m.n.RatString()] = true
			}
		}
	}
	return ends
}

func (s *subject) differs(typ, param string, p probe) bool {
	for _, d := range differences {
		if (d.mapper == s.mapper || d.mapper == "*") && d.typ == typ && slices.Contains(d.params, param) && d.covers(s, p) {
			return true
		}
	}
	return false
}

// refusal is a parameter that some source of a type cannot answer, so that the whole search is refused unless another
// criterion leaves that source out (semantics.md 2).
type refusal struct{ mapper, typ, param, reason string }

var refusals = []refusal{
	{"practice", "Observation", "_lastUpdated", "lab_result has no updated column"},
	{"openemr", "Observation", "_lastUpdated", "procedure_result has no updated column"},
}

func (s *subject) refuses(typ, param string) bool {
	for _, r := range refusals {
		if r.mapper == s.mapper && r.typ == typ && r.param == param {
			return true
		}
	}
	return false
}
