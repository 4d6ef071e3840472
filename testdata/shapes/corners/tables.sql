-- What meets in one mapping: packed JSON in child rows, picked attributes under variants, formats behind parts, sentinels behind maps.
CREATE TABLE person (
  pid INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic INT UNSIGNED NOT NULL,
  extra TEXT,
  nick VARCHAR(40) NOT NULL DEFAULT '',
  status ENUM('', 'A', 'I', 'zz') NOT NULL DEFAULT '',
  packed VARCHAR(60)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE attr (
  attr_id INT UNSIGNED NOT NULL PRIMARY KEY,
  pid INT UNSIGNED NOT NULL,
  name VARCHAR(20) NOT NULL,
  value VARCHAR(60),
  at DATETIME NOT NULL,
  KEY attr_pid (pid)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE panel (
  id INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic INT UNSIGNED NOT NULL,
  pid INT UNSIGNED NOT NULL,
  uid CHAR(8) NOT NULL,
  version INT NOT NULL,
  body TEXT,
  unit VARCHAR(10) NOT NULL DEFAULT ''
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE line (
  panel_id INT UNSIGNED NOT NULL,
  n TINYINT UNSIGNED NOT NULL,
  raw TEXT,
  PRIMARY KEY (panel_id, n)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
INSERT INTO person VALUES
 (1, 1, '{"name":{"family":"Json","given":["A","B"]},"born":"1980-02-29"}', 'Nick', 'A', 'M|19800229|en;fr'), (2, 1, '{"name":{"family":""}}', 'Only Nick', 'I', '|x|'),
 (3, 1, 'broken', '', 'zz', 'F|20010101|;en;'), (4, 1, NULL, '', '', NULL), (5, 2, '{"name":{"family":"Json"}}', '', 'A', 'M|19800229|en');
INSERT INTO attr VALUES (1, 1, 'weight', '61.5', '2024-01-01'), (2, 1, 'weight', '62', '2024-02-01'), (3, 1, 'height', '165 cm', '2024-01-01'), (4, 2, 'weight', 'heavy', '2024-01-01'), (5, 2, 'height', '', '2024-01-01'), (6, 5, 'weight', '70', '2024-01-01'),
 (7, 3, 'weight', '0', '2024-01-01');
INSERT INTO panel VALUES (1, 1, 1, 'p1', 1, '{"code":"OLD"}', ''), (2, 1, 1, 'p1', 2, '{"code":"CBC","at":"2024-03-10T02:30:00"}', 'lb'), (3, 1, 2, 'p2', 1, '{"code":"CBC","at":"2024-03-11T08:00:00"}', 'kg'), (4, 1, 2, 'p3', 1, '', ''), (5, 2, 5, 'p1', 9, '{"code":"CBC"}', 'kg');
INSERT INTO line VALUES (2, 1, '{"code":"WBC","value":"<4.5","unit":"10*3/uL"}'), (2, 2, '{"code":"HGB","value":13.20,"unit":"g/dL"}'), (2, 3, 'broken'), (3, 1, '{"code":"HGB","value":"-","unit":"g/dL"}'), (1, 1, '{"code":"OLD","value":1}'), (5, 1, '{"code":"HGB","value":13.2}');
