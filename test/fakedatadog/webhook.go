package fakedatadog

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
)

// A Webhook is one of the Webhooks integration that a notification rule fires
// at every declaration and change of an incident.
type Webhook struct {
	URL     string
	Headers map[string]string
	Payload string // with variables such as $INCIDENT_UUID
	Client  *http.Client
}

// tries is how often a delivery is repeated after a failed connection or a 5xx.
const tries = 5

// AddWebhook fires w from now on. The returned function ends that.
func (s *Server) AddWebhook(w Webhook) (stop func()) {
	return s.Subscribe(func(c Change) {
		if c.Incident == nil || c.Incident.Test { // tests notify nobody
			return
		}
		for range tries {
			if status, err := w.post(s.fill(w.Payload, c)); err == nil && status < http.StatusInternalServerError {
				return
			}
		}
	})
}

func (w Webhook) post(body string) (status int, err error) {
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, w.URL, bytes.NewBufferString(body))
	if err != nil {
		return 0, fmt.Errorf("fire webhook: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	for name, value := range w.Headers {
		req.Header.Set(name, value)
	}
	res, err := w.Client.Do(req)
	if err != nil {
		return 0, fmt.Errorf("fire webhook: %w", err)
	}
	return res.StatusCode, res.Body.Close()
}

var variable = regexp.MustCompile(`\$[A-Z_]+`)

// fill replaces the variables of a payload; one that does not apply stays.
func (s *Server) fill(payload string, c Change) string {
	in := c.Incident
	values := map[string]string{
		"$INCIDENT_UUID": string(in.ID), "$INCIDENT_PUBLIC_ID": strconv.Itoa(in.PublicID), "$INCIDENT_TITLE": in.Title,
		"$INCIDENT_SEVERITY": in.Severity, "$INCIDENT_STATUS": in.State, "$INCIDENT_MSG": c.Detail, "$TEXT_ONLY_MSG": c.Detail,
		"$DATE": strconv.FormatInt(c.At.UnixMilli(), 10),
	}
	return variable.ReplaceAllStringFunc(payload, func(name string) string {
		if v, ok := values[name]; ok {
			return v
		}
		return name
	})
}
