package program

import "time"

// Clock is a wall clock as MySQL writes it: YYYY-MM-DD[ HH:MM:SS[.ffffff]].
type clock struct {
	year, month, day, hour, minute, second int
	fraction                               []byte // digits after the point, all of them
}

// parseClock reads a DATE, DATETIME or TIMESTAMP. Zero dates, and dates and times that no calendar and no clock has, are
// none: MySQL keeps them where its modes allow.
func parseClock(raw []byte) (c clock, ok bool) {
	if len(raw) < 10 || raw[4] != '-' || raw[7] != '-' || len(raw) > 10 && len(raw) < 19 {
		return c, false
	}
	c.year, c.month, c.day = digits(raw[:4]), digits(raw[5:7]), digits(raw[8:10])
	if len(raw) >= 19 {
		c.hour, c.minute, c.second = digits(raw[11:13]), digits(raw[14:16]), digits(raw[17:19])
		if len(raw) > 20 {
			c.fraction = raw[20:]
		}
	}
	return c, c.exists()
}

// exists tells whether calendar and clock have the moment.
func (c clock) exists() bool {
	if c.year < 1 || c.month < 1 || c.month > 12 || c.day < 1 || c.day > 31 {
		return false
	}
	if c.day > 28 && c.day > daysIn(c.year, c.month) {
		return false
	}
	return c.hour >= 0 && c.hour < 24 && c.minute >= 0 && c.minute < 60 && c.second >= 0 && c.second < 60
}

func daysIn(year, month int) int {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

func digits(b []byte) int {
	n := 0
	for _, c := range b {
		if c < '0' || c > '9' {
			return -1
		}
		n = n*10 + int(c-'0')
	}
	return n
}

// seconds is the wall clock as seconds since 1970, as if it were UTC. Years are counted from March, so that the leap day
// ends them.
func (c clock) seconds() int64 {
	year, month := c.year, c.month
	if month < 3 {
		year, month = year-1, month+12
	}
	days := 365*year + year/4 - year/100 + year/400 + (153*(month-3)+2)/5 + c.day - 719469
	return int64(days)*day + int64(c.hour*3600+c.minute*60+c.second)
}

func appendDay(dst, raw []byte) ([]byte, bool) {
	if _, ok := parseClock(raw); !ok {
		return dst, false
	}
	dst = append(dst, '"')
	dst = append(dst, raw[:10]...)
	return append(dst, '"'), true
}

func appendUTC(dst, raw []byte) ([]byte, bool) {
	c, ok := parseClock(raw)
	if !ok {
		return dst, false
	}
	return appendOffset(appendClock(append(dst, '"'), raw, c), 0), true
}

// appendLocal writes a wall clock of the tenant with the offset that holds there (R4 dateTime and instant).
func appendLocal(dst, raw []byte, s *State) ([]byte, bool) {
	c, ok := parseClock(raw)
	if !ok {
		return dst, false
	}
	wall := c.seconds()
	unix, offset := s.render(wall)
	dst = append(dst, '"')
	if unix+offset == wall {
		return appendOffset(appendClock(dst, raw, c), offset), true
	}
	// a wall clock of a gap shows the gap's end
	dst = time.Unix(unix+offset, 0).UTC().AppendFormat(dst, "2006-01-02T15:04:05")
	return appendOffset(appendFraction(dst, c.fraction), offset), true
}

// appendClock writes a clock as it stands in the column; a day alone is its midnight.
func appendClock(dst, raw []byte, c clock) []byte {
	dst = append(append(dst, raw[:10]...), 'T')
	if len(raw) < 19 {
		return append(dst, "00:00:00"...)
	}
	return appendFraction(append(dst, raw[11:19]...), c.fraction)
}

// appendFraction keeps the digits of a fraction as the column has them.
func appendFraction(dst, fraction []byte) []byte {
	if len(fraction) == 0 {
		return dst
	}
	return append(append(dst, '.'), fraction...)
}

// appendOffset ends a moment: Z, or hours and minutes east of it.
func appendOffset(dst []byte, offset int64) []byte {
	if offset == 0 {
		return append(dst, `Z"`...)
	}
	sign := byte('+')
	if offset < 0 {
		sign, offset = '-', -offset
	}
	minutes := offset / 60
	dst = append(dst, sign)
	dst = appendTwo(dst, minutes/60)
	dst = appendTwo(append(dst, ':'), minutes%60)
	return append(dst, '"')
}

func appendTwo(dst []byte, n int64) []byte {
	return append(dst, byte('0'+n/10), byte('0'+n%10))
}

// appendPrecise writes the year (4 characters), or year and month (7), of a day or clock; what is not shown may be zero.
func appendPrecise(dst, raw []byte, length int) ([]byte, bool) {
	if len(raw) < 10 || raw[4] != '-' || digits(raw[:4]) < 1 || length > 4 && (digits(raw[5:7]) < 1 || digits(raw[5:7]) > 12) {
		return dst, false
	}
	dst = append(append(dst, '"'), raw[:length]...)
	return append(dst, '"'), true
}

// appendPartial writes a date's text: YYYY, YYYY-MM or YYYY-MM-DD.
func appendPartial(dst, raw []byte) ([]byte, bool) {
	whole := [10]byte{'0', '0', '0', '0', '-', '0', '1', '-', '0', '1'}
	if len(raw) != 4 && len(raw) != 7 && len(raw) != 10 {
		return dst, false
	}
	copy(whole[:], raw)
	if _, ok := parseClock(whole[:]); !ok {
		return dst, false
	}
	dst = append(append(dst, '"'), raw...)
	return append(dst, '"'), true
}

// appendZoned writes a wall clock with an offset of its own, given in minutes.
func appendZoned(dst, raw, zone []byte) ([]byte, bool) {
	c, ok := parseClock(raw)
	if !ok {
		return dst, false
	}
	minutes, negative := zone, false
	if minutes[0] == '-' {
		minutes, negative = minutes[1:], true
	}
	offset := int64(digits(minutes)) * 60
	if offset < 0 {
		return dst, false
	}
	if negative {
		offset = -offset
	}
	return appendOffset(appendClock(append(dst, '"'), raw, c), offset), true
}
