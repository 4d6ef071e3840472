package interaction_test

import (
	"encoding/json"
	"math/big"
)

// numberKind are number parameters (R4 §3.1.1.4.6): quantities without units.
type numberKind struct{ quantities }

func (numberKind) values(e element) []any {
	value, ok := e.value.(json.Number)
	if !ok {
		return nil
	}
	m := measure{text: value.String()}
	m.n, _ = new(big.Rat).SetString(m.text)
	return []any{m}
}
