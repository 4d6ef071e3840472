-- JSON and XML kept in text columns, some of it broken; notes that become narratives.
CREATE TABLE person (
  pid INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic INT UNSIGNED NOT NULL,
  family_doctor TEXT,
  note TEXT
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE device (
  id INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic INT UNSIGNED NOT NULL,
  pid INT UNSIGNED NOT NULL,
  udi VARCHAR(60),
  udi_data TEXT
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
INSERT INTO person VALUES
 (1, 1, '<doc><rdohip>12345</rdohip><rd>House, Gregory</rd></doc>', 'Seen <b>today</b> & well'), (2, 1, '<doc><rd></rd></doc>', ''), (3, 1, 'Dr. Broken <rd', NULL), (4, 2, '<doc><rd>Other</rd></doc>', 'x'),
 (5, 1, NULL, 'Line one\nLine two');
INSERT INTO device VALUES
 (1, 1, 1, '(01)1', '{"standard_elements":{"di":"08717648200274","lotNumber":"L-1","expirationDate":"2030-01-31","manufacturingDate":"20200131"},"size":"12","implanted":true}'),
 (2, 1, 1, NULL, '{"standard_elements":{"di":"5","lotNumber":null},"implanted":false}'), (3, 1, 1, '', 'not json {'), (4, 1, 1, NULL, ''), (5, 1, 1, NULL, NULL),
 (6, 2, 4, NULL, '{"standard_elements":{"di":"5"}}'), (7, 1, 1, NULL, '{"standard_elements":{"di":"","lotNumber":"é \\"quoted\\" %"}}');
