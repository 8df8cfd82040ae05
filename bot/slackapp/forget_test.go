package slackapp

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

func TestForget(t *testing.T) {
	r := newRoom(t)
	thread := r.says("sato", ask, "", "@toban 給与クラスタの <GPU> の上限")
	require.Contains(t, r.runs("emma", "/toban forget 1"), "Leads and admins can do this")
	require.Contains(t, r.runs("lee", "/toban forget 1"), "Leads and admins can do this")
	require.Contains(t, r.runs("yamada", "/toban 消去 1"), "INQ-1 はまだ閉じていません。先に解決するか、取り下げてください。")
	require.Contains(t, r.runs("yamada", "/toban 消去"), "消去 INQ-142")
	require.Contains(t, r.runs("yamada", "/toban 消去 9"), "INQ-9 は見つかりません")
	r.says("tanaka", ask, thread, "クォータの申請書を出しました")
	r.runs("sato", "/toban 解決 1")

	question := r.runs("yamada", "/toban 消去 1")
	golden(t, "forget.ja.txt", question)
	require.Contains(t, r.inquiry("INQ-1").Text, "給与", "nothing has happened yet")
	m := r.ephemeral("yamada", ask, "")
	require.Contains(t, string(m.Blocks), `"confirm"`)
	r.presses("yamada", ask, m.TS, actionForget)
	golden(t, "forgotten.ja.txt", r.whispers("yamada", ask))

	q := r.inquiry("INQ-1")
	require.True(t, q.Forgotten)
	require.Empty(t, q.Text)
	card := r.slack.PlainText(r.posts(ask, thread)[0])
	golden(t, "forgotten_card.ja.txt", card)
	for _, name := range []string{"sato", "tanaka", "給与"} {
		require.NotContains(t, card, name)
	}

	require.Contains(t, r.runs("yamada", "/toban 消去 1"), "INQ-1 はすでに消去済みです。")
	golden(t, "forgotten_show.en.txt", r.runs("emma", "/toban show 1")+"\n\n"+r.runs("emma", "/toban list all"))
	for _, line := range []string{"/toban 再開 1", "/toban まとめ 1", "/toban ナレッジ化 1", "/toban 類似 1", "/toban 担当 1"} {
		require.Contains(t, r.runs("tanaka", line), "INQ-1 は消去済みです。続きがあるときは、新しく質問してください。", line)
	}
	require.Contains(t, r.runs("yamada", "/toban 負荷"), "消去済み: 1件")
	r.says("tanaka", ask, thread, "まだ給与の件があります")
	require.Empty(t, r.inquiry("INQ-1").LastLine)
}

// A question asked in a form stands on the card alone.
func TestTheCardOfAFormForgetsTheQuestion(t *testing.T) {
	r := newRoom(t)
	_, err := r.app.desk.Handle(t.Context(), triage.Order{Key: "form", By: "UEMMA", Command: triage.Ask{
		Asker: "UEMMA", Text: "payroll access", Place: triage.Place{Channel: ask}, Lang: "en",
	}})
	require.NoError(t, err)
	r.settle()
	card := func() string {
		var text strings.Builder
		for _, m := range r.slack.Messages(ask, "emma") {
			if !m.Ephemeral && m.BotID != "" {
				text.WriteString(r.slack.PlainText(m))
			}
		}
		return text.String()
	}
	require.Contains(t, card(), "payroll")
	r.runs("emma", "/toban withdraw 1")
	r.runs("yamada", "/toban lang en")
	golden(t, "forget.en.txt", r.runs("yamada", "/toban forget 1"))
	r.presses("yamada", ask, r.ephemeral("yamada", ask, "").TS, actionForget)
	require.NotContains(t, card(), "payroll")
	require.NotContains(t, card(), "emma")
}
