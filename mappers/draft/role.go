package draft

import (
	"regexp"
	"strings"

	"ehr.example/portico/mappers/schema"
)

// role is what a column means to FHIR.
type role string

// The roles of columns of people, encounters and rows in general.
const (
	family     role = "family"
	given      role = "given"
	middle     role = "middle"
	honorific  role = "prefix"
	suffix     role = "suffix"
	maiden     role = "maiden"
	birth      role = "birth"
	birthYear  role = "birth year"
	birthMonth role = "birth month"
	sex        role = "sex"
	death      role = "death"
	deceased   role = "deceased"
	marital    role = "marital"
	race       role = "race"
	ethnicity  role = "ethnicity"
	language   role = "language"
	mrn        role = "mrn"
	ssn        role = "ssn"
	phoneHome  role = "phone home"
	phoneWork  role = "phone work"
	phoneCell  role = "phone cell"
	fax        role = "fax"
	email      role = "email"
	street     role = "street"
	street2    role = "street2"
	city       role = "city"
	state      role = "state"
	postcode   role = "postcode"
	country    role = "country"
	npi        role = "npi"
	specialty  role = "specialty"
	login      role = "login"
	uid        role = "uid"
	updated    role = "updated"
	deleted    role = "deleted"
	deletedAt  role = "deleted at"
	active     role = "active"
	status     role = "status"
	class      role = "class"
	reason     role = "reason"
	start      role = "start"
	end        role = "end"
	caregiver  role = "caregiver"
)

// pattern is the names and kinds of columns that have a role.
type pattern struct {
	role  role
	names *regexp.Regexp
	kinds []schema.Kind // nil: text
}

// patterns are the names of columns for each role, in lower case, without underscores and without the table's own prefix.
// Those that stand first win.
var patterns = []pattern{
	{family, anchored("lname|lastname|surname|family|familyname|namelast|last|nachname|apellido"), nil},
	{given, anchored("fname|firstname|forename|given|givenname|namefirst|first|vorname|nombre"), nil},
	{middle, anchored("mname|middlename|middle|middleinitial|mi|namemiddle"), nil},
	{honorific, anchored("title|prefix|salutation|nameprefix"), nil},
	{suffix, anchored("suffix|namesuffix"), nil},
	{maiden, anchored("maiden|maidenname|birthname|birthlname"), nil},
	{birth, anchored("dob|birthdate|dateofbirth|birthday|born|bdate|birthdt|birth"), []schema.Kind{schema.Date, schema.DateTime, schema.Timestamp, schema.Text}},
	{birthYear, anchored("yearofbirth|birthyear|yob|dobyear|byear"), []schema.Kind{schema.Text, schema.Integer, schema.Year}},
	{birthMonth, anchored("monthofbirth|birthmonth|mob|dobmonth|bmonth"), []schema.Kind{schema.Text, schema.Integer}},
	{sex, anchored("sex|gender|administrativesex|gendercode|sexcode|sexid"), []schema.Kind{schema.Text, schema.Integer}},
	{death, anchored("deathdate|dateofdeath|dod|deceaseddate|died|diedon|deceasedat|datedeceased"), []schema.Kind{schema.Date, schema.DateTime, schema.Timestamp}},
	{deceased, anchored("deceased|dead|isdeceased|isdead|deadflag"), []schema.Kind{schema.Text, schema.Integer, schema.Bit}},
	{marital, anchored("marital|maritalstatus|civilstatus|maritalcode"), nil},
	{race, anchored("race|racecode"), nil},
	{ethnicity, anchored("ethnicity|ethnicgroup|ethnic|ethnicitycode"), nil},
	{language, anchored("lang|language|preferredlanguage|langcode|primarylanguage"), nil},
	{mrn, anchored("mrn|medicalrecordnumber|medrecno|pubpid|recordno|recordnumber|hospno|hospitalnumber|patientnumber|patientno|chartnumber|externalid"), []schema.Kind{schema.Text, schema.Integer}},
	{ssn, anchored("ssn|ss|socialsecurity|socialsecuritynumber|nationalid|driverslicense"), []schema.Kind{schema.Text, schema.Integer}},
	{phoneHome, anchored("phonehome|homephone|hphone|telhome|phone|phone1|phoneno|phonenumber|telephone|tel"), nil},
	{phoneWork, anchored("phonework|phonebiz|workphone|businessphone|phonebusiness|phonew1|telwork|phone2"), nil},
	{phoneCell, anchored("phonecell|cellphone|cell|mobile|mobilephone|phonemobile|telmobile"), nil},
	{fax, anchored("fax|faxno|faxnumber"), nil},
	{email, anchored("email|emailaddress|mail"), nil},
	{street2, anchored("street2|streetline2|address2|addressline2|addr2|adr2"), nil},
	{street, anchored("street|street1|address|address1|addressline1|addr|addr1|adr1|streetaddress"), nil},
	{city, anchored("city|town"), nil},
	{state, anchored("state|province|region|statecode|county"), nil},
	{postcode, anchored("zip|zipcode|postal|postalcode|postcode|plz"), nil},
	{country, anchored("country|countrycode"), nil},
	{npi, anchored("npi|npinumber|nationalproviderid"), []schema.Kind{schema.Text, schema.Integer}},
	{specialty, anchored("specialty|speciality|taxonomy|taxonomycode|specialtycode|physiciantype"), nil},
	{login, anchored("login|username|userid|loginname|password|pwhash|passwordhash|dea|upin|federaldrugid"), nil},
	{uid, anchored("uuid|uid|guid"), []schema.Kind{schema.Binary, schema.Text}},
	{updated, anchored("(last)?(upd|update|updated|updatedat|modified|modifiedat|changed|changedat|mod)(time|date|dt|on|ts)?|date(updated|modified|changed)|(modified|updated|update)time"), []schema.Kind{schema.DateTime, schema.Timestamp}},
	{deleted, anchored("(is)?(deleted|voided|void|retired|removed)(flag)?"), []schema.Kind{schema.Integer, schema.Bit, schema.Text}},
	{deletedAt, anchored("(date)?(deleted|voided|removed)(at|on|date|time)?"), []schema.Kind{schema.DateTime, schema.Timestamp, schema.Date}},
	{active, anchored("(is)?(active|enabled|activity)(flag)?"), []schema.Kind{schema.Integer, schema.Bit, schema.Text}},
	{status, anchored("status|statuscode"), []schema.Kind{schema.Text, schema.Integer}},
	{class, anchored("class|classcode|encclass|encounterclass|patientclass|visitclass|visittype|encountertype"), nil},
	{reason, anchored("reason|reasonforvisit|chiefcomplaint|complaint"), nil},
	{end, anchored("end|ended|endat|enddate|enddatetime|endtime|dateend|dischargedate|dischargedat|discharged|datestopped|stopped|stop|closedat|enddt"), []schema.Kind{schema.DateTime, schema.Date, schema.Timestamp}},
	{start, anchored("start|started|startat|startdate|startdatetime|starttime|begin|begun|begindate|datestarted|date|visitdate|visitdatetime|encounterdate|encounterdatetime|admitdate|admissiondate|admittedat|datebegin|startdt|servicedate|seenat"), []schema.Kind{schema.DateTime, schema.Date, schema.Timestamp}},
	{caregiver, anchored("(staff|provider|doctor|physician|practitioner|user|clinician|attending|prov|doc)(id|no|num|number)?|providerid"), []schema.Kind{schema.Integer, schema.Text}},
}

func anchored(names string) *regexp.Regexp { return regexp.MustCompile("^(?:" + names + ")$") }

// roles are the columns of a table by role, the first that fits for each.
func roles(t *schema.Table) map[role]*schema.Column {
	prefix := commonPrefix(t)
	out := map[role]*schema.Column{}
	for _, p := range patterns {
		for _, c := range t.Columns {
			if out[p.role] == nil && p.matches(plain(c.Name, prefix), c.Kind) && !taken(out, c) {
				out[p.role] = c
			}
		}
	}
	return out
}

func (p *pattern) matches(name string, kind schema.Kind) bool {
	if !p.names.MatchString(name) {
		return false
	}
	if p.kinds == nil {
		return kind == schema.Text
	}
	for _, k := range p.kinds {
		if k == kind {
			return true
		}
	}
	return false
}

func taken(out map[role]*schema.Column, c *schema.Column) bool {
	for _, have := range out {
		if have == c {
			return true
		}
	}
	return false
}

// plain is a column's name as the patterns have it.
func plain(name, prefix string) string {
	name = strings.ToLower(name)
	name = strings.TrimPrefix(name, prefix)
	for _, whose := range []string{"patient_", "pat_", "pt_", "person_", "client_"} {
		if rest := strings.TrimPrefix(name, whose); rest != name && rest != "id" && rest != "no" {
			name = rest
			break
		}
	}
	return strings.NewReplacer("_", "", "-", "", " ", "", ".", "").Replace(name)
}

// commonPrefix is what the names of most columns begin with, up to an underscore: pat_ of pat_id, pat_lname.
func commonPrefix(t *schema.Table) string {
	count := map[string]int{}
	for _, c := range t.Columns {
		if head, _, ok := strings.Cut(c.Name, "_"); ok && head != "" {
			count[strings.ToLower(head)+"_"]++
		}
	}
	for prefix, n := range count {
		if n*3 >= len(t.Columns)*2 {
			return prefix
		}
	}
	return ""
}

// personal are names of columns whose values are never looked at, whatever few there are.
var personal = regexp.MustCompile(`name|addr|street|city|town|zip|post|phone|fax|mail|ssn|^ss$|social|mrn|note|comment|text|descr|reason|birth|dob|dead|death|url|pass|pw|hash|login|guid|uuid|uid|token|license|contact|mother|guardian|employer|insur|policy|account|count|(^|_)state|referr|religi|employ|incom|generic|info`)

// CodeColumns are the columns that could hold codes: short texts, enums, small integers, with names that are no person's.
func CodeColumns(t *schema.Table) []string {
	keyed := map[string]bool{}
	for _, x := range t.Indexes {
		if x.Unique {
			for _, c := range x.Columns {
				keyed[strings.ToLower(c)] = true
			}
		}
	}
	var out []string
	for _, c := range t.Columns {
		name := strings.ToLower(c.Name)
		short := c.Kind == schema.Text && c.Length <= 255 || c.Kind == schema.Bit || c.Kind == schema.Integer && strings.HasPrefix(c.Type, "tinyint")
		wanted := !personal.MatchString(name) || plain(c.Name, commonPrefix(t)) == "deceased"
		if short && wanted && !keyed[name] && !strings.HasSuffix(name, "_id") && !strings.HasSuffix(name, "_by") {
			out = append(out, c.Name)
		}
	}
	return out
}
