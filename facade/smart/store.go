package smart

import (
	"context"
	"errors"
	"time"
)

// Store keeps the state of all tenants' authorization servers. Each method takes the tenant, and reaches none of
// another's rows, whatever ids it is given. Replicas share one store: what one wrote, the next request at any other
// sees, so that a revocation holds at once.
//
// Errors are ErrNotFound, ErrConflict and ErrReplayed where a method says so. Any other is an outage: nothing is known
// then, and nothing is granted.
type Store interface {
	Clients
	Users
	Attempts
	Sessions
	Launches
	Flows
	Authorizations
	Tokens
	Keys
	Assertions
}

// What a Store says of what it was asked for.
var (
	ErrNotFound = errors.New("smart: there is no such row, or it is not valid any more")
	ErrConflict = errors.New("smart: there is one already")
	ErrReplayed = errors.New("smart: what may be used once was used again")
)

// Clients are the apps that are registered with a tenant.
type Clients interface {
	// Client is the one with an id, active or not; or ErrNotFound.
	Client(ctx context.Context, tenant, id string) (Client, error)
	// ListClients are all of them, by id.
	ListClients(ctx context.Context, tenant string) ([]Client, error)
	// PutClient adds a client, or changes the one with its id.
	PutClient(ctx context.Context, tenant string, c Client) error
	// DeleteClient takes a client away, with all that was ever granted to it; or ErrNotFound.
	DeleteClient(ctx context.Context, tenant, id string) error
}

// Users are the people that Portico itself keeps for a tenant.
type Users interface {
	// User is the one with an id, active or not; or ErrNotFound.
	User(ctx context.Context, tenant, id string) (User, error)
	// UserByName is the one who logs in with a name, active or not; or ErrNotFound.
	UserByName(ctx context.Context, tenant, name string) (User, error)
	// ListUsers are all of them, by name.
	ListUsers(ctx context.Context, tenant string) ([]User, error)
	// PutUser adds a user, or changes the one with the id; ErrConflict if another one has the name. Another password, and
	// none to sign in with any more, ends the sessions and all that he or she granted, in the same step.
	PutUser(ctx context.Context, tenant string, u User) error
	// DeleteUser takes a user away, with sessions and all that he or she granted; or ErrNotFound.
	DeleteUser(ctx context.Context, tenant, id string) error
}

// Attempts are failed logins, by the hash of the name that was typed: names that nobody has are counted like others.
type Attempts interface {
	// Attempts are how many logins failed in a row, and when the last one did; zero without any.
	Attempts(ctx context.Context, tenant string, name Hash) (Failures, error)
	// LoginFailed counts one more, and gives the count.
	LoginFailed(ctx context.Context, tenant string, name Hash, now time.Time) (Failures, error)
	// LoginSucceeded forgets them.
	LoginSucceeded(ctx context.Context, tenant string, name Hash) error
}

// Sessions are the browsers that somebody is signed in with.
type Sessions interface {
	// SignIn keeps a session, and gives it the flows that the browser had begun under its cookie from before, which is
	// not used again. Without such a cookie before is empty.
	SignIn(ctx context.Context, tenant string, before Hash, s Session) error
	// Session is the one of a browser's cookie that has not ended; or ErrNotFound.
	Session(ctx context.Context, tenant string, browser Hash, now time.Time) (Session, error)
	// SignOut ends a session. The refresh tokens that live only as long as it end with it.
	SignOut(ctx context.Context, tenant string, browser Hash) error
}

// Launches are what an EHR told about an app that it is about to open.
type Launches interface {
	// PutLaunch keeps a launch.
	PutLaunch(ctx context.Context, tenant string, l Launch) error
	// Launch is the one of a handle that was neither used nor has ended; or ErrNotFound.
	Launch(ctx context.Context, tenant string, handle Hash, now time.Time) (Launch, error)
}

// Flows are authorization requests between the app's request and the code.
type Flows interface {
	// PutFlow keeps a new flow.
	PutFlow(ctx context.Context, tenant string, f Flow) error
	// BindFlow gives a flow to the browser that comes with its handle first; ErrNotFound if another one did.
	BindFlow(ctx context.Context, tenant string, handle, browser Hash, now time.Time) error
	// Flow is the one of a handle, for the browser that it is bound to; or ErrNotFound.
	Flow(ctx context.Context, tenant string, handle, browser Hash, now time.Time) (Flow, error)
	// ChoosePatient notes the patient that was picked; or ErrNotFound.
	ChoosePatient(ctx context.Context, tenant string, handle, browser Hash, patient string) error
	// ChooseEncounter notes the encounter that was picked, or with "" that none was; or ErrNotFound.
	ChooseEncounter(ctx context.Context, tenant string, handle, browser Hash, encounter string) error
	// EndFlow forgets a flow; ErrNotFound if it was over, so that of two answers to one question one counts.
	EndFlow(ctx context.Context, tenant string, handle, browser Hash) error
	// Approve ends a flow and its launch, and keeps the authorization and the code that come of it, all or nothing.
	// ErrNotFound if the flow was over, its launch was used, or nobody is signed in with its browser any more.
	Approve(ctx context.Context, tenant string, f Flow, a Authorization, c Code, now time.Time) error
}

// Authorizations are what was granted: by users to apps, and to backend services by registration.
type Authorizations interface {
	// Authorization is the one with an id, revoked or not; or ErrNotFound.
	Authorization(ctx context.Context, tenant, id string) (Authorization, error)
	// ListAuthorizations are those that a user granted and that hold, newest first.
	ListAuthorizations(ctx context.Context, tenant, user string, now time.Time) ([]Authorization, error)
	// CheckedUser keeps what is known now of the user of an authorization whom others keep; ErrNotFound if it was revoked.
	CheckedUser(ctx context.Context, tenant, id string, u User, now time.Time) error
	// Revoke ends an authorization, and with it every code and token that came of it; or ErrNotFound.
	Revoke(ctx context.Context, tenant, id string, now time.Time) error
}

// Tokens are codes, access tokens and refresh tokens.
type Tokens interface {
	// Redeem uses the code of a client once, and keeps the tokens that give makes of it, in one step: of many that come at
	// the same moment one wins. Where give refuses, with the error that Redeem gives then, the authorization is revoked. The
	// second time is ErrReplayed, and its authorization is revoked. ErrNotFound for a code that is unknown, too old or
	// another client's.
	Redeem(ctx context.Context, tenant string, code Hash, client string, now time.Time, give Giving) error
	// Grant keeps an authorization that no user gave, with its access token.
	Grant(ctx context.Context, tenant string, a Authorization, access AccessToken) error
	// Bearer is all that stands behind an access token, in one statement: ErrNotFound unless token, authorization,
	// client and user are all valid.
	Bearer(ctx context.Context, tenant string, access Hash, now time.Time) (Bearer, error)
	// RefreshToken is a client's refresh token, used or not, and all that stands behind it; ErrNotFound as for Bearer.
	RefreshToken(ctx context.Context, tenant string, refresh Hash, client string, now time.Time) (RefreshToken, Bearer, error)
	// RefreshClient is the id of the client that a refresh token was given to; ErrNotFound as for RefreshToken.
	RefreshClient(ctx context.Context, tenant string, refresh Hash, now time.Time) (string, error)
	// Rotate uses a refresh token and keeps what it gives. Used again it gives once more within the grace, as long as
	// none of its successors was used; else it is ErrReplayed, and its authorization is revoked.
	Rotate(ctx context.Context, tenant string, r Rotation) error
	// RevokeAccess ends an access token of a client; ErrNotFound if it has none such.
	RevokeAccess(ctx context.Context, tenant string, access Hash, client string, now time.Time) error
	// RevokeRefresh ends the authorization behind a refresh token of a client; ErrNotFound if it has none such.
	RevokeRefresh(ctx context.Context, tenant string, refresh Hash, client string, now time.Time) error
}

// Keys are what a tenant signs with.
type Keys interface {
	// SigningKeys are all that are published, by generation.
	SigningKeys(ctx context.Context, tenant string, now time.Time) ([]SigningKey, error)
	// AddSigningKey keeps a new one; ErrConflict if another replica made one of this generation.
	AddSigningKey(ctx context.Context, tenant string, k SigningKey) error
}

// Assertions are the ids of the JWTs that clients have authenticated with.
type Assertions interface {
	// UseAssertion notes the id of a client's JWT until it expires; ErrReplayed if it came before.
	UseAssertion(ctx context.Context, tenant, client string, jti Hash, expires time.Time) error
}

// Giving makes tokens of a code and its authorization; the refresh token may be nil.
type Giving func(Code, Authorization) (AccessToken, *RefreshToken, error)
