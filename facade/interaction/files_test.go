package interaction_test

import (
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/outcome"
)

// TestFiles: content is read below the folder only; what is missing is absent, and what cannot be read is an error of the
// request that tells the client nothing of it.
func TestFiles(t *testing.T) {
	top := t.TempDir()
	documents := filepath.Join(top, "documents")
	for name, content := range map[string]string{"secret.txt": "secret", "documents/notes/one.txt": "one", "documents/empty.txt": ""} {
		path := filepath.Join(top, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for link, to := range map[string]string{"link.txt": filepath.Join(top, "secret.txt"), "inside.txt": "notes/one.txt", "folder-link": ".."} {
		if err := os.Symlink(to, filepath.Join(documents, link)); err != nil {
			t.Fatal(err)
		}
	}
	large, err := os.Create(filepath.Join(documents, "large.bin"))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(large.Truncate(17<<20), large.Close()); err != nil {
		t.Fatal(err)
	}
	small := newSmall(t, "small", smallText(t, "files"))
	s := small.site(map[string]string{"site": "10", "documents": documents})
	open := access.Open("small")
	one := `"data":"` + base64.StdEncoding.EncodeToString([]byte("one")) + `"`
	shows(t, s, open, "DocumentReference/1", one)
	shows(t, s, open, "DocumentReference/2", `"content":[{"attachment":{"contentType":"text/plain"}}]`)
	shows(t, s, open, "DocumentReference/3", `"content":[{"attachment":{"contentType":"text/plain"}}]`)
	shows(t, s, open, "DocumentReference/7", one)
	shows(t, s, open, "DocumentReference/11", one)
	shows(t, s, open, "DocumentReference/13", `"status":"current","subject":{"reference":"Patient/2"}}`) // an empty file is none
	shows(t, s, open, "Binary/1", one)
	shows(t, s, open, "Binary/14", one)
	shows(t, s, open, "Binary/15", `"contentType":"application/octet-stream"}`)
	if c, _, err := interaction.ReadContent(t.Context(), s, open, "1"); err != nil || string(c.Data) != "one" || c.Type != "application/octet-stream" {
		t.Errorf("%+v %v", c, err)
	}
	for id, refused := range map[string]outcome.Code{"15": outcome.CodeNotFound, "8": outcome.CodeTooCostly, "4": outcome.CodeException, "99": outcome.CodeNotFound} {
		if _, _, err := interaction.ReadContent(t.Context(), s, open, id); err == nil || outcome.From(err).Code() != refused {
			t.Errorf("the content of %s: %v, want %s", id, err, refused)
		}
	}
	if _, _, err := interaction.ReadContent(t.Context(), s, access.ForPatient("small", "2"), "1"); err == nil || outcome.From(err).Code() != outcome.CodeNotFound {
		t.Errorf("another patient's content: %v", err)
	}
	for _, id := range []string{"4", "5", "6", "8", "9", "10", "12"} {
		for _, typ := range []string{"DocumentReference", "Binary"} {
			_, _, err := interaction.Read(t.Context(), s, open, typ, id)
			var failed *outcome.Error
			if !errors.As(err, &failed) {
				t.Errorf("%s/%s: %v", typ, id, err)
				continue
			}
			for _, word := range []string{"secret", "documents/", "link", top} {
				if strings.Contains(failed.Issues[0].Message, word) || strings.Contains(err.Error(), word) {
					t.Errorf("%s/%s tells %q: %v", typ, id, word, err)
				}
			}
		}
	}
	// one bad row of a page is an error of the page, never a silent gap; a patient who has none is not hurt
	finds(t, s, open, want{"Binary", "exception"}, want{"Binary?_summary=count", ""}, want{"DocumentReference?_id=1,8", "too-costly"})
	finds(t, s, access.ForPatient("small", "1"), want{"Binary", "1 2 3"}, want{"DocumentReference?status=current", "1 2 3"},
		want{"DocumentReference?status=current&contenttype=text/plain", "1 2 3"},
		want{"DocumentReference?contenttype=text/plain", "whether it is shown depends on a file"})
	shows(t, small.site(map[string]string{"site": "10"}), open, "DocumentReference/4", `"content":[{"attachment":{"contentType":"text/plain"}}]`)
	gone := small.site(map[string]string{"site": "10", "documents": filepath.Join(top, "nowhere")})
	finds(t, gone, open, want{"Binary?_id=2", "exception"})
}
