package main

import "bytes"

// The columns of addressSQL.
const (
	addressChart = iota
	addressTemporary
	addressStreet
	addressCity
	addressState
	addressZip
	addressCountry
	addressFrom
	addressTo
)

// appendAddresses appends the patient's address, and the old ones that belong to the chart.
func appendAddresses(dst []byte, r row, old *grid) []byte {
	mark := len(dst)
	dst = append(dst, `,"address":[`...)
	full := len(dst)
	dst = append(dst, `{"use":"home"`...)
	filled := len(dst)
	dst = appendTexts(dst, `"line":[`, r.cell(patientStreet), r.cell(patientStreet2))
	dst = appendPlace(dst, r, patientCity)
	dst = closed(dst, full, filled, "}")
	chart := r.cell(patientChart)
	for i := range old.len() {
		if a := old.row(i); bytes.Equal(a.cell(addressChart), chart) {
			dst = appendOldAddress(dst, a)
		}
	}
	return closed(dst, mark, full, "]")
}

// appendPlace appends city, state and zip, which are columns beside each other.
func appendPlace(dst []byte, r row, city int) []byte {
	dst = appendField(dst, `"city":`, r.cell(city))
	dst = appendField(dst, `"state":`, r.cell(city+1))
	return appendField(dst, `"postalCode":`, r.cell(city+2))
}

func appendOldAddress(dst []byte, a row) []byte {
	use := `{"use":"old"`
	if a.holds(addressTemporary) {
		use = `{"use":"temp"`
	}
	dst = append(appendComma(dst), use...)
	dst = appendTexts(dst, `"line":[`, a.cell(addressStreet))
	dst = appendPlace(dst, a, addressCity)
	dst = appendField(dst, `"country":`, a.cell(addressCountry))
	mark := len(dst)
	dst = append(dst, `,"period":{`...)
	full := len(dst)
	dst = appendDay(dst, `"start":"`, a.cell(addressFrom))
	dst = appendDay(dst, `"end":"`, a.cell(addressTo))
	return append(closed(dst, mark, full, "}"), '}')
}

func appendDay(dst []byte, name string, day []byte) []byte {
	if !isDate(day) {
		return dst
	}
	return append(append(append(appendComma(dst), name...), day...), '"')
}
