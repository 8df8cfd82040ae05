package bot

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"toban/bot/boltstore"
	"toban/bot/datadog"
	"toban/bot/external"
	"toban/bot/ical"
	"toban/bot/pagerduty"
	"toban/bot/phrase"
	"toban/bot/slackapp"
	"toban/bot/triage"
	"toban/config"
	"toban/rotation"
)

// A follower is what schedules of other systems are followed with.
type follower struct {
	cfg     *config.Config
	deps    Deps
	log     *slog.Logger
	store   triage.Store // nil keeps nothing
	byEmail func(context.Context, string) (string, error)
	changed func()
}

// schedules are the configured rotations as the core knows them, and those of
// them that another system keeps.
func (f follower) schedules(ctx context.Context) (map[triage.RotationID]triage.Schedule, map[triage.RotationID]*external.Schedule, error) {
	rotations, err := f.cfg.Schedules()
	if err != nil {
		return nil, nil, err
	}
	all := make(map[triage.RotationID]triage.Schedule, len(rotations))
	followed := make(map[triage.RotationID]*external.Schedule)
	for id, r := range rotations {
		all[id] = r
		if !f.cfg.Rotations[string(id)].External() {
			continue
		}
		s, err := f.follow(ctx, id, r)
		if err != nil {
			return nil, nil, err
		}
		all[id], followed[id] = s, s
	}
	return all, followed, nil
}

// follow opens the schedule of a rotation that another system keeps.
func (f follower) follow(ctx context.Context, id triage.RotationID, base *rotation.Rotation) (*external.Schedule, error) {
	spec := f.cfg.Rotations[string(id)]
	source, err := f.source(spec, base.Location())
	if err != nil {
		return nil, fmt.Errorf("rotation %s: %w", id, err)
	}
	people := make(map[string]string, len(f.cfg.External.People))
	for name, slack := range f.cfg.External.People {
		people[name] = string(slack)
	}
	return external.Open(ctx, external.Config{
		Rotation: id, Of: spec.Source + " " + spec.Schedule, Base: base, Source: source,
		Directory: external.Directory{People: people, ByEmail: f.byEmail},
		Store:     f.store, Every: f.cfg.External.Every, Timeout: f.cfg.External.Timeout,
		Now: f.deps.Now, Log: f.log, Changed: f.changed,
	})
}

func (f follower) source(spec config.RotationSpec, loc *time.Location) (external.Source, error) {
	switch spec.Source {
	case rotation.Datadog:
		return datadog.NewOnCall(datadog.Config{
			Site: f.cfg.Datadog.Site, URL: f.cfg.Datadog.URL, APIKey: f.cfg.Datadog.APIKey.Reveal(), AppKey: f.cfg.Datadog.AppKey.Reveal(),
			Transport: f.deps.Datadog,
		}, spec.Schedule)
	case rotation.PagerDuty:
		return pagerduty.New(pagerduty.Config{
			Token: f.cfg.PagerDuty.Token.Reveal(), URL: strings.TrimSuffix(f.cfg.PagerDuty.URL, "/"), Transport: f.deps.Calendars,
		}, spec.Schedule), nil
	case rotation.ICal:
		return ical.New(ical.Config{Location: loc, Transport: f.deps.Calendars}, spec.Schedule)
	}
	return nil, fmt.Errorf("no such source %q", spec.Source) // Load has refused this
}

// addresses look people up in Slack by their address, with an app that may be
// made later.
func (b *Bot) addresses(ctx context.Context, email string) (string, error) {
	id, err := b.slack.ByEmail(ctx, email)
	return string(id), err
}

// checkFollowed tells how following the schedules of other systems fares. Before
// the start they are asked.
func (b *Bot) checkFollowed(ctx context.Context) []slackapp.Finding {
	var out []slackapp.Finding
	for _, id := range slices.Sorted(maps.Keys(b.followed)) {
		s := b.followed[id]
		if b.store == nil {
			_ = s.Refresh(ctx) // its state tells how it went
		}
		out = append(out, b.followedFinding(id, s.State()))
		out = append(out, b.followedPeople(ctx, id, s.State())...)
	}
	return out
}

// followedFinding tells how the last look at a schedule went, and what answers.
func (b *Bot) followedFinding(id triage.RotationID, st external.State) slackapp.Finding {
	spec := b.cfg.Rotations[string(id)]
	line := phrase.DoctorFollowed
	switch {
	case st.Err != nil:
		line = troubleLine(st.Err.Trouble)
	case st.Tried.IsZero():
		line = phrase.DoctorFollowYet
	}
	keys := map[string]string{
		rotation.Datadog: "datadog.api_key, datadog.app_key, datadog.site", rotation.PagerDuty: "pagerduty.token",
	}
	key := "rotations." + string(id) + ".schedule"
	cause := ""
	if st.Err != nil {
		cause = st.Err.Error()
	}
	return slackapp.Finding{OK: st.Err == nil, In: func(book phrase.Book) string {
		when, until := b.instants(book, st)
		return book.Say(line, "rotation", string(id), "source", sourceName(spec), "when", when, "until", until, "error", cause,
			"keys", cmp.Or(keys[spec.Source], key), "key", key, "fix", book.Say(sourceFix(spec.Source)), "copy", b.copyLine(book, st))
	}}
}

func troubleLine(t external.Trouble) phrase.Line {
	switch t {
	case external.Unauthorized:
		return phrase.DoctorFollowUnauthorized
	case external.Forbidden:
		return phrase.DoctorFollowForbidden
	case external.NotFound:
		return phrase.DoctorFollowNotFound
	case external.Limited:
		return phrase.DoctorFollowLimited
	case external.Unreadable:
		return phrase.DoctorFollowUnreadable
	case external.Unreachable:
	}
	return phrase.DoctorFollowUnreachable
}

// sourceName is what people call who keeps a schedule; of a calendar's address
// only the host is told.
func sourceName(spec config.RotationSpec) string {
	switch spec.Source {
	case rotation.Datadog:
		return "Datadog On-Call"
	case rotation.PagerDuty:
		return "PagerDuty"
	}
	if u, err := url.Parse(spec.Schedule); err == nil && u.Host != "" {
		return "iCal " + u.Host
	}
	return spec.Schedule
}

func sourceFix(source string) phrase.Line {
	switch source {
	case rotation.Datadog:
		return phrase.FollowFixDatadog
	case rotation.PagerDuty:
		return phrase.FollowFixPagerDuty
	}
	return phrase.FollowFixICal
}

// instants are when a schedule was read and up to when it is known.
func (b *Bot) instants(book phrase.Book, st external.State) (when, until string) {
	loc := b.cfg.Location()
	return book.When(st.AsOf.In(loc)), book.When(st.Until.In(loc))
}

// copyLine says what answers while a schedule cannot be read.
func (b *Bot) copyLine(book phrase.Book, st external.State) string {
	when, until := b.instants(book, st)
	switch {
	case st.AsOf.IsZero():
		return book.Say(phrase.FollowNoCopy)
	case !st.Until.After(b.deps.Now()):
		return book.Say(phrase.FollowOldCopy, "when", when, "until", until)
	}
	return book.Say(phrase.FollowCopy, "when", when, "until", until)
}

// followedPeople names who will be on call and is nobody's colleague here.
func (b *Bot) followedPeople(ctx context.Context, id triage.RotationID, st external.State) []slackapp.Finding {
	source := sourceName(b.cfg.Rotations[string(id)])
	named := func(ok bool, line phrase.Line, who, key string) slackapp.Finding {
		return slackapp.Found(ok, line, "rotation", string(id), "source", source, "who", who, "key", key)
	}
	var out []slackapp.Finding
	for _, p := range st.Unknown {
		out = append(out, named(false, phrase.DoctorFollowUnknown, p.String(), p.Key()))
	}
	for _, p := range st.Gone {
		out = append(out, named(false, phrase.DoctorFollowGone, p.String(), ""))
	}
	for _, slack := range st.Known {
		if !b.desk.Policy.IsMember(triage.PersonID(slack)) {
			out = append(out, named(false, phrase.DoctorFollowOutside, b.slack.Name(ctx, slack), ""))
		}
	}
	return out
}

// A Reading is a schedule that another system keeps, as a process knows it that
// does not serve.
type Reading struct {
	*rotation.Rotation
	Changes rotation.Changes // what people have arranged, as far as the data file can be read
	Stale   error            // why it is the copy of the data file, nil when it is not
}

// ReadExternal asks who keeps the schedule of a rotation; unless they answer it
// is the copy of the data file.
func ReadExternal(ctx context.Context, cfg *config.Config, id triage.RotationID, log *slog.Logger) (*Reading, error) {
	rotations, err := cfg.Schedules()
	if err != nil {
		return nil, err
	}
	reading := &Reading{}
	f := follower{cfg: cfg, deps: Deps{Now: time.Now}, log: log}
	if cfg.Slack.BotToken != "" {
		app, err := slackapp.New(slackConfig(cfg), slackapp.Deps{Desk: &triage.Desk{}, Offline: true})
		if err != nil {
			return nil, err
		}
		f.byEmail = func(ctx context.Context, email string) (string, error) {
			who, err := app.ByEmail(ctx, email)
			return string(who), err
		}
	}
	// A toban that serves has the data file to itself.
	if store, err := boltstore.Open(cfg.StorePath(), boltstore.Options{ReadOnly: true, Log: log}); err == nil {
		defer store.Close()
		f.store = readOnly{store}
		desk := &triage.Desk{Store: store, Log: log}
		duty, err := desk.Duty(ctx, id)
		if err != nil {
			return nil, err
		}
		reading.Changes = desk.Changes(duty)
	}
	s, err := f.follow(ctx, id, rotations[id])
	if err != nil {
		return nil, err
	}
	reading.Stale = s.Refresh(ctx)
	if reading.Stale != nil && s.State().AsOf.IsZero() {
		return nil, fmt.Errorf("rotation %s: read from %s: %w", id, sourceName(cfg.Rotations[string(id)]), reading.Stale)
	}
	reading.Rotation = s.Rotation()
	return reading, nil
}

// readOnly is a store that leaves everything as it is.
type readOnly struct{ triage.Store }

// Update writes nothing.
func (readOnly) Update(context.Context, func(triage.Tx) error) error { return nil }
