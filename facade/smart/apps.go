package smart

import (
	"context"
	"net/http"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/smart/pages"
)

// apps answers GET and POST /apps: what a person granted, and what shall end.
func apps(x *exchange) error {
	if x.r.Method == http.MethodPost {
		return endApp(x)
	}
	session, err := x.visitor("/apps")
	if err != nil || session == nil {
		return err
	}
	return x.appsPage(session.User, x.browser(), "")
}

// endApp ends what was granted to an app.
func endApp(x *exchange) error {
	form, session, err := x.postedBy("/apps")
	if err != nil || session == nil {
		return err
	}
	ctx, browser := x.r.Context(), x.browser()
	granted, err := x.grantedBy(ctx, session.User)
	if err != nil {
		return err
	}
	notice := "This app has no access any more."
	for _, a := range granted {
		if a.ID == form.Get(pages.FieldAuthorization) {
			if err := x.Store.Revoke(ctx, x.Tenant, a.ID, x.at); err != nil {
				return err
			}
			notice = "The access was taken away. It ended at once."
		}
	}
	return x.appsPage(session.User, browser, notice)
}

// grantedBy is what a person granted.
func (x *exchange) grantedBy(ctx context.Context, u User) ([]Authorization, error) {
	all, err := x.Store.ListAuthorizations(ctx, x.Tenant, u.ID, x.at)
	if err != nil {
		return nil, err
	}
	var own []Authorization
	for _, a := range all {
		if a.User.is(u) {
			own = append(own, a)
		}
	}
	return own, nil
}

func (x *exchange) appsPage(u User, browser, notice string) error {
	ctx := x.r.Context()
	x.event.Subject = u.ID
	granted, err := x.grantedBy(ctx, u)
	if err != nil {
		return err
	}
	p := pages.Apps{Form: x.formOf("/apps", browser, ""), Account: x.account(u, browser), Notice: notice}
	names := map[string]string{} // of patients
	for _, a := range granted {
		client, err := x.Store.Client(ctx, x.Tenant, a.Client)
		if err != nil {
			return err
		}
		g := pages.Grant{ID: a.ID, App: client.Title(), Logo: client.LogoURL, Granted: a.Granted.In(x.Zone), Expires: a.Expires.In(x.Zone)}
		subject := pages.Subject{Self: u.FHIRUser == "Patient/"+a.Context.Patient}
		if id := a.Context.Patient; id != "" {
			if names[id] == "" {
				names[id] = x.nameOf(u, id)
			}
			g.Patient, subject.Name = names[id], names[id]
		}
		scopes, _ := access.ParseScopes(a.Scope) // what cannot be read gives nothing
		for _, s := range scopes {
			g.Allowed = append(g.Allowed, pages.Sentence(s, subject))
		}
		p.Grants = append(p.Grants, g)
	}
	return x.page(http.StatusOK, p)
}
