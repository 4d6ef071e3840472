package mysql

import (
	"database/sql/driver"
	"fmt"
	"math"
	"strconv"
)

// appendCell writes a driver's value as text; NULL writes nothing.
func appendCell(dst []byte, v driver.Value) ([]byte, error) {
	switch x := v.(type) {
	case nil:
		return dst, nil
	case []byte:
		return append(dst, x...), nil
	case string:
		return append(dst, x...), nil
	case int64:
		return strconv.AppendInt(dst, x, 10), nil
	case uint64:
		return strconv.AppendUint(dst, x, 10), nil
	case float32:
		return appendFloat(dst, float64(x), 32), nil
	case float64:
		return appendFloat(dst, x, 64), nil
	}
	return dst, fmt.Errorf("the driver gave a %T", v)
}

// appendFloat writes the shortest digits that give the number back, plain between 1e-5 and 1e15 as MySQL does.
func appendFloat(dst []byte, x float64, bits int) []byte {
	if a := math.Abs(x); a != 0 && (a < 1e-5 || a >= 1e15) {
		return strconv.AppendFloat(dst, x, 'e', -1, bits)
	}
	return strconv.AppendFloat(dst, x, 'f', -1, bits)
}
