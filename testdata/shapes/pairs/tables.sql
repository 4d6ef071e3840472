-- Numbers without units, and observations whose parts lie in child rows: a code and a value belong together in one row only.
CREATE TABLE person (pid INT UNSIGNED NOT NULL PRIMARY KEY, clinic INT UNSIGNED NOT NULL) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE forecast (
  forecast_id INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic INT UNSIGNED NOT NULL,
  pid INT UNSIGNED NOT NULL
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE outcome (
  outcome_id INT UNSIGNED NOT NULL PRIMARY KEY,
  forecast_id INT UNSIGNED NOT NULL,
  seq SMALLINT NOT NULL,
  what VARCHAR(40) NOT NULL,
  chance DECIMAL(6,4),
  KEY outcome_forecast (forecast_id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE charge (
  charge_id INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic INT UNSIGNED NOT NULL,
  pid INT UNSIGNED NOT NULL,
  what VARCHAR(40) NOT NULL,
  factor FLOAT
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE panel (
  panel_id INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic INT UNSIGNED NOT NULL,
  pid INT UNSIGNED NOT NULL,
  loinc VARCHAR(10) NOT NULL,
  amount DECIMAL(10,2),
  unit VARCHAR(20),
  word CHAR(1)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE answer (
  answer_id INT UNSIGNED NOT NULL PRIMARY KEY,
  panel_id INT UNSIGNED NOT NULL,
  loinc VARCHAR(10),
  own VARCHAR(10),
  amount DECIMAL(10,2),
  unit VARCHAR(20),
  word CHAR(1),
  KEY answer_panel (panel_id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
INSERT INTO person VALUES (1, 1), (2, 2);
INSERT INTO forecast VALUES (1, 1, 1), (2, 1, 1), (3, 1, 1), (4, 2, 2);
INSERT INTO outcome VALUES
 (1, 1, 1, 'stroke', 0.2500), (2, 1, 2, 'death', 0.0125), (3, 2, 1, 'stroke', 0.2550), (4, 2, 2, 'death', NULL), (5, 3, 1, 'none', NULL),
 (6, 4, 1, 'stroke', 0.2500);
INSERT INTO charge VALUES (1, 1, 1, 'visit', 0.8), (2, 1, 1, 'night', 1.5), (3, 1, 1, 'plain', NULL), (4, 2, 2, 'visit', 0.8);
INSERT INTO panel VALUES
 (1, 1, 1, '85354-9', NULL, NULL, NULL), (2, 1, 1, '85354-9', NULL, NULL, NULL), (3, 1, 1, '29463-7', 70.00, 'kg', NULL),
 (4, 1, 1, '63586-1', NULL, NULL, 'Y'), (5, 2, 2, '85354-9', NULL, NULL, NULL);
INSERT INTO answer VALUES
 (1, 1, '8480-6', 'SYS', 140.00, 'mm[Hg]', NULL), (2, 1, '8462-4', 'DIA', 80.00, 'mm[Hg]', NULL),
 (3, 2, '8480-6', 'SYS', 120.00, 'mm[Hg]', NULL), (4, 2, '8462-4', 'DIA', 140.00, 'mm[Hg]', NULL), (5, 2, NULL, 'CUFF', NULL, NULL, 'N'),
 (6, 4, '63587-9', NULL, NULL, NULL, 'N'), (7, 4, '63588-7', NULL, 3.00, '{score}', NULL),
 (8, 5, '8480-6', 'SYS', 140.00, 'mm[Hg]', NULL);
