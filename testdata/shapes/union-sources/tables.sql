-- Medications are prescribed in one table and listed in another; what is in both must be shown once.
CREATE TABLE person (pid INT UNSIGNED NOT NULL PRIMARY KEY, clinic INT UNSIGNED NOT NULL) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE prescriptions (
  id INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic INT UNSIGNED NOT NULL,
  patient_id INT UNSIGNED NOT NULL,
  drug VARCHAR(60),
  rxnorm VARCHAR(20),
  active INT NOT NULL DEFAULT 1,
  end_date DATE,
  start_date DATE,
  dosage VARCHAR(20),
  updated DATETIME NOT NULL
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE lists (
  id INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic INT UNSIGNED NOT NULL,
  pid INT UNSIGNED NOT NULL,
  type VARCHAR(20) NOT NULL,
  title VARCHAR(60),
  activity TINYINT,
  begdate DATETIME
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE lists_medication (
  list_id INT UNSIGNED NOT NULL PRIMARY KEY,
  prescription_id INT UNSIGNED,
  intent VARCHAR(10) NOT NULL DEFAULT ''
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
INSERT INTO person VALUES (1, 1), (2, 1), (3, 2);
INSERT INTO prescriptions VALUES
 (1, 1, 1, 'Metformin 500 mg', '860975', 1, NULL, '2024-01-01', '1 tablet', '2024-01-01 08:00:00'),
 (2, 1, 1, 'Ibuprofen', NULL, 0, NULL, '2024-01-02', '', '2024-01-02 08:00:00'),
 (3, 1, 2, 'Aspirin', '1191', 1, '2020-01-01', '2019-01-01', NULL, '2024-01-03 08:00:00'),
 (4, 2, 3, 'Of another clinic', '860975', 1, NULL, '2024-01-04', NULL, '2024-01-04 08:00:00');
INSERT INTO lists VALUES
 (1, 1, 1, 'medication', 'Metformin, as prescribed', 1, '2024-01-01 08:00:00'),
 (2, 1, 1, 'medication', 'St John''s wort', 1, '2023-01-01 00:00:00'),
 (3, 1, 2, 'medication', 'Vitamin D', NULL, NULL),
 (4, 1, 1, 'allergy', 'Not a drug', 1, NULL),
 (5, 2, 3, 'medication', 'Of another clinic', 1, NULL),
 (6, 1, 2, 'medication', 'Points at a prescription of clinic 2', 1, NULL);
INSERT INTO lists_medication VALUES (1, 1, ''), (2, NULL, 'plan'), (6, 4, 'order');
