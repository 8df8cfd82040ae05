package slackapp

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
	"toban/knowledge"
	"toban/test/fakeslack"
)

// The people of the table of permissions, each with one role alone. The asker
// asks INQ-1.
const (
	asker    = "sato"
	another  = "kato" // asks too
	guest    = "guest"
	stranger = "eve"
	member   = "tanaka"
	lead     = "yamada"
	admin    = "lee"
)

var (
	everybody = []string{asker, another, guest, stranger, member, lead, admin}
	outsiders = []string{asker, another, guest, stranger}
	unasked   = []string{another, guest, stranger}
)

// roles furnishes a room in which a lead is no admin and an admin no lead, in
// which everybody reads lang, and in which INQ-1 is open.
func roles(t *testing.T, lang triage.Lang, change func(*Config, *Deps)) *room {
	t.Helper()
	r := newRoom(t, searched(knowledge.Hit{Title: "GitHub Actions OIDC"}), func(c *Config, d *Deps) {
		d.Desk.Policy.Members = []triage.PersonID{"UTANAKA", "UITO", "USUZUKI"}
		d.Desk.Policy.Leads, d.Desk.Policy.Admins = []triage.PersonID{"UYAMADA"}, []triage.PersonID{"ULEE"}
		d.Report, d.Settings, d.Pages = d.Desk.Digest, settings{}, new(handbook)
		c.Language = lang // that of people whose own is not known
		if change != nil {
			change(c, d)
		}
	})
	locale := map[triage.Lang]string{"ja": "ja-JP", "en": "en-US"}[lang]
	for _, name := range everybody {
		r.slack.AddUser(fakeslack.User{
			ID: "U" + strings.ToUpper(name), Name: name, Locale: locale, Restricted: name == guest, Stranger: name == stranger,
		})
	}
	r.says(asker, ask, "", "@toban ログが見られません")
	return r
}

// told is everything that only this person has been shown.
func (r *room) told(who string) string {
	r.t.Helper()
	var all []string
	seen := r.slack.Messages(ask, who)
	for _, m := range seen {
		if m.ReplyCount > 0 {
			seen = append(seen, r.slack.Thread(ask, m.TS, who)...)
		}
	}
	for _, m := range seen {
		if m.Ephemeral {
			all = append(all, r.slack.PlainText(m))
		}
	}
	if dm, err := r.slack.DM(who); err == nil {
		for _, m := range r.slack.Messages(dm.ID, who) {
			all = append(all, r.slack.PlainText(m))
		}
	}
	if v, ok := r.slack.View(who); ok {
		all = append(all, r.slack.PlainView(v))
	}
	return strings.Join(all, "\n")
}

// A door is one way to do an act.
type door struct {
	name string
	ours bool // Slack itself keeps it shut for people of other workspaces
	do   func(r *room, who string)
}

func slashed(line string) door {
	return door{name: "/toban " + line, ours: true, do: func(r *room, who string) { r.runs(who, "/toban "+line) }}
}

// inThread is a mention in the thread of INQ-1.
func inThread(words string) door {
	return door{name: "@toban " + words, do: func(r *room, who string) {
		r.says(who, ask, string(r.inquiry("INQ-1").Place.Thread), "@toban "+words)
	}}
}

// above is a mention outside of any thread.
func above(words string) door {
	return door{name: "@toban " + words, do: func(r *room, who string) { r.says(who, ask, "", "@toban "+words) }}
}

// onCard is a press on INQ-1's card.
func onCard(action string, value ...string) door {
	return door{name: "[" + action + "]", do: func(r *room, who string) { r.presses(who, ask, r.card("INQ-1"), action, value...) }}
}

// forged is a press on a control that this person is not shown, as by a
// client of their own making.
func forged(action, value string) door {
	return door{name: "forged [" + action + "]", do: func(r *room, who string) {
		r.t.Helper()
		home := r.slack.TeamID()
		if who == stranger {
			home = "T0ELSEWHERE"
		}
		payload := map[string]any{
			"type": "block_actions", "trigger_id": "forged." + who, "user": map[string]string{"id": "U" + strings.ToUpper(who), "team_id": home},
			"channel": map[string]string{"id": ask}, "container": map[string]string{"type": "message", "channel_id": ask},
			"actions": []map[string]string{{"type": "button", "action_id": action, "value": value}},
		}
		data, err := json.Marshal(payload)
		require.NoError(r.t, err)
		i, err := decodeInteraction(data)
		require.NoError(r.t, err)
		_, err = r.app.takeInteraction(r.t.Context(), i)
		require.NoError(r.t, err)
		r.settle()
	}}
}

// filled goes on with the form that an act has opened, if it has.
func filled(d door, callback string, values map[string]any) door {
	opened := d.do
	d.name += " and its form"
	d.do = func(r *room, who string) {
		r.t.Helper()
		opened(r, who)
		if v, ok := r.slack.View(who); ok && v.CallbackID == callback {
			require.NoError(r.t, r.slack.Submit(r.t.Context(), who, "", values))
			r.settle()
		}
	}
	return d
}

// global is a shortcut from the ⚡ menu.
func global(callback string) door {
	return door{name: callback, ours: true, do: func(r *room, who string) {
		require.NoError(r.t, r.slack.GlobalShortcut(r.t.Context(), who, callback))
		r.settle()
	}}
}

// What somebody reads who may not: it names who can.
var whoCan = map[string]map[triage.Lang]string{
	"members":          {"ja": "これは Platform のメンバーが実行できます。", "en": "Members of Platform can do this."},
	"asker or members": {"ja": "これは質問者か Platform のメンバーが実行できます。", "en": "The asker or members of Platform can do this."},
	"leads":            {"ja": "これはリードと管理者が実行できます。", "en": "Leads and admins can do this."},
	"admins":           {"ja": "これは管理者が実行できます。", "en": "Admins can do this."},
	"owner or leads":   {"ja": "suzuki さんの当番を変えられるのは本人とリードです。", "en": "suzuki's duty can be changed by suzuki or a lead."},
	"proposed":         {"ja": "リードの yamada さんに提案しました。", "en": "Proposed to yamada, the lead."},
	"workspace":        {"ja": "ほかのワークスペースの方は使えません。", "en": "This is for members of this workspace."},
	"own numbers":      {"ja": "この数字はあなたとリードだけに見えます。", "en": "Only you and the leads see these numbers."},
}

// TestPermissions is section 8 of the contract: each act by each role, through
// each door, in both languages. Who may not is told who can, and nothing
// happens.
func TestPermissions(t *testing.T) {
	status := func(want triage.Status) func(*room, string) bool {
		return func(r *room, _ string) bool { return r.inquiry("INQ-1").Status == want }
	}
	reads := func(want string) func(*room, string) bool {
		return func(r *room, who string) bool { return strings.Contains(r.told(who), want) }
	}
	verdict := func(want triage.AlertVerdict) func(*room, string) bool {
		return func(r *room, _ string) bool { return r.alert("ALT-1").Verdict == want }
	}
	declared := func(r *room, _ string) bool {
		list, err := r.app.desk.Incidents(r.t.Context(), false)
		require.NoError(r.t, err)
		return len(list) == 1
	}
	incident := func(r *room) {
		_, err := r.app.desk.Handle(r.t.Context(), triage.Order{Key: "declare", By: "USUZUKI", Command: triage.Declare{Title: "API 502", Severity: "SEV-2", Lang: "ja"}})
		require.NoError(r.t, err)
		r.settle()
	}
	commanded := func(r *room) {
		incident(r)
		_, err := r.app.desk.Handle(r.t.Context(), triage.Order{Key: "command", By: "USUZUKI", Incident: "INC-1", Command: triage.ChangeIncident{Commander: "UKATO"}})
		require.NoError(r.t, err)
		r.settle()
	}
	solved := func(r *room) { r.order("UITO", "INQ-1", triage.Resolve{}) }
	learnable := func(r *room) {
		r.order("UITO", "INQ-1", triage.Resolve{Reasons: triage.Reasons{
			Solver: triage.SolverAppTeam, Docs: triage.DocsExistsNotFound, Page: "https://docs.example.com/logs", Note: "the link",
		}})
	}
	proposed := func(r *room) {
		learnable(r)
		r.order("UITO", "INQ-1", triage.WriteArticle{Article: triage.ArticleText{Title: "t", Question: "q", Steps: "s"}})
	}
	drafted := func(r *room, who string) bool {
		return slices.ContainsFunc(r.slack.Messages(r.dm(who), who), func(m fakeslack.Msg) bool {
			return strings.Contains(string(m.Blocks), actionArticleFile)
		})
	}
	reasons := map[string]any{resolveSolver: "platform_only", resolveDocs: "missing"}
	grade := map[string]any{declareSeverity: "SEV-1"}
	membersOnly := func(_ *Config, d *Deps) { d.Desk.Policy.Incident.MembersOnly = true }
	declaring := []door{
		filled(slashed("incident new API 502"), viewDeclare, grade), filled(onCard(actionMore, "declare|INQ-1"), viewDeclare, grade),
		filled(global(shortcutDeclare), viewDeclare, map[string]any{declareName: "API 502", declareSeverity: "SEV-1"}),
	}

	for _, act := range []struct {
		name    string
		config  func(*Config, *Deps)
		before  func(*room)
		doors   []door
		done    func(r *room, who string) bool
		refused map[string][]string // who can, and who cannot
	}{
		{
			name:  "ask",
			doors: []door{above("VPC につながりません"), filled(slashed("ask"), viewAsk, map[string]any{askText: "VPC"}), filled(global(shortcutAsk), viewAsk, map[string]any{askText: "VPC"})},
			done:  func(r *room, _ string) bool { return r.count() == 2 },
		},
		{name: "search", doors: []door{slashed("docs OIDC"), above("docs OIDC")}, done: reads("GitHub Actions OIDC")},
		{name: "on-call", doors: []door{slashed("oncall"), above("oncall"), inThread("当番")}, done: reads("tanaka")},
		{
			name: "one's own list", doors: []door{{name: "list mine", ours: true, do: func(r *room, who string) {
				r.says(who, ask, "", "@toban VPC につながりません")
				r.order("UITO", "INQ-2", triage.Assign{To: "UITO"})
				r.runs(who, "/toban list mine")
			}}},
			done: func(r *room, who string) bool {
				mine := "INQ-2"
				if r.app.desk.Policy.IsMember(triage.PersonID("U" + strings.ToUpper(who))) { // what is on them, not what they asked
					mine = ""
				}
				return strings.Contains(r.told(who), mine)
			},
		},
		{
			name: "resolve", doors: []door{filled(slashed("resolve 1"), viewResolve, reasons), inThread("解決")}, done: status(triage.StatusResolved),
			refused: map[string][]string{"asker or members": unasked},
		},
		{
			name: "resolve by the card", before: func(r *room) { r.order("UITO", "INQ-1", triage.Claim{}) },
			doors: []door{filled(onCard(actionResolve), viewResolve, reasons)}, done: status(triage.StatusResolved),
			refused: map[string][]string{"asker or members": unasked},
		},
		{
			name: "reopen", before: solved, doors: []door{slashed("reopen 1"), inThread("再開"), onCard(actionReopen)},
			done: func(r *room, _ string) bool { return !r.inquiry("INQ-1").Status.Closed() }, refused: map[string][]string{"asker or members": unasked},
		},
		{
			name: "withdraw", doors: []door{slashed("withdraw 1"), inThread("取り下げ"), onCard(actionMore, "withdraw|INQ-1"), forged(actionNotInquiry, "INQ-1")},
			done: status(triage.StatusWithdrawn), refused: map[string][]string{"asker or members": unasked},
		},
		{
			name: "claim", doors: []door{slashed("take 1"), inThread("担当"), onCard(actionClaim)},
			done:    func(r *room, who string) bool { return string(r.inquiry("INQ-1").Owner) == "U"+strings.ToUpper(who) },
			refused: map[string][]string{"members": outsiders},
		},
		{
			name: "assign", doors: []door{
				slashed("assign 1 @ito"), inThread("割当 @ito"), inThread("@ito にお願い"),
				filled(onCard(actionMore, "assign|INQ-1"), viewAssign, map[string]any{assignTo: "UITO"}),
			},
			done: func(r *room, _ string) bool { return r.inquiry("INQ-1").Owner == "UITO" }, refused: map[string][]string{"members": outsiders},
		},
		{
			name: "wait", doors: []door{slashed("wait 1"), inThread("待ち"), forged(actionWait, "INQ-1")}, done: status(triage.StatusWaiting),
			refused: map[string][]string{"members": outsiders},
		},
		{
			name: "duplicate", before: func(r *room) { r.says(another, ask, "", "@toban 同じです") },
			doors: []door{
				slashed("dup 1 2"), inThread("重複 INQ-2"),
				filled(onCard(actionMore, "duplicate|INQ-1"), viewDuplicate, map[string]any{duplicateOf: "INQ-2"}),
			},
			done: status(triage.StatusDuplicate), refused: map[string][]string{"members": outsiders},
		},
		{
			name: "FAQ draft", before: solved, doors: []door{slashed("faq 1"), inThread("ナレッジ化"), forged(actionMore, "faq|INQ-1")},
			done: drafted, refused: map[string][]string{"members": outsiders},
		},
		{name: "declare an incident", doors: declaring, done: declared, refused: map[string][]string{"members": {guest, stranger}}},
		{name: "declare an incident, members only", config: membersOnly, doors: declaring, done: declared, refused: map[string][]string{"members": outsiders}},
		{
			name: "severity of an incident", before: incident, doors: []door{slashed("incident severity 1 SEV-1"), above("障害 重大度 INC-1 SEV-1")},
			done:    func(r *room, _ string) bool { return r.outage("INC-1").Severity == "SEV-1" },
			refused: map[string][]string{"members": {asker, another, guest}, "workspace": {stranger}},
		},
		{
			name: "severity by a commander who is no member", before: commanded, doors: []door{slashed("incident severity 1 SEV-1")},
			done:    func(r *room, _ string) bool { return r.outage("INC-1").Severity == "SEV-1" },
			refused: map[string][]string{"members": {asker, guest}},
		},
		{
			name: "resolve an incident", before: incident, doors: []door{slashed("incident resolve 1"), above("incident resolve INC-1")},
			done:    func(r *room, _ string) bool { return r.outage("INC-1").Status == triage.IncidentResolved },
			refused: map[string][]string{"members": {asker, another, guest}, "workspace": {stranger}},
		},
		{
			name: "resolve by a commander who is no member", before: commanded, doors: []door{slashed("incident resolve 1")},
			done:    func(r *room, _ string) bool { return r.outage("INC-1").Status == triage.IncidentResolved },
			refused: map[string][]string{"members": {asker, guest}},
		},
		{
			name: "cover for oneself", doors: []door{{name: "cover @ito", ours: true, do: func(r *room, who string) {
				id := triage.PersonID("U" + strings.ToUpper(who))
				if r.app.desk.Policy.IsMember(id) {
					day := time.Date(2025, 12, 3, 0, 0, 0, 0, r.now.Location())
					_, err := r.app.desk.Handle(r.t.Context(), triage.Order{
						Key: "duty", By: "UYAMADA", Rotation: "platform", Command: triage.Cover{Person: id, For: "USUZUKI", From: day, To: day.AddDate(0, 0, 1)},
					})
					require.NoError(r.t, err)
				}
				if r.runs(who, "/toban cover @ito 12/3"); strings.Contains(r.told(who), "[") {
					r.confirms(who, actionConfirmDuty)
				}
			}}},
			done: func(r *room, _ string) bool {
				shift, err := r.app.desk.OnCall(r.t.Context(), "platform", time.Date(2025, 12, 3, 12, 0, 0, 0, r.now.Location()))
				require.NoError(r.t, err)
				return shift.Primary == "UITO"
			},
			refused: map[string][]string{"members": outsiders},
		},
		{
			name: "cover for others", doors: []door{{name: "cover @ito @suzuki", ours: true, do: func(r *room, who string) {
				if r.runs(who, "/toban cover @ito @suzuki 12/3"); strings.Contains(r.told(who), "[") {
					r.confirms(who, actionConfirmDuty)
				}
			}}},
			done:    func(r *room, _ string) bool { return len(r.duty().Overrides) == 1 },
			refused: map[string][]string{"members": outsiders, "owner or leads": {member}},
		},
		{
			name: "one's own load", doors: []door{{name: "a reply and load", ours: true, do: func(r *room, who string) {
				r.says(who, ask, string(r.inquiry("INQ-1").Place.Thread), "見ます")
				r.runs(who, "/toban load")
			}}},
			done:    func(r *room, who string) bool { return strings.Contains(r.told(who), who+": 1") },
			refused: map[string][]string{"members": outsiders},
		},
		{
			name: "everybody's load", before: func(r *room) { r.says("suzuki", ask, string(r.inquiry("INQ-1").Place.Thread), "見ます") },
			doors: []door{slashed("load")}, done: reads("suzuki: 1"),
			refused: map[string][]string{"members": outsiders, "own numbers": {member}},
		},
		{
			name: "look into an alert", config: alerting, before: func(r *room) { r.disk("db-1") },
			doors: []door{forged(actionAlertSee, "ALT-1")}, done: verdict(triage.AlertSeen), refused: map[string][]string{"members": outsiders},
		},
		{
			name: "call an alert false", config: alerting, before: func(r *room) { r.disk("db-1") },
			doors: []door{forged(actionAlertFalse, "ALT-1")}, done: verdict(triage.AlertFalse), refused: map[string][]string{"members": outsiders},
		},
		{
			name: "mute an alert", config: alerting, before: func(r *room) { r.disk("db-1") },
			doors: []door{forged(actionAlertMute, "1h0m0s|ALT-1")}, done: func(r *room, _ string) bool { return r.alert("ALT-1").Mute != nil },
			refused: map[string][]string{"members": outsiders},
		},
		{
			name: "make an alert an inquiry", config: alerting, before: func(r *room) { r.disk("db-1") },
			doors: []door{forged(actionAlertInquire, "ALT-1")}, done: verdict(triage.AlertInquired), refused: map[string][]string{"members": outsiders},
		},
		{
			name: "list alerts", config: alerting, before: func(r *room) { r.disk("db-1") },
			doors: []door{slashed("alerts")}, done: reads("ALT-1"), refused: map[string][]string{"members": outsiders},
		},
		{
			name: "page again", config: paging, before: func(r *room) {
				_, err := r.app.desk.Handle(r.t.Context(), triage.Order{Key: "declare", By: "USUZUKI", Command: triage.Declare{Title: "API 502", Severity: "SEV-1", Lang: "ja"}})
				require.NoError(r.t, err)
				r.settle()
			},
			doors: []door{forged(actionPageAgain, "INC-1")}, done: func(r *room, _ string) bool { return r.outage("INC-1").Page.N == 2 },
			refused: map[string][]string{"members": outsiders},
		},
		{
			name: "export", doors: []door{slashed("export csv"), slashed("export json"), slashed("export incidents csv")}, done: func(r *room, who string) bool { return len(r.files(who)) == 1 },
			refused: map[string][]string{"leads": append(slices.Clone(outsiders), member)},
		},
		{
			name: "export a report's figures", config: func(_ *Config, d *Deps) { d.Report = d.Desk.Digest },
			doors: []door{forged(actionReportCSV, "2025-W47")}, done: func(r *room, who string) bool { return len(r.files(who)) == 1 },
			refused: map[string][]string{"leads": append(slices.Clone(outsiders), member)},
		},
		{
			name: "publish an article", before: proposed, doors: []door{forged(actionArticleApprove, "INQ-1|1")},
			done:    func(r *room, _ string) bool { return r.inquiry("INQ-1").Article.Approved() },
			refused: map[string][]string{"members": outsiders, "leads": {member}},
		},
		{
			name: "write an article", before: learnable,
			doors: []door{filled(door{name: "faq 1", ours: true, do: func(r *room, who string) {
				if r.runs(who, "/toban faq 1"); drafted(r, who) {
					draft := r.newestDirect(who)
					r.presses(who, draft.Channel, draft.TS, actionArticleEdit)
				}
			}}, viewArticle, nil)},
			done:    func(r *room, _ string) bool { return r.inquiry("INQ-1").Article.Approved() },
			refused: map[string][]string{"members": outsiders, "proposed": {member}},
		},
		{
			name: "alias", before: learnable, doors: []door{forged(actionAlias, "INQ-1")}, done: func(r *room, _ string) bool { return r.inquiry("INQ-1").Alias != "" },
			refused: map[string][]string{"members": outsiders, "proposed": {member}},
		},
		{
			name: "erase", before: solved, doors: []door{forged(actionForget, "INQ-1")}, done: func(r *room, _ string) bool { return r.inquiry("INQ-1").Forgotten },
			refused: map[string][]string{"leads": append(slices.Clone(outsiders), member)},
		},
		{
			name: "configuration", doors: []door{slashed("config show"), slashed("設定 表示")}, done: func(r *room, who string) bool { return len(r.files(who)) == 1 },
			refused: map[string][]string{"admins": append(slices.Clone(outsiders), member, lead)},
		},
		{
			name: "doctor", doors: []door{slashed("doctor")}, done: reads("Slack"),
			refused: map[string][]string{"admins": append(slices.Clone(outsiders), member, lead)},
		},
	} {
		for _, d := range act.doors {
			for _, lang := range []triage.Lang{"ja", "en"} {
				t.Run(fmt.Sprint(act.name, " by ", d.name, " in ", lang), func(t *testing.T) {
					t.Parallel()
					for _, who := range everybody {
						if d.ours && who == stranger {
							continue
						}
						r := roles(t, lang, act.config)
						if act.before != nil {
							act.before(r)
						}
						may := true
						for can, cannot := range act.refused {
							if !slices.Contains(cannot, who) {
								continue
							}
							may = false
							if d.do(r, who); !strings.Contains(r.told(who), whoCan[can][lang]) {
								t.Errorf("%s is not told %q but\n%s", who, whoCan[can][lang], r.told(who))
							}
						}
						if may {
							d.do(r, who)
						}
						if done := act.done(r, who); done != may {
							t.Errorf("by %s it is done: %t, want %t; they read\n%s", who, done, may, r.told(who))
						}
					}
				})
			}
		}
	}
}

// Home shows each role what is theirs, in their language.
func TestHomeOfEachRole(t *testing.T) {
	parts := []struct {
		ja, en string
		who    []string
	}{
		{"[質問する]", "[Ask]", everybody},
		{"自分の問い合わせ", "My open inquiries", everybody},
		{"30 日以内に解決したもの 1\n• 🔵 INQ-2", "Resolved in the last 30 days 1\n• 🔵 INQ-2", []string{asker}},
		{"当番\n", "On call\n", everybody},
		{"自分の担当", "On me", []string{member, lead, admin}},
		{"---\n担当なし 1\n• 🔵 INQ-1", "---\nUnassigned 1\n• 🔵 INQ-1", []string{member, lead, admin}},
		{"期限切れ 1\n• 🔵 INQ-1", "Overdue 1\n• 🔵 INQ-1", []string{member, lead, admin}},
		{"理由の未入力", "Reasons to fill in", []string{member, lead, admin}},
		{"[一括入力]", "[Fill in all]", []string{member}},
		{"自分の次の当番", "My next shift", []string{member, lead, admin}},
		{"引き継ぎのメモ\n• 水曜に上げます", "Handoff notes\n• 水曜に上げます", []string{member, lead, admin}},
		{"先週の数字", "Last week's numbers", []string{lead}},
		{"問い合わせにかかった手間", "What inquiries cost", []string{lead}},
		{"診断", "Doctor", []string{admin}},
	}
	for _, lang := range []triage.Lang{"ja", "en"} {
		r := roles(t, lang, nil)
		r.says(asker, ask, "", "@toban 終わったもの")
		r.order("UTANAKA", "INQ-2", triage.Resolve{})
		r.runs(member, "/toban handoff note 水曜に上げます")
		r.pass(30 * time.Hour)
		for _, who := range everybody {
			require.NoError(t, r.slack.OpenHome(t.Context(), who))
			r.settle()
			home, ok := r.slack.Home(who)
			if who == stranger && !ok {
				continue
			}
			require.True(t, ok, who)
			text := r.slack.PlainView(home)
			for _, part := range parts {
				want := map[triage.Lang]string{"ja": part.ja, "en": part.en}[lang]
				if shown := strings.Contains(text, want); shown != slices.Contains(part.who, who) {
					t.Errorf("Home shows %s %q: %t, want %t\n%s", who, want, shown, !shown, text)
				}
			}
		}
	}
}
