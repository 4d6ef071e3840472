-- Raw values as people typed them: in other cases, with blanks, with sentinels, as numbers, as NULL.
CREATE TABLE person (
  pid INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic INT UNSIGNED NOT NULL,
  sex VARCHAR(10),
  marital SMALLINT,
  active ENUM('YES','NO','?'),
  alive TINYINT(1),
  religion VARCHAR(10) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
  tongue DECIMAL(4,1),
  seen DATE
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
INSERT INTO person VALUES
 (1, 1, 'Female', 1, 'YES', 1, 'a', 1.0, '2024-01-01'),
 (2, 1, 'FEMALE', 0, 'NO', 0, 'A', 2.0, '0000-00-00'),
 (3, 1, 'male ', 2, '?', NULL, '', NULL, NULL),
 (4, 1, NULL, NULL, NULL, 7, NULL, 9.9, '2024-01-02'),
 (5, 1, '', 99, 'YES', 1, 'b', 0, '2024-01-03'),
 (6, 1, 'strange', 3, 'NO', 1, 'c', 1.0, '2024-01-04'),
 (7, 1, 'UNK', 1, 'YES', 1, 'a ', 1.0, '2024-01-05'),
 (9, 1, 'FÉMALE', 1, 'YES', 1, 'a', 1.0, '2024-01-09'),
 (8, 2, 'Female', 1, 'YES', 1, 'a', 1.0, '2024-01-01');
