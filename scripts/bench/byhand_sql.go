package main

// The statements that Portico prints for the measured requests, copied by hand. When a run says that they differ from
// what Portico sends now, copy them anew: portico explain shows them.
const (
	alive = "`p`.`clinic_id` = ? AND `p`.`deleted` = 0 AND (SELECT 1 FROM `deleted_record` `d` " +
		"WHERE `d`.`clinic_id` = ? AND `d`.`tbl` = ? AND `d`.`rec_id` = "
	vitalsFrom = "FROM `vitals` `v` JOIN `patient` `p` ON `p`.`pat_id` = `v`.`pat_id` WHERE `v`.`clinic_id` = ? AND " +
		alive + "`v`.`vit_id` LIMIT 1) IS NULL AND "
	encounterFrom = "FROM `encounter` `e` JOIN `patient` `p` ON `p`.`pat_id` = `e`.`pat_id` WHERE `e`.`clinic_id` = ? AND " +
		alive + "`e`.`enc_id` LIMIT 1) IS NULL AND "

	pulseKeysSQL = "SELECT STRAIGHT_JOIN `v`.`vit_id` FROM `vitals` `v` FORCE INDEX (`PRIMARY`) JOIN `patient` `p` ON `p`.`pat_id` = `v`.`pat_id` WHERE `v`.`clinic_id` = ? AND " +
		alive + "`v`.`vit_id` LIMIT 1) IS NULL AND `v`.`pulse` > 0 ORDER BY `v`.`vit_id` LIMIT 51"

	chartKeysSQL = "SELECT STRAIGHT_JOIN `v`.`vit_id`, `v`.`sbp` > 0 OR `v`.`dbp` > 0, `v`.`pulse` > 0, `v`.`resp` > 0, " +
		"`v`.`temp` > 0, `v`.`spo2` > 0, `v`.`weight` > 0, `v`.`height` > 0, `v`.`bmi` > 0, `v`.`head_circ` > 0 " +
		vitalsFrom + "`v`.`pat_id` = ? AND (`v`.`sbp` > 0 OR `v`.`dbp` > 0 OR `v`.`pulse` > 0 OR `v`.`resp` > 0 OR " +
		"`v`.`temp` > 0 OR `v`.`spo2` > 0 OR `v`.`weight` > 0 OR `v`.`height` > 0 OR `v`.`bmi` > 0 OR " +
		"`v`.`head_circ` > 0) ORDER BY `v`.`vit_id` + 0 LIMIT 18"

	vitalsSQL = "SELECT `v`.`vit_id`, `v`.`sbp` > 0 OR `v`.`dbp` > 0, `v`.`pat_id`, `v`.`enc_id`, `v`.`taken_at`, " +
		"`v`.`staff_id`, `v`.`sbp` > 0, `v`.`sbp`, `v`.`dbp` > 0, `v`.`dbp`, `v`.`last_upd`, `v`.`pulse` > 0, `v`.`pulse`, " +
		"`v`.`resp` > 0, `v`.`resp`, `v`.`temp` > 0, `v`.`temp`, `v`.`spo2` > 0, `v`.`spo2`, `v`.`weight` > 0, " +
		"`v`.`weight`, `v`.`height` > 0, `v`.`height`, `v`.`bmi` > 0, `v`.`bmi`, `v`.`head_circ` > 0, `v`.`head_circ` " +
		vitalsFrom + "{keys}"

	encounterUIDSQL = "SELECT `e`.`enc_id`, `e`.`uid` " + encounterFrom + "{keys}"

	encounterSQL = "SELECT `e`.`enc_id`, `e`.`uid`, `e`.`status`, `e`.`enc_class`, ?, `e`.`enc_type`, `e`.`pat_id`, " +
		"`e`.`staff_id`, `e`.`start_at`, `e`.`end_at`, `e`.`reason`, `e`.`fac_no`, `e`.`last_upd` " + encounterFrom + "`e`.`uid` = ?"

	patientKeysSQL = "SELECT `p`.`pat_id` FROM `patient` `p` FORCE INDEX (`PRIMARY`) WHERE `p`.`clinic_id` = ? AND `p`.`deleted` = 0 " +
		"ORDER BY `p`.`pat_id` LIMIT 51"

	patientSQL = "SELECT `p`.`pat_id`, `p`.`chart_no`, `p`.`race` <> ?, `p`.`race` = ?, ?, `p`.`race`, " +
		"`p`.`ethnicity` <> ?, `p`.`ethnicity` = ?, ?, `p`.`ethnicity`, `p`.`birth_sex`, `p`.`mrn`, `p`.`lname`, " +
		"`p`.`fname`, `p`.`mname`, `p`.`suffix`, `p`.`maiden`, `p`.`phone_home`, `p`.`phone_work`, `p`.`phone_cell`, " +
		"`p`.`email`, `p`.`sex`, `p`.`dob`, `p`.`death_date` >= ?, `p`.`death_date`, `p`.`deceased`, `p`.`street`, " +
		"`p`.`street2`, `p`.`city`, `p`.`state`, `p`.`zip`, `p`.`marital`, `p`.`lang`, `p`.`staff_id`, `p`.`updated_at` " +
		"FROM `patient` `p` WHERE `p`.`clinic_id` = ? AND `p`.`deleted` = 0 AND {keys}"

	addressSQL = "SELECT `a`.`chart_no`, `a`.`kind` = ?, `a`.`street`, `a`.`city`, `a`.`state`, `a`.`zip`, `a`.`country`, " +
		"`a`.`from_date`, `a`.`to_date` FROM `pat_addr` `a` WHERE EXISTS (SELECT 1 FROM `patient` `a_of` " +
		"WHERE `a_of`.`chart_no` = `a`.`chart_no` AND `a_of`.`clinic_id` = ?) AND {keys} " +
		"ORDER BY `a`.`seq`, `a`.`chart_no`"

	staffSQL    = "SELECT `s`.`staff_id` FROM `staff` `s` WHERE `s`.`clinic_id` = ? AND {keys}"
	facilitySQL = "SELECT `f`.`fac_no` FROM `facility` `f` WHERE `f`.`clinic_id` = ? AND {keys}"

	codeSQL = "SELECT `l`.`list`, `l`.`code`, `l`.`std_system`, `l`.`std_code`, `l`.`label` FROM `code_list` `l` WHERE {keys}"
)

var (
	vitalsKey    = keyed{"`v`.`vit_id` = ?", "`v`.`vit_id` IN (?*)"}
	encounterKey = keyed{"`e`.`enc_id` = ?", "`e`.`enc_id` IN (?*)"}
	patientKey   = keyed{"`p`.`pat_id` = ?", "`p`.`pat_id` IN (?*)"}
	addressKey   = keyed{"`a`.`chart_no` = ?", "`a`.`chart_no` IN (?*)"}
	staffKey     = keyed{"`s`.`staff_id` = ?", "`s`.`staff_id` IN (?*)"}
	facilityKey  = keyed{"`f`.`fac_no` = ?", "`f`.`fac_no` IN (?*)"}
	codePairKey  = keyed{"(`l`.`list` = ? AND `l`.`code` = ?)", "(`l`.`list`, `l`.`code`) IN ((?, ?)*)"}
	codeKey      = keyed{"(`l`.`list` = ? AND `l`.`code` = ?)", "`l`.`list` = ? AND `l`.`code` IN (?*)"}
)
