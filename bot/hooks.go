package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"toban/bot/boltstore"
	"toban/bot/phrase"
	"toban/bot/slackapp"
	"toban/bot/triage"
	"toban/bot/webhook"
	"toban/config"
)

// receivers are the configured webhooks.
func receivers(cfg *config.Config) []webhook.Receiver {
	var list []webhook.Receiver
	for _, h := range cfg.Webhooks {
		list = append(list, webhook.Receiver{Name: h.Name, URL: h.URL, Secrets: h.Secrets()})
	}
	return list
}

// newHooks is what calls webhooks, also where there are none: then it lets go of
// what waits for those that were.
func (b *Bot) newHooks() (*webhook.Hooks, error) {
	return webhook.New(webhook.Config{
		Receivers: receivers(b.cfg), Read: b.desk.HookCall, Gone: b.desk.HookGone, Link: b.slack.Permalink,
		Transport: b.deps.Webhooks, Now: b.deps.Now, Log: b.log,
	})
}

// PingHook calls a configured webhook now with a test event.
func PingHook(ctx context.Context, cfg *config.Config, name string) (webhook.Answer, error) {
	hooks, err := webhook.New(webhook.Config{Receivers: receivers(cfg), Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return webhook.Answer{}, err
	}
	return hooks.Ping(ctx, name)
}

// RetryHook has what a webhook refused sent again once toban serves, in its
// order, and tells how much that is. The data file must not be in use.
func RetryHook(ctx context.Context, cfg *config.Config, name string, log *slog.Logger) (n int, err error) {
	store, err := boltstore.Open(cfg.StorePath(), boltstore.Options{Log: log})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	return reviveCalls(ctx, store, func(c triage.CallHook) bool { return c.Hook == name })
}

// letGo has what removed webhooks had refused leave the outbox: it is revived, and
// its sender drops it as it drops what waited for them.
func (b *Bot) letGo(ctx context.Context) error {
	_, err := reviveCalls(ctx, b.store, func(c triage.CallHook) bool {
		return !slices.ContainsFunc(b.cfg.Webhooks, func(h config.Hook) bool { return h.Name == c.Hook })
	})
	return err
}

// reviveCalls puts refused calls back into the outbox, the oldest first, and tells
// how many.
func reviveCalls(ctx context.Context, store *boltstore.Store, which func(triage.CallHook) bool) (n int, err error) {
	refused, err := store.BuriedJobs(ctx, mostJobs) // newest first
	if err != nil {
		return 0, fmt.Errorf("read what webhooks refused: %w", err)
	}
	for _, j := range slices.Backward(refused) {
		if call, ok := j.Notice.(triage.CallHook); !ok || !which(call) {
			continue
		}
		if err := store.Revive(ctx, j.ID); err != nil {
			return n, fmt.Errorf("send %s again: %w", j.ID, err)
		}
		n++
	}
	return n, nil
}

// mostJobs is how many jobs of the outbox are looked through at once.
const mostJobs = 10_000

// A hookQueue is what the outbox has for one webhook.
type hookQueue struct {
	waiting int    // subjects with calls that are not sent yet
	failing string // why one of them has to be repeated, empty when none has
	refused int
	reason  string // of the last refusal
}

// hookQueues are what the outbox has for webhooks, by their names.
func (b *Bot) hookQueues(ctx context.Context) (map[string]hookQueue, error) {
	out := make(map[string]hookQueue)
	ahead := b.deps.Now().AddDate(1, 0, 0) // whatever is put off until when
	waiting, err := b.store.Due(ctx, ahead, mostJobs)
	if err != nil {
		return nil, fmt.Errorf("read what waits for webhooks: %w", err)
	}
	for _, j := range waiting {
		if n, ok := j.Notice.(triage.CallHook); ok {
			q := out[n.Hook]
			q.waiting++
			if q.failing == "" && j.Reason != webhook.ErrBusy.Error() {
				q.failing = j.Reason
			}
			out[n.Hook] = q
		}
	}
	refused, err := b.store.BuriedJobs(ctx, mostJobs) // newest first
	if err != nil {
		return nil, fmt.Errorf("read what webhooks refused: %w", err)
	}
	for _, j := range refused {
		if n, ok := j.Notice.(triage.CallHook); ok {
			q := out[n.Hook]
			if q.refused++; q.refused == 1 {
				q.reason = j.Reason
			}
			out[n.Hook] = q
		}
	}
	return out, nil
}

// checkWebhooks tells of each webhook whether it arrives. Before the start there
// is nothing to tell: nobody is called for a look.
func (b *Bot) checkWebhooks(ctx context.Context) []slackapp.Finding {
	if b.hooks == nil || len(b.cfg.Webhooks) == 0 {
		return nil
	}
	queues, err := b.hookQueues(ctx)
	if err != nil {
		return []slackapp.Finding{slackapp.Found(false, phrase.DoctorStoreFailed, "error", err.Error())}
	}
	var out []slackapp.Finding
	for _, h := range b.cfg.Webhooks {
		state, q := b.hooks.State(h.Name), queues[h.Name]
		switch {
		case q.failing != "":
			out = append(out, slackapp.Found(false, phrase.DoctorWebhookFails, "name", h.Name, "error", q.failing, "n", strconv.Itoa(q.waiting)))
		case q.refused > 0: // told below
		case state.Last.IsZero():
			out = append(out, slackapp.Found(true, phrase.DoctorWebhookIdle, "name", h.Name))
		default:
			out = append(out, slackapp.Finding{OK: true, In: func(book phrase.Book) string {
				return book.Say(phrase.DoctorWebhook, "name", h.Name, "when", book.When(state.Last.In(b.cfg.Location())))
			}})
		}
		if q.refused > 0 {
			out = append(out, slackapp.Found(false, phrase.DoctorWebhookRefused, "name", h.Name, "n", strconv.Itoa(q.refused), "reason", q.reason))
		}
	}
	return out
}

var (
	descHookCalls   = desc("webhook_calls_total", "Calls of a webhook since the start, by what became of them: sent, failed or refused.", "webhook", "outcome")
	descHookLast    = desc("webhook_last_success_timestamp_seconds", "When a webhook was taken last, in Unix time; absent while none was since the start.", "webhook")
	descHookWaiting = desc("webhook_waiting", "Inquiries, incidents and rotations with calls that wait to be sent.", "webhook")
	descHookRefused = desc("webhook_refused", "Calls that were refused for good and are kept for people to see.", "webhook")
)

// hooks are the numbers of the webhooks.
func (c *collector) hooks(ctx context.Context, out chan<- prometheus.Metric) {
	if len(c.bot.cfg.Webhooks) == 0 {
		return
	}
	queues, err := c.bot.hookQueues(ctx)
	for _, h := range c.bot.cfg.Webhooks {
		gauge := func(d *prometheus.Desc, v float64) {
			out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, h.Name)
		}
		s := c.bot.hooks.State(h.Name)
		for outcome, n := range map[string]int64{"sent": s.Sent, "failed": s.Failed, "refused": s.Refused} {
			out <- prometheus.MustNewConstMetric(descHookCalls, prometheus.CounterValue, float64(n), h.Name, outcome)
		}
		if !s.Last.IsZero() {
			gauge(descHookLast, float64(s.Last.Unix()))
		}
		if err == nil {
			gauge(descHookWaiting, float64(queues[h.Name].waiting))
			gauge(descHookRefused, float64(queues[h.Name].refused))
		}
	}
}
