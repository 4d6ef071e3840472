-- Fields that hold several things: note|status|date|option|packs, '120/80', 'Last, First', a code behind a prefix, lat/long.
CREATE TABLE person (
  pid INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic INT UNSIGNED NOT NULL,
  full_name VARCHAR(80) NOT NULL,
  doctor TEXT
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE history (
  id INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic INT UNSIGNED NOT NULL,
  pid INT UNSIGNED NOT NULL,
  tobacco VARCHAR(100),
  bp VARCHAR(20),
  code VARCHAR(40),
  taken DATETIME NOT NULL
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
INSERT INTO person VALUES (1, 1, 'García Pérez, Ana', '<doc><rd>House, Gregory</rd></doc>'), (2, 1, 'Madonna', NULL), (3, 2, 'Other, One', NULL), (4, 1, ' Smith ,  John , Jr', 'Dr. Who');
INSERT INTO history VALUES
 (1, 1, 1, 'stopped last year|quittobacco|2023-05-01|3|0', '120/80', 'LOINC:11506-3', '2024-01-01 08:00:00'),
 (2, 1, 1, '| currenttobacco ||1|20', '140 / 95', '11488-4', '2024-01-02 08:00:00'),
 (3, 1, 2, '', '', '', '2024-01-03 08:00:00'),
 (4, 1, 2, NULL, '90/', 'LOINC:', '2024-01-04 08:00:00'),
 (5, 1, 4, 'just words', '120', 'loinc:34117-2', '2024-01-05 08:00:00'),
 (6, 1, 4, 'a|b|c|2', '/60', 'SNOMED:1', '2024-01-06 08:00:00'),
 (7, 2, 3, '|quittobacco||3|', '110/70', 'LOINC:11506-3', '2024-01-07 08:00:00');
