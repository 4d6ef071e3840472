-- One wide row of measurements for a visit: zeros are missing values, blood pressure is text, units are the clinic's habit.
CREATE TABLE person (
  pid INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic INT UNSIGNED NOT NULL,
  gone TINYINT(1) NOT NULL DEFAULT 0
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE form_vitals (
  id INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic INT UNSIGNED NOT NULL,
  pid INT UNSIGNED NOT NULL,
  taken DATETIME,
  bps VARCHAR(10) NOT NULL DEFAULT '',
  bpd VARCHAR(10) NOT NULL DEFAULT '',
  pulse DECIMAL(12,6) DEFAULT 0.000000,
  weight FLOAT(5,2) DEFAULT 0.00,
  temperature DECIMAL(12,6),
  height DECIMAL(12,6),
  pain TINYINT,
  bmi DECIMAL(12,6) DEFAULT 0.000000,
  KEY form_vitals_pid (clinic, pid, taken)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
INSERT INTO person VALUES (1, 1, 0), (2, 1, 0), (3, 2, 0), (4, 1, 1);
INSERT INTO form_vitals VALUES
 (1, 1, 1, '2024-03-09 09:00:00', '120', '80', 72.000000, 61.50, 98.600000, 165.100000, 0, 22.56),
 (2, 1, 1, '2024-04-02 10:00:00', '', '', 0.000000, 0.00, NULL, 0.000000, 7, 0),
 (3, 1, 2, '2024-04-03 11:15:00', '0', '85', 101.500000, 0.00, 0, NULL, NULL, NULL),
 (4, 1, 4, '2024-04-04 08:00:00', '110', '70', 99, 70.00, 97.1, 170, 3, 24.2),
 (5, 2, 3, '2024-04-05 08:00:00', '140', '', 60, 55.20, 36.6, 158, 10, 22.1),
 (6, 1, 2, NULL, 'n/a', '', 88, NULL, NULL, NULL, NULL, NULL);
