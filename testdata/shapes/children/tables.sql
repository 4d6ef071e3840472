-- Names, phones and contacts in child tables without a tenant of their own; some have order, some have none.
CREATE TABLE person (
  pid INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic INT UNSIGNED NOT NULL
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE person_name (
  name_id INT UNSIGNED NOT NULL PRIMARY KEY,
  pid INT UNSIGNED NOT NULL,
  preferred TINYINT NOT NULL,
  given VARCHAR(40),
  middle VARCHAR(40),
  family VARCHAR(40),
  voided TINYINT NOT NULL DEFAULT 0,
  KEY name_pid (pid)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE phone (
  phone_id INT UNSIGNED NOT NULL PRIMARY KEY,
  pid INT UNSIGNED NOT NULL,
  kind CHAR(1),
  number VARCHAR(20) NOT NULL,
  KEY phone_pid (pid)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE relative (
  rel_id INT UNSIGNED NOT NULL PRIMARY KEY,
  pid INT UNSIGNED NOT NULL,
  kind_id INT UNSIGNED,
  name VARCHAR(40) NOT NULL DEFAULT '',
  seq SMALLINT,
  KEY relative_pid (pid)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE relative_kind (kind_id INT UNSIGNED NOT NULL PRIMARY KEY, title VARCHAR(20)) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
INSERT INTO person VALUES (1, 1), (2, 1), (3, 1), (4, 2);
INSERT INTO person_name VALUES
 (1, 1, 0, 'Ana', 'Lu', 'Old', 0), (2, 1, 1, 'Ana', NULL, 'New', 0), (3, 1, 0, 'Never', '', 'Was', 1),
 (4, 2, 1, '', ' ', '', 0), (5, 4, 1, 'Ana', NULL, 'Elsewhere', 0), (6, 1, 1, 'Anita', NULL, NULL, 0), (7, 99, 1, 'Or', NULL, 'Phan', 0);
INSERT INTO phone VALUES (30, 1, 'H', '555-30'), (10, 1, 'M', '555-10'), (20, 1, NULL, '555-20'), (40, 2, 'H', ''), (50, 4, 'H', '555-50');
INSERT INTO relative VALUES (1, 1, 1, 'Mum', 2), (2, 1, 2, 'Dad', 1), (3, 1, NULL, 'Aunt', 1), (4, 2, 1, '', 1), (5, 3, 9, 'Stray', NULL);
INSERT INTO relative_kind VALUES (1, 'mother'), (2, 'father');
