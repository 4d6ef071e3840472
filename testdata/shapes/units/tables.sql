-- Numbers with their units somewhere: in the tenant's settings, in the text itself; ranges; temperatures.
CREATE TABLE vitals (
  id     INT UNSIGNED NOT NULL PRIMARY KEY,
  clinic INT NOT NULL,
  pid    INT NOT NULL,
  weight FLOAT,
  height DECIMAL(12,6),
  temp   DECIMAL(4,1),
  unit   CHAR(4) NOT NULL,
  result VARCHAR(40),
  glucose VARCHAR(20) NOT NULL,
  normal VARCHAR(30) NOT NULL
) CHARACTER SET utf8mb4;
INSERT INTO vitals VALUES
  (1, 1, 1, 150,   70.000000, 98.6,  'lb', '5.2 mg/L',      '90',   '70-99'),
  (2, 1, 1, 72.6,  NULL,      -40.0, 'kg', '<5 mg',         '<36',  '<200'),
  (3, 1, 1, 0,     60.500000, 99.9,  'lb', '>= 4.5 10*3/uL', '>=18', '0-5'),
  (4, 1, 1, NULL,  NULL,      NULL,  '',   '12',            'HIGH', '-5 - -1'),
  (5, 1, 1, 1.1,   0.000000,  0.0,   'kg', '5-10 mg',       '',     '-1.5-1.5'),
  (6, 1, 1, 200.5, 71.3,      37.0,  'lb', ' -1.50 mm Hg ', '7.20', '>=40'),
  (7, 1, 1, 200.4, 1,         100.4, 'lb', '120/80 mmHg',   '18.0', '70'),
  (8, 1, 1, 88,    2,         100.5, 'lb', 'trace',         '0.04', 'clear'),
  (9, 2, 2, 68,    175,       36.6,  'kg', '1 {ratio}',     '5',    '');
