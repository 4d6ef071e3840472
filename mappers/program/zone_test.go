package program

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// zones differ in what their clocks do: an hour or half an hour of summer, none, offsets that are no whole hours, and a
// day that never was (Apia, 30 December 2011).
var zones = []string{"UTC", "America/New_York", "America/Denver", "Europe/London", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia"}

func zone(t interface{ Fatal(...any) }, name string) Zone {
	location, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return Zone{Location: location}
}

// moments draws times, most of them near a change of the zone's offset.
func moments(t *rapid.T, z Zone) int64 {
	low := time.Date(1930, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	high := time.Date(2040, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	unix := rapid.Int64Range(low, high).Draw(t, "unix")
	if !rapid.Bool().Draw(t, "near a change") {
		return unix
	}
	start, _ := time.Unix(unix, 0).In(z.Location).ZoneBounds()
	if start.IsZero() {
		return unix
	}
	return start.Unix() + rapid.Int64Range(-2*day, 2*day).Draw(t, "away")
}

func TestZoneProperties(t *testing.T) {
	for _, name := range zones {
		z := zone(t, name)
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				wall := moments(t, z)
				later := wall + rapid.SampledFrom([]int64{1, 59, 1800, 3600, 7200, day, 2 * day}).Draw(t, "later")
				if a, b := z.Instant(wall), z.Instant(later); a > b {
					t.Fatalf("Instant is not monotone: %d → %d, %d → %d", wall, a, later, b)
				}
			})
			rapid.Check(t, func(t *rapid.T) {
				unix := moments(t, z)
				wall := z.Wall(unix)
				if got := z.Instant(wall); got < unix {
					t.Fatalf("Wall(%d) = %d, which shows %d", unix, wall, got)
				}
				if got := z.Instant(wall - 1); got >= unix {
					t.Fatalf("Wall(%d) = %d, and the wall before it shows %d already", unix, wall, got)
				}
			})
			rapid.Check(t, func(t *rapid.T) {
				unix := moments(t, z)
				shown, offset := z.Render(unix + z.offset(unix))
				if again := z.Instant(shown + offset); again != shown {
					t.Fatalf("%d is shown as %d%+d, which is %d", unix, shown, offset, again)
				}
			})
		})
	}
}

// TestInstant holds the known hours of the clock changes.
func TestInstant(t *testing.T) {
	tests := []struct{ zone, wall, want string }{
		{"America/New_York", "2023-11-05 00:59:59", "2023-11-05T04:59:59Z"},
		{"America/New_York", "2023-11-05 01:30:00", "2023-11-05T05:30:00Z"}, // twice: the first
		{"America/New_York", "2023-11-05 02:00:00", "2023-11-05T07:00:00Z"},
		{"America/New_York", "2023-03-12 01:59:59", "2023-03-12T06:59:59Z"},
		{"America/New_York", "2023-03-12 02:30:00", "2023-03-12T07:00:00Z"}, // never: the end of the gap
		{"America/New_York", "2023-03-12 03:00:00", "2023-03-12T07:00:00Z"},
		{"America/Denver", "2023-03-12 02:00:00", "2023-03-12T09:00:00Z"},
		{"Europe/London", "2023-10-29 01:15:00", "2023-10-29T00:15:00Z"},
		{"Australia/Lord_Howe", "2023-04-02 01:45:00", "2023-04-01T14:45:00Z"},
		{"Australia/Lord_Howe", "2023-10-01 02:15:00", "2023-09-30T15:30:00Z"},
		{"Asia/Kathmandu", "2023-01-01 00:00:00", "2022-12-31T18:15:00Z"},
		{"Pacific/Apia", "2011-12-30 12:00:00", "2011-12-30T10:00:00Z"},
		{"Pacific/Apia", "2011-12-31 00:00:00", "2011-12-30T10:00:00Z"},
	}
	for _, test := range tests {
		wall, err := time.Parse(time.DateTime, test.wall)
		if err != nil {
			t.Fatal(err)
		}
		unix := zone(t, test.zone).Instant(wall.Unix())
		if got := time.Unix(unix, 0).UTC().Format(time.RFC3339); got != test.want {
			t.Errorf("%s in %s is %s, want %s", test.wall, test.zone, got, test.want)
		}
	}
}

// TestStateRender holds the remembered stretch of a zone against the zone itself, over walls in any order.
func TestStateRender(t *testing.T) {
	for _, name := range zones {
		z := zone(t, name)
		rapid.Check(t, func(t *rapid.T) {
			state := &State{Env: &Env{Zone: z}}
			wall := moments(t, z)
			for range 8 {
				unix, offset := state.render(wall)
				wantUnix, wantOffset := z.Render(wall)
				if unix != wantUnix || offset != wantOffset {
					t.Fatalf("%s: render(%d) = %d %d, want %d %d", name, wall, unix, offset, wantUnix, wantOffset)
				}
				wall += rapid.Int64Range(-400*day, 400*day).Draw(t, "step")
			}
		})
	}
}
