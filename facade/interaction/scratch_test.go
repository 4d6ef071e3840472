package interaction_test

import (
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"

	"ehr.example/portico/facade/access"
	"ehr.example/portico/facade/interaction"
)

func TestScratch(t *testing.T) {
	my, _ := practiceSites(t)
	os.WriteFile("/tmp/w/practice.program", []byte(my.Program.String()), 0o644)
	for _, q := range strings.Split(os.Getenv("Q"), " ") {
		typ, query, _ := strings.Cut(q, "?")
		v, _ := url.ParseQuery(query)
		text, err := interaction.Explain(t.Context(), my, access.Open("my-clinic"), typ, v)
		fmt.Println(text, err)
		page, _, err := interaction.Search(t.Context(), my, access.Open("my-clinic"), typ, v, false)
		if err != nil {
			fmt.Printf("ERR %+v\n", err)
			continue
		}
		for _, e := range page.Entries {
			fmt.Println(string(e.Resource))
		}
		fmt.Println("next", page.Next, page.Self)
	}
}
