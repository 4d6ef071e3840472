// Package password verifies a typed password against what an EHR, or Portico itself, keeps of it. It knows the forms that
// real user tables hold, refuses hashes whose cost would be an attack by itself, and takes the same work for a name that
// nobody has.
package password
