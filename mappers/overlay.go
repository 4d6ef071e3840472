package mappers

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io/fs"
	"maps"
	"slices"
)

// Overlay is what one tenant lays over its mapper: a folder's files, as they were when it was read.
type Overlay struct {
	Place string // what messages put before the files' names: the folder
	files map[string][]byte
}

// ReadOverlay reads a folder. What is wrong with its files shows when a mapper is compiled with it.
func ReadOverlay(place string, folder fs.FS) (*Overlay, error) {
	o := &Overlay{Place: place}
	var err error
	o.files, err = yamlFiles(folder)
	return o, err
}

// yamlFiles are the *.yaml files of a folder by name.
func yamlFiles(folder fs.FS) (map[string][]byte, error) {
	files := map[string][]byte{}
	if _, err := fs.Stat(folder, "."); err != nil {
		return nil, err
	}
	names, err := fs.Glob(folder, "*.yaml")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if files[name], err = fs.ReadFile(folder, name); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// Fingerprint tells overlays apart by their content; none is "".
func (o *Overlay) Fingerprint() string {
	if o == nil {
		return ""
	}
	h := sha256.New()
	hashFiles(h, o.files)
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// hashFiles adds files with their names.
func hashFiles(h hash.Hash, files map[string][]byte) {
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(h, "%s %d\n", name, len(files[name]))
		h.Write(files[name])
	}
}
