package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"ehr.example/portico/facade/mysqltest"
	"ehr.example/portico/facade/smart"
)

// engines are the databases that the store must be the same on.
func engines(t *testing.T, test func(t *testing.T, s *Store)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		test(t, opened(t, Config{File: filepath.Join(t.TempDir(), "portico.db")}))
	})
	t.Run("mysql", func(t *testing.T) {
		test(t, opened(t, Config{DSN: mysqltest.DSN(t, mysqltest.Fresh(t))}))
	})
}

func opened(t *testing.T, c Config) *Store {
	t.Helper()
	s, err := Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// noon is when the tests happen; a millisecond is all that rows keep.
var noon = time.Date(2026, 3, 4, 12, 0, 0, 123e6, time.UTC)

// must stops a test at an error that has nothing to do with what it is about.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// is wants an error.
func is(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, not %v", what, err, want)
	}
}

// same wants a value.
func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

func app(id string) smart.Client {
	return smart.Client{
		ID: id, Name: "Growth chart", Type: smart.Symmetric, Active: true,
		Secrets:      []smart.ClientSecret{{Hash: smart.HashOf("one"), Expires: noon.Add(time.Hour)}, {Hash: smart.HashOf("two")}},
		RedirectURIs: []string{"https://app.example/a", "https://app.example/b?x=1"}, LaunchURL: "https://app.example/launch",
		LogoURL: "https://app.example/logo.png", Scopes: []string{"openid", "patient/*.rs"}, Introspects: true, Launches: true,
		GrantTypes: []smart.GrantType{smart.AuthorizationCode, smart.Refresh}, Created: noon,
	}
}

func person(id, name string) smart.User {
	return smart.User{
		ID: id, Source: smart.SourcePortico, Name: name, PasswordHash: "$2a$10$x", DisplayName: "Dr. " + name, FHIRUser: "Practitioner/" + id,
		Roles: []string{"clinician"}, Patients: []string{"7"}, Organizations: []string{"Organization/3"}, Active: true, Created: noon,
	}
}

func TestClients(t *testing.T) {
	engines(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		_, err := s.Client(ctx, "a", "app")
		is(t, "no client", err, smart.ErrNotFound)
		want := app("app")
		must(t, s.PutClient(ctx, "a", want))
		got, err := s.Client(ctx, "a", "app")
		must(t, err)
		same(t, "client", got, want)
		want = smart.Client{ID: "app", Type: smart.Asymmetric, JWKS: []byte(`{"keys":[]}`), JWKSURL: "https://x.example/jwks"}
		must(t, s.PutClient(ctx, "a", want))
		must(t, s.PutClient(ctx, "a", want)) // nothing changes
		got, err = s.Client(ctx, "a", "app")
		must(t, err)
		same(t, "changed client", got, want)
		for _, near := range []string{"app ", "APP", "ápp", " app", "app\x00", ""} {
			_, err := s.Client(ctx, "a", near)
			is(t, "client "+near, err, smart.ErrNotFound)
		}
		must(t, s.PutClient(ctx, "a", app("aaa")))
		must(t, s.PutClient(ctx, "b", app("bbb")))
		list, err := s.ListClients(ctx, "a")
		must(t, err)
		if len(list) != 2 || list[0].ID != "aaa" || list[1].ID != "app" {
			t.Errorf("clients of a: %v", list)
		}
		is(t, "another tenant's client", s.DeleteClient(ctx, "a", "bbb"), smart.ErrNotFound)
		must(t, s.DeleteClient(ctx, "a", "app"))
		is(t, "deleted client", s.DeleteClient(ctx, "a", "app"), smart.ErrNotFound)
	})
}

func TestUsers(t *testing.T) {
	engines(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		want := person("1", "ada")
		must(t, s.PutUser(ctx, "a", want))
		for _, get := range []func() (smart.User, error){
			func() (smart.User, error) { return s.User(ctx, "a", "1") },
			func() (smart.User, error) { return s.UserByName(ctx, "a", "ada") },
		} {
			got, err := get()
			must(t, err)
			same(t, "user", got, want)
		}
		is(t, "the name again", s.PutUser(ctx, "a", person("2", "ada")), smart.ErrConflict)
		must(t, s.PutUser(ctx, "a", person("2", "bob")))
		is(t, "a name that is taken", s.PutUser(ctx, "a", person("2", "ada")), smart.ErrConflict)
		got, err := s.User(ctx, "a", "1")
		must(t, err)
		same(t, "user whose name was wanted", got, want)
		must(t, s.PutUser(ctx, "b", person("1", "ada"))) // another tenant's ada
		must(t, s.DeleteUser(ctx, "a", "1"))
		_, err = s.UserByName(ctx, "a", "ada")
		is(t, "deleted user", err, smart.ErrNotFound)
		_, err = s.UserByName(ctx, "b", "ada")
		must(t, err)
		for _, near := range []string{"bob ", "BOB", "bób"} {
			_, err := s.UserByName(ctx, "a", near)
			is(t, "user "+near, err, smart.ErrNotFound)
		}
	})
}

func TestAttempts(t *testing.T) {
	engines(t, func(t *testing.T, s *Store) {
		ctx, name := t.Context(), smart.HashOf("ada")
		for i := range 3 {
			got, err := s.LoginFailed(ctx, "a", name, noon.Add(time.Duration(i)*time.Second))
			must(t, err)
			same(t, "failures", got, smart.Failures{Count: i + 1, Last: noon.Add(time.Duration(i) * time.Second)})
		}
		got, err := s.Attempts(ctx, "b", name)
		must(t, err)
		same(t, "failures of b", got, smart.Failures{})
		must(t, s.LoginSucceeded(ctx, "b", name))
		got, err = s.Attempts(ctx, "a", name)
		must(t, err)
		if got.Count != 3 {
			t.Errorf("failures of a: %v", got)
		}
		must(t, s.LoginSucceeded(ctx, "a", name))
		got, err = s.Attempts(ctx, "a", name)
		must(t, err)
		same(t, "failures after success", got, smart.Failures{})
	})
}

func TestSigningKeys(t *testing.T) {
	engines(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		key := smart.SigningKey{Generation: 1, ID: "k1", Sealed: []byte{0, 1, 255}, Created: noon, Signs: noon.Add(time.Hour), Expires: noon.Add(time.Minute)}
		must(t, s.AddSigningKey(ctx, "a", key))
		is(t, "the generation again", s.AddSigningKey(ctx, "a", key), smart.ErrConflict)
		must(t, s.AddSigningKey(ctx, "b", key))
		got, err := s.SigningKeys(ctx, "a", noon)
		must(t, err)
		same(t, "keys", got, []smart.SigningKey{key})
		got, err = s.SigningKeys(ctx, "a", noon.Add(time.Minute))
		must(t, err)
		same(t, "expired keys", got, []smart.SigningKey{})
	})
}

func TestAssertions(t *testing.T) {
	engines(t, func(t *testing.T, s *Store) {
		ctx, jti := t.Context(), smart.HashOf("jti")
		must(t, s.UseAssertion(ctx, "a", "app", jti, noon))
		is(t, "again", s.UseAssertion(ctx, "a", "app", jti, noon.Add(time.Hour)), smart.ErrReplayed)
		must(t, s.UseAssertion(ctx, "a", "other", jti, noon))
		must(t, s.UseAssertion(ctx, "b", "app", jti, noon))
	})
}

// TestNoTenant: without a tenant nothing is found, and nothing is kept.
func TestNoTenant(t *testing.T) {
	engines(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		for what, err := range map[string]error{
			"put": s.PutClient(ctx, "", app("app")), "delete": s.DeleteClient(ctx, "", "app"), "revoke": s.Revoke(ctx, "", "x", noon),
			"failed":  second(s.LoginFailed(ctx, "", "x", noon)),
			"launch":  s.PutLaunch(ctx, "", smart.Launch{}),
			"list":    second(s.ListClients(ctx, "")),
			"redeem":  second(redeem(t, s, "", "x", "app", noon)),
			"sign in": s.SignIn(ctx, "", "x", smart.Session{}),
		} {
			is(t, what, err, errNoTenant)
		}
		_, err := s.Bearer(ctx, "", "x", noon)
		is(t, "bearer", err, smart.ErrNotFound)
	})
}

func second[T any](_ T, err error) error { return err }

// TestReopened: a file survives its process, for its owner only.
func TestReopened(t *testing.T) {
	file := filepath.Join(t.TempDir(), "portico.db")
	s := opened(t, Config{File: file})
	must(t, s.PutClient(t.Context(), "a", app("app")))
	must(t, s.Close())
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
	if _, err := opened(t, Config{File: file}).Client(t.Context(), "a", "app"); err != nil {
		t.Error(err)
	}
}

// TestNewer: tables of a program that is newer are not touched.
func TestNewer(t *testing.T) {
	file := filepath.Join(t.TempDir(), "portico.db")
	s := opened(t, Config{File: file})
	must(t, s.db.Create(&migration{Version: len(steps) + 1}).Error)
	must(t, s.Close())
	if _, err := Open(t.Context(), Config{File: file}); err == nil {
		t.Error("opened")
	}
}

// TestOlder: tables of a program that was older are brought to this one's version, with their rows.
func TestOlder(t *testing.T) {
	for name, c := range map[string]Config{"sqlite": {File: filepath.Join(t.TempDir(), "portico.db")}, "mysql": {DSN: mysqltest.DSN(t, mysqltest.Fresh(t))}} {
		t.Run(name, func(t *testing.T) {
			s := opened(t, c)
			want := flowOf("f")
			want.Browser = browser
			must(t, s.PutFlow(t.Context(), "a", want))
			access, _ := granted(t, s, "a", "1")
			for column, of := range map[string]any{"encounter": &flow{}, "visited": &flow{}, "checked": &authorization{}} {
				must(t, s.db.Migrator().DropColumn(of, column))
			}
			for _, of := range []any{&session{}, &authorization{}} {
				must(t, s.db.Migrator().DropColumn(of, "user_stamp"))
			}
			ada := smart.User{ID: "1", Source: smart.SourcePortico, Name: "ada", Roles: []string{"nurse"}, Active: true, Created: noon}
			must(t, s.PutUser(t.Context(), "a", ada))
			must(t, s.db.Migrator().DropColumn(&user{}, "organizations"))
			for _, table := range []any{&session{}, &authorization{}} {
				must(t, s.db.Migrator().DropColumn(table, "user_places"))
			}
			must(t, s.db.Where("version > 1").Delete(&migration{}).Error)
			must(t, s.Close())
			s = opened(t, c)
			got, err := s.Flow(t.Context(), "a", want.Handle, browser, noon)
			must(t, err)
			same(t, "flow", got, want)
			must(t, s.ChooseEncounter(t.Context(), "a", want.Handle, browser, "12"))
			must(t, second(s.Session(t.Context(), "a", browser, noon)))
			b, err := s.Bearer(t.Context(), "a", access.Hash, noon)
			must(t, err)
			if a := b.Authorization; a.User.ID != "u" || a.User.Stamp != "" || !a.Checked.IsZero() {
				t.Errorf("authorization %+v", a)
			}
			kept, err := s.User(t.Context(), "a", "1")
			must(t, err)
			same(t, "user", kept, ada)
			ada.Organizations = []string{"Organization/3"}
			must(t, s.PutUser(t.Context(), "a", ada))
		})
	}
}

// TestTogether: replicas that start at the same moment migrate once.
func TestTogether(t *testing.T) {
	for _, c := range []Config{{File: filepath.Join(t.TempDir(), "portico.db")}, {DSN: mysqltest.DSN(t, mysqltest.Fresh(t))}} {
		errs := make(chan error)
		for range 4 {
			go func() {
				s, err := Open(context.Background(), c)
				if err == nil {
					err = s.Close()
				}
				errs <- err
			}()
		}
		for range 4 {
			if err := <-errs; err != nil {
				t.Errorf("%+v: %v", c, err)
			}
		}
	}
}
