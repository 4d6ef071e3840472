-- Documents on disk, in a BLOB, as base64 text, or elsewhere; some files are missing; HL7 messages as base64.
CREATE TABLE person (pid INT UNSIGNED NOT NULL PRIMARY KEY, clinic INT UNSIGNED NOT NULL) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE documents (
  id INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic INT UNSIGNED NOT NULL,
  pid INT UNSIGNED NOT NULL,
  storage ENUM('disk','blob','base64','web') NOT NULL,
  url VARCHAR(120),
  mime VARCHAR(40),
  content LONGBLOB,
  message MEDIUMTEXT,
  category VARCHAR(20),
  created DATETIME NOT NULL,
  deleted TINYINT NOT NULL DEFAULT 0
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
INSERT INTO person VALUES (1, 1), (2, 2);
INSERT INTO documents VALUES
 (1, 1, 1, 'disk', 'file:///2024/letter.txt', 'text/plain', NULL, NULL, 'letter', '2024-01-01 08:00:00', 0),
 (2, 1, 1, 'blob', NULL, 'image/gif', x'474946383961', NULL, 'image', '2024-01-02 08:00:00', 0),
 (3, 1, 1, 'base64', NULL, 'x-application/hl7-v2+er7', NULL, 'TVNIfF5+XCZ8', 'message', '2024-01-03 08:00:00', 0),
 (4, 1, 1, 'web', 'https://elsewhere.example/4', 'text/html', NULL, NULL, 'link', '2024-01-04 08:00:00', 0),
 (5, 1, 1, 'disk', 'file:///gone.txt', 'text/plain', NULL, NULL, 'letter', '2024-01-05 08:00:00', 0),
 (6, 1, 1, 'base64', NULL, 'text/plain', NULL, 'not base64!', 'message', '2024-01-06 08:00:00', 0),
 (7, 1, 1, 'disk', 'file:///scan.pdf', 'application/pdf', NULL, NULL, 'letter', '2024-01-07 08:00:00', 1),
 (8, 2, 2, 'disk', 'file:///scan.pdf', 'application/pdf', NULL, NULL, 'letter', '2024-01-08 08:00:00', 0),
 (9, 1, 1, 'blob', NULL, NULL, x'', NULL, 'image', '2024-01-09 08:00:00', 0);
