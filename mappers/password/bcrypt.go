package password

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/crypto/bcrypt"
)

// blowfish is a bcrypt hash. It looks at the first 72 bytes of a password, as PHP's and everybody's does.
type blowfish struct {
	hash string
	cost int
}

// greatestCost is the most that is verified: about 1.4 seconds.
const greatestCost = 15

var bcryptForm = regexp.MustCompile(`^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$`)

func readBcrypt(k Kept) (secret, bool) {
	found := bcryptForm.FindStringSubmatch(k.Hash)
	if found == nil {
		return nil, false
	}
	cost, _ := strconv.Atoi(found[1]) // two digits
	return blowfish{hash: k.Hash, cost: cost}, cost >= bcrypt.MinCost
}

func (b blowfish) matches(typed string) bool {
	return bcrypt.CompareHashAndPassword([]byte(b.hash), []byte(typed)) == nil
}

func (b blowfish) work() time.Duration { return 42 * time.Microsecond << b.cost }
func (b blowfish) memory() int64       { return 1 }
func (b blowfish) excessive() bool     { return b.cost > greatestCost }
func (b blowfish) nobodys() secret     { return ofCost(b.cost) }

// ofCost is a bcrypt hash of a cost that is nobody's.
func ofCost(cost int) blowfish {
	return blowfish{hash: fmt.Sprintf("$2a$%02d$%s", cost, strings.Repeat(".", 53)), cost: cost}
}
