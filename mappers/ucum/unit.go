// Package ucum reads units of the Unified Code for Units of Measure and converts between them, exactly: every factor is a
// rational number. It knows the units that records of care use. Left out are logarithmic units, π and what is made of it,
// and the centimetre-gram-second units of electricity; the amount of substance and the arbitrary units ([iU], …) are
// dimensions of their own, so that nothing turns moles into counts.
package ucum

import (
	"fmt"
	"maps"
	"math/big"
)

// Unit is a unit in terms of its dimensions.
type Unit struct {
	factor *big.Rat       // how many of the dimensions' own units it is
	offset *big.Rat       // temperatures: where its zero lies; nil for all others
	powers map[string]int // dimension → power, without zeros
}

// Conversion turns a number x of one unit into x × Factor + Offset of another.
type Conversion struct{ Factor, Offset *big.Rat }

// Between is the conversion from one unit to another. An error names the unit that is not known, or says that the two do
// not measure the same.
func Between(from, to string) (Conversion, error) {
	a, err := Parse(from)
	if err != nil {
		return Conversion{}, err
	}
	b, err := Parse(to)
	if err != nil {
		return Conversion{}, err
	}
	if !maps.Equal(a.powers, b.powers) {
		return Conversion{}, fmt.Errorf("%s and %s do not measure the same", from, to)
	}
	shift := new(big.Rat).Sub(a.zero(), b.zero())
	return Conversion{Factor: new(big.Rat).Quo(a.factor, b.factor), Offset: shift.Quo(shift, b.factor)}, nil
}

func (u Unit) zero() *big.Rat {
	if u.offset == nil {
		return new(big.Rat)
	}
	return u.offset
}

// one is the unit of pure numbers.
func one() Unit { return Unit{factor: big.NewRat(1, 1), powers: map[string]int{}} }

// times is the product with another unit to a power.
func (u Unit) times(v Unit, power int) Unit {
	out := Unit{factor: new(big.Rat).Set(u.factor), powers: maps.Clone(u.powers)}
	out.factor.Mul(out.factor, raised(v.factor, power))
	for dimension, n := range v.powers {
		if out.powers[dimension] += n * power; out.powers[dimension] == 0 {
			delete(out.powers, dimension)
		}
	}
	return out
}

// raised is a factor to a power, which may be negative.
func raised(r *big.Rat, power int) *big.Rat {
	out := big.NewRat(1, 1)
	for range max(power, -power) {
		out.Mul(out, r)
	}
	if power < 0 {
		out.Inv(out)
	}
	return out
}
