-- The many ways in which a row is said to be deleted, and one type that shows such rows as entered in error.
CREATE TABLE person (pid INT UNSIGNED NOT NULL PRIMARY KEY, clinic INT UNSIGNED NOT NULL, active CHAR(1) NOT NULL DEFAULT '1') CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE allergy (
  id INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic INT UNSIGNED NOT NULL,
  pid INT UNSIGNED NOT NULL,
  what VARCHAR(40) NOT NULL,
  voided SMALLINT NOT NULL DEFAULT 1
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE shot (
  id INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic INT UNSIGNED NOT NULL,
  pid INT UNSIGNED NOT NULL,
  cvx VARCHAR(5) NOT NULL,
  added_erroneously TINYINT NOT NULL DEFAULT 0,
  refused CHAR(1) NOT NULL DEFAULT '0',
  reason VARCHAR(40),
  given DATE NOT NULL
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE note (
  id INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic INT UNSIGNED NOT NULL,
  pid INT UNSIGNED NOT NULL,
  status CHAR(1),
  title VARCHAR(40) NOT NULL
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE forms (
  form_id INT UNSIGNED NOT NULL,
  formdir VARCHAR(10) NOT NULL,
  clinic INT UNSIGNED NOT NULL,
  deleted CHAR(1) NOT NULL DEFAULT '0',
  PRIMARY KEY (form_id, formdir)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
INSERT INTO person VALUES (1, 1, '1'), (2, 1, '0'), (3, 2, '1');
INSERT INTO allergy (id, clinic, pid, what) VALUES (1, 1, 1, 'Voided unless said otherwise');
INSERT INTO allergy VALUES (2, 1, 1, 'Nuts', 0), (3, 1, 2, 'Of a deleted person', 0), (4, 2, 3, 'Bees', 0);
INSERT INTO shot VALUES
 (1, 1, 1, '140', 0, '0', NULL, '2024-01-01'), (2, 1, 1, '140', 1, '0', NULL, '2024-01-02'), (3, 1, 1, '08', 0, '1', 'Declined', '2024-01-03'),
 (4, 1, 1, '08', 1, '2', '', '2024-01-04'), (5, 1, 2, '08', 0, '0', NULL, '2024-01-05');
INSERT INTO note VALUES (1, 1, 1, 'A', 'Shown'), (2, 1, 1, 'D', 'Deleted'), (3, 1, 1, NULL, 'Of no status'), (4, 1, 1, 'A', 'Deleted as a form'), (5, 1, 1, 'A', 'Without a form');
INSERT INTO forms VALUES (1, 'note', 1, '0'), (2, 'note', 1, '0'), (3, 'note', 1, '0'), (4, 'note', 1, '1'), (4, 'soap', 1, '0'), (5, 'note', 2, '0');
