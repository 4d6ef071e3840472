package smart

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/outcome"
	"ehr.example/portico/facade/smart/pages"
)

// findEncounters searches for encounters of a patient as the user would, the newest first: those that overlap a date, or all.
// Somebody who may see none finds none.
func (x *exchange) findEncounters(u User, patient, date, cursor string) (*pages.FoundEncounters, error) {
	ctx := x.r.Context()
	site, err := x.Site(ctx)
	if err != nil {
		return nil, err
	}
	g, err := x.inRecord(ctx, u, patient, "Encounter")
	if err != nil {
		return nil, err
	}
	params := url.Values{"patient": {patient}, "_count": {onPage}, "_sort": {"-date"}}
	if around := overlapping(date); around != nil {
		params["date"] = around
	}
	if cursor != "" {
		params = url.Values{"_page": {cursor}}
	}
	page, _, err := interaction.Search(ctx, site, g, "Encounter", params, false)
	if known := refusal(err); known != nil && known.HTTPStatus() == http.StatusForbidden {
		return &pages.FoundEncounters{}, nil
	}
	if err != nil {
		return nil, err
	}
	defer page.Release()
	found := &pages.FoundEncounters{Next: cursorOf(page.Next)}
	for _, e := range page.Entries {
		if one, ok := visit(e.Resource); ok {
			found.Encounters = append(found.Encounters, one)
		}
	}
	return found, nil
}

// overlapping are the values of date with which periods are found that overlap a day, month or year; nil for what is none. Equal
// is a period only if it lies within, and one that is open never does.
//
// See https://hl7.org/fhir/R4/search.html#prefix.
func overlapping(date string) []string {
	for _, step := range []struct {
		form                string
		years, months, days int
	}{{"2006-01-02", 0, 0, 1}, {"2006-01", 0, 1, 0}, {"2006", 1, 0, 0}} {
		if t, err := time.Parse(step.form, date); err == nil {
			before, after := t.AddDate(-step.years, -step.months, -step.days), t.AddDate(step.years, step.months, step.days)
			return []string{"gt" + before.Format(step.form), "lt" + after.Format(step.form)}
		}
	}
	return nil
}

// concept is a CodeableConcept or a Coding for people.
type concept struct {
	Text, Display string
	Coding        []struct{ Display string }
}

// words are what people read of a concept; "" for nothing.
func (c concept) words() string {
	said := []string{c.Text}
	for _, one := range c.Coding {
		said = append(said, one.Display)
	}
	for _, text := range append(said, c.Display) {
		if text != "" {
			return text
		}
	}
	return ""
}

// visit is an Encounter for people.
func visit(resource []byte) (pages.Encounter, bool) {
	var e struct {
		ResourceType, ID, Status string
		Class                    concept
		Type, ReasonCode         []concept
		Period                   struct{ Start, End string }
	}
	if json.Unmarshal(resource, &e) != nil || e.ResourceType != "Encounter" {
		return pages.Encounter{}, false
	}
	out := pages.Encounter{
		ID: e.ID, Kind: e.Class.words(), Start: e.Period.Start, End: e.Period.End, Status: strings.ReplaceAll(e.Status, "-", " "),
	}
	if len(e.Type) > 0 && e.Type[0].words() != "" {
		out.Kind = e.Type[0].words()
	}
	if len(e.ReasonCode) > 0 {
		out.Reason = e.ReasonCode[0].words()
	}
	return out, true
}

// refusal is what of an error is the request's own; nil for outages and faults.
func refusal(err error) *outcome.Error {
	known := outcome.From(err)
	if err == nil || known.HTTPStatus() >= http.StatusInternalServerError {
		return nil
	}
	return known
}
