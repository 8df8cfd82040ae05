package slackapp

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

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
