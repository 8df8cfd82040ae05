package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/robfig/cron/v3"

	"toban/bot/triage"
	"toban/config"
	"toban/rotation"
)

// heartbeat is how often the schedule is looked at. What is due is derived
// from watermarks in the store, so that a missed beat loses nothing and a
// second one repeats nothing.
const heartbeat = 30 * time.Second

// runClock carries out reminders when they are due and beats in between. It
// begins once Slack's history has been caught up, because a reply that was
// missed would otherwise be a breach.
func (b *Bot) runClock(ctx context.Context) error {
	select {
	case <-b.slack.CaughtUp():
	case <-ctx.Done():
		return nil
	}
	if err := b.desk.ExpectAskers(ctx); err != nil && ctx.Err() == nil {
		b.log.ErrorContext(ctx, "what waits for its asker not looked at", "error", err)
	}
	beats := make(chan struct{}, 1)
	c := cron.New()
	beat := func() {
		select {
		case beats <- struct{}{}:
		default:
		}
	}
	if _, err := c.AddFunc("@every "+heartbeat.String(), beat); err != nil {
		return fmt.Errorf("start heartbeat: %w", err)
	}
	c.Start()
	defer func() { <-c.Stop().Done() }()
	b.Beat(ctx)
	for {
		timer := time.NewTimer(b.untilReminder(ctx))
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case <-beats:
			b.Beat(ctx)
		case <-b.wakeClock:
			b.Beat(ctx)
		case <-timer.C:
			// A deadline at the instant of a handoff is the next one's.
			b.handOver(ctx)
			b.remind(ctx)
		}
		timer.Stop()
	}
}

// untilReminder is how long nothing is due.
func (b *Bot) untilReminder(ctx context.Context) time.Duration {
	at, err := b.desk.NextReminder(ctx)
	if err != nil || at.IsZero() {
		return heartbeat
	}
	return min(max(at.Sub(b.deps.Now()), 0), heartbeat)
}

// Beat does everything that is due now: handoffs, reminders, reports, erasing.
func (b *Bot) Beat(ctx context.Context) {
	b.slack.Remember(ctx, b.desk.Policy.Everybody())
	b.handOver(ctx)
	b.remind(ctx)
	if err := b.report(ctx); err != nil && ctx.Err() == nil {
		b.log.ErrorContext(ctx, "report not queued", "error", err)
	}
	if err := b.tellOwners(ctx); err != nil && ctx.Err() == nil {
		b.log.ErrorContext(ctx, "owners of documents not told", "error", err)
	}
	if err := b.mirror(ctx); err != nil && ctx.Err() == nil {
		b.log.ErrorContext(ctx, "teams not told of their questions", "error", err)
	}
	if err := b.seclude(ctx); err != nil && ctx.Err() == nil {
		b.log.WarnContext(ctx, "inquiries of a channel made private not marked", "error", err)
	}
	if err := b.prune(ctx); err != nil && ctx.Err() == nil {
		b.log.WarnContext(ctx, "old keys not pruned", "error", err)
	}
	if err := b.expire(ctx); err != nil && ctx.Err() == nil {
		b.log.ErrorContext(ctx, "old inquiries not erased", "error", err)
	}
	if err := b.compact(ctx); err != nil && ctx.Err() == nil {
		b.log.WarnContext(ctx, "data file not looked at for compaction", "error", err)
	}
}

// remind carries out what is due until nothing is.
func (b *Bot) remind(ctx context.Context) {
	for ctx.Err() == nil {
		n, err := b.desk.Remind(ctx)
		if err != nil {
			if ctx.Err() == nil {
				b.log.ErrorContext(ctx, "reminders not carried out", "error", err)
			}
			return
		}
		if n == 0 {
			return
		}
	}
}

// handOver looks for a handoff in every rotation.
func (b *Bot) handOver(ctx context.Context) {
	for _, id := range b.desk.Rotations() {
		if err := b.checkHandoff(ctx, id); err != nil && ctx.Err() == nil {
			b.log.ErrorContext(ctx, "handoff not checked", "rotation", id, "error", err)
		}
	}
}

// checkHandoff moves a rotation's watermark on when there is something to
// record: a handoff, or a while without one.
func (b *Bot) checkHandoff(ctx context.Context, id triage.RotationID) error {
	duty, err := b.desk.Duty(ctx, id)
	if err != nil {
		return err
	}
	now := b.deps.Now()
	_, handoff := b.desk.Schedules[id].Tick(duty.Mark, now, b.desk.Changes(duty))
	due := handoff != nil && b.desk.Policy.Calendar.IsOpen(now)
	if !due && !duty.Mark.At.IsZero() && !b.desk.Policy.LookDue(duty.Mark.At, now) {
		return nil
	}
	_, err = b.desk.Handle(ctx, triage.Order{
		Key: fmt.Sprintf("handoff/%s/%d", id, now.UnixNano()), Rotation: id, Command: triage.CheckHandoff{},
	})
	return err
}

// report queues the reports of weeks and, unless they are not wanted, of months
// that have become due since the last ones.
func (b *Bot) report(ctx context.Context) error {
	now := b.deps.Now()
	until := func(latest triage.Period) error {
		return b.reportUntil(ctx, latest.ReportMark(), latest, func(p triage.Period) triage.Order {
			return triage.Order{Key: "report/" + string(p), Command: triage.PostReport{Period: p}}
		})
	}
	err := until(b.latestDue(triage.PeriodOf(now, b.cfg.Location()), now))
	month := b.latestDue(triage.MonthOf(now, b.cfg.Location()), now)
	if !b.cfg.ReportsMonths() { // those until they are wanted again are not caught up with
		return errors.Join(err, b.dropMark(ctx, month.ReportMark()))
	}
	return errors.Join(err, until(month))
}

// dropMark forgets a watermark. Where there is none, nothing is written.
func (b *Bot) dropMark(ctx context.Context, name string) error {
	last, err := b.mark(ctx, name)
	if err != nil || last == nil {
		return err
	}
	return b.store.Update(ctx, func(tx triage.Tx) error { return tx.DropMark(name) })
}

// mark is a watermark, nil where there is none.
func (b *Bot) mark(ctx context.Context, name string) (last []byte, err error) {
	err = b.store.View(ctx, func(r triage.Reader) (err error) {
		last, err = r.Mark(name)
		return err
	})
	return last, err
}

// reportUntil orders the report of every period after the last one, which a
// watermark knows, up to and including latest. The first look only sets the
// watermark.
func (b *Bot) reportUntil(ctx context.Context, watermark string, latest triage.Period, order func(triage.Period) triage.Order) error {
	var last triage.Period
	err := b.store.View(ctx, func(r triage.Reader) error {
		mark, err := r.Mark(watermark)
		last = triage.Period(mark)
		return err
	})
	if err != nil {
		return err
	}
	if last == "" {
		return b.store.Update(ctx, func(tx triage.Tx) error { return tx.SetMark(watermark, []byte(latest)) })
	}
	for p := last.Next(); p <= latest; p = p.Next() {
		if _, err := b.desk.Handle(ctx, order(p)); err != nil {
			return err
		}
	}
	return nil
}

// latestDue is the last period before the present one whose report is due by
// now.
func (b *Bot) latestDue(present triage.Period, now time.Time) triage.Period {
	p := present.Previous()
	for ReportDue(b.cfg, b.desk.Policy.Calendar, p).After(now) { // more than one waits for the end of long holidays
		p = p.Previous()
	}
	return p
}

// ReportDue is when the report of a period is due: of a week, the configured
// day and time of the week after it; of a month, that time of the first day
// after it; on the next business day when that is closed.
func ReportDue(cfg *config.Config, calendar *rotation.Calendar, p triage.Period) time.Time {
	day, at, err := cfg.Weekly()
	if err != nil {
		day, at = time.Monday, 10*time.Hour // Load has refused this
	}
	_, end := p.Bounds(calendar.Location())
	if !p.IsMonth() {
		end = end.AddDate(0, 0, (int(day)+6)%7)
	}
	const longest = 14 // days closed in a row
	for range longest {
		if calendar.IsBusinessDay(end) {
			break
		}
		end = end.AddDate(0, 0, 1)
	}
	wall := rotation.CivilDate(end.Year(), end.Month(), end.Day())
	return rotation.Resolve(wall+rotation.Civil(at/time.Minute), calendar.Location())
}

const pruneMark = "pruned"

// prune forgets old order keys once a day.
func (b *Bot) prune(ctx context.Context) error {
	today := b.deps.Now().UTC().Format(time.DateOnly)
	var done string
	err := b.store.View(ctx, func(r triage.Reader) error {
		mark, err := r.Mark(pruneMark)
		done = string(mark)
		return err
	})
	if err != nil || done == today {
		return err
	}
	unread, err := b.slack.Unread(ctx)
	if err != nil {
		return err
	}
	if _, err := b.store.Prune(ctx, unread); err != nil {
		return err
	}
	return b.store.Update(ctx, func(tx triage.Tx) error { return tx.SetMark(pruneMark, []byte(today)) })
}
