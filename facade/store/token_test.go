package store

import (
	"errors"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gorm.io/gorm"

	"ehr.example/portico/facade/smart"
)

// approved is a store with the client app, and an authorization with its code.
func approved(t *testing.T, s *Store, tenant, id string) {
	t.Helper()
	ctx := t.Context()
	must(t, s.PutClient(ctx, tenant, app("app")))
	f := flowOf("flow of " + id)
	f.Browser, f.Launch = browser, ""
	must(t, s.PutFlow(ctx, tenant, f))
	must(t, s.SignOut(ctx, tenant, browser))
	must(t, s.SignIn(ctx, tenant, "", smart.Session{Browser: browser, ID: "session of " + id, User: authorizationOf(id).User, Expires: noon.Add(time.Hour)}))
	must(t, s.Approve(ctx, tenant, f, authorizationOf(id), codeOf("code of "+id, id), noon))
}

// redeem redeems a code for an access token of the authorization.
func redeem(t *testing.T, s *Store, tenant string, hash smart.Hash, client string, at time.Time) (smart.Code, error) {
	t.Helper()
	var got smart.Code
	err := s.Redeem(t.Context(), tenant, hash, client, at, func(c smart.Code, a smart.Authorization) (smart.AccessToken, *smart.RefreshToken, error) {
		got = c
		return smart.AccessToken{Hash: smart.HashOf(smart.NewSecret()), Authorization: a.ID, Expires: noon.Add(time.Hour)}, nil, nil
	})
	return got, err
}

// issued keeps tokens of an authorization without a code.
func issued(t *testing.T, s *Store, tenant string, access smart.AccessToken, refresh *smart.RefreshToken) error {
	t.Helper()
	return s.transaction(t.Context(), func(tx *gorm.DB) error { return issue(tx, tenant, access, refresh) })
}

// granted is a store with the client app, and an authorization that became tokens: access A and refresh R.
func granted(t *testing.T, s *Store, tenant, id string) (smart.AccessToken, smart.RefreshToken) {
	t.Helper()
	approved(t, s, tenant, id)
	access := smart.AccessToken{Hash: smart.HashOf("access of " + id), Authorization: id, Scope: "openid", Issued: noon, Expires: noon.Add(time.Hour)}
	refresh := smart.RefreshToken{Hash: smart.HashOf("refresh of " + id), Authorization: id, Issued: noon, Expires: noon.Add(90 * 24 * time.Hour)}
	must(t, s.Redeem(t.Context(), tenant, smart.HashOf("code of "+id), "app", noon,
		func(smart.Code, smart.Authorization) (smart.AccessToken, *smart.RefreshToken, error) {
			return access, &refresh, nil
		}))
	return access, refresh
}

// next is the use of a refresh token that gives those of a number.
func next(used smart.RefreshToken, number string, now time.Time) smart.Rotation {
	return smart.Rotation{
		Used: used.Hash, Now: now, Grace: time.Minute, Extends: now.Add(90 * 24 * time.Hour),
		Access: smart.AccessToken{Hash: smart.HashOf("access " + number), Authorization: used.Authorization, Issued: now, Expires: now.Add(time.Hour)},
		Next:   &smart.RefreshToken{Hash: smart.HashOf("refresh " + number), Authorization: used.Authorization, Parent: used.Hash, Issued: now, Expires: now.Add(90 * 24 * time.Hour)},
	}
}

func TestBearer(t *testing.T) {
	engines(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		access, refresh := granted(t, s, "a", "1")
		got, err := s.Bearer(ctx, "a", access.Hash, noon)
		must(t, err)
		want := authorizationOf("1")
		want.Redeemed, want.Expires = true, refresh.Expires
		same(t, "bearer", got, smart.Bearer{Access: access, Authorization: want})
		r, behind, err := s.RefreshToken(ctx, "a", refresh.Hash, "app", noon)
		must(t, err)
		same(t, "refresh token", r, refresh)
		same(t, "what stands behind it", behind, smart.Bearer{Authorization: want})
		client, err := s.RefreshClient(ctx, "a", refresh.Hash, noon)
		must(t, err)
		same(t, "whose it is", client, "app")
		for what, ask := range map[string]func() error{
			"whose another tenant's is":       func() error { return second(s.RefreshClient(ctx, "b", refresh.Hash, noon)) },
			"whose an old one is":             func() error { return second(s.RefreshClient(ctx, "a", refresh.Hash, refresh.Expires)) },
			"another tenant's access token":   func() error { return second(s.Bearer(ctx, "b", access.Hash, noon)) },
			"an old access token":             func() error { return second(s.Bearer(ctx, "a", access.Hash, access.Expires)) },
			"a refresh token as another":      func() error { return second(s.Bearer(ctx, "a", refresh.Hash, noon)) },
			"another tenant's refresh token":  func() error { return third(s.RefreshToken(ctx, "b", refresh.Hash, "app", noon)) },
			"another client's refresh token":  func() error { return third(s.RefreshToken(ctx, "a", refresh.Hash, "other", noon)) },
			"an old refresh token":            func() error { return third(s.RefreshToken(ctx, "a", refresh.Hash, "app", refresh.Expires)) },
			"an access token as another":      func() error { return third(s.RefreshToken(ctx, "a", access.Hash, "app", noon)) },
			"b revokes":                       func() error { return s.Revoke(ctx, "b", "1", noon) },
			"b revokes the access token":      func() error { return s.RevokeAccess(ctx, "b", access.Hash, "app", noon) },
			"another client revokes":          func() error { return s.RevokeAccess(ctx, "a", access.Hash, "other", noon) },
			"b revokes the refresh token":     func() error { return s.RevokeRefresh(ctx, "b", refresh.Hash, "app", noon) },
			"others revoke the refresh token": func() error { return s.RevokeRefresh(ctx, "a", refresh.Hash, "other", noon) },
			"b rotates":                       func() error { return s.Rotate(ctx, "b", next(refresh, "x", noon)) },
			"b issues": func() error {
				return issued(t, s, "b", smart.AccessToken{Hash: "x", Authorization: "1"}, nil)
			},
		} {
			is(t, what, ask(), smart.ErrNotFound)
		}
		must(t, second(s.Bearer(ctx, "a", access.Hash, noon)))
	})
}

func third[T, U any](_ T, _ U, err error) error { return err }

// TestWorthNothing is what ends a token at once.
func TestWorthNothing(t *testing.T) {
	for what, end := range map[string]func(t *testing.T, s *Store, access smart.AccessToken, refresh smart.RefreshToken) error{
		"revoked": func(t *testing.T, s *Store, _ smart.AccessToken, _ smart.RefreshToken) error {
			return s.Revoke(t.Context(), "a", "1", noon)
		},
		"refresh token revoked": func(t *testing.T, s *Store, _ smart.AccessToken, r smart.RefreshToken) error {
			return s.RevokeRefresh(t.Context(), "a", r.Hash, "app", noon)
		},
		"client switched off": func(t *testing.T, s *Store, _ smart.AccessToken, _ smart.RefreshToken) error {
			off := app("app")
			off.Active = false
			return s.PutClient(t.Context(), "a", off)
		},
		"client deleted and made anew": func(t *testing.T, s *Store, _ smart.AccessToken, _ smart.RefreshToken) error {
			must(t, s.DeleteClient(t.Context(), "a", "app"))
			return s.PutClient(t.Context(), "a", app("app"))
		},
	} {
		t.Run(what, func(t *testing.T) {
			engines(t, func(t *testing.T, s *Store) {
				access, refresh := granted(t, s, "a", "1")
				same2, _ := granted(t, s, "b", "1")
				must(t, end(t, s, access, refresh))
				is(t, "access", second(s.Bearer(t.Context(), "a", access.Hash, noon)), smart.ErrNotFound)
				is(t, "refresh", third(s.RefreshToken(t.Context(), "a", refresh.Hash, "app", noon)), smart.ErrNotFound)
				if err := s.Rotate(t.Context(), "a", next(refresh, "2", noon)); err == nil {
					if err := second(s.Bearer(t.Context(), "a", smart.HashOf("access 2"), noon)); err == nil {
						t.Error("refreshed")
					}
				}
				must(t, second(s.Bearer(t.Context(), "b", same2.Hash, noon)))
			})
		})
	}
}

func TestRevokeAccess(t *testing.T) {
	engines(t, func(t *testing.T, s *Store) {
		access, refresh := granted(t, s, "a", "1")
		must(t, s.RevokeAccess(t.Context(), "a", access.Hash, "app", noon))
		is(t, "access", second(s.Bearer(t.Context(), "a", access.Hash, noon)), smart.ErrNotFound)
		must(t, third(s.RefreshToken(t.Context(), "a", refresh.Hash, "app", noon)))
	})
}

// TestPorticosUser: a user whom Portico keeps is asked at each request.
func TestPorticosUser(t *testing.T) {
	engines(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		must(t, s.PutClient(ctx, "a", app("app")))
		u := person("u", "ada")
		must(t, s.PutUser(ctx, "a", u))
		a := authorizationOf("1")
		a.User = u
		access := smart.AccessToken{Hash: smart.HashOf("access"), Authorization: "1", Expires: noon.Add(time.Hour)}
		must(t, s.Grant(ctx, "a", a, access))
		list, err := s.ListAuthorizations(ctx, "a", "u", noon)
		must(t, err)
		if len(list) != 1 || list[0].ID != "1" {
			t.Errorf("granted: %v", list)
		}
		list, err = s.ListAuthorizations(ctx, "b", "u", noon)
		must(t, err)
		same(t, "granted in b", list, []smart.Authorization{})
		u.Roles = []string{"nurse"}
		must(t, s.PutUser(ctx, "a", u))
		b, err := s.Bearer(ctx, "a", access.Hash, noon)
		must(t, err)
		if len(b.Authorization.User.Roles) != 1 || b.Authorization.User.Roles[0] != "nurse" {
			t.Errorf("%+v", b.Authorization.User)
		}
		here, there := smart.Session{Browser: browser, ID: "s", User: u, Expires: noon.Add(time.Hour)}, smart.Session{Browser: stranger, ID: "t", User: person("v", "bob"), Expires: noon.Add(time.Hour)}
		must(t, s.SignIn(ctx, "a", "", here))
		must(t, s.SignIn(ctx, "a", "", there))
		must(t, s.SignIn(ctx, "b", "", here))
		must(t, s.PutUser(ctx, "a", u))
		must(t, second(s.Bearer(ctx, "a", access.Hash, noon)))
		must(t, second(s.Session(ctx, "a", browser, noon)))
		u.PasswordHash = "$2a$10$y"
		must(t, s.PutUser(ctx, "a", u))
		is(t, "a token after another password", second(s.Bearer(ctx, "a", access.Hash, noon)), smart.ErrNotFound)
		is(t, "a grant after another password", second(s.Authorization(ctx, "a", "1")), smart.ErrNotFound)
		is(t, "a session after another password", second(s.Session(ctx, "a", browser, noon)), smart.ErrNotFound)
		must(t, second(s.Session(ctx, "a", stranger, noon))) // somebody else's
		must(t, second(s.Session(ctx, "b", browser, noon)))  // another tenant's
		must(t, s.Grant(ctx, "a", a, access))
		must(t, second(s.Bearer(ctx, "a", access.Hash, noon)))
		u.Active = false
		must(t, s.PutUser(ctx, "a", u))
		is(t, "switched off", second(s.Bearer(ctx, "a", access.Hash, noon)), smart.ErrNotFound)
		u.Active = true
		must(t, s.PutUser(ctx, "a", u))
		is(t, "switched on again", second(s.Bearer(ctx, "a", access.Hash, noon)), smart.ErrNotFound)
		must(t, s.DeleteUser(ctx, "a", "u"))
		must(t, s.PutUser(ctx, "a", u))
		is(t, "deleted and made anew", second(s.Bearer(ctx, "a", access.Hash, noon)), smart.ErrNotFound)
	})
}

// TestCheckedUser: what is known now of a user whom others keep takes the place of what was.
func TestCheckedUser(t *testing.T) {
	engines(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		access, _ := granted(t, s, "a", "1")
		u, later := authorizationOf("1").User, noon.Add(time.Minute)
		u.Roles, u.Patients, u.DisplayName, u.FHIRUser, u.Stamp = []string{"nurse"}, nil, "Ada L.", "Practitioner/9", "stamp"
		u.Organizations = []string{"Location/4"}
		must(t, s.CheckedUser(ctx, "a", "1", u, later))
		b, err := s.Bearer(ctx, "a", access.Hash, noon)
		must(t, err)
		same(t, "user", b.Authorization.User, u)
		if !b.Authorization.Checked.Equal(later) {
			t.Errorf("checked %s", b.Authorization.Checked)
		}
		is(t, "another tenant's", s.CheckedUser(ctx, "b", "1", u, later), smart.ErrNotFound)
		stranger := u
		stranger.ID = "w"
		is(t, "another user's", s.CheckedUser(ctx, "a", "1", stranger, later), smart.ErrNotFound)
		must(t, s.Revoke(ctx, "a", "1", noon))
		is(t, "what was revoked", s.CheckedUser(ctx, "a", "1", u, later), smart.ErrNotFound)
	})
}

// TestRedeemOnce: of 24 that redeem one code at once, one gets tokens, and they are revoked as the others come.
func TestRedeemOnce(t *testing.T) {
	engines(t, func(t *testing.T, s *Store) {
		approved(t, s, "a", "1")
		other, _ := granted(t, s, "a", "2")
		hash := smart.HashOf("code of 1")
		for what, ask := range map[string]func() error{
			"another tenant": func() error { return second(redeem(t, s, "b", hash, "app", noon)) },
			"another client": func() error { return second(redeem(t, s, "a", hash, "other", noon)) },
			"too late":       func() error { return second(redeem(t, s, "a", hash, "app", noon.Add(time.Minute))) },
		} {
			is(t, what, ask(), smart.ErrNotFound)
		}
		var won, replays atomic.Int32
		var wait sync.WaitGroup
		for range 24 {
			wait.Go(func() {
				c, err := redeem(t, s, "a", hash, "app", noon)
				switch {
				case err == nil:
					won.Add(1)
					same(t, "code", c, codeOf("code of 1", "1"))
				case errors.Is(err, smart.ErrReplayed):
					replays.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if won.Load() != 1 || replays.Load() != 23 {
			t.Errorf("%d won, %d replayed", won.Load(), replays.Load())
		}
		var tokens []accessToken
		must(t, s.of(t.Context(), "a").Where("authorization = '1'").Find(&tokens).Error)
		if len(tokens) != 1 {
			t.Errorf("%d tokens", len(tokens))
		}
		is(t, "what it gave", second(s.Bearer(t.Context(), "a", smart.Hash(tokens[0].Hash), noon)), smart.ErrNotFound)
		is(t, "what it would give", issued(t, s, "a", smart.AccessToken{Hash: "late", Authorization: "1", Expires: noon.Add(time.Hour)}, nil), smart.ErrNotFound)
		must(t, second(s.Bearer(t.Context(), "a", other.Hash, noon)))
	})
}

// TestRedeemRefused: a code that was shown with something wrong is used up, and gives nothing.
func TestRedeemRefused(t *testing.T) {
	engines(t, func(t *testing.T, s *Store) {
		approved(t, s, "a", "1")
		hash, wrong := smart.HashOf("code of 1"), errors.New("the verifier is wrong")
		is(t, "refused", s.Redeem(t.Context(), "a", hash, "app", noon, func(smart.Code, smart.Authorization) (smart.AccessToken, *smart.RefreshToken, error) {
			return smart.AccessToken{}, nil, wrong
		}), wrong)
		is(t, "again", second(redeem(t, s, "a", hash, "app", noon)), smart.ErrReplayed)
		a, err := s.Authorization(t.Context(), "a", "1")
		must(t, err)
		if a.Revoked.IsZero() || a.Redeemed {
			t.Errorf("%+v", a)
		}
	})
}

func TestRotation(t *testing.T) {
	engines(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		_, r0 := granted(t, s, "a", "1")
		first := next(r0, "1", noon)
		must(t, s.Rotate(ctx, "a", first))
		must(t, s.Rotate(ctx, "a", next(r0, "1b", noon.Add(59*time.Second)))) // the answer was lost
		must(t, s.Rotate(ctx, "a", next(*first.Next, "2", noon.Add(2*time.Hour))))
		must(t, second(s.Bearer(ctx, "a", smart.HashOf("access 2"), noon.Add(2*time.Hour))))
		is(t, "reuse", s.Rotate(ctx, "a", next(r0, "3", noon.Add(3*time.Hour))), smart.ErrReplayed)
		for _, dead := range []string{"access 1", "access 1b", "access 2", "access 3"} {
			is(t, dead, second(s.Bearer(ctx, "a", smart.HashOf(dead), noon)), smart.ErrNotFound)
		}
		is(t, "the newest", s.Rotate(ctx, "a", next(smart.RefreshToken{Hash: smart.HashOf("refresh 2"), Authorization: "1"}, "4", noon.Add(3*time.Hour))), smart.ErrNotFound)
	})
}

// TestReuseWithinGrace: once a successor was used, the one before is no retry any more.
func TestReuseWithinGrace(t *testing.T) {
	engines(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		_, r0 := granted(t, s, "a", "1")
		first := next(r0, "1", noon)
		must(t, s.Rotate(ctx, "a", first))
		must(t, s.Rotate(ctx, "a", next(*first.Next, "2", noon.Add(time.Second))))
		is(t, "reuse", s.Rotate(ctx, "a", next(r0, "3", noon.Add(2*time.Second))), smart.ErrReplayed)
		is(t, "the newest", second(s.Bearer(ctx, "a", smart.HashOf("access 2"), noon)), smart.ErrNotFound)
	})
}

// TestStays: a refresh token that is not rotated lasts longer with each use.
func TestStays(t *testing.T) {
	engines(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		_, r0 := granted(t, s, "a", "1")
		for i := range 3 {
			r := next(r0, strconv.Itoa(i), noon.Add(time.Duration(i)*80*24*time.Hour))
			r.Next = nil
			must(t, s.Rotate(ctx, "a", r))
			must(t, second(s.Bearer(ctx, "a", r.Access.Hash, r.Now)))
		}
		got, b, err := s.RefreshToken(ctx, "a", r0.Hash, "app", noon.Add(200*24*time.Hour))
		must(t, err)
		if want := noon.Add(250 * 24 * time.Hour); !got.Expires.Equal(want) || !b.Authorization.Expires.Equal(want) {
			t.Errorf("until %v and %v", got.Expires, b.Authorization.Expires)
		}
	})
}

// TestRotateTogether: a client that sends a refresh token several times at once gets as many answers, all of one family.
func TestRotateTogether(t *testing.T) {
	engines(t, func(t *testing.T, s *Store) {
		_, r0 := granted(t, s, "a", "1")
		var wait sync.WaitGroup
		for i := range 24 {
			wait.Go(func() {
				if err := s.Rotate(t.Context(), "a", next(r0, strconv.Itoa(i), noon)); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
	})
}

// TestOnlineAccess: a refresh token that is bound to a session ends with it.
func TestOnlineAccess(t *testing.T) {
	engines(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		must(t, s.PutClient(ctx, "a", app("app")))
		must(t, s.SignIn(ctx, "a", "", smart.Session{Browser: browser, ID: "s", Expires: noon.Add(time.Hour)}))
		a := authorizationOf("1")
		a.Session = "s"
		must(t, s.Grant(ctx, "a", a, smart.AccessToken{Hash: "x", Authorization: "1", Expires: noon.Add(time.Hour)}))
		r := smart.RefreshToken{Hash: smart.HashOf("r"), Authorization: "1", Expires: noon.Add(24 * time.Hour)}
		must(t, issued(t, s, "a", smart.AccessToken{Hash: "y", Authorization: "1", Expires: noon.Add(time.Hour)}, &r))
		must(t, third(s.RefreshToken(ctx, "a", r.Hash, "app", noon)))
		is(t, "after the session", third(s.RefreshToken(ctx, "a", r.Hash, "app", noon.Add(time.Hour))), smart.ErrNotFound)
		must(t, s.SignOut(ctx, "a", browser))
		is(t, "signed out", third(s.RefreshToken(ctx, "a", r.Hash, "app", noon)), smart.ErrNotFound)
	})
}

// TestSweep: what expired goes a day later, and nothing else does.
func TestSweep(t *testing.T) {
	engines(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		granted(t, s, "a", "1")
		must(t, s.PutLaunch(ctx, "a", launchOf("launch")))
		must(t, s.UseAssertion(ctx, "a", "app", "j", noon))
		for _, c := range []struct {
			after time.Duration
			want  int64
		}{{23 * time.Hour, 0}, {25*time.Hour + 2*time.Minute, 5}, {26 * time.Hour, 0}, {92 * 24 * time.Hour, 2}, {900 * 24 * time.Hour, 0}} {
			rows, err := s.Sweep(ctx, noon.Add(c.after))
			must(t, err)
			if rows != c.want {
				t.Errorf("after %s: %d rows, not %d", c.after, rows, c.want)
			}
		}
		must(t, second(s.Client(ctx, "a", "app")))
	})
}

// TestOutage: a store that is away is an error of its own kind.
func TestOutage(t *testing.T) {
	engines(t, func(t *testing.T, s *Store) {
		access, refresh := granted(t, s, "a", "1")
		must(t, s.Close())
		for what, err := range map[string]error{
			"bearer": second(s.Bearer(t.Context(), "a", access.Hash, noon)), "client": second(s.Client(t.Context(), "a", "app")),
			"refresh": third(s.RefreshToken(t.Context(), "a", refresh.Hash, "app", noon)), "revoke": s.Revoke(t.Context(), "a", "1", noon),
			"jti": s.UseAssertion(t.Context(), "a", "app", "j", noon), "keys": second(s.SigningKeys(t.Context(), "a", noon)),
			"code": second(redeem(t, s, "a", smart.HashOf("code of 1"), "app", noon)),
		} {
			if err == nil || errors.Is(err, smart.ErrNotFound) || errors.Is(err, smart.ErrReplayed) || errors.Is(err, smart.ErrConflict) {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
}

// TestRefreshedUser: what is known of a user of the EHR's is replaced at a refresh, for every token of the consent.
func TestRefreshedUser(t *testing.T) {
	engines(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		access, refresh := granted(t, s, "a", "1")
		before, err := s.Bearer(ctx, "a", access.Hash, noon)
		must(t, err)
		now := before.Authorization.User
		if now.Source != smart.SourceEHR {
			t.Fatalf("%+v", now)
		}
		now.Roles, now.Patients, now.FHIRUser = []string{"nurse"}, nil, ""
		r := next(refresh, "2", noon)
		r.User = now
		must(t, s.Rotate(ctx, "a", r))
		after, err := s.Bearer(ctx, "a", access.Hash, noon)
		must(t, err)
		same(t, "user", after.Authorization.User, now)
	})
}
