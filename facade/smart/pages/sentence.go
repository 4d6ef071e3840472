package pages

import (
	"strings"

	"ehr.example/portico/facade/access"
)

// Subject is the patient whose record is asked for.
type Subject struct {
	Self bool   // the one who is signed in
	Name string // of another person; empty: not chosen yet

	told bool // the heading above says whose record it is
}

// Sentence says in plain words what a scope lets an app do, for any scope: "See your laboratory results".
func Sentence(s access.Scope, of Subject) string {
	if s.Name != "" {
		return named[s.Name]
	}
	what, filter := things(s)
	text := verbs(s.Permissions) + " " + owned(s, what, of)
	if filter != "" {
		text += ", only where " + filter
	}
	switch s.Permissions & (access.Read | access.Search) {
	case access.Read:
		text += " (one entry at a time, without searching)"
	case access.Search:
		text += " (by searching only)"
	}
	return capital(text)
}

// named are the sentences of named scopes.
var named = map[access.Name]string{
	access.OpenID:          "Recognise you when you come back",
	access.FHIRUser:        "Know which entry in the health record system is yours, as a patient or a member of staff",
	access.Profile:         "Know your name",
	access.Launch:          "Know what was open when the app was started, such as the patient",
	access.LaunchPatient:   "Know which patient was chosen",
	access.LaunchEncounter: "Know which visit was chosen",
	access.OfflineAccess:   "Keep its access when you are not using the app, until you take it back",
	access.OnlineAccess:    "Keep its access for as long as you are signed in here",
}

// verbs are what permissions let be done.
func verbs(p access.Permissions) string {
	var out []string
	if p&(access.Read|access.Search) != 0 {
		out = append(out, "see")
	}
	for _, v := range []struct {
		permission access.Permissions
		verb       string
	}{{access.Create, "add to"}, {access.Update, "change"}, {access.Delete, "delete from"}} {
		if p&v.permission != 0 {
			out = append(out, v.verb)
		}
	}
	return list(out, "and")
}

// owned is things with whose they are.
func owned(s access.Scope, what string, of Subject) string {
	switch {
	case s.Context == access.Patient && directory[s.Type]:
		return what
	case s.Context == access.Patient:
		return owner(of) + " " + what
	case s.Type == access.AnyType && s.Context == access.User:
		return "every record that you may see"
	case s.Type == access.AnyType:
		return "every record"
	case directory[s.Type]:
		return what
	case s.Context == access.User:
		return what + " of everybody whose record you may see"
	}
	return what + " of all patients"
}

func owner(of Subject) string {
	switch {
	case of.Self:
		return "your"
	case of.told:
		return "the"
	case of.Name != "":
		return of.Name + "’s"
	}
	return "the chosen patient’s"
}

// list is words with commas, and a word before the last one.
func list(words []string, last string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	end := len(words) - 1
	return strings.Join(words[:end], ", ") + " " + last + " " + words[end]
}

// capital is a text with a capital at its beginning, if that is a letter of ASCII.
func capital(text string) string {
	if text != "" && text[0] >= 'a' && text[0] <= 'z' {
		return strings.ToUpper(text[:1]) + text[1:]
	}
	return text
}
