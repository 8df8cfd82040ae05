package fakedatadog

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// Page is a call for a person.
type Page struct {
	ID             PageID
	Title          string
	Description    string
	Urgency        string // low, high
	Target         Target
	Tags           []string
	Status         string // triggered, acknowledged, resolved
	Escalations    int
	Incident       IncidentID // empty unless the page belongs to one
	AggregationKey string     // of a page made by events; events with one key make one page
	Events         int        // how many events joined it
	Created        time.Time
}

// Target is who a [Page] calls.
type Target struct {
	Type       string `json:"type"` // team_id, team_handle, user_id; team_uuid, user_uuid from an incident
	Identifier string `json:"identifier"`
}

// Pages returns copies of all pages, oldest first.
func (s *Server) Pages() []Page {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]Page, 0, len(s.pages))
	for _, p := range s.pages {
		all = append(all, p.clone())
	}
	return all
}

func (p *Page) clone() Page {
	c := *p
	c.Tags = slices.Clone(p.Tags)
	return c
}

// page starts a page.
func (s *Server) page(p Page) *Page {
	s.serial++
	p.ID, p.Status, p.Created = PageID(newID("page", strconv.Itoa(s.serial))), "triggered", s.now()
	s.pages = append(s.pages, &p)
	s.pageChanged(&p, Paged)
	return &p
}

func (s *Server) pageChanged(p *Page, what What) {
	c := p.clone()
	change := Change{What: what, By: s.caller().ID, Page: &c, Detail: p.Status + " " + p.Title}
	if in := s.find(p.Incident); in != nil {
		change.Incident = in.clone()
	}
	s.changed(change)
}

type pageRequest struct {
	Data struct {
		ID         string `json:"id"`
		Type       string `json:"type"`
		Attributes struct {
			Title       string   `json:"title"`
			Description string   `json:"description"`
			Urgency     string   `json:"urgency"`
			Target      *Target  `json:"target"`
			Tags        []string `json:"tags"`
		} `json:"attributes"`
	} `json:"data"`
}

func (s *Server) createPage(r *request) reply {
	var req pageRequest
	if rep, ok := r.decode(&req); !ok {
		return rep
	}
	a := req.Data.Attributes
	switch {
	case req.Data.Type != "pages":
		return wrongType(req.Data.Type, "pages")
	case a.Title == "":
		return titledError(http.StatusBadRequest, "Bad Request", "title is required")
	case a.Urgency != "low" && a.Urgency != "high":
		return titledError(http.StatusBadRequest, "Bad Request", fmt.Sprintf("unknown urgency %q", a.Urgency))
	case a.Target == nil || a.Target.Identifier == "" || !slices.Contains([]string{"team_id", "team_handle", "user_id"}, a.Target.Type):
		return titledError(http.StatusBadRequest, "Bad Request", "target is required")
	}
	p := s.page(Page{Title: a.Title, Description: a.Description, Urgency: a.Urgency, Target: *a.Target, Tags: a.Tags})
	return reply{status: http.StatusOK, media: mediaJSONAPI, body: object{"data": ref("pages", string(p.ID))}}
}

func (s *Server) pageFromIncident(r *request) reply {
	in, rep := s.incidentOf(r, titledFamily)
	if in == nil {
		return rep
	}
	var req pageRequest
	if rep, ok := r.decode(&req); !ok {
		return rep
	}
	a := req.Data.Attributes
	switch {
	case req.Data.Type != "page":
		return wrongType(req.Data.Type, "page")
	case a.Target == nil || a.Target.Identifier == "" || !slices.Contains([]string{"team_handle", "team_uuid", "user_uuid"}, a.Target.Type):
		return titledError(http.StatusBadRequest, "Bad Request", "target is required")
	}
	title := a.Title
	if title == "" {
		title = in.Title
	}
	p := s.page(Page{Title: title, Description: a.Description, Urgency: "high", Target: *a.Target, Tags: a.Tags, Incident: in.ID})
	in.Pages = append(in.Pages, p.ID)
	return reply{status: http.StatusOK, media: mediaJSONAPI, body: object{"data": ref("page_uuid", string(p.ID))}}
}

func (s *Server) linkPage(r *request) reply {
	in, rep := s.incidentOf(r, titledFamily)
	if in == nil {
		return rep
	}
	var req pageRequest
	if rep, ok := r.decode(&req); !ok {
		return rep
	}
	if req.Data.Type != "page" {
		return wrongType(req.Data.Type, "page")
	}
	p := s.findPage(PageID(req.Data.ID))
	switch {
	case p == nil:
		return titledError(http.StatusNotFound, "Generic Error", "page not found")
	case slices.Contains(in.Pages, p.ID):
		return titledError(http.StatusConflict, "Conflict", "page is already linked to the incident")
	}
	p.Incident = in.ID
	in.Pages = append(in.Pages, p.ID)
	s.linked(in, "page "+p.Title)
	row := Integration{ID: s.nextID("page link", in), Type: pageType, Status: statusByAPI, Created: s.now(), Modified: s.now(), By: s.caller().ID}
	body := s.renderIntegration(in, row)
	if attributes, ok := body["attributes"].(object); ok {
		attributes["metadata"] = object{"channels": []any{}}
	}
	return reply{status: http.StatusCreated, body: object{"data": body}}
}

// pageType is the integration type of a linked page. The real number is not
// documented.
const pageType = 14

func (s *Server) findPage(id PageID) *Page {
	for _, p := range s.pages {
		if p.ID == id {
			return p
		}
	}
	return nil
}

func (s *Server) acknowledgePage(r *request) reply {
	return s.movePage(r, func(p *Page) {
		if p.Status == "triggered" {
			p.Status = "acknowledged"
		}
	})
}

func (s *Server) escalatePage(r *request) reply {
	return s.movePage(r, func(p *Page) { p.Escalations++ })
}

func (s *Server) resolvePage(r *request) reply {
	return s.movePage(r, func(p *Page) { p.Status = "resolved" })
}

func (s *Server) movePage(r *request, move func(*Page)) reply {
	p := s.findPage(PageID(r.PathValue("page_id")))
	if p == nil {
		return titledError(http.StatusNotFound, "Generic Error", "page not found")
	}
	move(p)
	s.pageChanged(p, PageMoved)
	return reply{status: http.StatusAccepted}
}
