package program

import (
	"testing"
	"time"
)

func TestSplitNumber(t *testing.T) {
	tests := []struct{ raw, comparator, number string }{
		{"7.2", "", "7.2"},
		{"  7.20 ", "", "7.20"},
		{"<200", "<", "200"},
		{"<=5", "<=", "5"},
		{">= 90", ">=", "90"},
		{"> 1.", ">", "1."},
		{"-3", "", "-3"},
		{"<-3", "<", "-3"},
		{"+.5", "", "+.5"},
		{"", "", ""},
		{"<", "", ""},
		{".", "", ""},
		{"-", "", ""},
		{"=5", "", ""},
		{"<>5", "", ""},
		{"=<5", "", ""},
		{"<< 5", "", ""},
		{"5 mg", "", ""},
		{"5<", "", ""},
		{"1.2.3", "", ""},
		{"1,5", "", ""},
		{"1e3", "", ""},
		{"0x1", "", ""},
		{"٣", "", ""},
		{"positive", "", ""},
		{"--5", "", ""},
	}
	for _, test := range tests {
		comparator, number := SplitNumber([]byte(test.raw))
		if string(comparator) != test.comparator || string(number) != test.number {
			t.Errorf("SplitNumber(%q) = %q, %q, want %q, %q", test.raw, comparator, number, test.comparator, test.number)
		}
	}
}

func TestSplitRange(t *testing.T) {
	tests := []struct{ raw, low, high string }{
		{"70-99", "70", "99"},
		{"3.5 - 5.0", "3.5", "5.0"},
		{"0-5", "0", "5"},
		{"0.0-0.3", "0.0", "0.3"},
		{"-1.0-1.0", "-1.0", "1.0"},
		{"-5--1", "-5", "-1"},
		{"-5 - -1", "-5", "-1"},
		{"<200", "", "200"},
		{"<= 5.6", "", "5.6"},
		{">=40", "40", ""},
		{"> 60", "60", ""},
		{"", "", ""},
		{"-", "", ""},
		{"5-", "", ""},
		{"-5", "", ""},
		{"5", "", ""},
		{"1-2-3", "", ""},
		{"70-99 mg/dL", "", ""},
		{"negative", "", ""},
		{"<5-7", "", ""},
	}
	for _, test := range tests {
		low, high := SplitRange([]byte(test.raw))
		if string(low) != test.low || string(high) != test.high {
			t.Errorf("SplitRange(%q) = %q, %q, want %q, %q", test.raw, low, high, test.low, test.high)
		}
	}
}

// TestFormats writes database values as JSON; an empty want means that nothing can be shown.
func TestFormats(t *testing.T) {
	tests := []struct {
		format    Format
		raw, want string
	}{
		{FormatDecimal, "120.000000", "120"},
		{FormatDecimal, "66.500", "66.5"},
		{FormatDecimal, "0.000", "0"},
		{FormatDecimal, "-0.50", "-0.5"},
		{FormatDecimal, "100", "100"},
		{FormatDecimal, "1000", "1000"},
		{FormatDecimal, "1.5e-7", "1.5e-7"},
		{FormatDecimal, "1e20", "1e20"},
		{FormatNumber, "007", "7"},
		{FormatNumber, ".5", "0.5"},
		{FormatNumber, "-.5", "-0.5"},
		{FormatNumber, "+07.", "7"},
		{FormatNumber, "7.20", "7.20"},
		{FormatNumber, "0", "0"},
		{FormatNumber, "000.0", "0.0"},
		{FormatNumber, "<5", "5"},
		{FormatNumber, "5 mg", ""},
		{FormatComparator, "<5", `"<"`},
		{FormatComparator, ">= 5", `">="`},
		{FormatComparator, "5", ""},
		{FormatComparator, "<x", ""},
		{FormatLow, "3.50-5.0", "3.50"},
		{FormatLow, "<200", ""},
		{FormatHigh, "<200", "200"},
		{FormatHigh, "x", ""},
		{FormatInteger, "42", "42"},
		{FormatInteger, "007", "7"},
		{FormatInteger, "-3", "-3"},
		{FormatInteger, "-0", "0"},
		{FormatInteger, "4.5", ""},
		{FormatInteger, "+-4", ""},
		{FormatInteger, "x", ""},
		{FormatBoolean, "1", "true"},
		{FormatBoolean, "0", "false"},
		{FormatBoolean, "2", "true"},
		{FormatBoolean, "\x00", "false"}, // bit(1)
		{FormatBoolean, "\x01", "true"},
		{FormatBoolean, "\x00\x00", "false"},
		{FormatCode, " M ", `"M"`},
		{FormatString, " M ", `" M "`},
		{FormatString, " \t ", ""},
		{FormatString, "\x00\x01", ""},
		{FormatUUID, "\x01\x23\x45\x67\x89\xab\xcd\xef\x01\x23\x45\x67\x89\xab\xcd\xef", `"01234567-89ab-cdef-0123-456789abcdef"`},
		{FormatUUID, "short", ""},
		{FormatBase64, "\x00\xff", `"AP8="`},
		{FormatDate, "2024-02-29", `"2024-02-29"`},
		{FormatDate, "2024-02-29 13:00:00", `"2024-02-29"`},
		{FormatDate, "0000-00-00", ""},
		{FormatDate, "2024-00-00", ""},
		{FormatLocal, "2023-11-05 01:30:00", `"2023-11-05T01:30:00-04:00"`},
		{FormatLocal, "2023-03-12 02:30:00", `"2023-03-12T03:00:00-04:00"`},
		{FormatLocal, "2023-01-01 08:00:00.250", `"2023-01-01T08:00:00.250-05:00"`},
		{FormatLocal, "0000-00-00 00:00:00", ""},
		{FormatUTC, "2023-01-01 08:00:00", `"2023-01-01T08:00:00Z"`},
		{FormatUTC, "nonsense", ""},
	}
	state := &State{Env: &Env{Zone: zone(t, "America/New_York")}}
	for _, test := range tests {
		got, ok := writers[test.format](nil, []byte(test.raw), state)
		if !ok {
			got = nil
		}
		if string(got) != test.want {
			t.Errorf("%q as %s is %s, want %s", test.raw, formatNames[test.format], got, test.want)
		}
	}
}

func TestParseClock(t *testing.T) {
	tests := []struct {
		raw  string
		want string // empty: no date
	}{
		{"2024-02-29", "2024-02-29 00:00:00"},
		{"2024-02-29 23:59:58", "2024-02-29 23:59:58"},
		{"2024-02-29T23:59:58", "2024-02-29 23:59:58"},
		{"2024-02-29 23:59:58.123456", "2024-02-29 23:59:58"},
		{"0001-01-01", "0001-01-01 00:00:00"},
		{"0000-00-00", ""},
		{"0000-00-00 00:00:00", ""},
		{"2024-00-00", ""},
		{"2024-05-00", ""},
		{"0000-05-01", ""},
		{"2024-13-01", ""},
		{"2024-02-30", ""},
		{"2023-02-29", ""},
		{"2024-02-29 24:00:00", ""},
		{"2024-02-29 12:60:00", ""},
		{"2024-02-29 12:00", ""},
		{"2024-02-2", ""},
		{"2024/02/29", ""},
		{"20240229", ""},
		{"2024-02-29 aa:bb:cc", ""},
		{"-024-02-29", ""},
		{"", ""},
	}
	for _, test := range tests {
		c, ok := parseClock([]byte(test.raw))
		got := ""
		if ok {
			got = time.Unix(c.seconds(), 0).UTC().Format(time.DateTime)
		}
		if got != test.want {
			t.Errorf("parseClock(%q) = %q, want %q", test.raw, got, test.want)
		}
	}
}
