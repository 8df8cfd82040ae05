package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"toban/bot/datadog"
	"toban/bot/triage"
)

// How metrics are sent to Datadog.
const (
	meterEvery = time.Minute

	// meterLag is how old a record is before it is counted: a transaction is
	// over long before, so that none is stored behind the last window.
	meterLag = 30 * time.Second

	// meterPatience is how old points may become before they would be refused.
	meterPatience = datadog.MostPointAge - 10*time.Minute

	meterMark = "metrics_sent"
)

// A metering sends what happened to Datadog, window by window. A window's
// numbers are written down before they are sent and sent again unchanged until
// Datadog has them, so that nothing is lost and nothing is counted twice, also
// across a restart. What happened while nothing could be sent is counted into
// the next window.
type metering struct {
	desk *triage.Desk
	send func(context.Context, []triage.Sample, time.Time) error
	now  func() time.Time
	log  *slog.Logger

	state   meterState
	read    bool   // state is what the store has, or later
	trouble string // the last one logged
}

// meterState is the mark: where the next window begins, and the one that
// Datadog does not have for sure.
type meterState struct {
	Through time.Time    `json:"through"`
	Window  *meterWindow `json:"window,omitempty"`
}

type meterWindow struct {
	From     time.Time       `json:"from"`
	To       time.Time       `json:"to"`
	At       time.Time       `json:"at"`                 // of its points
	Doubtful bool            `json:"doubtful,omitempty"` // an attempt may have arrived
	Samples  []triage.Sample `json:"samples"`
}

func (m *metering) run(ctx context.Context) error {
	tick := time.NewTicker(meterEvery)
	defer tick.Stop()
	for {
		m.beat(ctx)
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// beat sends what is due, and says once what keeps it from being sent.
func (m *metering) beat(ctx context.Context) {
	err := m.flush(ctx)
	if ctx.Err() != nil {
		return
	}
	text := ""
	if err != nil {
		text = err.Error()
	}
	if text != m.trouble && err != nil {
		m.log.WarnContext(ctx, "metrics not sent to Datadog", "error", err)
	}
	m.trouble = text
}

func (m *metering) flush(ctx context.Context) error {
	if err := m.load(ctx); err != nil {
		return err
	}
	if m.state.Window == nil {
		if err := m.count(ctx); err != nil || m.state.Window == nil {
			return err
		}
	}
	return m.deliver(ctx)
}

// load reads the mark once. The first look only sets it: what happened before
// is in the reports.
func (m *metering) load(ctx context.Context) error {
	if m.read {
		return nil
	}
	var mark []byte
	err := m.desk.Store.View(ctx, func(r triage.Reader) (err error) {
		mark, err = r.Mark(meterMark)
		return err
	})
	if err != nil {
		return fmt.Errorf("read which metrics were sent: %w", err)
	}
	m.state = meterState{Through: m.settled()}
	if len(mark) > 0 {
		if err := json.Unmarshal(mark, &m.state); err != nil {
			return fmt.Errorf("read which metrics were sent: %w", err)
		}
	} else if err := m.keep(ctx); err != nil {
		return err
	}
	m.read = true
	return nil
}

// settled is the instant up to which every record is stored, in the whole
// seconds of points.
func (m *metering) settled() time.Time { return m.now().Add(-meterLag).Truncate(time.Second).UTC() }

func (m *metering) keep(ctx context.Context) error {
	mark, err := json.Marshal(m.state)
	if err != nil {
		return fmt.Errorf("note which metrics were sent: %w", err)
	}
	err = m.desk.Store.Update(ctx, func(tx triage.Tx) error { return tx.SetMark(meterMark, mark) })
	if err != nil {
		return fmt.Errorf("note which metrics were sent: %w", err)
	}
	return nil
}

// count closes the window that runs. One in which nothing happened is not
// written down: to look at it again after a restart counts nothing.
func (m *metering) count(ctx context.Context) error {
	to := m.settled()
	if !to.After(m.state.Through) {
		return nil
	}
	samples, err := m.desk.Meter(ctx, m.state.Through, to)
	if err != nil {
		return err
	}
	m.state.Window = &meterWindow{From: m.state.Through, To: to, At: to, Samples: samples}
	if !m.state.Window.counts() {
		return nil
	}
	if err := m.keep(ctx); err != nil {
		m.state.Window = nil
		return err
	}
	return nil
}

// counts reports whether the window holds more than what stands open.
func (w *meterWindow) counts() bool {
	return slices.ContainsFunc(w.Samples, func(s triage.Sample) bool { return !s.Gauge })
}

// deliver sends the window. Points that have become too old are dated anew,
// as long as it is certain that none of them arrived.
func (m *metering) deliver(ctx context.Context) error {
	w := m.state.Window
	switch {
	case m.now().Sub(w.At) < meterPatience:
	case w.Doubtful:
		m.log.WarnContext(ctx, "metrics given up: Datadog may have them, and takes them no more", "from", w.From, "to", w.To)
		return m.done(ctx)
	default:
		w.At = m.settled()
		if err := m.keep(ctx); err != nil {
			return err
		}
	}
	err := m.send(ctx, w.Samples, w.At)
	switch {
	case err == nil:
		return m.done(ctx)
	case !w.counts():
		m.state.Window = nil // the next one has what stands open then
		return err
	case errors.Is(err, datadog.ErrUnfit):
		return errors.Join(err, m.done(ctx))
	case errors.Is(err, datadog.ErrDoubtful) && !w.Doubtful:
		w.Doubtful = true
		return errors.Join(err, m.keep(ctx))
	}
	return err
}

// done moves on to the next window.
func (m *metering) done(ctx context.Context) error {
	counted := m.state.Window.counts()
	m.state = meterState{Through: m.state.Window.To}
	if !counted {
		return nil
	}
	return m.keep(ctx)
}
