package bot

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync/atomic"
	"time"

	"toban/bot/redact"
	"toban/bot/slackapp"
	"toban/bot/triage"
	"toban/bot/web"
	"toban/config"
	"toban/knowledge"
)

// Advice answers an inquiry from documents and classifier; it implements
// [triage.Adviser].
type Advice struct {
	library    *knowledge.Library
	classifier atomic.Pointer[knowledge.Classifier]
}

// NewAdvice answers from a library and a classifier. The classifier may be nil
// until [Advice.Use] has set one.
func NewAdvice(library *knowledge.Library, classifier *knowledge.Classifier) *Advice {
	a := &Advice{library: library}
	a.Use(classifier)
	return a
}

// Use puts another classifier in the place of the one that answers, also while
// it does.
func (a *Advice) Use(classifier *knowledge.Classifier) { a.classifier.Store(classifier) }

// Classify classifies text.
func (a *Advice) Classify(text string) knowledge.Classification {
	return a.classifier.Load().Classify(text)
}

// How much is looked for at most: pages, to be offered, and past inquiries and
// incidents, of which few say what solved them.
const (
	suggestions = 3
	relations   = 20
)

// Advise classifies text and searches the documents everybody may read. The
// words of masks are no words of the question.
func (a *Advice) Advise(ctx context.Context, text string, lang triage.Lang) (knowledge.Advice, error) {
	start := time.Now()
	text = redact.Cut(text)
	out := knowledge.Advice{Classification: a.Classify(text)}
	found, err := a.library.Search(ctx, knowledge.Query{Text: text, Lang: lang, Limit: suggestions, Related: relations})
	if err != nil {
		return out, fmt.Errorf("search documents: %w", err)
	}
	out.Hits, out.Answered, out.Strong, out.Related = found.Hits, found.Answered, found.Strong, found.Related
	out.Took = time.Since(start)
	return out, nil
}

// OpenLibrary opens the configured documents, building their index when it is
// missing or out of date.
//
// now may be nil.
func OpenLibrary(ctx context.Context, cfg *config.Config, log *slog.Logger, now func() time.Time, progress func(done, total int)) (*knowledge.Library, error) {
	options := knowledge.Options{
		Dir: cfg.IndexDir(), Sources: cfg.Knowledge.Sources, Synonyms: cfg.Knowledge.Synonyms,
		Gate: knowledge.Gate{Floor: cfg.Knowledge.Floor}, Embeddings: Embeddings(cfg.Knowledge.Embeddings), Log: log, Now: now,
	}
	library, err := knowledge.OpenProgress(ctx, options, progress)
	if err != nil {
		return nil, fmt.Errorf("open documents: %w", err)
	}
	return library, nil
}

// Embeddings are what finds documents by meaning, nil where it is not configured.
// Secrets stay here, also those that stand in documents.
func Embeddings(e config.Embeddings) *knowledge.Embeddings {
	if !e.Enabled() {
		return nil
	}
	return &knowledge.Embeddings{EmbeddingSpec: e.EmbeddingSpec, Key: e.APIKey.Reveal(), Mask: func(text string) string {
		masked, _ := redact.Text(text)
		return masked
	}}
}

// OpenClassifier trains the classifier from the configured terms.
func OpenClassifier(ctx context.Context, cfg *config.Config) (*knowledge.Classifier, error) {
	c, err := knowledge.TrainContext(ctx, cfg.Terms(), nil, knowledge.TrainOptions{})
	if err != nil {
		return nil, fmt.Errorf("train classifier: %w", err)
	}
	return c, nil
}

// slackConfig is the Slack side of the configuration.
func slackConfig(cfg *config.Config) slackapp.Config {
	terms := cfg.Terms()
	out := slackapp.Config{
		Mode: cfg.Slack.Mode, BotToken: cfg.Slack.BotToken.Reveal(), AppToken: cfg.Slack.AppToken.Reveal(),
		SigningSecret: cfg.Slack.SigningSecret.Reveal(), APIURL: cfg.Slack.APIURL, Command: cfg.Slack.Command, Emoji: cfg.Slack.Emoji,
		TeamName: cfg.Team.Name, Language: cfg.Language(), Areas: terms.Areas, Kinds: terms.Kinds, Reasons: cfg.Taxonomy.Reasons,
		AlertChannel: cfg.AlertChannel(), AlertBots: cfg.Alerts.Bots, AlertMutes: cfg.AlertMutes(),
		ReportChannel: cfg.ReportChannel(), PersonWeek: cfg.Report.PersonWeek, DashboardURL: cfg.DashboardURL(),
	}
	if cfg.Dashboard.SignIn.Enabled() {
		out.SignIn = cfg.PublicURL() + web.CallbackPath
	}
	for _, name := range slices.Sorted(maps.Keys(cfg.Rotations)) {
		if spec := cfg.Rotations[name]; spec.UserGroup != "" || len(spec.Topic) > 0 {
			out.Follow = append(out.Follow, slackapp.Follow{Rotation: triage.RotationID(name), UserGroup: spec.UserGroup, Topics: spec.Topic})
		}
	}
	for _, c := range cfg.Channels {
		out.Channels = append(out.Channels, slackapp.Channel{
			ID: c.ID, Name: c.Name, Intake: c.Intake, Role: c.Role, Bots: c.Bots,
			Language: cmp.Or(c.Language, cfg.Language()), Rotation: cmp.Or(c.Rotation, cfg.DefaultRotation()),
		})
	}
	for _, t := range cfg.Taxonomy.Teams {
		out.AskingTeams = append(out.AskingTeams, slackapp.AskingTeam{Key: t.Key, Name: t.Name, Channels: t.Channels, Members: t.Members, Mirror: cfg.MirrorChannel(t)})
	}
	return out
}
