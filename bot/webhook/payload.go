package webhook

import (
	_ "embed" // the schema
	"time"

	"toban/bot/triage"
)

// pingType is the event of a test, which nothing else causes.
const pingType = "ping"

// payload is the body of a call, in the shape that the specification
// recommends.
type payload struct {
	Type      string      `json:"type"`
	Timestamp time.Time   `json:"timestamp"` // when it happened, in whole seconds
	Data      payloadData `json:"data"`
}

type payloadData struct {
	Hook     string               `json:"hook,omitempty"` // of a ping
	Inquiry  *triage.HookInquiry  `json:"inquiry,omitempty"`
	Incident *triage.HookIncident `json:"incident,omitempty"`
	Handoff  *triage.HookHandoff  `json:"handoff,omitempty"`
	Private  bool                 `json:"private,omitempty"`
	URL      string               `json:"url,omitempty"` // of the message in Slack
	Words    *triage.HookWords    `json:"words,omitempty"`
}

func (h *Hooks) payload(e triage.HookEvent, c triage.HookCall) payload {
	p := payload{
		Type: string(e), Timestamp: c.At.Truncate(time.Second),
		Data: payloadData{Inquiry: c.Inquiry, Incident: c.Incident, Handoff: c.Handoff, Private: c.Private, Words: c.Words},
	}
	if h.config.Link != nil {
		p.Data.URL = h.config.Link(c.Thread)
	}
	return p
}

//go:embed schema.json
var schema []byte

// Schema is the JSON Schema of what receivers are sent.
func Schema() []byte { return schema }
