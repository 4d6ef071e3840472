-- Results as laboratories send them: a number, a comparator, words, sentinels, a range, all of it text; codes from a list.
CREATE TABLE person (pid INT UNSIGNED NOT NULL PRIMARY KEY, clinic INT UNSIGNED NOT NULL) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE options (
  list VARCHAR(20) NOT NULL,
  opt VARCHAR(20) NOT NULL,
  title VARCHAR(60),
  code VARCHAR(20) NOT NULL DEFAULT '',
  unit VARCHAR(20),
  PRIMARY KEY (list, opt)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE labs (
  ord INT UNSIGNED NOT NULL,
  line SMALLINT UNSIGNED NOT NULL,
  clinic INT UNSIGNED NOT NULL,
  pid INT UNSIGNED NOT NULL,
  test VARCHAR(20) NOT NULL,
  result VARCHAR(40),
  units VARCHAR(20) NOT NULL DEFAULT '',
  `range` VARCHAR(20) NOT NULL DEFAULT '',
  abnormal VARCHAR(10),
  `date` DATETIME NOT NULL,
  PRIMARY KEY (ord, line),
  KEY labs_pid (clinic, pid)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
INSERT INTO person VALUES (1, 1), (2, 2);
INSERT INTO options VALUES ('lab', 'GLU', 'Glucose', '2345-7', 'mg/dL'), ('lab', 'GLUC', 'Glucose again', '2345-7', 'mmol/L'), ('lab', 'HCG', 'Pregnancy test', '2106-3', NULL),
 ('lab', 'CRP', 'C-reactive protein', '1988-5', 'mg/L'), ('site', 'GLU', 'Gluteus', '999', NULL), ('lab', 'LOCAL', 'In-house', '', NULL), ('answer', 'NEG', 'Negative', '260385009', NULL);
INSERT INTO labs VALUES
 (1, 1, 1, 1, 'GLU', '168', 'mg/dL', '70-99', 'H', '2024-01-01 08:00:00'),
 (1, 2, 1, 1, 'CRP', '<5', '', '<10', 'no', '2024-01-01 08:00:00'),
 (1, 3, 1, 1, 'HCG', 'NEG', '', '', NULL, '2024-01-01 08:00:00'),
 (1, 4, 1, 1, 'GLUC', '7.20', 'mmol/l', '3.5 - 5.0', 'high', '2024-01-01 08:00:00'),
 (2, 1, 1, 1, 'GLU', 'DNR', 'mg/dL', '70-99', '', '2024-01-02 08:00:00'),
 (2, 2, 1, 1, 'LOCAL', 'slightly hazy', '', 'clear', 'yes', '2024-01-02 08:00:00'),
 (2, 3, 1, 1, 'GLU', '', 'mg/dL', '0-99', NULL, '2024-01-02 08:00:00'),
 (2, 4, 1, 1, 'GLU', '5 mg', 'mg/dL', '-5--1', 'L', '2024-01-02 08:00:00'),
 (2, 5, 1, 1, 'CRP', '>= 90', '', '>=40', 'HH', '2024-01-02 08:00:00'),
 (2, 6, 1, 1, 'CRP', '0', 'mg/dL', '', 'x', '2024-01-02 08:00:00'),
 (2, 7, 1, 1, 'CRP', 'TNP', '', '', NULL, '2024-01-02 08:00:00'),
 (3, 1, 1, 1, 'NONE', NULL, '', '', NULL, '2024-01-03 08:00:00'),
 (4, 1, 2, 2, 'GLU', '90', 'mg/dL', '70-99', NULL, '2024-01-04 08:00:00');
