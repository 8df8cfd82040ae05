package bot

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"time"

	"toban/bot/boltstore"
	"toban/bot/slackapp"
	"toban/bot/triage"
	"toban/config"
	"toban/knowledge"
	"toban/rotation"
)

// A Told is somebody who would be told of an inquiry.
type Told struct {
	Name   string // of the notice or reminder
	At     time.Time
	Person string // "" where nobody is named
}

// A Rehearsal is what toban would do with an inquiry.
type Rehearsal struct {
	Advice   knowledge.Advice
	Deadline triage.Deadline
	Notices  []Told // in the order of time, if nobody does anything
}

// DryRun goes through the intake of an inquiry without a store and without
// Slack, as if nobody ever answered; onCall is who is on call in the default
// rotation.
func DryRun(ctx context.Context, cfg *config.Config, advice *Advice, onCall func(time.Time) rotation.Shift, text string, now time.Time) (Rehearsal, error) {
	var out Rehearsal
	policy, err := cfg.Policy()
	if err != nil {
		return out, err
	}
	if out.Advice, err = advice.Advise(ctx, text, ""); err != nil {
		return out, err
	}
	q := triage.Inquiry{ID: "INQ-0"}
	waiting := []triage.Reminder{}
	step := func(at time.Time, c triage.Command) error {
		d, err := policy.Decide(triage.State{Inquiry: q}, triage.Order{Key: "dry", By: "U0", At: at, Inquiry: q.ID, Command: c},
			triage.Facts{Now: at, Shift: onCall(at), Advice: &out.Advice})
		if err != nil {
			return err
		}
		for _, e := range d.Events {
			q = q.Apply(triage.Record{Subject: string(q.ID), At: at, Event: e})
		}
		for _, n := range d.Notices {
			out.Notices = append(out.Notices, told(n, at)...)
		}
		waiting = append(waiting, d.Reminders...)
		return nil
	}
	if err := step(now, triage.Ask{Asker: "U0", Text: text, Lang: out.Advice.Classification.Lang, Rotation: cfg.DefaultRotation()}); err != nil {
		return out, err
	}
	out.Deadline = triage.Deadline{Clock: q.Clock, Target: q.Target, Due: q.Due}
	const most = 100
	for range most {
		if len(waiting) == 0 {
			break
		}
		slices.SortStableFunc(waiting, func(a, b triage.Reminder) int { return a.At.Compare(b.At) })
		next := waiting[0]
		waiting = waiting[1:]
		if err := step(next.At, triage.Remind{Reminder: next}); err != nil {
			return out, err
		}
	}
	return out, nil
}

// told lists whom a notice names.
func told(n triage.Notice, at time.Time) []Told {
	name := triage.EnvelopeOf(n).Name
	var people []triage.Mention
	switch n := n.(type) {
	case triage.Ping:
		people = []triage.Mention{n.To}
	case triage.PageSuspected:
		people = n.To
	case triage.WarnOwner:
		people = []triage.Mention{n.To}
	case triage.WarnTeam:
		people = []triage.Mention{n.To}
	case triage.TellBreach:
		people = n.To
	case triage.ShowCluster:
		if n.To.Person != "" {
			people = []triage.Mention{n.To}
		}
	case triage.OpenRoom, triage.Relay, triage.ShowCard, triage.ShowSuggestion, triage.RetractPing, triage.TellResolved, triage.TellMerged, triage.AskAsker,
		triage.TellReopened, triage.AskReopen, triage.AskReasons, triage.ProposeAlias, triage.SendArticle, triage.AskStale, triage.SettleStale, triage.Settle, triage.OpenIncident,
		triage.SyncIncident, triage.FindChannel, triage.LinkChannel, triage.MakeChannel, triage.ShowIncident,
		triage.ShowBrief, triage.TellIncident, triage.TellUpdate, triage.TellState, triage.AskUpdate, triage.AskCommander,
		triage.FurnishChannel, triage.AnnounceHandoff, triage.RemindHandoff, triage.AskSteps, triage.WarnHole, triage.AnnounceRoster, triage.RemindStart, triage.AskEffort, triage.ShowReport,
		triage.ShowRequest, triage.TellRequest, triage.TellDuty, triage.TellAction, triage.PushAction, triage.PushReview, triage.PublishPage, triage.TellPage, triage.SendReview, triage.AskReview, triage.WarnRefused, triage.AttachLinks, triage.SyncImpact, triage.WarnRemote, triage.ShowAlert, triage.PageAlert, triage.SendPage, triage.SettlePage, triage.AskPageAgain, triage.CallHook, triage.WarnHook:
	}
	if len(people) == 0 {
		return []Told{{Name: name, At: at}}
	}
	var out []Told
	for _, p := range people {
		out = append(out, Told{Name: name, At: at, Person: string(p.Person)})
	}
	return out
}

// An Archive reads a data file that no process has open. Close it.
type Archive struct {
	cfg   *config.Config
	log   *slog.Logger
	store *boltstore.Store
	desk  *triage.Desk
	slack *slackapp.App
}

// OpenArchive opens the data file of a configuration for reading. Nothing is
// asked of Slack.
func OpenArchive(cfg *config.Config, log *slog.Logger) (*Archive, error) {
	policy, err := cfg.Policy()
	if err != nil {
		return nil, err
	}
	a := &Archive{cfg: cfg, log: log}
	if a.store, err = boltstore.Open(cfg.StorePath(), boltstore.Options{ReadOnly: true, Log: log}); err != nil {
		return nil, err
	}
	a.desk = &triage.Desk{Store: a.store, Policy: policy, Default: cfg.DefaultRotation(), Log: log}
	a.slack, err = slackapp.New(slackConfig(cfg), slackapp.Deps{Desk: a.desk, Location: cfg.Location(), Log: log, Offline: true})
	if err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

// Close closes the data file.
func (a *Archive) Close() error { return a.store.Close() }

// Report is the report of a period as lines of text in ja or en, and its
// numbers.
func (a *Archive) Report(ctx context.Context, p triage.Period, lang string) ([]string, triage.Report, error) {
	if err := a.schedule(ctx); err != nil {
		return nil, triage.Report{}, err
	}
	r, err := a.desk.Report(ctx, p, "")
	if err != nil {
		return nil, r, fmt.Errorf("compute the report of %s: %w", p, err)
	}
	return a.slack.Report(triage.Lang(lang), r), r, nil
}

// schedule has the desk know who was on call: by the history of each rotation,
// and where another system keeps the turns by the copy in the data file.
func (a *Archive) schedule(ctx context.Context) error {
	f := follower{cfg: a.cfg, deps: Deps{Now: time.Now}, log: a.log, store: a.store}
	all, _, err := f.schedules(ctx)
	if err != nil {
		return err
	}
	for _, name := range rosters(a.cfg) {
		id := triage.RotationID(name)
		if all[id], _, err = a.desk.Configured(ctx, id, a.cfg.Rotations[name].Spec); err != nil {
			return err
		}
	}
	a.desk.Schedules = all
	return nil
}

// Mirror is what became of the questions of an asking team, also as the lines
// of text in ja or en that the team is told.
func (a *Archive) Mirror(ctx context.Context, team triage.TeamID, p triage.Period, lang string) ([]string, triage.Mirror, error) {
	m, err := a.desk.Mirror(ctx, team, p, nil)
	if err != nil {
		return nil, m, fmt.Errorf("compute what %s asked in %s: %w", team, p, err)
	}
	return a.slack.Mirror(triage.Lang(lang), m), m, nil
}

// Picture writes the picture of a report as a PNG in ja or en: the periods
// that end with p.
func (a *Archive) Picture(ctx context.Context, w io.Writer, p triage.Period, lang string) error {
	points, err := a.desk.Trend(ctx, p, slackapp.TrendWeeks)
	if err != nil {
		return fmt.Errorf("compute the trend up to %s: %w", p, err)
	}
	return a.slack.Trend(w, triage.Lang(lang), points)
}

// Backlog is the self-service backlog, also as lines of text in ja or en.
func (a *Archive) Backlog(ctx context.Context, lang string) ([]string, []triage.BacklogItem, error) {
	items, err := a.desk.SelfService(ctx)
	return a.slack.Backlog(triage.Lang(lang), items), items, err
}

// ExportIncidents lists the incidents of a period.
func (a *Archive) ExportIncidents(ctx context.Context, p triage.Period) ([]triage.IncidentRow, error) {
	return a.desk.ExportIncidents(ctx, p)
}

// Export lists the inquiries of a period.
func (a *Archive) Export(ctx context.Context, p triage.Period) ([]triage.ExportRow, error) {
	return a.desk.Export(ctx, p)
}

// CheckOnline asks Slack, and Datadog where it is configured, whether
// everything is as toban needs it. It opens neither store nor documents.
func CheckOnline(ctx context.Context, cfg *config.Config, lang string) ([]Finding, error) {
	policy, err := cfg.Policy()
	if err != nil {
		return nil, err
	}
	b := &Bot{cfg: cfg, deps: Deps{Now: time.Now}, log: slog.New(slog.DiscardHandler)}
	b.desk = &triage.Desk{Policy: policy, Log: b.log}
	follow := follower{cfg: cfg, deps: b.deps, log: b.log, byEmail: b.addresses}
	if b.desk.Schedules, b.followed, err = follow.schedules(ctx); err != nil {
		return nil, err
	}
	b.slack, err = slackapp.New(slackConfig(cfg), slackapp.Deps{Desk: b.desk, Location: cfg.Location(), Checks: b.checks})
	if err != nil {
		return nil, err
	}
	if cfg.Datadog.Enabled() {
		if b.remote, err = newRemote(cfg, b.deps, b.log, b.desk, b.slack); err != nil {
			return nil, err
		}
	}
	return b.Doctor(ctx, lang), nil
}

// Backup writes a verified copy of the data file beside it.
func (b *Bot) Backup(cfg *config.Config) (string, error) {
	path := boltstore.BackupName(cfg.StorePath(), b.deps.Now())
	_, err := b.store.Backup(path)
	return path, err
}
