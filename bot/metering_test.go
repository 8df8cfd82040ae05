package bot

import (
	"bytes"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/boltstore"
	"toban/bot/datadog"
	"toban/bot/triage"
	"toban/rotation"
	"toban/test/fakedatadog"
)

// A meterRoom is a desk on a real store, an organisation at Datadog, and what
// sends the numbers of one to the other.
type meterRoom struct {
	*metering
	t    *testing.T
	org  *fakedatadog.Server
	time time.Time
	said bytes.Buffer
}

const openedSeries = "toban.inquiry.opened{area:none,kind:question,rotation:none,team:none}"

func newMeterRoom(t *testing.T) *meterRoom {
	t.Helper()
	r := &meterRoom{t: t, time: time.Date(2025, 11, 17, 10, 0, 0, 0, time.UTC)}
	now := func() time.Time { return r.time }
	store, err := boltstore.Open(filepath.Join(t.TempDir(), "toban.db"), boltstore.Options{Now: now})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	calendar, err := rotation.CalendarSpec{Hours: rotation.Lines{"Mon-Sun 00:00-24:00"}}.Build(time.UTC)
	require.NoError(t, err)
	r.org = fakedatadog.New(fakedatadog.Options{Now: now})
	remote, err := datadog.New(datadog.Config{APIKey: "api", AppKey: "app", Transport: r.org.Transport(nil)})
	require.NoError(t, err)
	r.metering = &metering{
		desk: &triage.Desk{Store: store, Now: now, Log: slog.New(slog.DiscardHandler), Policy: triage.Policy{Calendar: calendar}},
		send: remote.Submit, now: now, log: slog.New(slog.NewTextHandler(&r.said, nil)),
	}
	r.beat(t.Context()) // counts from now on
	return r
}

// asks is one inquiry; a minute and its beat pass.
func (r *meterRoom) asks() {
	r.t.Helper()
	_, err := r.desk.Handle(r.t.Context(), triage.Order{
		Key: r.time.String(), By: "U9", At: r.time,
		Command: triage.Ask{Asker: "U9", Text: "a question", Place: triage.Place{Channel: "C1", Thread: triage.MessageTS(r.time.Format("1504.000005"))}},
	})
	require.NoError(r.t, err)
	r.pass(time.Minute)
}

func (r *meterRoom) pass(d time.Duration) {
	r.time = r.time.Add(d)
	r.beat(r.t.Context())
}

// restart forgets what is not in the store.
func (r *meterRoom) restart() { r.state, r.read = meterState{}, false }

func (r *meterRoom) opened() float64 { return r.org.Totals()[openedSeries] }

func (r *meterRoom) troubled(f fakedatadog.Fault) { r.org.Inject(f) }

func TestMetricsAreSentOnce(t *testing.T) {
	r := newMeterRoom(t)
	r.asks()
	r.pass(time.Minute)
	require.InDelta(t, 1, r.opened(), 0)
	require.InDelta(t, 1, r.org.Totals()["toban.inquiry.open{rotation:none}"], 0)
	for range 5 {
		r.pass(time.Minute)
	}
	r.restart()
	r.pass(time.Minute)
	r.asks()
	r.pass(time.Minute)
	require.InDelta(t, 2, r.opened(), 0)
	require.Empty(t, r.said.String())
}

// What happens while Datadog is away for hours is counted when it is back.
func TestMetricsOfAnOutageAreKept(t *testing.T) {
	r := newMeterRoom(t)
	r.troubled(fakedatadog.Fault{Trouble: fakedatadog.Refused, Times: -1})
	for range 180 {
		r.asks()
	}
	r.restart()
	r.asks()
	require.Zero(t, r.opened())
	require.Equal(t, 1, strings.Count(r.said.String(), "not sent"), "said once")
	r.org.ClearFaults()
	r.pass(time.Minute)
	r.pass(time.Minute)
	require.InDelta(t, 181, r.opened(), 0)
}

// A lost answer, and a kill before it was noted, count nothing twice.
func TestMetricsWithoutAnAnswerAreNotDoubled(t *testing.T) {
	r := newMeterRoom(t)
	r.troubled(fakedatadog.Fault{Trouble: fakedatadog.Reset, Stored: true, Times: 3})
	r.asks()
	r.pass(time.Minute)
	r.restart()
	r.asks()
	r.pass(time.Minute)
	r.pass(time.Minute)
	require.InDelta(t, 2, r.opened(), 0)
}

// Whether points that got no answer for an hour arrived is not known: they are
// given up rather than doubled, and that is said.
func TestDoubtfulMetricsAreGivenUp(t *testing.T) {
	r := newMeterRoom(t)
	r.troubled(fakedatadog.Fault{Trouble: fakedatadog.Reset, Stored: true, Times: 1})
	r.asks()
	r.troubled(fakedatadog.Fault{Trouble: fakedatadog.Refused, Times: -1})
	for range 70 {
		r.pass(time.Minute)
	}
	r.org.ClearFaults()
	r.asks()
	r.pass(time.Minute)
	require.InDelta(t, 2, r.opened(), 0)
	require.Equal(t, 1, strings.Count(r.said.String(), "metrics given up"))
}

// What Datadog will not have does not hold up what follows.
func TestUnfitMetricsAreDropped(t *testing.T) {
	r := newMeterRoom(t)
	r.troubled(fakedatadog.Fault{Trouble: fakedatadog.ServerError, Status: 413})
	r.asks()
	r.asks()
	r.pass(time.Minute)
	require.InDelta(t, 1, r.opened(), 0)
	require.Contains(t, r.said.String(), "413")
}
