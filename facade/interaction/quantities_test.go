package interaction_test

import (
	"encoding/json"
	"maps"
	"math/big"
	"slices"
	"strings"
)

// quantities are quantity parameters (R4 §3.1.1.4.13). eq and ne take the number with its implicit precision, the others
// as exact (§3.1.1.4.5). A value with a comparator stands for all numbers below or above it.
type quantities struct{ scales map[string]scale }

// measure is a Quantity.
type measure struct {
	n                              *big.Rat
	text                           string
	comparator, system, code, unit string
}

func (quantities) values(e element) []any {
	object, _ := e.value.(map[string]any)
	value, ok := object["value"].(json.Number)
	if !ok {
		return nil
	}
	m := measure{text: value.String(), comparator: e.text("comparator"), system: e.text("system"), code: e.text("code"), unit: e.text("unit")}
	m.n, _ = new(big.Rat).SetString(m.text)
	return []any{m}
}

func (k quantities) matcher(_, want string) func(any) bool {
	sides := parts(want, '|')
	prefix, number := "eq", sides[0]
	if number[0] >= 'a' {
		prefix, number = number[:2], number[2:]
	}
	n, _ := new(big.Rat).SetString(number)
	half := halfUnit(number)
	return func(have any) bool {
		m := have.(measure)
		if len(sides) == 3 && plain(sides[1]) == ucumSystem && m.system == ucumSystem {
			if there, wide, ok := k.inUnit(n, half, plain(sides[2]), m.code); ok {
				return m.compares(prefix, there, wide)
			}
		}
		return (len(sides) == 1 || m.counts(plain(sides[1]), plain(sides[2]))) && m.compares(prefix, n, half)
	}
}

const ucumSystem = "http://unitsofmeasure.org"

// scale is a unit as how many of the first of its sort it is, and where its zero lies: 9/5 K and 32 of Fahrenheit.
type scale struct{ sort, times, zero string }

// body are units of body measures, from tables of weights and measures.
var body = map[string]scale{
	"kg": {"mass", "1", "0"}, "g": {"mass", "1/1000", "0"}, "[lb_av]": {"mass", "45359237/100000000", "0"},
	"m": {"length", "1", "0"}, "cm": {"length", "1/100", "0"}, "[in_i]": {"length", "254/10000", "0"},
	"Cel": {"temperature", "1", "0"}, "[degF]": {"temperature", "5/9", "32"},
}

// laboratory are units of results.
var laboratory = map[string]scale{
	"mg": {"mass", "1/1000000", "0"}, "ug": {"mass", "1/1000000000", "0"},
	"pg": {"mass", "1/1000000000000000", "0"}, "mL": {"volume", "1", "0"}, "fL": {"volume", "1/1000000000000", "0"},
	"g/L": {"concentration", "1", "0"}, "g/dL": {"concentration", "10", "0"}, "mg/dL": {"concentration", "1/100", "0"},
	"mg/L": {"concentration", "1/1000", "0"}, "ug/mL": {"concentration", "1/1000", "0"}, "ug/dL": {"concentration", "1/100000", "0"},
	"ug/L": {"concentration", "1/1000000", "0"}, "ng/mL": {"concentration", "1/1000000", "0"}, "ng/dL": {"concentration", "1/100000000", "0"},
	"ng/L": {"concentration", "1/1000000000", "0"}, "pg/mL": {"concentration", "1/1000000000", "0"},
	"U/L": {"activity", "1", "0"}, "kU/L": {"activity", "1000", "0"},
	"[iU]/L": {"arbitrary", "1", "0"}, "m[IU]/L": {"arbitrary", "1/1000", "0"}, "u[IU]/mL": {"arbitrary", "1/1000", "0"},
	"10*3/uL": {"count", "1", "0"}, "10*6/uL": {"count", "1000", "0"}, "mg/g": {"ratio", "1/1000", "0"}, "%": {"ratio", "1/100", "0"},
	"mm": {"length", "1/1000", "0"}, "mmol/L": {"amount", "1/1000", "0"}, "umol/L": {"amount", "1/1000000", "0"},
	"L/min": {"flow", "1000", "0"}, "mL/min": {"flow", "1", "0"},
}

// scalesOf are the units of a mapper that others can stand for. Where the unit of a result is a bare column, as it is
// everywhere but in OpenEMR's mapper, it is compared as it is.
func scalesOf(mapper string) map[string]scale {
	all := maps.Clone(body)
	if mapper == "openemr" {
		maps.Copy(all, laboratory)
	}
	return all
}

// inUnit is a number and a width of one unit in another.
func (k quantities) inUnit(n, half *big.Rat, from, to string) (there, wide *big.Rat, ok bool) {
	a, b := k.scales[from], k.scales[to]
	if from == to || a.sort == "" || a.sort != b.sort {
		return nil, nil, false
	}
	rat := func(s string) *big.Rat { r, _ := new(big.Rat).SetString(s); return r }
	factor := new(big.Rat).Quo(rat(a.times), rat(b.times))
	there = new(big.Rat).Sub(n, rat(a.zero))
	there.Mul(there, factor).Add(there, rat(b.zero))
	return there, new(big.Rat).Mul(half, factor), true
}

// otherUnits are probes of a measure in the units that are like its own.
func (k quantities) otherUnits(m measure) []probe {
	var out []probe
	for _, unit := range slices.Sorted(maps.Keys(k.scales)) {
		n, _, ok := k.inUnit(m.n, new(big.Rat), m.code, unit)
		if !ok || m.system != ucumSystem {
			continue
		}
		for _, text := range []string{n.FloatString(0), n.FloatString(1), "gt" + n.FloatString(1), "le" + n.FloatString(3), "ne" + n.FloatString(1)} {
			if !strings.Contains(text, "-0") {
				out = append(out, probe{"", text + "|" + ucumSystem + "|" + escaped(unit), judged})
			}
		}
	}
	return out
}

// counts tells whether the measure is in a unit: a code of the system, or without a system the code or the text.
func (m measure) counts(system, unit string) bool {
	if system == "" {
		return m.code == unit || m.unit == unit
	}
	return m.system == system && m.code == unit
}

// halfUnit is half a unit of the last digit that is written.
func halfUnit(number string) *big.Rat {
	_, fraction, _ := strings.Cut(number, ".")
	half := big.NewRat(1, 2)
	for range fraction {
		half.Quo(half, big.NewRat(10, 1))
	}
	return half
}

// compares tells whether the numbers that the measure stands for compare with n.
func (m measure) compares(prefix string, n, half *big.Rat) bool {
	c := m.n.Cmp(n)
	up, down := strings.HasPrefix(m.comparator, ">"), strings.HasPrefix(m.comparator, "<")
	itself := m.comparator == "" || strings.HasSuffix(m.comparator, "=") // n of the measure is one of its numbers
	switch prefix {
	case "gt":
		return up || c > 0
	case "lt":
		return down || c < 0
	case "ge":
		return up || c > 0 || c == 0 && itself
	case "le":
		return down || c < 0 || c == 0 && itself
	case "sa":
		return !down && (c > 0 || c == 0 && !itself)
	case "eb":
		return !up && (c < 0 || c == 0 && !itself)
	}
	within := m.comparator == "" && m.n.Cmp(new(big.Rat).Sub(n, half)) >= 0 && m.n.Cmp(new(big.Rat).Add(n, half)) < 0
	return within == (prefix == "eq")
}

func (k quantities) probes(have any) []probe {
	m := have.(measure)
	out := m.numberProbes()
	add := func(v verdict, text string) { out = append(out, probe{"", text, v}) }
	ge := "ge" + m.text
	if strings.HasPrefix(m.comparator, "<") {
		ge = "lt" + m.text
	}
	for _, unit := range []string{m.code, m.unit} {
		if unit == "" {
			continue
		}
		add(judged, m.text+"||"+escaped(unit))
		add(fails, ge+"||"+escaped(unit)+"x")
		add(fails, ge+"||"+escaped(otherCase(unit))+"x")
		add(judged, ge+"||"+escaped(otherCase(unit)))
		add(judged, ge+"||"+escaped(unit))
	}
	out = append(out, k.otherUnits(m)...)
	if m.system != "" && m.code != "" {
		add(judged, m.text+"|"+escaped(m.system)+"|"+escaped(m.code))
		add(judged, ge+"|"+escaped(m.system)+"|"+escaped(m.code))
		add(fails, ge+"|http://nobody.example|"+escaped(m.code))
		add(fails, ge+"|"+escaped(m.system)+"|{none}")
	}
	return out
}

// numberProbes ask with the number, its neighbours and every prefix.
func (m measure) numberProbes() []probe {
	var out []probe
	unit := new(big.Rat).Mul(halfUnit(m.text), big.NewRat(2, 1))
	_, fraction, _ := strings.Cut(m.text, ".")
	next := new(big.Rat).Add(m.n, unit).FloatString(len(fraction))
	last := new(big.Rat).Sub(m.n, unit).FloatString(len(fraction))
	for _, prefix := range []string{"", "eq", "ne", "gt", "lt", "ge", "le", "sa", "eb"} {
		for _, n := range []string{m.text, next, last, m.text + exact(fraction)} {
			v := judged
			if n == m.text && m.comparator == "" {
				v = fails
				if prefix == "" || prefix == "eq" || prefix == "ge" || prefix == "le" {
					v = holds
				}
			}
			out = append(out, probe{"", prefix + n, v})
		}
	}
	return append(out, probe{"", "gt-1000000", judged}, probe{"", "lt1000000", judged}, probe{"", "ne0.5", judged})
}

// exact are zeros that make a number's implicit precision finer.
func exact(fraction string) string {
	if fraction == "" {
		return ".0"
	}
	return "0"
}
