package bot

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"toban/bot/triage"
)

// collector reads the numbers when they are asked for.
type collector struct{ bot *Bot }

func desc(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("toban_"+name, help, labels, nil)
}

var (
	descOpen      = desc("inquiries_open", "Inquiries that are not closed.")
	descOverdue   = desc("inquiries_overdue", "Open inquiries whose first reply is overdue.")
	descIncidents = desc("incidents_running", "Incidents that are not resolved, drills included.")
	descJobs      = desc("outbox_jobs", "Messages in the outbox by state.", "state")
	descOldest    = desc("outbox_oldest_seconds", "Age of the oldest unsent message.")
	descSent      = desc("outbox_sent_total", "Messages sent since the start.")
	descRetried   = desc("outbox_retried_total", "Attempts that have to be repeated since the start.")
	descDoubtful  = desc("outbox_doubtful_total", "Messages looked for after an unclear outcome since the start.")
	descBuried    = desc("outbox_buried_total", "Messages refused for good since the start.")
	descHalted    = desc("outbox_halted", "1 while a system refuses toban itself, for example a revoked token.", "via")
	descBytes     = desc("store_bytes", "Size of the data file.")
	descPages     = desc("documents_pages", "Pages in the index.")
	descDocsAge   = desc("documents_age_seconds", "Seconds since the source of documents that lags most was last read.")

	descFollowedAge = desc("external_schedule_age_seconds", "Seconds since the schedule that another system keeps was last read, or since the start.", "rotation")

	descVectors    = desc("embeddings_vectors", "Vectors that questions are compared with.")
	descLatency    = desc("embeddings_latency_seconds", "Time that the last call to succeed took.")
	descCalls      = desc("embeddings_calls_total", "Calls of the embeddings endpoint since the start.")
	descFailures   = desc("embeddings_failures_total", "Calls of them that failed.")
	descCharacters = desc("embeddings_characters_total", "Characters sent to the embeddings endpoint since the start.")
	descTokens     = desc("embeddings_tokens_total", "Tokens that the endpoint counted since the start.")
	descFallbacks  = desc("embeddings_fallbacks_total", "Searches since the start that went by words alone because the endpoint did not answer.")
)

// Describe implements [prometheus.Collector].
func (c *collector) Describe(out chan<- *prometheus.Desc) { prometheus.DescribeByCollect(c, out) }

// Collect implements [prometheus.Collector].
func (c *collector) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	total := func(d *prometheus.Desc, v int64) {
		out <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(v))
	}
	now := c.bot.deps.Now()
	if open, err := c.bot.desk.Inquiries(ctx, triage.InquiryFilter{Open: true}); err == nil {
		overdue := 0
		for _, q := range open {
			if (triage.InquiryFilter{Overdue: now}).Match(q) {
				overdue++
			}
		}
		gauge(descOpen, float64(len(open)))
		gauge(descOverdue, float64(overdue))
	}
	if running, err := c.bot.desk.Incidents(ctx, true); err == nil {
		gauge(descIncidents, float64(len(running)))
		c.incidents(ctx, now, running, gauge)
	}
	if s, err := c.bot.store.Stats(ctx); err == nil {
		gauge(descJobs, float64(s.Outbox.Queued), "queued")
		gauge(descJobs, float64(s.Outbox.Sending), "sending")
		gauge(descJobs, float64(s.Outbox.Buried), "buried")
		age := 0.0
		if !s.Outbox.Oldest.IsZero() {
			age = now.Sub(s.Outbox.Oldest).Seconds()
		}
		gauge(descOldest, age)
		gauge(descBytes, float64(s.Bytes))
	}
	n := c.bot.worker.Counters()
	total(descSent, n.Sent)
	total(descRetried, n.Retried)
	total(descDoubtful, n.Doubtful)
	total(descBuried, n.Buried)
	halted := c.bot.worker.Halted()
	for _, via := range []triage.Via{triage.ViaSlack, triage.ViaDatadog, triage.ViaFiles, triage.ViaHooks} {
		v := 0.0
		if _, ok := halted[via]; ok {
			v = 1
		}
		gauge(descHalted, v, via.String())
	}
	c.hooks(ctx, out)
	for id, s := range c.bot.followed {
		read := s.State().AsOf
		if read.IsZero() {
			read = c.bot.started
		}
		gauge(descFollowedAge, now.Sub(read).Seconds(), string(id))
	}
	if c.bot.library != nil {
		report := c.bot.library.Report()
		gauge(descPages, float64(report.Pages))
		gauge(descDocsAge, documentsAge(report, c.bot.deps.Now()).Seconds())
		if s := c.bot.library.Embeddings(); s.Model != "" {
			gauge(descVectors, float64(s.Vectors))
			gauge(descLatency, s.Latency.Seconds())
			total(descCalls, s.Calls)
			total(descFailures, s.Failures)
			total(descCharacters, s.Characters)
			total(descTokens, s.Tokens)
			total(descFallbacks, s.Fallbacks)
		}
	}
}
