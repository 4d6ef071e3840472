package people_test

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/mysqltest"
	"ehr.example/portico/facade/people"
	"ehr.example/portico/mappers/ehr/openemr"
	"ehr.example/portico/mappers/ehr/practice"
	"ehr.example/portico/mappers/ehr/practice/sample"
)

// who says who signs in, with which roles and whose records they see; "nobody".
func who(t *testing.T, s *interaction.Site, name, typed string) string {
	t.Helper()
	u, err := directoryOf(s).SignIn(t.Context(), name, typed)
	switch {
	case errors.Is(err, people.ErrNobody):
		return "nobody"
	case err != nil:
		t.Fatalf("%s: %v", name, err)
	}
	typ, _, _ := strings.Cut(u.FHIRUser, "/")
	reach := s.Roles.Reach(u.Person())
	seen := cmp.Or(reach.String(), "nobody")
	return fmt.Sprintf("%s, %s, %v of %s", u.Name, typ, u.Roles, seen)
}

// TestPractice: the sample has somebody of each role in each clinic.
func TestPractice(t *testing.T) {
	database := mysqltest.Practice(t, sample.Default())
	one := siteOf(t, practice.Mapper, database, "{clinic: 1, mrn_system: 'https://x.example'}")
	two := siteOf(t, practice.Mapper, database, "{clinic: 2, mrn_system: 'https://x.example'}")
	for _, c := range []struct {
		site       *interaction.Site
		name, want string
	}{
		{one, "alead", "Dr. Ana Alvarez, Practitioner, [physician] of everyone"},
		{two, "alead", "Dr. Ana Whitefeather, Practitioner, [physician] of everyone"},
		{one, "nurse1", "Jin-Woo Park, Practitioner, [nurse] of everyone"},
		{one, "darcy", "Dr. D'Arcy O'Neill-Łuczak, Practitioner, [physician] of everyone"},
		{one, "desk1", "Ms. Fran Desk, Practitioner, [desk] of everyone"},
		{one, "gone", "nobody"},  // left
		{one, "user6", "nobody"}, // without a password
		{one, "ALEAD", "nobody"},
		{one, "patient.c1@example.org", "Ada O'Brien, Patient, [patient] of 1"},
		{one, "Patient.C1@Example.org", "Ada O'Brien, Patient, [patient] of 1"},
		{two, "patient.c1@example.org", "nobody"},
		{two, "patient.c2@example.org", "Ada O'Brien, Patient, [patient] of 1"},
		{one, "mother.c1@example.org", "Róisín Ní Bhriain, RelatedPerson, [relative] of 2 3"},   // 9 is deleted
		{two, "mother.c2@example.org", "Róisín Ní Bhriain, RelatedPerson, [relative] of 2 3 9"}, // here it is not
		{one, "new.c1@example.org", "nobody"},
		{one, "locked.c1@example.org", "nobody"},
	} {
		if got := who(t, c.site, c.name, sample.Password); got != c.want {
			t.Errorf("%s is %q, not %q", c.name, got, c.want)
		}
		if got := who(t, c.site, c.name, sample.Password+"x"); got != "nobody" {
			t.Errorf("%s with another password is %q", c.name, got)
		}
	}
}

// openEMRPeople are users of OpenEMR and its portal. The password is that of package password's tests.
const openEMRPeople = `
SET SESSION sql_mode = '';
INSERT INTO globals (gl_name, gl_index, gl_value) VALUES ('password_max_failed_logins', 0, '5');
INSERT INTO users (id, username, fname, lname, npi, active) VALUES
  (1, 'admin', 'Administrator', '', '', 1), (2, 'doc', 'Dora', 'Doctor', '1234567893', 1), (3, 'front', 'Fred', 'Front', '', 1), (4, 'left', 'Lea', 'Left', '', 0),
  (5, 'locked', 'Lou', 'Locked', '', 1), (6, 'late', 'Lou', 'Late', '', 1), (7, 'second', 'Sue', 'Second', '', 1), (8, 'glass', 'Glen', 'Glass', '', 1),
  (9, 'old', 'Otto', 'Old', '', 1), (10, 'renamed', 'Rita', 'Renamed', '', 1), (11, '', 'An', 'Address', '', 1);
INSERT INTO users_secure (id, username, password, login_fail_counter, last_login_fail)
  SELECT id, username, '$2y$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2', IF(username IN ('locked', 'late'), 5, 4), UTC_TIMESTAMP() - INTERVAL IF(username = 'late', 7200, 60) SECOND FROM users;
UPDATE users_secure SET password = SHA1('correct horse') WHERE username = 'old';
UPDATE users_secure SET username = 'other' WHERE username = 'renamed';
INSERT INTO login_mfa_registrations (user_id, name, method, var1, var2) VALUES (7, 'phone', 'TOTP', 'x', '');
INSERT INTO gacl_aro (id, section_value, value, order_value, name, hidden) SELECT 10 + id, 'users', username, 10, username, 0 FROM users WHERE username <> '';
INSERT INTO gacl_aro_groups (id, parent_id, lft, rgt, name, value) VALUES
  (10, 0, 1, 10, 'OpenEMR Users', 'users'), (11, 10, 2, 3, 'Administrators', 'admin'), (13, 10, 4, 5, 'Physicians', 'doc'), (14, 10, 6, 7, 'Front Office', 'front'), (16, 10, 8, 9, 'Emergency Login', 'breakglass');
INSERT INTO gacl_groups_aro_map (group_id, aro_id) SELECT 13, id FROM gacl_aro WHERE value NOT IN ('admin', 'front', 'glass');
INSERT INTO gacl_groups_aro_map (group_id, aro_id) VALUES (11, 11), (14, 13), (16, 18);
INSERT INTO patient_data (id, pid, fname, lname, allow_patient_portal) VALUES (1, 71, 'Pat', 'Portal', 'YES'), (2, 72, 'Nat', 'Not', 'NO'), (3, 73, 'Ini', 'Initial', 'YES');
INSERT INTO patient_access_onsite (id, pid, portal_username, portal_login_username, portal_pwd, portal_pwd_status)
  SELECT id, pid, fname, CONCAT(fname, pid), '$2y$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2', IF(pid = 73, 0, 1) FROM patient_data;
`

// mappingText is all that the mapping of OpenEMR says: the tables that it does not name are not needed.
func mappingText(t *testing.T) string {
	t.Helper()
	names, err := fs.Glob(openemr.Mapper.Files, "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, name := range names {
		data, err := fs.ReadFile(openemr.Mapper.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(data)
	}
	return b.String()
}

// TestOpenEMR: OpenEMR's users by its groups, and the portal's patients. Who has a second factor there cannot sign in by the
// password alone.
func TestOpenEMR(t *testing.T) {
	from, name := mysqltest.OpenEMR(t), mysqltest.Fresh(t)
	db := mysqltest.Open(t, name)
	rows, err := db.QueryContext(t.Context(), "SELECT table_name FROM information_schema.tables WHERE table_schema = ? AND table_type = 'BASE TABLE'", from)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	text := mappingText(t)
	var tables []string
	for rows.Next() {
		var table string
		if err := rows.Scan(&table); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(text, table) {
			tables = append(tables, "CREATE TABLE `"+table+"` LIKE "+from+".`"+table+"`")
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1) // of which the session's mode is
	run(t, db, strings.Join(tables, ";\n"))
	run(t, db, openEMRPeople)
	site := siteOf(t, openemr.Mapper, name, "{mrn_system: 'https://x.example'}")
	for user, want := range map[string]string{
		"admin":  "Administrator, , [clinician] of everyone",
		"doc":    "Dora Doctor, Practitioner, [clinician] of everyone",
		"front":  "Fred Front, , [office] of everyone",
		"late":   "Lou Late, , [clinician] of everyone", // its lock is over
		"Pat71":  "Pat Portal, Patient, [patient] of pid-71",
		"left":   "nobody",
		"locked": "nobody",
		"second": "nobody",
		"glass":  "nobody",
		"old":    "nobody", // SHA-1
		"other":  "nobody", "renamed": "nobody",
		"":      "nobody",
		"Admin": "nobody", "pat71": "nobody",
		"Nat72": "nobody", "Ini73": "nobody",
	} {
		if got := who(t, site, user, "correct horse"); got != want {
			t.Errorf("%q is %q, not %q", user, got, want)
		}
		if got := who(t, site, user, "wrong horse"); got != "nobody" {
			t.Errorf("%q with another password is %q", user, got)
		}
	}
}
