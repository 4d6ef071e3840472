package program

// choice is ordered branches of which the first that holds wins.
type choice struct{ branches []alternative }

// alternative is a branch under way.
type alternative struct {
	cond   *Cond
	of     instruction
	chosen bool // a condition was asked until here: the winner is of the row, whatever it writes
}

func (c *choice) append(dst []byte, s *State) ([]byte, Presence) {
	for i := range c.branches {
		b := &c.branches[i]
		if b.cond != nil && !b.cond.holds(s) {
			continue
		}
		var p Presence
		dst, p = b.of.append(dst, s)
		switch {
		case p != Absent && b.chosen:
			return dst, Filled
		case p != Absent || b.cond != nil:
			return dst, p
		}
	}
	return dst, Absent
}

// foldFirst folds branches that are values, between the same bytes.
func foldFirst(f *First, a around) instruction {
	return choiceOf(f, func(b Branch) instruction { return fold(b.Node, a) })
}

// foldGroup folds branches that are fields of the object around.
func foldGroup(f *First) instruction {
	return choiceOf(f, func(b Branch) instruction {
		o := b.Node.(*Object)
		group := foldFields(o)
		if o.Dynamic && b.If == nil {
			group.least = Filled
		}
		return group.end(brackets{}, around{})
	})
}

func choiceOf(f *First, fold func(Branch) instruction) instruction {
	out := &choice{}
	chosen := false
	for _, b := range f.Branches {
		chosen = chosen || b.If != nil
		out.branches = append(out.branches, alternative{cond: b.If, of: fold(b), chosen: chosen})
	}
	return out
}
