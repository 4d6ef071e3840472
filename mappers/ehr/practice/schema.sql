-- practice: one database for many clinics (clinic_id), MySQL 5.7+ or MariaDB 10.3+.
-- Dates without a zone are the clinic's wall clock, TIMESTAMP columns are UTC.
-- Zero dates are stored, so sql_mode must be without NO_ZERO_DATE and NO_ZERO_IN_DATE.

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
  `logo_file` varchar(120) DEFAULT NULL COMMENT 'not used since 4.1',
  PRIMARY KEY (`clinic_id`,`fac_no`),
  KEY `fac_name` (`clinic_id`,`name`)
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
  KEY `staff_login` (`login`)
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
  `tbl` varchar(20) NOT NULL COMMENT 'vitals, encounter',
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
  `std_system` varchar(20) NOT NULL DEFAULT '' COMMENT 'LOINC SNOMED CDCREC NUCC RXNORM',
  `std_code` varchar(20) NOT NULL DEFAULT '',
  `active` char(1) NOT NULL DEFAULT 'Y',
  `sort_no` smallint(5) unsigned NOT NULL DEFAULT 0,
  `legacy_code` varchar(12) DEFAULT NULL,
  PRIMARY KEY (`list`,`code`),
  KEY `code_std` (`list`,`std_code`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
