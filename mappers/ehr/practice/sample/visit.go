package sample

import (
	"encoding/binary"
	"math/rand/v2"
)

// visit is a row of encounter and what was measured and ordered at it.
type visit struct {
	class, kind, status string
	start               string
	end                 any
	reason              string
	staff, facility     any
	deleted             bool // by a row of deleted_record
	vitals              []reading
	orders              []order
}

// visit emits the encounter, then its vitals and orders, and gives it the next enc_id.
func (g *generator) visit(c Clinic, pat int, v visit, uid []byte) {
	g.encounters++
	id := g.encounters
	g.emit("encounter", id, uid, c.ID, pat, v.staff, v.facility, v.class, v.kind, v.status, v.start, v.end, v.reason,
		stampText(v.start, c.location()))
	g.visits = append(g.visits, seen{id: id, start: v.start})
	if v.deleted {
		g.emit("deleted_record", c.ID, "encounter", id, v.start, StaffPhysician)
	}
	for _, reading := range v.vitals {
		g.reading(c, pat, id, reading)
	}
	for _, order := range v.orders {
		g.order(c, pat, id, order)
	}
}

// knownUID is the uid of hand-written encounters: c0ffee00-0000-4000-8000- and enc_id in hexadecimal.
func knownUID(id int) []byte {
	uid := []byte{0xc0, 0xff, 0xee, 0, 0, 0, 0x40, 0, 0x80, 0}
	return append(uid, byte(id>>40), byte(id>>32), byte(id>>24), byte(id>>16), byte(id>>8), byte(id))
}

// randomUID is a version 4 UUID.
func randomUID(r *rand.Rand) []byte {
	uid := binary.BigEndian.AppendUint64(nil, r.Uint64())
	uid = binary.BigEndian.AppendUint64(uid, r.Uint64())
	uid[6] = uid[6]&0x0f | 0x40
	uid[8] = uid[8]&0x3f | 0x80
	return uid
}
