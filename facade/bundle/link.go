package bundle

import "net/url"

// CursorParameter is the search parameter that a next link carries its cursor in.
const CursorParameter = "_page"

// ResourceURL is the address of a resource: base/type/id. The base is the tenant's canonical one, without a slash at
// its end.
func ResourceURL(base, resource, id string) string {
	return base + "/" + resource + "/" + url.PathEscape(id)
}

// SearchURL is the address of a search: base/path?query, where the path is a type, or "" for the whole server. The query is
// encoded already.
func SearchURL(base, path, query string) string {
	if path != "" {
		base += "/" + path
	}
	if query == "" {
		return base
	}
	return base + "?" + query
}

// NextURL is the address of the page behind a cursor: base/type?_page=cursor.
func NextURL(base, resource, cursor string) string {
	return SearchURL(base, resource, CursorParameter+"="+url.QueryEscape(cursor))
}
