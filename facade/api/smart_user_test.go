package api

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"ehr.example/portico/facade/mysqltest"
	"ehr.example/portico/facade/smart"
	"ehr.example/portico/mappers/ehr/practice/sample"
	"ehr.example/portico/mappers/password"
)

// TestPasswordChanged: another password of a user whom Portico keeps ends every browser's session and all that was granted, at
// once, on every replica, and at this tenant only. So does switching the user off, and taking the user away.
func TestPasswordChanged(t *testing.T) {
	g := newLaunched(t, "")
	u, err := g.store.User(t.Context(), "my-clinic", "id-of-doctor")
	if err != nil {
		t.Fatal(err)
	}
	put := func(change func(*smart.User)) func() error {
		return func() error { change(&u); return g.store.PutUser(t.Context(), "my-clinic", u) }
	}
	for what, end := range map[string]func() error{
		"another password": put(func(u *smart.User) { u.PasswordHash, err = password.Hash("another one") }),
		"switched off":     put(func(u *smart.User) { u.Active = false }),
		"removed":          func() error { return g.store.DeleteUser(t.Context(), "my-clinic", u.ID) },
	} {
		g.account(t, "doctor", "Practitioner/1")
		if u, err = g.store.User(t.Context(), "my-clinic", "id-of-doctor"); err != nil {
			t.Fatal(err)
		}
		got, _, p := g.launched(t, mineGate, everyScope)
		elsewhere, _, _ := g.launched(t, lakeGate, everyScope)
		waiting := p.open(request(mineGate, everyScope).at(mineGate)) // signed in already
		waiting.wants(t, "picker", http.StatusOK, "Choose a patient")
		if p := end(); p != nil || err != nil {
			t.Fatal(p, err)
		}
		access, refresh := got["access_token"].(string), got["refresh_token"].(string)
		g.ask(t, "GET", mineGate.fhir+"/Patient/1", nil, bearerOf(access)).wants(t, what+": token", http.StatusUnauthorized)
		refreshing := url.Values{"grant_type": {"refresh_token"}, "refresh_token": {refresh}, "client_id": {"app"}}
		g.ask(t, "POST", mineGate.issuer+"/token", refreshing).wants(t, what+": refresh", http.StatusBadRequest, "invalid_grant")
		p.open(mineGate.issuer+"/apps").wants(t, what+": session", http.StatusOK, "Sign in")
		p.send(waiting, "name", url.Values{"identifier": {"A1001"}}).wants(t, what+": a flow that waits", http.StatusOK, "Sign in")
		g.ask(t, "GET", lakeGate.fhir+"/Patient/1", nil, bearerOf(elsewhere["access_token"].(string))).wants(t, what+": another tenant", http.StatusOK)
	}
}

// staffed is gated on tables of its own, with what changes them.
func staffed(t *testing.T) (*gated, func(statement string, args ...any)) {
	t.Helper()
	database := mysqltest.Fresh(t)
	db := mysqltest.Open(t, database)
	if err := sample.Load(t.Context(), db, sample.Default()); err != nil {
		t.Fatal(err)
	}
	return newGatedOn(t, "", mysqltest.DSN(t, database)).withApps(t), func(statement string, args ...any) {
		t.Helper()
		if _, err := db.ExecContext(t.Context(), statement, args...); err != nil {
			t.Fatal(err)
		}
	}
}

// later lets what is known of the EHR's users grow old.
func (g *gated) later(t *testing.T, at gate, user string) {
	t.Helper()
	all, err := g.store.ListAuthorizations(t.Context(), at.id, user, time.Now())
	if err != nil || len(all) == 0 {
		t.Fatalf("%v: %s granted %d", err, user, len(all))
	}
	for _, a := range all {
		if err := g.store.CheckedUser(t.Context(), at.id, a.ID, a.User, time.Now().Add(-time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
}

// TestEHRUserChanges: what changes in the EHR of a user holds for sessions at once, and for tokens after a while: who is
// locked has no access until that is over, roles are those of now, and another password ends what was granted before.
func TestEHRUserChanges(t *testing.T) {
	g, change := staffed(t)
	const scope, staff = "openid offline_access user/*.rs", "staff-"
	enter := func(name string) (*person, string, string) {
		t.Helper()
		a, p := request(mineGate, scope), g.newPerson(t, mineGate, name)
		consent := p.send(p.open(a.at(mineGate)), "password", url.Values{"username": {name}, "password": {sample.Password}})
		r := g.ask(t, "POST", mineGate.issuer+"/token", a.codeForm(p.allow(consent, nil).code(t, a, mineGate)))
		r.wants(t, name, http.StatusOK)
		return p, r.json(t)["access_token"].(string), r.json(t)["refresh_token"].(string)
	}
	subject := func(token string) string {
		t.Helper()
		r := g.ask(t, "GET", mineGate.issuer+"/userinfo", nil, bearerOf(token))
		r.wants(t, "userinfo", http.StatusOK)
		return r.json(t)["sub"].(string)
	}
	prescriptions := mineGate.fhir + "/MedicationRequest?patient=1"
	get := func(what, token string, status int) {
		t.Helper()
		g.ask(t, "GET", prescriptions, nil, bearerOf(token)).wants(t, what, status)
	}

	p, token, _ := enter("alead")
	doctor := subject(token)
	if !strings.HasPrefix(doctor, staff) {
		t.Fatalf("the doctor is %s", doctor)
	}
	get("a physician", token, http.StatusOK)
	change("UPDATE staff SET active = 'N' WHERE login = 'alead' AND clinic_id = 1")
	get("locked, and not looked at yet", token, http.StatusOK)
	p.open(mineGate.issuer+"/apps").wants(t, "a session of who is locked", http.StatusOK, "Sign in")
	g.later(t, mineGate, doctor)
	get("locked", token, http.StatusUnauthorized)
	get("locked, asked again", token, http.StatusUnauthorized)
	change("UPDATE staff SET active = 'Y' WHERE login = 'alead' AND clinic_id = 1")
	get("not locked any more", token, http.StatusOK)

	change("UPDATE staff_job SET job = 'NURSE' WHERE staff_id = (SELECT staff_id FROM staff WHERE login = 'alead' AND clinic_id = 1)")
	get("another role, and not looked at yet", token, http.StatusOK)
	g.later(t, mineGate, doctor)
	get("another role", token, http.StatusForbidden)
	change("UPDATE staff_job SET job = 'PHYS' WHERE staff_id = (SELECT staff_id FROM staff WHERE login = 'alead' AND clinic_id = 1)")
	get("what was looked at counts for a while", token, http.StatusForbidden)
	g.later(t, mineGate, doctor)
	get("the old role again", token, http.StatusOK)

	p, token, refresh := enter("alead")
	hash, err := password.Hash("another one")
	if err != nil {
		t.Fatal(err)
	}
	change("UPDATE staff SET pw_hash = ? WHERE login = 'alead' AND clinic_id = 1", hash)
	p.open(mineGate.issuer+"/apps").wants(t, "a session after another password", http.StatusOK, "Sign in")
	g.later(t, mineGate, doctor)
	get("after another password", token, http.StatusUnauthorized)
	g.ask(t, "POST", mineGate.issuer+"/token", url.Values{"grant_type": {"refresh_token"}, "refresh_token": {refresh}, "client_id": {"app"}}).
		wants(t, "refresh after another password", http.StatusBadRequest, "invalid_grant")
	change("UPDATE staff SET pw_hash = ? WHERE login = 'alead' AND clinic_id = 1", hash+" ")
	get("what ended stays so", token, http.StatusUnauthorized)

	// whoever works elsewhere now sees what is of there, and whoever works nowhere nothing
	_, token, _ = enter("annex")
	sees := func(what, site string, status int, some bool) {
		t.Helper()
		r := g.ask(t, "GET", mineGate.fhir+"/Encounter?_count=5&_elements=id&service-provider=Organization/"+site, nil, bearerOf(token))
		if r.wants(t, what, status); status == http.StatusOK && (found(t, r) != "") != some {
			t.Errorf("%s: of the site %s: %s", what, site, found(t, r))
		}
	}
	annex := subject(token)
	sees("at the annex", "2", http.StatusOK, true)
	change("UPDATE staff_site SET fac_no = 3 WHERE staff_id = 7 AND clinic_id = 1")
	sees("moved, and not looked at yet", "2", http.StatusOK, true)
	g.later(t, mineGate, annex)
	sees("moved", "2", http.StatusOK, false)
	change("UPDATE facility SET parent_no = 3 WHERE fac_no = 2 AND clinic_id = 1")
	sees("the annex moved too", "2", http.StatusOK, true)
	sees("the annex moved too", "1", http.StatusOK, false)
	change("DELETE FROM staff_site WHERE staff_id = 7 AND clinic_id = 1")
	g.later(t, mineGate, annex)
	sees("works nowhere", "2", http.StatusForbidden, false)

	// refreshed without a token having been checked
	_, _, refresh = enter("nurse1")
	change("UPDATE staff SET pw_hash = ? WHERE login = 'nurse1' AND clinic_id = 1", hash)
	g.ask(t, "POST", mineGate.issuer+"/token", url.Values{"grant_type": {"refresh_token"}, "refresh_token": {refresh}, "client_id": {"app"}}).
		wants(t, "refresh after another password", http.StatusBadRequest, "invalid_grant")
}
