CREATE TABLE clinic (id INT PRIMARY KEY);
CREATE TABLE staff (id INT PRIMARY KEY, clinic_id INT NOT NULL, name VARCHAR(40) NOT NULL, gone TINYINT NOT NULL) CHARSET utf8mb4;
CREATE TABLE pat (id INT PRIMARY KEY, clinic_id INT NOT NULL, name VARCHAR(40) NOT NULL, dead TINYINT NOT NULL) CHARSET utf8mb4;
CREATE TABLE kin (id INT PRIMARY KEY, clinic_id INT NOT NULL, pat_id INT NOT NULL, name VARCHAR(40) NOT NULL) CHARSET utf8mb4;
CREATE TABLE account (
  id INT PRIMARY KEY, clinic_id INT NOT NULL, login VARCHAR(30) NOT NULL, hash VARCHAR(255) NULL, salt VARCHAR(40) NULL,
  job VARCHAR(20) NULL, staff_id INT NULL, kin_id INT NULL, off TINYINT NOT NULL DEFAULT 0, locked_until DATETIME NULL
) CHARSET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE ward (account_id INT NOT NULL, pat_id INT NOT NULL, clinic_id INT NOT NULL, PRIMARY KEY (account_id, pat_id));
CREATE TABLE portal (code CHAR(6) PRIMARY KEY, clinic_id INT NOT NULL, mail VARCHAR(60) NOT NULL, hash VARCHAR(255) NULL, pat_id INT NOT NULL) CHARSET latin1;
INSERT INTO staff VALUES (1, 1, 'Ada', 0), (2, 1, 'Gone', 1), (3, 2, 'Bob of clinic 2', 0);
INSERT INTO pat VALUES (1, 1, 'Pat', 0), (2, 1, 'Max', 0), (3, 2, 'Patient of clinic 2', 0), (4, 1, 'Dead', 1);
INSERT INTO kin VALUES (1, 1, 1, 'Mum'), (2, 2, 3, 'Dad');
-- Every password is the name, mostly: MD5 of it, or of it with the salt.
INSERT INTO account (id, clinic_id, login, hash, salt, job, staff_id, kin_id, off, locked_until) VALUES
  (1, 1, 'ada', MD5('secret'), NULL, 'doc', 1, NULL, 0, NULL),
  (2, 1, 'off', MD5('secret'), NULL, 'doc', 1, NULL, 1, NULL),
  (3, 1, 'locked', MD5('secret'), NULL, 'doc', 1, NULL, 0, '2999-01-01'),
  (4, 1, 'unlocked', MD5('secret'), NULL, 'doc', 1, NULL, 0, '2001-01-01'),
  (5, 1, 'nullhash', NULL, NULL, 'doc', 1, NULL, 0, NULL),
  (6, 1, 'emptyhash', '', NULL, 'doc', 1, NULL, 0, NULL),
  (7, 1, 'plain', 'secret', NULL, 'doc', 1, NULL, 0, NULL),
  (8, 1, 'twin', MD5('secret'), NULL, 'doc', 1, NULL, 0, NULL),
  (9, 1, 'twin', MD5('secret'), NULL, 'doc', 1, NULL, 0, NULL),
  (10, 1, 'janitor', MD5('secret'), NULL, 'janitor', 1, NULL, 0, NULL),
  (11, 1, 'nojob', MD5('secret'), NULL, NULL, 1, NULL, 0, NULL),
  (12, 1, 'DOC', MD5('secret'), NULL, 'Doc', 1, NULL, 0, NULL),
  (13, 1, 'Salted', MD5('secretpepper'), 'pepper', 'doc', NULL, NULL, 0, NULL),
  (14, 1, 'mum', MD5('secret'), NULL, 'kin', NULL, 1, 0, NULL),
  (15, 2, 'bob', MD5('secret'), NULL, 'doc', 3, NULL, 0, NULL),
  (16, 2, 'ada', MD5('other'), NULL, 'doc', 3, NULL, 0, NULL),
  (17, 1, 'both@x', MD5('secret'), NULL, 'doc', 1, NULL, 0, NULL),
  (18, 1, 'leaver', MD5('secret'), NULL, 'doc', 2, NULL, 0, NULL),
  (19, 1, 'stranger', MD5('secret'), NULL, 'doc', 3, NULL, 0, NULL),
  (20, 1, 'dear', '$2b$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2', NULL, 'doc', 1, NULL, 0, NULL),
  (21, 1, 'absurd', '$argon2id$v=19$m=4194304,t=64,p=1$c2FsdHNhbHRzYWx0c2FsdA$A9SxPq7UvBSeiG2H79TVO32OXb9KJ13XNSIxBKVSHSQ', NULL, 'doc', 1, NULL, 0, NULL);
-- 14 looks after 1, after the dead 4, and after 3, who is another clinic's.
INSERT INTO ward VALUES (14, 1, 1), (14, 2, 1), (14, 3, 2), (14, 4, 1);
INSERT INTO portal VALUES ('p-1', 1, 'pat@x', MD5('secret'), 1), ('p-2', 1, 'both@x', MD5('secret'), 2), ('p-3', 2, 'pat3@x', MD5('secret'), 3), ('p-4', 1, 'dead@x', MD5('secret'), 4);
