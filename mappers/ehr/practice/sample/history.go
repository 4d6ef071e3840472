package sample

import (
	"encoding/hex"
	"fmt"
	"math/rand/v2"
)

// past is a row of history; uid stands in uid_map, nil in none.
type past struct {
	date, tobacco, alcohol string
	user                   any
	uid                    []byte
}

// past emits the row with the next hist_id.
func (g *generator) past(c Clinic, pat int, p past) {
	g.pasts++
	g.emit("history", g.pasts, c.ID, pat, p.date, p.tobacco, p.alcohol, p.user)
	if p.uid != nil {
		g.emit("uid_map", c.ID, "history", g.pasts, "smoking", p.uid)
	}
}

func randomPast(r *rand.Rand) past {
	at := wallClock(r)
	p := past{date: at.Format(wallForm), alcohol: pick(r, []string{"", "", "3", "0", "14", "at weddings"}), user: pick(r, []any{nil, "alead"})}
	switch code := r.IntN(10); code {
	case 0: // nothing about tobacco
	case 9:
		p.tobacco = "chews|currentother|" + at.Format(dateForm) + "|99|"
	default:
		p.tobacco = fmt.Sprintf("|%s|%s|%d|%d", pick(r, []string{"current", "quit", "never"}), at.Format(dateForm), code, r.IntN(3))
	}
	if oneIn(r, 2) {
		p.uid = randomUID(r)
	}
	return p
}

// uuidText writes a uuid as 8-4-4-4-12.
func uuidText(uid []byte) string {
	h := hex.EncodeToString(uid)
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}
