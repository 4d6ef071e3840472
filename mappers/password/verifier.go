package password

import (
	"context"
	"errors"
	"slices"
	"sync"

	"golang.org/x/sync/semaphore"
)

// What Verify says. To whoever typed the password all of it is the same.
var (
	ErrWrong       = errors.New("password: it is another one, or nobody has the name")
	ErrUnsupported = errors.New("password: what is kept has no form that is accepted here, or costs too much to be verified")
)

// Verifier verifies passwords of one tenant. Names that nobody has, and hashes that cannot be verified, take the work of
// the dearest hash that it has seen, so that time does not tell who is there. What is left to be seen: tables of several
// costs, where a hash takes more than half of the dearest one's work.
type Verifier struct {
	forms  []Form
	budget *semaphore.Weighted

	mu      sync.Mutex
	decoy   secret
	guessed bool // no hash of the table has been seen yet
}

// Budget is how many MiB all verifications of a process may take at once, which bounds their number too; the others wait.
type Budget struct{ weighted *semaphore.Weighted }

// budgetMiB is enough for two of the dearest hashes, or for 32 that take no memory.
const (
	budgetMiB   = 2*greatestMemory/1024 + 32
	leastBudget = budgetMiB / 32
)

// NewBudget is a budget, of which a process has one.
func NewBudget() *Budget { return &Budget{semaphore.NewWeighted(budgetMiB)} }

// NewVerifier verifies passwords of some forms, the usual one first; without any, of all self-describing ones.
func NewVerifier(b *Budget, forms ...Form) *Verifier {
	v := &Verifier{forms: forms, budget: b.weighted, decoy: kinds[0].usual, guessed: true}
	if len(forms) > 0 {
		v.decoy = kinds[slices.IndexFunc(kinds, func(k kind) bool { return k.form == forms[0] })].usual
	}
	return v
}

// Verify is nil where a typed password is the one that is kept; nil is kept of a name that nobody has. Otherwise the error is
// ErrWrong or ErrUnsupported, or the context's where it ended while others were verified.
func (v *Verifier) Verify(ctx context.Context, typed string, kept *Kept) error {
	var own secret
	if kept != nil && kept.Hash != "" {
		forms := kept.Forms
		if len(forms) == 0 {
			forms = v.forms
		}
		_, own = read(*kept, forms)
	}
	unsupported := kept != nil && (own == nil || own.excessive())
	if unsupported {
		own = nil
	}
	decoy := v.seen(own)
	if own == nil {
		own = decoy.nobodys()
		kept = nil
	}
	if Possible(typed) != nil {
		typed, kept = "x", nil
	}
	matches, err := v.compare(ctx, typed, own, decoy)
	switch {
	case err != nil:
		return err
	case unsupported:
		return ErrUnsupported
	case kept == nil || !matches:
		return ErrWrong
	}
	return nil
}

// compare does the work.
func (v *Verifier) compare(ctx context.Context, typed string, own, decoy secret) (bool, error) {
	size := max(own.memory(), decoy.memory(), leastBudget)
	if err := v.budget.Acquire(ctx, size); err != nil {
		return false, err
	}
	defer v.budget.Release(size)
	matches := own.matches(typed)
	if own.work() < decoy.work()/2 {
		decoy.matches(typed)
	}
	return matches, nil
}

// seen is what nobody's password takes the work of, after a hash of the table.
func (v *Verifier) seen(own secret) secret {
	v.mu.Lock()
	defer v.mu.Unlock()
	if own != nil && (v.guessed || own.work() > v.decoy.work()) {
		v.decoy, v.guessed = own.nobodys(), false
	}
	return v.decoy
}
