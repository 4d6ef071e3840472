package program

import (
	"bytes"
	"strconv"
)

// Format is how a database value is written as JSON.
type Format int

// The formats. Local is a wall clock shown with the tenant's offset; UTC a wall clock in UTC, as a TIMESTAMP is read.
const (
	FormatString Format = iota
	FormatCode
	FormatInteger
	FormatDecimal
	FormatBoolean
	FormatDate
	FormatLocal
	FormatUTC
	FormatUUID
	FormatBase64
	FormatNumber     // text that holds a number, without its comparator
	FormatComparator // the comparator of such a text
	FormatLow        // the lower bound of a range such as 3.5-5.0 or >40
	FormatHigh       // the upper bound
	FormatYear       // a day's or clock's year
	FormatMonth      // its year and month
	FormatPartial    // a date's text, of a day, a month or a year
	FormatZoned      // a wall clock with the offset that Zone holds
	FormatNarrative  // text as XHTML
	FormatContent    // text that is base64
	FormatTruth      // text that is true or false
)

var formatNames = [...]string{
	"string", "code", "integer", "decimal", "boolean", "date", "dateTime(local)", "dateTime(UTC)", "uuid", "base64", "number", "comparator", "low", "high",
	"year", "month", "partial date", "dateTime(zone)", "narrative", "content", "truth",
}

// Hole is a database value in the JSON.
type Hole struct {
	Frame  int
	Slot   int
	Link   int // the link of the frame's relation in which Slot lies; -1: in the row itself
	Format Format
	Map    *Map
	Part   Part
	Bare   bool // the map's codes are written without quotes: booleans and numbers
	Zone   int  // FormatZoned: where the minutes east of UTC lie
	Steps  []*Step
	Value  *Value

	compared bool // the number's comparator is written behind it
}

// appendResult writes the hole's part of what its map gives; false: the result has no such part.
func (h *Hole) appendResult(dst []byte, to *Coded) ([]byte, bool) {
	text := h.Part.Of(to)
	switch {
	case text == "":
		return dst, false
	case h.Bare:
		return append(dst, text...), true
	}
	dst = append(dst, '"')
	dst = AppendEscaped(dst, text)
	return append(dst, '"'), true
}

// writer writes a value that is not empty; false: it holds nothing that can be shown.
type writer func(dst, raw []byte, s *State) ([]byte, bool)

// writers are those of the formats.
var writers = [...]writer{
	FormatString:     func(dst, raw []byte, _ *State) ([]byte, bool) { return appendText(dst, raw) },
	FormatCode:       func(dst, raw []byte, _ *State) ([]byte, bool) { return appendText(dst, bytes.TrimSpace(raw)) },
	FormatInteger:    func(dst, raw []byte, _ *State) ([]byte, bool) { return appendInteger(dst, raw) },
	FormatDecimal:    func(dst, raw []byte, _ *State) ([]byte, bool) { return appendDecimal(dst, raw) },
	FormatBoolean:    func(dst, raw []byte, _ *State) ([]byte, bool) { return strconv.AppendBool(dst, Truth(raw)), true },
	FormatDate:       func(dst, raw []byte, _ *State) ([]byte, bool) { return appendDay(dst, raw) },
	FormatLocal:      appendLocal,
	FormatUTC:        func(dst, raw []byte, _ *State) ([]byte, bool) { return appendUTC(dst, raw) },
	FormatUUID:       func(dst, raw []byte, _ *State) ([]byte, bool) { return quoted(dst, raw, appendUUID) },
	FormatBase64:     func(dst, raw []byte, _ *State) ([]byte, bool) { return quoted(dst, raw, appendBase64) },
	FormatNumber:     appendNumber,
	FormatComparator: appendComparator,
	FormatLow:        appendLow,
	FormatHigh:       appendHigh,
	FormatYear:       func(dst, raw []byte, _ *State) ([]byte, bool) { return appendPrecise(dst, raw, 4) },
	FormatMonth:      func(dst, raw []byte, _ *State) ([]byte, bool) { return appendPrecise(dst, raw, 7) },
	FormatPartial:    func(dst, raw []byte, _ *State) ([]byte, bool) { return appendPartial(dst, raw) },
	FormatZoned:      appendLocal, // in the tenant's zone, where there is no other
	FormatNarrative:  func(dst, raw []byte, _ *State) ([]byte, bool) { return appendNarrative(dst, raw) },
	FormatContent:    func(dst, raw []byte, _ *State) ([]byte, bool) { return appendContent(dst, raw) },
	FormatTruth:      func(dst, raw []byte, _ *State) ([]byte, bool) { return appendTruth(dst, raw) },
}

func appendNumber(dst, raw []byte, _ *State) ([]byte, bool) {
	_, number := SplitNumber(raw)
	return appendDecimalText(dst, number)
}

func appendComparator(dst, raw []byte, _ *State) ([]byte, bool) {
	comparator, number := SplitNumber(raw)
	if len(number) == 0 || len(comparator) == 0 {
		return dst, false
	}
	return append(append(append(dst, '"'), comparator...), '"'), true
}

// appendCompared writes a number, and behind it the field of its comparator.
func appendCompared(dst, raw []byte, _ *State) ([]byte, bool) {
	comparator, number := SplitNumber(raw)
	dst, ok := appendDecimalText(dst, number)
	if ok && len(comparator) > 0 {
		dst = append(append(append(dst, `,"comparator":"`...), comparator...), '"')
	}
	return dst, ok
}

func appendLow(dst, raw []byte, _ *State) ([]byte, bool) {
	low, _ := SplitRange(raw)
	return appendDecimalText(dst, low)
}

func appendHigh(dst, raw []byte, _ *State) ([]byte, bool) {
	_, high := SplitRange(raw)
	return appendDecimalText(dst, high)
}

func quoted(dst, raw []byte, write func(dst, raw []byte) ([]byte, bool)) ([]byte, bool) {
	dst = append(dst, '"')
	dst, ok := write(dst, raw)
	return append(dst, '"'), ok
}
