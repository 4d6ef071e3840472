-- Diagnoses whose code system is named by the row; several columns of codes in one row; SQL where nothing else reaches.
CREATE TABLE person (pid INT UNSIGNED NOT NULL PRIMARY KEY, clinic INT UNSIGNED NOT NULL) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE dxresearch (
  id INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic INT UNSIGNED NOT NULL,
  pid INT UNSIGNED NOT NULL,
  dx VARCHAR(20),
  coding_system VARCHAR(10),
  status CHAR(1) NOT NULL
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE opd (
  id INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic INT UNSIGNED NOT NULL,
  pid INT UNSIGNED NOT NULL,
  dis_a VARCHAR(10),
  dis_b VARCHAR(10) NOT NULL DEFAULT '',
  dis_c VARCHAR(10),
  weight DECIMAL(5,1),
  height DECIMAL(5,1)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE icd (code VARCHAR(10) NOT NULL, system VARCHAR(10) NOT NULL, title VARCHAR(60) NOT NULL, PRIMARY KEY (code, system)) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
INSERT INTO person VALUES (1, 1), (2, 2);
INSERT INTO dxresearch VALUES (1, 1, 1, '250.00', 'icd9', 'A'), (2, 1, 1, 'E11.9', 'ICD10', 'C'), (3, 1, 1, '44054006', 'snomed', 'A'), (4, 1, 1, 'X1', 'local', 'A'), (5, 1, 1, '401', 'icd9', 'D'), (6, 2, 2, '250.00', 'icd9', 'A'),
 (7, 1, 1, NULL, 'icd9', 'A'), (8, 1, 1, '9', NULL, 'A');
INSERT INTO opd VALUES (1, 1, 1, 'E11.9', 'I10', NULL, 80.0, 200.0), (2, 1, 1, NULL, '', 'J45', 0, 170), (3, 1, 1, 'I10', 'I10', '', 70, NULL), (4, 2, 2, 'E11.9', '', NULL, 50, 150);
INSERT INTO icd VALUES ('250.00', 'icd9', 'Diabetes, old'), ('E11.9', 'icd10', 'Type 2 diabetes'), ('I10', 'icd10', 'Hypertension'), ('J45', 'icd10', 'Asthma'), ('E11.9', 'local', 'Not this one');
