package search

import (
	"math/big"
	"regexp"
	"strconv"
	"strings"
)

// maxDigits is how many digits a number may have, the zeros counted that its exponent adds: MySQL's DECIMAL has 65,
// and the interval needs one more than the number.
const maxDigits = 64

// Decimal is a number with the interval that its digits stand for: 5.4 is [5.35, 5.45), 1e2 is [50, 150). All but
// Text are plain decimals without an exponent, so that SQL reads them as exact numbers.
//
// See https://hl7.org/fhir/R4/search.html#number. (The half-open interval is half a unit of the last digit to either
// side. FHIR's own example gives [95, 105) for 1e2, which no rule fits that also gives its other examples.)
type Decimal struct {
	Text      string // as received
	Value     string // the number itself
	Low, High string // the interval that its precision implies: Low ≤ x < High
}

// decimalText is FHIR's decimal. See https://hl7.org/fhir/R4/datatypes.html#decimal.
var decimalText = regexp.MustCompile(`^(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]{1,4}))?$`)

// parseDecimal reads a number without its prefix.
func parseDecimal(text string) (Decimal, error) {
	match := decimalText.FindStringSubmatch(text)
	if match == nil {
		return Decimal{}, malformed("%s is not a number; write 5, 5.40 or 5.4e1, after eq, ne, gt, lt, ge, le, sa, eb or ap",
			quote(text))
	}
	sign, whole, fraction := match[1], match[2], match[3]
	exponent := 0
	if match[4] != "" {
		exponent, _ = strconv.Atoi(match[4]) // four digits, by the pattern
	}
	if len(whole)+len(fraction)+max(exponent, -exponent) > maxDigits {
		return Decimal{}, malformed("%s has too many digits; at most %d are allowed", quote(text), maxDigits)
	}
	coefficient, _ := new(big.Int).SetString(sign+whole+fraction, 10) // digits, by the pattern
	exponent -= len(fraction)
	tenfold := new(big.Int).Mul(coefficient, big.NewInt(10))
	half := big.NewInt(5)
	return Decimal{
		Text:  text,
		Value: plain(coefficient, exponent),
		Low:   plain(new(big.Int).Sub(tenfold, half), exponent-1),
		High:  plain(new(big.Int).Add(tenfold, half), exponent-1),
	}, nil
}

// plain is coefficient × 10^exponent without an exponent.
func plain(coefficient *big.Int, exponent int) string {
	digits := new(big.Int).Abs(coefficient).String()
	sign := ""
	if coefficient.Sign() < 0 {
		sign = "-"
	}
	switch {
	case coefficient.Sign() == 0 && exponent > 0:
		return "0"
	case exponent >= 0:
		return sign + digits + strings.Repeat("0", exponent)
	case len(digits) <= -exponent:
		digits = strings.Repeat("0", 1-exponent-len(digits)) + digits
	}
	point := len(digits) + exponent
	return sign + digits[:point] + "." + digits[point:]
}
