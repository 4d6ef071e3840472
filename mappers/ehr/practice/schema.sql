-- practice: one database for many clinics (clinic_id), MySQL 5.7+ or MariaDB 10.3+.
-- Dates without a zone are the clinic's wall clock, TIMESTAMP columns are UTC.
-- Zero dates are stored, so sql_mode must be without NO_ZERO_DATE and NO_ZERO_IN_DATE.
--
-- The shapes that legacy schemas take (numbers of the survey), and where they are here:
--   S1 one wide row, many resources: vitals, charge_slip      S2 typed values by item: survey_answer
--   S3 texts by name: pat_attr, imm_ext                       S4 parent and child observations: survey_answer.parent
--   S6 many prefixed codes in a column: chart_item.codes      S7 a prefix that may lack: proc_done.code
--   S8 list and option: code_list                             S9 the system named in the row: charge_slip.dx_type
--   S10 a dictionary of terms: drug, drug_term, term_source   S11 one table, many types: chart_item
--   S12 a key of this or that table: rx.by_kind, note.author_kind
--   S13 soft deletes: patient.deleted, chart_item.archived, chart_item.in_error, reaction.voided (1 by default), note.hidden,
--       immunization.in_error, lab_order.status, survey.status, and in another table: deleted_record
--   S14 zero dates: patient, encounter, chart_item.end_date   S15 '', NULL, 0 and 0.00: nearly everywhere
--   S16 sentinels: rx.stop_on 2051-01-05, lab_result DNR      S17 dates as texts and parts: surgery, imm_ext expires
--   S18 day and time apart: immunization, proc_done           S19 the zone in a column: lab_report.date_tz
--   S20 wall clocks beside TIMESTAMP: proc_done, encounter    S21 only the year is known: chart_item.begin_est
--   S22 binary uuids, and none: encounter, immunization.uid   S23 uuids minted elsewhere: uid_map
--   S24 ids of several parts: lab_result, lab_report          S25 the logical key is not the primary one: chart_no
--   S27 joins by name: chart_item.user, proc_done.fac_name    S28 a number kept as text: note.enc, survey.enc_ref
--   S29 the unit elsewhere: vitals, rx.unit                   S30 numbers with comparators: lab_result.result
--   S31 ranges as text: lab_result.ref_range                  S32 numeric options: rx.route, chart_item.outcome, reaction.grade
--   S33 booleans: Y and N, 0 and 1, enums, TRUE, refused 0 1 2  S34 repeated columns: charge_slip.dx1 to dx3, phones
--   S35 a code over columns: facility.zip and plus_four       S36 numbers as text: facility.lat and lon
--   S37 fields packed with bars: history.tobacco              S38 JSON in a text: rx.extra
--   S39 content as BLOB: note.body                            S40 versions, the newest counts: note, history
--   S41 two tables, one type, doubles: rx and chart_item M    S42 one row, two types: facility
--   S43 status from columns and the clock: rx, chart_item     S44 computed columns: vitals.bmi
--   S45 charsets and collations: pat_addr, imm_ext, staff.login
--   S46 reserved words as names: user, date, interval, repeat, type, form, year, month, day, source
--   S47 no updated column: lab_result, or a pair: chart_item  S48 the tenant is a column: clinic_id
-- Not here: S5, S26 and the other halves of S38 and S39, which do not fit in one schema.

CREATE TABLE `facility` (
  `clinic_id` int(10) unsigned NOT NULL,
  `fac_no` smallint(5) unsigned NOT NULL,
  `name` varchar(80) NOT NULL DEFAULT '',
  `npi` varchar(10) DEFAULT NULL,
  `tax_id` varchar(12) NOT NULL DEFAULT '',
  `pos_code` char(2) NOT NULL DEFAULT '11' COMMENT 'CMS place of service',
  `phone` varchar(25) NOT NULL DEFAULT '',
  `fax` varchar(25) NOT NULL DEFAULT '',
  `email` varchar(80) DEFAULT NULL,
  `street` varchar(80) NOT NULL DEFAULT '',
  `city` varchar(50) NOT NULL DEFAULT '',
  `state` char(2) NOT NULL DEFAULT '',
  `zip` varchar(10) NOT NULL DEFAULT '',
  `active` char(1) NOT NULL DEFAULT 'Y',
  `parent_no` smallint(5) unsigned DEFAULT NULL COMMENT 'fac_no of the site that this one belongs to',
  `plus_four` char(4) NOT NULL DEFAULT '' COMMENT 'of the zip code',
  `lat` varchar(14) NOT NULL DEFAULT '',
  `lon` varchar(14) NOT NULL DEFAULT '',
  `logo_file` varchar(120) DEFAULT NULL COMMENT 'not used since 4.1',
  PRIMARY KEY (`clinic_id`,`fac_no`),
  KEY `fac_name` (`clinic_id`,`name`),
  KEY `fac_parent` (`clinic_id`,`parent_no`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `staff` (
  `clinic_id` int(10) unsigned NOT NULL,
  `staff_id` int(10) unsigned NOT NULL,
  `login` varchar(30) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `pw_hash` varchar(255) NOT NULL DEFAULT '',
  `lname` varchar(50) NOT NULL DEFAULT '',
  `fname` varchar(50) NOT NULL DEFAULT '',
  `mname` varchar(50) NOT NULL DEFAULT '',
  `title` varchar(10) NOT NULL DEFAULT '',
  `suffix` varchar(20) NOT NULL DEFAULT '',
  `npi` varchar(10) DEFAULT NULL,
  `dea` varchar(12) NOT NULL DEFAULT '',
  `specialty` varchar(20) NOT NULL DEFAULT '' COMMENT 'code_list SPECIALTY',
  `phone` varchar(25) NOT NULL DEFAULT '',
  `email` varchar(80) DEFAULT NULL,
  `active` char(1) NOT NULL DEFAULT 'Y',
  `sched_color` char(7) NOT NULL DEFAULT '#cccccc',
  `updated_at` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  PRIMARY KEY (`clinic_id`,`staff_id`),
  KEY `staff_name` (`clinic_id`,`lname`,`fname`),
  KEY `staff_npi` (`clinic_id`,`npi`),
  UNIQUE KEY `staff_login` (`clinic_id`,`login`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

-- What a member of staff works as; some as several things.
CREATE TABLE `staff_job` (
  `clinic_id` int(10) unsigned NOT NULL,
  `staff_id` int(10) unsigned NOT NULL,
  `job` varchar(12) CHARACTER SET latin1 NOT NULL COMMENT 'PHYS, NURSE, DESK, SITE and whatever a clinic adds',
  PRIMARY KEY (`clinic_id`,`staff_id`,`job`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

-- The sites that a member of staff belongs to; most belong to none in particular.
CREATE TABLE `staff_site` (
  `clinic_id` int(10) unsigned NOT NULL,
  `staff_id` int(10) unsigned NOT NULL,
  `fac_no` smallint(5) unsigned NOT NULL,
  PRIMARY KEY (`clinic_id`,`staff_id`,`fac_no`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

-- The patients' portal: patients, and relatives who look after some.
CREATE TABLE `portal_user` (
  `clinic_id` int(10) unsigned NOT NULL,
  `portal_id` int(10) unsigned NOT NULL,
  `email` varchar(80) NOT NULL,
  `pw` char(128) NOT NULL DEFAULT '' COMMENT 'SHA-512 of the password and pw_salt',
  `pw_salt` char(32) NOT NULL DEFAULT '',
  `pat_id` int(10) unsigned DEFAULT NULL COMMENT 'who it is; NULL for a relative',
  `lname` varchar(50) NOT NULL DEFAULT '',
  `fname` varchar(50) NOT NULL DEFAULT '',
  `street` varchar(60) NOT NULL DEFAULT '',
  `city` varchar(40) NOT NULL DEFAULT '',
  `zip` varchar(10) NOT NULL DEFAULT '',
  `status` char(1) NOT NULL DEFAULT 'A' COMMENT 'A active, N not confirmed, X closed',
  `fails` tinyint(3) unsigned NOT NULL DEFAULT 0,
  `locked_until` datetime DEFAULT NULL,
  PRIMARY KEY (`clinic_id`,`portal_id`),
  UNIQUE KEY `portal_email` (`clinic_id`,`email`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `portal_ward` (
  `clinic_id` int(10) unsigned NOT NULL,
  `portal_id` int(10) unsigned NOT NULL,
  `pat_id` int(10) unsigned NOT NULL,
  `relation` varchar(8) NOT NULL DEFAULT '' COMMENT 'MTH, FTH, GUARD, SPS',
  PRIMARY KEY (`clinic_id`,`portal_id`,`pat_id`),
  KEY `ward_pat` (`clinic_id`,`pat_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `patient` (
  `clinic_id` int(10) unsigned NOT NULL,
  `pat_id` int(10) unsigned NOT NULL,
  `chart_no` int(10) unsigned NOT NULL AUTO_INCREMENT COMMENT 'of all clinics, since the 2011 merger',
  `mrn` varchar(20) NOT NULL DEFAULT '',
  `lname` varchar(50) NOT NULL DEFAULT '',
  `fname` varchar(50) NOT NULL DEFAULT '',
  `mname` varchar(50) NOT NULL DEFAULT '',
  `suffix` varchar(10) DEFAULT NULL,
  `maiden` varchar(50) DEFAULT NULL,
  `dob` date DEFAULT NULL,
  `sex` char(1) NOT NULL DEFAULT '',
  `birth_sex` char(1) DEFAULT NULL,
  `marital` char(1) NOT NULL DEFAULT '',
  `race` varchar(20) NOT NULL DEFAULT '' COMMENT 'code_list RACE, or DECLINED',
  `ethnicity` varchar(20) DEFAULT NULL COMMENT 'code_list ETHNIC, or DECLINED',
  `lang` varchar(8) NOT NULL DEFAULT '',
  `phone_home` varchar(25) NOT NULL DEFAULT '',
  `phone_work` varchar(25) NOT NULL DEFAULT '',
  `phone_cell` varchar(25) NOT NULL DEFAULT '',
  `email` varchar(80) DEFAULT NULL,
  `street` varchar(80) NOT NULL DEFAULT '',
  `street2` varchar(80) DEFAULT NULL,
  `city` varchar(50) NOT NULL DEFAULT '',
  `state` varchar(20) NOT NULL DEFAULT '',
  `zip` varchar(10) NOT NULL DEFAULT '',
  `deceased` char(1) NOT NULL DEFAULT '',
  `death_date` datetime DEFAULT NULL,
  `staff_id` int(10) unsigned DEFAULT NULL COMMENT 'primary care',
  `ssn` varchar(11) NOT NULL DEFAULT '',
  `balance` decimal(10,2) NOT NULL DEFAULT 0.00,
  `ins_code` varchar(12) NOT NULL DEFAULT '',
  `old_sys_id` varchar(24) DEFAULT NULL,
  `deleted` tinyint(1) NOT NULL DEFAULT 0,
  `created` datetime DEFAULT NULL,
  `updated_at` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  PRIMARY KEY (`clinic_id`,`pat_id`),
  UNIQUE KEY `chart_no` (`chart_no`),
  KEY `pat_name` (`clinic_id`,`lname`,`fname`),
  KEY `pat_mrn` (`clinic_id`,`mrn`),
  KEY `pat_dob` (`clinic_id`,`dob`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `pat_addr` (
  `chart_no` int(10) unsigned NOT NULL,
  `seq` smallint(5) unsigned NOT NULL,
  `kind` char(1) NOT NULL DEFAULT 'O' COMMENT 'O old, T temporary',
  `street` varchar(80) NOT NULL DEFAULT '',
  `city` varchar(50) NOT NULL DEFAULT '',
  `state` varchar(20) NOT NULL DEFAULT '',
  `zip` varchar(10) NOT NULL DEFAULT '',
  `country` char(2) NOT NULL DEFAULT 'US',
  `from_date` date DEFAULT NULL,
  `to_date` date DEFAULT NULL,
  `verified` char(1) NOT NULL DEFAULT '',
  PRIMARY KEY (`chart_no`,`seq`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;

CREATE TABLE `encounter` (
  `enc_id` int(10) unsigned NOT NULL AUTO_INCREMENT,
  `uid` binary(16) NOT NULL,
  `clinic_id` int(10) unsigned NOT NULL,
  `pat_id` int(10) unsigned NOT NULL,
  `staff_id` int(10) unsigned DEFAULT NULL,
  `fac_no` smallint(5) unsigned DEFAULT NULL,
  `enc_class` char(3) NOT NULL DEFAULT 'AMB' COMMENT 'AMB EMR INP VR TEL',
  `enc_type` varchar(20) NOT NULL DEFAULT '' COMMENT 'code_list ENCTYPE',
  `status` char(1) NOT NULL DEFAULT 'P' COMMENT 'P A I C X',
  `start_at` datetime NOT NULL,
  `end_at` datetime DEFAULT NULL,
  `room` varchar(10) NOT NULL DEFAULT '',
  `reason` varchar(255) NOT NULL DEFAULT '',
  `bill_flag` char(1) NOT NULL DEFAULT 'N',
  `copay` decimal(8,2) DEFAULT NULL,
  `last_upd` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  PRIMARY KEY (`enc_id`),
  UNIQUE KEY `enc_uid` (`uid`),
  KEY `enc_pat` (`clinic_id`,`pat_id`,`start_at`),
  KEY `enc_day` (`clinic_id`,`start_at`),
  KEY `enc_clinic` (`clinic_id`,`enc_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `deleted_record` (
  `clinic_id` int(10) unsigned NOT NULL,
  `tbl` varchar(20) NOT NULL COMMENT 'vitals, encounter, rx, charge_slip',
  `rec_id` int(10) unsigned NOT NULL,
  `deleted_at` datetime NOT NULL,
  `by_staff` int(10) unsigned DEFAULT NULL,
  `why` varchar(80) NOT NULL DEFAULT '',
  PRIMARY KEY (`clinic_id`,`tbl`,`rec_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `vitals` (
  `clinic_id` int(10) unsigned NOT NULL,
  `vit_id` int(10) unsigned NOT NULL,
  `pat_id` int(10) unsigned NOT NULL,
  `enc_id` int(10) unsigned DEFAULT NULL,
  `staff_id` int(10) unsigned DEFAULT NULL,
  `taken_at` datetime NOT NULL,
  `sbp` smallint(6) DEFAULT NULL,
  `dbp` smallint(6) DEFAULT NULL,
  `pulse` smallint(6) DEFAULT NULL,
  `resp` smallint(6) DEFAULT NULL,
  `temp` decimal(5,2) DEFAULT NULL,
  `temp_site` char(1) NOT NULL DEFAULT '',
  `spo2` tinyint(3) unsigned DEFAULT NULL,
  `weight` decimal(8,3) DEFAULT NULL,
  `height` decimal(6,2) DEFAULT NULL,
  `bmi` decimal(5,1) DEFAULT NULL,
  `head_circ` decimal(6,2) DEFAULT NULL,
  `pain` tinyint(3) unsigned DEFAULT NULL,
  `note` varchar(255) NOT NULL DEFAULT '',
  `last_upd` datetime DEFAULT NULL,
  PRIMARY KEY (`clinic_id`,`vit_id`),
  KEY `vit_pat` (`clinic_id`,`pat_id`,`taken_at`),
  KEY `vit_day` (`clinic_id`,`taken_at`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `lab_order` (
  `ord_id` int(10) unsigned NOT NULL AUTO_INCREMENT,
  `clinic_id` int(10) unsigned NOT NULL,
  `pat_id` int(10) unsigned NOT NULL,
  `enc_id` int(10) unsigned DEFAULT NULL,
  `staff_id` int(10) unsigned DEFAULT NULL,
  `ordered_at` datetime NOT NULL,
  `status` char(1) NOT NULL DEFAULT 'O' COMMENT 'O C X',
  `panel` varchar(40) NOT NULL DEFAULT '',
  `fasting` char(1) NOT NULL DEFAULT '',
  `lab_acct` varchar(20) DEFAULT NULL,
  PRIMARY KEY (`ord_id`),
  KEY `ord_pat` (`clinic_id`,`pat_id`),
  KEY `ord_clinic` (`clinic_id`,`ord_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `lab_result` (
  `ord_id` int(10) unsigned NOT NULL,
  `line_no` smallint(5) unsigned NOT NULL,
  `test_code` varchar(20) NOT NULL DEFAULT '' COMMENT 'code_list LAB',
  `test_name` varchar(120) NOT NULL DEFAULT '',
  `result` varchar(60) NOT NULL DEFAULT '',
  `result_type` char(1) NOT NULL DEFAULT 'T' COMMENT 'N C T',
  `unit` varchar(20) NOT NULL DEFAULT '',
  `ref_range` varchar(30) NOT NULL DEFAULT '',
  `flag` varchar(4) NOT NULL DEFAULT '',
  `result_at` datetime DEFAULT NULL,
  `status` char(1) NOT NULL DEFAULT 'P' COMMENT 'F P C X',
  `comment` varchar(255) DEFAULT NULL,
  `instrument` varchar(20) NOT NULL DEFAULT '',
  PRIMARY KEY (`ord_id`,`line_no`),
  KEY `res_test` (`test_code`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `code_list` (
  `list` varchar(12) NOT NULL,
  `code` varchar(20) NOT NULL,
  `label` varchar(120) NOT NULL DEFAULT '',
  `std_system` varchar(20) NOT NULL DEFAULT '' COMMENT 'LOINC SNOMED CDCREC NUCC RXNORM ICD10 ACTREASON ACTSITE',
  `std_code` varchar(20) NOT NULL DEFAULT '',
  `active` char(1) NOT NULL DEFAULT 'Y',
  `sort_no` smallint(5) unsigned NOT NULL DEFAULT 0,
  `legacy_code` varchar(12) DEFAULT NULL,
  PRIMARY KEY (`list`,`code`),
  KEY `code_std` (`list`,`std_code`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `chart_item` (
  `item_id` int(10) unsigned NOT NULL AUTO_INCREMENT,
  `clinic_id` int(10) unsigned NOT NULL,
  `pat_id` int(10) unsigned NOT NULL,
  `type` char(1) NOT NULL COMMENT 'P problem, A allergy, M medication, S surgery',
  `title` varchar(255) NOT NULL DEFAULT '',
  `codes` varchar(255) NOT NULL DEFAULT '' COMMENT 'ICD10:I10 and more, with semicolons between',
  `begin_date` datetime DEFAULT NULL,
  `begin_est` tinyint(1) NOT NULL DEFAULT 0 COMMENT 'only the year of begin_date is known',
  `end_date` datetime DEFAULT NULL,
  `occur` smallint(6) NOT NULL DEFAULT 0 COMMENT '0 not said, 1 first, 2 again, 3 chronic',
  `outcome` smallint(6) NOT NULL DEFAULT 0 COMMENT '0 not said, 1 resolved, 2 improved, 3 in remission',
  `certain` char(1) NOT NULL DEFAULT '' COMMENT 'C confirmed, P provisional, D differential, R refuted',
  `severity` char(1) NOT NULL DEFAULT '' COMMENT '1 mild, 2 moderate, 3 severe, 4 fatal',
  `concern` char(1) NOT NULL DEFAULT '' COMMENT 'Y: a social need, not a disease',
  `kind` varchar(10) NOT NULL DEFAULT '' COMMENT 'of an allergy: drug food env bio',
  `enc_id` int(10) unsigned DEFAULT NULL,
  `rx_id` int(10) unsigned DEFAULT NULL COMMENT 'the prescription that a medication was copied from',
  `note` varchar(255) NOT NULL DEFAULT '',
  `user` varchar(30) DEFAULT NULL COMMENT 'staff.login',
  `archived` enum('0','1') NOT NULL DEFAULT '0',
  `in_error` enum('N','Y') NOT NULL DEFAULT 'N',
  `created_at` datetime NOT NULL,
  `changed_at` datetime DEFAULT NULL,
  PRIMARY KEY (`item_id`),
  KEY `item_pat` (`clinic_id`,`pat_id`,`type`),
  KEY `item_clinic` (`clinic_id`,`type`,`item_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `list_touch` (
  `clinic_id` int(10) unsigned NOT NULL,
  `pat_id` int(10) unsigned NOT NULL,
  `type` char(1) NOT NULL COMMENT 'chart_item.type whose list somebody has gone through',
  `touched_at` datetime NOT NULL,
  `staff_id` int(10) unsigned DEFAULT NULL,
  PRIMARY KEY (`clinic_id`,`pat_id`,`type`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `reaction` (
  `item_id` int(10) unsigned NOT NULL,
  `seq` smallint(5) unsigned NOT NULL,
  `react_code` varchar(20) NOT NULL DEFAULT '' COMMENT 'code_list REACTION',
  `react_text` varchar(80) DEFAULT NULL,
  `grade` char(1) NOT NULL DEFAULT '' COMMENT '1 mild, 2 moderate, 3 severe, 4 fatal',
  `seen_on` date DEFAULT NULL,
  `voided` tinyint(1) NOT NULL DEFAULT 1,
  PRIMARY KEY (`item_id`,`seq`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `surgery` (
  `item_id` int(10) unsigned NOT NULL,
  `year` varchar(4) NOT NULL DEFAULT '',
  `month` varchar(2) NOT NULL DEFAULT '',
  `day` varchar(2) NOT NULL DEFAULT '',
  `hospital` varchar(80) NOT NULL DEFAULT '',
  PRIMARY KEY (`item_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `charge_slip` (
  `clinic_id` int(10) unsigned NOT NULL,
  `slip_no` int(10) unsigned NOT NULL,
  `enc_id` int(10) unsigned NOT NULL,
  `dx1` varchar(12) NOT NULL DEFAULT '',
  `dx2` varchar(12) NOT NULL DEFAULT '',
  `dx3` varchar(12) DEFAULT NULL,
  `dx_type` varchar(10) NOT NULL DEFAULT 'I10' COMMENT 'I10 or SCT, which is the list of code_list too',
  `billed_on` date DEFAULT NULL,
  `resolved_on` date DEFAULT NULL COMMENT 'all that it says is over',
  `amount` decimal(9,2) NOT NULL DEFAULT 0.00,
  PRIMARY KEY (`clinic_id`,`slip_no`),
  KEY `slip_enc` (`enc_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `immunization` (
  `imm_id` int(10) unsigned NOT NULL AUTO_INCREMENT,
  `uid` binary(16) DEFAULT NULL COMMENT 'older rows have none',
  `clinic_id` int(10) unsigned NOT NULL,
  `pat_id` int(10) unsigned NOT NULL,
  `enc_id` int(10) unsigned DEFAULT NULL,
  `staff_id` int(10) unsigned DEFAULT NULL,
  `cvx` varchar(5) NOT NULL DEFAULT '',
  `vaccine` varchar(120) NOT NULL DEFAULT '',
  `given_on` date NOT NULL,
  `given_at` time DEFAULT NULL,
  `done` varchar(10) NOT NULL DEFAULT '' COMMENT 'completed, partial, refused, or nothing',
  `refused` char(1) NOT NULL DEFAULT '0' COMMENT '0 no, 1 refused, 2 not eligible',
  `why_not` varchar(20) NOT NULL DEFAULT '' COMMENT 'code_list WHYNOT',
  `in_error` char(1) NOT NULL DEFAULT '',
  `source` char(2) NOT NULL DEFAULT '00' COMMENT '00 given here, 01 and up from elsewhere',
  `last_upd` datetime DEFAULT NULL,
  PRIMARY KEY (`imm_id`),
  UNIQUE KEY `imm_uid` (`uid`),
  KEY `imm_pat` (`clinic_id`,`pat_id`,`given_on`),
  KEY `imm_clinic` (`clinic_id`,`imm_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `imm_ext` (
  `imm_id` int(10) unsigned NOT NULL,
  `keyval` varchar(12) NOT NULL COMMENT 'lot, expires, site, maker, amount',
  `val` varchar(60) NOT NULL DEFAULT '',
  PRIMARY KEY (`imm_id`,`keyval`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_general_ci;

CREATE TABLE `drug` (
  `drug_id` int(10) unsigned NOT NULL AUTO_INCREMENT,
  `name` varchar(120) NOT NULL DEFAULT '',
  `form` smallint(6) NOT NULL DEFAULT 0 COMMENT 'code_list DRUGFORM',
  `active` char(1) NOT NULL DEFAULT 'Y',
  PRIMARY KEY (`drug_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `drug_term` (
  `drug_id` int(10) unsigned NOT NULL,
  `seq` smallint(5) unsigned NOT NULL,
  `source_id` smallint(5) unsigned NOT NULL,
  `code` varchar(20) NOT NULL,
  `map_type` varchar(12) NOT NULL DEFAULT 'SAME-AS' COMMENT 'SAME-AS, NARROWER',
  PRIMARY KEY (`drug_id`,`seq`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `term_source` (
  `source_id` smallint(5) unsigned NOT NULL,
  `name` varchar(20) NOT NULL DEFAULT '',
  `uri` varchar(120) NOT NULL DEFAULT '',
  PRIMARY KEY (`source_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `rx` (
  `clinic_id` int(10) unsigned NOT NULL,
  `rx_id` int(10) unsigned NOT NULL,
  `pat_id` int(10) unsigned NOT NULL,
  `enc_id` int(10) unsigned DEFAULT NULL,
  `by_kind` char(1) NOT NULL DEFAULT 'S' COMMENT 'S staff, F facility',
  `by_id` int(10) unsigned DEFAULT NULL COMMENT 'staff_id or fac_no',
  `date` datetime NOT NULL,
  `drug_id` int(10) unsigned DEFAULT NULL,
  `rxnorm` varchar(12) NOT NULL DEFAULT '',
  `drug_text` varchar(120) NOT NULL DEFAULT '',
  `dose` varchar(20) NOT NULL DEFAULT '' COMMENT '1, 0.5, 1-2, as told',
  `unit` smallint(6) NOT NULL DEFAULT 0 COMMENT '1 tablet, 2 mL, 3 mg, 4 puff',
  `route` smallint(6) NOT NULL DEFAULT 0 COMMENT 'code_list ROUTE',
  `interval` smallint(6) NOT NULL DEFAULT 0 COMMENT '1 once, 2 twice, 3 thrice a day, 4 every 4 hours, 5 every 6 hours, 6 weekly',
  `repeat` tinyint(3) unsigned DEFAULT NULL COMMENT 'refills',
  `quantity` varchar(12) NOT NULL DEFAULT '',
  `prn` enum('N','Y') NOT NULL DEFAULT 'N',
  `sig` varchar(255) DEFAULT NULL,
  `status` char(1) NOT NULL DEFAULT 'A' COMMENT 'A D H X E: active, draft, on hold, cancelled, entered in error',
  `start_on` date DEFAULT NULL,
  `stop_on` date DEFAULT '2051-01-05' COMMENT '2051-01-05: open',
  `stopped_at` datetime DEFAULT NULL,
  `reason` varchar(60) NOT NULL DEFAULT '' COMMENT 'as chart_item.codes',
  `extra` text DEFAULT NULL COMMENT 'JSON of the e-prescribing service',
  `updated` datetime DEFAULT NULL,
  PRIMARY KEY (`clinic_id`,`rx_id`),
  KEY `rx_pat` (`clinic_id`,`pat_id`,`date`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `proc_done` (
  `clinic_id` int(10) unsigned NOT NULL,
  `proc_id` int(10) unsigned NOT NULL,
  `pat_id` int(10) unsigned NOT NULL,
  `enc_id` int(10) unsigned DEFAULT NULL,
  `staff_id` int(10) unsigned DEFAULT NULL,
  `code` varchar(24) NOT NULL DEFAULT '' COMMENT 'HCPCS:G0121, ICD10PCS:0DTJ4ZZ, or a bare SNOMED CT code',
  `descr` varchar(120) NOT NULL DEFAULT '',
  `proc_date` date DEFAULT NULL,
  `proc_time` time DEFAULT NULL,
  `state` char(2) NOT NULL DEFAULT 'OK' COMMENT 'OK done, PR in preparation, IP going on, ND not done, AB aborted, ER error',
  `site` varchar(40) NOT NULL DEFAULT '',
  `fac_name` varchar(80) NOT NULL DEFAULT '' COMMENT 'facility.name when it was done',
  `remark` varchar(255) DEFAULT NULL,
  `last_upd` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  PRIMARY KEY (`clinic_id`,`proc_id`),
  KEY `proc_pat` (`clinic_id`,`pat_id`,`proc_date`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `lab_report` (
  `ord_id` int(10) unsigned NOT NULL,
  `seq` smallint(5) unsigned NOT NULL,
  `collected` datetime DEFAULT NULL,
  `date` datetime DEFAULT NULL COMMENT 'when the laboratory sent it, on its own clock',
  `date_tz` varchar(6) NOT NULL DEFAULT '' COMMENT 'of date, as -0500, or empty: the clinic has it',
  `status` varchar(8) NOT NULL DEFAULT '' COMMENT 'final prelim corr recvd error',
  `reviewer` int(10) unsigned DEFAULT NULL,
  PRIMARY KEY (`ord_id`,`seq`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `note` (
  `note_no` int(10) unsigned NOT NULL AUTO_INCREMENT,
  `clinic_id` int(10) unsigned NOT NULL,
  `uuid` char(36) NOT NULL COMMENT 'of all versions of a note',
  `pat_id` int(10) unsigned NOT NULL,
  `enc` varchar(12) NOT NULL DEFAULT '' COMMENT 'enc_id',
  `type` varchar(20) NOT NULL DEFAULT '' COMMENT 'code_list NOTETYPE',
  `form` varchar(10) NOT NULL DEFAULT '' COMMENT 'report or letter',
  `author_kind` char(1) NOT NULL DEFAULT 'S' COMMENT 'S staff, F facility',
  `author_id` int(10) unsigned DEFAULT NULL,
  `at` datetime NOT NULL,
  `body` mediumblob DEFAULT NULL,
  `signed` enum('0','1') NOT NULL DEFAULT '0',
  `hidden` varchar(5) NOT NULL DEFAULT 'FALSE',
  `updated` datetime NOT NULL,
  PRIMARY KEY (`note_no`),
  KEY `note_versions` (`clinic_id`,`uuid`,`updated`),
  KEY `note_pat` (`clinic_id`,`pat_id`,`at`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `history` (
  `hist_id` int(10) unsigned NOT NULL AUTO_INCREMENT,
  `clinic_id` int(10) unsigned NOT NULL,
  `pat_id` int(10) unsigned NOT NULL,
  `date` datetime NOT NULL,
  `tobacco` varchar(255) NOT NULL DEFAULT '' COMMENT 'note|status|date|code of SMOKE|packs',
  `alcohol` varchar(40) NOT NULL DEFAULT '' COMMENT 'drinks a week, or words',
  `user` varchar(30) DEFAULT NULL COMMENT 'staff.login',
  PRIMARY KEY (`hist_id`),
  KEY `hist_pat` (`clinic_id`,`pat_id`,`date`),
  KEY `hist_clinic` (`clinic_id`,`hist_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `uid_map` (
  `clinic_id` int(10) unsigned NOT NULL,
  `tbl` varchar(20) NOT NULL,
  `rec_id` int(10) unsigned NOT NULL,
  `what` varchar(20) NOT NULL,
  `uid` binary(16) NOT NULL,
  PRIMARY KEY (`clinic_id`,`tbl`,`rec_id`,`what`),
  UNIQUE KEY `map_uid` (`uid`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `pat_attr` (
  `chart_no` int(10) unsigned NOT NULL,
  `name` varchar(20) NOT NULL COMMENT 'occupation, industry, job_since',
  `value` varchar(120) NOT NULL DEFAULT '',
  PRIMARY KEY (`chart_no`,`name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `survey` (
  `survey_id` int(10) unsigned NOT NULL AUTO_INCREMENT,
  `clinic_id` int(10) unsigned NOT NULL,
  `pat_id` int(10) unsigned NOT NULL,
  `form` varchar(10) NOT NULL DEFAULT '',
  `enc_ref` varchar(20) DEFAULT NULL COMMENT 'enc_id, as the tablet sent it',
  `staff_id` int(10) unsigned DEFAULT NULL,
  `taken_at` datetime NOT NULL,
  `status` char(1) NOT NULL DEFAULT 'C' COMMENT 'C complete, O open, V void',
  PRIMARY KEY (`survey_id`),
  KEY `survey_pat` (`clinic_id`,`pat_id`,`taken_at`),
  KEY `survey_clinic` (`clinic_id`,`survey_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `survey_answer` (
  `survey_id` int(10) unsigned NOT NULL,
  `item` varchar(12) NOT NULL COMMENT 'code_list SURVEY',
  `parent` varchar(12) NOT NULL DEFAULT '' COMMENT 'item of the group',
  `val_type` char(1) NOT NULL DEFAULT '' COMMENT 'C code, N number, I whole number, T text, B boolean, G group',
  `val_code` varchar(20) DEFAULT NULL COMMENT 'code_list ANSWER',
  `val_num` decimal(12,4) DEFAULT NULL,
  `val_unit` varchar(20) NOT NULL DEFAULT '',
  `val_text` varchar(255) DEFAULT NULL,
  PRIMARY KEY (`survey_id`,`item`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
