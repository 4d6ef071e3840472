-- What stands in texts: parts between separators, prefixes, documents in JSON and XML, booleans of several spellings.
CREATE TABLE chart (
  id      INT UNSIGNED NOT NULL PRIMARY KEY,
  mrn     VARCHAR(20) NOT NULL,
  lat     VARCHAR(20) NOT NULL,
  packed  VARCHAR(60),
  bp      VARCHAR(20) NOT NULL,
  profile TEXT,
  doctor  TEXT,
  active  CHAR(3),
  nick    VARCHAR(20) NOT NULL,
  called  VARCHAR(20),
  street  VARCHAR(40), street2 VARCHAR(40), unit INT,
  note    TEXT,
  photo   TEXT
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
INSERT INTO chart VALUES
  (1, 'MRN-100', '-33.8688', 'Doe| Jane |Q',  '120/80',  '{"lang":"fr","tags":["a","b"],"n":1.50,"vip":true,"day":"2024-02-29","note":null,"o":{"x":"é\\u00e9 \\"q\\""}}',
   '<rd><name first="Ann">O''Hara &amp; Sons &lt;x&gt;</name></rd>', 'Y',  'JJ', 'Janey', '1 Main St', ' ', 7, 'a < b & "c"
second line', 'QUJD'),
  (2, 'mrn-200', '40.7128',  'Roe|Rick',      '120/',    '{"lang":"de"}', '<rd><name>Bo</name></rd>', 'n', '', 'Ricky', '', NULL, NULL, ' ', 'not base64!'),
  (3, '300',     '',         '||',            'n/a',     'junk', 'junk', '1', '', NULL, NULL, '2nd floor', 0, NULL, 'QUJDRA=='),
  (4, '-MRN-',   'x',        NULL,            '',        NULL, NULL, '', ' ', 'N/A', 'éÉ | 100%', '_', -1, 'x', 'QUJ'),
  (5, 'MRN-MRN-5', '0',      'Poe|Pat|X|Y',   ' 90 / 60 ', '[1,2]', '<a/>', 'YES', 'n/a', 'n/a', 'A', 'B', 1, 'ok', '');
CREATE TABLE old_chart (
  id   INT UNSIGNED NOT NULL PRIMARY KEY,
  name VARCHAR(40) NOT NULL,
  code VARCHAR(10) NOT NULL
) CHARACTER SET latin1;
INSERT INTO old_chart VALUES (1, 'Zoë, Anne', ' A1 '), (2, 'Miller', 'b2');
CREATE TABLE unit (
  code VARCHAR(10) NOT NULL PRIMARY KEY,
  name VARCHAR(40) NOT NULL
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
INSERT INTO unit VALUES ('JJ', 'Ward; North '), ('Ricky', 'Ward;South'), ('n/a', 'none');
CREATE TABLE stay (
  id     INT UNSIGNED NOT NULL PRIMARY KEY,
  chart  INT UNSIGNED,
  mother INT UNSIGNED,
  nick   VARCHAR(20) NOT NULL
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
INSERT INTO stay VALUES (1, 1, NULL, 'jj'), (2, NULL, 2, 'Ricky'), (3, 5, 1, 'n/a');
