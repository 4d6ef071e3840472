package smart

import (
	"bytes"
	"strings"
	"testing"

	"ehr.example/portico/mappers/password"
)

func stampsOf(t *testing.T, tenant string, secrets ...string) stamps {
	t.Helper()
	var all [][]byte
	for _, s := range secrets {
		all = append(all, bytes.Repeat([]byte(s), 32))
	}
	made, err := newStamps(tenant, all)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// TestStamps: a stamp tells a changed password, under old secrets too, and holds nothing of it.
func TestStamps(t *testing.T) {
	kept := password.Kept{Hash: "5f4dcc3b5aa765d61d8327deb882cf99", Salt: "pepper"}
	s := stampsOf(t, "a", "1")
	stamp := s.of("u", kept)
	if len(stamp) != stampName+stampMAC || strings.Contains(stamp, kept.Hash) || s.of("u", kept) != stamp {
		t.Errorf("the stamp is %q", stamp)
	}
	for what, same := range map[string]bool{
		"the same":              !s.differ(stamp, "u", kept),
		"with a newer secret":   !stampsOf(t, "a", "2", "1").differ(stamp, "u", kept),
		"without the secret":    !stampsOf(t, "a", "2").differ(stamp, "u", password.Kept{Hash: "x"}), // nothing is said
		"none":                  !s.differ("", "u", kept),
		"another hash":          s.differ(stamp, "u", password.Kept{Hash: "x", Salt: "pepper"}),
		"another salt":          s.differ(stamp, "u", password.Kept{Hash: kept.Hash, Salt: "salt"}),
		"another border":        s.differ(stamp, "u", password.Kept{Hash: kept.Hash + "pep", Salt: "per"}),
		"another user's":        s.differ(stamp, "v", kept),
		"under an older secret": stampsOf(t, "a", "2", "1").differ(stamp, "u", password.Kept{Hash: "x"}),
		"of another secret":     stampsOf(t, "a", "2").of("u", kept) != stamp,
		"of another tenant":     stampsOf(t, "b", "1").of("u", kept) != stamp,
	} {
		if !same {
			t.Errorf("%s is told wrong", what)
		}
	}
}
