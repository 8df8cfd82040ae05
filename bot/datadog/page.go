package datadog

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/DataDog/datadog-api-client-go/v2/api/datadogV2"
	"github.com/google/uuid"

	"toban/bot/outbox"
	"toban/bot/triage"
)

// pageWithin is for how long a page that certainly was not sent is tried
// again. After that a person is asked, who is mentioned in Slack at once.
const pageWithin = 2 * time.Minute

// PagingHost is where pages of a site are sent: On-Call has hosts of its own.
// ok is false where Datadog offers no On-Call.
//
// The table is Datadog's, see https://docs.datadoghq.com/api/latest/on-call-paging/.
func PagingHost(site string) (host string, ok bool) {
	switch cmp.Or(site, "datadoghq.com") {
	case "datadoghq.com":
		return "navy.oncall.datadoghq.com", true
	case "us3.datadoghq.com":
		return "teal.oncall.datadoghq.com", true
	case "us5.datadoghq.com":
		return "coral.oncall.datadoghq.com", true
	case "datadoghq.eu":
		return "beige.oncall.datadoghq.eu", true
	case "ap1.datadoghq.com":
		return "saffron.oncall.datadoghq.com", true
	case "ap2.datadoghq.com":
		return "lava.oncall.datadoghq.com", true
	case "uk1.datadoghq.com":
		return "scarlet.oncall.datadoghq.com", true
	}
	return "", false
}

// paging is the client for pages: nil where the site has no On-Call.
func (c Config) paging() (*datadogV2.OnCallPagingApi, error) {
	client, err := c.client()
	if err != nil {
		return nil, err
	}
	if c.URL == "" {
		host, ok := PagingHost(c.Site)
		if !ok {
			return nil, nil //nolint:nilnil // there is none
		}
		client.GetConfig().Host = host
	}
	return datadogV2.NewOnCallPagingApi(client), nil
}

// page calls the team, at most once. Datadog knows no key under which a
// repeated page is the same, and cannot list pages: an outcome that is not
// known stays so, and a person decides.
func (s *Incidents) page(ctx context.Context, j outbox.Job, n triage.SendPage) (outbox.Receipt, error) {
	i, err := s.config.Incident(ctx, n.Incident)
	if err != nil {
		return outbox.Receipt{}, outbox.Permanent(err)
	}
	if i.Status == triage.IncidentResolved || i.Page.N != n.N || i.Page.State != triage.PageWanted {
		return outbox.Receipt{}, nil // nobody is to be called any more
	}
	if s.pages == nil {
		return paged(n, triage.PageOutcome{State: triage.PageRefused, Reason: fmt.Sprintf("Datadog offers no On-Call on the site %s", s.config.Site)}), nil
	}
	ctx, c := s.call(ctx)
	answer, res, err := s.pages.CreateOnCallPage(ctx, s.pageRequest(i, n))
	defer drop(res)
	id := ""
	if data := answer.Data; data != nil {
		id = data.GetId()
	}
	err = c.judge(res, err, id != "")
	refused, no := errors.AsType[*refusal](err)
	switch {
	case err == nil:
		return paged(n, triage.PageOutcome{State: triage.PageSent, ID: id}), nil
	case no && refused.status == http.StatusForbidden:
		return paged(n, triage.PageOutcome{State: triage.PageRefused, Reason: "Datadog forbids it (403): the application key needs oncall_page"}), nil
	case no:
		return paged(n, triage.PageOutcome{State: triage.PageRefused, Reason: refused.Error()}), nil
	case outbox.IsUnclear(err):
		s.log.WarnContext(ctx, "outcome of a page unclear, it is not repeated", "incident", n.Incident, "error", err)
		return paged(n, triage.PageOutcome{State: triage.PageUnclear, Reason: err.Error()}), nil
	case s.config.Now().Sub(j.Queued) >= pageWithin:
		return paged(n, triage.PageOutcome{State: triage.PageRefused, Reason: err.Error()}), nil
	}
	return outbox.Receipt{}, err
}

func paged(n triage.SendPage, c triage.PageOutcome) outbox.Receipt {
	c.N = n.N
	return order(n.Incident, c)
}

// pageRequest is what people read when they are called.
func (s *Incidents) pageRequest(i triage.Incident, n triage.SendPage) datadogV2.CreatePageRequest {
	urgency := datadogV2.PAGEURGENCY_LOW
	if n.Urgency == triage.PageHigh {
		urgency = datadogV2.PAGEURGENCY_HIGH
	}
	attributes := datadogV2.CreatePageRequestDataAttributes{
		Title: fmt.Sprintf("%s %s %s", i.ID, i.Severity, i.Title), Urgency: urgency,
		Target: datadogV2.CreatePageRequestDataAttributesTarget{
			Type: datadogV2.ONCALLPAGETARGETTYPE_TEAM_HANDLE.Ptr(), Identifier: &s.config.PageTeam,
		},
		Tags: []string{"source:toban", "severity:" + string(i.Severity)},
	}
	if i.Affected != "" {
		attributes.SetDescription(i.Affected)
	}
	return datadogV2.CreatePageRequest{Data: &datadogV2.CreatePageRequestData{
		Type: datadogV2.CREATEPAGEREQUESTDATATYPE_PAGES, Attributes: &attributes,
	}}
}

// settlePage acknowledges or resolves a page, which may be repeated. One that
// Datadog does not know any more is settled.
func (s *Incidents) settlePage(ctx context.Context, n triage.SettlePage) error {
	id, err := uuid.Parse(n.Page)
	if err != nil || s.pages == nil {
		return outbox.Permanent(fmt.Errorf("page %q: %w", n.Page, cmp.Or(err, errors.New("no On-Call on this site"))))
	}
	move := s.pages.AcknowledgeOnCallPage
	if n.State == triage.PageResolved {
		move = s.pages.ResolveOnCallPage
	}
	ctx, c := s.call(ctx)
	res, err := move(ctx, id)
	defer drop(res)
	err = c.judge(res, err, err == nil)
	if no, ok := errors.AsType[*refusal](err); ok {
		switch no.status {
		case http.StatusNotFound:
			return nil
		case http.StatusForbidden: // of the page alone: nothing else rests for it
			return outbox.Permanent(errors.New("forbidden (403): the keys may not acknowledge or resolve pages"))
		}
	}
	return err
}

// CheckPaging asks whether pages can be sent, and pages nobody: no page has
// the id whose acknowledgement it asks for. An error says that Datadog could
// not be asked.
func (s *Incidents) CheckPaging(ctx context.Context) (Access, error) {
	if s.pages == nil {
		return AccessRefused, nil
	}
	ctx, c := s.call(ctx)
	res, err := s.pages.AcknowledgeOnCallPage(ctx, uuid.MustParse(nobody))
	drop(res)
	err = c.judge(res, err, err == nil)
	no, ok := errors.AsType[*refusal](err)
	switch {
	case err == nil, ok && no.status == http.StatusNotFound:
		return AccessWrite, nil
	case ok && (no.status == http.StatusForbidden || no.status == http.StatusUnauthorized):
		return AccessReadOnly, nil
	case ok:
		return AccessUnclear, nil
	}
	return AccessUnclear, err
}
