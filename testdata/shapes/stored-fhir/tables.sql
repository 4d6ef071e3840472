CREATE TABLE patient (id INT UNSIGNED NOT NULL PRIMARY KEY, site INT NOT NULL, name VARCHAR(40) NOT NULL) CHARACTER SET utf8mb4;
CREATE TABLE visit (id INT UNSIGNED NOT NULL PRIMARY KEY, site INT NOT NULL, patient_id INT UNSIGNED NOT NULL) CHARACTER SET utf8mb4;
CREATE TABLE answers (id INT UNSIGNED NOT NULL PRIMARY KEY, site INT NOT NULL, patient_id INT UNSIGNED NOT NULL, done TINYINT NOT NULL, authored DATETIME, json LONGTEXT) CHARACTER SET utf8mb4;
INSERT INTO patient VALUES (1, 10, 'Ada'), (2, 10, 'Bob'), (3, 20, 'Eve');
INSERT INTO visit VALUES (7, 10, 1);
INSERT INTO answers VALUES
 (1, 10, 1, 1, '2024-03-01 09:00:00', '{"resourceType":"QuestionnaireResponse","id":"77","meta":{"security":[{"code":"V"}],"tag":[{"system":"https://portico.example/tenant","code":"other"}]},"status":"amended","authored":"1999-01-01","identifier":{"system":"http://example.org/forms","value":"F-1"},"questionnaire":"http://example.org/Questionnaire/phq9|2","subject":{"reference":"Patient/old-99","display":"A."},"source":{"reference":"Patient/2"},"author":{"reference":"Practitioner/5"},"encounter":{"reference":"Encounter/7"},"item":[{"linkId":"1","answer":[{"valueDecimal":1.50},{"valueReference":{"reference":"Patient/3"}},{"valueAttachment":{"url":"Binary/9"}}]}],"text":{"status":"generated","div":"<div>Bob</div>"}}'),
 (2, 10, 2, 0, NULL, '{"resourceType":"QuestionnaireResponse","item":[{"linkId":"x","text":"How?"'),
 (3, 10, 2, 1, NULL, '{"resourceType":"Patient","id":"1","name":[{"family":"Ada"}]}'),
 (4, 10, 2, 1, NULL, NULL),
 (5, 20, 3, 1, NULL, '{"resourceType":"QuestionnaireResponse","status":"completed","subject":{"reference":"Patient/1"}}');
