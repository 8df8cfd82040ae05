package datadog

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"toban/bot/phrase"
)

// boardMark stands in the description of the dashboard, whatever its title is
// changed to: by it the dashboard is found again.
const boardMark = "[toban-dashboard]"

// overview is the dashboard of incidents that Datadog ships.
const overview = "/dash/integration/30523"

// A Board is a dashboard as Datadog's API takes it, of what toban sends as
// metrics.
type Board struct {
	Title       string          `json:"title"`
	Description string          `json:"description"`
	Layout      string          `json:"layout_type"`
	Reflow      string          `json:"reflow_type"`
	Variables   []boardVariable `json:"template_variables"`
	Widgets     []widget        `json:"widgets"`
}

type boardVariable struct {
	Name    string `json:"name"`
	Prefix  string `json:"prefix"`
	Default string `json:"default"`
}

type widget struct {
	Definition definition `json:"definition"`
}

// definition is a widget: a group, a note, or a picture of queries.
type definition struct {
	Type     string        `json:"type"`
	Title    string        `json:"title,omitempty"`
	Layout   string        `json:"layout_type,omitempty"` // of a group
	Widgets  []widget      `json:"widgets,omitempty"`     // of a group
	Content  string        `json:"content,omitempty"`     // of a note
	Requests []pictureData `json:"requests,omitempty"`
}

type pictureData struct {
	Format   string    `json:"response_format"`
	Queries  []query   `json:"queries"`
	Formulas []formula `json:"formulas"`
	Display  string    `json:"display_type,omitempty"` // of a series over time
}

type query struct {
	Source    string `json:"data_source"`
	Name      string `json:"name"`
	Query     string `json:"query"`
	Aggregate string `json:"aggregator,omitempty"` // over the time that is shown, of a single number
}

type formula struct {
	Formula string        `json:"formula"`
	Limit   *formulaLimit `json:"limit,omitempty"`
}

type formulaLimit struct {
	Count int    `json:"count"`
	Order string `json:"order"`
}

// Dashboard is the dashboard in a language, with links to the site's own.
func (c Config) Dashboard(b phrase.Book) Board {
	asked, declared := "{$team,$area,$rotation}", "{$team,$area,$rotation,$severity}"
	group := func(title phrase.Line, widgets ...widget) widget {
		return widget{definition{Type: "group", Title: b.Say(title), Layout: "ordered", Widgets: widgets}}
	}
	count := func(name, scope, by string) string { return fmt.Sprintf("sum:%s%s%s.as_count()", name, scope, by) }
	number := func(title phrase.Line, aggregate, text string) widget {
		return widget{definition{Type: "query_value", Title: b.Say(title), Requests: []pictureData{
			{Format: "scalar", Queries: queries(aggregate, text), Formulas: []formula{{Formula: "a"}}},
		}}}
	}
	bars := func(title phrase.Line, text string) widget {
		return widget{definition{Type: "timeseries", Title: b.Say(title), Requests: []pictureData{
			{Format: "timeseries", Queries: queries("", text), Formulas: []formula{{Formula: "a"}}, Display: "bars"},
		}}}
	}
	top := func(title phrase.Line, text string) widget {
		return widget{definition{Type: "toplist", Title: b.Say(title), Requests: []pictureData{
			{Format: "scalar", Queries: queries("sum", text), Formulas: []formula{{Formula: "a", Limit: &formulaLimit{Count: 10, Order: "desc"}}}},
		}}}
	}
	mean := func(title phrase.Line, name, scope string, unit int) widget {
		return widget{definition{Type: "timeseries", Title: b.Say(title), Requests: []pictureData{{
			Format: "timeseries", Display: "line",
			Queries:  queries("", count(name+".seconds", scope, ""), count(name+".count", scope, "")),
			Formulas: []formula{{Formula: fmt.Sprintf("a / b / %d", unit)}},
		}}}}
	}
	const minute, hour = 60, 3600
	return Board{
		Title: b.Say(phrase.BoardTitle), Description: b.Say(phrase.BoardAbout) + " " + boardMark, Layout: "ordered", Reflow: "auto",
		Variables: []boardVariable{
			{Name: "team", Prefix: "team", Default: "*"},
			{Name: "area", Prefix: "area", Default: "*"},
			{Name: "rotation", Prefix: "rotation", Default: "*"},
			{Name: "severity", Prefix: "severity", Default: "*"},
		},
		Widgets: []widget{
			{definition{Type: "note", Content: b.Say(phrase.BoardNote, "overview", c.page(overview), "incidents", c.page("/incidents"))}},
			group(
				phrase.BoardInquiries,
				number(phrase.PanelOpen, "last", "sum:toban.inquiry.open{$rotation}"),
				number(phrase.PanelOverdue, "last", "sum:toban.inquiry.overdue{$rotation}"),
				number(phrase.PanelBreached, "sum", count("toban.inquiry.breached", asked, "")),
				number(phrase.PanelReopened, "sum", count("toban.inquiry.reopened", asked, "")),
				bars(phrase.PanelOpened, count("toban.inquiry.opened", asked, " by {area}")),
				top(phrase.PanelTeams, count("toban.inquiry.opened", asked, " by {team}")),
				mean(phrase.PanelReply, "toban.inquiry.first_reply", asked, minute),
				mean(phrase.PanelSolving, "toban.inquiry.time_to_resolve", asked, hour),
				top(phrase.PanelClasses, count("toban.inquiry.resolved", asked, " by {class}")),
			),
			group(
				phrase.BoardIncidents,
				number(phrase.PanelRunning, "last", "sum:toban.incident.running{$severity}"),
				number(phrase.PanelReviews, "last", "sum:toban.incident.reviews_overdue{*}"),
				number(phrase.PanelActions, "last", "sum:toban.incident.actions_overdue{*}"),
				bars(phrase.PanelDeclared, count("toban.incident.declared", declared, " by {severity}")),
				top(phrase.PanelOrigins, count("toban.incident.declared", declared, " by {origin}")),
				top(phrase.PanelCauses, count("toban.incident.resolved", declared, " by {cause}")),
				mean(phrase.PanelAcknowledged, "toban.incident.time_to_acknowledge", declared, minute),
				mean(phrase.PanelStable, "toban.incident.time_to_stabilise", declared, minute),
				mean(phrase.PanelRestored, "toban.incident.time_to_restore", declared, minute),
				widget{definition{Type: "query_value", Title: b.Say(phrase.PanelImpact), Requests: []pictureData{{
					Format: "scalar", Queries: queries("sum", count("toban.incident.impact.seconds", declared, "")),
					Formulas: []formula{{Formula: fmt.Sprintf("a / %d", minute)}},
				}}}},
			),
		},
	}
}

// queries are queries of metrics, called a, b and so on.
func queries(aggregate string, texts ...string) []query {
	var out []query
	for i, text := range texts {
		out = append(out, query{Source: "metrics", Name: string(rune('a' + i)), Query: text, Aggregate: aggregate})
	}
	return out
}

// Dashboards keeps toban's dashboard in Datadog.
//
// It speaks the documented JSON over plain HTTP: the client's package of this
// API is one more large one to compile, for three calls.
type Dashboards struct {
	config Config
	http   *http.Client
	base   string
}

// NewDashboards returns what keeps the dashboard; it makes no call.
func NewDashboards(c Config) (*Dashboards, error) {
	client, err := c.client()
	if err != nil {
		return nil, err
	}
	cfg := client.GetConfig()
	return &Dashboards{config: c, http: cfg.HTTPClient, base: cfg.Scheme + "://" + cfg.Host}, nil
}

// Applied says what became of a dashboard.
type Applied struct {
	ID      string `json:"id"`
	URL     string `json:"url"`
	Created bool   `json:"created"` // else it was there and was updated

	Others []string `json:"others,omitempty"` // more dashboards of toban's, left as they are
}

const boardPath = "/api/v1/dashboard"

// Apply creates the dashboard, or updates the oldest of those that it finds:
// to repeat it after a lost answer makes no second one.
func (d *Dashboards) Apply(ctx context.Context, board Board) (Applied, error) {
	found, err := d.find(ctx)
	if err != nil {
		return Applied{}, err
	}
	method, path := http.MethodPost, boardPath
	if len(found) > 0 {
		method, path = http.MethodPut, boardPath+"/"+url.PathEscape(found[0])
	}
	var answer struct {
		ID  string `json:"id"`
		URL string `json:"url"`
	}
	if err := d.call(ctx, method, path, board, &answer); err != nil {
		return Applied{}, err
	}
	if answer.ID == "" {
		return Applied{}, errors.New("datadog answered without the dashboard: look whether it is there, and run this again")
	}
	out := Applied{ID: answer.ID, Created: len(found) == 0}
	if !out.Created {
		out.Others = found[1:]
	}
	out.URL = d.config.page("/dashboard/" + answer.ID)
	if strings.HasPrefix(answer.URL, "/") {
		out.URL = d.config.page(answer.URL)
	}
	return out, nil
}

// find returns the ids of toban's dashboards, the oldest first.
func (d *Dashboards) find(ctx context.Context) ([]string, error) {
	type summary struct {
		ID          string `json:"id"`
		Description string `json:"description"`
		Created     string `json:"created_at"`
	}
	const page = 100
	var found []summary
	for start := 0; ; start += page {
		var list struct {
			Dashboards []summary `json:"dashboards"`
		}
		at := url.Values{"count": {strconv.Itoa(page)}, "start": {strconv.Itoa(start)}}
		if err := d.call(ctx, http.MethodGet, boardPath+"?"+at.Encode(), nil, &list); err != nil {
			return nil, err
		}
		for _, s := range list.Dashboards {
			if strings.Contains(s.Description, boardMark) {
				found = append(found, s)
			}
		}
		if len(list.Dashboards) < page {
			break
		}
	}
	slices.SortStableFunc(found, func(a, b summary) int { return strings.Compare(a.Created, b.Created) })
	var ids []string
	for _, s := range found {
		ids = append(ids, s.ID)
	}
	return ids, nil
}

// call makes one request and reads its answer.
func (d *Dashboards) call(ctx context.Context, method, path string, in, out any) error {
	var body io.Reader
	if in != nil {
		data, err := json.Marshal(in)
		if err != nil {
			return fmt.Errorf("write the dashboard: %w", err)
		}
		body = bytes.NewReader(data)
	}
	req, err := http.NewRequestWithContext(ctx, method, d.base+path, body)
	if err != nil {
		return fmt.Errorf("ask Datadog for dashboards: %w", err)
	}
	req.Header.Set("DD-API-KEY", d.config.APIKey)
	req.Header.Set("DD-APPLICATION-KEY", d.config.AppKey)
	req.Header.Set("Accept", "application/json")
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := d.http.Do(req)
	if err != nil {
		return fmt.Errorf("ask Datadog for dashboards: %w", err)
	}
	defer drop(res)
	answer, err := io.ReadAll(io.LimitReader(res.Body, 32<<20))
	switch {
	case err != nil:
		return fmt.Errorf("read Datadog's dashboards: %w", err)
	case res.StatusCode == http.StatusForbidden:
		return errors.New("datadog forbids it (403): the application key needs dashboards_read and dashboards_write")
	case res.StatusCode == http.StatusNotFound:
		return errors.New("the dashboard is gone (404): run this again")
	case res.StatusCode >= http.StatusBadRequest:
		return &refusal{status: res.StatusCode, text: short(answer)}
	}
	if err := json.Unmarshal(answer, out); err != nil {
		return fmt.Errorf("read Datadog's dashboards: it answered %d with %q", res.StatusCode, short(answer))
	}
	return nil
}
