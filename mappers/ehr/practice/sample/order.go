package sample

// order is a row of lab_order and its results.
type order struct {
	at, status, panel string
	staff             any
	results           []result
}

// result is a row of lab_result.
type result struct {
	code, name, value, kind, unit, ref, flag string
	at                                       any
	status                                   string
	comment                                  any
}

// order emits the order with the next ord_id, and its results as lines 1, 2, ….
func (g *generator) order(c Clinic, pat int, encounter any, o order) {
	g.orders++
	g.emit("lab_order", g.orders, c.ID, pat, encounter, o.staff, o.at, o.status, o.panel)
	for i, r := range o.results {
		g.emit("lab_result", g.orders, i+1, r.code, r.name, r.value, r.kind, r.unit, r.ref, r.flag, r.at, r.status,
			r.comment)
	}
	g.reports(c, o)
}
