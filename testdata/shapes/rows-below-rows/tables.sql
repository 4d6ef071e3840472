-- A panel as laboratories keep it: order → results → what others call the test, and remarks below a result. People move:
-- only the newest address counts, and the first two phones.
CREATE TABLE person (
  person_no INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic    INT UNSIGNED NOT NULL,
  surname   VARCHAR(40)  NOT NULL
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

CREATE TABLE alias (
  alias_no  INT UNSIGNED NOT NULL PRIMARY KEY,
  person_no INT UNSIGNED NOT NULL,
  family    VARCHAR(40)  NOT NULL,
  retired   TINYINT(1)   NOT NULL DEFAULT 0,
  KEY alias_person (person_no)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

-- The key is the alias and the place: no column alone.
CREATE TABLE alias_part (
  alias_no INT UNSIGNED NOT NULL,
  place    SMALLINT     NOT NULL,
  part     VARCHAR(40)  NOT NULL,
  PRIMARY KEY (alias_no, place)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

CREATE TABLE address (
  address_no INT UNSIGNED NOT NULL PRIMARY KEY,
  person_no  INT UNSIGNED NOT NULL,
  city       VARCHAR(40)  NOT NULL,
  state_id   INT UNSIGNED,
  since      DATE,
  KEY address_person (person_no, since)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

CREATE TABLE state (
  state_id INT UNSIGNED NOT NULL PRIMARY KEY,
  code     CHAR(2)      NOT NULL
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

CREATE TABLE phone (
  person_no INT UNSIGNED NOT NULL,
  seq       SMALLINT     NOT NULL,
  number    VARCHAR(20)  NOT NULL,
  PRIMARY KEY (person_no, seq)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

CREATE TABLE lab_order (
  order_no  INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic    INT UNSIGNED NOT NULL,
  person_no INT UNSIGNED NOT NULL,
  panel     VARCHAR(20)  NOT NULL,
  taken     DATETIME     NOT NULL,
  KEY order_person (person_no, taken)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

CREATE TABLE lab_result (
  order_no INT UNSIGNED NOT NULL,
  line_no  SMALLINT     NOT NULL,
  test_no  INT UNSIGNED NOT NULL,
  amount   DECIMAL(12,3),
  unit     VARCHAR(12)  NOT NULL,
  status   CHAR(1)      NOT NULL,
  PRIMARY KEY (order_no, line_no)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

CREATE TABLE test_code (
  test_no INT UNSIGNED NOT NULL,
  rank_no SMALLINT     NOT NULL,
  scheme  VARCHAR(10)  NOT NULL,
  code    VARCHAR(20)  NOT NULL,
  PRIMARY KEY (test_no, rank_no)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

INSERT INTO person VALUES (1, 1, 'Moss'), (2, 1, 'Reed'), (3, 2, 'Moss'), (4, 1, 'Sand');
INSERT INTO alias VALUES (10, 1, 'Moss', 0), (11, 1, 'Fern', 0), (12, 1, 'Gone', 1), (20, 2, 'Reed', 0), (30, 3, 'Moss', 0);
INSERT INTO alias_part VALUES (10, 2, 'Lee'), (10, 1, 'Ann'), (11, 1, 'Anna'), (12, 1, 'Zed'), (20, 1, 'Bo'), (30, 1, 'Ann');
INSERT INTO state VALUES (1, 'OR'), (2, 'WA');
INSERT INTO address VALUES
  (1, 1, 'Salem', 1, '2001-01-01'), (2, 1, 'Yakima', 2, '2020-06-01'), (3, 1, 'Bend', 1, NULL),
  (4, 2, 'Salem', NULL, '2010-01-01'), (5, 3, 'Yakima', 2, '2022-01-01');
INSERT INTO phone VALUES (1, 3, '555-0103'), (1, 1, '555-0101'), (1, 2, '555-0102'), (3, 1, '555-0301');
INSERT INTO lab_order VALUES
  (100, 1, 1, 'lipids', '2024-03-01 08:00:00'), (101, 1, 2, 'lipids', '2024-03-02 08:00:00'),
  (102, 2, 3, 'lipids', '2024-03-03 08:00:00'), (103, 1, 2, 'glucose', '2024-03-04 08:00:00');
INSERT INTO lab_result VALUES
  (100, 1, 7, 1.200, 'mmol/L', 'F'), (100, 2, 8, 3.500, 'mmol/L', 'F'), (100, 3, 9, 4.000, 'mmol/L', 'X'),
  (101, 1, 8, 2.500, 'mmol/L', 'F'), (101, 2, 7, NULL, 'mmol/L', 'F'), (102, 1, 8, 3.500, 'mmol/L', 'F');
INSERT INTO test_code VALUES
  (7, 1, 'LOINC', '14646-4'), (7, 2, 'LOCAL', 'HDL'), (8, 1, 'LOINC', '22748-8'), (8, 2, 'LOCAL', 'LDL'), (9, 1, 'LOINC', '2571-8'),
  (8, 3, 'OTHER', '22748-8');
