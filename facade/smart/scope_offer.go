package smart

import (
	"slices"
	"strings"

	"ehr.example/portico/facade/access"
)

// reading is what scopes can give here: nothing is written.
const reading = access.Read | access.Search

// offered are the scopes that a client may be granted of those that it asks for, and of a wish that goes too far the part
// that may: none that cannot be read, none that it is not registered for, none that writes, and resources only in the contexts
// given.
func (c *Client) offered(asked string, contexts ...access.Context) access.Scopes {
	wishes, _ := access.ParseScopes(asked) // what cannot be read is not granted
	most, _ := access.ParseScopes(strings.Join(c.Scopes, " "))
	var out access.Scopes
	for _, wish := range wishes {
		if wish.Name != "" {
			if c.mayAsk(most, wish) {
				out = append(out, wish)
			}
			continue
		}
		limited, some := wish.Limited(reading)
		if !some || !slices.Contains(contexts, wish.Context) {
			continue
		}
		out = append(out, within(limited, most)...)
	}
	return out
}

// mayAsk tells whether a named scope is among those of a client's registration. Refresh tokens need the grant type too.
func (c *Client) mayAsk(most access.Scopes, wish access.Scope) bool {
	if (wish.Name == access.OfflineAccess || wish.Name == access.OnlineAccess) && !c.Allows(Refresh) {
		return false
	}
	return most.Has(wish.Name)
}

// within is what of a scope others give: all of it, some of its permissions, or the narrower scopes among the others that
// it holds.
func within(wish access.Scope, most access.Scopes) access.Scopes {
	var given access.Permissions
	for _, one := range []access.Permissions{access.Read, access.Search} {
		if part, some := wish.Limited(one); some && most.Covers(part) {
			given |= one
		}
	}
	if part, some := wish.Limited(given); some {
		return access.Scopes{part}
	}
	var narrower access.Scopes
	for _, other := range most {
		if limited, some := other.Limited(reading); other.Name == "" && some && limited.Within(wish) {
			narrower = append(narrower, limited)
		}
	}
	return narrower
}

// without is the scopes but those of some names.
func without(scopes access.Scopes, names ...access.Name) access.Scopes {
	return slices.DeleteFunc(slices.Clone(scopes), func(s access.Scope) bool { return s.Name != "" && slices.Contains(names, s.Name) })
}
