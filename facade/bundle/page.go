package bundle

import (
	"slices"
	"strconv"
)

// Page is one page of a search, read to its end.
//
// See https://hl7.org/fhir/R4/http.html#paging.
type Page struct {
	Total   *int64 // how many match on all pages; nil when nobody counted
	Self    string // the absolute URL that says what was understood
	Next    string // the absolute URL of the next page; empty on the last
	Entries []Entry

	release []func()
}

// OnRelease keeps something to do when nobody reads the entries any more: to give their buffer back.
func (p *Page) OnRelease(f func()) { p.release = append(p.release, f) }

// Release tells that the entries have been written. Nothing of them may be read afterwards.
func (p *Page) Release() {
	for _, f := range p.release {
		f()
	}
	p.release = nil
}

// Append appends the page to dst as a searchset Bundle. A page without entries has no entry property, as FHIR's JSON
// knows no empty array.
//
// See https://hl7.org/fhir/R4/bundle.html#searchset.
func Append(dst []byte, page Page) []byte {
	dst = slices.Grow(dst, page.size())
	dst = append(dst, `{"resourceType":"Bundle","type":"searchset"`...)
	if page.Total != nil {
		dst = append(dst, `,"total":`...)
		dst = strconv.AppendInt(dst, *page.Total, 10)
	}
	dst = appendLinks(dst, page)
	for i, entry := range page.Entries {
		if i == 0 {
			dst = append(dst, `,"entry":[`...)
		} else {
			dst = append(dst, ',')
		}
		dst = appendEntry(dst, entry)
	}
	if len(page.Entries) > 0 {
		dst = append(dst, ']')
	}
	return append(dst, '}')
}

// size is about how many bytes the page takes: a little more, mostly.
func (p Page) size() int {
	n := 256 + len(p.Self) + len(p.Next)
	for i := range p.Entries {
		n += len(p.Entries[i].Resource) + len(p.Entries[i].FullURL) + 64
	}
	return n
}

// appendLinks appends the link property; it is left out when there are no links.
func appendLinks(dst []byte, page Page) []byte {
	before := len(dst)
	for _, link := range [...]struct{ relation, url string }{{"self", page.Self}, {"next", page.Next}} {
		if link.url == "" {
			continue
		}
		if len(dst) == before {
			dst = append(dst, `,"link":[`...)
		} else {
			dst = append(dst, ',')
		}
		dst = append(dst, `{"relation":"`...)
		dst = append(dst, link.relation...)
		dst = append(dst, `","url":`...)
		dst = appendString(dst, link.url)
		dst = append(dst, '}')
	}
	if len(dst) > before {
		dst = append(dst, ']')
	}
	return dst
}

// appendEntry appends one element of the entry property.
func appendEntry(dst []byte, entry Entry) []byte {
	dst = append(dst, '{')
	if entry.FullURL != "" {
		dst = append(dst, `"fullUrl":`...)
		dst = appendString(dst, entry.FullURL)
		dst = append(dst, ',')
	}
	dst = append(dst, `"resource":`...)
	dst = append(dst, entry.Resource...)
	if entry.Mode != "" {
		dst = append(dst, `,"search":{"mode":`...)
		dst = appendString(dst, string(entry.Mode))
		dst = append(dst, '}')
	}
	return append(dst, '}')
}
