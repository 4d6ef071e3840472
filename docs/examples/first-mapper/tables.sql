-- The legacy schema of docs/mapping.md: several sites share it, each row of chart and reading says whose it is.
CREATE TABLE chart (
  chart_no INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  site     INT UNSIGNED NOT NULL,
  mrn      VARCHAR(20)  NOT NULL,
  surname  VARCHAR(60)  NOT NULL,
  forename VARCHAR(60)  NOT NULL,
  sex      CHAR(1),
  born     DATE,
  deleted  TINYINT(1)   NOT NULL DEFAULT 0,
  changed  TIMESTAMP    NOT NULL DEFAULT CURRENT_TIMESTAMP,
  UNIQUE KEY chart_mrn (site, mrn),
  KEY chart_name (site, surname)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

-- A child table that lacks the site.
CREATE TABLE phone (
  chart_no INT UNSIGNED NOT NULL,
  seq      SMALLINT     NOT NULL,
  kind     CHAR(1)      NOT NULL,
  number   VARCHAR(30)  NOT NULL,
  PRIMARY KEY (chart_no, seq)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

-- One wide row for each visit: up to three measurements. Glucose is what somebody typed, such as <2.0
CREATE TABLE reading (
  reading_no INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  site       INT UNSIGNED NOT NULL,
  chart_no   INT UNSIGNED NOT NULL,
  taken      DATETIME     NOT NULL,
  pulse      SMALLINT UNSIGNED,
  weight     DECIMAL(6,2),
  glucose    VARCHAR(12)  NOT NULL DEFAULT '',
  KEY reading_chart (chart_no, taken)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

INSERT INTO chart (chart_no, site, mrn, surname, forename, sex, born, deleted, changed) VALUES
  (1, 10, 'N-100', 'García',  'Ana',  'F', '1980-02-29', 0, '2024-05-01 12:00:00'),
  (2, 10, 'N-101', 'Garland', 'Bert', 'M', NULL,         0, '2024-05-02 12:00:00'),
  (3, 10, 'N-102', 'Gone',    'Cara', 'F', '1990-01-01', 1, '2024-05-03 12:00:00'),
  (4, 20, 'N-100', 'García',  'Dora', 'F', '1975-07-07', 0, '2024-05-04 12:00:00');
INSERT INTO phone (chart_no, seq, kind, number) VALUES
  (1, 1, 'H', '555-0101'), (1, 2, 'M', '555-0102'), (4, 1, 'H', '555-0401');
INSERT INTO reading (reading_no, site, chart_no, taken, pulse, weight, glucose) VALUES
  (1, 10, 1, '2024-03-10 09:30:00', 72,   61.50, '5.4'),
  (2, 10, 1, '2024-04-02 10:00:00', 96,   NULL,  '<2.0'),
  (3, 10, 2, '2024-04-03 11:15:00', 101,  88.00, ''),
  (4, 10, 3, '2024-04-04 08:00:00', 99,   70.00, ''),
  (5, 20, 4, '2024-04-05 08:00:00', 120,  55.00, '6.1');
