package program

// Files is what a resource shows that lies outside the database.
type Files interface {
	// AppendBase64 appends the content of a file below the folder that a setting names. False: there is none. The error
	// tells a file that is there and cannot be shown.
	AppendBase64(dst []byte, setting string, path []byte) ([]byte, bool, error)
}

// File is the content of a file whose path a column holds, as base64.
type File struct {
	Frame, Slot int
	Setting     string // it names the folder
	Value       *Value // the path, of which nothing tells the content
}

func (f *File) print(p *printer) { p.line("[%d.%d] file $%s", f.Frame, f.Slot, f.Setting) }

// file writes the content.
type file struct {
	of *File
	around
}

func (f *file) append(dst []byte, s *State) ([]byte, Presence) {
	path := s.cell(f.of.Frame, f.of.Slot)
	if blank(path) || s.Err != nil {
		return dst, Absent
	}
	mark := len(dst)
	dst, found, err := s.Files.AppendBase64(append(dst, f.before...), f.of.Setting, path)
	if err != nil {
		s.Err = err
	}
	if err != nil || !found {
		return dst[:mark], Absent
	}
	return append(dst, f.after...), Filled
}
