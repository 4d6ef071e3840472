-- Two clinics number their sites alike. Sites are parts of sites; wards lie in sites, and have uuids. Who works where is in rows.
CREATE TABLE site (
  clinic INT UNSIGNED NOT NULL,
  site_id INT UNSIGNED NOT NULL,
  name VARCHAR(40) NOT NULL,
  part_of INT UNSIGNED,
  closed TINYINT NOT NULL DEFAULT 0,
  PRIMARY KEY (clinic, site_id),
  KEY site_up (clinic, part_of)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE ward (
  clinic INT UNSIGNED NOT NULL,
  code VARCHAR(10) NOT NULL,                    -- compared without case
  uid BINARY(16) NOT NULL,
  site_id INT UNSIGNED,
  PRIMARY KEY (clinic, code),
  UNIQUE KEY ward_uid (uid),
  KEY ward_site (clinic, site_id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE login (
  clinic INT UNSIGNED NOT NULL,
  login_id INT UNSIGNED NOT NULL PRIMARY KEY,
  name VARCHAR(20) NOT NULL,
  hash VARCHAR(255) NOT NULL DEFAULT '',
  job VARCHAR(40) NOT NULL,
  doctor_id INT UNSIGNED
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE login_place (
  clinic INT UNSIGNED NOT NULL,
  login_id INT UNSIGNED NOT NULL,
  seq INT UNSIGNED NOT NULL,
  site_id INT UNSIGNED,
  ward VARCHAR(10),
  PRIMARY KEY (login_id, seq)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE person (
  clinic INT UNSIGNED NOT NULL,
  person_id INT UNSIGNED NOT NULL PRIMARY KEY,
  name VARCHAR(40) NOT NULL
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE doctor (
  clinic INT UNSIGNED NOT NULL,
  doctor_id INT UNSIGNED NOT NULL PRIMARY KEY,
  name VARCHAR(40) NOT NULL
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE stay (
  clinic INT UNSIGNED NOT NULL,
  stay_id INT UNSIGNED NOT NULL PRIMARY KEY,
  person_id INT UNSIGNED NOT NULL,
  site_id INT UNSIGNED,
  ward VARCHAR(10),
  doctor_id INT UNSIGNED,
  begun DATETIME NOT NULL,
  gone TINYINT NOT NULL DEFAULT 0,
  KEY stay_person (person_id),
  KEY stay_site (clinic, site_id),
  KEY stay_ward (clinic, ward)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE measure (
  clinic INT UNSIGNED NOT NULL,
  measure_id INT UNSIGNED NOT NULL PRIMARY KEY,
  person_id INT UNSIGNED NOT NULL,
  stay_id INT UNSIGNED,
  value DECIMAL(6,1) NOT NULL,
  at DATETIME NOT NULL,
  KEY measure_person (person_id),
  KEY measure_stay (stay_id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE letter (
  clinic INT UNSIGNED NOT NULL,
  letter_id INT UNSIGNED NOT NULL PRIMARY KEY,
  person_id INT UNSIGNED NOT NULL,
  stay_id INT UNSIGNED,
  words VARCHAR(80) NOT NULL
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE warning (
  clinic INT UNSIGNED NOT NULL,
  warning_id INT UNSIGNED NOT NULL PRIMARY KEY,
  person_id INT UNSIGNED NOT NULL,
  words VARCHAR(40) NOT NULL
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE drug (drug_id INT UNSIGNED NOT NULL PRIMARY KEY, name VARCHAR(40) NOT NULL) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

-- 1 General: 2 North house: 3 its annex; 4 South house. 5 has lost what it was a part of. 6 and 7 are parts of each other, and 11
-- of 7. 8 is a part of itself. 9 is closed, and 10 a part of it.
INSERT INTO site VALUES (1, 1, 'General', NULL, 0), (1, 2, 'North house', 1, 0), (1, 3, 'Annex', 2, 0), (1, 4, 'South house', 1, 0),
  (1, 5, 'Lost', 99, 0), (1, 6, 'Hen', 7, 0), (1, 7, 'Egg', 6, 0), (1, 8, 'Own', 8, 0), (1, 9, 'Closed', 1, 1), (1, 10, 'Below closed', 9, 0),
  (1, 11, 'Chick', 7, 0), (2, 1, 'Elsewhere', NULL, 0), (2, 2, 'Elsewhere north', 1, 0), (2, 99, 'Elsewhere lost', 5, 0);
INSERT INTO ward VALUES (1, 'A', UNHEX('0000000000004000800000000000000A'), 2), (1, 'B', UNHEX('0000000000004000800000000000000B'), 4),
  (1, 'C', UNHEX('0000000000004000800000000000000C'), 2), (2, 'A', UNHEX('0000000000004000800000000000001A'), 2);
INSERT INTO doctor VALUES (1, 1, 'House'), (1, 2, 'Cuddy'), (2, 3, 'Grey');
INSERT INTO login (clinic, login_id, name, job, doctor_id) VALUES
  (1, 1, 'ward-a', 'ward', 1), (1, 2, 'ward-b', 'ward', 2), (1, 3, 'house-n', 'ward', NULL), (1, 4, 'both', 'ward', NULL), (1, 5, 'general', 'ward', NULL),
  (1, 6, 'nowhere', 'ward', NULL), (1, 7, 'egg', 'ward', NULL), (1, 8, 'own', 'ward', NULL), (1, 9, 'closed', 'ward', NULL), (1, 10, 'lost', 'ward', NULL),
  (1, 11, 'chief', 'ward chief', NULL), (1, 12, 'everybody', 'all', NULL), (1, 13, 'under', 'ward', NULL), (1, 14, 'hen-and-egg', 'ward', NULL),
  (2, 15, 'north-of-two', 'ward', 3);
INSERT INTO login_place VALUES (1, 1, 1, NULL, 'a'), (1, 2, 1, NULL, 'B'), (1, 3, 1, 2, NULL), (1, 4, 1, 3, NULL), (1, 4, 2, NULL, 'B'), (1, 5, 1, 1, NULL),
  (1, 7, 1, 7, NULL), (1, 8, 1, 8, NULL), (1, 9, 1, 9, NULL), (1, 10, 1, 5, NULL), (1, 10, 2, 99, NULL), (1, 11, 1, 4, NULL), (1, 13, 1, 10, NULL),
  (1, 14, 1, 6, NULL), (1, 14, 2, 7, NULL), (2, 15, 1, 2, NULL);
INSERT INTO person VALUES (1, 1, 'Alpha'), (1, 2, 'Beta'), (1, 3, 'Gamma'), (1, 4, 'Delta'), (1, 5, 'Epsilon'), (1, 6, 'Zeta'), (1, 7, 'Eta'), (2, 8, 'Theta');
INSERT INTO stay VALUES
  (1, 1, 1, 2, 'A', 1, '2024-01-01 08:00:00', 0), (1, 2, 2, 4, 'B', 2, '2024-01-02 08:00:00', 0), (1, 3, 3, 3, NULL, 1, '2024-01-03 08:00:00', 0),
  (1, 4, 3, 4, 'b', 2, '2024-01-04 08:00:00', 0), (1, 5, 4, 1, NULL, 1, '2024-01-05 08:00:00', 0), (1, 6, 5, 7, NULL, 1, '2024-01-06 08:00:00', 0),
  (1, 7, 5, 11, NULL, 1, '2024-01-07 08:00:00', 0), (1, 8, 6, 8, NULL, 1, '2024-01-08 08:00:00', 0), (1, 9, 6, 10, NULL, 1, '2024-01-09 08:00:00', 0),
  (1, 10, 6, 5, NULL, 1, '2024-01-10 08:00:00', 0), (1, 11, 7, NULL, NULL, 1, '2024-01-11 08:00:00', 0), (1, 12, 2, 2, 'A', 1, '2024-01-12 08:00:00', 1),
  (1, 13, 1, 2, 'C', 2, '2024-01-13 08:00:00', 0), (1, 14, 5, 9, NULL, 1, '2024-01-14 08:00:00', 0), (2, 15, 8, 2, 'A', 3, '2024-01-15 08:00:00', 0),
  (1, 16, 5, 6, NULL, 2, '2024-01-16 08:00:00', 0);
INSERT INTO measure VALUES
  (1, 1, 1, 1, 70, '2024-01-01 09:00:00'), (1, 2, 2, 2, 71, '2024-01-02 09:00:00'), (1, 3, 3, 3, 72, '2024-01-03 09:00:00'), (1, 4, 3, 4, 73, '2024-01-04 09:00:00'),
  (1, 5, 4, 5, 74, '2024-01-05 09:00:00'), (1, 6, 5, 6, 75, '2024-01-06 09:00:00'), (1, 7, 1, NULL, 76, '2024-01-07 09:00:00'), (1, 8, 2, 12, 77, '2024-01-08 09:00:00'),
  (1, 9, 1, 13, 78, '2024-01-09 09:00:00'), (1, 10, 3, NULL, 79, '2024-01-10 09:00:00'), (2, 11, 8, 15, 80, '2024-01-11 09:00:00'), (1, 12, 7, 11, 81, '2024-01-12 09:00:00');
INSERT INTO letter VALUES (1, 1, 1, 1, 'to Alpha'), (1, 2, 2, 2, 'to Beta'), (1, 3, 3, 4, 'to Gamma of B'), (1, 4, 4, NULL, 'to Delta'), (2, 5, 8, 15, 'to Theta');
INSERT INTO warning VALUES (1, 1, 1, 'bites'), (1, 2, 2, 'falls');
INSERT INTO drug VALUES (1, 'Aspirin'), (2, 'Benzoin');
