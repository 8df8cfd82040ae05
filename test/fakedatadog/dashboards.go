package fakedatadog

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// Dashboard is a dashboard as it was last stored.
type Dashboard struct {
	ID          string
	Created     time.Time
	Modified    time.Time
	Title       string
	Description string
	Content     json.RawMessage // the whole body of the request that stored it
}

// Dashboards returns the dashboards in the order of their creation.
func (s *Server) Dashboards() []Dashboard {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Dashboard
	for _, d := range s.dashboards {
		out = append(out, *d)
	}
	return out
}

// read takes what a request stores; why says what is wrong with it.
func (d *Dashboard) read(r *request) (why string) {
	var body struct {
		Title       string            `json:"title"`
		Description string            `json:"description"`
		Layout      string            `json:"layout_type"`
		Widgets     []json.RawMessage `json:"widgets"`
	}
	switch err := json.Unmarshal(r.body, &body); {
	case err != nil:
		return "Invalid JSON"
	case body.Title == "":
		return "'title' is a required property"
	case body.Layout != "ordered" && body.Layout != "free":
		return "'layout_type' is a required property"
	case body.Widgets == nil:
		return "'widgets' is a required property"
	}
	d.Title, d.Description, d.Content = body.Title, body.Description, slices.Clone(r.body)
	return ""
}

func (d *Dashboard) path() string { return "/dashboard/" + d.ID }

func (d *Dashboard) render() object {
	var out object
	_ = json.Unmarshal(d.Content, &out) // read has parsed it
	out["id"], out["url"] = d.ID, d.path()
	out["created_at"], out["modified_at"] = d.Created.Format(time.RFC3339), d.Modified.Format(time.RFC3339)
	out["author_handle"] = "toban@serviceaccount.example"
	return out
}

func (s *Server) createDashboard(r *request) reply {
	s.serial++
	d := &Dashboard{ID: fmt.Sprintf("abc-%03d-xyz", s.serial), Created: s.now(), Modified: s.now()}
	if why := d.read(r); why != "" {
		return plainError(http.StatusBadRequest, why)
	}
	s.dashboards = append(s.dashboards, d)
	return reply{status: http.StatusOK, body: d.render()}
}

func (s *Server) dashboard(r *request) *Dashboard {
	id := r.PathValue("dashboard_id")
	at := slices.IndexFunc(s.dashboards, func(d *Dashboard) bool { return d.ID == id })
	if at < 0 {
		return nil
	}
	return s.dashboards[at]
}

func (s *Server) getDashboard(r *request) reply {
	d := s.dashboard(r)
	if d == nil {
		return plainError(http.StatusNotFound, "Dashboard with ID "+r.PathValue("dashboard_id")+" not found")
	}
	return reply{status: http.StatusOK, body: d.render()}
}

func (s *Server) updateDashboard(r *request) reply {
	d := s.dashboard(r)
	if d == nil {
		return plainError(http.StatusNotFound, "Dashboard with ID "+r.PathValue("dashboard_id")+" not found")
	}
	if why := d.read(r); why != "" {
		return plainError(http.StatusBadRequest, why)
	}
	d.Modified = s.now()
	return reply{status: http.StatusOK, body: d.render()}
}

// listDashboards is the page of summaries that count and start ask for.
func (s *Server) listDashboards(r *request) reply {
	count, err := strconv.Atoi(r.URL.Query().Get("count"))
	if err != nil {
		count = 100
	}
	start, err := strconv.Atoi(r.URL.Query().Get("start"))
	if err != nil {
		start = 0
	}
	page := s.dashboards[min(start, len(s.dashboards)):min(start+count, len(s.dashboards))]
	list := []object{}
	for _, d := range page {
		list = append(list, object{
			"id": d.ID, "title": d.Title, "description": d.Description, "layout_type": "ordered", "url": d.path(),
			"created_at": d.Created.Format(time.RFC3339), "modified_at": d.Modified.Format(time.RFC3339), "author_handle": "toban@serviceaccount.example",
		})
	}
	return reply{status: http.StatusOK, body: object{"dashboards": list}}
}
