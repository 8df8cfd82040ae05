package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"
	"time"

	"toban/bot/boltstore"
	"toban/bot/model"
	"toban/bot/redact"
	"toban/bot/slackapp"
	"toban/bot/slackexport"
	"toban/bot/triage"
	"toban/config"
	"toban/knowledge"
)

// importAtOnce is how many past inquiries are recorded in one transaction: an
// import that is cut short goes on after the last one.
const importAtOnce = 200

// monthsShown is of how many months an import tells the numbers.
const monthsShown = 6

// An ImportSpec says what is imported.
type ImportSpec struct {
	Path    string // of the export
	Channel string // id or name
	Since   time.Time
	DryRun  bool // record nothing

	Now      time.Time
	Progress func(doing string) func(done, total int) // may return nil
}

// Imported is what an import found and did. Numbers are of the whole export,
// however much of it was recorded before.
type Imported struct {
	Channel string `json:"channel"` // id
	Name    string `json:"name"`
	Private bool   `json:"private"`
	DryRun  bool   `json:"dry_run"`

	slackexport.Reading
	Threads int                        `json:"threads"` // looked at
	Found   int                        `json:"found"`   // past inquiries
	Left    map[slackexport.Reason]int `json:"left_out"`
	Added   int                        `json:"added"` // of Found; in a dry run those that would be

	Resolved int `json:"resolved"`
	GivenUp  int `json:"given_up"`

	Areas  int     `json:"area_labels"` // of Found, marked by members
	Kinds  int     `json:"kind_labels"`
	Model  string  `json:"model"`   // version of the classifier that answers now; empty while the configuration alone does
	Labels int     `json:"learned"` // labels that it has learned from
	Months []Month `json:"months"`
}

// A Month is what the report of a month would have looked like.
type Month struct {
	Period      triage.Period  `json:"month"`
	Asked       int            `json:"asked"`
	Replied     int            `json:"replied"` // by the team
	MedianReply time.Duration  `json:"-"`
	Minutes     int            `json:"median_first_reply_minutes"` // elapsed; 0 without Replied
	InTime      int            `json:"in_time"`
	Judged      int            `json:"judged"` // what InTime is a part of
	Areas       []triage.Count `json:"areas"`
}

// Import reads the inquiries of a channel out of a Slack export and records
// those that are not there yet. Nobody is told of them.
func Import(ctx context.Context, cfg *config.Config, spec ImportSpec) (out Imported, err error) {
	export, err := slackexport.Open(spec.Path)
	if err != nil {
		return out, err
	}
	defer export.Close()
	i, err := newImporter(ctx, cfg, spec)
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, i.close()) }()
	list, out, err := i.find(ctx, export)
	if err != nil {
		return out, err
	}
	if out.Months, err = i.months(list, out.Last); err != nil {
		return out, err
	}
	if spec.DryRun {
		out.Added, err = i.wouldAdd(ctx, list)
		return out, err
	}
	if out.Added, err = i.record(ctx, list); err != nil {
		return out, err
	}
	version, err := i.learn(ctx)
	out.Model, out.Labels = version.Hash, version.Samples
	return out, err
}

// An importer brings past inquiries into a data file that no process has open.
type importer struct {
	cfg        *config.Config
	spec       ImportSpec
	desk       *triage.Desk
	app        *slackapp.App
	store      *boltstore.Store // nil in a dry run where there is none to read
	classifier *knowledge.Classifier
}

func newImporter(ctx context.Context, cfg *config.Config, spec ImportSpec) (i *importer, err error) {
	i = &importer{cfg: cfg, spec: spec}
	policy, err := cfg.Policy()
	if err != nil {
		return nil, err
	}
	quiet := slog.New(slog.DiscardHandler)
	i.desk = &triage.Desk{Policy: policy, Default: cfg.DefaultRotation(), Log: quiet, Now: func() time.Time { return spec.Now }}
	if i.app, err = slackapp.New(slackConfig(cfg), slackapp.Deps{Desk: i.desk, Location: cfg.Location(), Log: quiet, Offline: true}); err != nil {
		return nil, err
	}
	if err := i.open(); err != nil {
		return nil, err
	}
	if i.store != nil {
		i.desk.Store = i.store
	}
	if i.classifier, err = i.current(ctx); err != nil {
		return nil, errors.Join(err, i.close())
	}
	return i, nil
}

// open opens the data file. A dry run does without one that does not exist yet
// or that another process has.
func (i *importer) open() error {
	path := i.cfg.StorePath()
	if i.spec.DryRun {
		if _, err := os.Stat(path); err != nil {
			return nil //nolint:nilerr // there is none to look at
		}
	}
	store, err := boltstore.Open(path, boltstore.Options{ReadOnly: i.spec.DryRun, Log: slog.New(slog.DiscardHandler)})
	if i.spec.DryRun && errors.Is(err, boltstore.ErrLocked) {
		return nil
	}
	i.store = store
	return err
}

func (i *importer) close() error {
	if i.store == nil {
		return nil
	}
	return i.store.Close()
}

// current is the classifier that answers.
func (i *importer) current(ctx context.Context) (c *knowledge.Classifier, err error) {
	if i.store != nil {
		err := i.store.View(ctx, func(r triage.Reader) error {
			c, _, err = model.Current(r, i.cfg.Terms())
			return err
		})
		if err != nil && !errors.Is(err, knowledge.ErrDamaged) {
			return nil, fmt.Errorf("read the stored classifier: %w", err)
		}
	}
	if c != nil {
		return c, nil
	}
	return OpenClassifier(ctx, i.cfg)
}

// find reads the past inquiries of the channel, in the order in which they were
// asked.
func (i *importer) find(ctx context.Context, export *slackexport.Export) ([]triage.PastInquiry, Imported, error) {
	out := Imported{DryRun: i.spec.DryRun, Left: make(map[slackexport.Reason]int)}
	channel, err := export.Channel(i.spec.Channel)
	if err != nil {
		return nil, out, err
	}
	out.Channel, out.Name, out.Private = channel.ID, channel.Name, channel.Private
	// What is older would be erased the day after.
	since := i.spec.Now.Add(-i.cfg.Retention())
	if i.spec.Since.After(since) {
		since = i.spec.Since
	}
	rules := i.rules(export, channel)
	var list []triage.PastInquiry
	lasts := make(map[triage.MessageTS]time.Time)
	out.Reading, err = export.Read(ctx, channel, slackexport.ReadOptions{
		Since: since, Until: i.spec.Now, Alone: rules.Alone, Progress: i.spec.Progress("reading"),
	}, func(t slackexport.Thread) {
		out.Threads++
		q, last, why := rules.Judge(t)
		if why != "" {
			out.Left[why]++
			return
		}
		list = append(list, q)
		lasts[q.Source.TS] = last
	})
	if err != nil {
		return nil, out, err
	}
	list = slices.DeleteFunc(list, func(q triage.PastInquiry) bool { return out.Last.Sub(lasts[q.Source.TS]) < slackexport.Quiet })
	out.Left[slackexport.Running] = len(lasts) - len(list)
	for _, q := range list {
		out.count(q)
	}
	slices.SortFunc(list, func(a, b triage.PastInquiry) int {
		return cmp.Or(a.AskedAt().Compare(b.AskedAt()), cmp.Compare(a.Source.TS, b.Source.TS))
	})
	return list, out, nil
}

func (out *Imported) count(q triage.PastInquiry) {
	out.Found++
	if q.End.By != "" {
		out.Resolved++
	} else {
		out.GivenUp++
	}
	if q.Area.Key != "" {
		out.Areas++
	}
	if q.Kind.Key != "" {
		out.Kinds++
	}
}

func (i *importer) rules(export *slackexport.Export, channel slackexport.Channel) slackexport.Rules {
	terms := i.cfg.Terms()
	emoji := i.cfg.Slack.Emoji.OrDefault()
	id := triage.ChannelID(channel.ID)
	r := slackexport.Rules{
		Export: export, Channel: channel, Member: i.desk.Policy.IsMember,
		Calls:    export.Bots(strings.TrimPrefix(cmp.Or(i.cfg.Slack.Command, slackapp.DefaultCommand), "/")),
		Resolve:  []string{emoji.Resolve, "white_check_mark", "heavy_check_mark", "ballot_box_with_check"},
		Marked:   func(emoji string) (area, kind string) { return i.cfg.Taxonomy.MarkedBy(emoji, terms) },
		Classify: i.classify,
		Team:     func(who triage.PersonID) triage.TeamID { return i.app.AskingTeam(who, id) },
		Rotation: i.cfg.DefaultRotation(), Lang: i.cfg.Language(),
	}
	for _, spec := range i.cfg.Rotations {
		if spec.UserGroup != "" {
			r.Calls = append(r.Calls, spec.UserGroup)
		}
	}
	for _, ch := range i.cfg.Channels {
		if ch.ID == id {
			r.Rotation, r.Lang = cmp.Or(ch.Rotation, r.Rotation), cmp.Or(ch.Language, r.Lang)
		}
	}
	return r
}

// classify classifies a text as it will be stored.
func (i *importer) classify(text string) knowledge.Classification {
	masked, _ := redact.Text(text)
	return i.classifier.Classify(redact.Cut(masked))
}

// months are the last months up to an instant, as the report counts them.
func (i *importer) months(list []triage.PastInquiry, last time.Time) ([]Month, error) {
	histories := make(map[string][]triage.Record, len(list))
	for n, q := range list {
		id := triage.InquiryID(fmt.Sprint("INQ-", n+1))
		records, err := i.desk.Policy.History(id, q)
		if err != nil {
			return nil, fmt.Errorf("judge the message %s: %w", q.Source.TS, err)
		}
		histories[string(id)] = records
	}
	loc := i.cfg.Location()
	period := triage.MonthOf(last, loc)
	var months []Month
	for range monthsShown {
		from, to := period.Bounds(loc)
		d := triage.Summarise(asked(histories, from, to), nil, nil, from, to, i.spec.Now, 0)
		months = append(months, Month{
			Period: period, Asked: d.Asked, Replied: d.Replied, MedianReply: d.MedianReply, Minutes: int(d.MedianReply.Minutes()),
			InTime: d.InTime, Judged: d.Judged, Areas: append([]triage.Count{}, d.Areas...),
		})
		period = period.Previous()
	}
	slices.Reverse(months)
	return months, nil
}

// asked keeps the histories that began in a time, as they stood at its end.
func asked(histories map[string][]triage.Record, from, to time.Time) map[string][]triage.Record {
	kept := make(map[string][]triage.Record)
	for id, records := range histories {
		if at := records[0].At; !at.Before(from) && at.Before(to) {
			later := slices.IndexFunc(records, func(r triage.Record) bool { return !r.At.Before(to) })
			if later < 0 {
				later = len(records)
			}
			kept[id] = records[:later]
		}
	}
	return kept
}

// wouldAdd is how many of the past inquiries are not recorded yet.
func (i *importer) wouldAdd(ctx context.Context, list []triage.PastInquiry) (int, error) {
	if i.store == nil {
		return len(list), nil
	}
	missing, err := i.desk.Unrecorded(ctx, list)
	return len(missing), err
}

// record records the past inquiries in batches, each durable on its own.
func (i *importer) record(ctx context.Context, list []triage.PastInquiry) (added int, err error) {
	progress := i.spec.Progress("recording")
	done := 0
	for batch := range slices.Chunk(list, importAtOnce) {
		n, err := i.desk.Import(ctx, batch)
		if err != nil {
			return added, fmt.Errorf("after %d of %d past inquiries, which are recorded; run it again to go on: %w", done, len(list), err)
		}
		added += n
		done += len(batch)
		if progress != nil {
			progress(done, len(list))
		}
	}
	return added, nil
}

// learn trains the classifier with what members have said, now and ever.
func (i *importer) learn(ctx context.Context) (model.Version, error) {
	inquiries, err := i.desk.Inquiries(ctx, triage.InquiryFilter{})
	if err != nil {
		return model.Version{}, fmt.Errorf("read what people have labelled: %w", err)
	}
	trainer := &model.Trainer{
		Store: i.store, Taxonomy: i.cfg.Terms(), Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return i.spec.Now },
		Use: func(*knowledge.Classifier) {},
	}
	err = trainer.Open(ctx, inquiries, func() (*knowledge.Classifier, error) { return i.classifier, nil })
	if err != nil {
		return model.Version{}, err
	}
	if state, err := trainer.State(ctx); err != nil || state.Labels == 0 {
		return model.Version{}, err
	}
	if err := trainer.Train(ctx); err != nil {
		return model.Version{}, fmt.Errorf("everything is recorded, but the classifier is not trained, which toban does when it serves: %w", err)
	}
	state, err := trainer.State(ctx)
	return state.Version, err
}
