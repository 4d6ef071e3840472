package search

import (
	"testing"
	"time"
	_ "time/tzdata" // the zones of TestDate

	"github.com/google/go-cmp/cmp"
)

func TestToken(t *testing.T) {
	for text, want := range map[string]Token{
		"a":                     {Code: "a", HasCode: true},
		"http://loinc.org|8-4":  {System: "http://loinc.org", HasSystem: true, Code: "8-4", HasCode: true},
		"|a":                    {HasSystem: true, Code: "a", HasCode: true},
		"s|":                    {System: "s", HasSystem: true},
		`a\|b`:                  {Code: "a|b", HasCode: true},
		`s\|t|c\\d`:             {System: "s|t", HasSystem: true, Code: `c\d`, HasCode: true},
		`%_\ '"` + "\U0001F600": {Code: `%_\ '"` + "\U0001F600", HasCode: true},
	} {
		got, err := parseToken(text)
		if err != nil || got != want {
			t.Errorf("%s is %+v, %v", text, got, err)
		}
	}
}

func TestQuantity(t *testing.T) {
	got, err := parseQuantity("le-5.40e1|http://unitsofmeasure.org|mg/dL")
	want := Quantity{
		Prefix: LessEqual, Decimal: Decimal{Text: "-5.40e1", Value: "-54.0", Low: "-54.05", High: "-53.95"},
		System: "http://unitsofmeasure.org", HasSystem: true, Code: "mg/dL",
	}
	if err != nil || got != want {
		t.Errorf("%+v, %v", got, err)
	}
	if got, _ := parseQuantity(`5||a\|b`); got.(Quantity).Code != "a|b" || got.(Quantity).HasSystem {
		t.Errorf("%+v", got)
	}
}

func TestDecimal(t *testing.T) {
	for text, want := range map[string][3]string{
		"5.4":     {"5.4", "5.35", "5.45"},
		"100":     {"100", "99.5", "100.5"},
		"100.00":  {"100.00", "99.995", "100.005"},
		"1e2":     {"100", "50", "150"},
		"1.0E+2":  {"100", "95", "105"},
		"0":       {"0", "-0.5", "0.5"},
		"-0":      {"0", "-0.5", "0.5"},
		"0e5":     {"0", "-50000", "50000"},
		"0.0":     {"0.0", "-0.05", "0.05"},
		"-5.4":    {"-5.4", "-5.45", "-5.35"},
		"1e-3":    {"0.001", "0.0005", "0.0015"},
		"12.5e-2": {"0.125", "0.1245", "0.1255"},
	} {
		d, err := parseDecimal(text)
		if got := [3]string{d.Value, d.Low, d.High}; err != nil || got != want || d.Text != text {
			t.Errorf("%s is %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "+5", "05", ".5", "5.", "1e", "0x5", "1_0", "NaN", "Inf", "٣", "1e65", "1e-99", "e5", "--5"} {
		if d, err := parseDecimal(text); err == nil {
			t.Errorf("%q is %v", text, d)
		}
	}
}

func TestReference(t *testing.T) {
	const base = "https://my-clinic.ehr.example/fhir"
	for text, want := range map[string]Reference{
		"1":                  {ID: "1"},
		"Patient/a-1.B":      {Type: "Patient", ID: "a-1.B"},
		base + "/Patient/1":  {Type: "Patient", ID: "1"},
		base + "2/Patient/1": {URL: base + "2/Patient/1"},
		"http://my-clinic.ehr.example/fhir/Patient/1":   {URL: "http://my-clinic.ehr.example/fhir/Patient/1"},
		"https://lakeside.ehr.example/fhir/Patient/1":   {URL: "https://lakeside.ehr.example/fhir/Patient/1"},
		"https://x@my-clinic.ehr.example/fhir/Group/1":  {URL: "https://x@my-clinic.ehr.example/fhir/Group/1"},
		"urn:uuid:8b1a9953-c461-4128-8e7d-0a1b2c3d4e5f": {URL: "urn:uuid:8b1a9953-c461-4128-8e7d-0a1b2c3d4e5f"},
	} {
		got, err := parseReference(text, nil, "", base)
		if err != nil || got != want {
			t.Errorf("%s is %+v, %v", text, got, err)
		}
	}
	if got, err := parseReference("http://a.example/Patient/1", nil, "", ""); err != nil || got.(Reference).URL == "" {
		t.Errorf("without a base: %v, %v", got, err)
	}
}

func TestDate(t *testing.T) {
	for _, c := range []struct {
		zone, text, low, high string
		precision             Precision
	}{
		{"UTC", "2020", "2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z", Year},
		{"UTC", "ap9999", "9999-01-01T00:00:00Z", "10000-01-01T00:00:00Z", Year},
		{"America/New_York", "2020", "2020-01-01T05:00:00Z", "2021-01-01T05:00:00Z", Year},
		{"America/New_York", "2020-03", "2020-03-01T05:00:00Z", "2020-04-01T04:00:00Z", Month},
		{"America/New_York", "2020-12", "2020-12-01T05:00:00Z", "2021-01-01T05:00:00Z", Month},
		{"America/Denver", "2024-03-10", "2024-03-10T07:00:00Z", "2024-03-11T06:00:00Z", Day},
		{"America/Denver", "2024-11-03", "2024-11-03T06:00:00Z", "2024-11-04T07:00:00Z", Day},
		{"UTC", "2024-02-29", "2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z", Day},
		// Midnight is skipped, is shown twice, a day is skipped.
		{"America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z", Day},
		{"America/Havana", "2023-11-05", "2023-11-05T04:00:00Z", "2023-11-06T05:00:00Z", Day},
		{"Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z", "2011-12-30T10:00:00Z", Day},
		// A time of the gap is the change itself, one of the fold is the first.
		{"America/New_York", "2024-03-10T02:30", "2024-03-10T07:00:00Z", "2024-03-10T07:01:00Z", Minute},
		{"America/New_York", "2024-03-10T01:59", "2024-03-10T06:59:00Z", "2024-03-10T07:00:00Z", Minute},
		{"America/New_York", "2024-03-10T03:10", "2024-03-10T07:10:00Z", "2024-03-10T07:11:00Z", Minute},
		{"America/New_York", "2024-11-03T01:30", "2024-11-03T05:30:00Z", "2024-11-03T05:31:00Z", Minute},
		{"America/New_York", "2024-11-03T01:59", "2024-11-03T05:59:00Z", "2024-11-03T06:00:00Z", Minute},
		{"America/New_York", "2024-11-03T02:00", "2024-11-03T07:00:00Z", "2024-11-03T07:01:00Z", Minute},
		{"Europe/London", "2024-03-31T01:30", "2024-03-31T01:00:00Z", "2024-03-31T01:01:00Z", Minute},
		{"Europe/London", "2024-10-27T01:30", "2024-10-27T00:30:00Z", "2024-10-27T00:31:00Z", Minute},
		// With an offset the zone doesn't matter.
		{"America/New_York", "2024-11-03T01:30-05:00", "2024-11-03T06:30:00Z", "2024-11-03T06:31:00Z", Minute},
		{"America/New_York", "2024-11-03T01:30:07Z", "2024-11-03T01:30:07Z", "2024-11-03T01:30:08Z", Second},
		{"UTC", "2024-01-01T00:00:00.5+14:00", "2023-12-31T10:00:00.5Z", "2023-12-31T10:00:00.6Z", Millisecond},
		{"UTC", "2024-01-01T00:00:00.123456789Z", "2024-01-01T00:00:00.123456789Z", "2024-01-01T00:00:00.12345679Z", Millisecond},
		{"UTC", "2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z", "2017-01-01T00:00:01Z", Second},
	} {
		t.Run(c.zone+" "+c.text, func(t *testing.T) {
			zone, err := time.LoadLocation(c.zone)
			if err != nil {
				t.Fatal(err)
			}
			value, err := parseDate(c.text, zone)
			if err != nil {
				t.Fatal(err)
			}
			d := value.(Date)
			got := []any{d.Low.Format(time.RFC3339Nano), d.High.Format(time.RFC3339Nano), d.Precision, d.String()}
			if diff := cmp.Diff([]any{c.low, c.high, c.precision, c.text}, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDateRefuses(t *testing.T) {
	for _, text := range []string{
		"", "0000", "202", "20200", "2020-1", "2020-13", "2020-00-01", "2023-02-29", "2020-01-01T", "2020-01-01T10", "2020-01-01T24:00",
		"2020-01-01T10:60", "2020-01-01T10:00:61", "2020-01-01T10:00+15:00", "2020-01-01T10:00:00.", "2020T10:00", "2020Z", "xx2020", "ge",
		"2020-01-01T10:00:00.1234567891Z", "2020-01-01 10:00", "gege2020",
	} {
		if d, err := parseDate(text, time.UTC); err == nil {
			t.Errorf("%q is %+v", text, d)
		}
	}
}

// TestWallIsTheInverse looks at every quarter of an hour around changes of the clock: what a clock shows there leads
// back to the moment, or to the first one at which it was shown.
func TestWallIsTheInverse(t *testing.T) {
	for _, name := range []string{
		"America/New_York", "America/Denver", "Europe/Dublin", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kathmandu",
		"America/Havana", "Pacific/Apia",
	} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		shown := map[time.Time]time.Time{}
		for at := time.Date(2011, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() < 2013; at = at.Add(15 * time.Minute) {
			clock := wallOf(at.In(zone))
			if _, before := shown[clock]; !before {
				shown[clock] = at
			}
			w := wall{clock.Year(), clock.Month(), clock.Day(), clock.Hour(), clock.Minute(), 0, 0}
			if got := w.instant(zone); !got.Equal(shown[clock]) {
				t.Fatalf("%s shows %v at %v, which became %v", name, clock, shown[clock], got)
			}
		}
	}
}
