package datadog_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
	"toban/rotation"
	"toban/test/fakedatadog"
)

// newReviewed is an incident that is in Datadog, with one action.
func newReviewed(t *testing.T) *desk {
	t.Helper()
	d := newDesk(t, fakedatadog.Options{})
	d.must(t, sent, triage.OpenIncident{Incident: "INC-7"})
	due, err := rotation.ParseCivil("2026-12-01")
	require.NoError(t, err)
	d.incident.Actions = []triage.Action{{N: 1, Text: "Alert on the pool", Owner: tanaka, Due: due, Aim: triage.AimNotice}}
	return d
}

func (d *desk) must(t *testing.T, want verdict, n triage.Notice) {
	t.Helper()
	got, _ := d.step(t, n)
	require.Equal(t, want, got, "%T", n)
}

func (d *desk) only(t *testing.T) fakedatadog.Incident {
	t.Helper()
	list := d.Incidents()
	require.Len(t, list, 1)
	return list[0]
}

func TestAnActionIsAFollowUp(t *testing.T) {
	d := newReviewed(t)
	push := triage.PushAction{Incident: "INC-7", Action: 1}
	d.must(t, sent, push)
	d.must(t, sent, push)
	todos := d.only(t).Todos
	require.Len(t, todos, 1, "it is there already")
	require.Equal(t, "Alert on the pool [inc-7/1]", todos[0].Content)
	require.JSONEq(t, `["@Tanaka@example.com"]`, string(todos[0].Assignees))
	require.Equal(t, "2026-12-01T00:00:00Z", todos[0].Due)
	require.Empty(t, todos[0].Completed)

	due, err := rotation.ParseCivil("2026-12-05")
	require.NoError(t, err)
	d.incident.Actions[0].Due = due
	d.must(t, sent, push)
	require.Equal(t, "2026-12-05T00:00:00Z", d.only(t).Todos[0].Due, "it is due on another day now")
	d.incident.Actions[0].Owner = "U9"
	d.must(t, sent, push)
	require.JSONEq(t, `[]`, string(d.only(t).Todos[0].Assignees), "somebody does it who has no address there")
	d.incident.Actions[0].Owner = tanaka
	d.must(t, sent, push)
	require.JSONEq(t, `["@Tanaka@example.com"]`, string(d.only(t).Todos[0].Assignees))

	d.incident.Actions[0].State, d.incident.Actions[0].SettledAt = triage.ActionDone, time.Date(2026, 11, 30, 3, 0, 0, 0, time.UTC)
	d.must(t, sent, push)
	todos = d.only(t).Todos
	require.Len(t, todos, 1)
	require.Equal(t, "2026-11-30T03:00:00Z", todos[0].Completed)

	second := d.incident.Actions[0]
	second.N, second.State, second.Owner = 2, triage.ActionDropped, "U9"
	d.incident.Actions = append(d.incident.Actions, second)
	d.must(t, sent, triage.PushAction{Incident: "INC-7", Action: 2})
	todos = d.only(t).Todos
	require.Equal(t, "Dropped: Alert on the pool [inc-7/2]", todos[1].Content)
	require.JSONEq(t, `[]`, string(todos[1].Assignees), "who has no address there")
}

// Whatever becomes of the answer, there is one follow-up and one attachment.
func TestFollowUpsAndReviewsArePushedOnce(t *testing.T) {
	for _, trouble := range []fakedatadog.Fault{
		{Trouble: fakedatadog.ServerError, Stored: true}, {Trouble: fakedatadog.ServerError}, {Trouble: fakedatadog.Reset, Stored: true},
	} {
		d := newReviewed(t)
		d.incident.Review = &triage.Review{State: triage.ArticleApproved}
		for operation, n := range map[string]triage.Notice{
			"CreateIncidentTodo": triage.PushAction{Incident: "INC-7", Action: 1}, "CreateIncidentPostmortemAttachment": triage.PushReview{Incident: "INC-7"},
		} {
			trouble.Operation = operation
			d.Inject(trouble)
			d.must(t, unclear, n)
			d.must(t, sent, n)
		}
		require.Len(t, d.only(t).Todos, 1, "%v", trouble)
		require.Len(t, d.only(t).Attachments, 1, "%v", trouble)
	}
}

func TestAnApprovedReviewIsAttached(t *testing.T) {
	d := newReviewed(t)
	push := triage.PushReview{Incident: "INC-7"}
	d.must(t, sent, push)
	require.Empty(t, d.only(t).Attachments, "nobody has approved one")
	d.incident.Review = &triage.Review{State: triage.ArticleApproved, Link: "https://wiki.example.com/inc-7"}
	d.must(t, sent, push)
	d.must(t, sent, push)
	attached := d.only(t).Attachments
	require.Len(t, attached, 1)
	require.Equal(t, "https://wiki.example.com/inc-7", attached[0].URL)
	require.Equal(t, "Review of INC-7: checkout 5xx", attached[0].Title)

	d.incident.Review = &triage.Review{State: triage.ArticleApproved}
	d.incident.Title = "checkout"
	d.must(t, sent, push)
	d.must(t, sent, push)
	attached = d.only(t).Attachments
	require.Len(t, attached, 2)
	require.Contains(t, attached[1].Content, "The pool was full.")
}

func TestNothingIsPushedWhereTheIncidentIsNot(t *testing.T) {
	d := newReviewed(t)
	d.incident.Datadog.ID = ""
	d.incident.Review = &triage.Review{State: triage.ArticleApproved, Link: "https://wiki.example.com/inc-7"}
	d.must(t, sent, triage.PushAction{Incident: "INC-7", Action: 1})
	d.must(t, sent, triage.PushReview{Incident: "INC-7"})
	require.Empty(t, d.only(t).Todos)
	require.Empty(t, d.only(t).Attachments)
}
