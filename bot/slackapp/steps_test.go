package slackapp

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/outbox"
	"toban/bot/triage"
)

// asksSteps sends somebody the question for next steps and opens its form.
func (r *room) asksSteps(user string, items ...triage.InquiryID) string {
	r.t.Helper()
	to := r.mention(triage.RoleOnCall, triage.PersonID("U"+strings.ToUpper(user)))
	_, err := r.app.Send(r.t.Context(), outbox.Job{ID: user, Notice: triage.AskSteps{Rotation: "platform", To: to, Items: items}})
	require.NoError(r.t, err)
	dm, err := r.slack.DM(user)
	require.NoError(r.t, err)
	all := r.slack.Messages(dm.ID, user)
	r.presses(user, dm.ID, all[len(all)-1].TS, actionSteps)
	return r.slack.PlainView(r.view(user))
}

func TestNextStepsInBothLanguages(t *testing.T) {
	for user, lang := range map[string]string{"tanaka": "ja", "lee": "en"} {
		r := newRoom(t)
		first, second, closed := r.stored("新しいリージョンに環境を作れますか"), r.stored("証明書の更新が止まりました"), r.stored("VPC につながりません")
		r.orders(second, "UTANAKA", triage.PlanStep{Text: "証明書を作り直す"})
		r.orders(closed, "UTANAKA", triage.Resolve{})
		form := r.asksSteps(user, first, second, closed)
		require.NoError(t, r.slack.Submit(t.Context(), user, "", map[string]any{string(first): "AKIA" + "IOSFODNN7EXAMPLE を消す", string(second): ""}))
		r.settle()
		golden(t, "steps."+lang+".txt", r.direct(user)+"\n\n"+form+"\n\n"+r.slack.PlainView(r.view(user)))
		require.NotEmpty(t, r.inquiry(first).Step)
		require.NotContains(t, r.inquiry(first).Step, "AKIA", "a secret is not kept")
		require.Empty(t, r.inquiry(second).Step, "an emptied line takes the step back")
	}
}

func TestNextStepsOfWhatIsClosed(t *testing.T) {
	r := newRoom(t)
	id, closed := r.stored("新しいリージョンに環境を作れますか"), r.stored("VPC につながりません")
	r.orders(closed, "UTANAKA", triage.Resolve{})
	require.Contains(t, r.asksSteps("tanaka", closed), "どれもすでに閉じています")
	require.NoError(t, r.slack.DismissViews(t.Context(), "tanaka"))

	require.NotContains(t, r.asksSteps("tanaka", id, closed), string(closed))
	r.orders(id, "UTANAKA", triage.Resolve{})
	require.NoError(t, r.slack.Submit(t.Context(), "tanaka", "", map[string]any{string(id): "経路を直す"}))
	r.settle()
	require.Contains(t, r.slack.PlainView(r.view("tanaka")), "保存しました", "what was closed meanwhile is no error")
	require.Empty(t, r.inquiry(id).Step)
}

func TestNextStepsOfManyFit(t *testing.T) {
	r := newRoom(t)
	long := strings.Repeat("とても長い & <b> ", 1000)
	var items []triage.InquiryID
	for n := range shownItems + 4 {
		items = append(items, r.stored(fmt.Sprint(n, long)))
		r.pass(time.Second)
		r.orders(items[n], "UTANAKA", triage.PlanStep{Text: long})
	}
	form := r.asksSteps("tanaka", items...)
	require.Contains(t, form, string(items[shownItems-1]))
	require.NotContains(t, form, string(items[shownItems]))
	require.Contains(t, r.direct("tanaka"), "…ほか 4 件")
}
