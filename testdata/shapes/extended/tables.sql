-- A vendor's schema as a clinic group runs it: with a column and a table of their own.
CREATE TABLE person (
  person_no INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic    INT UNSIGNED NOT NULL,
  surname   VARCHAR(40)  NOT NULL,
  sex       CHAR(1)      NOT NULL DEFAULT '',
  test      TINYINT(1)   NOT NULL DEFAULT 0
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

CREATE TABLE card (
  person_no INT UNSIGNED NOT NULL PRIMARY KEY,
  number    VARCHAR(20)  NOT NULL
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

CREATE TABLE reading (
  reading_no INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic     INT UNSIGNED NOT NULL,
  person_no  INT UNSIGNED NOT NULL,
  pulse      SMALLINT,
  weight     DECIMAL(6,2),
  height     DECIMAL(6,2)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

CREATE TABLE doctor (
  doctor_no INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic    INT UNSIGNED NOT NULL,
  surname   VARCHAR(40)  NOT NULL
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

INSERT INTO person VALUES (1, 1, 'Moss', 'F', 0), (2, 1, 'Reed', 'D', 0), (3, 1, 'Test', 'M', 1), (4, 2, 'Fern', 'D', 0), (5, 2, 'Sand', 'M', 0);
INSERT INTO card VALUES (1, 'C-1'), (4, 'C-4');
INSERT INTO reading VALUES (1, 1, 1, 72, 61.5, 170), (2, 1, 3, 80, 70, 180), (3, 2, 4, 90, 55, NULL);
INSERT INTO doctor VALUES (7, 1, 'Dale'), (8, 2, 'Hill');
