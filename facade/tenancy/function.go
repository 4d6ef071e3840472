package tenancy

// functions may stand in a statement: they depend on their arguments only, read no files and no other rows, and do
// not wait. The list is this reader's own.
var functions = map[string]bool{
	"ABS": true, "ADDDATE": true, "BIN": true, "CEIL": true, "CEILING": true, "CHAR_LENGTH": true,
	"CHARACTER_LENGTH": true, "COALESCE": true, "CONCAT": true, "CONCAT_WS": true, "CONV": true, "CRC32": true,
	"DATE": true, "DATE_ADD": true, "DATE_FORMAT": true, "DATE_SUB": true, "DATEDIFF": true, "DAY": true,
	"DAYOFMONTH": true, "ELT": true, "EXTRACTVALUE": true, "FIELD": true, "FIND_IN_SET": true, "FLOOR": true, "FROM_UNIXTIME": true,
	"GREATEST": true, "HEX": true, "HOUR": true, "IF": true, "IFNULL": true, "INSTR": true, "JSON_EXTRACT": true,
	"JSON_TYPE": true, "JSON_UNQUOTE": true, "JSON_VALID": true, "JSON_VALUE": true, "LAST_DAY": true, "LCASE": true, "LEAST": true, "LEFT": true,
	"LENGTH": true, "LOCATE": true, "LOWER": true, "LPAD": true, "LTRIM": true, "MAKEDATE": true, "MD5": true,
	"MID": true, "MINUTE": true, "MOD": true, "MONTH": true, "NULLIF": true, "OCTET_LENGTH": true, "ORD": true,
	"POW": true, "REGEXP_REPLACE": true, "REGEXP_SUBSTR": true, "REPLACE": true, "REVERSE": true, "RIGHT": true,
	"ROUND": true, "RPAD": true, "RTRIM": true, "SECOND": true, "SHA1": true, "SHA2": true, "SIGN": true,
	"STR_TO_DATE": true, "STRCMP": true, "SUBDATE": true, "SUBSTR": true, "SUBSTRING": true, "SUBSTRING_INDEX": true,
	"TIME": true, "TIME_FORMAT": true, "TIMESTAMP": true, "TIMESTAMPDIFF": true, "TRIM": true, "TRUNCATE": true, "UCASE": true,
	"UNHEX": true, "UPPER": true, "WEIGHT_STRING": true, "YEAR": true,
}

// aggregates may stand in a statement too.
var aggregates = map[string]bool{
	"COUNT": true, "MIN": true, "MAX": true, "SUM": true, "AVG": true, "GROUP_CONCAT": true,
}
