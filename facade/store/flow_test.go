package store

import (
	"encoding/json"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"ehr.example/portico/facade/smart"
)

var browser, stranger = smart.HashOf("browser"), smart.HashOf("stranger")

func flowOf(handle string) smart.Flow {
	return smart.Flow{
		Handle: smart.HashOf(handle), Client: "app", RedirectURI: "https://app.example/a", State: "s", Scope: "openid launch", Nonce: "n",
		Challenge: "c", Prompt: "login", Launch: smart.HashOf("launch"), Started: noon, Expires: noon.Add(time.Hour),
	}
}

func launchOf(handle string) smart.Launch {
	no := false
	return smart.Launch{
		Handle: smart.HashOf(handle), Client: "app", User: "u", Expires: noon.Add(time.Minute),
		Context: smart.Context{
			Patient: "1", Encounter: "2", Intent: "order", Banner: &no, Style: true,
			FHIRContext: json.RawMessage(`[{"reference":"ImagingStudy/1"}]`),
		},
	}
}

func authorizationOf(id string) smart.Authorization {
	return smart.Authorization{
		ID: id, Client: "app", User: smart.User{ID: "u", Source: smart.SourceEHR, Name: "ada", DisplayName: "Ada", FHIRUser: "Patient/1", Roles: []string{"patient"}, Patients: []string{"7"}, Organizations: []string{"Organization/3"}, Active: true},
		Scope: "openid patient/*.rs", Context: smart.Context{Patient: "1"}, Nonce: "n", AuthTime: noon, Granted: noon, Expires: noon.Add(time.Minute),
	}
}

func codeOf(code, authorization string) smart.Code {
	return smart.Code{
		Hash: smart.HashOf(code), Authorization: authorization, Client: "app", RedirectURI: "https://app.example/a", Challenge: "c", Expires: noon.Add(time.Minute),
	}
}

func TestLaunches(t *testing.T) {
	engines(t, func(t *testing.T, s *Store) {
		ctx, want := t.Context(), launchOf("launch")
		must(t, s.PutLaunch(ctx, "a", want))
		got, err := s.Launch(ctx, "a", want.Handle, noon)
		must(t, err)
		same(t, "launch", got, want)
		_, err = s.Launch(ctx, "b", want.Handle, noon)
		is(t, "another tenant's launch", err, smart.ErrNotFound)
		_, err = s.Launch(ctx, "a", want.Handle, noon.Add(time.Minute))
		is(t, "an old launch", err, smart.ErrNotFound)
	})
}

func TestFlows(t *testing.T) {
	engines(t, func(t *testing.T, s *Store) {
		ctx, want := t.Context(), flowOf("f")
		must(t, s.PutFlow(ctx, "a", want))
		for _, b := range []smart.Hash{"", browser} {
			_, err := s.Flow(ctx, "a", want.Handle, b, noon)
			is(t, "an unbound flow", err, smart.ErrNotFound)
		}
		is(t, "another tenant binds", s.BindFlow(ctx, "b", want.Handle, browser, noon), smart.ErrNotFound)
		must(t, s.BindFlow(ctx, "a", want.Handle, browser, noon))
		is(t, "a second browser binds", s.BindFlow(ctx, "a", want.Handle, stranger, noon), smart.ErrNotFound)
		want.Browser = browser
		got, err := s.Flow(ctx, "a", want.Handle, browser, noon)
		must(t, err)
		same(t, "flow", got, want)
		for what, ask := range map[string]func() error{
			"another browser": func() error { return second(s.Flow(ctx, "a", want.Handle, stranger, noon)) },
			"another tenant":  func() error { return second(s.Flow(ctx, "b", want.Handle, browser, noon)) },
			"too late":        func() error { return second(s.Flow(ctx, "a", want.Handle, browser, noon.Add(time.Hour))) },
			"its patient":     func() error { return s.ChoosePatient(ctx, "a", want.Handle, stranger, "9") },
			"its encounter":   func() error { return s.ChooseEncounter(ctx, "a", want.Handle, stranger, "9") },
			"b's encounter":   func() error { return s.ChooseEncounter(ctx, "b", want.Handle, browser, "9") },
			"b's patient":     func() error { return s.ChoosePatient(ctx, "b", want.Handle, browser, "9") },
			"ended by others": func() error { return s.EndFlow(ctx, "a", want.Handle, stranger) },
			"ended by b":      func() error { return s.EndFlow(ctx, "b", want.Handle, browser) },
		} {
			is(t, what, ask(), smart.ErrNotFound)
		}
		must(t, s.ChoosePatient(ctx, "a", want.Handle, browser, "7"))
		got, err = s.Flow(ctx, "a", want.Handle, browser, noon)
		must(t, err)
		if got.Patient != "7" {
			t.Errorf("patient %q", got.Patient)
		}
		for _, encounter := range []string{"12", ""} {
			must(t, s.ChooseEncounter(ctx, "a", want.Handle, browser, encounter))
			want.Patient, want.Encounter, want.EncounterChosen = "7", encounter, true
			got, err = s.Flow(ctx, "a", want.Handle, browser, noon)
			must(t, err)
			same(t, "flow with an encounter", got, want)
		}
		must(t, s.EndFlow(ctx, "a", want.Handle, browser))
		is(t, "ended again", s.EndFlow(ctx, "a", want.Handle, browser), smart.ErrNotFound)
	})
}

func TestSessions(t *testing.T) {
	engines(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		f := flowOf("f")
		f.Browser = browser
		must(t, s.PutFlow(ctx, "a", f))
		must(t, s.PutFlow(ctx, "b", f))
		want := smart.Session{
			Browser: smart.HashOf("after"), ID: "s", AuthTime: noon, Expires: noon.Add(time.Hour),
			User: smart.User{ID: "u", Source: smart.SourcePortico, Name: "ada", DisplayName: "Ada", FHIRUser: "Practitioner/1", Roles: []string{"r"}, Patients: []string{"7"}, Organizations: []string{"Organization/3"}, Active: true},
		}
		must(t, s.SignIn(ctx, "a", browser, want))
		got, err := s.Session(ctx, "a", want.Browser, noon)
		must(t, err)
		same(t, "session", got, want)
		must(t, second(s.Flow(ctx, "a", f.Handle, want.Browser, noon))) // it went along
		must(t, second(s.Flow(ctx, "b", f.Handle, browser, noon)))      // it stayed
		for what, ask := range map[string]func() error{
			"another tenant":    func() error { return second(s.Session(ctx, "b", want.Browser, noon)) },
			"too late":          func() error { return second(s.Session(ctx, "a", want.Browser, noon.Add(time.Hour))) },
			"the cookie before": func() error { return second(s.Flow(ctx, "a", f.Handle, browser, noon)) },
		} {
			is(t, what, ask(), smart.ErrNotFound)
		}
		must(t, s.SignOut(ctx, "b", want.Browser))
		must(t, second(s.Session(ctx, "a", want.Browser, noon)))
		must(t, s.SignOut(ctx, "a", want.Browser))
		is(t, "signed out", second(s.Session(ctx, "a", want.Browser, noon)), smart.ErrNotFound)
	})
}

// TestApproveOnce: of many answers to one question, and of many flows of one launch, one becomes a code.
func TestApproveOnce(t *testing.T) {
	engines(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		must(t, s.PutLaunch(ctx, "a", launchOf("launch")))
		flows := []smart.Flow{flowOf("f"), flowOf("g")}
		for i := range flows {
			flows[i].Browser = browser
			must(t, s.PutFlow(ctx, "a", flows[i]))
		}
		is(t, "approved by nobody", s.Approve(ctx, "a", flows[0], authorizationOf("x"), codeOf("x", "x"), noon), smart.ErrNotFound)
		for _, tenant := range []string{"a", "b"} {
			must(t, s.SignIn(ctx, tenant, "", smart.Session{Browser: browser, ID: "s", User: authorizationOf("x").User, Expires: noon.Add(time.Second)}))
		}
		is(t, "approved after the session", s.Approve(ctx, "a", flows[0], authorizationOf("x"), codeOf("x", "x"), noon.Add(time.Second)), smart.ErrNotFound)
		is(t, "b approves", s.Approve(ctx, "b", flows[0], authorizationOf("x"), codeOf("x", "x"), noon), smart.ErrNotFound)
		strange := flows[0]
		strange.Browser = stranger
		is(t, "another browser approves", s.Approve(ctx, "a", strange, authorizationOf("x"), codeOf("x", "x"), noon), smart.ErrNotFound)
		var won atomic.Int32
		var wait sync.WaitGroup
		for i := range 24 {
			wait.Go(func() {
				id := string(rune('a' + i))
				err := s.Approve(ctx, "a", flows[i%2], authorizationOf(id), codeOf(id, id), noon)
				if err == nil {
					won.Add(1)
				} else {
					is(t, "a loser", err, smart.ErrNotFound)
				}
			})
		}
		wait.Wait()
		if won.Load() != 1 {
			t.Errorf("%d won", won.Load())
		}
		is(t, "the launch afterwards", second(s.Launch(ctx, "a", smart.HashOf("launch"), noon)), smart.ErrNotFound)
		var rows int64
		s.db.Model(&authorization{}).Count(&rows)
		if rows != 1 {
			t.Errorf("%d authorizations", rows)
		}
	})
}
