// Package bot puts toban together and runs it: store, desk, documents, Slack,
// Datadog, outbox, schedule and web server.
package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"

	"toban/bot/boltstore"
	"toban/bot/datadog"
	"toban/bot/external"
	"toban/bot/model"
	"toban/bot/outbox"
	"toban/bot/publish"
	"toban/bot/slackapp"
	"toban/bot/triage"
	"toban/bot/web"
	"toban/bot/webhook"
	"toban/config"
	"toban/knowledge"
)

// Deps are what a Bot is given instead of making it: all are optional.
type Deps struct {
	Log       *slog.Logger
	Now       func() time.Time      // nil means time.Now
	Slack     http.RoundTripper     // carries calls to Slack
	Datadog   http.RoundTripper     // carries calls to Datadog
	Calendars http.RoundTripper     // carries calls to PagerDuty and to calendars
	Webhooks  http.RoundTripper     // carries calls of webhooks
	Library   *knowledge.Library    // documents opened elsewhere; the Bot has them remember, but never refreshes or closes them
	Classify  *knowledge.Classifier // learned from the configured terms elsewhere, and from nothing else
	Progress  func(done, total int) // of building the index
	Unpaced   bool                  // sends as fast as Slack takes it, for load tests
	WithoutUI bool                  // no listeners: Handler is served by the caller

	// Reread reads the configuration file again, for /toban config; nil when
	// there is none.
	Reread func() (*config.Config, error)
}

// A Bot is one running toban. Create it with New and end it with Close.
type Bot struct {
	cfg      *config.Config
	deps     Deps
	log      *slog.Logger
	store    *boltstore.Store
	library  *knowledge.Library
	advice   *Advice
	models   *model.Trainer
	secluded map[triage.ChannelID]bool // channels whose inquiries were marked since they became private; of the clock alone
	desk     *triage.Desk
	slack    *slackapp.App
	remote   *datadog.Incidents                       // nil without Datadog
	followed map[triage.RotationID]*external.Schedule // the schedules that other systems keep
	meter    *metering                                // nil unless metrics are sent to Datadog
	worker   *outbox.Worker
	web      *web.Server
	hook     *web.DatadogWebhook // nil where Datadog may not deliver

	files    *publish.Files // nil where pages are not written as files
	hooks    *webhook.Hooks
	calendar *web.Calendar

	started    time.Time
	wakeWorker chan struct{}
	wakeClock  chan struct{}
	hints      *hints        // of incidents in Datadog
	pushes     chan struct{} // somebody pushed to a repository of documents
	reload     chan struct{} // closed to start over with next

	recalling sync.Mutex                   // orders the updates of what can be found
	articles  map[string]knowledge.Article // approved ones by what they are made of; recalling guards it

	mu         sync.Mutex
	next       *config.Config // to start over with
	refreshErr error          // of the last look at the documents
	wanted     bool           // a person erased something: the data file is to be compacted soon
}

// New builds every part in order. What it has opened is closed again when a
// later part fails.
func New(ctx context.Context, cfg *config.Config, deps Deps) (b *Bot, err error) {
	b = &Bot{
		cfg: cfg, deps: deps, log: deps.Log,
		wakeWorker: make(chan struct{}, 1), wakeClock: make(chan struct{}, 1), pushes: make(chan struct{}, 1), hints: newHints(), reload: make(chan struct{}),
	}
	if b.log == nil {
		b.log = slog.New(slog.DiscardHandler)
	}
	if b.deps.Now == nil {
		b.deps.Now = time.Now
	}
	b.started = b.deps.Now()
	opened := b // what is returned is nil after a failure
	defer func() {
		if err != nil {
			err = errors.Join(err, opened.Close())
		}
	}()
	policy, err := cfg.Policy()
	if err != nil {
		return nil, err
	}
	b.store, err = boltstore.Open(cfg.StorePath(), boltstore.Options{Log: b.log, Now: b.deps.Now})
	if err != nil {
		return nil, err
	}
	if b.library = deps.Library; b.library == nil {
		if b.library, err = OpenLibrary(ctx, cfg, b.log, b.deps.Now, deps.Progress); err != nil {
			return nil, err
		}
	}
	follow := follower{cfg: cfg, deps: b.deps, log: b.log, store: b.store, byEmail: b.addresses, changed: b.Wake}
	rotations, followed, err := follow.schedules(ctx)
	if err != nil {
		return nil, err
	}
	b.followed = followed
	b.advice = NewAdvice(b.library, nil)
	b.desk = &triage.Desk{
		Store: b.store, Policy: policy, Schedules: rotations, Default: cfg.DefaultRotation(),
		Adviser: b.advice, Log: b.log, Now: b.deps.Now, Wake: b.wake,
	}
	if err := b.openModels(ctx); err != nil {
		return nil, err
	}
	if err := b.connect(); err != nil {
		return nil, err
	}
	if err := b.letGo(ctx); err != nil {
		return nil, err
	}
	b.desk.Gone, b.desk.Changed = b.slack.Gone, b.changed
	if err := b.configure(ctx); err != nil {
		return nil, err
	}
	if err := b.remember(ctx); err != nil {
		return nil, err
	}
	if err := b.publishAll(ctx); err != nil {
		return nil, err
	}
	if err := b.serve(ctx); err != nil {
		return nil, err
	}
	return b, nil
}

// openModels has a classifier answer, and learn from what people say.
func (b *Bot) openModels(ctx context.Context) error {
	inquiries, err := b.desk.Inquiries(ctx, triage.InquiryFilter{})
	if err != nil {
		return fmt.Errorf("read what people have labelled: %w", err)
	}
	b.models = &model.Trainer{Store: b.store, Taxonomy: b.cfg.Terms(), Use: b.advice.Use, Log: b.log, Now: b.deps.Now}
	return b.models.Open(ctx, inquiries, func() (*knowledge.Classifier, error) {
		if b.deps.Classify != nil {
			return b.deps.Classify, nil
		}
		return OpenClassifier(ctx, b.cfg)
	})
}

// connect builds what speaks to the outside and the worker that drives it.
func (b *Bot) connect() error {
	var err error
	b.calendar = &web.Calendar{
		Desk: b.desk, URL: b.cfg.PublicURL(), Local: !b.cfg.Published(), Now: b.deps.Now, Log: b.log,
	}
	deps := slackapp.Deps{
		Desk: b.desk, Search: b.library.Search, Classify: b.advice.Classify, Report: b.desk.Digest,
		HTTP: client(b.deps.Slack), Now: b.deps.Now, Log: b.log, Location: b.cfg.Location(),
		Checks: b.checks, Settings: b.settings(), Pages: pages{b.library}, Worn: b.wornOf,
	}
	if b.cfg.PublicURL() != "" {
		deps.Calendars = b.calendar
	}
	if b.cfg.Datadog.Enabled() {
		deps.Elsewhere = b.elsewhere
	}
	if b.slack, err = slackapp.New(slackConfig(b.cfg), deps); err != nil {
		return err
	}
	b.calendar.Name, b.calendar.Book = b.slack.Name, b.slack.Book
	if b.hooks, err = b.newHooks(); err != nil {
		return err
	}
	senders := map[triage.Via]outbox.Sender{triage.ViaSlack: b.slack, triage.ViaHooks: b.hooks}
	if b.cfg.Datadog.Enabled() {
		b.remote, err = newRemote(b.cfg, b.deps, b.log, b.desk, b.slack)
		if err != nil {
			return err
		}
		senders[triage.ViaDatadog] = b.remote
		if b.cfg.Datadog.Metrics {
			b.meter = &metering{desk: b.desk, send: b.remote.Submit, now: b.deps.Now, log: b.log}
		}
	}
	if b.files = b.newFiles(); b.files != nil {
		senders[triage.ViaFiles] = b.files
	}
	b.worker = &outbox.Worker{
		Queue: b.store, Senders: senders, Log: b.log, Now: b.deps.Now, Wake: b.wakeWorker,
		Handle: func(ctx context.Context, o triage.Order) error {
			_, err := b.desk.Handle(ctx, o)
			return err
		},
	}
	if b.deps.Unpaced {
		b.worker.Rate, b.worker.Burst = 1e9, 1e9
	}
	return nil
}

func newRemote(cfg *config.Config, deps Deps, log *slog.Logger, desk *triage.Desk, app *slackapp.App) (*datadog.Incidents, error) {
	return datadog.New(datadog.Config{
		Site: cfg.Datadog.Site, URL: cfg.Datadog.URL,
		APIKey: cfg.Datadog.APIKey.Reveal(), AppKey: cfg.Datadog.AppKey.Reveal(),
		Teams: cfg.Datadog.Teams, Services: cfg.Datadog.Services, People: desk.Policy.Everybody(),
		Transport: deps.Datadog, Now: deps.Now, Log: log, Incident: desk.Incident, Inquiry: desk.Inquiry,
		Email: app.Email, Name: app.Name, Permalink: app.Permalink, Person: app.ByEmail, TeamID: app.TeamID,
		Note: func(ctx context.Context, o triage.Order) error {
			_, err := desk.Handle(ctx, o)
			return err
		},
		Review:   func(ctx context.Context, i triage.Incident) string { return reviewText(ctx, app, i) },
		PageTeam: desk.Policy.Incident.Page.Team,
	})
}

// client wraps a transport given for tests; nil leaves the default to the
// adapter.
func client(rt http.RoundTripper) *http.Client {
	if rt == nil {
		return nil
	}
	return &http.Client{Transport: rt, Timeout: 30 * time.Second}
}

// serve builds the web server.
func (b *Bot) serve(ctx context.Context) error {
	dashboard, err := b.dashboard(ctx)
	if err != nil {
		return err
	}
	registry := prometheus.NewRegistry()
	registry.MustRegister(&collector{bot: b})
	b.web = &web.Server{
		Listen: b.cfg.HTTP.Listen, Admin: b.cfg.HTTP.Admin, Gather: registry, Log: b.log,
		Probes:   []web.Probe{{Name: "store", Check: b.store.Ping}, {Name: "slack", Check: b.slack.Ready}},
		Calendar: b.calendar, Dashboard: dashboard,
	}
	if secret := b.cfg.Knowledge.Webhook.Secret; secret != "" && b.deps.Library == nil {
		b.web.Webhook = &web.Webhook{Secret: secret.Reveal(), Pushed: b.pushed, Log: b.log}
	}
	if secret := b.cfg.Datadog.WebhookSecret; secret != "" {
		b.hook = &web.DatadogWebhook{Secret: secret.Reveal(), Incident: b.hints.take, Now: b.deps.Now, Log: b.log}
		if b.cfg.Alerts.Enabled() {
			b.hook.Alert = b.alerted
		}
		b.web.Datadog = b.hook
	}
	if token := b.cfg.HTTP.APIToken; token != "" {
		b.web.API = &web.API{Desk: b.desk, Token: token.Reveal(), Now: b.deps.Now, Log: b.log}
	}
	if b.cfg.Slack.Mode == slackapp.ModeHTTP {
		b.web.Slack = b.slack.Handler()
		b.web.Listen = cmp.Or(b.web.Listen, config.DefaultListen)
	}
	if b.deps.WithoutUI {
		b.web.Listen, b.web.Admin = "", ""
	}
	return nil
}

// Handler is the public side of the web server, for a caller that serves it.
func (b *Bot) Handler() http.Handler {
	s := *b.web
	s.Slack = b.slack.Handler()
	return s.Handler()
}

// Desk is the core, for queries.
func (b *Bot) Desk() *triage.Desk { return b.desk }

// Store is the data file.
func (b *Bot) Store() *boltstore.Store { return b.store }

// Wake makes everything look again at once: the clock was moved.
func (b *Bot) Wake() {
	b.wake()
	b.hints.wake()
}

// wake makes worker, clock and Home tabs look again at once: something was
// queued.
func (b *Bot) wake() {
	for _, c := range []chan struct{}{b.wakeWorker, b.wakeClock} {
		select {
		case c <- struct{}{}:
		default:
		}
	}
	b.slack.Wake()
}

// errDisk ends a Bot whose disk failed to sync.
var errDisk = errors.New("the disk failed to store data; toban stops so that nothing is acknowledged and lost, start it again once the disk works")

// errReload ends a Bot that is to start over.
var errReload = errors.New("start over with a new configuration")

// Run works until ctx ends or a new configuration is to be put in force, see
// [Bot.Next], then lets what is in flight finish.
func (b *Bot) Run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return b.web.Run(ctx) })
	g.Go(func() error { return b.slack.Run(ctx) })
	g.Go(func() error { return b.worker.Run(ctx) })
	g.Go(func() error { return b.runClock(ctx) })
	g.Go(func() error { return b.models.Run(ctx) })
	if b.meter != nil {
		g.Go(func() error { return b.meter.run(ctx) })
	}
	if b.remote != nil {
		g.Go(func() error { return b.remote.Run(ctx) })
	}
	if b.remote != nil {
		g.Go(func() error { return b.watchDatadog(ctx) })
	}
	for _, s := range b.followed {
		g.Go(func() error { return s.Run(ctx) })
	}
	if b.deps.Library == nil {
		g.Go(func() error { return b.keepFresh(ctx) })
		g.Go(func() error { return b.library.KeepEmbedded(ctx) })
	}
	g.Go(func() error {
		select {
		case <-ctx.Done():
			return nil
		case <-b.store.Broken():
			return errDisk
		case <-b.reload:
			return errReload
		}
	})
	if err := g.Wait(); err != nil && !errors.Is(err, context.Canceled) && !errors.Is(err, errReload) {
		return fmt.Errorf("toban stopped: %w", err)
	}
	return nil
}

// Close closes what New opened. It is safe after a failed New.
func (b *Bot) Close() error {
	var errs []error
	if b.library != nil && b.deps.Library == nil {
		errs = append(errs, b.library.Close())
	}
	if b.store != nil {
		errs = append(errs, b.store.Close())
	}
	return errors.Join(errs...)
}
