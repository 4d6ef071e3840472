-- A concept dictionary as OpenMRS has it: concepts, names by locale, reference terms of several sources, numeric units; voided and
-- retired rows everywhere.
CREATE TABLE person (person_id INT UNSIGNED NOT NULL PRIMARY KEY, uuid CHAR(38) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL, clinic INT UNSIGNED NOT NULL, voided TINYINT NOT NULL DEFAULT 0) CHARACTER SET utf8mb3 COLLATE utf8mb3_general_ci;
CREATE TABLE concept (concept_id INT UNSIGNED NOT NULL PRIMARY KEY, uuid CHAR(38) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL, class_id INT UNSIGNED NOT NULL) CHARACTER SET utf8mb3 COLLATE utf8mb3_general_ci;
CREATE TABLE concept_name (
  concept_name_id INT UNSIGNED NOT NULL PRIMARY KEY,
  concept_id INT UNSIGNED NOT NULL,
  name VARCHAR(80) NOT NULL,
  locale VARCHAR(10) NOT NULL,
  locale_preferred TINYINT NOT NULL DEFAULT 0,
  voided TINYINT NOT NULL DEFAULT 0,
  KEY concept_name_concept (concept_id)
) CHARACTER SET utf8mb3 COLLATE utf8mb3_general_ci;
CREATE TABLE concept_reference_map (
  map_id INT UNSIGNED NOT NULL PRIMARY KEY,
  concept_id INT UNSIGNED NOT NULL,
  term_id INT UNSIGNED NOT NULL,
  map_type INT UNSIGNED NOT NULL,
  KEY map_concept (concept_id)
) CHARACTER SET utf8mb3 COLLATE utf8mb3_general_ci;
CREATE TABLE concept_reference_term (
  term_id INT UNSIGNED NOT NULL PRIMARY KEY,
  source_id INT UNSIGNED NOT NULL,
  code VARCHAR(20) NOT NULL,
  retired TINYINT NOT NULL DEFAULT 0
) CHARACTER SET utf8mb3 COLLATE utf8mb3_general_ci;
CREATE TABLE concept_source (source_id INT UNSIGNED NOT NULL PRIMARY KEY, name VARCHAR(40) NOT NULL) CHARACTER SET utf8mb3 COLLATE utf8mb3_general_ci;
CREATE TABLE fhir_concept_source (source_id INT UNSIGNED NOT NULL PRIMARY KEY, url VARCHAR(80) NOT NULL) CHARACTER SET utf8mb3 COLLATE utf8mb3_general_ci;
CREATE TABLE fhir_observation_category (class_id INT UNSIGNED NOT NULL PRIMARY KEY, category VARCHAR(20) NOT NULL) CHARACTER SET utf8mb3 COLLATE utf8mb3_general_ci;
CREATE TABLE concept_numeric (concept_id INT UNSIGNED NOT NULL PRIMARY KEY, units VARCHAR(20), hi_normal DOUBLE, low_normal DOUBLE) CHARACTER SET utf8mb3 COLLATE utf8mb3_general_ci;
CREATE TABLE obs (
  obs_id INT UNSIGNED NOT NULL PRIMARY KEY,
  uuid CHAR(38) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL UNIQUE,
  person_id INT UNSIGNED NOT NULL,
  concept_id INT UNSIGNED NOT NULL,
  obs_datetime DATETIME NOT NULL,
  value_numeric DOUBLE,
  value_coded INT UNSIGNED,
  value_text TEXT,
  value_datetime DATETIME,
  voided TINYINT NOT NULL DEFAULT 0
) CHARACTER SET utf8mb3 COLLATE utf8mb3_general_ci;
INSERT INTO person VALUES (1, '0a0b0c0d-0e0f-4000-8000-000000000001', 1, 0), (2, '0a0b0c0d-0e0f-4000-8000-000000000002', 2, 0), (3, '0a0b0c0d-0e0f-4000-8000-000000000003', 1, 1);
INSERT INTO concept VALUES (5089, 'c5089', 1), (5090, 'c5090', 1), (1234, 'c1234', 2), (5091, 'c5091', 1), (703, 'c703', 3), (664, 'c664', 3), (9, 'c9', 4);
INSERT INTO concept_name VALUES (1, 5089, 'Weight (kg)', 'en', 1, 0), (2, 5089, 'Poids', 'fr', 1, 0), (3, 5089, 'Body mass', 'en', 0, 0), (4, 5090, 'Height', 'en', 1, 0), (5, 5090, 'Old height', 'en', 1, 1),
 (6, 1234, 'Rapid test', 'en', 1, 0), (7, 703, 'Positive', 'en', 1, 0), (8, 703, 'Positif', 'fr', 1, 0), (9, 664, 'Negative', 'en', 1, 0), (10, 5091, 'Weight again', 'en', 1, 0);
INSERT INTO concept_reference_map VALUES (1, 5089, 1, 1), (2, 5089, 2, 1), (3, 5090, 3, 1), (4, 5090, 4, 2), (5, 703, 5, 1), (6, 5091, 1, 1), (7, 1234, 6, 1), (8, 664, 7, 1);
INSERT INTO concept_reference_term VALUES (1, 1, '29463-7', 0), (2, 2, '5089', 0), (3, 1, '8302-2', 0), (4, 2, 'NARROWER', 0), (5, 3, '10828004', 0), (6, 1, 'RETIRED', 1), (7, 9, 'NOURL', 0);
INSERT INTO concept_source VALUES (1, 'LOINC'), (2, 'CIEL'), (3, 'SNOMED CT'), (9, 'PIH');
INSERT INTO fhir_concept_source VALUES (1, 'http://loinc.org'), (2, 'https://cielterminology.org'), (3, 'http://snomed.info/sct');
INSERT INTO fhir_observation_category VALUES (1, 'vital-signs'), (2, 'laboratory');
INSERT INTO concept_numeric VALUES (5089, 'kg', NULL, 0), (5090, 'cm', 200, 50), (5091, 'lbs', NULL, NULL);
INSERT INTO obs VALUES
 (1, '0b000000-0000-4000-8000-000000000001', 1, 5089, '2024-01-01 08:00:00', 61.5, NULL, NULL, NULL, 0), (2, '0b000000-0000-4000-8000-000000000002', 1, 5090, '2024-01-02 08:00:00', 165, NULL, NULL, NULL, 0),
 (3, '0b000000-0000-4000-8000-000000000003', 1, 1234, '2024-01-03 08:00:00', NULL, 703, NULL, NULL, 0), (4, '0b000000-0000-4000-8000-000000000004', 1, 1234, '2024-01-04 08:00:00', NULL, 664, NULL, NULL, 0),
 (5, '0b000000-0000-4000-8000-000000000005', 1, 9, '2024-01-05 08:00:00', NULL, NULL, 'free words', NULL, 0), (6, '0b000000-0000-4000-8000-000000000006', 1, 5091, '2024-01-06 08:00:00', 135, NULL, NULL, NULL, 0),
 (7, '0b000000-0000-4000-8000-000000000007', 1, 5089, '2024-01-07 08:00:00', 60, NULL, NULL, NULL, 1), (8, '0b000000-0000-4000-8000-000000000008', 2, 5089, '2024-01-08 08:00:00', 70, NULL, NULL, NULL, 0),
 (9, '0b000000-0000-4000-8000-000000000009', 1, 9, '2024-01-09 08:00:00', NULL, NULL, NULL, '2023-12-24 00:00:00', 0), (10, '0b000000-0000-4000-8000-000000000010', 3, 5089, '2024-01-10 08:00:00', 70, NULL, NULL, NULL, 0);
