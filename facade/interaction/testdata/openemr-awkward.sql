-- Rows that other mappings of OpenEMR get wrong. Patients 1 and 2 have an encounter of the same number, patient 2 has no uuid
-- yet, patient 3 has nothing at all.
INSERT INTO patient_data (id, pid, uuid, fname, lname, sex, DOB, last_updated) VALUES
  (11, 1, X'00000000000040008000000000000001', 'Ana', 'One', 'Female', '1980-02-29', '2024-01-10 10:00:00'),
  (12, 2, NULL, 'Bert', 'Two', 'Male', '0000-00-00', '2024-01-10 10:00:00'),
  (13, 3, X'00000000000040008000000000000003', 'Cara', 'Three', 'UNK', '1990-01-01', '2024-01-10 10:00:00');
INSERT INTO users (id, uuid, username, npi, fname, lname, active) VALUES
  (1, X'00000000000040008000000000000101', 'doc', '1000000001', 'Dora', 'Doc', 1),
  (2, X'00000000000040008000000000000102', 'clerk', '', 'Carl', 'Clerk', 1);
INSERT INTO facility (id, uuid, name, pos_code, inactive, last_updated) VALUES
  (1, X'00000000000040008000000000000201', 'Main Street', 11, 0, '2024-01-10 10:00:00'),
  (2, X'00000000000040008000000000000202', 'Side Street', 11, 1, '2024-01-10 10:00:00');
INSERT INTO uuid_mapping (uuid, resource, `table`, target_uuid) VALUES
  (X'00000000000040008000000000000301', 'Location', 'facility', X'00000000000040008000000000000201'),
  (X'00000000000040008000000000000302', 'Organization', 'facility', X'00000000000040008000000000000202');
INSERT INTO form_encounter (id, uuid, date, facility_id, pid, encounter, class_code) VALUES
  (21, X'00000000000040008000000000000401', '2024-01-15 09:00:00', 1, 1, 5, 'AMB'),
  (22, NULL, '2024-07-15 09:00:00', 2, 2, 5, 'AMB'),
  (23, X'00000000000040008000000000000403', '2024-03-01 09:00:00', 1, 1, 6, 'AMB');

-- Problems: three codes; one without a code; the first of its kind; one whose end is still to come, and one whose end is a zero
-- date; two without uuid; another list's row of the same number of a patient who is not there.
INSERT INTO lists (id, uuid, pid, type, title, date, begdate, enddate, diagnosis, activity, outcome, occurrence, verification, user, modifydate) VALUES
  (101, X'00000000000040008000000000000501', 1, 'medical_problem', 'Diabetes', '2024-01-15 09:30:00', '2024-01-10 00:00:00', NULL, 'SNOMED-CT:44054006;ICD10:E11.9;ICD10:E11.65', 1, 0, 0, 'confirmed', 'doc', '2024-01-15 09:30:00'),
  (102, NULL, 1, 'medical_problem', 'Something', '2024-07-15 09:30:00', '2024-07-10 08:15:00', '0000-00-00 00:00:00', '', 1, 0, 1, '', 'clerk', '2024-07-15 09:30:00'),
  (103, NULL, 2, 'medical_problem', 'Until later', '2024-07-15 09:30:00', '0000-00-00 00:00:00', '2999-12-31 00:00:00', 'SNOMED-CT: 38341003 ; UNKNOWN:1', 1, 0, 6, 'refuted', 'nobody', '2024-07-15 09:30:00'),
  (104, X'00000000000040008000000000000504', 1, 'medical_problem', 'Over', '2020-01-01 09:30:00', '2020-01-01 00:00:00', '2020-02-01 00:00:00', 'ICD10:J06.9', 1, 0, 0, 'entered-in-error', 'doc', '2024-07-15 09:30:00'),
  (105, X'00000000000040008000000000000505', 99, 'medical_problem', 'Nobody has it', '2020-01-01 09:30:00', NULL, NULL, 'ICD10:J06.9', 1, 0, 0, '', 'doc', '2024-07-15 09:30:00'),
  (106, X'00000000000040008000000000000506', 1, 'health_concern', 'Worry', '2020-01-01 09:30:00', NULL, NULL, '', 1, 2, 0, '', 'doc', '2024-07-15 09:30:00');
INSERT INTO issue_encounter (id, uuid, pid, list_id, encounter, resolved, created_by, created_at) VALUES
  (1, X'00000000000040008000000000000601', 1, 101, 5, 0, 1, '2024-01-15 09:31:00'),
  (2, NULL, 1, 101, 6, 1, 2, '2024-03-01 09:31:00'),
  (3, X'00000000000040008000000000000603', 2, 103, 5, 0, 1, '2024-07-15 09:31:00');

-- Allergies: an option with a code, a severity that no list has, words, none at all, and nothing but a row.
INSERT INTO lists (id, uuid, pid, type, title, date, begdate, diagnosis, activity, outcome, reaction, severity_al, verification, user, modifydate) VALUES
  (111, X'00000000000040008000000000000511', 1, 'allergy', 'Penicillin', '2024-01-15 09:30:00', '2010-01-01 00:00:00', 'RXCUI:70618;SNOMED-CT:764146007', 1, 0, 'hives', 'severe', 'confirmed', 'doc', '2024-01-15 09:30:00'),
  (112, X'00000000000040008000000000000512', 1, 'allergy', 'Dust', '2024-01-15 09:30:00', NULL, '', 1, 0, 'Sneezing', 'quite bad', '', 'doc', '2024-01-15 09:30:00'),
  (113, NULL, 1, 'allergy', 'Cats', '2024-01-15 09:30:00', NULL, '', 1, 1, 'unassigned', NULL, 'unconfirmed', 'doc', '2024-01-15 09:30:00'),
  (114, NULL, 1, 'allergy', '', '2024-01-15 09:30:00', NULL, NULL, 1, 0, '', '', '', '', '2024-01-15 09:30:00');
INSERT INTO lists_touch (pid, type, date) VALUES (1, 'allergy', '2024-01-15 09:30:00'), (2, 'allergy', '2024-07-15 09:30:00'), (2, 'medication', '2024-07-15 09:30:00');

-- A code of vaccines that is a code of something else too.
INSERT INTO codes (id, code_text, code, code_type) VALUES
  (1, 'Some procedure', '140', 1), (2, 'Influenza, seasonal', '140', 100), (3, 'Another thing', '140', 107);
INSERT INTO immunizations (id, uuid, patient_id, administered_date, immunization_id, cvx_code, completion_status, added_erroneously, refusal_reason, information_source, administered_by_id, encounter_id, route, administration_site, amount_administered, expiration_date, update_date) VALUES
  (1, X'00000000000040008000000000000701', 1, '2024-01-15 09:45:00', NULL, '140', 'Completed', 0, '', 'new_immunization_record', 1, 5, 'intramuscular', 'left_deltoid', 0.5, '0000-00-00', '2024-01-15 09:45:00'),
  (2, NULL, 2, '2024-07-15 09:45:00', NULL, '140', 'Refused', 0, 'religious_exemption', 'school_record', 2, 5, '', '', 0, NULL, '2024-07-15 09:45:00'),
  (3, X'00000000000040008000000000000703', 1, NULL, 1, NULL, 'Not_Administered', 0, 'parental_refusal', '', NULL, 0, NULL, NULL, NULL, NULL, '2024-01-15 09:45:00'),
  (4, X'00000000000040008000000000000704', 1, '2024-01-15 09:45:00', NULL, '998', 'Refused', 1, 'parental_decision', NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2024-01-15 09:45:00');

-- Prescriptions, one of nothing, and a list that says one of them again, one of a prescription that is gone, and one of its own.
INSERT INTO drugs (drug_id, uuid, name, drug_code, ndc_number, form, active, last_updated) VALUES
  (7, X'00000000000040008000000000000801', 'Stock 5 mg', '1234', '00000-0001', '2', 1, '2024-01-10 10:00:00');
INSERT INTO prescriptions (id, uuid, patient_id, encounter, provider_id, drug, drug_id, rxnorm_drugcode, form, dosage, `interval`, route, refills, substitute, active, start_date, end_date, date_added, date_modified, diagnosis, created_by) VALUES
  (1, X'00000000000040008000000000000901', 1, 5, 1, 'Aspirin', 0, 'RXCUI:1191', 2, '1', 9, 'bymouth', 3, 2, 1, '2024-01-15', '0000-00-00', '2024-01-15 09:50:00', '2024-01-15 09:50:00', 'ICD10:I10;SNOMED-CT:38341003', 1),
  (2, NULL, 2, 5, 2, 'Stock 5 mg', 7, '', 1, 'half', 0, '0', 0, 1, 1, '2024-07-15', '2999-01-01', '2024-07-15 09:50:00', '2024-07-15 09:50:00', NULL, 2),
  (3, X'00000000000040008000000000000903', 1, 0, 1, 'Something else', 0, NULL, 0, '', 0, '', 0, 0, 1, '2020-01-01', '2020-02-01', '2020-01-01 09:50:00', '2020-01-01 09:50:00', NULL, 1),
  (4, X'00000000000040008000000000000904', 1, 0, 1, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, '2020-01-01 09:50:00', NULL, NULL, NULL);
INSERT INTO lists (id, uuid, pid, type, title, date, begdate, enddate, diagnosis, activity, user, modifydate) VALUES
  (121, X'00000000000040008000000000000521', 1, 'medication', 'Aspirin', '2024-01-15 09:51:00', '2024-01-15 00:00:00', NULL, '', 1, 'doc', '2024-01-15 09:51:00'),
  (122, X'00000000000040008000000000000522', 1, 'medication', 'Of a prescription that is gone', '2024-01-15 09:51:00', '2024-01-15 00:00:00', NULL, 'RXCUI:5640;ICD10:M54.5', 1, 'doc', '2024-01-15 09:51:00'),
  (123, NULL, 1, 'medication', 'Her own', '2024-01-15 09:51:00', '2024-01-15 00:00:00', NULL, '', 0, 'doc', '2024-01-15 09:51:00'),
  (124, NULL, 1, 'medication', NULL, '2024-01-15 09:51:00', NULL, NULL, NULL, 0, NULL, '2024-01-15 09:51:00');
INSERT INTO lists_medication (id, list_id, prescription_id, request_intent, is_primary_record, medication_adherence, medication_adherence_date_asserted, medication_adherence_information_source) VALUES
  (1, 121, 1, 'order', 1, 'compliance', '2024-02-01 10:00:00', 'patient'), (2, 122, 77, 'plan', 0, NULL, NULL, NULL);

-- Orders: two lines, one without a report; one that was deleted; a laboratory's with a result that may not be told.
INSERT INTO procedure_order (procedure_order_id, uuid, patient_id, encounter_id, provider_id, date_collected, date_ordered, order_status, activity, procedure_order_type) VALUES
  (1, X'00000000000040008000000000000A01', 1, 5, 1, '2024-01-15 10:00:00', '2024-01-15 09:00:00', 'complete', 1, 'procedure'),
  (2, X'00000000000040008000000000000A02', 1, 5, 1, '2024-01-15 10:00:00', '2024-01-15 09:00:00', 'complete', 0, 'procedure'),
  (3, X'00000000000040008000000000000A03', 2, 5, 1, NULL, '2024-07-15 09:00:00', 'complete', 1, 'laboratory_test');
INSERT INTO procedure_order_code (procedure_order_id, procedure_order_seq, procedure_code, procedure_name, diagnoses) VALUES
  (1, 1, 'CPT4:99213', 'Visit', ''), (1, 2, '24357-6', 'Urinalysis', 'ICD10:N39.0'), (1, 3, 'SNOMED-CT:1', 'Not done yet', ''),
  (2, 1, 'CPT4:99213', 'Visit', ''), (3, 1, '24323-8', 'Metabolic panel', '');
INSERT INTO procedure_report (procedure_report_id, uuid, procedure_order_id, procedure_order_seq, date_collected, date_report, source, report_status) VALUES
  (1, X'00000000000040008000000000000B01', 1, 1, '2024-01-15 10:00:00', '2024-01-15 11:00:00', 1, 'final'),
  (2, X'00000000000040008000000000000B02', 1, 2, '0000-00-00 00:00:00', '2024-01-15 11:00:00', 2, 'prelim'),
  (3, NULL, 1, 2, '2024-01-16 10:00:00', '2024-01-16 11:00:00', 1, 'final'),
  (4, X'00000000000040008000000000000B04', 2, 1, '2024-01-15 10:00:00', '2024-01-15 11:00:00', 1, 'final'),
  (5, NULL, 3, 1, '2024-07-15 10:00:00', '2024-07-15 11:00:00', 1, 'final');
INSERT INTO procedure_result (procedure_result_id, uuid, procedure_report_id, result_code, result_text, units, result, `range`, abnormal, result_status) VALUES
  (1, NULL, 5, '2345-7', 'Glucose', 'mg/dL', '<5', '-2-100', 'low', 'final'),
  (2, X'00000000000040008000000000000C02', 5, '2951-2', 'Sodium', 'mmol/L', '140', '<200', '', 'final'),
  (3, X'00000000000040008000000000000C03', 5, '2823-3', 'Potassium', 'mmol/L', 'DNR', '', '', 'final');
INSERT INTO procedure_specimen (procedure_specimen_id, uuid, procedure_order_id, procedure_order_seq, specimen_type_code, specimen_type, collected_date, volume_value, volume_unit, condition_code, deleted, updated_at) VALUES
  (1, NULL, 3, 1, '119297000', 'Blood', '2024-07-15 10:00:00', 5.000, 'mL', 'CLOT', 0, '2024-07-15 10:00:00'),
  (2, X'00000000000040008000000000001202', 3, 1, '119297000', 'Blood', '2024-07-15 10:00:00', 5.000, 'mL', NULL, 1, '2024-07-15 10:00:00');
INSERT INTO lists (id, uuid, pid, type, title, begdate, enddate, diagnosis, activity, user, modifydate) VALUES
  (131, X'00000000000040008000000000000531', 1, 'surgery', 'Appendectomy', '1999-05-05 00:00:00', NULL, 'SNOMED-CT:80146002;CPT4:44950', 1, 'doc', '2024-01-15 09:51:00');

-- Smoking: an older row, the newest one, one whose option no list has, and one with nothing in it but bars.
INSERT INTO history_data (id, uuid, pid, date, tobacco) VALUES
  (1, X'00000000000040008000000000000D01', 1, '2023-01-01 10:00:00', 'a pack|currenttobacco||1|1'),
  (2, X'00000000000040008000000000000D02', 1, '2024-01-15 10:00:00', 'gave it up|quittobacco|2023-12-31|3|'),
  (3, NULL, 2, '2024-07-15 10:00:00', '|nevertobacco||77|'),
  (4, X'00000000000040008000000000000D04', 3, '2024-07-15 10:00:00', '||||');
INSERT INTO uuid_mapping (uuid, resource, resource_path, `table`, target_uuid) VALUES
  (X'00000000000040008000000000000E01', 'Observation', 'category=social-history&code=72166-2', 'history_data', X'00000000000040008000000000000D02');

-- An assessment; a panel with members, one of them deleted; a form that was deleted, and one of another kind with its number.
INSERT INTO form_history_sdoh (id, uuid, pid, encounter, created_at, updated_at, created_by, updated_by, assessment_date, food_insecurity, food_insecurity_notes, transportation_insecurity, pregnancy_status, interpersonal_safety) VALUES
  (1, X'00000000000040008000000000000F01', 1, 5, '2024-01-15 10:00:00', '2024-01-15 10:05:00', 1, NULL, '2024-01-15', 'at_risk', 'end of the month', '', 'not_pregnant', 'yes');
INSERT INTO form_observation (id, uuid, form_id, date, pid, encounter, user, activity, code, description, ob_value, ob_unit, code_type, ob_type, ob_status, parent_observation_id, ob_value_code_description) VALUES
  (1, X'00000000000040008000000000001001', 1, '2024-01-15 10:00:00', 1, '5', 'doc', 1, 'LOINC:44249-1', 'PHQ-9', '', '', 'LOINC', 'survey', 'final', NULL, NULL),
  (2, NULL, 1, '2024-01-15 10:00:00', 1, '5', 'doc', 1, '44250-9', 'Little interest', 'LOINC:LA6569-3', '', 'LOINC', 'survey', 'final', 1, 'Several days'),
  (3, X'00000000000040008000000000001003', 1, '2024-01-15 10:00:00', 1, '5', 'doc', 0, 'LOINC:44255-8', 'Deleted', '1', '', 'LOINC', 'survey', 'final', 1, NULL),
  (4, X'00000000000040008000000000001004', 2, '2024-01-15 10:00:00', 1, '5', 'doc', 1, 'LOINC:44255-8', 'Of a deleted form', '1', '', 'LOINC', 'survey', 'final', NULL, NULL),
  (5, X'00000000000040008000000000001005', 3, '2024-07-15 10:00:00', 2, '5', 'clerk', 1, 'LOINC:X9999-1', 'Local', '>=60', 'mL/min', NULL, 'exam', 'amended', NULL, NULL);
INSERT INTO forms (id, encounter, form_id, pid, deleted, formdir) VALUES
  (1, 5, 1, 1, 0, 'observation'), (2, 5, 2, 1, 1, 'observation'), (3, 5, 3, 2, 1, 'vitals'),
  (4, 5, 1, 1, 0, 'clinical_notes'), (5, 5, 2, 1, 1, 'clinical_notes');
INSERT INTO form_clinical_notes (id, form_id, uuid, date, pid, user, activity, code, codetext, description, clinical_notes_category, last_updated) VALUES
  (1, 1, NULL, '2024-01-15', 1, 'doc', 1, 'LOINC:18748-4', 'Diagnostic imaging study', 'No fracture – all well', 'radiology', '2024-01-15 12:00:00'),
  (2, 2, X'00000000000040008000000000001102', '2024-01-15', 1, 'doc', 1, 'LOINC:18748-4', 'Diagnostic imaging study', 'Of a deleted form', 'radiology', '2024-01-15 12:00:00'),
  (3, 1, X'00000000000040008000000000001103', '2024-01-15', 1, 'doc', 1, 'LOINC:11506-3', 'Progress Note', 'No report', '', '2024-01-15 12:00:00');
INSERT INTO employer_data (id, pid, date, start_date, occupation, industry) VALUES (1, 1, '2024-01-15 10:00:00', '2020-05-01 00:00:00', 'Baker', '');
UPDATE patient_data SET sexual_orientation = '38628009', race = 'Asian|white' WHERE pid = 1;
-- Two places that call themselves the clinic: the first one is it.
UPDATE facility SET primary_business_entity = 1;
