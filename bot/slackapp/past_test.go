package slackapp

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
	"toban/knowledge"
	"toban/test/fakeslack"
)

// alike advises that every question resembles one of the past, and nothing
// else.
type alike knowledge.DocID

func (a alike) Advise(context.Context, string, triage.Lang) (knowledge.Advice, error) {
	return knowledge.Advice{Related: []knowledge.Related{{ID: knowledge.DocID(a)}}}, nil
}

// What solved something before is shown to those who could read it there, and
// as the record stands now.
func TestWhoIsShownWhatSolvedItBefore(t *testing.T) {
	r := newRoom(t)
	r.slack.AddChannel(fakeslack.Channel{ID: "COPEN", Name: "open", Members: []string{"sato", "toban"}})
	r.slack.AddChannel(fakeslack.Channel{ID: "CTURN", Name: "turned", Private: true, Members: []string{"sato", "toban"}})
	solved := func(channel triage.ChannelID, key string) triage.InquiryID {
		out, err := r.app.desk.Handle(t.Context(), triage.Order{Key: key, By: "UKATO", Command: triage.Ask{
			Asker: "UKATO", Place: triage.Place{Channel: channel, Thread: triage.MessageTS("1763618640." + key)}, Text: key, Lang: "ja",
		}})
		require.NoError(t, err)
		r.orders(out.Inquiry.ID, "UTANAKA", triage.Resolve{Reasons: triage.Reasons{Note: "fixed " + key}})
		return out.Inquiry.ID
	}
	asked, open, turned := solved(ask, "000301"), solved("COPEN", "000302"), solved("CTURN", "000303")
	outage := r.fixed("API 502", "rolled back")
	for _, c := range []struct {
		name    string
		channel triage.ChannelID // of the question
		asker   triage.PersonID
		past    []string
		want    string
	}{
		{"of the same channel, whoever reads along", ask, "USATO", []string{string(asked)}, "fixed 000301"},
		{"of a public channel", "CALL", "USATO", []string{string(open)}, "fixed 000302"},
		{"of a public channel, where other workspaces read along", ask, "USATO", []string{string(open)}, ""},
		{"of a public channel, asked by a guest", "CALL", "UGUEST", []string{string(open)}, ""},
		{"of a channel that is private now", "CALL", "USATO", []string{string(turned)}, ""},
		{"of that channel itself", "CTURN", "USATO", []string{string(turned)}, "fixed 000303"},
		{"an incident", "CALL", "USATO", []string{string(outage)}, "rolled back"},
		{"an incident, where other workspaces read along", ask, "USATO", []string{string(outage)}, ""},
		{"the next one in place of one they may not see", "CALL", "USATO", []string{string(turned), "INQ-99", string(outage), string(open)}, "rolled back"},
	} {
		q := r.sample(func(q *triage.Inquiry) { q.Place.Channel, q.Asker, q.Past = c.channel, c.asker, c.past })
		line := r.app.pastLine(t.Context(), r.app.book("ja"), q)
		if c.want == "" {
			require.Empty(t, line, c.name)
		} else {
			require.Contains(t, line, c.want, c.name)
		}
	}

	q := r.sample(func(q *triage.Inquiry) { q.Past, q.Again = []string{string(asked)}, asked })
	require.Empty(t, r.app.pastLine(t.Context(), r.app.book("ja"), q), "the card asks about it")
	q.Again = ""
	q.Suggestions[0].Page = knowledge.ArticleID("inq-1")
	require.Empty(t, r.app.pastLine(t.Context(), r.app.book("ja"), q), "its page stands above")
	q.Suggestions[0].Page = "handbook/oidc.md"
	r.orders(asked, "UTANAKA", triage.Reopen{})
	require.Empty(t, r.app.pastLine(t.Context(), r.app.book("ja"), q), "it was not solved")
}

func TestASuggestionTellsWhatSolvedItBefore(t *testing.T) {
	for _, lang := range []triage.Lang{knowledge.Japanese, knowledge.English} {
		r := newRoom(t, func(c *Config, d *Deps) { c.Language, d.Desk.Policy.Grace = lang, 10*time.Minute })
		r.shares(ask, false)
		past := r.stored("AssumeRole が失敗")
		r.orders(past, "UTANAKA", triage.Resolve{Reasons: triage.Reasons{Note: "信頼ポリシーの sub を修正"}})
		r.pass(21 * 24 * time.Hour)
		m := r.app.suggestion(t.Context(), r.sample(func(q *triage.Inquiry) { q.Past = []string{string(past)} }))
		golden(t, "suggestion_past."+string(lang)+".txt", r.read(t, shown{"offered", m}))
	}
}

// Whatever is erased is gone from the messages that showed it, too.
func TestForgettingReachesWhatWasShownOfIt(t *testing.T) {
	r := newRoom(t, func(_ *Config, d *Deps) { d.Desk.Adviser = alike("INQ-1") })
	r.says("kato", ask, "", "@toban 給与テーブルが読めません")
	r.orders("INQ-1", "UTANAKA", triage.Resolve{Reasons: triage.Reasons{Note: "権限を付けた"}})
	ts := r.says("sato", ask, "", "@toban 給与テーブルが見えません")
	require.Contains(t, r.thread(ask, ts, "sato"), "過去の問い合わせ: INQ-1「給与テーブルが読めません」 → 権限を付けた（今日）")
	r.orders("INQ-1", "UYAMADA", triage.Forget{})
	r.settle()
	require.NotContains(t, r.thread(ask, ts, "sato"), "給与テーブルが読めません")
}
