package ucum

import (
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"strings"
)

// Parse reads a unit: mg/dL, 10*3/uL, kg/m2, mm[Hg], {beats}/min, [degF].
func Parse(code string) (Unit, error) {
	if code == "" {
		return Unit{}, errors.New("a unit is missing")
	}
	p := parser{code: code, rest: code}
	u, err := p.term(true)
	if err == nil && p.rest != "" {
		err = p.fail()
	}
	return u, err
}

// parser is a unit being read, and what is left of it.
type parser struct {
	code, rest string
	depth      int
}

func (p *parser) fail() error { return fmt.Errorf("%q is no UCUM unit that is known here", p.code) }

// term is components with . and / between them; a / may come first.
func (p *parser) term(first bool) (Unit, error) {
	out, sign := one(), 1
	if first && p.take("/") {
		sign = -1
	}
	alone := sign == 1
	for {
		u, err := p.component()
		if err != nil {
			return out, err
		}
		more := strings.HasPrefix(p.rest, ".") || strings.HasPrefix(p.rest, "/")
		if u.offset != nil {
			if alone && !more {
				return u, nil
			}
			return out, fmt.Errorf("%q: a temperature with a zero of its own is no part of another unit", p.code)
		}
		out, alone = out.times(u, sign), false
		switch {
		case p.take("."):
			sign = 1
		case p.take("/"):
			sign = -1
		default:
			return out, nil
		}
	}
}

func (p *parser) take(text string) bool {
	rest, ok := strings.CutPrefix(p.rest, text)
	p.rest = rest
	return ok
}

// maxDepth bounds parentheses.
const maxDepth = 10

// component is a term in parentheses, an annotation, a number, or a unit with a power and an annotation.
func (p *parser) component() (Unit, error) {
	if p.take("(") {
		if p.depth++; p.depth > maxDepth {
			return Unit{}, p.fail()
		}
		u, err := p.term(true)
		if err == nil && !p.take(")") {
			err = p.fail()
		}
		return u, err
	}
	if p.annotation() {
		return one(), nil
	}
	word := component.FindString(p.rest)
	if word == "" {
		return Unit{}, p.fail()
	}
	p.rest = p.rest[len(word):]
	p.annotation()
	return p.simple(word)
}

// annotation skips {…}, which says something to people only.
func (p *parser) annotation() bool {
	if !strings.HasPrefix(p.rest, "{") {
		return false
	}
	end := strings.IndexByte(p.rest, '}')
	if end < 0 {
		return false
	}
	p.rest = p.rest[end+1:]
	return true
}

// component matches a unit with its power; what stands in brackets belongs to the name.
var component = regexp.MustCompile(`^(\[[^\]]*\]|[^][./(){}\s])+`)

// power splits off a power: m2, s-1, 10*3, 10^-9.
var power = regexp.MustCompile(`^(10[*^]|.*[^-+0-9])([-+]?[0-9]+)$`)

// maxPower bounds powers: what is beyond is a mistake.
const maxPower = 30

// simple is a number, or a unit that may have a prefix and a power.
func (p *parser) simple(word string) (Unit, error) {
	if n, err := strconv.ParseUint(word, 10, 32); err == nil && n > 0 {
		return Unit{factor: new(big.Rat).SetInt64(int64(n)), powers: map[string]int{}}, nil
	}
	name, exponent := word, 1
	if parts := power.FindStringSubmatch(word); parts != nil {
		n, err := strconv.Atoi(strings.TrimPrefix(parts[2], "+"))
		if err != nil || n == 0 || n > maxPower || n < -maxPower {
			return Unit{}, p.fail()
		}
		name, exponent = parts[1], n
	}
	u, ok := atom(name)
	if !ok {
		return Unit{}, p.fail()
	}
	if exponent == 1 {
		return u, nil
	}
	if u.offset != nil {
		return Unit{}, p.fail()
	}
	return one().times(u, exponent), nil
}

// atom is a unit of the table, or a metric one with a prefix.
func atom(name string) (Unit, bool) {
	if d, ok := atoms[name]; ok {
		return d.unit(), true
	}
	for _, prefix := range prefixes {
		rest, ok := strings.CutPrefix(name, prefix.sign)
		if !ok {
			continue
		}
		if d, ok := atoms[rest]; ok && d.metric {
			u := d.unit()
			return Unit{factor: new(big.Rat).Mul(u.factor, rational(prefix.factor)), powers: u.powers}, true
		}
	}
	return Unit{}, false
}
