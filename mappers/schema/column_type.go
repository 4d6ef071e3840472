package schema

import (
	"strconv"
	"strings"
)

// kinds is the kind of each type's first word. MariaDB calls its JSON longtext, so it is Text there.
var kinds = map[string]Kind{
	"tinyint": Integer, "smallint": Integer, "mediumint": Integer, "int": Integer, "integer": Integer,
	"bigint": Integer, "bool": Integer, "boolean": Integer, "serial": Integer,
	"decimal": Decimal, "dec": Decimal, "numeric": Decimal, "fixed": Decimal,
	"float": Float, "double": Float, "real": Float,
	"char": Text, "varchar": Text, "tinytext": Text, "text": Text, "mediumtext": Text, "longtext": Text,
	"enum": Text, "set": Text, "uuid": Text, "inet4": Text, "inet6": Text,
	"binary": Binary, "varbinary": Binary, "tinyblob": Binary, "blob": Binary, "mediumblob": Binary, "longblob": Binary,
	"date": Date, "datetime": DateTime, "timestamp": Timestamp, "time": Time, "year": Year, "bit": Bit, "json": JSON,
}

// lengths is how much the types hold that do not say it, in bytes (text types: characters of one byte).
var lengths = map[string]int{
	"tinytext": 255, "text": 65535, "mediumtext": 1<<24 - 1, "longtext": 1<<32 - 1,
	"tinyblob": 255, "blob": 65535, "mediumblob": 1<<24 - 1, "longblob": 1<<32 - 1,
	"char": 1, "binary": 1, "uuid": 36, "inet4": 15, "inet6": 39,
}

// KindOf is the kind of a column whose type information_schema writes so: varchar(20), int(10) unsigned,
// enum('a','b'). tinyint(1) is an Integer, enum and set are Text, and what is not known is Unknown.
func KindOf(typeText string) Kind {
	word, _, _ := splitType(typeText)
	return kinds[word]
}

// ColumnOf is a column of that name and type, with all that the type says: kind, length, scale, sign. Nullability,
// charset and collation are the caller's.
func ColumnOf(name, typeText string) *Column {
	word, args, rest := splitType(typeText)
	c := &Column{Name: name, Type: typeText, Kind: kinds[word]}
	switch c.Kind {
	case Text, Binary:
		c.Length = lengthOf(word, args)
	case Decimal, Float:
		_, scale, _ := strings.Cut(args, ",")
		c.Scale, _ = strconv.Atoi(strings.TrimSpace(scale))
	case DateTime, Timestamp, Time:
		c.Scale, _ = strconv.Atoi(args)
	}
	c.Unsigned = strings.Contains(strings.ToLower(rest), "unsigned")
	return c
}

// splitType cuts a type's text into its first word in lower case, what stands in its parentheses, and what follows.
func splitType(typeText string) (word, args, rest string) {
	end := strings.IndexAny(typeText, "( ")
	if end < 0 {
		return strings.ToLower(typeText), "", ""
	}
	word = strings.ToLower(typeText[:end])
	if typeText[end] == ' ' {
		return word, "", typeText[end+1:]
	}
	closing := closingParenthesis(typeText[end:])
	if closing < 0 {
		return word, typeText[end+1:], ""
	}
	return word, typeText[end+1 : end+closing], typeText[end+closing+1:]
}

// closingParenthesis is where the parenthesis closes that text begins with, or -1; quoted ones do not count.
func closingParenthesis(text string) int {
	quoted := false
	for i := range len(text) {
		switch {
		case text[i] == '\'':
			quoted = !quoted
		case text[i] == ')' && !quoted:
			return i
		}
	}
	return -1
}

// lengthOf is the characters or bytes that a text or binary type holds.
func lengthOf(word, args string) int {
	switch word {
	case "enum":
		longest := 0
		for _, m := range members(args) {
			longest = max(longest, len([]rune(m)))
		}
		return longest
	case "set":
		return len([]rune(strings.Join(members(args), ",")))
	}
	if n, err := strconv.Atoi(args); err == nil {
		return n
	}
	return lengths[word]
}

// members are the values of an enum or a set, whose quotes are doubled inside.
func members(args string) []string {
	var all []string
	var member strings.Builder
	quoted := false
	for i := 0; i < len(args); i++ {
		switch {
		case args[i] == '\'' && quoted && i+1 < len(args) && args[i+1] == '\'':
			member.WriteByte('\'')
			i++
		case args[i] == '\'':
			if quoted {
				all = append(all, member.String())
				member.Reset()
			}
			quoted = !quoted
		case quoted:
			member.WriteByte(args[i])
		}
	}
	return all
}
