package interaction_test

import "sync"

// known is what was computed, by what it was computed of: at most so much that it can be kept.
type known[K comparable, V any] struct {
	mu   sync.Mutex
	m    map[K]V
	most int
}

func newKnown[K comparable, V any](most int) *known[K, V] {
	return &known[K, V]{m: map[K]V{}, most: most}
}

// of is the value of a key. Two may compute it at the same time.
func (k *known[K, V]) of(key K, compute func() V) V {
	k.mu.Lock()
	v, ok := k.m[key]
	k.mu.Unlock()
	if ok {
		return v
	}
	v = compute()
	k.mu.Lock()
	if len(k.m) >= k.most {
		clear(k.m)
	}
	k.m[key] = v
	k.mu.Unlock()
	return v
}
