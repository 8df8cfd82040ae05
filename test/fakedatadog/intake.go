package fakedatadog

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"
)

// Metric is one series of a submission.
type Metric struct {
	At     time.Time // when it was received
	Name   string
	Type   int // 0 unspecified, 1 count, 2 rate, 3 gauge
	Unit   string
	Tags   []string
	Points []Point
}

// Point is one measurement.
type Point struct {
	At    time.Time
	Value float64
}

// Event is an entry of the event stream.
type Event struct {
	ID             int64
	At             time.Time
	Title          string
	Text           string
	AlertType      string
	AggregationKey string
	Tags           []string
}

// Limits of the metric intake, from Datadog's description of SubmitMetrics.
const (
	maxPayload   = 512_000
	maxPointAge  = time.Hour
	maxPointLead = 10 * time.Minute
)

// Metrics returns what the intake kept, in the order of arrival. Points that
// are too old or too far in the future are accepted and dropped, as the real
// intake does.
func (s *Server) Metrics() []Metric {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.metrics)
}

// Events returns the event stream in the order of arrival.
func (s *Server) Events() []Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.events)
}

func (s *Server) submitMetrics(r *request) reply {
	if len(r.body) > maxPayload && r.Header.Get("Content-Encoding") == "" {
		return plainError(http.StatusRequestEntityTooLarge, "Payload too large")
	}
	var req struct {
		Series []struct {
			Metric string   `json:"metric"`
			Type   int      `json:"type"`
			Unit   string   `json:"unit"`
			Tags   []string `json:"tags"`
			Points []struct {
				Timestamp int64   `json:"timestamp"`
				Value     float64 `json:"value"`
			} `json:"points"`
		} `json:"series"`
	}
	if rep, ok := r.decode(&req); !ok || len(req.Series) == 0 {
		if ok {
			rep = plainError(http.StatusBadRequest, "Payload is not in the expected format: series is required")
		}
		return rep
	}
	now := s.now()
	var kept []Metric
	for _, in := range req.Series {
		if in.Metric == "" || in.Type < 0 || in.Type > 3 {
			return plainError(http.StatusBadRequest, fmt.Sprintf("Payload is not in the expected format: metric %q type %d", in.Metric, in.Type))
		}
		m := Metric{At: now, Name: in.Metric, Type: in.Type, Unit: in.Unit, Tags: in.Tags}
		for _, p := range in.Points {
			if at := time.Unix(p.Timestamp, 0).UTC(); now.Sub(at) <= maxPointAge && at.Sub(now) <= maxPointLead {
				m.Points = append(m.Points, Point{At: at, Value: p.Value})
			}
		}
		if len(m.Points) > 0 {
			kept = append(kept, m)
		}
	}
	s.metrics = append(s.metrics, kept...)
	return reply{status: http.StatusAccepted, body: object{"errors": []string{}}}
}

// onCallHandle finds the teams that an event's text pages.
var onCallHandle = regexp.MustCompile(`@oncall-([A-Za-z0-9_-]+)`)

func (s *Server) createEvent(r *request) reply {
	var req struct {
		Title          string   `json:"title"`
		Text           string   `json:"text"`
		AlertType      string   `json:"alert_type"`
		AggregationKey string   `json:"aggregation_key"`
		Tags           []string `json:"tags"`
	}
	if rep, ok := r.decode(&req); !ok {
		return rep
	}
	switch {
	case req.Title == "" || req.Text == "":
		return plainError(http.StatusBadRequest, "title and text are required")
	case utf8.RuneCountInString(req.AggregationKey) > 100:
		return plainError(http.StatusBadRequest, "aggregation_key is longer than 100 characters")
	case utf8.RuneCountInString(req.Text) > 4000:
		return plainError(http.StatusBadRequest, "text is longer than 4000 characters")
	}
	s.serial++
	e := Event{
		ID: int64(s.serial), At: s.now(), Title: req.Title, Text: req.Text,
		AlertType: req.AlertType, AggregationKey: req.AggregationKey, Tags: req.Tags,
	}
	s.events = append(s.events, e)
	for _, m := range onCallHandle.FindAllStringSubmatch(req.Text, -1) {
		s.pageByEvent(e, m[1])
	}
	return reply{status: http.StatusAccepted, body: object{"status": "ok", "event": object{
		"id": e.ID, "id_str": strconv.FormatInt(e.ID, 10), "title": e.Title, "text": e.Text, "date_happened": e.At.Unix(), "tags": orEmpty(e.Tags),
		"url": fmt.Sprintf("https://app.datadoghq.com/event/event?id=%d", e.ID),
	}}}
}

// pageByEvent pages a team once per aggregation key.
func (s *Server) pageByEvent(e Event, team string) {
	for _, p := range s.pages {
		if e.AggregationKey != "" && p.AggregationKey == e.AggregationKey && p.Target.Identifier == team && p.Status != "resolved" {
			p.Events++
			return
		}
	}
	s.page(Page{
		Title: e.Title, Description: e.Text, Urgency: "high", Target: Target{Type: "team_handle", Identifier: team},
		Tags: e.Tags, AggregationKey: e.AggregationKey, Events: 1,
	})
}

func (s *Server) validate(*request) reply {
	return reply{status: http.StatusOK, body: object{"valid": true}}
}
