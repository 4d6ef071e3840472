-- Attributes as text: a role of a person at a facility, vaccinations with a bag of extras, telecoms whose kinds a table maps.
CREATE TABLE users (id INT UNSIGNED NOT NULL PRIMARY KEY, clinic INT UNSIGNED NOT NULL, lname VARCHAR(40) NOT NULL) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE facility (id INT UNSIGNED NOT NULL PRIMARY KEY, clinic INT UNSIGNED NOT NULL, name VARCHAR(40) NOT NULL) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE user_facility (id INT UNSIGNED NOT NULL PRIMARY KEY, clinic INT UNSIGNED NOT NULL, uid INT UNSIGNED NOT NULL, facility_id INT UNSIGNED NOT NULL) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE facility_user_ids (
  id INT UNSIGNED NOT NULL PRIMARY KEY,
  uid INT UNSIGNED NOT NULL,
  facility_id INT UNSIGNED NOT NULL,
  field_id VARCHAR(20) NOT NULL,
  field_value VARCHAR(40),
  changed DATETIME NOT NULL
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE person (pid INT UNSIGNED NOT NULL PRIMARY KEY, clinic INT UNSIGNED NOT NULL) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE attribute_type (type_id INT UNSIGNED NOT NULL PRIMARY KEY, name VARCHAR(20) NOT NULL, retired TINYINT NOT NULL DEFAULT 0) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE contact_map (type_id INT UNSIGNED NOT NULL PRIMARY KEY, system VARCHAR(10) NOT NULL, use_as VARCHAR(10)) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE attribute (id INT UNSIGNED NOT NULL PRIMARY KEY, pid INT UNSIGNED NOT NULL, type_id INT UNSIGNED NOT NULL, value VARCHAR(50) NOT NULL, voided TINYINT NOT NULL DEFAULT 0, KEY attribute_pid (pid)) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE preventions (id INT UNSIGNED NOT NULL PRIMARY KEY, clinic INT UNSIGNED NOT NULL, pid INT UNSIGNED NOT NULL, kind VARCHAR(20) NOT NULL, given DATETIME NOT NULL, refused CHAR(1) NOT NULL DEFAULT '0', deleted CHAR(1) NOT NULL DEFAULT '0') CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE preventions_ext (id INT UNSIGNED NOT NULL PRIMARY KEY, prevention_id INT UNSIGNED NOT NULL, keyval VARCHAR(20), val TEXT, KEY ext_prevention (prevention_id)) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
INSERT INTO users VALUES (1, 1, 'Alpha'), (2, 1, 'Beta'), (3, 2, 'Gamma');
INSERT INTO facility VALUES (1, 1, 'Main'), (2, 1, 'Branch'), (3, 2, 'Other');
INSERT INTO user_facility VALUES (1, 1, 1, 1), (2, 1, 1, 2), (3, 1, 2, 1), (4, 2, 3, 3);
INSERT INTO facility_user_ids VALUES (1, 1, 1, 'role_code', '207Q00000X', '2024-01-01'), (2, 1, 1, 'role_code', '208D00000X', '2024-02-01'), (3, 1, 1, 'specialty', '394814009', '2024-01-01'), (4, 1, 2, 'provider_id', 'P-12', '2024-01-01'),
 (5, 2, 1, 'role_code', '', '2024-01-01'), (6, 3, 3, 'role_code', '207Q00000X', '2024-01-01'), (7, 2, 1, 'specialty', NULL, '2024-01-01');
INSERT INTO person VALUES (1, 1), (2, 1), (3, 2);
INSERT INTO attribute_type VALUES (1, 'Race', 0), (2, 'Cell', 0), (3, 'Mail', 0), (4, 'Old', 1), (5, 'Shoe size', 0);
INSERT INTO contact_map VALUES (2, 'phone', 'mobile'), (3, 'email', NULL), (4, 'phone', 'old');
INSERT INTO attribute VALUES (1, 1, 1, '2106-3', 0), (2, 1, 2, '555-1', 0), (3, 1, 3, 'a@a.example', 0), (4, 1, 2, '555-2', 1), (5, 1, 5, '42', 0), (6, 2, 1, '', 0), (7, 2, 4, '555-4', 0), (8, 3, 2, '555-3', 0), (9, 2, 1, '1002-5', 0);
INSERT INTO preventions VALUES (1, 1, 1, 'Flu', '2024-01-01 08:00:00', '0', '0'), (2, 1, 1, 'Tdap', '2024-01-02 08:00:00', '1', '0'), (3, 1, 2, 'Flu', '2024-01-03 08:00:00', '2', '0'), (4, 1, 1, 'Flu', '2024-01-04 08:00:00', '0', '1'), (5, 2, 3, 'Flu', '2024-01-05 08:00:00', '0', '0');
INSERT INTO preventions_ext VALUES (1, 1, 'lot', 'L-1'), (2, 1, 'route', 'IM'), (3, 1, 'lot', 'L-2'), (4, 2, 'reason', 'Declined'), (5, 3, 'lot', ''), (6, 5, 'lot', 'L-1'), (7, 1, 'dose', '0.5');
