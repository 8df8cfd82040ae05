package slackapp

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/outbox"
	"toban/bot/phrase"
	"toban/bot/triage"
	"toban/knowledge"
	"toban/rotation"
	"toban/test/fakeslack"
)

// A shown view is a message under a name that says when it is seen.
type shown struct {
	name string
	m    message
}

// What people see, in both languages: each view is posted to a workspace that
// refuses what Slack refuses, and read back as a person reads it.
func TestViewsAsPeopleReadThem(t *testing.T) {
	for _, lang := range []triage.Lang{knowledge.Japanese, knowledge.English} {
		r := newRoom(t, func(c *Config, d *Deps) {
			c.Language, d.Desk.Policy.Grace = lang, 10*time.Minute
			d.Desk.Policy.Stale = triage.Stale{Ask: 5, Close: 2}
			d.Desk.Policy.Facts = map[string]map[triage.Lang][]string{"network": {
				knowledge.Japanese: {"VPC の ID", "<!here> つながらない先"}, knowledge.English: {"ID of the VPC", "what cannot be reached"},
			}}
		})
		_, err := r.app.self.get(t.Context())
		require.NoError(t, err)
		r.shares(ask, false)
		for theme, views := range map[string][]shown{
			"card": r.cards(), "suggestion": r.suggestions(), "lines": r.lines(), "incident": r.incidents(),
			"handoff": r.handoffs(), "report": r.reports(), "refusal": r.refusals(), "cluster": r.clusters(), "remote": r.remotes(), "alert": r.alertCards(), "hook": r.hookWarnings(),
		} {
			t.Run(theme+"/"+string(lang), func(t *testing.T) {
				var b strings.Builder
				for _, v := range views {
					fmt.Fprintf(&b, "== %s\ntext: %s\n%s\n\n", v.name, v.m.text, r.read(t, v))
				}
				golden(t, "shared/"+theme+"."+string(lang)+".txt", strings.TrimSpace(b.String()))
			})
		}
	}
}

// read posts a view and reads it back.
func (r *room) read(t *testing.T, v shown) string {
	t.Helper()
	ref, err := r.app.post(t.Context(), outbox.Job{ID: v.name}, r.app.book(""), ask, "", v.m)
	require.NoError(t, err, v.name)
	got, ok := r.slack.Message(ask, string(ref.TS))
	require.True(t, ok)
	require.Equal(t, len(v.m.blocks) > 0, len(got.Blocks) > 0, "%s: Slack refused its blocks", v.name)
	if len(got.Blocks) == 0 {
		return "(no blocks)"
	}
	return r.slack.PlainText(got)
}

// sample is sato's question of Thursday, as the intake leaves it.
func (r *room) sample(change ...func(*triage.Inquiry)) triage.Inquiry {
	q := triage.Inquiry{
		ID: "INQ-142", Status: triage.StatusOpen, Asker: "USATO", Team: "payments", Rotation: "platform",
		Place: triage.Place{Channel: ask, Thread: "1763618640.000100"}, Lang: r.app.config.Language,
		Text: "GitHub Actions から AWS に AssumeRole できません", Kind: triage.Label{Key: "question", Sure: true},
		Area: triage.Label{Key: "ci_cd", Sure: true, By: "UTANAKA"}, Urgency: triage.UrgencyNormal,
		AskedAt: r.now, Clock: "business_days", Target: 24 * time.Hour, Due: r.now.AddDate(0, 0, 1),
		Suggestions: []triage.Suggestion{
			{Page: "handbook/oidc.md", Title: "GitHub Actions の OIDC 設定", URL: "https://docs.example.com/oidc", Kind: "how-to", Lang: "ja", Updated: r.now.AddDate(0, -2, -1), Snippet: "role-to-assume に作成したロールの ARN を指定します", Matches: [][2]int{{0, 14}, {30, 39}}, Why: []string{"role-to-assume", "ロール", "OIDC"}},
			{Page: "handbook/iam.md", Title: "IAM roles", Kind: "reference", Lang: "en", Updated: r.now.AddDate(0, 0, -1)},
		},
		Answerable: true,
	}
	for _, f := range change {
		f(&q)
	}
	return q
}

func owned(q *triage.Inquiry) {
	q.Status, q.Owner, q.OwnedSince = triage.StatusInProgress, "UTANAKA", q.AskedAt.Add(20*time.Minute)
}

func answered(q *triage.Inquiry) {
	owned(q)
	q.FirstReply = &triage.FirstReply{By: "UTANAKA", At: q.AskedAt.Add(86 * time.Minute)}
}

func waitingFor(q *triage.Inquiry) {
	answered(q)
	q.Status, q.StaleTold = triage.StatusWaiting, q.AskedAt.AddDate(0, 0, 8)
}

func gaveUp(q *triage.Inquiry) {
	answered(q)
	q.Status, q.Stale = triage.StatusWithdrawn, true
}

func resolvedBy(q *triage.Inquiry) {
	answered(q)
	q.Status, q.ResolvedBy, q.ResolvedAt = triage.StatusResolved, "UTANAKA", q.AskedAt.Add(2*time.Hour)
	q.Reasons = triage.Reasons{Solver: triage.SolverAppTeam, Docs: triage.DocsExistsNotFound, Note: "信頼ポリシーの sub を修正"}
}

func (r *room) cards() []shown {
	fixed, running := r.fixed("API 502", "デプロイを 1.4.1 に戻した"), r.runs502()
	states := []struct {
		name   string
		change func(*triage.Inquiry)
	}{
		{"open", func(*triage.Inquiry) {}},
		{"no document fitted", func(q *triage.Inquiry) { q.Answerable, q.Suggestions = false, nil }},
		{"which area", func(q *triage.Inquiry) {
			q.Area = triage.Label{Key: "ci_cd", Choices: []string{"ci_cd", "network"}}
		}},
		{"area set without asking", func(q *triage.Inquiry) {
			answered(q)
			q.Area = triage.Label{Key: "ci_cd", Sure: true, Words: []string{"argocd", "sync", "<deploy>"}}
		}},
		{"no area fits", func(q *triage.Inquiry) { q.Area = triage.Label{Key: "network"} }},
		{"was the area right", func(q *triage.Inquiry) { resolvedBy(q); q.Area = triage.Label{Key: "ci_cd", Sure: true, Audit: true} }},
		{"another area", func(q *triage.Inquiry) { q.Area = triage.Label{Key: "other", By: "UTANAKA"} }},
		{"no inquiry", func(q *triage.Inquiry) {
			q.Status, q.Area = triage.StatusWithdrawn, triage.Label{Key: "not_inquiry", By: "UTANAKA"}
		}},
		{"facts that speed it up", func(q *triage.Inquiry) {
			q.Answerable, q.Suggestions, q.Area = false, nil, triage.Label{Key: "network", Sure: true, By: "UTANAKA"}
		}},
		{"asked in a form", func(q *triage.Inquiry) { q.Place.Thread = "" }},
		{"for somebody else", func(q *triage.Inquiry) { q.Reporter = "UEMMA" }},
		{"suspected incident", func(q *triage.Inquiry) {
			q.Urgency, q.Kind, q.Clock, q.Target = triage.UrgencyUrgent, triage.Label{Key: "incident"}, "elapsed", time.Hour
		}},
		{"suspected, the asker is asked", func(q *triage.Inquiry) { q.SuspectedAt = q.AskedAt }},
		{"suspected, the on-call is told", func(q *triage.Inquiry) { q.SuspectedAt = q.AskedAt.Add(-time.Hour) }},
		{"suspected, of a running incident", func(q *triage.Inquiry) { q.SuspectedAt, q.Running = q.AskedAt, running }},
		{"maybe of a running incident", func(q *triage.Inquiry) { q.Running = running }},
		{"maybe of a running incident, read by other workspaces", func(q *triage.Inquiry) { q.Running, q.Place.External = running, true }},
		{"maybe of an incident that is over", func(q *triage.Inquiry) { q.Running = fixed }},
		{"claimed, not answered", owned},
		{"answered", answered},
		{"waiting", func(q *triage.Inquiry) { answered(q); q.Status = triage.StatusWaiting }},
		{"overdue", func(q *triage.Inquiry) { q.Breached = true }},
		{"resolved with reasons", resolvedBy},
		{"resolved without reasons", func(q *triage.Inquiry) { resolvedBy(q); q.Reasons = triage.Reasons{} }},
		{"duplicate", func(q *triage.Inquiry) { q.Status, q.Of = triage.StatusDuplicate, "INQ-120" }},
		{"with duplicates and an incident", func(q *triage.Inquiry) {
			answered(q)
			q.Duplicates, q.Incident = []triage.InquiryID{"INQ-143", "INQ-144"}, "INC-7"
		}},
		{"waiting, closes by itself", waitingFor},
		{"withdrawn by silence", gaveUp},
		{"withdrawn, its message deleted", func(q *triage.Inquiry) { q.Status, q.Gone = triage.StatusWithdrawn, true }},
		{"taken in late, a line refused", func(q *triage.Inquiry) {
			q.Late, q.Bounces = true, []triage.Bounced{{Notice: "warn_team", Reason: "not_in_channel"}}
		}},
	}
	var out []shown
	for _, s := range states {
		out = append(out, shown{s.name, r.app.card(r.t.Context(), r.sample(s.change))})
	}
	old := r.stored("信頼ポリシーはどこですか")
	out = append(out, shown{"maybe the same again", r.app.card(r.t.Context(), r.sample(func(q *triage.Inquiry) { q.Again = old }))})
	out = append(out, shown{"an incident like it was fixed", r.app.card(r.t.Context(), r.sample(func(q *triage.Inquiry) {
		q.Place.Channel, q.Answerable, q.Suggestions, q.Past = "CALL", false, nil, []string{"INQ-99", string(fixed)}
	}))})
	r.pass(5 * time.Hour) // 20:04
	out = append(out, shown{"after hours", r.app.card(r.t.Context(), r.sample())})
	r.pass(-5 * time.Hour)
	return out
}

func (r *room) suggestions() []shown {
	out := []shown{{"offered", r.app.suggestion(r.t.Context(), r.sample())}}
	for name, change := range map[string]func(*triage.Inquiry){
		"solved": func(q *triage.Inquiry) { q.Status, q.SelfSolve = triage.StatusResolved, triage.SelfSolveConfirmed },
		"still need help": func(q *triage.Inquiry) {
			q.SelfSolve, q.PingedAt, q.Pinged = triage.SelfSolveEscalated, q.AskedAt, "UTANAKA"
		},
		"still need help, closed now": func(q *triage.Inquiry) { q.SelfSolve = triage.SelfSolveEscalated },
		"read by other workspaces":    func(q *triage.Inquiry) { q.Place.External = true },
		"still need help, owned":      func(q *triage.Inquiry) { q.SelfSolve = triage.SelfSolveEscalated; owned(q) },
	} {
		out = append(out, shown{name, r.app.suggestion(r.t.Context(), r.sample(change))})
	}
	slices.SortFunc(out, func(a, b shown) int { return strings.Compare(a.name, b.name) })
	return out
}

// mention is somebody on call until Tuesday.
func (r *room) mention(as triage.Role, id triage.PersonID, why ...rotation.Why) triage.Mention {
	m := triage.Mention{Person: id, As: as, Why: rotation.Why{Reason: rotation.OwnTurn}}
	if as == triage.RoleOnCall {
		m.Until = time.Date(2025, 11, 25, 10, 0, 0, 0, r.now.Location())
	}
	if len(why) > 0 {
		m.Why = why[0]
	}
	return m
}

func (r *room) lines() []shown {
	ctx, a := r.t.Context(), r.app
	b := a.book("")
	for _, who := range []string{"tanaka", "ito"} { // warnings are in their reader's language
		r.runs(who, "/toban lang "+string(b.Lang()))
	}
	tanaka, suzuki, yamada := r.mention(triage.RoleOnCall, "UTANAKA"), r.mention(triage.RoleSecondary, "USUZUKI"), r.mention(triage.RoleLead, "UYAMADA")
	override := r.mention(triage.RoleOnCall, "USUZUKI", rotation.Why{Reason: rotation.Overridden, For: "UITO", By: "UYAMADA"})
	always := override
	always.Until = time.Time{}
	q, private := r.sample(), r.sample(func(q *triage.Inquiry) { q.Place.Private = true })
	mine := r.sample(owned)
	mine.Owner = "UITO"
	warn := func(percent int, to triage.Mention, q triage.Inquiry) message {
		return a.warnOwner(ctx, b, triage.WarnOwner{To: to, Percent: percent}, q)
	}
	r.pass(10 * time.Minute)
	page := a.page(ctx, b, triage.PageSuspected{Step: 2, To: []triage.Mention{suzuki, yamada}}, q)
	r.pass(-10 * time.Minute)
	proposed := triage.SendArticle{By: "UTANAKA", State: triage.ArticleProposed}
	over := triage.Incident{ID: "INC-1", Status: triage.IncidentResolved, Commander: "UTANAKA", Acting: true}
	doubtful := func(s triage.PageState) message {
		return a.pageAsked(ctx, b, triage.AskPageAgain{N: 1, To: tanaka}, triage.Incident{
			ID: "INC-1", Page: triage.OnCallPage{N: 1, State: s, Reason: "datadog answered 200 without <!here> content"},
		})
	}
	return []shown{
		{"ping", a.ping(ctx, b, triage.Ping{To: tanaka})},
		{"ping under an override", a.ping(ctx, b, triage.Ping{To: override})},
		{"ping under an override without end", a.ping(ctx, b, triage.Ping{To: always})},
		{"ping by a nudge", a.ping(ctx, b, triage.Ping{To: tanaka, Nudge: "UKATO"})},
		{"ping of the owner", a.ping(ctx, b, triage.Ping{To: r.mention(triage.RoleOwner, "UTANAKA")})},
		{"ping of the lead alone", a.ping(ctx, b, triage.Ping{To: r.mention(triage.RoleLeadAlone, "UYAMADA")})},
		{"first page", a.page(ctx, b, triage.PageSuspected{To: []triage.Mention{tanaka}}, q)},
		{"last page", page},
		{"page of what the asker has not said", a.page(ctx, b, triage.PageSuspected{To: []triage.Mention{tanaka}, Unsure: true}, q)},
		{"half the time gone, to the on-call", warn(50, tanaka, q)},
		{"half the time gone, to an owner on duty", warn(50, r.mention(triage.RoleOwner, "UTANAKA"), r.sample(owned))},
		{"half the time gone, to the on-call after a handoff", warn(50, tanaka, mine)},
		{"half the time gone, the on-call asked", warn(50, suzuki, q)},
		{"60 % gone, owner off duty", warn(60, r.mention(triage.RoleOwner, "UITO"), mine)},
		{"half the time gone, owned by nobody any more", a.settledWarning(ctx, b, q)},
		{"half the time gone, owned since", a.settledWarning(ctx, b, mine)},
		{"half the time gone, answered since", a.settledWarning(ctx, b, r.sample(answered))},
		{"half the time gone, closed since", a.settledWarning(ctx, b, r.sample(func(q *triage.Inquiry) { q.Status = triage.StatusWithdrawn }))},
		{"asked whether to page again, unclear", doubtful(triage.PageUnclear)},
		{"asked whether to page again, refused", doubtful(triage.PageRefused)},
		{"80 % gone", a.warnTeam(ctx, b, triage.WarnTeam{To: r.mention(triage.RoleOwner, "UTANAKA"), Percent: 80}, r.sample(owned))},
		{"breach", a.breach(ctx, b, triage.TellBreach{To: []triage.Mention{suzuki, yamada}, Overdue: 90 * time.Minute}, q)},
		{"breach of a private inquiry", a.breach(ctx, b, triage.TellBreach{To: []triage.Mention{yamada}, Overdue: time.Second}, private)},
		{"breach, all paged already", a.breach(ctx, b, triage.TellBreach{Overdue: time.Hour}, q)},
		{"resolved", a.resolved(ctx, b, r.sample(resolvedBy), triage.Inquiry{})},
		{"resolved without a word", a.resolved(ctx, b, r.sample(resolvedBy, func(q *triage.Inquiry) { q.Reasons.Note = "" }), triage.Inquiry{})},
		{"resolved with the other one", a.resolved(ctx, b, q, r.sample(resolvedBy))},
		{"reasons wanted", a.askReasons(b, []triage.Inquiry{r.sample(resolvedBy)})},
		{"reasons wanted of many", a.askReasons(b, slices.Repeat([]triage.Inquiry{r.sample(resolvedBy)}, reasonsRows+3))},
		{"an alias is proposed", a.aliasAsked(ctx, b, triage.ProposeAlias{By: "UTANAKA"}, r.sample(resolvedBy), knowledge.Page{Title: "GitHub Actions の OIDC 設定"})},
		{"an article, while it waits to be sent", a.articleMessage(ctx, b, proposed, a.inquiryLesson(r.sample(resolvedBy, article(triage.ArticleDeclined))))},
		{"an article is published", a.articleMessage(ctx, b, triage.SendArticle{By: "UYAMADA", State: triage.ArticleApproved}, a.inquiryLesson(r.sample(resolvedBy, article(triage.ArticleApproved))))},
		{"an article is not published", a.articleMessage(ctx, b, triage.SendArticle{By: "UYAMADA", State: triage.ArticleDeclined}, a.inquiryLesson(r.sample(resolvedBy, article(triage.ArticleDeclined))))},
		{"asked for what it waits for", a.waits(ctx, b, triage.AskAsker{By: "UTANAKA"}, r.sample(waitingFor, func(q *triage.Inquiry) { q.WaitsFor = "失敗したジョブの URL" }))},
		{"asked for nothing in particular", a.waits(ctx, b, triage.AskAsker{By: "UTANAKA"}, q)},
		{"still needed?", a.stale(b, triage.AskStale{Days: 2}, r.sample(waitingFor))},
		{"still needed? closes on the next day", a.stale(b, triage.AskStale{Days: 1}, r.sample(waitingFor))},
		{"still needed? never closes", a.stale(b, triage.AskStale{}, r.sample(waitingFor))},
		{"still needed: yes", a.staleSettled(b, r.sample(waitingFor))},
		{"still needed: answered", a.staleSettled(b, r.sample(answered))},
		{"still needed: reopened", a.staleSettled(b, r.sample(answered, func(q *triage.Inquiry) {
			q.Messages = map[triage.Slot]triage.MessageRef{triage.SlotStale: {Channel: "D1", TS: "1763618640.000100"}}
			q.ReopenedAt = q.Where(triage.SlotStale).TS.Time().Add(time.Hour)
		}))},
		{"still needed: close it", a.staleSettled(b, r.sample(func(q *triage.Inquiry) { q.Status = triage.StatusWithdrawn }))},
		{"still needed: silence", a.staleSettled(b, r.sample(gaveUp))},
		{"somebody has taken command", message{text: a.outcome(ctx, b, triage.Incident{Commander: "UTANAKA"}, triage.CommandSlot(1))}},
		{"over without a commander", message{text: a.outcome(ctx, b, over, triage.CommandSlot(1))}},
		{"no commander, running again", message{text: a.outcome(ctx, b, triage.Incident{Acting: true}, triage.CommandSlot(1))}},
		{"an update that was due, given", message{text: a.outcome(ctx, b, triage.Incident{UpdatedAt: r.now}, triage.SlotUpdate)}},
		{"an update that was due, over", message{text: a.outcome(ctx, b, over, triage.SlotUpdate)}},
		{"an update that was due, asked for again", message{text: a.outcome(ctx, b, triage.Incident{}, triage.SlotUpdate)}},
		{"reopen?", a.askReopen(b, r.sample(resolvedBy))},
	}
}

// article has an inquiry teach something.
func article(state triage.ArticleState) func(*triage.Inquiry) {
	return func(q *triage.Inquiry) {
		q.Article = &triage.Article{State: state, Revision: 1, URL: "https://acme.slack.com/archives/CASK/p1", ArticleText: triage.ArticleText{
			Kind: "how-to", Title: "AssumeRole が失敗するとき", Question: "AssumeRole できません", Steps: "信頼ポリシーの sub を直します",
		}}
	}
}

func (r *room) incident(change ...func(*triage.Incident)) triage.Incident {
	at := r.now
	i := triage.Incident{
		ID: "INC-7", Status: triage.IncidentActive, Title: "本番 API が 502", Severity: "SEV-2", Affected: "決済 API",
		Commander: "USUZUKI", Acting: true, Declarer: "USUZUKI", DetectedAt: at, DeclaredAt: at.Add(7 * time.Minute),
		Lang: r.app.config.Language, Datadog: triage.Remote{Wanted: true},
		Timeline: []triage.TimelineEntry{
			{At: at.Add(7 * time.Minute), By: "USUZUKI", What: "declared", Text: "SEV-2"},
			{At: at.Add(9 * time.Minute), By: "UTANAKA", What: "note", Text: "デプロイ <1234> を戻しています"},
			{At: at.Add(12 * time.Minute), What: "severity", Text: "SEV-1", Remote: true},
			{At: at.Add(13 * time.Minute), By: "UTANAKA", What: "commander", Text: "UTANAKA"},
		},
	}
	for _, f := range change {
		f(&i)
	}
	return i
}

func over(i *triage.Incident) {
	i.Status, i.StableAt, i.ResolvedAt = triage.IncidentResolved, i.DeclaredAt.Add(30*time.Minute), i.DeclaredAt.Add(41*time.Minute)
	i.Acting, i.Fixed = false, "デプロイを 1.4.1 に戻した"
}

func (r *room) incidents() []shown {
	ctx, a := r.t.Context(), r.app
	b := a.book("")
	known := func(i *triage.Incident) {
		i.Channel, i.Acting, i.Status = "CINC", false, triage.IncidentStable
		i.Datadog = triage.Remote{Wanted: true, ID: "0-0", PublicID: 42, URL: "https://app.datadoghq.com/incidents/42"}
		i.Summary = "切り戻し済み。様子を見ています。"
	}
	page := func(s triage.PageState) triage.Incident {
		return r.incident(func(i *triage.Incident) {
			i.Page = triage.OnCallPage{N: 1, State: s, Reason: "datadog answered 200 without <!here> content"}
		})
	}
	return []shown{
		{"paging", a.incidentPost(ctx, b, page(triage.PageWanted))},
		{"paged", a.incidentPost(ctx, b, page(triage.PageSent))},
		{"perhaps paged", a.incidentPost(ctx, b, page(triage.PageUnclear))},
		{"not paged", a.incidentPost(ctx, b, page(triage.PageRefused))},
		{"page acknowledged", a.incidentPost(ctx, b, page(triage.PageAcknowledged))},
		{"page resolved", a.incidentPost(ctx, b, page(triage.PageResolved))},
		{"declared", a.incidentPost(ctx, b, r.incident())},
		{"stable, known to Datadog", a.incidentPost(ctx, b, r.incident(known))},
		{"declared in Datadog, by somebody who is nobody in Slack", a.incidentPost(ctx, b, r.incident(known, func(i *triage.Incident) {
			i.Commander, i.Declarer, i.Datadog.Declared, i.Datadog.Chief = "", "", true, "Jane <Doe>"
		}))},
		{"over", a.incidentPost(ctx, b, r.incident(over))},
		{"a drill Datadog refused", a.incidentPost(ctx, b, r.incident(func(i *triage.Incident) { i.Drill, i.Datadog.Refused = true, "403 Forbidden" }))},
		{"brief", a.brief(ctx, b, r.incident(known))},
		{"asker told", a.told(b, triage.TellIncident{}, r.incident(known))},
		{"asker told it is over", a.told(b, triage.TellIncident{Over: true}, r.incident(over))},
		{"asker told it is over, after updates", a.told(b, triage.TellIncident{Over: true}, r.incident(known, over))},
		{"asker told it runs again", a.told(b, triage.TellIncident{Again: true}, r.incident(known))},
		{"a change waits for Datadog", a.incidentPost(ctx, b, r.incident(known, func(i *triage.Incident) { i.Datadog.Changed = r.now }))},
		{"told that it is over", a.stateLine(ctx, b, triage.TellState{
			Status: triage.IncidentResolved, By: "UTANAKA", Fixed: "デプロイを 1.4.1 に戻した", Took: 41 * time.Minute,
		}, r.incident(over))},
		{"told that Datadog reopened a drill", a.stateLine(ctx, b, triage.TellState{Status: triage.IncidentActive}, r.incident(func(i *triage.Incident) { i.Drill = true }))},
		{"with every role, as shown to a member", a.incidentShown(ctx, b, r.incident(known, func(i *triage.Incident) {
			i.Comms, i.Scribe, i.NextUpdate = "UITO", "UKATO", i.DeclaredAt.Add(time.Hour)
			i.Timeline = append(i.Timeline, triage.TimelineEntry{At: i.DeclaredAt.Add(20 * time.Minute), By: "UTANAKA", What: "update", Text: i.Summary},
				triage.TimelineEntry{At: i.DeclaredAt.Add(20 * time.Minute), By: "UTANAKA", What: "impact", Text: i.Affected})
		}), asMember)},
		{"as shown to an asker", a.incidentShown(ctx, b, r.incident(known), asOnlooker)},
		{"as shown to the scribe", a.incidentShown(ctx, b, r.incident(known), asResponder)},
		{"as shown to a commander who is no member", a.incidentShown(ctx, b, r.incident(known), asCommander)},
		{"outline for a guest", a.outlined(b, r.incident(known))},
		{"update", a.updateLine(ctx, b, triage.TellUpdate{By: "UTANAKA", Status: "切り戻し中です", Impact: "決済 API", Next: r.now.Add(time.Hour)}, r.incident())},
		{"update of a drill", a.updateLine(ctx, b, triage.TellUpdate{By: "UTANAKA", Status: "切り戻しの練習中です"}, r.incident(func(i *triage.Incident) { i.Drill = true }))},
	}
}

// stored asks through the core, so that the inquiry can be looked up.
func (r *room) stored(text string) triage.InquiryID {
	out, err := r.app.desk.Handle(r.t.Context(), triage.Order{Key: text, By: "UKATO", Command: triage.Ask{
		Asker: "UKATO", Place: triage.Place{Channel: ask, Thread: "1763618640.000200"}, Text: text, Lang: r.app.config.Language,
	}})
	require.NoError(r.t, err)
	return out.Inquiry.ID
}

// runs502 is an incident that is running.
func (r *room) runs502() triage.IncidentID {
	r.t.Helper()
	out, err := r.app.desk.Handle(r.t.Context(), triage.Order{Key: "runs502", By: "USUZUKI", Command: triage.Declare{Title: "決済 <API> が 502", Severity: "SEV-2", Lang: "ja"}})
	require.NoError(r.t, err)
	return out.Incident.ID
}

// fixed is an incident that is over, with what fixed it.
func (r *room) fixed(title, fix string) triage.IncidentID {
	r.t.Helper()
	out, err := r.app.desk.Handle(r.t.Context(), triage.Order{Key: title + "/declare", By: "USUZUKI", Command: triage.Declare{Title: title, Severity: "SEV-2", Lang: "ja"}})
	require.NoError(r.t, err)
	_, err = r.app.desk.Handle(r.t.Context(), triage.Order{
		Key: title + "/over", By: "UTANAKA", Incident: out.Incident.ID, Command: triage.ChangeIncident{Status: triage.IncidentResolved, Fixed: fix},
	})
	require.NoError(r.t, err)
	return out.Incident.ID
}

func (r *room) orders(id triage.InquiryID, by triage.PersonID, c triage.Command) {
	_, err := r.app.desk.Handle(r.t.Context(), triage.Order{Key: fmt.Sprintf("%s/%T", id, c), By: by, Inquiry: id, Command: c})
	require.NoError(r.t, err)
}

// refusals are what people read when something cannot be done.
func (r *room) refusals() []shown {
	var out []shown
	refuse := func(name string, e triage.Error) {
		e.At = r.now
		if e.Subject == "" {
			e.Subject = "INQ-142"
		}
		out = append(out, shown{name, r.app.refusal(r.t.Context(), r.app.book(""), "UTANAKA", &e)})
	}
	for _, reason := range coreReasons(r.t) {
		refuse(reason, triage.Error{Kind: triage.Conflict, Reason: reason, Who: "USUZUKI"})
	}
	refuse("already, by themselves", triage.Error{Kind: triage.Conflict, Reason: "already", Who: "UTANAKA"})
	refuse("already, by nobody", triage.Error{Kind: triage.Conflict, Reason: "already"})
	return append(out, shown{"the disk is full", r.app.refusal(r.t.Context(), r.app.book(""), "UTANAKA", errors.New("no space left"))})
}

// hidden makes an inquiry one that was asked in a private place.
func (r *room) hidden(id triage.InquiryID) {
	require.NoError(r.t, r.app.desk.Store.Update(r.t.Context(), func(tx triage.Tx) error {
		q, err := tx.Inquiry(id)
		q.Place.Private = true
		return errors.Join(err, tx.PutInquiry(q))
	}))
}

func (r *room) handoffs() []shown {
	ctx, a := r.t.Context(), r.app
	b := a.book("")
	owned, kept, free := r.stored("新しいリージョンに環境を作れますか"), r.stored("AWS サポートの返答を待っています"), r.stored("<!channel> ログが見られません")
	waits, private, done := r.stored("証明書の更新が止まりました"), r.stored("給与の表が開けません"), r.stored("VPC につながりません")
	for _, id := range []triage.InquiryID{owned, kept, waits, private, done} {
		r.orders(id, "UTANAKA", triage.Claim{})
	}
	r.orders(kept, "UTANAKA", triage.Keep{})
	r.orders(kept, "UTANAKA", triage.PlanStep{Text: "AWS サポートの返答待ち <@USATO>"})
	r.orders(waits, "UTANAKA", triage.PlanStep{Text: "証明書を作り直す"})
	r.orders(waits, "UTANAKA", triage.Wait{Reason: "エラーの全文"})
	r.orders(private, "UTANAKA", triage.PlanStep{Text: "給与の担当に聞く"})
	r.hidden(private)
	r.orders(done, "UTANAKA", triage.PlanStep{Text: "経路を直す"})
	r.orders(done, "UTANAKA", triage.Resolve{})
	at := time.Date(2025, 11, 25, 10, 0, 0, 0, r.now.Location())
	full := triage.Duty{Rotation: "platform", LastAt: at, Last: &triage.HandedOff{
		Handoff: rotation.Handoff{Boundary: at, Outgoing: "UTANAKA", Incoming: "UITO", Secondary: "USUZUKI", Until: at.AddDate(0, 0, 6)},
		Asked:   []triage.InquiryID{owned, kept, waits, private, done}, Moved: []triage.InquiryID{free},
		Running: []triage.IncidentID{"INC-7"}, Notes: []string{"Argo CD のバージョン上げ 水曜"}, Load: triage.Load{Inquiries: 5, Minutes: 370},
	}}
	quiet := triage.Duty{Rotation: "platform", Last: &triage.HandedOff{Handoff: rotation.Handoff{Boundary: at, Incoming: "UITO", Late: 26 * time.Hour}}}
	nobody := triage.Duty{Rotation: "platform", Last: &triage.HandedOff{Handoff: rotation.Handoff{Boundary: at, Outgoing: "UTANAKA"}}}
	received := full
	received.Post, received.Accepted = triage.MessageRef{Channel: team, TS: "1.000001"}, at.Add(5*time.Minute)
	confirmed := received
	confirmed.AcceptedBy = "UYAMADA"
	missed := received
	missed.Accepted = time.Time{}
	return []shown{
		{"with work", a.handoff(ctx, b, full)},
		{"received: an edit names and does not mention", a.handoff(ctx, b, received)},
		{"confirmed by a lead", a.handoff(ctx, b, confirmed)},
		{"replaced before it was received", a.handoffOver(ctx, b, missed)},
		{"nothing to hand over, late", a.handoff(ctx, b, quiet)},
		{"nobody follows", a.handoff(ctx, b, nobody)},
		{"not received, to who takes over", a.handoffOwed(ctx, b, received, triage.RemindHandoff{To: r.mention(triage.RoleIncoming, "UITO")})},
		{"nobody is on call in a week", a.holeAhead(ctx, b, triage.WarnHole{
			Rotation: "platform", To: r.mention(triage.RoleLead, "UYAMADA"), Hole: triage.Span{From: at, To: at.AddDate(0, 0, 6)},
		})},
		{"nobody is on call for days", a.holeAhead(ctx, b, triage.WarnHole{
			Rotation: "platform", To: r.mention(triage.RoleLead, "UYAMADA"),
			Hole: triage.Span{From: at.Add(-10 * time.Hour), To: at.Add(38 * time.Hour)},
		})},
		{"nobody is on call any more", a.holeAhead(ctx, b, triage.WarnHole{
			Rotation: "platform", To: r.mention(triage.RoleLead, "UYAMADA"), Hole: triage.Span{From: at},
		})},
		{"the user group does not follow", a.refusedToFollow(ctx, b, triage.WarnRefused{
			Rotation: "platform", Follower: triage.Follower{UserGroup: "S1"}, Code: "permission_denied", To: r.mention(triage.RoleAdmin, "UYAMADA"),
		})},
		{"the topic does not follow", a.refusedToFollow(ctx, b, triage.WarnRefused{
			Rotation: "platform", Follower: triage.Follower{Topic: ask}, Code: "too_long", To: r.mention(triage.RoleAdmin, "UYAMADA"),
		})},
		{"a turn begins tomorrow", a.dutyStarts(ctx, b, received, triage.RemindStart{
			Rotation: "platform", To: r.mention(triage.RoleIncoming, "UITO"), Before: "UTANAKA", Start: at, End: at.AddDate(0, 0, 6),
		})},
		{"a cover of a hole begins tomorrow", a.dutyStarts(ctx, b, received, triage.RemindStart{
			Rotation: "platform", Start: at, End: at.AddDate(0, 0, 1), To: triage.Mention{
				Person: "UITO", As: triage.RoleIncoming, Why: rotation.Why{Reason: rotation.Overridden, By: "UYAMADA"},
			},
		})},
		{"the secondary's turn begins tomorrow", a.dutyStarts(ctx, b, received, triage.RemindStart{
			Rotation: "platform", To: r.mention(triage.RoleSecondary, "USUZUKI"), Start: at,
		})},
		{"a turn has begun", a.dutyStarts(ctx, b, received, triage.RemindStart{
			To: triage.Mention{Person: "UITO", As: triage.RoleOnCall, Until: at.AddDate(0, 0, 6)}, Start: at, Begun: true,
		})},
		{"the secondary's turn has begun", a.dutyStarts(ctx, b, received, triage.RemindStart{
			To: r.mention(triage.RoleSecondary, "USUZUKI"), Start: at, Begun: true,
		})},
		{"not received, to the lead", a.handoffOwed(ctx, b, received, triage.RemindHandoff{To: r.mention(triage.RoleLead, "UYAMADA")})},
		{"next steps wanted", a.stepsAsked(ctx, b, triage.AskSteps{To: r.mention(triage.RoleOnCall, "UTANAKA"), Items: []triage.InquiryID{owned, kept, waits}})},
	}
}

// clusters are the card of three inquiries, one of them asked in private.
func (r *room) clusters() []shown {
	ctx, b := r.t.Context(), r.app.book("")
	members := []triage.Inquiry{
		r.sample(), r.sample(func(q *triage.Inquiry) {
			q.ID, q.Place.Private, q.AskedAt = "INQ-143", true, q.AskedAt.Add(9*time.Minute)
		}),
		r.sample(func(q *triage.Inquiry) {
			q.ID, q.Team, q.Text, q.AskedAt = "INQ-144", "search", "CI が <!channel> 落ちます", q.AskedAt.Add(20*time.Minute)
		}),
	}
	tanaka := r.mention(triage.RoleOnCall, "UTANAKA")
	card := func(n triage.ShowCluster, change func(*triage.Cluster), list []triage.Inquiry) message {
		c := triage.Cluster{To: tanaka, By: "USUZUKI", At: r.now.Add(time.Hour)}
		change(&c)
		return r.app.cluster(ctx, b, n, r.sample(func(q *triage.Inquiry) { q.ID, q.Cluster = "INQ-144", &c }), list)
	}
	state := func(s triage.ClusterState) func(*triage.Cluster) {
		return func(c *triage.Cluster) { c.State, c.Incident, c.Under = s, "INC-7", "INQ-142" }
	}
	open := func(*triage.Cluster) {}
	return []shown{
		{"three of two teams", card(triage.ShowCluster{To: tanaka}, open, members)},
		{"edited, more than are named", card(triage.ShowCluster{}, open, slices.Repeat(members, 4))},
		{"of no known team, nobody to tell", card(triage.ShowCluster{}, func(c *triage.Cluster) { c.To = triage.Mention{} }, []triage.Inquiry{
			r.sample(func(q *triage.Inquiry) { q.Team = "" }),
		})},
		{"declared", card(triage.ShowCluster{}, state(triage.ClusterDeclared), members)},
		{"grouped", card(triage.ShowCluster{}, state(triage.ClusterGrouped), members)},
		{"not related", card(triage.ShowCluster{}, state(triage.ClusterUnrelated), members)},
	}
}

// alertCards are the cards of alerts and of a storm of them.
func (r *room) alertCards() []shown {
	ctx, b := r.t.Context(), r.app.book("")
	r.app.config.AlertMutes = []time.Duration{time.Hour, 24 * time.Hour}
	tanaka := r.mention(triage.RoleOnCall, "UTANAKA")
	sample := func(change ...func(*triage.Alert)) triage.Alert {
		alert := triage.Alert{
			ID: "ALT-7", Monitor: "42", Group: "host:db-1", Title: "Disk is <!here> full", Link: "https://app.datadoghq.com/monitors/42",
			State: triage.AlertTriggered, Priority: 1, FirstAt: r.now.Add(-20 * time.Minute), LastAt: r.now, Times: 3, To: tanaka, Told: r.now,
		}
		for _, f := range change {
			f(&alert)
		}
		return alert
	}
	card := func(n triage.ShowAlert, alert triage.Alert, others ...triage.Alert) message {
		return r.app.alertCard(ctx, b, n, triage.AlertBoard{Alerts: append(others, alert)}, alert)
	}
	settled := func(v triage.AlertVerdict) triage.Alert {
		return sample(func(a *triage.Alert) {
			a.Verdict, a.By, a.Incident, a.Inquiry = v, "USUZUKI", "INC-7", "INQ-142"
		})
	}
	over := func(a *triage.Alert) { a.State, a.RecoveredAt = triage.AlertRecovered, r.now }
	var storm []triage.Alert
	for n := range 14 {
		storm = append(storm, sample(func(a *triage.Alert) {
			a.ID, a.Storm, a.Monitor, a.Title = triage.AlertID("ALT-"+itoa(20+n)), "ALT-7", itoa(n%12), "Monitor "+itoa(n%12)
			if n%2 == 0 {
				over(a)
			}
		}))
	}
	keeper := sample(func(a *triage.Alert) { a.Storm = a.ID })
	return []shown{
		{"first", card(triage.ShowAlert{To: tanaka}, sample())},
		{"edited, of no group, priority or page", card(triage.ShowAlert{}, sample(func(a *triage.Alert) { a.Group, a.Priority, a.Link, a.Times = "", 0, "", 1 }))},
		{"a warning", card(triage.ShowAlert{}, sample(func(a *triage.Alert) { a.State = triage.AlertWarned }))},
		{"no data", card(triage.ShowAlert{}, sample(func(a *triage.Alert) { a.State = triage.AlertNoData }))},
		{"recovered", card(triage.ShowAlert{}, sample(over))},
		{"somebody looks", card(triage.ShowAlert{}, settled(triage.AlertSeen))},
		{"declared", card(triage.ShowAlert{}, settled(triage.AlertDeclared))},
		{"grouped under an incident", card(triage.ShowAlert{}, settled(triage.AlertGrouped))},
		{"an inquiry", card(triage.ShowAlert{}, settled(triage.AlertInquired))},
		{"a false alarm, recovered", card(triage.ShowAlert{}, func() triage.Alert { a := settled(triage.AlertFalse); over(&a); return a }())},
		{"muted for a time", card(triage.ShowAlert{}, sample(func(a *triage.Alert) { a.Mute = &triage.AlertMute{By: "USUZUKI", Until: r.now.Add(time.Hour)} }))},
		{"muted until it recovers", card(triage.ShowAlert{}, sample(func(a *triage.Alert) { a.Mute = &triage.AlertMute{By: "USUZUKI"} }))},
		{"others below it", card(triage.ShowAlert{}, sample(), sample(func(a *triage.Alert) { a.ID, a.Under = "ALT-8", "ALT-7" }))},
		{"a storm", card(triage.ShowAlert{To: tanaka}, keeper, storm...)},
		{"nobody looks", r.app.alertPage(ctx, b, triage.PageAlert{Alert: "ALT-7", Step: 1, To: r.mention(triage.RoleSecondary, "USUZUKI")}, sample())},
	}
}

func (r *room) reports() []shown {
	b := r.app.book("")
	from := time.Date(2025, 11, 17, 0, 0, 0, 0, r.now.Location())
	d := triage.Digest{
		Period: "2025-W47", From: from, To: from.AddDate(0, 0, 7), Asked: 13, Before: 9, FourWeek: 8.5,
		Replied: 13, MedianReply: 80 * time.Minute, InTime: 12, Judged: 13, Resolved: 13, Carried: 2, Reasoned: 11,
		Classes: map[triage.CloseClass]int{
			triage.ClassOnlyPlatform: 5, triage.ClassPlatformForNow: 2, triage.ClassAppTeam: 2, triage.ClassNotFound: 1, triage.ClassNotDocumented: 1,
		},
		Offered: 9, Confirmed: 3, Escalated: 4, Silent: 2, Classified: 12, Corrected: 1, Labels: triage.Labels{Guessed: 12, Automatic: 8, Audited: 3, Right: 3, Named: 4, Offered: 3}, Duplicates: 1, WorkItems: 12, MedianResolve: 190 * time.Minute, NextReplies: 5, MedianNext: 42 * time.Minute, Reopened: 2, Recontacts: 1, Clusters: 2, Unrelated: 1,
		Alarms:  triage.Alarms{Suspected: 6, Paged: 2, Confirmed: 3, Denied: 2, Said: 1, Declared: 1, Missed: 1},
		Alerts:  triage.AlertNumbers{Told: 14, False: 5},
		Minutes: 570, Timed: 11,
		Gaps:       []triage.Gap{{Words: "OIDC の sub", Asks: 3, Teams: 2}, {Words: "<!here> GPU node pool", Asks: 1, Teams: 1}},
		Automation: []triage.Automation{{Area: "ci_cd", Asks: 2, Minutes: 80}, {Area: "network", Asks: 1, Minutes: 30}, {Asks: 1}},
		Areas:      []triage.Count{{Key: "ci_cd", N: 9}, {Key: "", N: 4}}, Teams: []triage.Count{{Key: "payments", N: 8}, {Key: "", N: 5}},
		Oldest:    []triage.InquiryID{"INQ-131"},
		Incidents: []triage.IncidentSummary{{ID: "INC-7", Severity: "SEV-3", Title: "API", Declared: 6 * time.Minute, Restored: 41 * time.Minute}},
		Response:  handled(),
	}
	return []shown{
		{"a week", r.app.report(b, d)},
		{"an empty week", r.app.report(b, triage.Digest{Period: "2025-W48", From: d.To, To: d.To.AddDate(0, 0, 7)})},
		{"a week from before toban", r.app.report(b, triage.Digest{
			Period: "2025-W46", From: from.AddDate(0, 0, -7), To: from, Asked: 5, Imported: 4, Replied: 5, MedianReply: 3 * time.Hour, InTime: 4, Judged: 5, Resolved: 5,
		})},
		{"details", r.app.reportDetails(b, triage.Report{Digest: d, Share: triage.OnCallShare{
			OnCall: triage.Work{Minutes: 430, Interruptions: 12, OutOfHours: 2}, Others: triage.Work{Minutes: 140, Interruptions: 4, OutOfHours: 1}, Vacant: 1, HeavyDays: 2,
		}})},
		{"gaps", r.app.reportGaps(b, d)},
		{"incidents alone", r.app.incidentStats(b, d)},
		{"no incidents", r.app.incidentStats(b, triage.Digest{Period: "2025-W48", From: d.To, To: d.To.AddDate(0, 0, 7)})},
	}
}

// Every field a person can fill is inert wherever it is shown: nobody is
// alerted, nothing becomes a link.
func TestForeignTextIsInert(t *testing.T) {
	const evil = "<!channel> <@UYAMADA> <!subteam^S1|x> <https://evil.example|docs> &lt;!here&gt;"
	r := newRoom(t)
	r.app.config.Areas[0].Name["ja"] = evil
	q := r.sample(resolvedBy, func(q *triage.Inquiry) {
		q.Text, q.Place.Thread, q.Reasons.Note, q.Team, q.Kind.Key = evil, "", evil, evil, evil
		q.Suggestions = []triage.Suggestion{{Title: evil, URL: "https://docs.example.com/a>b|c", Snippet: evil, Matches: [][2]int{{0, len(evil)}}, Why: []string{evil}}}
	})
	i := r.incident(func(i *triage.Incident) {
		i.Title, i.Affected, i.Summary, i.Datadog.Refused = evil, evil, evil, evil
		i.Timeline[1].Text = evil
	})
	id := r.stored(evil)
	past := r.fixed(evil, evil)
	b := r.app.book("")
	ctx := t.Context()
	to := []triage.Mention{r.mention(triage.RoleLead, "ULEE")}
	d := triage.Duty{Last: &triage.HandedOff{Moved: []triage.InquiryID{id}, Notes: []string{evil}, Handoff: rotation.Handoff{Incoming: "ULEE", Boundary: r.now}}}
	digest := triage.Digest{Asked: 1, Gaps: []triage.Gap{{Words: evil}}, Areas: []triage.Count{{Key: "ci_cd", N: 1}}, Teams: []triage.Count{{Key: evil, N: 1}}}
	for name, m := range map[string]message{
		"card": r.app.card(ctx, q), "suggestion": r.app.suggestion(ctx, q), "resolved": r.app.resolved(ctx, b, q, triage.Inquiry{}),
		"breach":  r.app.breach(ctx, b, triage.TellBreach{To: to}, q),
		"warning": r.app.warnTeam(ctx, b, triage.WarnTeam{To: to[0]}, q),
		"reasons": r.app.askReasons(b, []triage.Inquiry{q}),
		"stale":   r.app.stale(b, triage.AskStale{}, q), "stale over": r.app.staleSettled(b, q),
		"incident": r.app.incidentPost(ctx, b, i), "brief": r.app.brief(ctx, b, i), "handoff": r.app.handoff(ctx, b, d),
		"update": r.app.updateLine(ctx, b, triage.TellUpdate{By: "UTANAKA", Status: evil, Impact: evil}, i),
		"shown":  r.app.incidentShown(ctx, b, i, asMember), "over": r.app.told(b, triage.TellIncident{Over: true}, i),
		"past": r.app.card(ctx, r.sample(func(q *triage.Inquiry) {
			q.Place.Channel, q.Answerable, q.Past = "CALL", false, []string{string(past)}
		})),
		"recontact": r.app.card(ctx, r.sample(func(q *triage.Inquiry) { q.Again = id })),
		"article":   r.app.articleMessage(ctx, b, triage.SendArticle{To: "UTANAKA"}, r.app.inquiryLesson(q)),
		"alias":     r.app.aliasAsked(ctx, b, triage.ProposeAlias{By: "ULEE"}, q, knowledge.Page{Title: evil}),
		"steps":     r.app.stepsAsked(ctx, b, triage.AskSteps{To: to[0], Items: []triage.InquiryID{id}}),
		"report":    r.app.report(b, digest), "details": r.app.reportDetails(b, triage.Report{Digest: digest}), "gaps": r.app.reportGaps(b, digest),
	} {
		ref, err := r.app.post(ctx, outbox.Job{ID: name}, b, ask, "", m)
		require.NoError(t, err, name)
		got, _ := r.slack.Message(ask, string(ref.TS))
		for _, raw := range []string{got.Text, mrkdwnOf(t, got.Blocks)} {
			for _, token := range []string{"<!channel>", "<!here>", "<@UYAMADA>", "<!subteam", "<https://evil"} {
				require.NotContains(t, raw, token, name)
			}
		}
	}
}

// A view beyond every limit is cut and accepted, never refused.
func TestViewsBeyondEveryLimit(t *testing.T) {
	long := strings.Repeat("とても長い 👩‍👩‍👧‍👦 & <b> ", 3000)
	for _, lang := range []triage.Lang{knowledge.Japanese, knowledge.English} {
		r := newRoom(t, func(c *Config, _ *Deps) {
			c.Language = lang
			c.Areas[0].Name = map[knowledge.Lang]string{"ja": long, "en": long}
		})
		b, ctx := r.app.book(""), t.Context()
		q := r.sample(resolvedBy, func(q *triage.Inquiry) {
			q.Text, q.Place.Thread, q.Status = long, "", triage.StatusOpen
			q.Area = triage.Label{Choices: []string{"ci_cd", "network", "ci_cd"}}
			for range 60 {
				q.Suggestions = append(q.Suggestions, triage.Suggestion{Title: long, Snippet: long, URL: "https://example.com"})
			}
		})
		i := r.incident(func(i *triage.Incident) {
			i.Title, i.Affected, i.Summary = long, long, long
			for range 100 {
				i.Timeline = append(i.Timeline, triage.TimelineEntry{At: r.now, What: "note", Text: long, By: "UTANAKA"})
			}
		})
		d := triage.Duty{Last: &triage.HandedOff{Notes: []string{long}, Handoff: rotation.Handoff{Incoming: "UITO", Boundary: r.now}}}
		for n := range 40 {
			id := r.stored(fmt.Sprint(n, long[:2000]))
			d.Last.Moved = append(d.Last.Moved, id)
		}
		digest := triage.Digest{Asked: 1}
		for range 200 {
			digest.Gaps = append(digest.Gaps, triage.Gap{Words: long, Area: "ci_cd"})
			digest.Areas = append(digest.Areas, triage.Count{Key: "ci_cd", N: 1})
		}
		to := []triage.Mention{r.mention(triage.RoleLead, "ULEE")}
		views := map[string]message{
			"card": r.app.card(ctx, q), "suggestion": r.app.suggestion(ctx, q), "incident": r.app.incidentPost(ctx, b, i),
			"brief": r.app.brief(ctx, b, i), "handoff": r.app.handoff(ctx, b, d), "gaps": r.app.reportGaps(b, digest),
			"update": r.app.updateLine(ctx, b, triage.TellUpdate{By: "UTANAKA", Status: long, Impact: long}, i),
			"shown":  r.app.incidentShown(ctx, b, i, asMember), "over": r.app.told(b, triage.TellIncident{Over: true}, i),
			"details": r.app.reportDetails(b, triage.Report{Digest: digest}), "resolved": r.app.resolved(ctx, b, q, triage.Inquiry{}),
			"report": r.app.report(b, digest), "page": r.app.page(ctx, b, triage.PageSuspected{To: to}, q),
			"warning": r.app.warnTeam(ctx, b, triage.WarnTeam{To: to[0]}, q), "breach": r.app.breach(ctx, b, triage.TellBreach{To: to}, q),
			"reasons": r.app.askReasons(b, slices.Repeat([]triage.Inquiry{q}, 60)), "stale": r.app.stale(b, triage.AskStale{}, q),
			"stale over": r.app.staleSettled(b, q), "reopen": r.app.askReopen(b, q),
			"recontact": r.app.card(ctx, r.sample(func(q *triage.Inquiry) { q.Again = d.Last.Moved[0] })),
			"alias":     r.app.aliasAsked(ctx, b, triage.ProposeAlias{By: "ULEE"}, q, knowledge.Page{Title: long}),
			"article":   r.app.articleMessage(ctx, b, triage.SendArticle{To: "UTANAKA"}, r.app.inquiryLesson(q)),
			"refusal":   r.app.refusal(ctx, b, "UTANAKA", &triage.Error{Kind: triage.NotFound, Reason: "no_such_inquiry", Subject: long}),
		}
		views["owner's warning"] = r.app.warnOwner(ctx, b, triage.WarnOwner{To: to[0]}, q)
		for _, name := range slices.Sorted(maps.Keys(views)) {
			require.NotEmpty(t, r.read(t, shown{name, views[name]}), "%s in %s", name, lang)
		}
	}
}

func TestCutsKeepWhatPeopleSeeWhole(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"short", "short"},
		{"0123456789ab", "012345678…"},
		{"日本語👩‍👩‍👧‍👦です", "日本語…"},             // the family is 11 units
		{"12345 <https://a.b|x>", "12345 …"}, // no half a link
		{"1234567&amp;8901234", "1234567…"},  // no half an entity
		{"a;b&amp;cdefghijklm", "a;b&amp;c…"},
	} {
		require.Equal(t, c.want, cutMarkup(c.in, 10), c.in)
		require.LessOrEqual(t, units(cutMarkup(c.in, 10)), 10)
	}
}

func TestImitatedNamesShowTheID(t *testing.T) {
	for in, want := range map[string]string{
		"tanaka": "tanaka", " 田中 太郎 ": "田中 太郎", "tana\u200bka": "", "\u202etanaka": "", "tanaka\n": "tanaka", "ta\tnaka": "", "": "",
	} {
		require.Equal(t, want, honest(in), "%q", in)
	}
}

// An instant is a token that Slack shows in the reader's own zone; what is
// shown where Slack cannot names its zone. The end of a shift, in a reason, is
// told as the rotation is written: in the team's zone.
func TestInstantsAreTokensWithAZone(t *testing.T) {
	token := regexp.MustCompile(`<!date\^(\d+)\^([^|^]+)(?:\^[^|]*)?\|([^>]*)>`)
	shift := regexp.MustCompile(`\d+/\d+\(.\) \d+:\d\d まで|until \w+ \d+ \w+ \d+:\d\d`)
	clock := regexp.MustCompile(`\b\d{1,2}:\d{2}\b`)
	for _, lang := range []triage.Lang{knowledge.Japanese, knowledge.English} {
		r := newRoom(t, func(c *Config, d *Deps) { c.Language, d.Desk.Policy.Grace = lang, 10*time.Minute })
		found := 0
		for _, v := range slices.Concat(r.cards(), r.suggestions(), r.lines(), r.incidents(), r.reports()) {
			ref, err := r.app.post(t.Context(), outbox.Job{}, r.app.book(""), ask, "", v.m)
			require.NoError(t, err)
			got, _ := r.slack.Message(ask, string(ref.TS))
			raw := mrkdwnOf(t, got.Blocks)
			for _, m := range token.FindAllStringSubmatch(raw, -1) {
				found++
				require.Contains(t, m[3], "JST", "%s in %s: %s", v.name, lang, m[0])
			}
			require.NotRegexp(t, clock, shift.ReplaceAllString(token.ReplaceAllString(raw, ""), ""), "%s in %s", v.name, lang)
		}
		require.Greater(t, found, 20)
	}
}

func TestOnlyPingsMention(t *testing.T) {
	r := newRoom(t)
	for _, v := range slices.Concat(r.cards(), r.suggestions(), r.incidents(), r.reports()) {
		require.NotContains(t, v.m.text, "<@", v.name)
		ref, err := r.app.post(t.Context(), outbox.Job{}, phrase.Book{}, ask, "", v.m)
		require.NoError(t, err)
		got, _ := r.slack.Message(ask, string(ref.TS))
		require.NotContains(t, string(got.Blocks), "<@", v.name)
	}
}

// mrkdwnOf is all text of blocks in which Slack looks for markup.
func mrkdwnOf(t *testing.T, blocks json.RawMessage) string {
	t.Helper()
	var all any
	if len(blocks) > 0 {
		require.NoError(t, json.Unmarshal(blocks, &all))
	}
	var b strings.Builder
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, x := range v {
				walk(x)
			}
		case map[string]any:
			if v["type"] == "mrkdwn" {
				fmt.Fprintln(&b, v["text"])
			}
			for _, x := range v {
				walk(x)
			}
		}
	}
	walk(all)
	return b.String()
}

func TestTheReportNamesWhoHasLeft(t *testing.T) {
	for lang, want := range map[triage.Lang]string{
		knowledge.Japanese: "⚠️ 無効になったアカウントがメンバーの設定に残っています: ito、lee。当番からは飛ばしています。設定から外してください。",
		knowledge.English:  "⚠️ Configured as members, but deactivated: ito, lee. They are skipped on call. Take them out of the configuration.",
	} {
		r := newRoom(t, func(c *Config, _ *Deps) { c.Language = lang })
		ctx, b := t.Context(), r.app.book("")
		require.NotContains(t, r.app.reportPost(ctx, b, triage.Digest{}).text, "⚠️")
		for _, name := range []string{"ito", "lee"} {
			r.slack.AddUser(fakeslack.User{ID: "U" + strings.ToUpper(name), Name: name, Deleted: true})
			r.app.people.forget(triage.PersonID("U" + strings.ToUpper(name)))
		}
		r.app.Remember(ctx, r.app.desk.Policy.Everybody())
		require.Contains(t, r.read(t, shown{"report", r.app.reportPost(ctx, b, triage.Digest{})}), want)
	}
}
