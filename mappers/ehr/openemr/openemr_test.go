package openemr

import (
	"testing"

	"ehr.example/portico/facade/mysql"
	"ehr.example/portico/facade/mysqltest"
	"ehr.example/portico/mappers/mappertest"
	"ehr.example/portico/mappers/mapping"
	"ehr.example/portico/mappers/problem"
)

const (
	schemaFile  = "schema.txt" // OpenEMR 8.2's tables, columns, types and keys
	programFile = "testdata/program.txt"
)

// TestCompile compiles the mapping against the dumped schema, without any problem, and compares the printed program.
func TestCompile(t *testing.T) {
	mappertest.Compile(t, Mapper, schemaFile, programFile)
}

// TestMapper runs the conformance test that every mapper runs on itself.
func TestMapper(t *testing.T) {
	mappertest.Mapper(t, Mapper, mappertest.Schema(t, schemaFile))
}

// TestSchema compares schema.txt with the database that the dump makes.
func TestSchema(t *testing.T) {
	name := mysqltest.OpenEMR(t)
	db, err := mysql.Open(mysql.Config{DSN: mysqltest.DSN(t, name)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	s, err := db.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	mappertest.Golden(t, schemaFile, s.Append(nil))
}

// TestMapsCoverTheData looks for values in the dump's coded columns, and in the lists that they choose from, which the
// maps do not name.
func TestMapsCoverTheData(t *testing.T) {
	db := mysqltest.Open(t, mysqltest.OpenEMR(t))
	var problems problem.List
	maps := mapping.Parse(Mapper.Files, &problems).Maps
	for _, c := range []struct{ name, values string }{
		{"active", "SELECT active FROM users"},
		{"inactive", "SELECT inactive FROM facility"},
		{"gender", "SELECT sex FROM patient_data UNION SELECT option_id FROM list_options WHERE list_id = 'sex'"},
		{"birth-sex", "SELECT sex FROM patient_data UNION SELECT option_id FROM list_options WHERE list_id = 'sex'"},
		{"gender-identity", "SELECT gender_identity FROM patient_data UNION SELECT option_id FROM list_options WHERE list_id = 'gender_identity'"},
		{"encounter-class", "SELECT class_code FROM form_encounter UNION SELECT option_id FROM list_options WHERE list_id = '_ActEncounterCode'"},
		{"discharge-disposition", "SELECT discharge_disposition FROM form_encounter UNION SELECT option_id FROM list_options WHERE list_id = 'discharge-disposition'"},
		{"result-status", "SELECT result_status FROM procedure_result UNION SELECT option_id FROM list_options WHERE list_id = 'proc_res_status'"},
		{"report-status", "SELECT report_status FROM procedure_report UNION SELECT option_id FROM list_options WHERE list_id = 'proc_rep_status'"},
		{"abnormal", "SELECT abnormal FROM procedure_result UNION SELECT option_id FROM list_options WHERE list_id = 'proc_res_abnormal'"},
		{"vitals-interpretation", "SELECT interpretation_option_id FROM form_vital_details UNION SELECT option_id FROM list_options WHERE list_id = 'vitals-interpretation'"},
		{"ucum", "SELECT units FROM procedure_result WHERE units <> 'n/a' UNION SELECT ob_unit FROM form_observation UNION SELECT amount_administered_unit FROM immunizations"},
		{"condition-verification", "SELECT verification FROM lists WHERE type = 'medical_problem' UNION SELECT option_id FROM list_options WHERE list_id = 'condition-verification'"},
		{"allergy-verification", "SELECT verification FROM lists WHERE type = 'allergy' UNION SELECT option_id FROM list_options WHERE list_id = 'allergyintolerance-verification'"},
		{"criticality", "SELECT severity_al FROM lists UNION SELECT option_id FROM list_options WHERE list_id = 'severity_ccda'"},
		{"severity", "SELECT severity_al FROM lists UNION SELECT option_id FROM list_options WHERE list_id = 'severity_ccda'"},
		{"injection-site", "SELECT administration_site FROM immunizations UNION SELECT option_id FROM list_options WHERE list_id = 'immunization_administered_site' UNION SELECT notes FROM list_options WHERE list_id = 'immunization_administered_site'"},
		{"intent", "SELECT request_intent FROM prescriptions UNION SELECT option_id FROM list_options WHERE list_id = 'medication-request-intent'"},
		{"intent-or-none", "SELECT request_intent FROM lists_medication UNION SELECT option_id FROM list_options WHERE list_id = 'medication-request-intent'"},
		{"usage-category", "SELECT usage_category FROM prescriptions UNION SELECT option_id FROM list_options WHERE list_id = 'medication-usage-category'"},
		{"usage-category-or-none", "SELECT usage_category FROM lists_medication UNION SELECT option_id FROM list_options WHERE list_id = 'medication-usage-category'"},
		{"adherence", "SELECT medication_adherence FROM lists_medication UNION SELECT option_id FROM list_options WHERE list_id = 'medication_adherence'"},
		{"adherence-source", "SELECT medication_adherence_information_source FROM lists_medication UNION SELECT option_id FROM list_options WHERE list_id = 'medication_adherence_information_source'"},
		// the others have no code of HL7
		{"interval", "SELECT `interval` FROM prescriptions WHERE `interval` NOT IN (0, 6) UNION SELECT option_id FROM list_options WHERE list_id = 'drug_interval' AND codes <> ''"},
		{"location-status", "SELECT inactive FROM facility"},
		{"place-of-service", "SELECT pos_code FROM facility"},
		{"procedure-status", "SELECT report_status FROM procedure_report UNION SELECT option_id FROM list_options WHERE list_id = 'proc_rep_status'"},
		{"procedure-order-status", "SELECT order_status FROM procedure_order UNION SELECT option_id FROM list_options WHERE list_id = 'ord_status'"},
		{"note-category", "SELECT clinical_notes_category FROM form_clinical_notes UNION SELECT option_id FROM list_options WHERE list_id = 'Clinical_Note_Category'"},
		{"sexual-orientation", "SELECT sexual_orientation FROM patient_data UNION SELECT option_id FROM list_options WHERE list_id = 'sexual_orientation'"},
		{"observation-type", "SELECT ob_type FROM form_observation UNION SELECT option_id FROM list_options WHERE list_id = 'Observation_Types'"},
		{"observation-status", "SELECT ob_status FROM form_observation UNION SELECT option_id FROM list_options WHERE list_id = 'observation-status'"},
		{"tobacco", "SELECT SUBSTRING_INDEX(SUBSTRING_INDEX(tobacco, '|', 2), '|', -1) FROM history_data"},
		{"lab-answer", "SELECT result FROM procedure_result WHERE result REGEXP '[(](finding|qualifier value)[)]$' AND result <> 'Stage 2B (qualifier value)'"},
	} {
		t.Run(c.name, func(t *testing.T) {
			known := map[string]bool{"": true}
			for _, e := range maps[c.name].Entries {
				known[e.Raw] = true
			}
			rows, err := db.QueryContext(t.Context(), "SELECT DISTINCT COALESCE(x.v, '') FROM (SELECT NULL AS v UNION "+c.values+") AS x")
			if err != nil {
				t.Fatal(err)
			}
			defer rows.Close()
			for rows.Next() {
				var value string
				if err := rows.Scan(&value); err != nil {
					t.Fatal(err)
				}
				if !known[value] {
					t.Errorf("%q is not in the map", value)
				}
			}
			if err := rows.Err(); err != nil {
				t.Fatal(err)
			}
		})
	}
}
