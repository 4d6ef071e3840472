-- A clinic is the facilities that it names; tables belong by a condition, by the row they point at, or to nobody.
CREATE TABLE patient_data (
  pid INT UNSIGNED NOT NULL PRIMARY KEY,
  facility_id INT UNSIGNED NOT NULL,
  lname VARCHAR(40) NOT NULL
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE visit (
  id INT UNSIGNED NOT NULL PRIMARY KEY,
  pid INT UNSIGNED NOT NULL,
  `date` DATETIME NOT NULL
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE visit_code (
  visit_id INT UNSIGNED NOT NULL,
  seq INT UNSIGNED NOT NULL,
  code VARCHAR(10) NOT NULL,
  PRIMARY KEY (visit_id, seq)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE code (code VARCHAR(10) NOT NULL PRIMARY KEY, title VARCHAR(40) NOT NULL) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
INSERT INTO patient_data VALUES (1, 10, 'Alpha'), (2, 11, 'Beta'), (3, 20, 'Gamma'), (4, 12, 'Alpha'), (5, 0, 'Nobody');
INSERT INTO visit VALUES (1, 1, '2024-01-01 08:00:00'), (2, 2, '2024-01-02 08:00:00'), (3, 3, '2024-01-03 08:00:00'), (4, 9, '2024-01-04 08:00:00'), (5, 5, '2024-01-05 08:00:00');
INSERT INTO visit_code VALUES (1, 1, 'A'), (1, 2, 'B'), (2, 1, 'C'), (3, 1, 'A'), (4, 1, 'A'), (2, 2, 'A');
INSERT INTO code VALUES ('A', 'Ache'), ('B', 'Burn');
