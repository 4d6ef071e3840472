package pages

import "time"

// EncounterPicker lets somebody choose the visit that an app shall know of. The answer has FieldEncounter when one was picked,
// FieldDecision Without when there shall be none and Deny when the app shall have nothing; else the visits of FieldDate are
// wanted, from FieldPage if it is there.
type EncounterPicker struct {
	Form
	Account Account
	App     string
	Patient string           // whose visits they are, in words
	Date    string           // that was searched, as it was typed; empty: visits of any day
	Problem string           // what is wrong with the date, in words; empty: nothing
	Found   *FoundEncounters // nil: there is a problem
}

// FoundEncounters is a page of visits.
type FoundEncounters struct {
	Encounters []Encounter
	Next       string // of the next page; empty: this is the last one
}

// Encounter is a visit to choose.
type Encounter struct {
	ID     string
	Kind   string // what it was, in words; empty: not known
	Start  string // a dateTime of FHIR, perhaps partial; empty: not known
	End    string // likewise
	Status string // in words
	Reason string // in words; empty: not known
}

// SameDay tells whether a visit ended on the day that it began.
func (e Encounter) SameDay() bool {
	return len(e.Start) >= 10 && len(e.End) >= 10 && e.Start[:10] == e.End[:10]
}

func (p EncounterPicker) head() head {
	title := "Choose a visit"
	if p.Problem != "" {
		title = "Problem: " + title
	}
	return head{template: "encounters", title: title, account: p.Account, leads: p.Leads}
}

// instant is a dateTime of FHIR as people read it, in its own zone: with a time of the day, or a day, month or year.
func instant(text string) string {
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return moment(t)
	}
	return day(text)
}

// clock is the time of the day of a dateTime of FHIR that has one, in its own zone.
func clock(text string) string {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return ""
	}
	return t.Format("15:04")
}
