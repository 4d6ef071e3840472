package interaction_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/interaction"
	"ehr.example/portico/facade/mysqltest"
	"ehr.example/portico/mappers"
)

// pieces are what the texts of TestMembers are made of: what SQL's patterns know, blanks, separators, near misses.
var pieces = []string{
	"a", "A", "ab", "b", "a_b", "axb", "a%b", "%", "_", `\`, "|", ";", ";", ";", ":", ".", "Z99.0", "Z9910", "ICD10:", "icd10:", "ICD-10:", "FOO:",
	" ", "  ", "\t", "\n", "é", "e", "(", "[a]", "*", "^", "$", "?", "+", "ICD10", "'", `"`, "-",
}

// TestMembers cuts random texts, by a separator and into codes, and compares for each member that comes out, and for
// near misses, which rows a search finds with those that show it.
func TestMembers(t *testing.T) {
	name := mysqltest.Fresh(t)
	admin := mysqltest.Open(t, name)
	execute := func(statement string, args ...any) {
		t.Helper()
		if _, err := admin.ExecContext(t.Context(), statement, args...); err != nil {
			t.Fatal(err)
		}
	}
	execute("CREATE TABLE p (id INT PRIMARY KEY, x VARCHAR(200), y VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin, z VARCHAR(200) CHARACTER SET latin1) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci")
	random := rand.New(rand.NewPCG(1, 2))
	for id := range 150 {
		text := ""
		for range random.IntN(12) {
			text += pieces[random.IntN(len(pieces))]
		}
		execute("INSERT INTO p VALUES (?, ?, ?, ?)", id+1, text, text, text)
	}
	execute("INSERT INTO p VALUES (1000, NULL, NULL, NULL)")
	db := open(t, mysqltest.DSN(t, name))
	for _, column := range []string{"x", "y", "z"} {
		for what, item := range map[string]string{
			"split": "{$each: {r: \"=p." + column + " | split ';'\"}, code: =$r}", "codes": "=p." + column + " | codes dx",
			"words": "{$each: {r: \"=p." + column + " | split ' '\"}, code: =$r}",
		} {
			t.Run(column+" "+what, func(t *testing.T) {
				t.Parallel()
				files := fstest.MapFS{
					"mapper.yaml":  {Data: []byte("mapper: cut\ntenancy: database\ncodes: {dx: {ICD10: 'urn:icd', ICD-10: 'urn:icd', a: 'urn:a', $default: 'urn:own'}}\n")},
					"patient.yaml": {Data: []byte("resource: Patient\nfrom: p\nkey: p.id\nid: p.id\nelements:\n  communication: [{language: {coding: [" + item + "]}}]\n")},
				}
				cutAlike(t, site(t, db, compiled(t, mappers.Mapper{Name: "cut", Files: files}, db), clinic{id: "cut", zone: "UTC"}))
			})
		}
	}
}

func cutAlike(t *testing.T, s *interaction.Site) {
	t.Helper()
	shown := map[string][]string{} // ids by token
	ask := func(token string) []string {
		params := url.Values{"_count": {"1000"}}
		if token != "" {
			params.Set("language", token)
		}
		page, _, err := interaction.Search(t.Context(), s, access.Open("cut"), "Patient", params, false)
		if err != nil {
			t.Fatalf("%q: %v", token, err)
		}
		var ids []string
		for _, e := range page.Entries {
			id, tokens := codings(t, e.Resource)
			ids = append(ids, id)
			if token == "" {
				for _, found := range tokens {
					shown[found] = append(shown[found], id)
				}
			}
		}
		return ids
	}
	ask("")
	if len(shown) < 100 {
		t.Errorf("only %d values are shown", len(shown))
	}
	for _, token := range append(sortedTokens(shown), nearMisses(shown)...) {
		if got, want := ask(token), slices.Compact(slices.Clone(shown[token])); !slices.Equal(got, want) {
			t.Errorf("language=%q finds %v, shown by %v", token, got, want)
		}
	}
}

// codings are a patient's id, and its codes as a search names them: alone, and with their systems.
func codings(t *testing.T, resource []byte) (id string, tokens []string) {
	t.Helper()
	var got struct {
		ID            string
		Communication []struct {
			Language struct {
				Coding []struct{ System, Code string }
			}
		}
	}
	if err := json.Unmarshal(resource, &got); err != nil {
		t.Fatalf("%v: %s", err, resource)
	}
	escape := strings.NewReplacer(`\`, `\\`, "|", `\|`, ",", `\,`, "$", `\$`)
	for _, c := range got.Communication {
		for _, coding := range c.Language.Coding {
			code := escape.Replace(coding.Code)
			tokens = append(tokens, code, coding.System+"|"+code)
			if coding.System != "" {
				tokens = append(tokens, coding.System+"|")
			}
		}
	}
	return got.ID, tokens
}

func sortedTokens(shown map[string][]string) []string {
	var out []string
	for token := range shown {
		if !strings.ContainsAny(token, "\t\n") { // no query has those
			out = append(out, token)
		}
	}
	slices.Sort(out)
	return out
}

// nearMisses are values that look like those shown: a piece, a piece more, another case, another character.
func nearMisses(shown map[string][]string) []string {
	var out []string
	for i, token := range sortedTokens(shown) {
		if i%4 > 0 || strings.HasSuffix(token, "|") || strings.ContainsAny(token, `\`) {
			continue
		}
		out = append(out, token[:len(token)-1], token+"x", strings.ToUpper(token), strings.ReplaceAll(token, "_", "x"), strings.ReplaceAll(token, ".", "1"), fmt.Sprint(token, ";a"))
	}
	return slices.DeleteFunc(out, func(token string) bool {
		return strings.TrimSpace(token) != token || strings.Trim(token, "|") == "" || strings.ToValidUTF8(token, "") != token
	})
}
