package datadog_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/datadog"
	"toban/bot/outbox"
	"toban/bot/triage"
	"toban/test/fakedatadog"
	"toban/test/fakedatadog/contract"
)

var sendPage = triage.SendPage{Incident: "INC-7", N: 1, Urgency: triage.PageHigh}

// pager is a desk whose incident wants a page.
func pager(t *testing.T) *desk {
	d := newDesk(t, fakedatadog.Options{})
	d.incident.Page = triage.OnCallPage{N: 1, Urgency: triage.PageHigh, State: triage.PageWanted}
	return d
}

// Every way a page can end: whatever happened, nobody is paged twice, and where
// it is not known whether anybody was, a person is asked.
func TestNobodyIsPagedTwice(t *testing.T) {
	for _, c := range []struct {
		fault fakedatadog.Fault
		state triage.PageState
		pages int
	}{
		{fakedatadog.Fault{Trouble: fakedatadog.Refused}, triage.PageSent, 1},
		{fakedatadog.Fault{Trouble: fakedatadog.Refused, Times: 100}, triage.PageRefused, 0},
		{fakedatadog.Fault{Trouble: fakedatadog.RateLimited, Reset: 20 * time.Second}, triage.PageSent, 1},
		{fakedatadog.Fault{Trouble: fakedatadog.RateLimited, Reset: 20 * time.Second, Times: 100}, triage.PageRefused, 0},
		{fakedatadog.Fault{Trouble: fakedatadog.Forbidden}, triage.PageRefused, 0},
		{fakedatadog.Fault{Trouble: fakedatadog.Unauthorized}, triage.PageRefused, 0},
		{fakedatadog.Fault{Trouble: fakedatadog.ServerError}, triage.PageUnclear, 0},
		{fakedatadog.Fault{Trouble: fakedatadog.ServerError, Stored: true}, triage.PageUnclear, 1},
		{fakedatadog.Fault{Trouble: fakedatadog.ServerError, Status: http.StatusRequestTimeout, Stored: true}, triage.PageUnclear, 1},
		{fakedatadog.Fault{Trouble: fakedatadog.Hang}, triage.PageUnclear, 0},
		{fakedatadog.Fault{Trouble: fakedatadog.Hang, Stored: true}, triage.PageUnclear, 1},
		{fakedatadog.Fault{Trouble: fakedatadog.Reset, Stored: true}, triage.PageUnclear, 1},
		{fakedatadog.Fault{Trouble: fakedatadog.Empty, Stored: true}, triage.PageUnclear, 1},
		{fakedatadog.Fault{Trouble: fakedatadog.Truncated, Stored: true}, triage.PageUnclear, 1},
		{fakedatadog.Fault{Trouble: fakedatadog.HTML, Stored: true}, triage.PageUnclear, 1},
		{fakedatadog.Fault{Trouble: fakedatadog.NoID, Stored: true}, triage.PageUnclear, 1},
		{fakedatadog.Fault{Trouble: fakedatadog.Slow, Delay: 5 * time.Second}, triage.PageSent, 1},
	} {
		t.Run(c.fault.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := pager(t)
				c.fault.Operation = "CreateOnCallPage"
				d.Inject(c.fault)
				v, got := d.step(t, sendPage)
				for v != sent {
					require.Less(t, d.attempts["send_page"], 20, "it never ends")
					time.Sleep(31 * time.Second)
					v, got = d.step(t, sendPage)
				}
				outcome := got.(triage.PageOutcome)
				require.Equal(t, c.state, outcome.State)
				require.Equal(t, 1, outcome.N)
				require.Equal(t, c.state == triage.PageSent, outcome.ID != "")
				require.Equal(t, c.state != triage.PageSent, outcome.Reason != "", "a person is told why")
				require.Len(t, d.Pages(), c.pages)
			})
		})
	}
}

// A page that may have left before toban stopped is not sent once more.
func TestAPageInterruptedIsUnclear(t *testing.T) {
	d := pager(t)
	d.doubtful["send_page"] = true
	v, got := d.step(t, sendPage)
	require.Equal(t, sent, v)
	require.Equal(t, triage.PageUnclear, got.(triage.PageOutcome).State)
	require.Zero(t, d.Count("CreateOnCallPage"))
}

// Nobody is called for what is over, or was settled, before the page left.
func TestPagesThatNobodyNeeds(t *testing.T) {
	for name, change := range map[string]func(*triage.Incident){
		"resolved":      func(i *triage.Incident) { i.Status = triage.IncidentResolved },
		"settled":       func(i *triage.Incident) { i.Page.State = triage.PageUnclear },
		"another since": func(i *triage.Incident) { i.Page.N = 2 },
	} {
		t.Run(name, func(t *testing.T) {
			d := pager(t)
			change(&d.incident)
			v, _ := d.step(t, sendPage)
			require.Equal(t, sent, v)
			require.Empty(t, d.Pages())
		})
	}
}

func TestPagingHosts(t *testing.T) {
	for site, want := range map[string]string{
		"": "navy.oncall.datadoghq.com", "datadoghq.com": "navy.oncall.datadoghq.com", "us3.datadoghq.com": "teal.oncall.datadoghq.com",
		"us5.datadoghq.com": "coral.oncall.datadoghq.com", "datadoghq.eu": "beige.oncall.datadoghq.eu", "ap1.datadoghq.com": "saffron.oncall.datadoghq.com",
		"ap2.datadoghq.com": "lava.oncall.datadoghq.com", "uk1.datadoghq.com": "scarlet.oncall.datadoghq.com", "ddog-gov.com": "", "us2.ddog-gov.com": "",
	} {
		host, ok := datadog.PagingHost(site)
		require.Equal(t, want, host, site)
		require.Equal(t, want != "", ok, site)

		var called []string
		incident := triage.Incident{ID: "INC-7", Page: triage.OnCallPage{N: 1, State: triage.PageWanted}}
		s, err := datadog.New(datadog.Config{
			Site: site, APIKey: "api", AppKey: "app", PageTeam: "platform",
			Transport: refusing(func(r *http.Request) { called = append(called, r.URL.Host) }),
			Incident:  func(context.Context, triage.IncidentID) (triage.Incident, error) { return incident, nil },
		})
		require.NoError(t, err)
		receipt, err := s.Send(t.Context(), outbox.Job{Notice: sendPage, Queued: time.Now()})
		require.NoError(t, err)
		if want == "" {
			require.Empty(t, called)
			require.Equal(t, triage.PageRefused, receipt.Orders[0].Command.(triage.PageOutcome).State)
			continue
		}
		require.Equal(t, []string{want}, called)
	}
}

// refusing answers 403 to whatever is asked.
type refusing func(*http.Request)

func (f refusing) RoundTrip(r *http.Request) (*http.Response, error) {
	f(r)
	return &http.Response{StatusCode: http.StatusForbidden, Header: http.Header{}, Body: http.NoBody, Request: r}, nil
}

// What is sent over the wire, and what the emulator answers, is what Datadog
// describes.
func TestPagesAsDatadogDescribesThem(t *testing.T) {
	var ops []contract.Operation
	for _, name := range []string{"CreateOnCallPage", "AcknowledgeOnCallPage", "ResolveOnCallPage"} {
		ops = append(ops, contract.Operation{Version: "v2", Name: name})
	}
	dir, err := contract.SpecDir(t.Context())
	require.NoError(t, err)
	v, err := contract.Load(t.Context(), dir, ops)
	require.NoError(t, err)
	fake := fakedatadog.New(fakedatadog.Options{})
	server := httptest.NewServer(v.Middleware(fake, func(err error) { t.Errorf("contract: %v", err) }))
	t.Cleanup(server.Close)
	incident := triage.Incident{
		ID: "INC-7", Title: "checkout 5xx", Severity: "SEV-2", Affected: "checkout",
		Page: triage.OnCallPage{N: 1, Urgency: triage.PageHigh, State: triage.PageWanted},
	}
	s, err := datadog.New(datadog.Config{
		URL: server.URL, APIKey: "api", AppKey: "app", PageTeam: "platform",
		Incident: func(context.Context, triage.IncidentID) (triage.Incident, error) { return incident, nil },
	})
	require.NoError(t, err)
	access, err := s.CheckPaging(t.Context())
	require.NoError(t, err)
	require.Equal(t, datadog.AccessWrite, access)
	require.Empty(t, fake.Pages(), "a check pages nobody")

	receipt, err := s.Send(t.Context(), outbox.Job{Notice: sendPage, Queued: time.Now()})
	require.NoError(t, err)
	id := receipt.Orders[0].Command.(triage.PageOutcome).ID
	page := fake.Pages()[0]
	require.Equal(t, id, string(page.ID))
	require.Equal(t, "INC-7 SEV-2 checkout 5xx", page.Title)
	require.Equal(t, "checkout", page.Description)
	require.Equal(t, "high", page.Urgency)
	require.Equal(t, fakedatadog.Target{Type: "team_handle", Identifier: "platform"}, page.Target)

	settle := func(state triage.PageState, id string) error {
		_, err := s.Send(t.Context(), outbox.Job{Notice: triage.SettlePage{Incident: "INC-7", Page: id, State: state}})
		return err
	}
	require.NoError(t, settle(triage.PageAcknowledged, id))
	require.Equal(t, "acknowledged", fake.Pages()[0].Status)
	require.NoError(t, settle(triage.PageResolved, id))
	require.Equal(t, "resolved", fake.Pages()[0].Status)
	require.NoError(t, settle(triage.PageResolved, "746f6261-6e00-8000-8000-000000000000"), "a page that is gone is settled")
	require.Error(t, settle(triage.PageResolved, "no uuid"))
}

func TestWhoMayPage(t *testing.T) {
	for trouble, want := range map[fakedatadog.Trouble]datadog.Access{
		fakedatadog.Forbidden: datadog.AccessReadOnly, fakedatadog.Unauthorized: datadog.AccessReadOnly, fakedatadog.ServerError: datadog.AccessUnclear,
	} {
		d := pager(t)
		d.Inject(fakedatadog.Fault{Operation: "AcknowledgeOnCallPage", Trouble: trouble})
		access, err := d.sender.CheckPaging(t.Context())
		require.Equal(t, trouble == fakedatadog.ServerError, err != nil)
		require.Equal(t, want, access)
	}
}
