package slackapp

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"toban/bot/phrase"
	"toban/bot/triage"
	"toban/knowledge"
)

// complaints collects what is logged as a warning or worse: a view that Slack
// refuses ends there.
type complaints struct {
	mu   sync.Mutex
	list []string
}

func (c *complaints) Enabled(_ context.Context, l slog.Level) bool { return l >= slog.LevelWarn }
func (c *complaints) WithAttrs([]slog.Attr) slog.Handler           { return c }
func (c *complaints) WithGroup(string) slog.Handler                { return c }

func (c *complaints) Handle(_ context.Context, r slog.Record) error {
	line := r.Message
	r.Attrs(func(a slog.Attr) bool { line += " " + a.String(); return true })
	c.mu.Lock()
	defer c.mu.Unlock()
	c.list = append(c.list, line)
	return nil
}

// A desk that drowns still answers: 500 open inquiries, some of 12,000
// characters, more areas than a menu holds, in both languages and for every role. The
// emulator refuses what Slack would refuse.
func TestFiveHundredOpenInquiries(t *testing.T) {
	heard := &complaints{}
	r := newRoom(t, func(c *Config, d *Deps) {
		d.Log, d.Report = slog.New(heard), d.Desk.Digest
		for n := range 120 {
			name := fmt.Sprintf("分野 %d %s", n, strings.Repeat("とても長い名前", 20))
			c.Areas = append(c.Areas, knowledge.Term{Key: fmt.Sprint("area_", n), Name: map[knowledge.Lang]string{"ja": name, "en": name}})
		}
	})
	long := strings.Repeat("とても長い質問です。🚨 *bold* <b> ", 400)
	const many = 500
	for n := range many {
		by := triage.PersonID("UKATO")
		if n%2 == 0 {
			by = "UEMMA"
		}
		text := long
		if n < many-20 { // the newest are shown in full
			text = string([]rune(long)[:100])
		}
		o := triage.Order{Key: fmt.Sprint("ask", n), By: by, Command: triage.Ask{
			Asker: by, Text: fmt.Sprint(n, " ", text), Place: triage.Place{Channel: ask, Thread: triage.MessageTS(fmt.Sprintf("1763618640.%06d", n))}, Lang: "ja",
		}}
		_, err := r.app.desk.Handle(t.Context(), o)
		require.NoError(t, err)
		if n%3 == 0 {
			r.orders(triage.InquiryID(fmt.Sprint("INQ-", n+1)), "UTANAKA", triage.Claim{})
		}
	}
	for _, reader := range []struct{ user, lang string }{{"kato", "ja"}, {"emma", "en"}, {"yamada", "ja"}, {"yamada", "en"}} {
		user := reader.user
		r.runs(user, "/toban lang "+reader.lang)
		for _, line := range []string{
			"", "list", "list all", "list unassigned area:area_7", "show 1", "summary 1", "similar 1", "docs " + long[:2000], "ask " + long[:6000], "oncall week",
			"stats", "stats month", "gaps", "load", "handoff preview", "incident list", "cover list", "help", "help incident", long[:3000],
		} {
			r.runs(user, "/toban "+line)
			if line == "list all" {
				for page := 2; page <= 4; page++ {
					r.presses(user, ask, r.ephemeral(user, ask, "").TS, actionPageNext)
				}
				require.Contains(t, r.whispers(user, ask), "31-40")
			}
		}
		require.NoError(t, r.slack.OpenHome(t.Context(), user))
		r.settle()
		v, ok := r.slack.Home(user)
		require.True(t, ok)
		require.NotEmpty(t, r.slack.PlainView(v))
	}
	require.Empty(t, heard.list)
}

// As many areas as a configuration may have can all be chosen.
func TestEveryAreaCanBeChosen(t *testing.T) {
	const many = 500
	r := newRoom(t, func(c *Config, _ *Deps) {
		c.Areas = nil
		for n := range many {
			name := fmt.Sprint(n, strings.Repeat("分野", 40))
			c.Areas = append(c.Areas, knowledge.Term{Key: fmt.Sprint("area_", n), Name: map[knowledge.Lang]string{"ja": name, "en": name}})
		}
	})
	ctx := t.Context()
	require.NoError(t, r.slack.GlobalShortcut(ctx, "sato", shortcutAsk))
	r.settle()
	require.NoError(t, r.slack.Submit(ctx, "sato", "", map[string]any{askText: "権限がありません", askArea: fmt.Sprint("area_", many-1)}))
	r.settle()
	require.Equal(t, fmt.Sprint("area_", many-1), r.inquiry("INQ-1").Area.Key)

	r.presses("tanaka", ask, r.card("INQ-1"), actionReclassify)
	require.NoError(t, r.slack.Submit(ctx, "tanaka", "", map[string]any{reclassifyUrgency: "wish"}))
	r.settle()
	require.Equal(t, fmt.Sprint("area_", many-1), r.inquiry("INQ-1").Area.Key, "the present one is chosen to begin with")
	r.presses("tanaka", ask, r.card("INQ-1"), actionReclassify)
	require.NoError(t, r.slack.Submit(ctx, "tanaka", "", map[string]any{reclassifyArea: "area_250"}))
	r.settle()
	require.Equal(t, "area_250", r.inquiry("INQ-1").Area.Key)
}

// What a report and a form leave out is counted.
func TestWhatIsLeftOutIsCounted(t *testing.T) {
	for _, lang := range []triage.Lang{knowledge.Japanese, knowledge.English} {
		r := newRoom(t, func(c *Config, _ *Deps) { c.Language = lang })
		b := r.app.book("")
		more := func(n int) string { return b.Say(phrase.AndMore, "n", itoa(n)) }
		d := triage.Digest{Period: "2025-W47", From: r.now, To: r.now.AddDate(0, 0, 7), Asked: 1}
		for n := range 300 {
			key := fmt.Sprint("area_", n)
			d.Gaps = append(d.Gaps, triage.Gap{Words: key + strings.Repeat(" vpc", 10), Asks: 2, Teams: 2})
			d.Areas = append(d.Areas, triage.Count{Key: key, N: 1})
			d.Teams = append(d.Teams, triage.Count{Key: key, N: 1})
			d.Incidents = append(d.Incidents, triage.IncidentSummary{ID: triage.IncidentID(fmt.Sprint("INC-", n)), Severity: "SEV-2"})
		}
		for n := range 5 {
			d.Automation = append(d.Automation, triage.Automation{Area: fmt.Sprint("area_", n), Asks: 2})
		}
		left := func(m message, of string) int {
			text := r.read(t, shown{"report", m})
			shown := strings.Count(text, of)
			require.Positive(t, shown)
			require.Contains(t, text, more(300-shown), "%s of %d", of, shown)
			return 300 - shown
		}
		require.Positive(t, left(r.app.reportGaps(b, d), "area_"))
		require.Positive(t, left(r.app.report(b, d), "INC-"))
		require.Contains(t, r.read(t, shown{"report", r.app.report(b, d)}), more(2))
		details := r.read(t, shown{"details", r.app.reportDetails(b, triage.Report{Digest: d})})
		require.Equal(t, 2, strings.Count(details, "…"), "areas and teams: %s", details)

		for n := range 5 {
			_, err := r.app.desk.Handle(t.Context(), triage.Order{Key: fmt.Sprint(n), By: "UTANAKA", Command: triage.Declare{Title: "outage", Severity: "SEV-2"}})
			require.NoError(t, err)
		}
		f, err := r.app.declareForm(declareFrom{}, "UTANAKA")(t.Context(), b)
		require.NoError(t, err)
		running := r.read(t, shown{"running", message{text: "running", blocks: f.blocks[:5]}})
		require.Equal(t, 3, strings.Count(running, b.Say(phrase.ButtonJoinInstead)), running)
		require.Contains(t, running, more(2))
	}
}
