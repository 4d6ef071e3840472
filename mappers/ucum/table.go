package ucum

import (
	"math/big"
	"strings"
)

// definition is a unit of the table: how many of another unit it is. Without one it is a dimension of its own.
type definition struct {
	metric bool   // it takes prefixes
	times  string // a decimal or a fraction
	of     string // in terms of other units; "" for a dimension
	zero   string // temperatures: where its zero lies, in K
}

// rational reads a decimal, with an exponent or not, or a fraction.
func rational(text string) *big.Rat {
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		panic("ucum: " + text + " is no number")
	}
	return r
}

func (d definition) unit() Unit {
	if d.of == "" {
		return Unit{factor: big.NewRat(1, 1), powers: map[string]int{d.times: 1}}
	}
	u := one()
	if d.of != "1" {
		var err error
		if u, err = Parse(d.of); err != nil {
			panic(err)
		}
	}
	u.factor = new(big.Rat).Mul(rational(d.times), u.factor)
	if d.zero != "" {
		u.offset = rational(d.zero)
	}
	return u
}

// prefixes, longest sign first where one begins with another.
var prefixes = []struct{ sign, factor string }{
	{"da", "10"},
	{"Ki", "1024"},
	{"Mi", "1048576"},
	{"Gi", "1073741824"},
	{"Ti", "1099511627776"},
	{"Y", "1e24"},
	{"Z", "1e21"},
	{"E", "1e18"},
	{"P", "1e15"},
	{"T", "1e12"},
	{"G", "1e9"},
	{"M", "1e6"},
	{"k", "1e3"},
	{"h", "1e2"},
	{"d", "1e-1"},
	{"c", "1e-2"},
	{"m", "1e-3"},
	{"u", "1e-6"},
	{"n", "1e-9"},
	{"p", "1e-12"},
	{"f", "1e-15"},
	{"a", "1e-18"},
	{"z", "1e-21"},
	{"y", "1e-24"},
}

func dimension(name string) definition { return definition{metric: true, times: name} }

func metric(times, of string) definition { return definition{metric: true, times: times, of: of} }

func other(times, of string) definition { return definition{times: times, of: of} }

// atoms are the units by their case-sensitive codes.
var atoms = map[string]definition{
	"m": dimension("length"), "s": dimension("time"), "g": dimension("mass"), "K": dimension("temperature"), "C": dimension("charge"),
	"cd": dimension("luminous intensity"), "rad": dimension("angle"), "mol": dimension("amount of substance"),

	"10*": other("10", "1"), "10^": other("10", "1"), "%": other("1e-2", "1"),
	"[ppth]": other("1e-3", "1"), "[ppm]": other("1e-6", "1"), "[ppb]": other("1e-9", "1"), "[pptr]": other("1e-12", "1"),

	"min": other("60", "s"), "h": other("60", "min"), "d": other("24", "h"), "wk": other("7", "d"),
	"a": other("365.25", "d"), "a_j": other("365.25", "d"), "mo": other("1/12", "a"), "mo_j": other("1/12", "a"),

	"L": metric("1", "dm3"), "l": metric("1", "dm3"), "ar": metric("100", "m2"), "st": metric("1", "m3"), "t": metric("1e3", "kg"),
	"Ao": other("0.1", "nm"), "Hz": metric("1", "s-1"), "N": metric("1", "kg.m/s2"), "Pa": metric("1", "N/m2"), "J": metric("1", "N.m"),
	"W": metric("1", "J/s"), "A": metric("1", "C/s"), "V": metric("1", "J/C"), "F": metric("1", "C/V"), "Ohm": metric("1", "V/A"),
	"S": metric("1", "Ohm-1"), "Wb": metric("1", "V.s"), "T": metric("1", "Wb/m2"), "H": metric("1", "Wb/A"),
	"lm": metric("1", "cd"), "lx": metric("1", "lm/m2"), "Bq": metric("1", "s-1"), "Ci": metric("37e9", "Bq"),
	"Gy": metric("1", "J/kg"), "Sv": metric("1", "J/kg"), "RAD": metric("1e-2", "Gy"), "REM": metric("1e-2", "Sv"),
	"kat": metric("1", "mol/s"), "U": metric("1", "umol/min"), "eq": metric("1", "mol"), "osm": metric("1", "mol"),
	"bar": metric("1e5", "Pa"), "atm": other("101325", "Pa"), "dyn": metric("1e-5", "N"), "erg": metric("1e-7", "J"), "P": metric("0.1", "Pa.s"),
	"gf": metric("9.80665e-3", "N"), "m[Hg]": metric("133.3220", "kPa"), "m[H2O]": metric("9.80665", "kPa"), "[psi]": other("1", "[lbf_av]/[in_i]2"),
	"cal": metric("4.184", "J"), "cal_th": metric("4.184", "J"), "[Cal]": other("1", "kcal_th"), "eV": metric("1.60217733e-19", "J"),

	"[in_i]": other("2.54", "cm"), "[ft_i]": other("12", "[in_i]"), "[yd_i]": other("3", "[ft_i]"), "[mi_i]": other("5280", "[ft_i]"),
	"[gr]": other("64.79891", "mg"), "[lb_av]": other("7000", "[gr]"), "[oz_av]": other("1/16", "[lb_av]"), "[dr_av]": other("1/16", "[oz_av]"),
	"[stone_av]": other("14", "[lb_av]"), "[lbf_av]": other("4.4482216152605", "N"), "[oz_tr]": other("480", "[gr]"),
	"[gal_us]": other("231", "[in_i]3"), "[qt_us]": other("1/4", "[gal_us]"), "[pt_us]": other("1/2", "[qt_us]"), "[cup_us]": other("1/16", "[gal_us]"),
	"[foz_us]": other("1/128", "[gal_us]"), "[tbs_us]": other("1/2", "[foz_us]"), "[tsp_us]": other("1/3", "[tbs_us]"),
	"[drp]": other("1/20", "mL"), "[Ch]": other("1/3", "mm"), "[diop]": other("1", "m-1"), "[HPF]": other("1", "1"), "[LPF]": other("100", "1"),

	"Cel": {metric: false, times: "1", of: "K", zero: "273.15"}, "[degF]": {times: "5/9", of: "K", zero: "45967/180"},

	"[iU]": dimension("[iU]"), "[IU]": metric("1", "[iU]"), "[arb'U]": dimension("[arb'U]"), "[USP'U]": dimension("[USP'U]"),
	"[CFU]": dimension("[CFU]"), "[PFU]": dimension("[PFU]"), "[GPL'U]": dimension("[GPL'U]"), "[MPL'U]": dimension("[MPL'U]"),
	"[APL'U]": dimension("[APL'U]"), "[todd'U]": dimension("[todd'U]"), "[ka'U]": dimension("[ka'U]"), "[pH]": dimension("[pH]"),
}

// usual are names that people write, and the units they mean.
var usual = map[string]string{
	"lb": "[lb_av]", "lbs": "[lb_av]", "pound": "[lb_av]", "oz": "[oz_av]", "stone": "[stone_av]", "kgs": "kg", "gm": "g", "mcg": "ug", "µg": "ug",
	"in": "[in_i]", "inch": "[in_i]", "inches": "[in_i]", "ft": "[ft_i]", "foot": "[ft_i]", "feet": "[ft_i]", "yd": "[yd_i]", "mi": "[mi_i]",
	"f": "[degF]", "°f": "[degF]", "degf": "[degF]", "fahrenheit": "[degF]", "c": "Cel", "°c": "Cel", "degc": "Cel", "celsius": "Cel",
	"mmhg": "mm[Hg]", "cmh2o": "cm[H2O]", "psi": "[psi]", "bpm": "/min", "iu": "[iU]", "iu/l": "[iU]/L", "cc": "mL", "ml": "mL", "percent": "%",
	"meq/l": "meq/L", "mmol/l": "mmol/L", "mg/dl": "mg/dL", "hr": "h", "hour": "h", "sec": "s", "year": "a", "month": "mo", "week": "wk", "day": "d",
	"gal": "[gal_us]", "floz": "[foz_us]", "fl oz": "[foz_us]",
}

// Hint is the unit that a name probably means, as advice; "" without one.
func Hint(name string) string {
	if unit := usual[strings.ToLower(name)]; unit != "" && unit != name {
		return "did you mean " + unit + "?"
	}
	return "UCUM's case-sensitive codes: kg, [lb_av], Cel, [degF], cm, [in_i], mg/dL, mm[Hg]"
}
