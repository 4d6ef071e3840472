CREATE TABLE patient (id INT UNSIGNED NOT NULL PRIMARY KEY, site INT NOT NULL, guid CHAR(36), name VARCHAR(40) NOT NULL) CHARACTER SET utf8mb4;
CREATE TABLE visit (id INT UNSIGNED NOT NULL PRIMARY KEY, site INT NOT NULL, patient_id INT UNSIGNED NOT NULL) CHARACTER SET utf8mb4;
CREATE TABLE uuid_mapping (target VARCHAR(20) NOT NULL, target_id INT UNSIGNED NOT NULL, site INT NOT NULL, uuid BINARY(16),
  PRIMARY KEY (target, target_id)) CHARACTER SET utf8mb4;
CREATE TABLE note (id INT UNSIGNED NOT NULL PRIMARY KEY, site INT NOT NULL, visit_id INT UNSIGNED, text VARCHAR(40) NOT NULL) CHARACTER SET utf8mb4;
INSERT INTO patient VALUES (1, 10, 'aaaaaaaa-0000-4000-8000-000000000001', 'Ada'), (2, 10, NULL, 'Bob'), (3, 10, '', 'Cyd'),
  (4, 10, 'AAAAAAAA-0000-4000-8000-000000000004', 'Dan'), (5, 20, NULL, 'Eve');
INSERT INTO visit VALUES (11, 10, 1), (12, 10, 1), (13, 10, 2), (14, 10, 3), (15, 20, 5), (16, 10, 4);
INSERT INTO uuid_mapping VALUES ('visit', 11, 10, UNHEX('0123456789abcdef0123456789abcdef')), ('visit', 13, 10, NULL),
  ('visit', 14, 10, UNHEX('00000000000000000000000000000000')), ('note', 12, 10, UNHEX('0123456789abcdef0123456789abcde2')),
  ('visit', 12, 20, UNHEX('0123456789abcdef0123456789abcde3'));
INSERT INTO note VALUES (1, 10, 11, 'to one with'), (2, 10, 12, 'to one without'), (3, 10, 15, 'to a foreign one'), (4, 10, NULL, 'to none');
