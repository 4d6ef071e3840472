package ucum

import (
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestBetween converts, exactly.
func TestBetween(t *testing.T) {
	for _, c := range []struct{ number, from, to, want string }{
		{"150", "[lb_av]", "kg", "68.0388555"},
		{"68.0388555", "kg", "[lb_av]", "150"},
		{"98.6", "[degF]", "Cel", "37"},
		{"-40", "[degF]", "Cel", "-40"},
		{"37", "Cel", "K", "310.15"},
		{"310.15", "K", "[degF]", "98.6"},
		{"5", "[ft_i]", "cm", "152.4"},
		{"70", "[in_i]", "m", "1.778"},
		{"5.4", "g/L", "mg/dL", "540"},
		{"120", "mm[Hg]", "kPa", "15.99864"},
		{"4.5", "10*3/uL", "10*9/L", "4.5"},
		{"4.5", "10^3/uL", "10*9/L", "4.5"},
		{"1", "[gal_us]", "L", "3.785411784"},
		{"3", "[tsp_us]", "[tbs_us]", "1"},
		{"72", "{beats}/min", "/min", "72"},
		{"72", "/min", "Hz", "1.2"},
		{"1", "wk", "h", "168"},
		{"24", "mo", "a", "2"},
		{"5", "ug/kg/min", "mg/kg/h", "0.3"},
		{"2", "U/L", "nmol/(min.L)", "2000"},
		{"1", "k[IU]/L", "[iU]/mL", "1"},
		{"1", "kg.m/s2", "N", "1"},
		{"3", "m2", "cm2", "30000"},
		{"140", "meq/L", "mmol/L", "140"},
		{"2000", "kcal", "kJ", "8368"},
		{"12", "%", "1", "0.12"},
	} {
		conversion, err := Between(c.from, c.to)
		if err != nil {
			t.Errorf("%s to %s: %v", c.from, c.to, err)
			continue
		}
		got := rational(c.number)
		got.Mul(got, conversion.Factor).Add(got, conversion.Offset)
		if got.Cmp(rational(c.want)) != 0 {
			t.Errorf("%s %s is %s %s, want %s", c.number, c.from, got.FloatString(12), c.to, c.want)
		}
	}
}

// TestRefused names units that are none, and pairs that do not measure the same.
func TestRefused(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{"lbs", "kg", `"lbs" is no UCUM unit`},
		{"KG", "g", "no UCUM unit"},
		{"", "kg", "missing"},
		{"kg/", "kg", "no UCUM unit"},
		{"(kg", "kg", "no UCUM unit"},
		{"kg)", "kg", "no UCUM unit"},
		{"kg{x", "kg", "no UCUM unit"},
		{"m0", "m", "no UCUM unit"},
		{"m99", "m", "no UCUM unit"},
		{"m[lb_av]", "kg", "no UCUM unit"},
		{"Cel/min", "K/min", "no part of another unit"},
		{"/Cel", "/K", "no part of another unit"},
		{"Cel2", "K2", "no UCUM unit"},
		{"kg m", "kg", "no UCUM unit"},
		{"kg", "cm", "kg and cm do not measure the same"},
		{"mg/dL", "mmol/L", "do not measure the same"},
		{"[iU]/L", "U/L", "do not measure the same"},
		{"mol", "1", "do not measure the same"},
		{strings.Repeat("(", 20) + "m" + strings.Repeat(")", 20), "m", "no UCUM unit"},
	} {
		if _, err := Between(c.from, c.to); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s to %s: %v, want %s", c.from, c.to, err, c.want)
		}
	}
	for name, want := range map[string]string{"lbs": "did you mean [lb_av]?", "mmHg": "did you mean mm[Hg]?", "°F": "did you mean [degF]?", "xyz": "UCUM's"} {
		if got := Hint(name); !strings.HasPrefix(got, want) {
			t.Errorf("Hint(%q) = %q", name, got)
		}
	}
}

// TestTable: every unit of the table, and every metric one with a prefix, is read, and converts to itself.
func TestTable(t *testing.T) {
	for name, d := range atoms {
		codes := []string{name}
		if d.metric {
			codes = append(codes, "m"+name, "k"+name)
		}
		for _, code := range codes {
			c, err := Between(code, code)
			if err != nil || c.Factor.Cmp(big.NewRat(1, 1)) != 0 || c.Offset.Sign() != 0 {
				t.Errorf("%s to itself: %v %v", code, c, err)
			}
		}
	}
	for name, unit := range usual {
		if _, err := Parse(unit); err != nil {
			t.Errorf("%s is advised to be %v", name, err)
		}
	}
}

// TestThereAndBack: a conversion and its reverse are each other's inverse.
func TestThereAndBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pair := rapid.SampledFrom([][2]string{{"kg", "[lb_av]"}, {"Cel", "[degF]"}, {"m", "[ft_i]"}, {"mg/dL", "g/L"}, {"/min", "/h"}}).Draw(t, "pair")
		x := big.NewRat(rapid.Int64Range(-1e6, 1e6).Draw(t, "x"), 1000)
		there, err1 := Between(pair[0], pair[1])
		back, err2 := Between(pair[1], pair[0])
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		y := new(big.Rat).Mul(x, there.Factor)
		y.Add(y, there.Offset).Mul(y, back.Factor).Add(y, back.Offset)
		if y.Cmp(x) != 0 {
			t.Fatalf("%s became %s", x, y)
		}
	})
}

// TestAnyText: whatever is read converts to itself.
func TestAnyText(t *testing.T) {
	text := rapid.StringOfN(rapid.RuneFrom([]rune("mgkLKdsh0123-*^./(){}[]_iUnflbavCel%")), 0, 12, -1)
	rapid.Check(t, func(t *rapid.T) {
		code := text.Draw(t, "unit")
		if _, err := Parse(code); err != nil {
			return
		}
		if c, err := Between(code, code); err != nil || c.Factor.Cmp(big.NewRat(1, 1)) != 0 {
			t.Fatalf("%s to itself: %v %v", code, c, err)
		}
	})
}
