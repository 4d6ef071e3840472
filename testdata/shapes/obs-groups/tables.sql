-- Observations as OpenMRS and Bahmni keep them: one table, typed values, groups of two and three levels. A group's members
-- are found by their concept; an abnormal flag and the bounds of the range are siblings of the value. Attributes of persons
-- are rows too, under a type that another table names.
CREATE TABLE person (
  person_id INT UNSIGNED NOT NULL PRIMARY KEY,
  site      INT UNSIGNED NOT NULL,
  family    VARCHAR(40)  NOT NULL
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

CREATE TABLE attribute_type (
  type_id INT UNSIGNED NOT NULL PRIMARY KEY,
  name    VARCHAR(30)  NOT NULL
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

CREATE TABLE person_attribute (
  attribute_id INT UNSIGNED NOT NULL PRIMARY KEY,
  person_id    INT UNSIGNED NOT NULL,
  type_id      INT UNSIGNED NOT NULL,
  value        VARCHAR(50)  NOT NULL,
  voided       TINYINT(1)   NOT NULL DEFAULT 0,
  KEY attribute_person (person_id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

CREATE TABLE concept_map (
  concept_id INT UNSIGNED NOT NULL,
  seq        SMALLINT     NOT NULL,
  source     VARCHAR(10)  NOT NULL,
  code       VARCHAR(20)  NOT NULL,
  PRIMARY KEY (concept_id, seq)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

CREATE TABLE obs (
  obs_id        INT UNSIGNED NOT NULL PRIMARY KEY,
  person_id     INT UNSIGNED NOT NULL,
  concept_id    INT UNSIGNED NOT NULL,
  obs_group_id  INT UNSIGNED,
  obs_datetime  DATETIME     NOT NULL,
  value_numeric DOUBLE,
  value_coded   INT UNSIGNED,
  value_text    VARCHAR(200),
  voided        TINYINT(1)   NOT NULL DEFAULT 0,
  KEY obs_group (obs_group_id),
  KEY obs_person (person_id, concept_id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

INSERT INTO person VALUES (1, 10, 'Abel'), (2, 10, 'Bond'), (3, 20, 'Abel'), (4, 10, 'Cole');
INSERT INTO attribute_type VALUES (1, 'Race'), (2, 'Phone'), (3, 'Mobile');
INSERT INTO person_attribute VALUES
  (1, 1, 1, 'Asian', 0), (2, 1, 2, '555-0101', 0), (3, 1, 2, '555-0102', 0), (4, 1, 3, '555-0103', 1),
  (5, 2, 2, '555-0201', 0), (6, 2, 3, '555-0202', 0), (7, 3, 2, '555-0101', 0);
-- 100 blood pressure, 110/120 systolic/diastolic data, 111/121 the values, 112/122 abnormal, 200 panel, 2xx its tests,
-- 900 low, 901 high, 902 flag, 1 yes, 2 no
INSERT INTO concept_map VALUES
  (100, 1, 'LOINC', '85354-9'), (110, 1, 'LOCAL', 'SD'), (111, 1, 'LOINC', '8480-6'), (111, 2, 'LOCAL', 'SYS'), (121, 1, 'LOINC', '8462-4'),
  (200, 1, 'LOINC', '24331-1'), (201, 1, 'LOINC', '2093-3'), (202, 1, 'LOINC', '2085-9'), (202, 2, 'LOCAL', 'HDL');
-- three levels: a blood pressure, its data, and in them the value beside its flag
INSERT INTO obs (obs_id, person_id, concept_id, obs_group_id, obs_datetime, value_numeric, value_coded, value_text, voided) VALUES
  (1000, 1, 100, NULL, '2024-05-01 09:00:00', NULL, NULL, NULL, 0),
  (1001, 1, 110, 1000, '2024-05-01 09:00:00', NULL, NULL, NULL, 0),
  (1002, 1, 111, 1001, '2024-05-01 09:00:00', 150, NULL, NULL, 0),
  (1003, 1, 112, 1001, '2024-05-01 09:00:00', NULL, 1, NULL, 0),
  (1004, 1, 120, 1000, '2024-05-01 09:00:00', NULL, NULL, NULL, 0),
  (1005, 1, 121, 1004, '2024-05-01 09:00:00', 85, NULL, NULL, 0),
  (1006, 1, 122, 1004, '2024-05-01 09:00:00', NULL, 2, NULL, 0),
  (1100, 2, 100, NULL, '2024-05-02 09:00:00', NULL, NULL, NULL, 0),
  (1101, 2, 110, 1100, '2024-05-02 09:00:00', NULL, NULL, NULL, 0),
  (1102, 2, 111, 1101, '2024-05-02 09:00:00', 120, NULL, NULL, 0),
  (1103, 2, 111, 1101, '2024-05-02 09:05:00', 160, NULL, NULL, 0),
  (1104, 2, 120, 1100, '2024-05-02 09:00:00', NULL, NULL, NULL, 0),
  (1105, 2, 121, 1104, '2024-05-02 09:00:00', 99, NULL, NULL, 1),
  (1200, 3, 100, NULL, '2024-05-03 09:00:00', NULL, NULL, NULL, 0),
  (1201, 3, 110, 1200, '2024-05-03 09:00:00', NULL, NULL, NULL, 0),
  (1202, 3, 111, 1201, '2024-05-03 09:00:00', 150, NULL, NULL, 0),
  (1300, 1, 100, NULL, '2024-05-04 09:00:00', NULL, NULL, NULL, 1);
-- two levels: a panel, its tests, and below each test its bounds and its flag
INSERT INTO obs (obs_id, person_id, concept_id, obs_group_id, obs_datetime, value_numeric, value_coded, value_text, voided) VALUES
  (2000, 1, 200, NULL, '2024-06-01 09:00:00', NULL, NULL, NULL, 0),
  (2001, 1, 201, 2000, '2024-06-01 09:00:00', 6.2, NULL, NULL, 0),
  (2002, 1, 900, 2001, '2024-06-01 09:00:00', 2.5, NULL, NULL, 0),
  (2003, 1, 901, 2001, '2024-06-01 09:00:00', 5.2, NULL, NULL, 0),
  (2004, 1, 902, 2001, '2024-06-01 09:00:00', NULL, NULL, 'H', 0),
  (2005, 1, 202, 2000, '2024-06-01 09:00:00', 1.1, NULL, NULL, 0),
  (2006, 1, 901, 2005, '2024-06-01 09:00:00', 1.9, NULL, NULL, 0),
  (2100, 2, 200, NULL, '2024-06-02 09:00:00', NULL, NULL, NULL, 0),
  (2101, 2, 202, 2100, '2024-06-02 09:00:00', NULL, NULL, 'not enough blood', 0);
