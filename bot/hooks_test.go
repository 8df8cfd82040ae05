package bot

import (
	"fmt"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"toban/bot/boltstore"
	"toban/bot/outbox"
	"toban/bot/phrase"
	"toban/bot/triage"
	"toban/bot/webhook"
	"toban/test/fakewebhook"
	"toban/test/faulty"
)

const receiverKey = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"

// withWebhooks adds two webhooks to a ward's configuration.
func withWebhooks(t *testing.T) (board, warehouse *fakewebhook.Receiver, change []string) {
	t.Helper()
	text := "webhooks:\n"
	receive := func(name string) *fakewebhook.Receiver {
		r := fakewebhook.New(receiverKey)
		server := httptest.NewServer(r)
		t.Cleanup(server.Close)
		text += fmt.Sprintf("  - {name: %s, url: %q, secret: %s}\n", name, server.URL, receiverKey)
		return r
	}
	board, warehouse = receive("board"), receive("warehouse")
	return board, warehouse, []string{"store: {path: STORE}", text + "store: {path: STORE}"}
}

// metrics are the values of a family by its labels, joined.
func (w *ward) metrics(t *testing.T, family string) map[string]float64 {
	t.Helper()
	registry := prometheus.NewRegistry()
	require.NoError(t, registry.Register(&collector{bot: w.Bot}))
	families, err := registry.Gather()
	require.NoError(t, err)
	got := make(map[string]float64)
	for _, f := range families {
		if f.GetName() != family {
			continue
		}
		for _, m := range f.GetMetric() {
			var labels []string
			for _, l := range m.GetLabel() {
				labels = append(labels, l.GetValue())
			}
			got[strings.Join(labels, " ")] = m.GetGauge().GetValue() + m.GetCounter().GetValue()
		}
	}
	return got
}

func TestTheDoctorTellsOfWebhooks(t *testing.T) {
	w := newWard(t)
	w.began = time.Now() // receivers refuse what was signed long ago
	board, warehouse, change := withWebhooks(t)
	w.start(t, change...)
	says := func(ok bool, line phrase.Line, with ...string) {
		t.Helper()
		for _, lang := range []phrase.Lang{phrase.Japanese, phrase.English} {
			found := w.Doctor(t.Context(), string(lang))
			expect(t, found, lang, ok, []phrase.Line{line})
			if len(with) > 0 {
				require.Contains(t, fmt.Sprint(found), phrase.For(string(lang)).Say(line, with...))
			}
		}
	}
	says(true, phrase.DoctorWebhookIdle, "name", "board")
	says(true, phrase.DoctorWebhookIdle, "name", "warehouse")

	// One that is away is waited for, and holds up nobody else.
	warehouse.Inject(faulty.Fault{Trouble: faulty.Status, Status: 500})
	w.asks(t)
	require.NoError(t, w.worker.Drain(t.Context()))
	require.Len(t, board.Calls(), 1)
	require.Empty(t, warehouse.Calls())
	says(true, phrase.DoctorWebhook)
	says(false, phrase.DoctorWebhookFails, "name", "warehouse", "error", "HTTP 500 Internal Server Error", "n", "1")
	require.Equal(t, map[string]float64{
		"failed board": 0, "refused board": 0, "sent board": 1, "failed warehouse": 1, "refused warehouse": 0, "sent warehouse": 0,
	}, w.metrics(t, "toban_webhook_calls_total"))
	require.Equal(t, map[string]float64{"board": 0, "warehouse": 1}, w.metrics(t, "toban_webhook_waiting"))
	require.Equal(t, map[string]float64{"board": float64(w.now().Unix())}, w.metrics(t, "toban_webhook_last_success_timestamp_seconds"))

	// One that refuses is told of until somebody has mended it.
	w.pass(time.Minute)
	warehouse.Inject(faulty.Fault{Trouble: faulty.Status, Status: 404})
	require.NoError(t, w.worker.Drain(t.Context()))
	says(false, phrase.DoctorWebhookRefused, "name", "warehouse", "n", "1", "reason", "HTTP 404 Not Found")
	says(true, phrase.DoctorOutbox, "n", "0")
	require.Equal(t, map[string]float64{"board": 0, "warehouse": 1}, w.metrics(t, "toban_webhook_refused"))
	q, err := w.Desk().Inquiry(t.Context(), "INQ-1")
	require.NoError(t, err)
	require.Empty(t, q.Bounces, "that is none of the inquiry's business")
}

func TestWhatWasRefusedIsSentAgain(t *testing.T) {
	w := newWard(t)
	w.began = time.Now()
	board, _, change := withWebhooks(t)
	w.start(t, change...)
	board.SetGone(true)
	w.asks(t)
	w.order(t, "INQ-1", triage.Claim{})
	require.NoError(t, w.worker.Drain(t.Context()))
	w.pass(10 * time.Second) // a hook is paced
	require.NoError(t, w.worker.Drain(t.Context()))
	first := w.Bot
	_, err := RetryHook(t.Context(), first.cfg, "board", slog.New(slog.DiscardHandler))
	require.ErrorIs(t, err, boltstore.ErrLocked, "while toban serves")
	require.NoError(t, first.Close())

	log := slog.New(slog.DiscardHandler)
	n, err := RetryHook(t.Context(), first.cfg, "board", log)
	require.NoError(t, err)
	require.Equal(t, 2, n)
	n, err = RetryHook(t.Context(), first.cfg, "board", log)
	require.NoError(t, err)
	require.Zero(t, n)

	board.SetGone(false)
	b, err := New(t.Context(), first.cfg, Deps{Slack: w.slack.Client().Transport, Datadog: w.datadog.Transport(nil), Classify: Seeded(), WithoutUI: true, Now: w.now})
	require.NoError(t, err)
	defer func() { require.NoError(t, b.Close()) }()
	for range 3 {
		require.NoError(t, b.worker.Drain(t.Context()))
		w.pass(10 * time.Second)
	}
	var types []string
	for _, c := range board.Calls() {
		types = append(types, c.Type)
	}
	require.Equal(t, []string{"inquiry.opened", "inquiry.claimed"}, types)
}

// A call that only waits for others of its hook is no trouble.
func TestABusyHookIsNoTrouble(t *testing.T) {
	w := newWard(t)
	_, _, change := withWebhooks(t)
	w.start(t, change...)
	w.asks(t)
	due, err := w.store.Due(t.Context(), w.now(), 100)
	require.NoError(t, err)
	for _, j := range due {
		if _, ok := j.Notice.(triage.CallHook); !ok {
			continue
		}
		_, err := w.store.Lease(t.Context(), w.now(), outbox.Grant{Start: []string{j.ID}, Until: w.now().Add(time.Minute)})
		require.NoError(t, err)
		require.NoError(t, w.store.Retry(t.Context(), j.ID, w.now(), false, webhook.ErrBusy.Error()))
	}
	for _, f := range w.checkWebhooks(t.Context()) {
		require.True(t, f.OK)
	}
	require.Equal(t, map[string]float64{"board": 1, "warehouse": 1}, w.metrics(t, "toban_webhook_waiting"))
}

// What waited for a hook that was taken out of the configuration is let go of, and
// what it had refused.
func TestARemovedHookLeavesNothingBehind(t *testing.T) {
	w := newWard(t)
	w.began = time.Now()
	board, _, change := withWebhooks(t)
	w.start(t, change...)
	board.SetGone(true)
	w.asks(t)
	require.NoError(t, w.worker.Drain(t.Context()))
	require.Equal(t, map[string]float64{"board": 1, "warehouse": 0}, w.metrics(t, "toban_webhook_refused"))
	w.order(t, "INQ-1", triage.Claim{})
	require.NoError(t, w.letGo(t.Context()))
	require.Equal(t, map[string]float64{"board": 1, "warehouse": 0}, w.metrics(t, "toban_webhook_refused"), "it is still configured")
	require.Len(t, w.desk.Policy.Hooks, 2)
	w.cfg.Webhooks = nil
	var err error
	w.desk.Policy, err = w.cfg.Policy()
	require.NoError(t, err)
	require.NoError(t, w.connect())
	require.NoError(t, w.letGo(t.Context()))
	require.NoError(t, w.worker.Drain(t.Context()))
	queues, err := w.hookQueues(t.Context())
	require.NoError(t, err)
	require.Empty(t, queues)
	require.Empty(t, w.checkWebhooks(t.Context()))
}
