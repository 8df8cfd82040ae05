package slackapp

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/test/fakeslack"
)

// What toban answers in private, as one conversation per language: an asker's
// and a member's.
func TestAnswersInBothLanguages(t *testing.T) {
	for _, lang := range []string{"ja", "en"} {
		r := newRoom(t, func(_ *Config, d *Deps) { d.Report = d.Desk.Digest })
		var out strings.Builder
		answer := func(who, line, text string) {
			fmt.Fprintf(&out, "%s> %s\n%s\n\n", who, line, text)
		}
		slash := func(who string, lines ...string) {
			for _, line := range lines {
				answer(who, line, r.runs(who, line))
			}
		}
		mention := func(who, thread string, lines ...string) {
			for _, line := range lines {
				before := r.heard(who, thread)
				r.says(who, ask, thread, "@toban "+line)
				text := "(nothing)"
				if after := r.heard(who, thread); len(after) > len(before) {
					text = r.slack.PlainText(after[len(after)-1])
				}
				answer(who, "@toban "+line, strings.TrimSpace(text))
			}
		}
		for _, who := range []string{"sato", "kato", "tanaka", "yamada"} {
			r.runs(who, "/toban lang "+lang)
		}
		mention("sato", "", "", "reslve", "解決", "dup INQ-1", "oncall", "docs zzz", "note x")
		slash("sato", "/toban", "/toban frobnicate", "/toban list", "/toban list overdue", "/toban show INQ-99", "/toban show", "/toban docs zzz",
			"/toban ask where are the logs?", "/toban similar zzz", "/toban gaps", "/toban load", "/toban stats", "/toban stats soon", "/toban lang", "/toban lang fr",
			"/toban take INQ-1", "/toban export csv", "/toban config", "/toban doctor", "/toban forget INQ-1", "/toban help take", "/toban help zzz", "/toban incident list")
		ts := r.says("sato", ask, "", "@toban ログが見られません")
		other := r.says("kato", ask, "", "@toban VPC につながりません")
		r.pass(time.Minute)
		mention("sato", ts, "まだですか", "まだですか", "担当")
		mention("kato", ts, "解決", "取り下げ")
		mention("tanaka", ts, "担当", "担当", "割当 @sato", "割当", "重複 INQ-1", "重複 INQ-99", "待ち", "再開", "類似", "faq")
		mention("tanaka", other, "重複 INQ-1", "重複 INQ-1")
		mention("sato", ts, "解決", "解決", "再開", "取り下げ")
		slash("tanaka", "/toban wait INQ-1", "/toban dup INQ-1", "/toban dup INQ-1 INQ-2", "/toban assign INQ-1 @sato", "/toban load", "/toban oncall", "/toban oncall next",
			"/toban oncall @ito", "/toban oncall @sato", "/toban cover @sato 11/21", "/toban cover @ito 11/22 11/21", "/toban cover list", "/toban swap @tanaka 11/21 11/28", "/toban away 11/1",
			"/toban handoff", "/toban handoff note", "/toban handoff preview", "/toban incident update", "/toban incident zzz", "/toban incident severity INC-9 SEV-1", "/toban summary", "/toban faq")
		slash("yamada", "/toban export", "/toban export csv never", "/toban config", "/toban config zzz", "/toban forget", "/toban forget INQ-99", "/toban stats 2025-W47")
		golden(t, "answers."+lang+".txt", strings.TrimSpace(out.String()))
		require.NotContains(t, out.String(), "{", "a placeholder is left")
	}
}

// heard are the private answers to somebody, in a thread or, without one, in
// the channel.
func (r *room) heard(who, thread string) (out []fakeslack.Msg) {
	messages := r.slack.Messages(ask, who)
	if thread != "" {
		messages = r.slack.Thread(ask, thread, who)
	}
	for _, m := range messages {
		if m.Ephemeral {
			out = append(out, m)
		}
	}
	return out
}
