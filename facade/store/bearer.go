package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"gorm.io/gorm"

	"ehr.example/portico/facade/smart"
)

// bearer is a row of smart.Bearer.
type bearer struct {
	Token   accessToken   `gorm:"embedded;embeddedPrefix:t_"`
	Granted authorization `gorm:"embedded;embeddedPrefix:a_"`
	User    user          `gorm:"embedded;embeddedPrefix:u_"` // empty unless Portico keeps the user
}

// The columns of a bearer. What is not asked of the user is what a request has no use for.
const (
	ofAuthorization = `a.id AS a_id, a.client AS a_client, a.user_source AS a_user_source, a.user AS a_user,
a.user_name AS a_user_name, a.user_shown AS a_user_shown, a.fhir_user AS a_fhir_user, a.user_roles AS a_user_roles, a.patients AS a_patients, a.user_places AS a_user_places, COALESCE(a.user_stamp, '') AS a_user_stamp, COALESCE(a.checked, 0) AS a_checked, a.session AS a_session,
a.scope AS a_scope, a.context AS a_context, a.nonce AS a_nonce, a.auth_time AS a_auth_time, a.granted AS a_granted, a.redeemed AS a_redeemed,
a.expires AS a_expires, a.revoked AS a_revoked, u.id AS u_id, u.name AS u_name, u.display_name AS u_display_name, u.fhir_user AS u_fhir_user,
u.roles AS u_roles, u.patients AS u_patients, u.organizations AS u_organizations, u.active AS u_active`
	// holds are the joins and conditions under which an authorization is worth anything; each table by its tenant.
	holds = ` JOIN smart_authorizations a ON a.tenant = t.tenant AND a.id = t.authorization AND a.revoked = 0
JOIN smart_clients c ON c.tenant = a.tenant AND c.id = a.client AND c.active
LEFT JOIN smart_users u ON u.tenant = a.tenant AND u.id = a.user AND a.user_source = 'portico'
WHERE t.tenant = ? AND t.hash = ? AND (a.user_source <> 'portico' OR u.active)`
	ofToken = `SELECT t.hash AS t_hash, t.authorization AS t_authorization, t.scope AS t_scope, t.issued AS t_issued, t.expires AS t_expires, ` //nolint:gosec // columns
)

// Bearer implements smart.Tokens. Each request asks it, so that its row is read by hand: gorm takes as long as the file.
func (s *Store) Bearer(ctx context.Context, tenant string, access smart.Hash, at time.Time) (smart.Bearer, error) {
	rows, err := s.db.ConnPool.QueryContext(ctx, ofToken+ofAuthorization+` FROM smart_access_tokens t`+holds+` AND t.revoked = 0 AND t.expires > ?`,
		tenant, string(access), millis(at))
	if err != nil {
		return smart.Bearer{}, err
	}
	defer rows.Close()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return smart.Bearer{}, err
		}
		return smart.Bearer{}, smart.ErrNotFound
	}
	row, err := scanBearer(rows)
	if err != nil {
		return smart.Bearer{}, err
	}
	return smart.Bearer{Access: row.Token.value(), Authorization: row.authorization()}, nil
}

// scanBearer reads the columns of ofToken and ofAuthorization in their order. There is no user unless Portico keeps one.
func scanBearer(rows *sql.Rows) (bearer, error) {
	var r bearer
	var context, roles, patients, places []byte
	var user [4]sql.NullString // id, name, display_name, fhir_user
	var userRoles, userPatients, userPlaces []byte
	var active sql.NullBool
	t, a := &r.Token, &r.Granted
	err := rows.Scan(
		&t.Hash, &t.Authorization, &t.Scope, &t.Issued, &t.Expires,
		&a.ID, &a.Client, &a.User.UserSource, &a.User.User, &a.User.UserName, &a.User.UserShown, &a.User.FHIRUser, &roles, &patients, &places, &a.User.UserStamp, &a.Checked,
		&a.Session, &a.Scope, &context, &a.Nonce, &a.AuthTime, &a.Granted, &a.Redeemed, &a.Expires, &a.Revoked,
		&user[0], &user[1], &user[2], &user[3], &userRoles, &userPatients, &userPlaces, &active,
	)
	if err != nil {
		return r, err
	}
	u := &r.User
	u.ID, u.Name, u.DisplayName, u.FHIRUser, u.Active = user[0].String, user[1].String, user[2].String, user[3].String, active.Bool
	return r, errors.Join(
		fromJSON(context, &a.Context), fromJSON(roles, &a.User.UserRoles), fromJSON(patients, &a.User.Patients),
		fromJSON(places, &a.User.UserPlaces),
		fromJSON(userRoles, &u.Roles), fromJSON(userPatients, &u.Patients), fromJSON(userPlaces, &u.Organizations),
	)
}

// fromJSON reads what gorm's serializer wrote; nothing is nothing.
func fromJSON(text []byte, into any) error {
	if len(text) == 0 {
		return nil
	}
	return json.Unmarshal(text, into)
}

// notFound is ErrNotFound for a row that is not there.
func notFound(err error) error {
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return smart.ErrNotFound
	}
	return err
}

// authorization is what was granted, by its user as he or she is now.
func (r bearer) authorization() smart.Authorization {
	a := r.Granted.value()
	if r.User.ID != "" {
		stamp := a.User.Stamp
		a.User = r.User.value()
		a.User.Stamp = stamp
	}
	return a
}
