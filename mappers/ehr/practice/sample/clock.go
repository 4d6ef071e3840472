package sample

import (
	"math/rand/v2"
	"time"
)

// Zero dates, as legacy databases keep them for "none".
const (
	ZeroDate     = "0000-00-00"
	ZeroDateTime = "0000-00-00 00:00:00"
)

const (
	dateForm = "2006-01-02"
	wallForm = "2006-01-02 15:04:05"
)

// awkwardWalls are readings of a US clinic's clock that exist not at all (the gap in March) or
// twice (the fold in November), and leap days.
var awkwardWalls = []string{
	"2024-03-10 02:30:00", "2023-03-12 02:00:00", "2025-03-09 02:59:59",
	"2024-11-03 01:30:00", "2023-11-05 01:00:00", "2025-11-02 01:59:59",
	"2024-02-29 23:59:59", "2020-02-29 00:00:00",
}

// firstDay and lastDay bound what happened in the random patients' lives with the clinic.
var (
	firstDay = time.Date(2018, 1, 2, 0, 0, 0, 0, time.UTC)
	lastDay  = time.Date(2025, 12, 30, 0, 0, 0, 0, time.UTC)
)

// wallClock is a random reading of a clock in opening hours, at night now and then, and rarely an
// awkward one. A wall clock is a time.Time in UTC that means no zone.
func wallClock(r *rand.Rand) time.Time {
	if oneIn(r, 60) {
		wall, _ := time.Parse(wallForm, pick(r, awkwardWalls))
		return wall
	}
	days := int(lastDay.Sub(firstDay).Hours() / 24)
	hour := 8 + r.IntN(9)
	if oneIn(r, 12) {
		hour = r.IntN(24)
	}
	day := firstDay.AddDate(0, 0, r.IntN(days))
	return day.Add(time.Duration(hour)*time.Hour + time.Duration(r.IntN(12)*5)*time.Minute)
}

// stamp is the UTC reading of a wall clock in a zone, for TIMESTAMP columns.
func stamp(wall time.Time, zone *time.Location) string {
	there := time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), 0, zone)
	return there.UTC().Format(wallForm)
}

// stampText is stamp for a written reading.
func stampText(wall string, zone *time.Location) string {
	at, err := time.Parse(wallForm, wall)
	if err != nil {
		return "2024-06-01 12:00:00"
	}
	return stamp(at, zone)
}
