-- Dates as nobody should keep them: three columns, texts with formats, day and time apart, zones in a column, guesses, sentinels.
CREATE TABLE demographic (
  demographic_no INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic INT UNSIGNED NOT NULL,
  year_of_birth VARCHAR(4),
  month_of_birth VARCHAR(2),
  date_of_birth CHAR(2),
  end_date DATE,
  reg_date VARCHAR(20) NOT NULL DEFAULT '',
  birthdate DATE,
  estimated TINYINT NOT NULL DEFAULT 0
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE appointment (
  id INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic INT UNSIGNED NOT NULL,
  demographic_no INT UNSIGNED NOT NULL,
  day DATE NOT NULL,
  start_time TIME,
  end_time TIME,
  report_date DATETIME,
  report_tz VARCHAR(6) NOT NULL DEFAULT '',
  obr VARCHAR(20)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
INSERT INTO demographic VALUES
 (1, 1, '1980', '02', '29', '2051-01-05', '20240131', '1980-02-29', 0), (2, 1, '1975', '07', '', '2024-06-30', '20240230', '1975-01-01', 1),
 (3, 1, '1960', '', '', NULL, 'n/a', '1960-07-01', 1), (4, 1, '', '01', '01', '0000-00-00', '', NULL, 0), (5, 1, '1990', '2', '5', '2025-01-05', '20251231', '0000-00-00', 1),
 (6, 2, '1980', '02', '29', '2051-01-05', '20240131', '1980-02-29', 0), (7, 1, '1999', '13', '01', NULL, '2024', '1999-12-31', 0);
INSERT INTO appointment VALUES
 (1, 1, 1, '2024-03-10', '02:30:00', '03:15:00', '2024-01-15 12:00:00', '-0500', '01/31/2024 14:05'),
 (2, 1, 1, '2024-07-01', '09:00:00', NULL, '2024-07-15 12:00:00', '+05:30', '7/4/2024 09:00'),
 (3, 1, 2, '2024-07-02', NULL, NULL, '2024-07-15 12:00:00', '', NULL),
 (4, 1, 2, '0000-00-00', '09:00:00', '10:00:00', NULL, '-0500', 'not yet'),
 (5, 2, 6, '2024-07-03', '09:00:00', '10:00:00', '2024-07-15 12:00:00', '', '12/31/2023 23:59');
