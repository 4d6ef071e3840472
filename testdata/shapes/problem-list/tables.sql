-- One table for problems, allergies and surgeries; the status of a row is spread over columns and the calendar.
CREATE TABLE person (pid INT UNSIGNED NOT NULL PRIMARY KEY, clinic INT UNSIGNED NOT NULL) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE lists (
  id INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic INT UNSIGNED NOT NULL,
  pid INT UNSIGNED NOT NULL,
  type VARCHAR(20),
  title VARCHAR(80),
  code VARCHAR(20) NOT NULL DEFAULT '',
  begdate DATETIME,
  enddate DATETIME,
  occurrence INT DEFAULT 0,
  outcome INT,
  severity VARCHAR(20),
  verified CHAR(1),
  activity TINYINT,
  recorded TIMESTAMP NOT NULL DEFAULT '2024-01-01 00:00:00',
  KEY lists_pid (clinic, pid, type)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
INSERT INTO person VALUES (1, 1), (2, 1), (3, 2);
INSERT INTO lists (id, clinic, pid, type, title, code, begdate, enddate, occurrence, outcome, severity, verified, activity) VALUES
 (1, 1, 1, 'medical_problem', 'Diabetes', '44054006', '2020-01-01 00:00:00', NULL, 0, NULL, NULL, 'Y', 1),
 (2, 1, 1, 'medical_problem', 'Broken arm', '', '2021-02-03 14:00:00', '2021-05-01 00:00:00', NULL, NULL, NULL, NULL, 1),
 (3, 1, 1, 'medical_problem', NULL, '38341003', NULL, '2999-12-31 00:00:00', 4, 2, NULL, '', NULL),
 (4, 1, 2, 'medical_problem', 'Asthma', '195967001', '0000-00-00 00:00:00', NULL, 4, 1, NULL, 'N', 1),
 (5, 1, 2, 'medical_problem', '   ', '', '2022-01-01 00:00:00', NULL, 1, 0, NULL, 'y', 0),
 (6, 1, 1, 'allergy', 'Penicillin', '', '2019-01-01 00:00:00', NULL, NULL, NULL, 'fatal', 'Y', 1),
 (7, 1, 2, 'allergy', 'Nuts', '', NULL, NULL, NULL, NULL, 'strange', NULL, 1),
 (8, 1, 1, 'surgery', 'Appendectomy', '80146002', '2018-07-01 00:00:00', NULL, NULL, NULL, NULL, NULL, 1),
 (9, 1, 1, 'MEDICAL_PROBLEM', 'In capitals', '', NULL, NULL, NULL, NULL, NULL, 'Y', 1),
 (10, 2, 3, 'medical_problem', 'Of another clinic', '44054006', NULL, NULL, NULL, NULL, NULL, 'Y', NULL),
 (11, 1, 2, NULL, 'Of no type', '', NULL, NULL, NULL, NULL, NULL, 'Y', 1);
