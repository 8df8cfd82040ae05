package slackapp

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

// What somebody corrects in a question later takes nothing back that was done
// with it, and is told to nobody again.
func TestAnEditWipesNothing(t *testing.T) {
	for name, act := range map[string]triage.Command{
		"claimed":       triage.Claim{},
		"sorted":        triage.Reclassify{Area: "network", Urgency: triage.UrgencyWish},
		"waiting":       triage.Wait{Reason: "見積もり"},
		"resolved":      triage.Resolve{Reasons: triage.Reasons{Solver: triage.SolverAppTeam, Docs: triage.DocsMissing, Minutes: 30, Note: "権限"}},
		"withdrawn":     triage.Withdraw{},
		"answered once": nil,
	} {
		t.Run(name, func(t *testing.T) {
			r := newRoom(t, uncertain)
			ts := r.says("sato", ask, "", "@toban ログが見られません")
			if act == nil {
				r.says("tanaka", ask, ts, "見ます")
			} else {
				r.order("UTANAKA", "INQ-1", act)
			}
			before, posts := r.inquiry("INQ-1"), len(r.slack.Thread(ask, ts, "yamada"))
			require.NoError(t, r.slack.Edit(t.Context(), "sato", ask, ts, "@toban 監査ログが見られません"))
			r.settle()
			after := r.inquiry("INQ-1")
			require.Equal(t, "監査ログが見られません", after.Text)
			require.Len(t, r.slack.Thread(ask, ts, "yamada"), posts, "no new post")
			history, err := r.app.desk.History(t.Context(), "INQ-1")
			require.NoError(t, err)
			require.Equal(t, "ログが見られません", history[0].Event.(triage.Asked).Text, "the history keeps what was asked")

			after.Text, after.EditTS, after.Version = before.Text, before.EditTS, before.Version
			require.Equal(t, before, after)
		})
	}
}

func TestAQuestionDeletedAfterAReplyStays(t *testing.T) {
	for lang, want := range map[triage.Lang]string{"ja": "元の投稿は削除されました。", "en": "The original message was deleted."} {
		r := newRoom(t, func(c *Config, _ *Deps) { c.Language = lang })
		ts := r.says("sato", ask, "", "@toban ログが見られません")
		r.says("tanaka", ask, ts, "見ます")
		posts := len(r.posts(ask, ts))
		require.NoError(t, r.slack.Delete(t.Context(), "sato", ask, ts))
		r.settle()
		q := r.inquiry("INQ-1")
		require.Equal(t, triage.StatusInProgress, q.Status)
		require.True(t, q.Gone)
		require.Contains(t, r.shows("INQ-1", triage.SlotCard), want)
		require.Len(t, r.posts(ask, ts), posts)
	}
}

// submission is the newest form that was sent, as Slack delivered it.
func (r *room) submission() interaction {
	r.t.Helper()
	var last json.RawMessage
	for _, e := range r.slack.Exchanges(0) {
		if e.Name == "view_submission" {
			last = e.Request
		}
	}
	i, err := decodeInteraction(last)
	require.NoError(r.t, err)
	require.Equal(r.t, "view_submission", string(i.Type))
	return i
}

// Slack may deliver a form twice, also to the process that comes after: it is
// carried out once.
func TestAFormDeliveredTwiceIsOneAct(t *testing.T) {
	fill := func(callback string) map[string]any {
		switch callback {
		case viewAsk:
			return map[string]any{askText: "証明書の更新が止まりました"}
		case viewAssign:
			return map[string]any{assignTo: "UITO"}
		case viewReclassify:
			return map[string]any{reclassifyArea: "network"}
		case viewDuplicate:
			return map[string]any{duplicateOf: "INQ-2"}
		case viewResolve:
			return map[string]any{resolveSolver: "platform_only", resolveDocs: "missing"}
		case viewReasons:
			return map[string]any{"solver/INQ-3": "unknown", "docs/INQ-3": "missing"}
		case viewArticle:
			return map[string]any{articleSteps: "1. 権限を付けます"}
		case viewDeclare:
			return map[string]any{declareName: "DNS", declareSeverity: "SEV-1"}
		case viewUpdate:
			return map[string]any{updateStatus: "調査中です"}
		case viewReview:
			return map[string]any{reviewSummary: "満杯"}
		case viewAction:
			return map[string]any{actionInputText: "上限を上げる"}
		case viewActionEdit:
			return map[string]any{actionInputDue: "2025-12-05"}
		case viewSteps:
			return map[string]any{"INQ-1": "経路を直します"}
		case viewSurvey:
			return map[string]any{surveyEffort: "3"}
		case viewAlertGroup:
			return map[string]any{alertGroupTo: "INC-1"}
		case viewDuty:
			return map[string]any{dutyPerson: "UITO", dutyFrom: "2025-11-21", dutyTo: "2025-11-21"}
		}
		return nil // sent as it is
	}
	onCard := func(action string, value ...string) func(*room) {
		return func(r *room) { r.slot("tanaka", "INQ-1", triage.SlotCard, action, value...) }
	}
	runs := func(line string) func(*room) { return func(r *room) { r.runs("tanaka", "/toban "+line) } }
	opening := map[string]func(*room){
		viewAsk: runs("ask"), viewAssign: onCard(actionMore, "assign|INQ-1"), viewReclassify: onCard(actionReclassify),
		viewDuplicate: onCard(actionMore, "duplicate|INQ-1"), viewResolve: runs("resolve 1"),
		viewReasons: func(r *room) {
			require.NoError(r.t, r.slack.OpenHome(r.t.Context(), "tanaka"))
			r.settle()
			home, _ := r.slack.Home("tanaka")
			require.NoError(r.t, r.slack.PressView(r.t.Context(), "tanaka", home.ID, actionReasonsAll))
			r.settle()
		},
		viewArticle: func(r *room) {
			r.runs("tanaka", "/toban faq 3")
			draft := r.newestDirect("tanaka")
			r.presses("tanaka", draft.Channel, draft.TS, actionArticleEdit)
		},
		viewDeclare: runs("incident new"), viewUpdate: runs("incident update 1"), viewRestore: func(r *room) {
			post := r.outage("INC-1").Where(triage.SlotIncident)
			r.presses("tanaka", "CINC", string(post.TS), actionIncidentResolve)
		},
		viewAction: runs("incident action 1"), viewActionEdit: func(r *room) {
			r.runs("tanaka", "/toban incident action INC-1 @tanaka 12/1 上限を上げる")
			r.runs("tanaka", "/toban incident show 1")
			r.presses("tanaka", ask, r.ephemeral("tanaka", ask, "").TS, actionActionEdit)
		},
		viewReview: func(r *room) {
			r.runs("tanaka", "/toban incident resolve 1")
			r.runs("tanaka", "/toban incident review 1")
			r.presses("tanaka", ask, r.ephemeral("tanaka", ask, "").TS, actionReviewWrite)
		},
		viewSteps: func(r *room) { r.asksSteps("tanaka", "INQ-1") }, viewDuty: runs("cover"),
		viewSurvey: func(r *room) { r.asksSurvey() },
		viewAlertGroup: func(r *room) {
			r.signals("42")
			r.settle()
			r.presses("tanaka", team, string(r.alert("ALT-1").Message.TS), actionAlertGroup)
		},
		viewDutyConfirm: func(r *room) {
			r.runs("tanaka", "/toban cover")
			require.NoError(r.t, r.slack.Submit(r.t.Context(), "tanaka", "", fill(viewDuty)))
			r.settle()
		},
	}
	names, err := stringConstants("actions.go")
	require.NoError(t, err)
	for name, callback := range names {
		if !strings.HasPrefix(name, "view") {
			continue
		}
		t.Run(callback, func(t *testing.T) {
			r := newRoom(t, paced)
			for range 3 {
				r.says("sato", ask, "", "@toban ログが見られません")
			}
			r.order("UTANAKA", "INQ-3", triage.Resolve{})
			_, err := r.app.desk.Handle(t.Context(), triage.Order{Key: "declare", By: "USUZUKI", Command: triage.Declare{Title: "API 502", Severity: "SEV-2", Lang: "ja"}})
			require.NoError(t, err)
			r.settle()
			require.Contains(t, opening, callback)
			opening[callback](r)
			require.Equal(t, callback, r.view("tanaka").CallbackID)

			before := r.record()
			require.NoError(t, r.slack.Submit(t.Context(), "tanaka", "", fill(callback)))
			after := r.record()
			require.Equal(t, callback == viewDuty, before == after, "it does something, but for a preview")
			again, err := New(r.app.config, r.app.deps)
			require.NoError(t, err)
			for _, app := range []*App{r.app, again} {
				_, err := app.takeInteraction(t.Context(), r.submission())
				require.NoError(t, err)
				app.Wait()
				require.Equal(t, after, r.record())
			}
		})
	}
}

// record is all that is kept and shown, in one text.
func (r *room) record() string {
	r.t.Helper()
	r.settle()
	inquiries, err := r.app.desk.Inquiries(r.t.Context(), triage.InquiryFilter{})
	require.NoError(r.t, err)
	incidents, err := r.app.desk.Incidents(r.t.Context(), false)
	require.NoError(r.t, err)
	posts := 0
	for _, c := range r.slack.Channels("tanaka") {
		for _, m := range r.slack.Messages(c.ID, "tanaka") {
			posts += 1 + m.ReplyCount
		}
	}
	data, err := json.Marshal([]any{inquiries, incidents, r.duty(), posts})
	require.NoError(r.t, err)
	return string(data)
}

func TestNudgeAgainAfterFourHours(t *testing.T) {
	for who, owner := range map[string]bool{"kato": true, "emma": false} {
		r := newRoom(t)
		r.pass(-4 * time.Hour) // so that it is still open four hours later
		ts := r.says(who, ask, "", "@toban ログが見られません")
		if owner {
			r.order("UTANAKA", "INQ-1", triage.Claim{})
		}
		before := r.pings("INQ-1", "UTANAKA")
		r.says(who, ask, ts, "@toban どうなりましたか")
		require.Equal(t, before+1, r.pings("INQ-1", "UTANAKA"))
		r.pass(3*time.Hour + 59*time.Minute)
		r.says(who, ask, ts, "@toban まだですか")
		require.Equal(t, before+1, r.pings("INQ-1", "UTANAKA"))
		want := map[string]string{"kato": "11:04 に一度お知らせ済みです。", "emma": "Already nudged at 11:04."}[who]
		require.Equal(t, want, r.whispersIn(who, ask, ts))
		r.pass(time.Minute)
		r.says(who, ask, ts, "@toban まだですか")
		require.Equal(t, before+2, r.pings("INQ-1", "UTANAKA"))
	}
}
