-- One row of a facility is an organization and a location; rows hang below each other; others come from further tables.
CREATE TABLE facility (
  id INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic INT UNSIGNED NOT NULL,
  name VARCHAR(60) NOT NULL,
  parent INT UNSIGNED,
  npi VARCHAR(10) NOT NULL DEFAULT '',
  phone VARCHAR(20) NOT NULL DEFAULT '',
  street VARCHAR(60) NOT NULL DEFAULT '',
  city VARCHAR(40) NOT NULL DEFAULT '',
  latitude VARCHAR(12),
  longitude VARCHAR(12),
  service_location TINYINT NOT NULL DEFAULT 1,
  inactive TINYINT NOT NULL DEFAULT 0
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE insurer (
  id INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic INT UNSIGNED NOT NULL,
  name VARCHAR(60) NOT NULL,
  phone VARCHAR(20) NOT NULL DEFAULT '',
  retired CHAR(1) NOT NULL DEFAULT 'N'
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
INSERT INTO facility VALUES
 (1, 1, 'Main Hospital', NULL, '1234567893', '555-1', '1 Main St', 'Salem', '44.94', '-123.03', 1, 0),
 (2, 1, 'Ward 2', 1, '', '', '', '', NULL, '', 1, 0),
 (3, 1, 'Billing Office', 1, '', '555-3', '', 'Salem', '0', '0', 0, 0),
 (4, 1, 'Old Wing', 2, '', '', '', '', 'north', '12', 1, 1),
 (5, 2, 'Other Hospital', NULL, '', '', '', '', NULL, NULL, 1, 0),
 (6, 1, 'Room 6', 5, '', '', '', '', NULL, NULL, 1, 0);
INSERT INTO insurer VALUES (1, 1, 'Blue Shield', '555-9', 'N'), (2, 1, 'Gone Mutual', '', 'Y'), (3, 2, 'Green Shield', '', 'N');
