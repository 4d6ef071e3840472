-- Measured values whose unit is a setting, a column, a word in the value, or stands with the concept.
CREATE TABLE person (pid INT UNSIGNED NOT NULL PRIMARY KEY, clinic INT UNSIGNED NOT NULL) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE test (
  code VARCHAR(10) NOT NULL PRIMARY KEY,
  loinc VARCHAR(10) NOT NULL,
  unit VARCHAR(20),
  instruction VARCHAR(20)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE measure (
  id INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic INT UNSIGNED NOT NULL,
  pid INT UNSIGNED NOT NULL,
  code VARCHAR(10) NOT NULL,
  amount DECIMAL(12,6),
  typed VARCHAR(20),
  unit VARCHAR(10),
  flow DOUBLE
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
INSERT INTO person VALUES (1, 1), (2, 2);
INSERT INTO test VALUES ('WT', '29463-7', NULL, 'in kg'), ('TEMP', '8310-5', 'Cel', NULL), ('CRP', '1988-5', NULL, NULL), ('K', '2823-3', 'mmol/L', NULL), ('K2', '2823-3', 'meq/L', NULL);
INSERT INTO measure VALUES
 (1, 1, 1, 'WT', 150.000000, NULL, NULL, 0.1),
 (2, 1, 1, 'WT', 100.5, NULL, NULL, 0.30000000000000004),
 (3, 1, 1, 'TEMP', 98.6, NULL, 'F', 1e5),
 (4, 1, 1, 'TEMP', 37.25, NULL, 'C', 2.5),
 (5, 1, 1, 'TEMP', 99, NULL, NULL, NULL),
 (6, 1, 1, 'CRP', NULL, '<5 mg/L', NULL, NULL),
 (7, 1, 1, 'CRP', NULL, '5.20 mg/dL', NULL, NULL),
 (8, 1, 1, 'CRP', NULL, '12', NULL, NULL),
 (9, 1, 1, 'CRP', NULL, 'none', NULL, NULL),
 (10, 1, 1, 'K', 4.1, NULL, NULL, NULL),
 (11, 1, 1, 'K2', 4.1, NULL, NULL, NULL),
 (12, 2, 2, 'WT', 68.0388555, NULL, NULL, NULL),
 (13, 1, 1, 'TEMP', 0, NULL, 'F', 0);
