package main

import (
	"encoding/json"
	"fmt"
	"os"
)

// bundle is a Bundle of definitions.
type bundle struct {
	Entry []struct {
		Resource json.RawMessage `json:"resource"`
	} `json:"entry"`
}

// readBundle decodes the resources of one type from the bundle in a file.
func readBundle[T any](file, resourceType string) ([]T, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var b bundle
	if err := json.Unmarshal(data, &b); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	var resources []T
	for _, entry := range b.Entry {
		resource, ok, err := decodeAs[T](entry.Resource, resourceType)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		if ok {
			resources = append(resources, resource)
		}
	}
	return resources, nil
}

// decodeAs decodes a resource if it has the type.
func decodeAs[T any](data []byte, resourceType string) (resource T, ok bool, err error) {
	var header struct {
		ResourceType string `json:"resourceType"`
	}
	if err := json.Unmarshal(data, &header); err != nil {
		return resource, false, err
	}
	if header.ResourceType != resourceType {
		return resource, false, nil
	}
	return resource, true, json.Unmarshal(data, &resource)
}
