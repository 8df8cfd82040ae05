package triage_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
	"toban/knowledge"
)

// A verdict is what the classifier makes of every text: an urgency, and an
// area that it is sure of.
type verdict struct {
	urgency knowledge.Urgency
	area    string
}

func (v verdict) Advise(context.Context, string, triage.Lang) (knowledge.Advice, error) {
	return knowledge.Advice{Classification: knowledge.Classification{
		Urgency: v.urgency, Area: knowledge.Guess{Key: v.area, Sure: v.area != "", Confidence: 1},
	}}, nil
}

func (o *office) declares(title string, change ...func(*triage.Declare)) triage.IncidentID {
	o.t.Helper()
	c := triage.Declare{Title: title, Severity: "SEV-2", Place: triage.Place{Channel: "CASK"}}
	for _, f := range change {
		f(&c)
	}
	return triage.IncidentID(o.order("", tanaka, c))
}

func (o *office) alerts(text string) triage.InquiryID {
	o.t.Helper()
	return o.order("", "UBOT", triage.Ask{Asker: "UBOT", Text: text, Alert: true, Place: triage.Place{Channel: "CALL", Thread: o.ts()}})
}

// What runs and what has just alerted raises by one what sounds like it, and
// nothing else.
func TestWhatGoesOnElsewhereRaisesByOne(t *testing.T) {
	const message = "Why does the checkout API answer 502 for cards?"
	for name, c := range map[string]struct {
		happens func(o *office)
		says    verdict
		urgency triage.Urgency
		asked   bool
		offered triage.IncidentID
	}{
		"nothing":                           {func(*office) {}, verdict{}, triage.UrgencyNormal, false, ""},
		"an incident in other words":        {func(o *office) { o.declares("Grafana is slow") }, verdict{}, triage.UrgencyNormal, false, ""},
		"an incident in the same words":     {func(o *office) { o.declares("checkout API 502") }, verdict{}, triage.UrgencyNormal, true, "INC-1"},
		"one word is not enough":            {func(o *office) { o.declares("checkout page") }, verdict{}, triage.UrgencyNormal, false, ""},
		"what is affected counts":           {func(o *office) { o.declares("Trouble", func(c *triage.Declare) { c.Affected = "cards, checkout" }) }, verdict{}, triage.UrgencyNormal, true, "INC-1"},
		"a symptom during another incident": {func(o *office) { o.declares("Grafana is slow") }, verdict{urgency: knowledge.UrgencySuspected}, triage.UrgencyUrgent, false, ""},
		"a symptom of this one":             {func(o *office) { o.declares("checkout API 502") }, verdict{urgency: knowledge.UrgencySuspected}, triage.UrgencyUrgent, false, "INC-1"},
		"a drill":                           {func(o *office) { o.declares("checkout API 502", func(c *triage.Declare) { c.Drill = true }) }, verdict{}, triage.UrgencyNormal, false, ""},
		"an incident of a private place": {func(o *office) {
			o.declares("checkout API 502", func(c *triage.Declare) { c.Place.Private = true })
		}, verdict{}, triage.UrgencyNormal, true, ""},
		"the inquiry behind it says it": {func(o *office) {
			o.declares("Trouble", func(c *triage.Declare) { c.Inquiry = o.ask("checkout API is down") })
		}, verdict{}, triage.UrgencyNormal, true, "INC-1"},
		"the area alone is offered and asks nothing": {func(o *office) {
			o.declares("Trouble", func(c *triage.Declare) { c.Inquiry = o.ask("pods are pending") })
		}, verdict{area: "network"}, triage.UrgencyNormal, false, "INC-1"},
		"of two the one in the same words": {func(o *office) {
			o.declares("checkout API 502")
			o.declares("Trouble", func(c *triage.Declare) { c.Inquiry = o.ask("pods are pending") })
		}, verdict{area: "network"}, triage.UrgencyNormal, true, "INC-1"},
		"an alert in the same words": {func(o *office) { o.alerts("checkout API p99 is high") }, verdict{}, triage.UrgencyNormal, true, ""},
		"an alert and a symptom":     {func(o *office) { o.alerts("checkout API p99 is high") }, verdict{urgency: knowledge.UrgencySuspected}, triage.UrgencyUrgent, false, ""},
		"an alert in other words":    {func(o *office) { o.alerts("disk of build-7 is full") }, verdict{urgency: knowledge.UrgencySuspected}, triage.UrgencyNormal, true, ""},
		"an alert of long ago": {func(o *office) {
			o.alerts("checkout API p99 is high")
			o.now = o.now.Add(16 * time.Minute)
		}, verdict{}, triage.UrgencyNormal, false, ""},
		"an alert that somebody closed": {func(o *office) {
			o.order(o.alerts("checkout API p99 is high"), tanaka, triage.Resolve{})
		}, verdict{}, triage.UrgencyNormal, false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			o := clusterOffice(t)
			o.Adviser = verdict{area: c.says.area}
			c.happens(o)
			o.Adviser = verdict{urgency: c.says.urgency, area: c.says.area}
			q := o.read(o.ask(message))
			require.Equal(t, c.urgency, q.Urgency)
			require.Equal(t, c.asked, q.Suspected())
			require.Equal(t, c.offered, q.Running)
		})
	}
}

func TestAnEditIsComparedToo(t *testing.T) {
	o := clusterOffice(t)
	o.Adviser = verdict{}
	o.declares("checkout API 502")
	id := o.ask("A question")
	require.Empty(t, o.read(id).Running)
	o.order(id, sato, triage.Edit{Text: "the checkout API answers 502", At: o.ts()})
	require.Equal(t, triage.IncidentID("INC-1"), o.read(id).Running)
	require.True(t, o.read(id).Suspected())
}

func TestWordsAreComparedWithoutAdvice(t *testing.T) {
	o := clusterOffice(t)
	o.declares("checkout API 502")
	require.True(t, o.read(o.ask("the checkout API answers 502")).Suspected())
}

func TestOutsidersAreOfferedNoIncident(t *testing.T) {
	o := clusterOffice(t)
	o.Adviser = verdict{}
	o.declares("checkout API 502")
	asked := func(in triage.ChannelID) triage.Inquiry {
		return o.read(o.order("", sato, triage.Ask{Asker: sato, Text: "checkout API 502?", Place: triage.Place{Channel: in, Thread: o.ts(), External: true}}))
	}
	require.Empty(t, asked("CPARTNER").Running)
	require.True(t, asked("CPARTNER").Suspected(), "they are asked what they know")
	require.Equal(t, triage.IncidentID("INC-1"), asked("CASK").Running, "it began there")
}

func TestAnInquiryJoinsARunningIncident(t *testing.T) {
	o := clusterOffice(t)
	o.Adviser = verdict{}
	early := o.ask("Something about checkout")
	asked := o.now
	o.now = o.now.Add(time.Hour)
	inc := o.declares("checkout API 502")
	id := o.ask("checkout API 502?")
	join := triage.AnswerSuspicion{Incident: inc}
	o.order(id, sato, join)
	o.order(early, tanaka, join)

	q := o.read(id)
	require.Equal(t, inc, q.Incident)
	require.False(t, q.Suspected())
	require.Equal(t, triage.UrgencyNormal, q.Urgency, "the incident is the urgent one")
	i, err := o.Incident(t.Context(), inc)
	require.NoError(t, err)
	require.Equal(t, []triage.InquiryID{id, early}, i.Inquiries)
	require.True(t, asked.Equal(i.DetectedAt), "it was seen before it was declared")

	o.n++
	_, err = o.Handle(t.Context(), triage.Order{Key: "over", By: tanaka, Incident: inc, Command: triage.ChangeIncident{Status: triage.IncidentResolved}})
	require.NoError(t, err)
	late := o.ask("checkout API 502?")
	for want, try := range map[string]struct {
		by triage.PersonID
		id triage.InquiryID
		c  triage.AnswerSuspicion
	}{
		"already_incident": {sato, id, join},
		"incident_over":    {sato, late, join},
		"no_such_incident": {sato, late, triage.AnswerSuspicion{Incident: "INC-9"}},
		"asker_or_member":  {"ULEE", late, join},
	} {
		_, err := o.Handle(t.Context(), triage.Order{Key: want, By: try.by, Inquiry: try.id, Command: try.c})
		refusal, ok := errors.AsType[*triage.Error](err)
		require.True(t, ok, "%s: %v", want, err)
		require.Equal(t, want, refusal.Reason)
	}
}
