package interaction_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/mappers"
	"ehr.example/portico/mappers/program"
)

// own are Go functions of a mapper: FileMan's days (years since 1700, month, day), tenths, letters turned round, and text
// without its vowels.
var own = map[string]program.Function{
	"fileman": {
		Forward: func(dst, raw []byte) ([]byte, bool) {
			n, err := strconv.Atoi(string(raw))
			if err != nil {
				return dst, false
			}
			return fmt.Appendf(dst, "%04d-%02d-%02d", 1700+n/10000, n/100%100, n%100), true
		},
		Inverse: func(text string) ([]string, bool) {
			day, err := time.Parse(time.DateOnly, text)
			if err != nil {
				return nil, false
			}
			return []string{strconv.Itoa((day.Year()-1700)*10000 + int(day.Month())*100 + day.Day())}, true
		},
		Order: program.Ascending,
	},
	"tenths": {
		Forward: func(dst, raw []byte) ([]byte, bool) {
			n, err := strconv.ParseFloat(string(raw), 64)
			return strconv.AppendFloat(dst, n/10, 'f', -1, 64), err == nil
		},
		Inverse: func(text string) ([]string, bool) {
			n, err := strconv.ParseFloat(text, 64)
			return []string{strconv.FormatFloat(n*10, 'f', -1, 64)}, err == nil
		},
		Order: program.Ascending,
	},
	"turned": {
		Forward: func(dst, raw []byte) ([]byte, bool) {
			for i := len(raw) - 1; i >= 0; i-- {
				dst = append(dst, raw[i])
			}
			return dst, true
		},
		Inverse: func(text string) ([]string, bool) {
			raw := []byte(text)
			for i := range len(raw) / 2 {
				raw[i], raw[len(raw)-1-i] = raw[len(raw)-1-i], raw[i]
			}
			return []string{string(raw)}, true
		},
	},
	"novowels": {
		Forward: func(dst, raw []byte) ([]byte, bool) {
			text := strings.NewReplacer("a", "", "e", "", "i", "", "o", "", "u", "").Replace(string(raw))
			return append(dst, text...), text != ""
		},
	},
}

// TestOwnFunctions searches through Go functions: by the raw values that they name, by ranges where they keep the order,
// and not at all where they have no inverse.
func TestOwnFunctions(t *testing.T) {
	folder := smallText(t, "functions")
	m := mappers.Mapper{Name: "small", Files: folder, Functions: own}
	s := smallOf(t, m, folder).site(nil)
	open := access.Open("small")
	shows(t, s, open, "Patient/1", `"birthDate":"1924-01-15"`, `"identifier":[{"value":"001A"}]`, `"family":"R"`, `"gender":"male"`, `"active":true`)
	shows(t, s, open, "Patient/2", `"birthDate":"2000-02-29"`, `"identifier":[{"value":"002b"}]`)
	shows(t, s, open, "Observation/1", `"value":37.1`)
	finds(t, s, open,
		want{"Patient?identifier=001A", "1"}, want{"Patient?identifier=001a", ""}, want{"Patient?identifier=A100", ""},
		want{"Patient?birthdate=1924-01-15", "1"}, want{"Patient?birthdate=lt1950", "1"}, want{"Patient?birthdate=ge2000-02", "2"},
		want{"Patient?birthdate=2000", "2"}, want{"Patient?birthdate:missing=true", "3"}, want{"Patient?birthdate=ne1924-01-15", "2"},
		want{"Patient?family=r", "family of Patient is not supported"}, want{"Patient?gender=male", "1"}, want{"Patient?gender=female", "2"},
		want{"Patient?active=true", "1"}, want{"Patient?active=false", ""}, want{"Patient?active:missing=true", "nobody can ask"},
		want{"Observation?value-quantity=gt37", "1"}, want{"Observation?value-quantity=37.1", "1"}, want{"Observation?value-quantity=lt-1", "2"},
		want{"Observation?value-quantity=ap37", "no inverse"})
}
