package triage_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

func pagingOffice(t *testing.T) *office {
	o := clusterOffice(t)
	o.Policy.Incident.Datadog = true
	o.Policy.Incident.Severities = []triage.SeverityLevel{{Key: "SEV-1"}, {Key: "SEV-2"}, {Key: "SEV-4"}}
	o.Policy.Incident.Page = triage.PagePolicy{Team: "platform", Severity: map[triage.Severity]triage.PageUrgency{"SEV-1": triage.PageHigh, "SEV-2": triage.PageLow}}
	return o
}

// onIncident is an order about an incident, a second later.
func (o *office) onIncident(id triage.IncidentID, by triage.PersonID, c triage.Command) error {
	o.n++
	o.now = o.now.Add(time.Second)
	_, err := o.Handle(o.t.Context(), triage.Order{Key: fmt.Sprint("k", o.n), By: by, Incident: id, At: o.now, Command: c})
	return err
}

// pages is what has been decided about pages of an incident, from its history.
func (o *office) pages(id triage.IncidentID) (states []triage.PageState) {
	o.t.Helper()
	require.NoError(o.t, o.Store.View(o.t.Context(), func(r triage.Reader) error {
		for rec, err := range r.History(string(id)) {
			if err != nil {
				return err
			}
			if e, ok := rec.Event.(triage.PageChanged); ok {
				states = append(states, e.State)
			}
		}
		return nil
	}))
	return states
}

// Nobody is paged twice for an incident, and what happens in Slack happens to
// the page.
func TestOnePageForAnIncident(t *testing.T) {
	const wanted, sent, unclear, refused, acknowledged, resolved = triage.PageWanted, triage.PageSent, triage.PageUnclear, triage.PageRefused, triage.PageAcknowledged, triage.PageResolved
	outcome := func(n int, s triage.PageState) func(o *office, id triage.IncidentID) error {
		return func(o *office, id triage.IncidentID) error {
			return o.onIncident(id, "", triage.PageOutcome{N: n, State: s, ID: "p", Reason: "r"})
		}
	}
	does := func(by triage.PersonID, c triage.Command) func(o *office, id triage.IncidentID) error {
		return func(o *office, id triage.IncidentID) error { return o.onIncident(id, by, c) }
	}
	update := does(tanaka, triage.UpdateIncident{Status: "looking"})
	resolve := does(tanaka, triage.ChangeIncident{Status: triage.IncidentResolved})
	for name, c := range map[string]struct {
		declare func(*triage.Declare)
		then    []func(o *office, id triage.IncidentID) error
		want    []triage.PageState
	}{
		"declared":              {nil, nil, []triage.PageState{wanted}},
		"not severe enough":     {func(c *triage.Declare) { c.Severity = "SEV-4" }, nil, nil},
		"a drill":               {func(c *triage.Declare) { c.Drill = true }, nil, nil},
		"become severe":         {func(c *triage.Declare) { c.Severity = "SEV-4" }, []func(*office, triage.IncidentID) error{update, does(tanaka, triage.ChangeIncident{Severity: "SEV-1"})}, []triage.PageState{wanted}},
		"become more severe":    {nil, []func(*office, triage.IncidentID) error{outcome(1, sent), does("", triage.ObserveIncident{Seen: triage.RemoteFace{Severity: "SEV-1"}})}, []triage.PageState{wanted, sent}},
		"somebody acts":         {nil, []func(*office, triage.IncidentID) error{outcome(1, sent), update}, []triage.PageState{wanted, sent, acknowledged}},
		"somebody acted before": {nil, []func(*office, triage.IncidentID) error{update, outcome(1, sent)}, []triage.PageState{wanted, sent, acknowledged}},
		"an asker acts":         {nil, []func(*office, triage.IncidentID) error{outcome(1, sent), does("UCOMMANDER", triage.UpdateIncident{Status: "x"})}, []triage.PageState{wanted, sent}},
		"resolved":              {nil, []func(*office, triage.IncidentID) error{outcome(1, sent), resolve}, []triage.PageState{wanted, sent, resolved}},
		"resolved before":       {nil, []func(*office, triage.IncidentID) error{resolve, outcome(1, sent)}, []triage.PageState{wanted, sent, resolved}},
		"resolved, reopened":    {nil, []func(*office, triage.IncidentID) error{outcome(1, sent), resolve, does(tanaka, triage.ReopenIncident())}, []triage.PageState{wanted, sent, resolved}},
		"unclear":               {nil, []func(*office, triage.IncidentID) error{outcome(1, unclear), update}, []triage.PageState{wanted, unclear}},
		"a second outcome":      {nil, []func(*office, triage.IncidentID) error{outcome(1, unclear), outcome(1, sent)}, []triage.PageState{wanted, unclear}},
		"paged again":           {nil, []func(*office, triage.IncidentID) error{outcome(1, unclear), does(tanaka, triage.PageAgain{}), outcome(2, sent)}, []triage.PageState{wanted, unclear, wanted, sent}},
		"refused, paged again":  {nil, []func(*office, triage.IncidentID) error{outcome(1, refused), does(suzuki, triage.PageAgain{})}, []triage.PageState{wanted, refused, wanted}},
		"no way to send it":     {nil, []func(*office, triage.IncidentID) error{does("", triage.Undeliverable{Notice: "send_page", Reason: "r"})}, []triage.PageState{wanted, refused}},
		"of an earlier page":    {nil, []func(*office, triage.IncidentID) error{outcome(1, refused), does(suzuki, triage.PageAgain{}), outcome(1, sent)}, []triage.PageState{wanted, refused, wanted}},
	} {
		t.Run(name, func(t *testing.T) {
			o := pagingOffice(t)
			id := o.declares("API down", func(d *triage.Declare) {
				d.Severity = "SEV-2"
				if c.declare != nil {
					c.declare(d)
				}
			})
			require.NoError(t, o.onIncident(id, "", triage.Synced{}))
			for _, f := range c.then {
				if err := f(o, id); err != nil { // of an asker
					require.Equal(t, triage.Denied, triage.KindOf(err))
				}
			}
			require.Equal(t, c.want, o.pages(id))
		})
	}
}

// To page again is for the team, while nobody knows whether anybody was.
func TestWhoMayPageAgain(t *testing.T) {
	o := pagingOffice(t)
	id := o.declares("API down")
	require.Equal(t, triage.Conflict, triage.KindOf(o.onIncident(id, tanaka, triage.PageAgain{})), "on its way")
	require.NoError(t, o.onIncident(id, "", triage.PageOutcome{N: 1, State: triage.PageUnclear}))
	require.Equal(t, triage.Denied, triage.KindOf(o.onIncident(id, sato, triage.PageAgain{})))
	require.NoError(t, o.onIncident(id, tanaka, triage.PageAgain{}))
	require.Equal(t, triage.Conflict, triage.KindOf(o.onIncident(id, suzuki, triage.PageAgain{})), "somebody was faster")
}
