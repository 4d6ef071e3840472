-- Several values in one column: codes with prefixes, ids and words between bars, names with blanks between.
CREATE TABLE person (
  person_no INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic    INT UNSIGNED NOT NULL,
  given     VARCHAR(60)  NOT NULL DEFAULT '',
  phones    VARCHAR(80)  CHARACTER SET latin1 COLLATE latin1_swedish_ci NOT NULL DEFAULT '',
  languages VARCHAR(80)  NOT NULL DEFAULT '',
  doctors   VARCHAR(80)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

CREATE TABLE doctor (
  doctor_no INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic    INT UNSIGNED NOT NULL,
  surname   VARCHAR(40)  NOT NULL,
  retired   TINYINT(1)   NOT NULL DEFAULT 0
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

-- One list of options for everything: what an option means stands in codes, with prefixes again.
CREATE TABLE option_list (
  list  VARCHAR(20) NOT NULL,
  code  VARCHAR(20) NOT NULL,
  label VARCHAR(60) NOT NULL,
  std   VARCHAR(20) NOT NULL DEFAULT '',
  codes VARCHAR(80) NOT NULL DEFAULT '',
  PRIMARY KEY (list, code)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

CREATE TABLE dictionary (
  prefix VARCHAR(12) NOT NULL,
  code   VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  title  VARCHAR(80) NOT NULL,
  PRIMARY KEY (prefix, code)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

CREATE TABLE problem (
  problem_no INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic     INT UNSIGNED NOT NULL,
  person_no  INT UNSIGNED NOT NULL,
  diagnosis  TEXT,
  kinds      VARCHAR(60)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL DEFAULT '',
  site       VARCHAR(20)  NOT NULL DEFAULT '',
  KEY problem_person (person_no)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

CREATE TABLE allergy (
  allergy_no INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic     INT UNSIGNED NOT NULL,
  person_no  INT UNSIGNED NOT NULL
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

CREATE TABLE reaction (
  allergy_no INT UNSIGNED NOT NULL,
  line_no    SMALLINT     NOT NULL,
  signs      VARCHAR(80)  NOT NULL,
  PRIMARY KEY (allergy_no, line_no)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

CREATE TABLE visit (
  visit_no  INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic    INT UNSIGNED NOT NULL,
  person_no INT UNSIGNED NOT NULL,
  class     VARCHAR(60)  NOT NULL DEFAULT ''
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

INSERT INTO person VALUES
  (1, 1, ' Ann  Marie ', '555-0101 / 555_0102', 'es, en', '7|8'),
  (2, 1, 'Marianne', '555x0102/a%b', 'es,,xx , EN', ' 9 | 07 | x'),
  (3, 1, '', '', ' , ', NULL),
  (4, 2, 'José Ann', 'größe', 'es', '10|7'),
  (5, 1, 'Bo', '555-0101x', 'e,s', '78|9');
INSERT INTO doctor VALUES (7, 1, 'Moss', 0), (8, 1, 'Reed', 1), (9, 1, 'Fern', 0), (10, 2, 'Dale', 0), (78, 1, 'Sand', 0);
INSERT INTO option_list VALUES
  ('lang', 'en', 'English', 'en', ''), ('lang', 'es', 'Spanish', 'es', ''), ('lang', 'e', 'Letters', 'en-US', ''),
  ('site', 'es', 'Esophagus', '', ''),
  ('site', 'arm', 'Arm', '', 'SNOMED-CT:53120007'), ('site', 'knee', 'Knee', '', 'SNOMED-CT:72696002;LOCAL:K1'), ('site', 'none', 'None', '', '');
INSERT INTO dictionary VALUES
  ('ICD10', 'Z99.0', 'Dependence on aspirator'), ('ICD10', 'Z9910', 'Something else'), ('ICD10', 'a_b', 'Low'), ('ICD10', 'axb', 'High'),
  ('SNOMED-CT', 'Z99.0', 'Not a finding');
INSERT INTO problem VALUES
  (1, 1, 1, 'ICD10:Z99.0;SNOMED-CT:314529007', 'P|C', 'arm'),
  (2, 1, 1, ' icd10 : Z9910 ; ICD-10:I10 ;; FOO:Z99.0 ;', 'P', 'knee'),
  (3, 1, 2, 'Z99.0', 'p', 'none'),
  (4, 1, 2, 'ICD10:a_b;ICD10:', 'X | C', 'gone'),
  (5, 1, 2, 'ICD10:axb', 'XP', 'arm'),
  (6, 1, 5, NULL, '|', ''),
  (7, 1, 5, 'FOO:1;ICD10:z99.0', '', 'knee'),
  (8, 2, 4, 'ICD10:Z99.0;Q1', 'P', 'arm'),
  (9, 1, 5, 'SNOMED-CT:Z99.0;ICD10:314529007', 'C|Q', ''),
  (10, 1, 5, 'Z99|0', 'C', '');
INSERT INTO allergy VALUES (1, 1, 1), (2, 1, 2), (3, 2, 4);
INSERT INTO reaction VALUES (1, 1, 'SNOMED-CT:247472004;SNOMED-CT:271807003'), (1, 2, 'SNOMED-CT:39579001'), (2, 1, 'nothing;FOO:1'), (3, 1, 'SNOMED-CT:39579001');
INSERT INTO visit VALUES (1, 1, 1, 'ACT:AMB;ACT:IMP'), (2, 1, 2, ';IMP ; ACT:AMB'), (3, 1, 5, 'FOO:X;ACT:AMB'), (4, 2, 4, 'act:EMER');
