-- Encounters with everything one join away: by number, by a number in text, by a name; rows missing, deleted, another clinic's.
CREATE TABLE person (
  pid INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic INT UNSIGNED NOT NULL,
  voided TINYINT(1) NOT NULL DEFAULT 0
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE users (
  user_id INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic INT UNSIGNED NOT NULL,
  username VARCHAR(20) NOT NULL,
  uid BINARY(16),
  lname VARCHAR(40) NOT NULL,
  retired TINYINT(1) NOT NULL DEFAULT 0,
  UNIQUE KEY users_name (clinic, username)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE visit_type (
  type_id INT UNSIGNED NOT NULL PRIMARY KEY,
  name VARCHAR(40) NOT NULL,
  bookable CHAR(1) NOT NULL
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE visit (
  visit_id INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic INT UNSIGNED NOT NULL,
  patient VARCHAR(12) NOT NULL,
  type_id INT UNSIGNED,
  seen_by VARCHAR(20) NOT NULL DEFAULT '',
  began DATETIME NOT NULL,
  ended DATETIME NOT NULL DEFAULT '0000-00-00 00:00:00',
  part_of INT UNSIGNED,
  KEY visit_patient (clinic, patient)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE checkin (
  visit_id INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic INT UNSIGNED NOT NULL,
  desk VARCHAR(20)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE cancelled (
  visit_id INT UNSIGNED NOT NULL,
  clinic INT UNSIGNED NOT NULL,
  PRIMARY KEY (visit_id, clinic)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
INSERT INTO person VALUES (1, 1, 0), (2, 1, 1), (3, 2, 0), (12, 1, 0);
INSERT INTO users VALUES (1, 1, 'anna', UNHEX('0a0b0c0d0e0f40008000000000000001'), 'Alpha', 0), (2, 1, 'ben', UNHEX('0a0b0c0d0e0f40008000000000000002'), 'Beta', 1),
 (3, 1, 'cem', NULL, 'Gamma', 0), (4, 2, 'anna', UNHEX('0a0b0c0d0e0f40008000000000000004'), 'Delta', 0);
INSERT INTO visit_type VALUES (1, 'Office visit', 'Y'), (2, 'Phone call', 'N');
INSERT INTO visit VALUES
 (1, 1, '1', 1, 'anna', '2024-03-01 09:00:00', '2024-03-01 09:30:00', NULL),
 (2, 1, '1', 2, 'ben', '2024-03-02 09:00:00', '0000-00-00 00:00:00', 1),
 (3, 1, '1', NULL, 'cem', '2024-03-03 23:30:00', '2024-03-04 00:15:00', 7),
 (4, 1, '2', 1, 'anna', '2024-03-04 09:00:00', '2024-03-04 09:30:00', NULL),
 (5, 1, '12', 9, 'nobody', '2024-03-05 09:00:00', '2024-03-05 09:30:00', 6),
 (6, 1, '12', 1, 'ANNA', '2024-03-06 09:00:00', '2024-03-06 09:30:00', NULL),
 (7, 1, '12', 1, 'anna', '2024-03-07 09:00:00', '2024-03-07 09:30:00', NULL),
 (8, 2, '3', 1, 'anna', '2024-03-08 09:00:00', '2024-03-08 09:30:00', NULL),
 (9, 1, '1x', 1, 'anna', '2024-03-09 09:00:00', '2024-03-09 09:30:00', NULL),
 (10, 1, '3', 1, 'anna', '2024-03-10 09:00:00', '2024-03-10 09:30:00', NULL);
INSERT INTO checkin VALUES (1, 1, 'A'), (2, 1, ''), (3, 1, NULL), (4, 1, 'A'), (5, 1, 'B'), (7, 1, 'B'), (8, 2, 'A'), (9, 1, 'A'), (10, 1, 'A'), (6, 2, 'A');
INSERT INTO cancelled VALUES (7, 1), (1, 2);
