package smart

import "time"

// AccessToken is what an app shows to read. The token itself is 256 random bits; only its hash is kept.
type AccessToken struct {
	Hash          Hash
	Authorization string // id
	Scope         string // as granted, or less after a refresh
	Issued        time.Time
	Expires       time.Time
}

// RefreshToken is what an app gets new access tokens for. All that came from one code are a family: they share their
// authorization.
type RefreshToken struct {
	Hash          Hash
	Authorization string // id
	Parent        Hash   // the one that was used to get it; empty: the code
	Issued        time.Time
	Expires       time.Time
	Used          time.Time // first; zero: not yet
}

// Rotation is the use of a refresh token.
type Rotation struct {
	Used    Hash
	Access  AccessToken
	Next    *RefreshToken // nil: the one that was used stays
	Extends time.Time     // until when the used one, if it stays, and the authorization hold
	Grace   time.Duration // how long after its first use one may be used again
	Now     time.Time
	User    User // as he or she is now, if others keep the user; zero: as at the consent
}

// Bearer is all that stands behind a token.
type Bearer struct {
	Access        AccessToken
	Authorization Authorization // with its user as he or she is now, if Portico keeps users
}

// SigningKey is a private key of a tenant, for id_tokens.
type SigningKey struct {
	Generation int    // 1, 2, 3 …: each comes once
	ID         string // kid
	Sealed     []byte // the private key, PKCS #8, sealed for the tenant
	Created    time.Time
	Signs      time.Time // from when it signs: verifiers have seen it by then
	Expires    time.Time // until when it is published
}
