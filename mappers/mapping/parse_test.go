package mapping

import (
	"fmt"
	"strings"
	"testing"

	"ehr.example/portico/mappers/problem"
)

// TestTextPlaces finds the word HERE, however YAML was told to hold the text.
func TestTextPlaces(t *testing.T) {
	tests := []struct{ name, yaml string }{
		{"plain", "a: x HERE\n"},
		{"plain after umlauts", "ä: éé HERE\n"},
		{"plain on several lines", "a: x\n  y\n   HERE\n"},
		{"double quotes", "a: \"x HERE\"\n"},
		{"single quotes", "a: 'x HERE'\n"},
		{"doubled quotes", "a: 'it''s ''x'' HERE'\n"},
		{"escaped quotes", "a: \"say \\\"x\\\" HERE\"\n"},
		{"escapes", "a: \"\\tx\\\\ HERE\"\n"},
		{"quotes on several lines", "a: \"x\n  y HERE\"\n"},
		{"block", "a: |\n  x\n    y HERE\n"},
		{"block after a blank line", "a: |\n  x\n\n  y HERE\n"},
		{"block of a list", "a:\n  - b: |\n      x\n      HERE\n"},
		{"block without the last line end", "a: |-\n   x HERE"},
		{"folded", "a: >\n  x\n  y HERE\n"},
		{"flow", "a: {b: [x, x HERE]}\n"},
		{"Windows", "a: |\r\n  x\r\n  y HERE\r\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			problems := &problem.List{}
			docs := Documents("f", []byte(test.yaml), problems)
			if problems.Failed() {
				t.Fatal(problems.Err())
			}
			text := textWith(docs[0], "HERE")
			before := test.yaml[:strings.Index(test.yaml, "HERE")]
			line := before[strings.LastIndexByte(before, '\n')+1:]
			want := fmt.Sprintf("f:%d:%d", strings.Count(before, "\n")+1, len([]rune(line))+1)
			i := strings.Index(text.Value, "HERE")
			if got := text.At(i).String(); got != want {
				t.Errorf("At says %s, want %s", got, want)
			}
			if got := text.Slice(i-1, len(text.Value)).Pos.String(); got != want {
				t.Errorf("Slice says %s, want %s", got, want)
			}
		})
	}
}

// textWith is the first scalar that holds a word.
func textWith(n *Node, word string) Text {
	if strings.Contains(n.Value, word) {
		return n.Text()
	}
	for _, item := range n.Items {
		if t := textWith(item, word); !t.Zero() {
			return t
		}
	}
	for _, f := range n.Fields {
		if t := textWith(f.Value, word); !t.Zero() {
			return t
		}
	}
	return Text{}
}

func TestNodeMentions(t *testing.T) {
	docs := Documents("f", []byte("a: $x\nb: [{c: \"=CONCAT($yy, p.$z)\"}]\nd: $u-v\n"), &problem.List{})
	for name, want := range map[string]bool{"x": true, "y": false, "yy": true, "z": true, "u-v": true, "v": false, "a": false} {
		if got := docs[0].Mentions(name); got != want {
			t.Errorf("Mentions(%s) is %t", name, got)
		}
	}
}
