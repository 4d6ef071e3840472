package pages

// Picker lets somebody choose the patient whose record an app shall see. The answer has FieldPatient when one was picked,
// FieldDecision Deny when nobody shall be; else FieldName, FieldBirthdate and FieldIdentifier are to be searched, from
// FieldPage if it is there.
type Picker struct {
	Form
	Account Account
	App     string // the app that asks
	Search  PatientSearch
	Problem string // what is wrong with the search, in words; empty: nothing
	Found   *Found // nil: nothing was searched yet
}

// PatientSearch is what was typed to find a patient.
type PatientSearch struct {
	Name       string
	Birthdate  string // YYYY-MM-DD, YYYY-MM or YYYY; or what was typed instead
	Identifier string
}

// Found is a page of patients.
type Found struct {
	Patients []Patient
	Next     string // of the next page; empty: this is the last one
}

// Patient is a person to choose.
type Patient struct {
	ID          string // of the Patient
	Name        string // empty: not known
	Birthdate   string // a date of FHIR, perhaps partial; empty: not known
	Gender      string // as people read it; empty: not known
	Identifiers []string
}

func (p Picker) head() head {
	title := "Choose a patient"
	if p.Problem != "" {
		title = "Problem: " + title
	}
	return head{template: "picker", title: title, account: p.Account, leads: p.Leads}
}
