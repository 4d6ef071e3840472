-- Charsets and collations mixed in one database, names that are reserved words or have two cases, texts that SQL holds to be equal.
CREATE TABLE `Group` (
  `key` VARCHAR(10) CHARACTER SET latin1 COLLATE latin1_general_cs NOT NULL PRIMARY KEY,
  clinic INT UNSIGNED NOT NULL,
  `order` VARCHAR(40) CHARACTER SET latin1 COLLATE latin1_swedish_ci NOT NULL
) ENGINE=MyISAM;
CREATE TABLE `select` (
  `from` INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic INT UNSIGNED NOT NULL,
  `where` VARCHAR(20) CHARACTER SET utf8mb3 COLLATE utf8mb3_general_ci NOT NULL,
  `interval` VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci,
  `user` VARCHAR(10) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci,
  `repeat` CHAR(4) CHARACTER SET ascii COLLATE ascii_general_ci,
  `desc ription` VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
);
INSERT INTO `Group` VALUES ('G1', 1, 'Genève'), ('g1', 1, 'Geneve'), ('G2', 2, 'Köln'), ('É', 1, 'Été');
INSERT INTO `select` VALUES
 (1, 1, 'ABC-1', 'Müller', 'G1', 'y', 'Bin'), (2, 1, 'abc-1', 'Muller', 'g1', 'Y', 'bin'), (3, 1, 'x ', 'MÜLLER', 'É', NULL, NULL), (4, 1, 'x', 'Σίσυφος', 'G2', '', '😀'),
 (5, 1, '12', 'O''Brien', 'e', NULL, 'per%cent'), (6, 1, '12abc', 'a\\b', NULL, NULL, 'under_score'), (7, 2, 'ABC-1', 'Müller', 'G2', NULL, NULL);
