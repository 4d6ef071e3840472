package sample

import (
	"encoding/hex"
	"fmt"
	"strconv"
)

// appendRow appends (v1,v2,…) in SQL.
func appendRow(b []byte, values []any) ([]byte, error) {
	b = append(b, '(')
	for i, v := range values {
		if i > 0 {
			b = append(b, ',')
		}
		switch v := v.(type) {
		case nil:
			b = append(b, "NULL"...)
		case int:
			b = strconv.AppendInt(b, int64(v), 10)
		case string:
			b = appendString(b, v)
		case []byte:
			b = append(b, "x'"...)
			b = hex.AppendEncode(b, v)
			b = append(b, '\'')
		default:
			return nil, fmt.Errorf("value %d has type %T", i+1, v)
		}
	}
	return append(b, ')'), nil
}

// appendString appends a string in quotes, for sessions without NO_BACKSLASH_ESCAPES.
func appendString(b []byte, s string) []byte {
	b = append(b, '\'')
	for i := range len(s) {
		switch s[i] {
		case '\'', '\\':
			b = append(b, '\\', s[i])
		case 0:
			b = append(b, `\0`...)
		default:
			b = append(b, s[i])
		}
	}
	return append(b, '\'')
}
