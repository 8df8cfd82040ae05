package bot

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"time"

	"toban/bot/datadog"
	"toban/bot/outbox"
	"toban/bot/phrase"
	"toban/bot/slackapp"
	"toban/bot/triage"
	"toban/knowledge"
	"toban/rotation"
)

const (
	lookAhead = 30 * 24 * time.Hour // how far a rotation is looked at for holes
	leastDisk = 1 << 30             // bytes of free disk below which somebody should make room
	maxShifts = 200                 // looked at in that time, so that a broken schedule ends
)

// checks are what the doctor looks at beside Slack.
func (b *Bot) checks(ctx context.Context) []slackapp.Finding {
	out := []slackapp.Finding{b.checkDatadog(ctx)}
	if f, ok := b.checkHook(); ok {
		out = append(out, f)
	}
	out = append(out, b.checkDashboard(ctx))
	out = append(out, b.checkDocuments()...)
	if b.remote != nil && b.desk.Policy.Incident.Page.Team != "" {
		out = append(out, b.checkPaging(ctx))
	}
	if b.models != nil {
		out = append(out, b.checkModel(ctx))
	}
	out = append(out, b.checkEmbeddings(ctx))
	out = append(out, b.checkFiles(ctx)...)
	out = append(out, b.checkWebhooks(ctx)...)
	out = append(out, b.checkFollowed(ctx)...)
	out = append(out, b.checkRotations(ctx)...)
	out = append(out, b.checkTurns(ctx)...)
	out = append(out, b.checkHolidays()...)
	if b.store != nil {
		out = append(out, b.checkStore(ctx), b.checkDisk(), b.checkRetention())
	}
	return out
}

func (b *Bot) checkDatadog(ctx context.Context) slackapp.Finding {
	if b.remote == nil {
		return slackapp.Found(true, phrase.DoctorDatadogNone)
	}
	access, err := b.remote.Check(ctx)
	if err != nil {
		return slackapp.Found(false, phrase.DoctorDatadogAway, "error", err.Error())
	}
	switch access {
	case datadog.AccessRefused:
		return slackapp.Found(false, phrase.DoctorDatadogRefused)
	case datadog.AccessReadOnly:
		return slackapp.Found(false, phrase.DoctorDatadogReadOnly)
	case datadog.AccessUnclear:
		return slackapp.Found(true, phrase.DoctorDatadogUnclear, "command", b.command())
	case datadog.AccessWrite:
	}
	return slackapp.Found(true, phrase.DoctorDatadog)
}

// checkPaging tells whether Datadog On-Call can be reached and may be used to
// page.
func (b *Bot) checkPaging(ctx context.Context) slackapp.Finding {
	if _, ok := datadog.PagingHost(b.cfg.Datadog.Site); !ok {
		return slackapp.Found(false, phrase.DoctorPagingSite, "site", b.cfg.Datadog.Site)
	}
	access, err := b.remote.CheckPaging(ctx)
	if err != nil {
		return slackapp.Found(false, phrase.DoctorPagingAway, "error", err.Error())
	}
	switch access {
	case datadog.AccessRefused, datadog.AccessReadOnly:
		return slackapp.Found(false, phrase.DoctorPagingRefused)
	case datadog.AccessUnclear:
		return slackapp.Found(true, phrase.DoctorPagingUnclear)
	case datadog.AccessWrite:
	}
	return slackapp.Found(true, phrase.DoctorPaging, "team", b.desk.Policy.Incident.Page.Team)
}

// command is the slash command as people type it.
func (b *Bot) command() string { return cmp.Or(b.cfg.Slack.Command, slackapp.DefaultCommand) }

// checkDocuments tells of the index: how much it holds, and since when its
// sources could not be looked at.
func (b *Bot) checkDocuments() []slackapp.Finding {
	if b.library == nil {
		return nil
	}
	report := b.library.Report()
	out := b.checkSources(report)
	if report.Pages == 0 {
		return append(out, slackapp.Found(true, phrase.DoctorIndexEmpty))
	}
	at := report.At
	b.mu.Lock()
	failed := b.refreshErr
	b.mu.Unlock()
	line, ok := phrase.DoctorIndex, true
	if failed != nil {
		line, ok = phrase.DoctorIndexStale, false
	}
	out = append(out, slackapp.Finding{OK: ok, In: func(book phrase.Book) string {
		return book.Say(line, "pages", strconv.Itoa(report.Pages), "when", book.When(at.In(b.cfg.Location())))
	}})
	if report.Unsaved != "" {
		out = append(out, slackapp.Found(false, phrase.DoctorIndexUnsaved, "reason", report.Unsaved))
	}
	// Drafts and what patterns exclude are left out on purpose, and sources as a
	// whole are told above.
	flawed := slices.DeleteFunc(report.Skipped, func(s knowledge.Skipped) bool { return s.Rule == "" || s.Path == "." })
	if n := len(flawed); n > 0 {
		s := flawed[0]
		out = append(out, slackapp.Found(false, phrase.DoctorIndexSkipped, "n", strconv.Itoa(n),
			"path", filepath.Join(s.Source, s.Path), "reason", s.Reason))
	}
	return out
}

// checkSources names the sources that could not be brought up to date.
func (b *Bot) checkSources(report knowledge.IndexReport) []slackapp.Finding {
	var out []slackapp.Finding
	for _, s := range report.Sources {
		switch {
		case s.Problem == "":
		case s.At.IsZero():
			out = append(out, slackapp.Found(false, phrase.DoctorSourceNever, "name", s.Name, "reason", s.Problem))
		default:
			out = append(out, slackapp.Finding{In: func(book phrase.Book) string {
				return book.Say(phrase.DoctorSource, "name", s.Name, "when", book.When(s.At.In(b.cfg.Location())), "reason", s.Problem)
			}})
		}
	}
	return out
}

// checkModel tells what answers about kinds and areas, and what it learned
// from.
func (b *Bot) checkModel(ctx context.Context) slackapp.Finding {
	state, err := b.models.State(ctx)
	labels := strconv.Itoa(state.Labels)
	switch {
	case err != nil:
		return slackapp.Found(false, phrase.DoctorStoreFailed, "error", err.Error())
	case state.Failed != nil:
		return slackapp.Found(false, phrase.DoctorModelFailed, "error", state.Failed.Error())
	case state.Version.Hash == "":
		return slackapp.Found(true, phrase.DoctorSeeds, "labels", labels)
	}
	line := phrase.DoctorModel
	if state.Pinned {
		line = phrase.DoctorModelPinned
	}
	return slackapp.Finding{OK: true, In: func(book phrase.Book) string {
		return book.Say(line, "version", state.Version.Hash, "when", book.When(state.Version.At.In(b.cfg.Location())), "labels", labels)
	}}
}

// checkEmbeddings tells how finding by meaning fares. Before the start the
// endpoint is asked.
func (b *Bot) checkEmbeddings(ctx context.Context) slackapp.Finding {
	o := Embeddings(b.cfg.Knowledge.Embeddings)
	if o == nil {
		return slackapp.Found(true, phrase.DoctorMeaningOff)
	}
	if b.library == nil {
		if err := o.Try(ctx); err != nil {
			return slackapp.Found(false, phrase.DoctorMeaningFailed, "model", o.Model, "error", err.Error())
		}
		return slackapp.Found(true, phrase.DoctorMeaningReached, "model", o.Model)
	}
	s := b.library.Embeddings()
	switch {
	case s.Err != nil:
		return slackapp.Found(false, phrase.DoctorMeaningFailed, "model", o.Model, "error", s.Err.Error())
	case s.Vectors == 0:
		return slackapp.Found(true, phrase.DoctorMeaningNone, "model", o.Model)
	case !s.Usable:
		return slackapp.Found(false, phrase.DoctorMeaningUseless, "model", o.Model, "n", strconv.Itoa(s.Vectors))
	}
	return slackapp.Found(true, phrase.DoctorMeaning, "model", o.Model, "n", strconv.Itoa(s.Vectors), "all", strconv.Itoa(s.Wanted),
		"ms", strconv.FormatInt(s.Latency.Milliseconds(), 10))
}

// checkRotations looks for the first time at which nobody is on call.
func (b *Bot) checkRotations(ctx context.Context) []slackapp.Finding {
	var out []slackapp.Finding
	for _, id := range b.desk.Rotations() {
		from := b.deps.Now()
		hole, found, err := b.hole(func(at time.Time) (rotation.Shift, error) {
			return b.desk.OnCall(ctx, id, at)
		}, from, from.Add(lookAhead))
		switch {
		case err != nil:
			out = append(out, slackapp.Found(false, phrase.DoctorStoreFailed, "error", err.Error()))
		case found:
			out = append(out, slackapp.Finding{In: func(book phrase.Book) string {
				return book.Say(phrase.DoctorHole, "rotation", string(id), "from", book.When(hole.In(b.cfg.Location())), "command", b.command())
			}})
		default:
			out = append(out, slackapp.Found(true, phrase.DoctorRotation, "rotation", string(id)))
		}
	}
	return out
}

// checkTurns names what is legal about the turns of the next quarter, but
// perhaps not meant.
func (b *Bot) checkTurns(ctx context.Context) []slackapp.Finding {
	var out []slackapp.Finding
	from := b.deps.Now()
	for _, id := range b.desk.Rotations() {
		turns, counted := b.desk.Schedules[id].(*rotation.Rotation)
		if !counted {
			continue
		}
		for _, w := range turns.Warnings(from, from.AddDate(0, 3, 0), rotation.Changes{}) {
			var what phrase.Line
			switch w.Kind {
			case rotation.VanishingTurn:
				what = phrase.DoctorNoTurn
			case rotation.AlwaysMoved:
				what = phrase.DoctorMoved
			case rotation.SameWeekends:
				what = phrase.DoctorWeekends
			case rotation.NoMembers, rotation.BeyondHorizon:
				continue // told as a hole, and with the holidays
			}
			who := b.slack.Name(ctx, w.Person)
			out = append(out, slackapp.Finding{OK: true, In: func(book phrase.Book) string {
				return book.Say(what, "rotation", string(id), "at", book.Date(w.At), "who", who)
			}})
		}
	}
	return out
}

// hole is the first instant in [from, to) at which nobody is on call.
func (b *Bot) hole(onCall func(time.Time) (rotation.Shift, error), from, to time.Time) (at time.Time, found bool, err error) {
	at = from
	for n := 0; at.Before(to) && n < maxShifts; n++ {
		shift, err := onCall(at)
		if err != nil {
			return at, false, err
		}
		if shift.Hole() {
			return at, true, nil
		}
		if !shift.End.After(at) {
			break
		}
		at = shift.End
	}
	return time.Time{}, false, nil
}

// checkHolidays tells for which years public holidays are official.
func (b *Bot) checkHolidays() []slackapp.Finding {
	horizon := b.desk.Policy.Calendar.Horizon()
	if horizon.IsZero() {
		return nil
	}
	now := b.deps.Now()
	if horizon.Before(now.AddDate(0, 3, 0)) {
		return []slackapp.Finding{{In: func(book phrase.Book) string {
			return book.Say(phrase.DoctorHoliday, "at", book.Date(horizon.In(b.cfg.Location())))
		}}}
	}
	return []slackapp.Finding{slackapp.Found(true, phrase.DoctorHolidays,
		"first", strconv.Itoa(now.Year()), "last", strconv.Itoa(horizon.Add(-time.Second).Year()))}
}

func (b *Bot) checkStore(ctx context.Context) slackapp.Finding {
	stats, err := b.store.Stats(ctx)
	if err != nil {
		return slackapp.Found(false, phrase.DoctorStoreFailed, "error", err.Error())
	}
	refused, err := b.store.BuriedJobs(ctx, mostJobs)
	if err != nil {
		return slackapp.Found(false, phrase.DoctorStoreFailed, "error", err.Error())
	}
	// What webhooks refused is told with them, and must not hide the rest.
	refused = slices.DeleteFunc(refused, func(j outbox.Job) bool { return j.Envelope.Via == triage.ViaHooks })
	if n := len(refused); n > 0 {
		return slackapp.Found(false, phrase.DoctorBuried, "n", strconv.Itoa(n), "notice", refused[0].Envelope.Name, "reason", refused[0].Reason)
	}
	return slackapp.Found(true, phrase.DoctorOutbox, "n", strconv.Itoa(stats.Outbox.Queued))
}

func (b *Bot) checkDisk() slackapp.Finding {
	path := filepath.Dir(b.cfg.StorePath())
	var fs syscall.Statfs_t
	if err := syscall.Statfs(path, &fs); err != nil {
		return slackapp.Found(false, phrase.DoctorStoreFailed, "error", err.Error())
	}
	return diskFinding(fs.Bavail*uint64(fs.Bsize), path)
}

func diskFinding(free uint64, path string) slackapp.Finding {
	text := fmt.Sprintf("%.1f GiB", float64(free)/(1<<30))
	if free < leastDisk {
		return slackapp.Found(false, phrase.DoctorDiskLow, "free", text, "path", path)
	}
	return slackapp.Found(true, phrase.DoctorDisk, "free", text)
}
