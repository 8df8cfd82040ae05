package datadog_test

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
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

const (
	tanaka          = triage.PersonID("U1")
	tanakaInDatadog = fakedatadog.UserID("22222222-2222-4222-8222-222222222222")
)

// desk is an incident in toban, an organisation in Datadog and what the outbox
// does between them: it looks before it sends again, and applies receipts.
type desk struct {
	*fakedatadog.Server
	sender   *datadog.Incidents
	incident triage.Incident
	inquiry  triage.Inquiry // that it began as
	noted    []triage.Order
	attempts map[string]int
	doubtful map[string]bool
	queued   map[string]time.Time
	unasked  error // of looking people up in Slack
}

func newDesk(t *testing.T, o fakedatadog.Options) *desk {
	t.Helper()
	d := &desk{attempts: map[string]int{}, doubtful: map[string]bool{}, queued: map[string]time.Time{}}
	if o.Users == nil {
		o.Users = []fakedatadog.User{
			{Name: "toban", Email: "toban@example.com", ServiceAccount: true},
			{ID: tanakaInDatadog, Name: "Tanaka", Email: "tanaka@example.com"},
			{Name: "Not Tanaka", Email: "x.tanaka@example.com"},
		}
	}
	d.Server = organisation(t, o)
	d.incident = triage.Incident{
		ID: "INC-7", Title: "checkout 5xx", Severity: "SEV-2", Status: triage.IncidentActive, Affected: "checkout",
		Commander: tanaka, DetectedAt: time.Now().Add(-time.Minute), DeclaredAt: time.Now(), Datadog: triage.Remote{Wanted: true},
	}
	sender, err := datadog.New(datadog.Config{
		APIKey: "api", AppKey: "app", PageTeam: "platform", Transport: d.Transport(nil),
		Incident: func(context.Context, triage.IncidentID) (triage.Incident, error) { return d.incident, nil },
		Email: func(_ context.Context, id triage.PersonID) string {
			if id == tanaka {
				return "Tanaka@example.com"
			}
			return ""
		},
		Person: d.person,
		TeamID: func() string { return "T1" },
		Review: func(context.Context, triage.Incident) string { return "# Review\n\nThe pool was full.\n" },
		People: []triage.PersonID{tanaka}, Teams: []string{"platform"}, Services: map[string][]string{"ci_cd": {"argocd"}},
		Inquiry: func(context.Context, triage.InquiryID) (triage.Inquiry, error) { return d.inquiry, nil },
		Name:    func(_ context.Context, person string) string { return "name of " + person },
		Permalink: func(m triage.MessageRef) string {
			if m.IsZero() {
				return ""
			}
			return "https://acme.slack.com/archives/" + string(m.Channel) + "/p" + string(m.TS)
		},
		Note: func(_ context.Context, o triage.Order) error {
			d.noted = append(d.noted, o)
			d.apply(o)
			return nil
		},
	})
	require.NoError(t, err)
	d.sender = sender
	return d
}

// described is Datadog's own description of its API: what every test sends is
// held against it, and what the emulator answers.
var described *contract.Validator

func TestMain(m *testing.M) {
	var err error
	if described, err = contract.Emulated(); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

func organisation(t *testing.T, o fakedatadog.Options) *fakedatadog.Server {
	t.Helper()
	org := fakedatadog.New(o)
	t.Cleanup(func() {
		require.NoError(t, described.CheckExchanges(context.Background(), org.Exchanges(0)))
	})
	return org
}

// verdict is what the outbox did with a job. An absent creation is looked for
// again, which leaves its outcome unclear.
type verdict string

const (
	sent        verdict = "sent"
	refused     verdict = "refused"
	notExecuted verdict = "not executed"
	unclear     verdict = "unclear"
)

// step is one lease of the job, as the worker does it.
func (d *desk) step(t *testing.T, n triage.Notice) (verdict, triage.Command) {
	t.Helper()
	j := outbox.Job{Notice: n, Envelope: triage.EnvelopeOf(n)}
	j.ID = j.Envelope.Name
	if d.queued[j.ID].IsZero() {
		d.queued[j.ID] = time.Now()
	}
	d.attempts[j.ID]++
	j.Attempts, j.Doubtful, j.Queued = d.attempts[j.ID], d.doubtful[j.ID], d.queued[j.ID]
	q := &oneJob{job: j}
	var got triage.Command
	w := &outbox.Worker{
		Queue: q, Log: slog.New(slog.DiscardHandler), Senders: map[triage.Via]outbox.Sender{triage.ViaDatadog: d.sender},
		Handle: func(_ context.Context, o triage.Order) error {
			if _, told := o.Command.(triage.Undeliverable); !told {
				got = o.Command
				d.apply(o)
			}
			if o.Settles != "" {
				q.became = sent
			}
			return nil
		},
	}
	require.NoError(t, w.Drain(t.Context()))
	d.doubtful[j.ID] = q.became == unclear
	return q.became, got
}

// oneJob is a queue that gives its only job out once and notes what became of
// it.
type oneJob struct {
	job    outbox.Job
	given  bool
	became verdict
}

func (q *oneJob) Due(context.Context, time.Time, int) ([]outbox.Job, error) {
	if q.given {
		return nil, nil
	}
	return []outbox.Job{q.job}, nil
}

func (q *oneJob) Lease(context.Context, time.Time, outbox.Grant) ([]outbox.Job, error) {
	q.given = true
	return []outbox.Job{q.job}, nil
}

func (q *oneJob) Done(context.Context, string) error { q.became = sent; return nil }

func (q *oneJob) Retry(_ context.Context, _ string, _ time.Time, doubtful bool, _ string) error {
	q.became = notExecuted
	if doubtful {
		q.became = unclear
	}
	return nil
}

func (q *oneJob) Bury(context.Context, string, string) error { q.became = refused; return nil }

func (q *oneJob) NextDue(context.Context) (time.Time, error) { return time.Time{}, nil }

func (q *oneJob) QueueStats(context.Context) (outbox.Stats, error) { return outbox.Stats{}, nil }

func (q *oneJob) BuriedJobs(context.Context, int) ([]outbox.Job, error) { return nil, nil }

func (d *desk) apply(o triage.Order) {
	if c, ok := o.Command.(triage.Registered); ok {
		d.incident.Datadog.ID, d.incident.Datadog.PublicID, d.incident.Datadog.Note = c.ID, c.PublicID, c.Note
		d.incident.Datadog.Seen = c.Seen
	}
	if c, ok := o.Command.(triage.Unregistered); ok {
		d.incident.Datadog.Refused, d.incident.Datadog.Trouble = c.Reason, c.Trouble
	}
	if c, ok := o.Command.(triage.Synced); ok {
		d.incident.Datadog.Refused, d.incident.Datadog.Trouble = "", ""
		d.incident.Datadog.Impact = cmp.Or(c.Impact, d.incident.Datadog.Impact)
	}
	if c, ok := o.Command.(triage.ChannelFound); ok {
		d.incident.Channel, d.incident.ChannelName, d.incident.Foreign = c.Channel, c.Name, c.Foreign
	}
}

var open = triage.OpenIncident{Incident: "INC-7"}

// Every way a creation can end, with what is left in Datadog after the outbox
// has done what it was told: one incident, whatever happened.
func TestACreationIsMadeOnce(t *testing.T) {
	cases := []struct {
		fault fakedatadog.Fault
		want  verdict
	}{
		{fakedatadog.Fault{Trouble: fakedatadog.Refused}, notExecuted},
		{fakedatadog.Fault{Trouble: fakedatadog.RateLimited, Reset: 20 * time.Second}, notExecuted},
		{fakedatadog.Fault{Trouble: fakedatadog.ServerError}, unclear},
		{fakedatadog.Fault{Trouble: fakedatadog.ServerError, Stored: true}, unclear},
		{fakedatadog.Fault{Trouble: fakedatadog.ServerError, Status: http.StatusRequestTimeout, Stored: true}, unclear},
		{fakedatadog.Fault{Trouble: fakedatadog.Hang}, unclear},
		{fakedatadog.Fault{Trouble: fakedatadog.Hang, Stored: true}, unclear},
		{fakedatadog.Fault{Trouble: fakedatadog.Reset}, unclear},
		{fakedatadog.Fault{Trouble: fakedatadog.Reset, Stored: true}, unclear},
		{fakedatadog.Fault{Trouble: fakedatadog.Empty}, unclear},
		{fakedatadog.Fault{Trouble: fakedatadog.Empty, Stored: true}, unclear},
		{fakedatadog.Fault{Trouble: fakedatadog.Truncated, Stored: true}, unclear},
		{fakedatadog.Fault{Trouble: fakedatadog.HTML}, unclear},
		{fakedatadog.Fault{Trouble: fakedatadog.HTML, Stored: true}, unclear},
		{fakedatadog.Fault{Trouble: fakedatadog.NoID, Stored: true}, unclear},
		{fakedatadog.Fault{Trouble: fakedatadog.Slow, Delay: 5 * time.Second}, sent},
	}
	for _, c := range cases {
		name := c.fault.String()
		if c.fault.Status != 0 {
			name += fmt.Sprint(" ", c.fault.Status)
		}
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := newDesk(t, fakedatadog.Options{})
				c.fault.Operation = "CreateIncident"
				d.Inject(c.fault)
				v, _ := d.step(t, open)
				require.Equal(t, c.want, v)
				for v != sent {
					require.Less(t, d.attempts["open_incident"], 5, "it never ends")
					time.Sleep(31 * time.Second)
					v, _ = d.step(t, open)
				}
				require.Len(t, d.Incidents(), 1)
				in := d.Incidents()[0]
				require.Equal(t, "checkout 5xx [inc-7]", in.Title)
				require.Equal(t, "SEV-2", in.Severity)
				require.Equal(t, string(in.ID), d.incident.Datadog.ID)
				require.Empty(t, d.incident.Datadog.Note)
			})
		})
	}
}

func TestACreationIsNotRepeatedAfterOneLook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t, fakedatadog.Options{})
		d.Inject(fakedatadog.Fault{Operation: "CreateIncident", Trouble: fakedatadog.Hang})
		v, _ := d.step(t, open)
		require.Equal(t, unclear, v)
		for range 3 { // looks within half a minute
			time.Sleep(9 * time.Second)
			v, _ = d.step(t, open)
			require.Equal(t, unclear, v)
			require.Equal(t, 1, d.Count("CreateIncident"))
		}
		// The slow creation ends after all.
		late := d.Declare(fakedatadog.Declaration{Title: "checkout 5xx [inc-7]"})
		time.Sleep(9 * time.Second)
		v, _ = d.step(t, open)
		require.Equal(t, sent, v)
		require.Equal(t, string(late.ID), d.incident.Datadog.ID)
		require.Equal(t, 1, d.Count("CreateIncident"))
	})
}

func TestTwinsAreAdoptedByTheLowestNumber(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t, fakedatadog.Options{})
		for n := range 150 {
			d.Declare(fakedatadog.Declaration{Title: fmt.Sprint("older ", n)})
		}
		old := d.Declare(fakedatadog.Declaration{Title: "of another life [inc-7]"})
		time.Sleep(time.Hour)
		d.incident.DeclaredAt = time.Now()
		first := d.Declare(fakedatadog.Declaration{Title: "checkout 5xx [inc-7]"})
		for n := range 120 {
			d.Declare(fakedatadog.Declaration{Title: fmt.Sprint("newer ", n)})
		}
		d.Declare(fakedatadog.Declaration{Title: "checkout 5xx [inc-7]"})
		d.doubtful["open_incident"] = true
		v, c := d.step(t, open)
		require.Equal(t, sent, v)
		got, ok := c.(triage.Registered)
		require.True(t, ok)
		require.Equal(t, string(first.ID), got.ID)
		require.NotEqual(t, string(old.ID), got.ID)
		require.Contains(t, got.Note, "2 incidents")
		require.Zero(t, d.Count("CreateIncident"))
	})
}

func TestARefusedCreationIsOver(t *testing.T) {
	d := newDesk(t, fakedatadog.Options{})
	d.incident.Severity = "SEV-99"
	v, _ := d.step(t, open)
	require.Equal(t, sent, v, "the refusal is told, the job is over")
	require.Contains(t, d.incident.Datadog.Refused, "SEV-99")
	require.Empty(t, d.Incidents())
	require.Empty(t, d.noted, "it is told by the receipt")
}

// What an admin can mend is noted, and what was to be sent waits for that.
func TestWhatCanBeMendedWaits(t *testing.T) {
	cases := []struct {
		name  string
		fault fakedatadog.Fault
		want  triage.Trouble
		text  string
	}{
		{"no scope", fakedatadog.Fault{Trouble: fakedatadog.Forbidden}, triage.TroublePermission, "incident_write"},
		{"bad keys", fakedatadog.Fault{Trouble: fakedatadog.Unauthorized}, triage.TroubleKeys, "datadog.api_key"},
		{"another address", fakedatadog.Fault{Trouble: fakedatadog.ServerError, Status: http.StatusNotFound}, triage.TroubleAbsent, "datadog.site"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d := newDesk(t, fakedatadog.Options{})
			c.fault.Operation = "CreateIncident"
			d.Inject(c.fault)
			v, _ := d.step(t, open)
			require.Equal(t, notExecuted, v)
			require.Len(t, d.noted, 1)
			require.Equal(t, triage.IncidentID("INC-7"), d.noted[0].Incident)
			require.Equal(t, c.want, d.incident.Datadog.Trouble)
			require.Contains(t, d.incident.Datadog.Refused, c.text)
			v, _ = d.step(t, open)
			require.Equal(t, sent, v)
			require.Len(t, d.Incidents(), 1)
		})
	}
}

// Whatever is taken first after keys were mended takes the mark off.
func TestThatDatadogTakesChangesAgainIsNoted(t *testing.T) {
	d := newDesk(t, fakedatadog.Options{})
	d.step(t, open)
	d.incident.Channel, d.incident.ChannelName = "C9", "inc-7-checkout"
	d.Inject(fakedatadog.Fault{Operation: "CreateIncidentIntegration", Trouble: fakedatadog.Forbidden})
	v, _ := d.step(t, triage.LinkChannel{Incident: "INC-7"})
	require.Equal(t, notExecuted, v)
	require.Equal(t, triage.TroublePermission, d.incident.Datadog.Trouble)
	v, got := d.step(t, triage.LinkChannel{Incident: "INC-7"})
	require.Equal(t, sent, v)
	require.Equal(t, triage.Synced{}, got)
	_, got = d.step(t, triage.LinkChannel{Incident: "INC-7"})
	require.Nil(t, got, "nothing waits any more")
}

func TestAnIncidentDeletedInDatadogIsLeftAlone(t *testing.T) {
	d := newDesk(t, fakedatadog.Options{})
	d.step(t, open)
	require.NoError(t, d.Remove(fakedatadog.IncidentID(d.incident.Datadog.ID), ""))
	change := triage.SyncIncident{Incident: "INC-7", Severity: "SEV-1"}
	v, got := d.step(t, change)
	require.Equal(t, sent, v)
	require.Equal(t, triage.ObserveIncident{Removed: true}, got)
	d.incident.Datadog.Removed = true
	n := d.Count("UpdateIncident")
	v, got = d.step(t, change)
	require.Equal(t, sent, v)
	require.Nil(t, got)
	require.Equal(t, n, d.Count("UpdateIncident"))
}

func TestWhatDatadogIsTold(t *testing.T) {
	d := newDesk(t, fakedatadog.Options{})
	d.step(t, open)
	in := d.Incidents()[0]
	require.True(t, in.CustomerImpacted)
	require.Equal(t, "checkout", in.CustomerScope)
	require.Contains(t, in.Timeline[0].Text, "INC-7")
	require.Equal(t, tanakaInDatadog, in.Commander, "matched by the whole address, without regard to case")

	v, _ := d.step(t, triage.SyncIncident{
		Incident: "INC-7", Status: triage.IncidentResolved, Severity: "SEV-3", Title: "checkout was slow", Summary: "a full disk",
	})
	require.Equal(t, sent, v)
	in = d.Incidents()[0]
	require.Equal(t, "resolved", in.State)
	require.Equal(t, "SEV-3", in.Severity)
	require.Equal(t, "checkout was slow [inc-7]", in.Title)
	require.Equal(t, "a full disk", in.Fields["summary"].Value)
	require.Equal(t, tanakaInDatadog, in.Commander)

	d.Inject(fakedatadog.Fault{Operation: "UpdateIncident", Trouble: fakedatadog.ServerError})
	v, _ = d.step(t, triage.SyncIncident{Incident: "INC-7", Severity: "SEV-1"})
	require.Equal(t, unclear, v)
	v, _ = d.step(t, triage.SyncIncident{Incident: "INC-7", Severity: "SEV-1"})
	require.Equal(t, sent, v)
	require.Equal(t, "SEV-1", d.Incidents()[0].Severity)
}

func TestAPersonUnknownToDatadogIsLeftOut(t *testing.T) {
	d := newDesk(t, fakedatadog.Options{})
	d.incident.Commander = "U9"
	v, _ := d.step(t, open)
	require.Equal(t, sent, v)
	require.Empty(t, d.Incidents()[0].Commander)
}

func TestDatadogsChannel(t *testing.T) {
	cases := []struct {
		name  string
		slack fakedatadog.SlackApp
		after time.Duration
		want  triage.Command
	}{
		{"made", fakedatadog.SlackApp{Team: "T1", Quiet: time.Second, Delay: 20 * time.Second, Create: func(string) string { return "C42" }}, 30 * time.Second, triage.ChannelFound{Channel: "C42", Name: "incident-1", Foreign: true}},
		{"made late", fakedatadog.SlackApp{Team: "T1", Delay: 60 * time.Second, Create: func(string) string { return "C42" }}, 80 * time.Second, triage.ChannelFound{Channel: "C42", Name: "incident-1", Foreign: true}},
		{"failed", fakedatadog.SlackApp{Team: "T1", Delay: 5 * time.Second, Fail: true}, 20 * time.Second, triage.ChannelAbsent{}},
		{"not installed", fakedatadog.SlackApp{}, 60 * time.Second, triage.ChannelAbsent{}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := newDesk(t, fakedatadog.Options{Slack: c.slack})
				d.step(t, open)
				began := time.Now()
				for {
					v, got := d.step(t, triage.FindChannel{Incident: "INC-7"})
					if v == sent {
						require.Equal(t, c.want, got)
						require.LessOrEqual(t, time.Since(began), c.after)
						return
					}
					require.Equal(t, notExecuted, v)
					time.Sleep(4 * time.Second)
				}
			})
		})
	}
}

func TestAChannelIsLinkedOnce(t *testing.T) {
	d := newDesk(t, fakedatadog.Options{})
	d.step(t, open)
	d.incident.Channel, d.incident.ChannelName = "C9", "inc-7-checkout"
	d.Inject(fakedatadog.Fault{Operation: "CreateIncidentIntegration", Trouble: fakedatadog.Reset, Stored: true})
	link := triage.LinkChannel{Incident: "INC-7"}
	v, _ := d.step(t, link)
	require.Equal(t, unclear, v)
	v, _ = d.step(t, link)
	require.Equal(t, sent, v)
	rows := d.Incidents()[0].Integrations
	require.Len(t, rows, 1)
	require.Equal(t, "C9", rows[0].Channels[0].ID)
	require.Equal(t, "https://slack.com/app_redirect?channel=C9&team=T1", rows[0].Channels[0].RedirectURL)
}

func TestChangesInDatadogAreSeen(t *testing.T) {
	d := newDesk(t, fakedatadog.Options{})
	d.step(t, open)
	observe := func() []triage.Order { return d.sender.Observe(t.Context(), []triage.Incident{d.incident}) }
	require.Empty(t, observe())

	id := fakedatadog.IncidentID(d.incident.Datadog.ID)
	require.NoError(t, d.SetState(id, "stable", ""))
	require.NoError(t, d.SetSeverity(id, "SEV-1", ""))
	seen := observe()[0].Command.(triage.ObserveIncident)
	require.Equal(t, d.Incidents()[0].Modified, seen.Seen.Modified)
	require.Equal(t, triage.IncidentStable, seen.Seen.Status)
	require.Equal(t, triage.Severity("SEV-1"), seen.Seen.Severity)

	d.Inject(fakedatadog.Fault{Operation: "GetIncident", Trouble: fakedatadog.Empty})
	require.Empty(t, observe(), "an empty answer is no news")
	d.SetDown(true)
	require.Empty(t, observe())
	d.SetDown(false)
	require.NoError(t, d.Remove(id, ""))
	require.Equal(t, triage.ObserveIncident{Removed: true}, observe()[0].Command)
}

func TestCheckSaysWhatTheKeysMayDo(t *testing.T) {
	for name, c := range map[string]struct {
		options fakedatadog.Options
		allowed []string
		fault   fakedatadog.Fault
		want    datadog.Access
	}{
		"everything":           {want: datadog.AccessWrite},
		"another API key":      {options: fakedatadog.Options{Keys: fakedatadog.Keys{API: "other"}}, want: datadog.AccessRefused},
		"a role without reads": {allowed: []string{"incident_write"}, want: datadog.AccessRefused},
		"a role without writes": {
			allowed: []string{"incident_read"}, want: datadog.AccessReadOnly,
		},
		"a key that is narrower than its owner's roles": {
			fault: fakedatadog.Fault{Operation: "UpdateIncident", Trouble: fakedatadog.Forbidden}, want: datadog.AccessReadOnly,
		},
		"roles that are not told": {
			fault: fakedatadog.Fault{Operation: "GetCurrentUser", Trouble: fakedatadog.Forbidden}, want: datadog.AccessUnclear,
		},
		"a write that is answered with nothing": {
			fault: fakedatadog.Fault{Operation: "UpdateIncident", Trouble: fakedatadog.ServerError}, want: datadog.AccessUnclear,
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, c.options)
			if c.allowed != nil {
				d.SetPermissions(c.allowed...)
			}
			if c.fault.Operation != "" {
				d.Inject(c.fault)
			}
			got, err := d.sender.Check(t.Context())
			require.NoError(t, err)
			require.Equal(t, c.want, got)
			require.Empty(t, d.Incidents(), "looking changes nothing")
		})
	}
	d := newDesk(t, fakedatadog.Options{})
	d.SetDown(true)
	_, err := d.sender.Check(t.Context())
	require.Error(t, err)
}

func TestACommanderIsNotLostWhileNobodyCanBeLookedUp(t *testing.T) {
	d := newDesk(t, fakedatadog.Options{})
	commander := d.incident.Commander
	d.incident.Commander = "U9"
	d.step(t, open)
	change := triage.SyncIncident{Incident: "INC-7", Commander: commander, At: time.Now()}
	d.Inject(fakedatadog.Fault{Operation: "ListUsers", Trouble: fakedatadog.ServerError})
	v, _ := d.step(t, change)
	require.Equal(t, notExecuted, v)
	require.Empty(t, d.Incidents()[0].Commander)
	v, got := d.step(t, change)
	require.Equal(t, sent, v)
	require.Equal(t, change.At, got.(triage.Synced).At)
	require.Equal(t, tanakaInDatadog, d.Incidents()[0].Commander)
}

func TestALateResolutionTellsItsTime(t *testing.T) {
	d := newDesk(t, fakedatadog.Options{})
	d.step(t, open)
	d.step(t, triage.SyncIncident{
		Incident: "INC-7", Status: triage.IncidentResolved, Summary: "rolled back", At: time.Now().Add(-time.Hour),
	})
	require.Regexp(t, `^rolled back\s+Resolved in Slack at .+Z\.$`, d.Incidents()[0].Fields["summary"].Value)
}
