-- Notes that are never changed but written again, the newest row of an id counts; care plans that have no table of their own,
-- one row for each activity under an encounter and a form; orders that are reports only when results have come; and
-- measurements of which a row is a blood pressure, a panel or a plain value.
CREATE TABLE person (
  person_no INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic    INT UNSIGNED NOT NULL,
  family    VARCHAR(40)  NOT NULL
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

CREATE TABLE visit (
  visit_no  INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic    INT UNSIGNED NOT NULL,
  person_no INT UNSIGNED NOT NULL,
  started   DATETIME     NOT NULL
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

CREATE TABLE note (
  note_id   INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic    INT UNSIGNED NOT NULL,
  uuid      CHAR(36) CHARACTER SET ascii COLLATE ascii_bin,
  person_no INT UNSIGNED NOT NULL,
  written   DATETIME     NOT NULL,
  note      VARCHAR(200) NOT NULL,
  signed    TINYINT(1)   NOT NULL,
  archived  TINYINT(1)   NOT NULL DEFAULT 0,
  KEY note_uuid (uuid)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

-- No primary key: id is the form's, and several rows share it.
CREATE TABLE form_care_plan (
  id        INT UNSIGNED NOT NULL,
  clinic    INT UNSIGNED NOT NULL,
  visit_no  INT UNSIGNED,
  line      INT UNSIGNED NOT NULL,
  kind      VARCHAR(20)  NOT NULL,
  title     VARCHAR(60)  NOT NULL,
  remark    VARCHAR(60)  NOT NULL DEFAULT '',
  planned   DATE,
  hours     DECIMAL(6,2),
  KEY plan_visit (visit_no, id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

CREATE TABLE lab_order (
  order_no  INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic    INT UNSIGNED NOT NULL,
  person_no INT UNSIGNED NOT NULL,
  visit_no  INT UNSIGNED,
  form_no   INT UNSIGNED
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

CREATE TABLE lab_result (
  result_no INT UNSIGNED NOT NULL PRIMARY KEY,
  order_no  INT UNSIGNED NOT NULL,
  code      VARCHAR(20)  NOT NULL,
  value     VARCHAR(20)  NOT NULL,
  at        DATETIME     NOT NULL,
  KEY result_order (order_no)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

CREATE TABLE measurement (
  m_no      INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic    INT UNSIGNED NOT NULL,
  person_no INT UNSIGNED NOT NULL,
  kind      VARCHAR(6),
  value     VARCHAR(20)  NOT NULL,
  sbp       SMALLINT,
  dbp       SMALLINT,
  of_m_no   INT UNSIGNED
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

INSERT INTO person VALUES (1, 1, 'Abel'), (2, 1, 'Bond'), (3, 2, 'Abel');
INSERT INTO visit VALUES (10, 1, 1, '2024-01-01 08:00:00'), (11, 1, 2, '2024-01-02 08:00:00'), (12, 2, 3, '2024-01-03 08:00:00');
INSERT INTO note VALUES
  (1, 1, '00000000-0000-4000-8000-00000000000a', 1, '2024-02-01 08:00:00', 'draft', 0, 0),
  (2, 1, '00000000-0000-4000-8000-00000000000a', 1, '2024-02-02 08:00:00', 'final', 1, 0),
  (3, 1, '00000000-0000-4000-8000-00000000000a', 1, '2024-02-03 08:00:00', 'unsigned', 0, 0),
  (4, 1, '00000000-0000-4000-8000-00000000000b', 2, '2024-02-01 08:00:00', 'two', 1, 0),
  (5, 1, '00000000-0000-4000-8000-00000000000b', 2, '2024-02-01 08:00:00', 'two again', 1, 0),
  (6, 1, '00000000-0000-4000-8000-00000000000c', 2, '2024-02-01 08:00:00', 'kept', 1, 0),
  (7, 1, '00000000-0000-4000-8000-00000000000c', 2, '2024-02-04 08:00:00', 'taken away', 1, 1),
  (8, 1, NULL, 1, '2024-02-05 08:00:00', 'loose', 1, 0),
  (9, 1, NULL, 1, '2024-02-06 08:00:00', 'loose too', 1, 0),
  (10, 2, '00000000-0000-4000-8000-00000000000a', 3, '2024-02-09 08:00:00', 'theirs', 1, 0);
INSERT INTO form_care_plan VALUES
  (1, 1, 10, 1, 'plan', 'Walk', 'daily', '2024-03-01', 1.50), (1, 1, 10, 2, 'plan', 'Swim', '', '2024-02-01', 2.00), (1, 1, 10, 3, 'goal', 'Lose weight', '', '2024-01-01', NULL),
  (2, 1, 10, 1, 'plan', 'Sleep', 'early', NULL, NULL), (1, 1, 11, 1, 'plan', 'Read', 'books', '2024-05-01', 0.25),
  (3, 1, NULL, 1, 'plan', 'Nowhere', '', NULL, NULL), (1, 2, 12, 1, 'plan', 'Walk', 'daily', '2024-03-01', 1.00), (4, 1, 11, 1, 'goal', 'Only a goal', '', NULL, NULL);
INSERT INTO lab_order VALUES (100, 1, 1, 10, 1), (101, 1, 2, 11, 1), (102, 1, 2, NULL, NULL), (103, 2, 3, 10, 1), (104, 1, 2, 11, 4), (105, 1, 2, 11, 1);
INSERT INTO lab_result VALUES (1, 100, 'GLU', '5.1', '2024-06-02 08:00:00'), (2, 100, 'NA', '140', '2024-06-01 08:00:00'), (3, 102, 'GLU', 'DNR', '2024-06-03 08:00:00'), (4, 103, 'GLU', '6', '2024-06-04 08:00:00'), (5, 104, 'NA', '138', '2024-06-05 08:00:00'), (6, 105, 'K', '1', '2024-06-06 08:00:00');
INSERT INTO measurement VALUES
  (1, 1, 1, 'BP', '120/80', 120, 80, NULL), (2, 1, 1, 'PANEL', '', NULL, NULL, NULL), (3, 1, 1, 'WT', '70', NULL, NULL, NULL),
  (4, 1, 2, NULL, '', NULL, NULL, NULL), (5, 1, 2, NULL, '98', NULL, NULL, NULL), (6, 1, 2, 'BP', '', NULL, NULL, 1), (7, 2, 3, 'BP', '130/85', 130, 85, NULL);
