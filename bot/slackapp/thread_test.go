package slackapp

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

func (r *room) solved(t *testing.T) (ts string) {
	t.Helper()
	ts = r.says("emma", ask, "", "@toban AssumeRole fails for @sato since *today*\nsee the log")
	r.pass(time.Hour)
	r.says("tanaka", ask, ts, "sub が違います")
	_, err := r.app.desk.Handle(t.Context(), triage.Order{Key: "r", By: "UTANAKA", Inquiry: "INQ-1", Command: triage.Resolve{
		Reasons: triage.Reasons{Note: "fixed `sub` in the trust policy", Page: "https://docs.example.com/oidc"},
	}})
	require.NoError(t, err)
	r.settle()
	return ts
}

func TestSummary(t *testing.T) {
	r := newRoom(t)
	ts := r.solved(t)
	r.says("sato", ask, ts, "@toban まとめ")
	golden(t, "summary.ja.txt", r.whispersIn("sato", ask, ts))
	golden(t, "summary.en.txt", r.runs("emma", "/toban summary inq1"))
	require.Contains(t, r.runs("emma", "/toban summary"), "Usage: /toban summary INQ-142")
	require.Contains(t, r.runs("emma", "/toban summary INQ-9"), "There is no INQ-9")
}

func TestPageDraft(t *testing.T) {
	r := newRoom(t)
	ts := r.solved(t)
	q := r.inquiry("INQ-1")
	golden(t, "faq.ja.md", r.app.faq(r.app.book("ja"), q))
	golden(t, "faq.en.md", r.app.faq(r.app.book("en"), q))

	files := func() int {
		dm, err := r.slack.DM("tanaka")
		require.NoError(t, err)
		n := 0
		for _, m := range r.slack.Messages(dm.ID, "tanaka") {
			n += len(m.Files)
		}
		return n
	}
	require.Contains(t, r.runs("emma", "/toban faq INQ-1"), "Members of Platform can do this")
	r.runs("tanaka", "/toban ナレッジ化 INQ-1")
	r.settle()
	require.Equal(t, 1, files())
	require.NoError(t, r.slack.React(t.Context(), "sato", ask, ts, "brain"))
	require.NoError(t, r.slack.React(t.Context(), "tanaka", ask, ts, "brain"))
	r.settle()
	require.Equal(t, 2, files(), "an asker's does nothing and says nothing")
	require.NoError(t, r.slack.MessageShortcut(t.Context(), "tanaka", shortcutSaveKnowledge, ask, ts))
	r.settle()
	require.Equal(t, 3, files())
	other := r.says("sato", ask, "", "no inquiry")
	require.NoError(t, r.slack.MessageShortcut(t.Context(), "tanaka", shortcutSaveKnowledge, ask, other))
	r.settle()
	require.Contains(t, r.whispers("tanaka", ask)+r.whispersIn("tanaka", ask, other), "問い合わせがありません")
}
