package store

import (
	"context"
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
a.user_name AS a_user_name, a.user_shown AS a_user_shown, a.fhir_user AS a_fhir_user, a.user_roles AS a_user_roles, a.patients AS a_patients, a.session AS a_session,
a.scope AS a_scope, a.context AS a_context, a.nonce AS a_nonce, a.auth_time AS a_auth_time, a.granted AS a_granted, a.redeemed AS a_redeemed,
a.expires AS a_expires, a.revoked AS a_revoked, u.id AS u_id, u.name AS u_name, u.display_name AS u_display_name, u.fhir_user AS u_fhir_user,
u.roles AS u_roles, u.patients AS u_patients, u.active AS u_active`
	// holds are the joins and conditions under which an authorization is worth anything; each table by its tenant.
	holds = ` JOIN smart_authorizations a ON a.tenant = t.tenant AND a.id = t.authorization AND a.revoked = 0
JOIN smart_clients c ON c.tenant = a.tenant AND c.id = a.client AND c.active
LEFT JOIN smart_users u ON u.tenant = a.tenant AND u.id = a.user AND a.user_source = 'portico'
WHERE t.tenant = ? AND t.hash = ? AND (a.user_source <> 'portico' OR u.active)`
	ofToken = `SELECT t.hash AS t_hash, t.authorization AS t_authorization, t.scope AS t_scope, t.issued AS t_issued, t.expires AS t_expires, ` //nolint:gosec // columns
)

// Bearer implements smart.Tokens.
func (s *Store) Bearer(ctx context.Context, tenant string, access smart.Hash, at time.Time) (smart.Bearer, error) {
	var row bearer
	err := s.db.WithContext(ctx).Raw(ofToken+ofAuthorization+` FROM smart_access_tokens t`+holds+` AND t.revoked = 0 AND t.expires > ?`,
		tenant, access, millis(at)).Take(&row).Error
	if err != nil {
		return smart.Bearer{}, notFound(err)
	}
	return smart.Bearer{Access: row.Token.value(), Authorization: row.authorization()}, nil
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
		a.User = r.User.value()
	}
	return a
}
