package slackapp

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
	"toban/knowledge"
)

func TestSimilar(t *testing.T) {
	var asked string
	r := newRoom(t, func(_ *Config, d *Deps) {
		d.Search = func(_ context.Context, q knowledge.Query) (knowledge.Result, error) {
			asked = q.Text
			return knowledge.Result{
				Hits: []knowledge.Hit{{Title: "OIDC の設定", URL: "https://docs.example.com/oidc"}}, Answered: true,
				Related: []knowledge.Related{{ID: "INQ-1"}, {ID: "INQ-2"}, {ID: "INQ-99"}, {ID: "INC-1"}, {ID: "INC-99"}},
			}, nil
		}
	})
	first := r.says("emma", ask, "", "@toban AssumeRole fails")
	r.says("tanaka", ask, first, "fix the trust policy")
	_, err := r.app.desk.Handle(t.Context(), triage.Order{Key: "r", By: "UTANAKA", Inquiry: "INQ-1", Command: triage.Resolve{Reasons: triage.Reasons{Note: "fixed *sub*"}}})
	require.NoError(t, err)
	dm, err := r.slack.DM("kato")
	require.NoError(t, err)
	r.says("kato", dm.ID, "", "AssumeRole が失敗します")
	_, err = r.app.desk.Handle(t.Context(), triage.Order{Key: "d", By: "UTANAKA", Command: triage.Declare{Title: "AWS is down", Severity: "SEV-2"}})
	require.NoError(t, err)
	r.pass(time.Hour)

	list := r.runs("sato", "/toban 類似 AssumeRole できません")
	require.Equal(t, "AssumeRole できません", asked)
	require.Contains(t, list, "「AssumeRole fails」 → fixed ∗sub∗")
	require.Contains(t, list, "INC-1 SEV-2 AWS is down")
	require.Contains(t, list, "OIDC の設定")
	require.NotContains(t, list, "INQ-2", "what was asked in private stays there")
	require.NotContains(t, r.runs("sato", "/toban similar INQ-1"), "INQ-1", "it is no precedent of itself")
	require.Equal(t, "AssumeRole fails", asked)
	require.Contains(t, r.runs("sato", "/toban similar INQ-2"), "内容は表示しません")
	require.Contains(t, r.runs("sato", "/toban similar INQ-77"), "INQ-77 は見つかりません")
	require.Contains(t, r.runs("emma", "/toban similar"), "Usage: /toban similar INQ-142|words")

	r.says("sato", ask, first, "@toban 類似")
	require.Contains(t, r.whispersIn("sato", ask, first), "INC-1")
}

// A tab that is open shows what happens to its reader's inquiries, drawn once
// a minute at most.
func TestHomeKeepsUp(t *testing.T) {
	r := newRoom(t)
	now := func() time.Time { return r.app.now() }
	h := &homes{}
	list, next := h.due(now())
	require.Empty(t, list)
	require.Zero(t, next)
	h.opened("USATO", now())
	h.opened("UEMMA", now())
	sato := func(id triage.PersonID) bool { return id == "USATO" }
	require.False(t, h.mark(func(triage.PersonID) bool { return false }))
	require.True(t, h.mark(sato))
	list, next = h.due(now().Add(20 * time.Second))
	require.Empty(t, list, "it was drawn a moment ago")
	require.Equal(t, 40*time.Second, next)
	list, _ = h.due(now().Add(time.Minute))
	require.Equal(t, []triage.PersonID{"USATO"}, list)
	list, next = h.due(now().Add(time.Minute))
	require.Empty(t, list, "once")
	require.Zero(t, next)
	h.mark(sato)
	list, _ = h.due(now().Add(6 * 24 * time.Hour))
	require.Equal(t, []triage.PersonID{"USATO"}, list, "they may still look")
	require.True(t, h.redraw("USATO"))
	list, _ = h.due(now().Add(6*24*time.Hour + time.Second))
	require.Equal(t, []triage.PersonID{"USATO"}, list, "another language waits for no minute")
	h.mark(sato)
	list, _ = h.due(now().Add(8 * 24 * time.Hour))
	require.Empty(t, list, "nobody has looked for a week")
	require.False(t, h.redraw("USATO"))
}

// Another language is seen at once in a tab that is open.
func TestAChosenLanguageRedrawsAnOpenHome(t *testing.T) {
	r := newRoom(t)
	r.runs("sato", "/toban lang en")
	list, _ := r.app.in.homes.due(r.app.now())
	require.Empty(t, list, "the tab was never opened")
	require.NoError(t, r.slack.OpenHome(t.Context(), "sato"))
	r.settle()
	r.runs("sato", "/toban lang ja")
	list, _ = r.app.in.homes.due(r.app.now())
	require.Equal(t, []triage.PersonID{"USATO"}, list)
}
