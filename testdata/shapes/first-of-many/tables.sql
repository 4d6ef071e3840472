-- The first of several: of columns, of texts to be joined, of rows that a join finds, of users with one name.
CREATE TABLE person (
  pid INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic INT UNSIGNED NOT NULL,
  city VARCHAR(40),
  city2 VARCHAR(40),
  born DATE,
  born2 DATE,
  street VARCHAR(40) NOT NULL DEFAULT '',
  unit VARCHAR(10),
  no_phone CHAR(1)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE name (
  name_id INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic INT UNSIGNED NOT NULL,
  pid INT UNSIGNED NOT NULL,
  family VARCHAR(40) NOT NULL,
  preferred TINYINT NOT NULL,
  voided TINYINT NOT NULL DEFAULT 0,
  KEY name_pid (pid)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE phone (id INT UNSIGNED NOT NULL PRIMARY KEY, pid INT UNSIGNED NOT NULL, clinic INT UNSIGNED NOT NULL, number VARCHAR(20)) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
INSERT INTO person VALUES (1, 1, 'Salem', 'Bend', '1980-01-01', NULL, '1 Main', 'A', NULL), (2, 1, '', 'Bend', '0000-00-00', '1990-02-02', '2 Oak', '', 'Y'), (3, 1, NULL, '   ', NULL, NULL, '', NULL, 'Y'),
 (4, 2, 'Salem', NULL, NULL, NULL, '', 'B', NULL), (5, 1, '  ', 'Salem', NULL, '0000-00-00', '  ', 'C', 'N');
INSERT INTO name VALUES (1, 1, 1, 'Older', 0, 0), (2, 1, 1, 'Newer', 0, 0), (3, 1, 2, 'Plain', 0, 0), (4, 1, 2, 'Chosen', 1, 0), (5, 1, 2, 'Voided', 1, 1), (6, 2, 5, 'Foreign', 1, 0), (7, 2, 4, 'Own', 0, 0);
INSERT INTO phone VALUES (1, 1, 1, '555-1'), (2, 5, 1, '');
