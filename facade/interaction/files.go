package interaction

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"ehr.example/portico/facade/outcome"
)

// files reads documents below the folders that settings name, for one page.
type files struct {
	settings map[string]string
	read     int64 // bytes so far
}

// The most that one file, and all files of a page, may have.
const (
	maxFile  = 16 << 20
	maxFiles = 64 << 20
)

// AppendBase64 reads a file with its path below the folder. Nothing outside is reached: neither by .. nor by a path from /
// nor by a symbolic link. Only a file that does not exist is absent; what is there and cannot be read is an error.
func (f *files) AppendBase64(dst []byte, setting string, path []byte) ([]byte, bool, error) {
	folder := f.settings[setting]
	if folder == "" {
		return dst, false, nil
	}
	content, found, err := f.content(folder, string(path))
	if err != nil || !found {
		return dst, false, err
	}
	return base64.StdEncoding.AppendEncode(dst, content), true, nil
}

func (f *files) content(folder, path string) ([]byte, bool, error) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, false, unreadable("the folder", err)
	}
	defer root.Close()
	info, err := root.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, unreadable("finding it", err)
	}
	if !info.Mode().IsRegular() {
		return nil, false, unreadable("what is there", errors.New("no file but "+info.Mode().Type().String()))
	}
	if f.read += info.Size(); info.Size() > maxFile || f.read > maxFiles {
		return nil, false, tooLarge()
	}
	file, err := root.Open(path)
	if err != nil {
		return nil, false, unreadable("opening it", err)
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, maxFile+1))
	if err != nil {
		return nil, false, unreadable("reading it", err)
	}
	if len(content) > maxFile { // it grew
		return nil, false, tooLarge()
	}
	return content, len(content) > 0, nil // an empty text is no value
}

// unreadable is a fault that names no path: file names may tell who a patient is.
func unreadable(what string, err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		err = at.Err
	}
	return outcome.Exception(fmt.Errorf("a document cannot be shown: %s: %w", what, err))
}

func tooLarge() error {
	return outcome.TooCostly("The documents of this page are larger than this server sends: one may have %d MiB, all of a page %d. Ask for fewer with _count.", maxFile>>20, maxFiles>>20)
}
