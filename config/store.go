package config

import "path/filepath"

// DefaultStore is the file of the state if nobody names another one, in the configuration's own folder.
const DefaultStore = "portico.db"

// Store is where the authorization servers keep their state: exactly one of the two is set.
type Store struct {
	File string // file: a SQLite file
	DSN  DSN    // dsn: a MySQL or MariaDB database, which replicas share
}

// store reads the keys of the store. Without any it is a file beside the configuration's.
func (l *loader) store() Store {
	s := Store{File: l.path("store.file")}
	if text := l.text("store.dsn"); text != "" {
		dsn, err := l.dsn(text)
		if err != nil {
			l.problems.Errorf(l.at("store.dsn"), "store.dsn %s", err)
		}
		if s.File != "" {
			l.problems.Errorf(l.at("store.file"), "store has a file and a dsn; one of them is needed")
		}
		return Store{DSN: dsn}
	}
	if s.File == "" {
		s.File = filepath.Join(filepath.Dir(l.file), DefaultStore)
	}
	return s
}

// dsn is the address of a database: the text itself, or file: and the path of a file that holds it.
func (l *loader) dsn(text string) (DSN, error) {
	if path, isFile := cutFile(text); isFile {
		content, err := readHidden(path, filepath.Dir(l.file))
		if err != nil {
			return DSN{}, err
		}
		text = content
	}
	return ParseDSN(text)
}
