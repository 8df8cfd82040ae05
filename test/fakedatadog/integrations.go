package fakedatadog

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

const (
	typeIntegration = "incident_integrations"
	slackType       = 1

	statusPending  = 1
	statusComplete = 2
	statusByAPI    = 3
	statusByAPI2   = 4 // changed by API after it was made
	statusFailed   = 5
)

type integrationRequest struct {
	Data struct {
		Type       string `json:"type"`
		Attributes struct {
			Type     int             `json:"integration_type"`
			Metadata json.RawMessage `json:"metadata"`
		} `json:"attributes"`
	} `json:"data"`
}

func (s *Server) readIntegration(r *request, i *Integration) (reply, bool) {
	var req integrationRequest
	if rep, ok := r.decode(&req); !ok {
		return rep, false
	}
	if req.Data.Type != typeIntegration {
		return wrongType(req.Data.Type, typeIntegration), false
	}
	i.Type, i.Modified, i.By = req.Data.Attributes.Type, s.now(), s.caller().ID
	if i.Type != slackType {
		i.Raw = req.Data.Attributes.Metadata
		return reply{}, true
	}
	var m struct {
		Channels []Channel `json:"channels"`
	}
	if err := json.Unmarshal(req.Data.Attributes.Metadata, &m); err != nil || len(m.Channels) == 0 {
		return titledError(http.StatusBadRequest, "Bad Request", "metadata.channels is required"), false
	}
	for _, c := range m.Channels {
		if c.ID == "" || c.Name == "" || c.RedirectURL == "" {
			return titledError(http.StatusBadRequest, "Bad Request", "channel_id, channel_name and redirect_url are required"), false
		}
	}
	i.Channels = m.Channels
	return reply{}, true
}

func (s *Server) listIntegrations(r *request) reply {
	in, rep := s.incidentOf(r, plainFamily)
	if in == nil {
		return rep
	}
	rows := s.visible(in)
	body := list(rows, func(i Integration) object { return s.renderIntegration(in, i) })
	body["meta"] = pageMeta(0, len(rows))
	return reply{status: http.StatusOK, body: body}
}

func (s *Server) createIntegration(r *request) reply {
	in, rep := s.incidentOf(r, plainFamily)
	if in == nil {
		return rep
	}
	i := Integration{ID: s.nextID("integration", in), Status: statusByAPI, Created: s.now()}
	if rep, ok := s.readIntegration(r, &i); !ok {
		return rep
	}
	in.Integrations = append(in.Integrations, i)
	s.linked(in, i.describe())
	return reply{status: http.StatusCreated, body: object{"data": s.renderIntegration(in, i)}}
}

func (s *Server) getIntegration(r *request) reply {
	in, i, rep := s.integrationOf(r)
	if in == nil {
		return rep
	}
	return reply{status: http.StatusOK, body: object{"data": s.renderIntegration(in, in.Integrations[i])}}
}

func (s *Server) updateIntegration(r *request) reply {
	in, i, rep := s.integrationOf(r)
	if in == nil {
		return rep
	}
	next := in.Integrations[i]
	if rep, ok := s.readIntegration(r, &next); !ok {
		return rep
	}
	next.Status = statusByAPI2
	in.Integrations[i] = next
	s.linked(in, next.describe())
	return reply{status: http.StatusOK, body: object{"data": s.renderIntegration(in, next)}}
}

func (s *Server) deleteIntegration(r *request) reply {
	in, i, rep := s.integrationOf(r)
	if in == nil {
		return rep
	}
	s.linked(in, "removed "+in.Integrations[i].describe())
	in.Integrations = slices.Delete(in.Integrations, i, i+1)
	return reply{status: http.StatusNoContent, media: mediaHTML}
}

func (s *Server) integrationOf(r *request) (*Incident, int, reply) {
	in, rep := s.incidentOf(r, plainFamily)
	if in == nil {
		return nil, 0, rep
	}
	id := r.PathValue("integration_metadata_id")
	i := slices.IndexFunc(in.Integrations, func(i Integration) bool { return i.ID == id })
	if i < 0 {
		return nil, 0, plainError(http.StatusNotFound, fmt.Sprintf("integration %s not found", id))
	}
	return in, i, reply{}
}

// describe names the row for people.
func (i Integration) describe() string {
	names := []string{}
	for _, c := range i.Channels {
		names = append(names, "#"+c.Name)
	}
	if len(names) == 0 {
		return fmt.Sprintf("integration of type %d", i.Type)
	}
	return "slack " + strings.Join(names, " ")
}

func (s *Server) renderIntegration(in *Incident, i Integration) object {
	metadata := raw(i.Raw)
	if i.Type == slackType {
		metadata = object{"channels": orEmpty(i.Channels)}
	}
	return object{
		"id": i.ID, "type": typeIntegration,
		"attributes": object{
			"incident_id": in.ID, "integration_type": i.Type, "status": i.Status, "metadata": metadata,
			"created": stamp(i.Created), "modified": stamp(i.Modified),
		},
		"relationships": object{
			"created_by_user":       object{"data": ref(typeUser, string(i.By))},
			"last_modified_by_user": object{"data": ref(typeUser, string(i.By))},
		},
	}
}

// visible returns the rows that show by now.
func (s *Server) visible(in *Incident) []Integration {
	rows := []Integration{}
	for _, i := range in.Integrations {
		quiet := i.Status == statusPending && s.now().Before(in.Created.Add(s.opts.Slack.Quiet))
		if !quiet {
			rows = append(rows, i)
		}
	}
	return rows
}

// refresh brings what changes by time alone up to date: a channel that Slack
// refused. The caller holds mu.
func (s *Server) refresh(in *Incident) {
	if !s.opts.Slack.Fail {
		return
	}
	for i := range in.Integrations {
		if row := &in.Integrations[i]; row.Status == statusPending && s.channelDue(in) {
			row.Status, row.Modified = statusFailed, s.now()
		}
	}
}

func (s *Server) channelDue(in *Incident) bool {
	return !s.now().Before(in.Created.Add(max(s.opts.Slack.Delay, s.opts.Slack.Quiet)))
}

// openChannels makes the Slack channels whose time has come. It is called
// without mu, because making a channel may be somebody else's code.
func (s *Server) openChannels() {
	app := s.opts.Slack
	if app.Team == "" || app.Fail {
		return
	}
	type opening struct {
		id   IncidentID
		name string
	}
	var due []opening
	s.mu.Lock()
	for _, in := range s.incidents {
		pending := slices.ContainsFunc(in.Integrations, func(i Integration) bool { return i.Status == statusPending })
		if pending && !in.channelBeingOpened && s.channelDue(in) {
			in.channelBeingOpened = true
			due = append(due, opening{in.ID, fmt.Sprintf("incident-%d", in.PublicID)})
		}
	}
	s.mu.Unlock()
	for _, o := range due {
		id := "C0DD" + strings.ToUpper(newID("channel", o.name)[:7])
		if app.Create != nil {
			id = app.Create(o.name)
		}
		s.channelOpened(o.id, Channel{
			ID: id, Name: o.name, Team: app.Team,
			RedirectURL: fmt.Sprintf("https://slack.com/app_redirect?channel=%s&team=%s", id, app.Team),
		})
	}
}

func (s *Server) channelOpened(id IncidentID, c Channel) {
	s.mu.Lock()
	defer s.mu.Unlock()
	in := s.find(id)
	if in == nil {
		return // deleted meanwhile
	}
	for i := range in.Integrations {
		if row := &in.Integrations[i]; row.Status == statusPending {
			row.Status, row.Channels, row.Modified = statusComplete, []Channel{c}, s.now()
			s.changed(Change{What: Linked, By: row.By, Incident: in.clone(), Detail: row.describe()})
		}
	}
}
