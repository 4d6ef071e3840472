package audit

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"testing"
	"time"
)

func TestLog(t *testing.T) {
	var out bytes.Buffer
	seen := 0
	observers := Observers{
		Log(slog.New(slog.NewJSONHandler(&out, nil))),
		ObserverFunc(func(Event) { seen++ }),
	}
	observers.Observe(Event{
		Time: time.Unix(0, 0), RequestID: "r1", Tenant: "my-clinic", Interaction: "search-type", Type: "Patient",
		Status: 503, Issue: "transient", Duration: time.Second, Rows: 3, Statements: 2,
	})
	var line map[string]any
	if err := json.Unmarshal(out.Bytes(), &line); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]any{
		"level": "ERROR", "tenant": "my-clinic", "type": "Patient", "status": 503.0, "rows": 3.0, "statements": 2.0,
		"duration": 1e9, "issue": "transient", "request": "r1", "interaction": "search-type",
	} {
		if line[name] != want {
			t.Errorf("%s is %v, want %v", name, line[name], want)
		}
	}
	if _, there := line["client"]; there || seen != 1 {
		t.Errorf("client %v, seen %d", there, seen)
	}
}
