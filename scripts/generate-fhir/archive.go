package main

import (
	"archive/tar"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"
)

// readArchive decodes the files of an npm package whose names begin with the
// prefix, in the archive's order.
func readArchive[T any](file, prefix string) ([]T, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	unzipped, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	found, err := readTar[T](tar.NewReader(unzipped), prefix)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return found, nil
}

// readTar decodes the files of the package's folder in an archive.
func readTar[T any](archive *tar.Reader, prefix string) ([]T, error) {
	var found []T
	for {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return found, nil
		}
		if err != nil {
			return nil, err
		}
		if folder, name := path.Split(header.Name); folder != "package/" || !strings.HasPrefix(name, prefix) {
			continue
		}
		var one T
		if err := json.NewDecoder(archive).Decode(&one); err != nil {
			return nil, fmt.Errorf("%s: %w", header.Name, err)
		}
		found = append(found, one)
	}
}
