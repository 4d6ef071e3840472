-- A reference that leads to one of several tables, by columns of which one is set, or by a word and a number.
CREATE TABLE person (pid INT UNSIGNED NOT NULL PRIMARY KEY, clinic INT UNSIGNED NOT NULL) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE users (
  id INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic INT UNSIGNED NOT NULL,
  lname VARCHAR(40) NOT NULL,
  npi VARCHAR(10),
  active TINYINT NOT NULL DEFAULT 1
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE facility (id INT UNSIGNED NOT NULL PRIMARY KEY, clinic INT UNSIGNED NOT NULL, name VARCHAR(40) NOT NULL) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE kin (id INT UNSIGNED NOT NULL PRIMARY KEY, clinic INT UNSIGNED NOT NULL, pid INT UNSIGNED NOT NULL, name VARCHAR(40) NOT NULL) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE care_team (id INT UNSIGNED NOT NULL PRIMARY KEY, clinic INT UNSIGNED NOT NULL, pid INT UNSIGNED NOT NULL, title VARCHAR(40)) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE care_team_member (
  team_id INT UNSIGNED NOT NULL,
  seq INT UNSIGNED NOT NULL,
  user_id INT UNSIGNED,
  kin_id INT UNSIGNED,
  facility_id INT UNSIGNED,
  role VARCHAR(20) NOT NULL DEFAULT '',
  PRIMARY KEY (team_id, seq)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE document (
  id INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic INT UNSIGNED NOT NULL,
  pid INT UNSIGNED NOT NULL,
  author_table VARCHAR(20),
  author_id INT UNSIGNED,
  title VARCHAR(40) NOT NULL
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
INSERT INTO person VALUES (1, 1), (2, 2);
INSERT INTO users VALUES (1, 1, 'Alpha', '1234567893', 1), (2, 1, 'No Npi', '', 1), (3, 1, 'Retired', '1987654321', 0), (4, 2, 'Other', '1555555555', 1), (5, 1, 'Null Npi', NULL, 1);
INSERT INTO facility VALUES (1, 1, 'Main'), (2, 2, 'Other');
INSERT INTO kin VALUES (1, 1, 1, 'Mum'), (2, 2, 2, 'Other Mum');
INSERT INTO care_team VALUES (1, 1, 1, 'Team'), (2, 1, 1, 'Empty'), (3, 2, 2, 'Other');
INSERT INTO care_team_member VALUES (1, 1, 1, NULL, NULL, 'doctor'), (1, 2, NULL, 1, NULL, 'family'), (1, 3, NULL, NULL, 1, ''), (1, 4, 3, NULL, NULL, 'gone'), (1, 5, NULL, NULL, NULL, 'nobody'),
 (1, 6, 4, NULL, NULL, 'foreign'), (3, 1, 4, 2, 2, 'all');
INSERT INTO document VALUES (1, 1, 1, 'users', 1, 'By a doctor'), (2, 1, 1, 'facility', 1, 'By the house'), (3, 1, 1, 'users', 2, 'By one without NPI'), (4, 1, 1, 'kin', 1, 'By family'),
 (5, 1, 1, 'strange', 1, 'By a stranger'), (6, 1, 1, NULL, NULL, 'By nobody'), (7, 1, 1, 'users', 5, 'By one whose NPI is NULL'), (8, 2, 2, 'users', 4, 'Elsewhere');
