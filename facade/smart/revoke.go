package smart

import (
	"errors"
	"net/http"
)

// revoke answers POST /revoke: a client ends one of its access tokens, or by a refresh token all that came of one consent.
// A token that is unknown, or another client's, is no fault.
//
// See RFC 7009 section 2.
func revoke(x *exchange) error {
	form, err := x.form()
	if err == nil {
		err = once(form)
	}
	if err != nil {
		return err
	}
	client, err := x.authenticate(form)
	if err != nil {
		return err
	}
	if form.Get("token") == "" {
		return fault(invalidRequest, "token is missing")
	}
	hash := HashOf(form.Get("token"))
	err = x.Store.RevokeAccess(x.r.Context(), x.Tenant, hash, client.ID, x.at)
	if errors.Is(err, ErrNotFound) {
		err = x.Store.RevokeRefresh(x.r.Context(), x.Tenant, hash, client.ID, x.at)
	}
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	x.event.Status = http.StatusOK
	x.w.WriteHeader(http.StatusOK)
	return nil
}
