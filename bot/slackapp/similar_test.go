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
	_, err = r.app.desk.Handle(t.Context(), triage.Order{Key: "f", By: "USUZUKI", Incident: "INC-1", Command: triage.ChangeIncident{
		Status: triage.IncidentResolved, Fixed: "別のリージョンに *移した*",
	}})
	require.NoError(t, err)
	r.pass(time.Hour)

	list := r.runs("sato", "/toban 類似 AssumeRole できません")
	require.Equal(t, "AssumeRole できません", asked)
	require.Contains(t, list, "「AssumeRole fails」 → fixed ∗sub∗（tanaka、今日）")
	require.Contains(t, list, "INC-1 SEV-2 AWS is down")
	require.Contains(t, list, "直した方法: 別のリージョンに ∗移した∗（suzuki、今日）")
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

// past makes incidents that are over; one without a fix has only its last
// status. The last one was ended in Datadog, by nobody toban knows.
func (r *room) past() {
	r.t.Helper()
	order := func(key string, by triage.PersonID, id triage.IncidentID, c triage.Command) {
		_, err := r.app.desk.Handle(r.t.Context(), triage.Order{Key: key, By: by, Incident: id, Command: c})
		require.NoError(r.t, err)
	}
	for n, title := range []string{"API 502", "決済 API が 502", "夜の 502", "朝の 502"} {
		id := triage.IncidentID("INC-" + itoa(n+1))
		order(title, "USUZUKI", "", triage.Declare{Title: title, Severity: "SEV-2", Lang: "ja"})
		r.pass(20 * time.Minute)
		switch n {
		case 1:
			order(title+"/update", "USUZUKI", id, triage.UpdateIncident{Status: "様子を見ています"})
			order(title+"/over", "UTANAKA", id, triage.ChangeIncident{Status: triage.IncidentResolved})
		case 2:
			order(title+"/over", "", id, triage.ObserveIncident{Seen: triage.RemoteFace{Status: triage.IncidentResolved}})
		default:
			order(title+"/over", "UTANAKA", id, triage.ChangeIncident{Status: triage.IncidentResolved, Fixed: "デプロイを *戻した*"})
		}
	}
	r.pass(21 * 24 * time.Hour)
}

// like finds what is related as the documents do: three of those asked for.
func like(ids ...knowledge.DocID) func(context.Context, knowledge.Query) (knowledge.Result, error) {
	return func(_ context.Context, q knowledge.Query) (knowledge.Result, error) {
		var found knowledge.Result
		for _, id := range ids {
			if (q.Among == nil || q.Among(id)) && len(found.Related) < 3 {
				found.Related = append(found.Related, knowledge.Related{ID: id})
			}
		}
		return found, nil
	}
}

// Whoever declares reads what fixed it the last times: three incidents,
// however many inquiries are as much alike.
func TestDeclaringShowsWhatFixedItBefore(t *testing.T) {
	r := newRoom(t, func(_ *Config, d *Deps) {
		d.Search = like("INQ-1", "INQ-2", "INC-1", "INQ-3", "INC-2", "INC-3", "INC-4")
	})
	r.past()
	for user, lang := range map[string]string{"tanaka": "ja", "lee": "en"} {
		r.runs(user, "/toban incident new 本番の API が 502 を返し続けています")
		golden(t, "modal_declare_past."+lang+".txt", r.slack.PlainView(r.view(user)))
		require.NoError(t, r.slack.DismissViews(t.Context(), user))
	}
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
