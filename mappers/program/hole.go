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
)

var formatNames = [...]string{"string", "code", "integer", "decimal", "boolean", "date", "dateTime(local)", "dateTime(UTC)", "uuid", "base64", "number", "comparator", "low", "high"}

// Hole is a database value in the JSON.
type Hole struct {
	Frame  int
	Slot   int
	Link   int // the link of the frame's relation in which Slot lies; -1: in the row itself
	Format Format
	Map    *Map
	Part   Part
	Bare   bool // the map's codes are written without quotes: booleans and numbers
	Value  *Value
}

// raw is the value as the database's text; nil when it is NULL or the link finds no row.
func (h *Hole) raw(s *State) []byte {
	if h.Link < 0 {
		return s.cell(h.Frame, h.Slot)
	}
	f := &s.frames[h.Frame]
	l := &f.page.Links[h.Link]
	row := l.Index[f.row]
	if row < 0 {
		return nil
	}
	return l.Page.Rows.Cell(int(row), h.Slot)
}

func (h *Hole) append(dst []byte, s *State) ([]byte, Presence) {
	raw := h.raw(s)
	if h.Map != nil {
		return h.appendMapped(dst, raw)
	}
	if len(raw) == 0 {
		return dst, Absent
	}
	out, ok := appendFormat(dst, raw, h.Format, s)
	if !ok {
		return dst, Absent
	}
	return out, Filled
}

func (h *Hole) appendMapped(dst, raw []byte) ([]byte, Presence) {
	to := h.Map.Find(raw)
	if to == nil {
		return dst, Absent
	}
	text := h.Part.Of(to)
	if text == "" {
		return dst, Absent
	}
	if h.Bare {
		return append(dst, text...), Filled
	}
	dst = append(dst, '"')
	dst = AppendEscaped(dst, text)
	return append(dst, '"'), Filled
}

// appendFormat writes a value that is not empty; false: it holds nothing that the format can show.
func appendFormat(dst, raw []byte, f Format, s *State) ([]byte, bool) {
	switch f {
	case FormatString:
		return appendText(dst, raw)
	case FormatCode:
		return appendText(dst, bytes.TrimSpace(raw))
	case FormatInteger:
		return appendInteger(dst, raw)
	case FormatDecimal:
		return appendDecimal(dst, raw)
	case FormatBoolean:
		return strconv.AppendBool(dst, Truth(raw)), true
	case FormatDate:
		return appendDay(dst, raw)
	case FormatLocal:
		return appendLocal(dst, raw, s)
	case FormatUTC:
		return appendUTC(dst, raw)
	}
	return appendRare(dst, raw, f)
}

func appendRare(dst, raw []byte, f Format) ([]byte, bool) {
	switch f {
	case FormatUUID:
		return quoted(dst, raw, appendUUID)
	case FormatBase64:
		return quoted(dst, raw, appendBase64)
	case FormatNumber:
		_, number := SplitNumber(raw)
		return appendDecimalText(dst, number)
	case FormatComparator:
		comparator, number := SplitNumber(raw)
		if len(number) == 0 || len(comparator) == 0 {
			return dst, false
		}
		dst = append(dst, '"')
		dst = append(dst, comparator...)
		return append(dst, '"'), true
	case FormatLow:
		low, _ := SplitRange(raw)
		return appendDecimalText(dst, low)
	case FormatHigh:
		_, high := SplitRange(raw)
		return appendDecimalText(dst, high)
	}
	return dst, false
}

func quoted(dst, raw []byte, write func(dst, raw []byte) ([]byte, bool)) ([]byte, bool) {
	dst = append(dst, '"')
	dst, ok := write(dst, raw)
	return append(dst, '"'), ok
}
