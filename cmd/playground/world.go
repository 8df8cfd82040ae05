package main

import (
	"bytes"
	"cmp"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"toban/bot"
	"toban/bot/triage"
	"toban/config"
	"toban/test/fakedatadog"
	"toban/test/fakeslack"
)

//go:embed config.yaml
var configYAML []byte

// clock is the time everybody in the playground shares: it runs like the real
// one and can be moved forward.
type clock struct {
	mu     sync.Mutex
	offset time.Duration
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.offset)
}

// set moves the clock to t.
func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offset = time.Until(t)
}

// world is everything the page acts in.
type world struct {
	clock   *clock
	zone    *time.Location
	slack   *fakeslack.Workspace
	datadog *fakedatadog.Server
	cast    []cast
	toban   atomic.Pointer[bot.Bot] // another one after /toban config reload
	deps    bot.Deps
	config  *config.Config
	lang    string
	log     *slog.Logger

	servers []*http.Server
	sockets []net.Listener

	mu     sync.Mutex
	down   bool
	faults map[string]bool
	firing []alarm // what has not recovered
}

// A cast member is somebody the visitor can act as.
type cast struct {
	user  fakeslack.User
	role  string
	names map[string]string // by language
}

// What monitors watch, by the language of the team's channels.
var (
	diskFull   = map[string]string{"ja": "ディスクの空きが残り少ない", "en": "The disk is almost full"}
	manyErrors = map[string]string{"ja": "5xx の応答が増えている", "en": "Many answers are 5xx"}
)

// castJSON names everybody in both scripts.
//
//go:embed cast.json
var castJSON []byte

// people are the cast as they are in a playground that speaks lang: who is of
// the team has Slack in that language, and everybody is named in its script.
func people(lang string) ([]cast, error) {
	var list []struct {
		ID, Name, JA, EN, Role, Locale string
	}
	if err := json.Unmarshal(castJSON, &list); err != nil {
		return nil, fmt.Errorf("read cast.json: %w", err)
	}
	var all []cast
	for _, p := range list {
		c := cast{role: p.Role, names: map[string]string{"ja": p.JA, "en": p.EN}, user: fakeslack.User{
			ID: p.ID, Name: p.Name, Email: p.Name + "@example.com", Locale: p.Locale, TZ: "Asia/Tokyo", Restricted: p.Role == "outsider",
		}}
		c.user.DisplayName = c.names[lang]
		c.user.RealName = c.user.DisplayName
		if c.ofTeam() && lang == "en" {
			c.user.Locale = "en-US"
		}
		all = append(all, c)
	}
	return all, nil
}

func (c cast) ofTeam() bool { return c.role == "member" || c.role == "lead" }

func newWorld(ctx context.Context, dir, page, lang string, log *slog.Logger) (w *world, err error) {
	zone, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		return nil, fmt.Errorf("load the team's zone: %w", err)
	}
	w = &world{clock: &clock{}, zone: zone, lang: lang, log: log, faults: make(map[string]bool)}
	if w.cast, err = people(lang); err != nil {
		return nil, err
	}
	w.clock.set(w.present().AddDate(0, 0, -14))
	w.slack = fakeslack.New(fakeslack.Options{Now: w.clock.now, Team: "Acme", Commands: []string{"/toban"}})
	keys := fakedatadog.Keys{API: "playground-api-key", App: "playground-app-key"}
	w.datadog = fakedatadog.New(fakedatadog.Options{Now: w.clock.now, Keys: keys, Users: datadogUsers(w.cast)})
	defer func() {
		if err != nil {
			w.close()
		}
	}()
	slackURL, err := w.listen(ctx, w.slack.Handler())
	if err != nil {
		return w, err
	}
	datadogURL, err := w.listen(ctx, w.datadog.Handler())
	if err != nil {
		return w, err
	}
	w.slack.SetBaseURL(slackURL)
	w.populate()
	docs := filepath.Join(dir, "handbook")
	if err := unpack(docs); err != nil {
		return w, err
	}
	env := map[string]string{
		"BOT_TOKEN": w.slack.BotToken(), "APP_TOKEN": w.slack.AppToken(), "SLACK_URL": slackURL + "/api/",
		"DD_API_KEY": keys.API, "DD_APP_KEY": keys.App, "DD_URL": datadogURL,
		"HANDBOOK": docs, "INDEX": filepath.Join(dir, "index"), "STORE": filepath.Join(dir, "toban.db"), "PAGE_URL": page, "TEAM_LANGUAGE": lang,
	}
	load := func() (*config.Config, error) {
		return config.Load(bytes.NewReader(configYAML), "playground.yaml", config.Environment{
			Getenv: func(name string) string { return env[name] }, ReadFile: os.ReadFile,
		})
	}
	if w.config, err = load(); err != nil {
		return w, err
	}
	w.deps = bot.Deps{Log: log, Now: w.clock.now, Unpaced: true, WithoutUI: true, Reread: load}
	return w, w.employ(ctx, w.config)
}

// present is the moment at which a visitor arrives: an afternoon in the
// middle of a working week, so that somebody is there to be told.
func (w *world) present() time.Time {
	now := time.Now().In(w.zone)
	day := time.Date(now.Year(), now.Month(), now.Day(), 15, 4, 0, 0, w.zone)
	return day.AddDate(0, 0, -(int(day.Weekday())+7-int(time.Thursday))%7)
}

func datadogUsers(all []cast) []fakedatadog.User {
	users := []fakedatadog.User{{Name: "toban", Email: "toban@example.com"}}
	for _, c := range all {
		if c.ofTeam() {
			users = append(users, fakedatadog.User{Name: c.user.RealName, Email: c.user.Email})
		}
	}
	return users
}

func (w *world) populate() {
	var everybody, team []string
	for _, c := range w.cast {
		w.slack.AddUser(c.user)
		everybody = append(everybody, c.user.ID)
		if c.ofTeam() {
			team = append(team, c.user.ID)
		}
	}
	all := append(everybody, w.slack.Bot().ID)
	w.slack.AddUser(monitors)
	for _, c := range []fakeslack.Channel{
		{ID: "CASK", Name: "ask-platform", Members: all, Purpose: "プラットフォームチームへの質問はこちら"},
		{ID: "CASKEN", Name: "ask-platform-en", Members: all, Purpose: "Questions to the platform team, in English"},
		{ID: "CTEAM", Name: "platform-team", Members: append(team, w.slack.Bot().ID)},
		{ID: "CINC", Name: "incidents", Members: all},
		{ID: alertsChannel, Name: "alerts", Members: append(all, monitors.ID)},
		{ID: "CRANDOM", Name: "random", Members: everybody},
	} {
		w.slack.AddChannel(c)
	}
}

// listen serves h on a loopback address of its own.
func (w *world) listen(ctx context.Context, h http.Handler) (url string, err error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("listen on loopback: %w", err)
	}
	w.sockets = append(w.sockets, l)
	w.servers = append(w.servers, &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second})
	return "http://" + l.Addr().String(), nil
}

// unpack writes the embedded handbook where the bot reads documents.
func unpack(dir string) error {
	root, err := fs.Sub(handbook, "handbook")
	if err != nil {
		return err
	}
	if err := os.CopyFS(dir, root); err != nil {
		return fmt.Errorf("unpack the handbook: %w", err)
	}
	return nil
}

// run runs Slack, Datadog and the bot until ctx ends.
func (w *world) run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	for i, server := range w.servers {
		g.Go(func() error {
			if err := server.Serve(w.sockets[i]); !errors.Is(err, http.ErrServerClosed) {
				return err
			}
			return nil
		})
	}
	g.Go(func() error { return w.slack.Run(ctx) })
	g.Go(func() error { return w.work(ctx) })
	g.Go(func() error {
		<-ctx.Done()
		for _, server := range w.servers {
			_ = server.Close()
		}
		return nil
	})
	return g.Wait()
}

// employ opens the bot.
func (w *world) employ(ctx context.Context, cfg *config.Config) error {
	b, err := bot.New(ctx, cfg, w.deps)
	if err == nil {
		w.toban.Store(b)
	}
	return err
}

// work runs the bot until ctx ends, and starts it over when it asks for that,
// as /toban config reload has it do.
func (w *world) work(ctx context.Context) error {
	for {
		b := w.toban.Load()
		if err := b.Run(ctx); err != nil {
			return err
		}
		next := b.Next()
		if next == nil || ctx.Err() != nil {
			return ctx.Err()
		}
		if err := b.Close(); err != nil {
			return err
		}
		if err := w.employ(ctx, next); err != nil {
			return err
		}
	}
}

func (w *world) desk() *triage.Desk { return w.toban.Load().Desk() }

func (w *world) close() {
	for _, server := range w.servers {
		_ = server.Close()
	}
	for _, l := range w.sockets {
		_ = l.Close()
	}
	if b := w.toban.Load(); b != nil {
		if err := b.Close(); err != nil {
			w.log.Error("playground closed badly", "error", err)
		}
	}
}

// ready waits until the bot has opened its sockets.
func (w *world) ready(ctx context.Context) error {
	return w.until(ctx, 20*time.Second, "the bot to connect", func() bool { return w.slack.Sockets() >= 1 })
}

// idle waits until the bot has nothing left to say.
func (w *world) idle(ctx context.Context) error {
	quiet := 0
	return w.until(ctx, 5*time.Second, "the bot to finish", func() bool {
		s, err := w.toban.Load().Store().QueueStats(ctx)
		next, nextErr := w.toban.Load().Store().NextDue(ctx)
		waiting := s.Queued > 0 && (next.IsZero() || !next.After(w.clock.now().Add(time.Second)))
		if err != nil || nextErr != nil || waiting || s.Sending > 0 || w.slack.Pending() > 0 {
			quiet = 0
			return false
		}
		quiet++
		return quiet > 3
	})
}

func (w *world) until(ctx context.Context, limit time.Duration, what string, ok func() bool) error {
	timeout := time.NewTimer(limit)
	defer timeout.Stop()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-timeout.C:
			return fmt.Errorf("waited %s for %s", limit, what)
		case <-tick.C:
		}
	}
	return nil
}

// settle lets the bot finish; one that is kept from it by a fault is left
// alone.
func (w *world) settle(ctx context.Context) {
	if err := w.idle(ctx); err != nil && ctx.Err() == nil {
		w.log.DebugContext(ctx, "bot still busy", "error", err)
	}
}

// travel moves the clock to t, stopping at everything that is due on the way,
// so that it happens in its order and at its time.
func (w *world) travel(ctx context.Context, to time.Time) error {
	const stops = 200
	for range stops {
		next := w.nextStop(ctx)
		if next.IsZero() || next.After(to) {
			break
		}
		if next.After(w.clock.now()) {
			w.clock.set(next)
		}
		w.beat(ctx)
	}
	if to.After(w.clock.now()) {
		w.clock.set(to)
	}
	w.beat(ctx)
	return ctx.Err()
}

// beat has the bot and Slack look at the clock.
func (w *world) beat(ctx context.Context) {
	w.slack.Tick(ctx)
	w.toban.Load().Beat(ctx)
	w.toban.Load().Wake()
	w.settle(ctx)
}

// nextStop is the next instant at which something happens by itself.
func (w *world) nextStop(ctx context.Context) time.Time {
	at, err := w.desk().NextReminder(ctx)
	if err != nil {
		return time.Time{}
	}
	for _, other := range []time.Time{w.nextSteps(ctx), w.nextHandoff(ctx), w.nextReport()} {
		if !other.IsZero() && (at.IsZero() || other.Before(at)) {
			at = other
		}
	}
	return at
}

func (w *world) nextHandoff(ctx context.Context) time.Time {
	shift, err := w.desk().OnCall(ctx, "", w.clock.now())
	if err != nil {
		return time.Time{}
	}
	return shift.End
}

// nextSteps is when the on-call is asked for next steps, zero once they were.
func (w *world) nextSteps(ctx context.Context) time.Time {
	end := w.nextHandoff(ctx)
	if end.IsZero() {
		return end
	}
	if at := w.desk().Policy.StepsFrom(end); at.After(w.clock.now()) {
		return at
	}
	return time.Time{}
}

func (w *world) nextReport() time.Time {
	now := w.clock.now()
	p := triage.PeriodOf(now, w.zone).Previous()
	for range 3 {
		if due := bot.ReportDue(w.config, w.desk().Policy.Calendar, p); due.After(now) {
			return due
		}
		p = p.Next()
	}
	return time.Time{}
}

// arrive brings the clock to the visitor's present.
func (w *world) arrive(ctx context.Context) error {
	return w.travel(ctx, w.present())
}

// A refusal is an act that does not work, by a code for which the page has a
// sentence in the reader's language.
type refusal struct{ code, text string }

func (r refusal) Error() string { return r.text }

// destination is where an advance button leads: to the moment at which people
// are told.
func (w *world) destination(ctx context.Context, to string) (time.Time, error) {
	now := w.clock.now()
	if d, err := time.ParseDuration(to); err == nil && d > 0 && d <= 31*24*time.Hour {
		return now.Add(d), nil
	}
	reminder := func(kinds ...triage.ReminderKind) (time.Time, error) {
		at, err := w.nextOf(ctx, kinds...)
		if err == nil && at.IsZero() {
			err = refusal{"nothing_waiting", "nothing of that kind is waiting: ask something first"}
		}
		return at, err
	}
	told := func(at time.Time, err error) (time.Time, error) { // nobody is told outside opening hours
		return w.desk().Policy.Calendar.NextOpen(at), err
	}
	switch to {
	case "next":
		at := w.nextStop(ctx)
		return cmp.Or(at, now.Add(time.Hour)), nil
	case "grace":
		return reminder(triage.RemindGrace, triage.RemindPing)
	case "warn":
		return told(reminder(triage.RemindWarn))
	case "breach":
		return told(reminder(triage.RemindBreach))
	case "handoff":
		return w.nextHandoff(ctx), nil
	case "report":
		return w.nextReport(), nil
	}
	return time.Time{}, fmt.Errorf("cannot advance to %q", to)
}

// nextOf is the earliest reminder of a kind, zero when none waits.
func (w *world) nextOf(ctx context.Context, kinds ...triage.ReminderKind) (at time.Time, err error) {
	const enough = 10_000
	err = w.toban.Load().Store().View(ctx, func(r triage.Reader) error {
		waiting, err := r.Due(w.clock.now().AddDate(0, 2, 0), enough)
		if err != nil {
			return err
		}
		for _, m := range waiting {
			for _, kind := range kinds {
				if m.Kind == kind && (at.IsZero() || m.At.Before(at)) && w.meant(r, m) {
					at = m.At
				}
			}
		}
		return nil
	})
	return at, err
}

// meant reports whether a reminder still has something to say.
func (w *world) meant(r triage.Reader, m triage.Reminder) bool {
	id, ok := triage.SubjectInquiry(m.Subject)
	if !ok {
		return true
	}
	q, err := r.Inquiry(id)
	return err == nil && !q.Status.Closed() && !q.Answered()
}
