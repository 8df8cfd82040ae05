package datadog_test

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
	"toban/test/fakedatadog"
)

// healthy is an incident that began as a question in a channel, created in
// Datadog.
func healthy(t *testing.T) *desk {
	t.Helper()
	d := newDesk(t, fakedatadog.Options{})
	d.inquiry = triage.Inquiry{ID: "INQ-3", Asker: "U9", Area: triage.Label{Key: "ci_cd"}}
	d.incident.Inquiries = []triage.InquiryID{"INQ-3"}
	d.incident.Declarer, d.incident.Acting = tanaka, true
	d.incident.Origin = triage.Place{Channel: "C1", Thread: "1.000001"}
	v, _ := d.step(t, open)
	require.Equal(t, sent, v)
	return d
}

func TestAnIncidentBeginsWithWhatIsKnown(t *testing.T) {
	d := healthy(t)
	in := d.Incidents()[0]
	require.Equal(t, "employee", in.Fields["detection_method"].Value)
	require.Equal(t, []string{"platform"}, in.Fields["teams"].Values)
	require.Equal(t, []string{"argocd"}, in.Fields["services"].Values)
	first := in.Timeline[0]
	require.True(t, first.Important)
	for _, part := range []string{
		"Declared in Slack as INC-7 by name of U1.", "Commander: name of U1 (acting)", "Reported by name of U9 in INQ-3",
		"Thread: https://acme.slack.com/archives/C1/p1.000001",
	} {
		require.Contains(t, first.Text, part)
	}
}

func TestAnAlertIsDetectedByAMonitor(t *testing.T) {
	d := newDesk(t, fakedatadog.Options{})
	d.inquiry = triage.Inquiry{ID: "INQ-3", Asker: "UBOT", Alert: true}
	d.incident.Inquiries = []triage.InquiryID{"INQ-3"}
	d.step(t, open)
	require.Equal(t, "monitor", d.Incidents()[0].Fields["detection_method"].Value)
	require.Empty(t, d.Incidents()[0].Fields["services"].Values)
}

// What was asked in a private place says nothing of who asked and where.
func TestAPrivateQuestionStaysWhereItWasAsked(t *testing.T) {
	d := newDesk(t, fakedatadog.Options{})
	private := triage.Place{Channel: "G1", Thread: "1.000001", Private: true}
	d.inquiry = triage.Inquiry{ID: "INQ-3", Asker: "U9", Place: private}
	d.incident.Inquiries, d.incident.Origin = []triage.InquiryID{"INQ-3"}, private
	d.step(t, open)
	require.NotContains(t, d.Incidents()[0].Timeline[0].Text, "U9")
	require.NotContains(t, d.Incidents()[0].Timeline[0].Text, "G1")
	v, _ := d.step(t, triage.AttachLinks{Incident: "INC-7"})
	require.Equal(t, sent, v)
	require.Empty(t, d.Incidents()[0].Attachments)
}

// Healthy, an incident has its id in Datadog after one request: who commands
// was looked up before.
func TestAHealthyDeclarationIsOneRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t, fakedatadog.Options{})
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- d.sender.Run(ctx) }()
		time.Sleep(90 * time.Minute)
		before := len(d.Exchanges(0))
		require.Equal(t, 2, before, "whoever may command is looked up each hour")
		v, _ := d.step(t, open)
		require.Equal(t, sent, v)
		require.Len(t, d.Exchanges(0), before+1)
		require.Equal(t, tanakaInDatadog, d.Incidents()[0].Commander)
		require.NotEmpty(t, d.incident.Datadog.ID)
		stop()
		require.NoError(t, <-ended)
	})
}

// Keys that may not look people up leave the commander out, and are not held
// against whoever commands next.
func TestARefusedLookUpIsTriedAgain(t *testing.T) {
	d := newDesk(t, fakedatadog.Options{})
	d.Inject(fakedatadog.Fault{Operation: "ListUsers", Trouble: fakedatadog.Forbidden})
	v, _ := d.step(t, open)
	require.Equal(t, sent, v)
	require.Empty(t, d.Incidents()[0].Commander)
	require.Empty(t, d.noted, "nothing waits for it")
	v, _ = d.step(t, triage.SyncIncident{Incident: "INC-7", Commander: tanaka})
	require.Equal(t, sent, v)
	require.Equal(t, tanakaInDatadog, d.Incidents()[0].Commander)
}

// additions are what is not idempotent: lost answers must not add twice.
func TestWhatIsAddedIsAddedOnce(t *testing.T) {
	links := triage.AttachLinks{Incident: "INC-7"}
	impact := triage.SyncImpact{Incident: "INC-7"}
	faults := []fakedatadog.Fault{
		{Trouble: fakedatadog.Refused},
		{Trouble: fakedatadog.Reset},
		{Trouble: fakedatadog.Reset, Stored: true},
		{Trouble: fakedatadog.ServerError},
		{Trouble: fakedatadog.ServerError, Stored: true},
		{Trouble: fakedatadog.Empty, Stored: true},
		{Trouble: fakedatadog.HTML, Stored: true},
		{Trouble: fakedatadog.NoID, Stored: true},
		{Trouble: fakedatadog.RateLimited},
		{Trouble: fakedatadog.Forbidden},
	}
	for operation, n := range map[string]triage.Notice{
		"CreateIncidentAttachment": links, "ListIncidentAttachments": links,
		"CreateIncidentImpact": impact, "ListIncidentImpacts": impact,
	} {
		for _, f := range faults {
			t.Run(operation+" "+f.String(), func(t *testing.T) {
				d := healthy(t)
				d.incident.Channel, d.incident.ChannelName = "C9", "inc-7-checkout"
				f.Operation = operation
				d.Inject(f)
				v, _ := d.step(t, n)
				require.NotEqual(t, sent, v)
				v, _ = d.step(t, n)
				require.Equal(t, sent, v)
				v, _ = d.step(t, n)
				require.Equal(t, sent, v)
				in := d.Incidents()[0]
				if n == impact {
					require.Len(t, in.Impacts, 1)
					require.Equal(t, in.Impacts[0].ID, d.incident.Datadog.Impact)
					return
				}
				require.Len(t, in.Attachments, 2)
				require.Equal(t, "https://acme.slack.com/archives/C1/p1.000001", in.Attachments[0].URL)
				require.Equal(t, "https://slack.com/app_redirect?channel=C9&team=T1", in.Attachments[1].URL)
				require.Equal(t, "Slack #inc-7-checkout", in.Attachments[1].Title)
			})
		}
	}
}

func TestTheImpactFollowsTheIncident(t *testing.T) {
	d := healthy(t)
	show := func() fakedatadog.Impact {
		v, _ := d.step(t, triage.SyncImpact{Incident: "INC-7"})
		require.Equal(t, sent, v)
		require.Len(t, d.Incidents()[0].Impacts, 1)
		return d.Incidents()[0].Impacts[0]
	}
	got := show()
	require.Equal(t, "checkout", got.Description)
	require.Equal(t, d.incident.DetectedAt.Unix(), got.Start.Unix())
	require.True(t, got.End.IsZero())

	d.incident.Affected = "checkout and search"
	d.incident.DetectedAt = d.incident.DetectedAt.Add(-time.Hour) // an earlier sign was found
	require.Equal(t, "checkout and search", show().Description)

	d.incident.StableAt = time.Now()
	got = show()
	require.Equal(t, d.incident.StableAt.Unix(), got.End.Unix())
	require.Equal(t, d.incident.DetectedAt.Unix(), got.Start.Unix())
	n := d.Count("PatchIncidentImpact")
	show()
	require.Equal(t, n, d.Count("PatchIncidentImpact"), "it stands so already")

	d.incident.StableAt = time.Time{} // it is back
	require.True(t, show().End.IsZero())
}

// An unreadable list is no empty one.
func TestAnEmptyListOfLinksIsNotBelieved(t *testing.T) {
	d := healthy(t)
	d.incident.Channel, d.incident.ChannelName = "C9", "inc-7-checkout"
	link := triage.LinkChannel{Incident: "INC-7"}
	d.step(t, link)
	d.Inject(fakedatadog.Fault{Operation: "ListIncidentIntegrations", Trouble: fakedatadog.Empty, Status: http.StatusOK})
	v, _ := d.step(t, link)
	require.Equal(t, unclear, v)
	v, _ = d.step(t, link)
	require.Equal(t, sent, v)
	require.Len(t, d.Incidents()[0].Integrations, 1)
}
