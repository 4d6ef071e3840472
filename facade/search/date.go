package search

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Precision is how exactly a date was given.
type Precision int

// The precisions of a date. Millisecond stands for every fraction of a second, up to nanoseconds.
const (
	Year Precision = iota
	Month
	Day
	Minute
	Second
	Millisecond
)

// Date is the interval of time that a date stands for: a year, a month, a day, a minute, a second or a fraction. Low
// and High are instants in UTC; without an offset the text was read in the tenant's zone, where a day is as long as
// it is there, from its midnight to the next one.
//
// See https://hl7.org/fhir/R4/search.html#date.
type Date struct {
	Prefix    Prefix
	Text      string    // as received, without the prefix
	Low, High time.Time // Low ≤ t < High; High may lie in the year 10000
	Precision Precision
	HasOffset bool // the text says its offset, or Z
}

func (Date) value() {}

// String is the date as a parameter has it.
func (d Date) String() string { return d.Prefix.String() + d.Text }

// dateText is FHIR's dateTime, whose seconds may be left out in a search.
// See https://hl7.org/fhir/R4/datatypes.html#dateTime.
var dateText = regexp.MustCompile(`^([0-9]{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12][0-9]|3[01])` +
	`(?:T([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]|60)(?:\.([0-9]{1,9}))?)?(Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))?)?)?)?$`)

// parseDate reads a date with its prefix.
func parseDate(text string, zone *time.Location) (Value, error) {
	prefix, rest := cutPrefix(text)
	match := dateText.FindStringSubmatch(rest)
	if match == nil || match[1] == "0000" {
		return nil, notADate(rest)
	}
	w := wall{year: number(match[1]), month: 1, day: 1}
	d := Date{Prefix: prefix, Text: rest, HasOffset: match[8] != ""}
	if match[2] != "" {
		d.Precision, w.month = Month, time.Month(number(match[2]))
	}
	if match[3] != "" {
		d.Precision, w.day = Day, number(match[3])
	}
	if w.day > daysIn(w.year, w.month) {
		return nil, malformed("%s is not a day of the calendar", quote(rest))
	}
	if match[4] == "" {
		d.Low, d.High = w.instant(zone), w.next(d.Precision).instant(zone)
		return d, nil
	}
	return d.withTime(w, match, zone), nil
}

// withTime adds the time of day. Its interval is as long as its precision, whatever the zone's clock does then.
func (d Date) withTime(w wall, match []string, zone *time.Location) Date {
	length := time.Minute
	d.Precision, w.hour, w.minute = Minute, number(match[4]), number(match[5])
	if match[6] != "" {
		d.Precision, w.second, length = Second, number(match[6]), time.Second
	}
	if fraction := match[7]; fraction != "" {
		d.Precision = Millisecond
		w.nano = number((fraction + "00000000")[:9])
		for range fraction {
			length /= 10
		}
	}
	if d.HasOffset {
		zone = time.FixedZone("", offset(match[8]))
	}
	d.Low = w.instant(zone)
	d.High = d.Low.Add(length)
	return d
}

// number is the value of a few digits.
func number(digits string) int {
	n, _ := strconv.Atoi(digits) // digits, by the pattern
	return n
}

// offset is the value of Z, +hh:mm or -hh:mm, in seconds east of UTC.
func offset(text string) int {
	if text == "Z" {
		return 0
	}
	seconds := number(text[1:3])*3600 + number(text[4:6])*60
	if text[0] == '-' {
		return -seconds
	}
	return seconds
}

// daysIn is the number of days of a month.
func daysIn(year int, month time.Month) int {
	return time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// notADate says what a date looks like. A blank is what a plus becomes that wasn't encoded.
func notADate(text string) error {
	if strings.Contains(text, " ") {
		return malformed("%s is not a date; a + in a URL is written %%2B", quote(text))
	}
	return malformed("%s is not a date; write 2024, 2024-02, 2024-02-29, 2024-02-29T13:45 or 2024-02-29T13:45:00-05:00, "+
		"after eq, ne, gt, lt, ge, le, sa, eb or ap", quote(text))
}
