-- Rows whose patient is missing, deleted, or another clinic's, and that nobody joins to the patient.
CREATE TABLE person (pid INT UNSIGNED NOT NULL PRIMARY KEY, clinic INT UNSIGNED NOT NULL, deleted TINYINT NOT NULL) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE problem (id INT UNSIGNED NOT NULL PRIMARY KEY, clinic INT UNSIGNED NOT NULL, pid INT UNSIGNED, code VARCHAR(10) NOT NULL) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
INSERT INTO person VALUES (1, 1, 0), (2, 1, 1), (3, 2, 0);
INSERT INTO problem VALUES (1, 1, 1, 'A'), (2, 1, 2, 'A'), (3, 1, 3, 'A'), (4, 1, 9, 'A'), (5, 1, NULL, 'A'), (6, 2, 3, 'A');
