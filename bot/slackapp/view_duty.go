package slackapp

import (
	"context"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
	"toban/rotation"
)

// shownTurns is how many lines of a schedule are shown.
const shownTurns = 12

// plainName is how a person is named where nobody is notified.
func (a *App) plainName(ctx context.Context, b phrase.Book, id triage.PersonID) string {
	if id == "" {
		return b.Say(phrase.NobodyName)
	}
	return escape(a.name(ctx, id))
}

// span is a stretch of time as people write it, with weekdays and the zone:
// whole days without times.
func (a *App) span(b phrase.Book, s triage.Span) string {
	from, to := a.local(s.From), a.local(s.To)
	midnight := func(t time.Time) bool { return rotation.CivilOf(t) == rotation.CivilOf(t).Date() && t.Second() == 0 }
	if midnight(from) && midnight(to) {
		last := to.Add(-time.Second)
		last = time.Date(last.Year(), last.Month(), last.Day(), 0, 0, 0, 0, last.Location())
		first := time.Date(from.Year(), from.Month(), from.Day(), 0, 0, 0, 0, from.Location())
		return b.Days(first, last, a.local(a.now())) + from.Format(" MST")
	}
	dash := " – "
	if b.Lang() == phrase.Japanese {
		dash = "–"
	}
	if from.YearDay() == to.YearDay() && from.Year() == to.Year() {
		return b.Day(from, a.local(a.now())) + " " + b.Clock(from) + "–" + b.Clock(to) + to.Format(" MST")
	}
	return b.Day(from, a.local(a.now())) + " " + b.Clock(from) + dash + a.moment(b, to)
}

// moment is an instant with its zone, and its year where it is not this one.
func (a *App) moment(b phrase.Book, t time.Time) string {
	t = a.local(t)
	return b.Day(t, a.local(a.now())) + t.Format(" 15:04 MST")
}

// spanList are several stretches; what is too many is counted.
func (a *App) spanList(b phrase.Book, spans []triage.Span) string {
	const most = 5
	var parts []string
	for i, s := range spans {
		if i == most {
			parts = append(parts, b.Say(phrase.AndMore, "n", itoa(len(spans)-most)))
			break
		}
		parts = append(parts, a.span(b, s))
	}
	return strings.Join(parts, b.Say(phrase.Comma))
}

// previewText is what a draft would do, in words.
func (a *App) previewText(ctx context.Context, b phrase.Book, d draft, p triage.Draft) string {
	whose := d.For
	if whose == "" && len(p.Moves) > 0 {
		whose = p.Moves[0].Was
	}
	if len(p.Asked) > 0 && d.Kind == draftCover {
		whose = p.Asked[0].For
	}
	pairs := []string{"who", a.plainName(ctx, b, d.Person), "for", a.plainName(ctx, b, whose), "span", a.spanList(b, p.Spans)}
	plan := phrase.PreviewPlan
	var lines []string
	switch {
	case d.Kind == draftSwap:
		lines = append(lines, b.Say(phrase.PreviewSwap, pairs...))
		plan = phrase.PreviewAfter
	case d.Kind == draftAway:
		lines = append(lines, b.Say(phrase.PreviewAway, pairs...))
	case d.Kind == draftNow && len(p.Moves) > 0:
		pairs[1] = a.plainName(ctx, b, p.Moves[0].Now)
		lines = append(lines, b.Say(phrase.PreviewNow, pairs...))
	case d.Person == "" && whose == "":
		lines = append(lines, b.Say(phrase.PreviewAskHole, pairs...))
	case whose == "":
		lines = append(lines, b.Say(phrase.PreviewHole, pairs...))
	case d.Person == "":
		lines = append(lines, b.Say(phrase.PreviewOpen, pairs...))
	default:
		lines = append(lines, b.Say(phrase.PreviewCover, pairs...))
	}
	if d.Kind == draftCover && d.Person == "" {
		if hint := a.suggested(ctx, b, d.Rotation, p.Spans, false, whose); hint != "" {
			lines = append(lines, hint)
		}
	}
	lines = append(lines, b.Say(plan))
	for i, s := range p.Plan {
		if i == shownTurns {
			lines = append(lines, b.Say(phrase.AndMore, "n", itoa(len(p.Plan)-i)))
			break
		}
		lines = append(lines, a.planRow(ctx, b, s, p.Moves))
	}
	if d.Kind == draftAway && len(p.Moves) == 0 {
		lines = append(lines, b.Say(phrase.PreviewSame))
	}
	for _, r := range p.Asked {
		if d.Kind == draftAway {
			lines = append(lines, b.Say(phrase.PreviewAsks, "span", a.spanList(b, r.Spans)))
		}
	}
	return strings.Join(lines, "\n")
}

// planRow is one stretch of a schedule, and who had it before.
func (a *App) planRow(ctx context.Context, b phrase.Book, s rotation.Shift, moves []triage.Move) string {
	row := b.Say(phrase.PreviewRow, "from", a.moment(b, s.Start), "to", a.moment(b, s.End), "who", a.shiftName(ctx, b, s))
	for _, m := range moves {
		if m.From.Before(s.End) && s.Start.Before(m.To) && m.Now == triage.PersonID(s.Primary) {
			return row + b.Say(phrase.PreviewChanged, "was", a.plainName(ctx, b, m.Was))
		}
	}
	return row
}

// change is one change of a rotation in a line.
func (a *App) change(ctx context.Context, b phrase.Book, d triage.Duty, id triage.ChangeID) string {
	who := func(id string) string { return a.plainName(ctx, b, triage.PersonID(id)) }
	by := func(id triage.PersonID, text string) string {
		return text + b.Say(phrase.ChangeBy, "by", a.plainName(ctx, b, id))
	}
	if laid := d.Overriding(id); len(laid) > 0 {
		first := laid[0]
		if first.Kind == rotation.KindSwap {
			pairs := []string{"for", who(first.For), "who", who(first.Person), "mine", a.span(b, spanOf(first)), "theirs", ""}
			if len(laid) > 1 {
				pairs[7] = a.span(b, spanOf(laid[1]))
			}
			return by(triage.PersonID(first.Author), b.Say(phrase.ChangeSwap, pairs...))
		}
		var spans []triage.Span
		for _, o := range laid {
			spans = append(spans, spanOf(o))
		}
		l := phrase.ChangeCover
		if first.For == "" {
			l = phrase.ChangeHole
		}
		return by(triage.PersonID(first.Author), b.Say(l, "for", who(first.For), "who", who(first.Person), "span", a.spanList(b, spans)))
	}
	if away, ok := d.Absence(id); ok {
		text := b.Say(phrase.ChangeAway, "who", who(away.Person), "span", a.span(b, triage.Span{From: away.From, To: away.To}))
		return by(away.By, text)
	}
	r, ok := d.Request(id)
	if !ok {
		return ""
	}
	switch {
	case r.Kind == triage.RequestSwap && len(r.Spans) > 1:
		return b.Say(phrase.ChangeProposed, "for", who(string(r.For)), "who", who(string(r.To)), "mine", a.span(b, r.Spans[0]), "theirs", a.span(b, r.Spans[1]))
	case r.Hole:
		return b.Say(phrase.ChangeHoleAsked, "span", a.spanList(b, r.Spans))
	}
	return by(r.By, b.Say(phrase.ChangeAsked, "for", who(string(r.For)), "span", a.spanList(b, r.Spans)))
}

func spanOf(o rotation.Override) triage.Span { return triage.Span{From: o.Start, To: o.End} }

// planned are the changes of a rotation that have not ended, the latest first.
func planned(d triage.Duty, now time.Time) []triage.ChangeID {
	var ids []triage.ChangeID
	for id := d.Changed; id > 0; id-- {
		ahead := false
		for _, o := range d.Overriding(id) {
			ahead = ahead || o.Cancelled.IsZero() && o.End.After(now)
		}
		if away, ok := d.Absence(id); ok {
			ahead = ahead || away.Cancelled.IsZero() && away.To.After(now)
		}
		if r, ok := d.Request(id); ok {
			ahead = ahead || r.State == triage.RequestOpen && r.Expires.After(now)
		}
		if ahead {
			ids = append(ids, id)
		}
	}
	return ids
}

// authorOf are the people who may take a change back, beside the leads.
func authorOf(d triage.Duty, id triage.ChangeID, who triage.PersonID) bool {
	for _, o := range d.Overriding(id) {
		if triage.PersonID(o.Author) == who {
			return true
		}
	}
	if away, ok := d.Absence(id); ok && (away.By == who || triage.PersonID(away.Person) == who) {
		return true
	}
	r, ok := d.Request(id)
	return ok && (r.By == who || r.State == triage.RequestOpen && r.For == who)
}

// pageChanges begins the value of the button for the next page of changes; how
// many were shown before follows.
const pageChanges = "changes|"

// runChanges lists what is planned.
func (a *App) runChanges(r request) reply {
	return reply{say: func(ctx context.Context, b phrase.Book) (message, error) { return a.changes(ctx, b, r.act, 0) }}
}

// changes is one page of what is planned, with a button for what the reader may
// undo.
func (a *App) changes(ctx context.Context, b phrase.Book, c act, from int) (message, error) {
	policy := a.desk.Policy
	if !policy.IsMember(c.by) || c.guest {
		return message{}, &triage.Error{Kind: triage.Denied, Reason: "denied"}
	}
	var rows []*slack.SectionBlock
	at := 0
	for _, rotation := range a.desk.Rotations() {
		d, err := a.desk.Duty(ctx, rotation)
		if err != nil {
			return message{}, err
		}
		for _, id := range planned(d, a.now()) {
			if at++; at <= from || at > from+pageSize {
				continue
			}
			text := "• " + a.change(ctx, b, d, id)
			if a.desk.Idle(d, id, a.now()) {
				text += b.Say(phrase.ChangeIdle)
			}
			row := slack.NewSectionBlock(mrkdwn(text), nil, nil)
			if authorOf(d, id, c.by) || policy.Decides(c.by) {
				row.Accessory = slack.NewAccessory(button(actionUndoDuty, changeValue(rotation, id), b.Say(phrase.ButtonUndo)))
			}
			rows = append(rows, row)
		}
	}
	switch {
	case at == 0:
		return message{text: b.Say(phrase.ChangesNone, "command", "`"+a.config.Command+" "+b.Say(phrase.ExampleCover)+"`")}, nil
	case len(rows) == 0: // what there was has been undone meanwhile
		return a.changes(ctx, b, c, 0)
	}
	text := []string{b.Say(phrase.ChangesTitle)}
	blocks := []slack.Block{section("*" + text[0] + "*")}
	for _, row := range rows {
		text = append(text, row.Text.Text)
		blocks = append(blocks, row)
	}
	if left := at - from - len(rows); left > 0 {
		text = append(text, b.Say(phrase.AndMore, "n", itoa(left)))
		blocks = append(blocks, nextPageButton(b, pageChanges+itoa(from+len(rows)), left))
	}
	return message{text: strings.Join(text, "\n"), blocks: blocks}, nil
}

// coverPost asks the team for cover, and after an answer says what became of
// it.
func (a *App) coverPost(ctx context.Context, b phrase.Book, id triage.RotationID, r triage.Request) message {
	l := phrase.CoverOpen
	if r.Hole {
		l = phrase.CoverHole
	}
	text := b.Say(l, "who", a.plainName(ctx, b, r.For), "span", a.spanList(b, r.Spans))
	end := ""
	switch r.State {
	case triage.RequestOpen:
		blocks := []slack.Block{section(text), actions("cover", primary(button(actionTakeCover, changeValue(id, r.Change), b.Say(phrase.ButtonTake))))}
		if hint := a.suggested(ctx, b, id, r.Spans, false, r.For); hint != "" {
			blocks = append(blocks, contextLine(hint))
		}
		return message{text: text, blocks: blocks}
	case triage.RequestTaken:
		end = "✅ " + b.Say(phrase.CoverTaken, "who", a.plainName(ctx, b, r.Taker))
	case triage.RequestDeclined, triage.RequestWithdrawn:
		end = b.Say(phrase.CoverWithdrawn)
	case triage.RequestExpired:
		end = b.Say(phrase.CoverExpired)
	case triage.RequestUndone:
		end = b.Say(phrase.CoverUndone, "who", a.plainName(ctx, b, r.Taker))
	}
	return message{text: text + "\n" + end, blocks: []slack.Block{section(text), contextLine(end)}}
}

// shownCandidates are how many people are suggested for duty.
const shownCandidates = 3

// suggested names who could take duty, who carried least first; empty where
// there is no choice. What they carried is told to leads alone.
func (a *App) suggested(ctx context.Context, b phrase.Book, id triage.RotationID, spans []triage.Span, numbers bool, without ...triage.PersonID) string {
	list, err := a.desk.Candidates(ctx, id, spans, without...)
	if err != nil {
		a.log.WarnContext(ctx, "nobody suggested for duty", "rotation", id, "error", err)
	}
	var names []string
	for _, c := range list[:min(len(list), shownCandidates)] {
		name := a.plainName(ctx, b, c.Person)
		if numbers && c.Minutes > 0 {
			name = b.Say(phrase.CoverFairTime, "who", name, "time", b.Duration(time.Duration(c.Minutes)*time.Minute))
		}
		names = append(names, name)
	}
	if len(names) < 2 {
		return ""
	}
	return b.Say(phrase.CoverFair, "who", strings.Join(names, ", "))
}

// swapPost asks the other one of a swap.
func (a *App) swapPost(ctx context.Context, b phrase.Book, id triage.RotationID, r triage.Request) message {
	text := b.Say(phrase.SwapAsk, "by", a.plainName(ctx, b, r.By), "until", b.When(a.local(r.Expires)),
		"mine", a.span(b, r.Spans[0]), "theirs", a.span(b, r.Spans[1]))
	var end phrase.Line
	switch r.State {
	case triage.RequestOpen:
		return message{text: text, blocks: []slack.Block{
			section(text), actions("swap",
				primary(button(actionAcceptSwap, changeValue(id, r.Change), b.Say(phrase.ButtonAgree))),
				button(actionDeclineSwap, changeValue(id, r.Change), b.Say(phrase.ButtonDecline))),
		}}
	case triage.RequestTaken:
		end = phrase.SwapAccepted
	case triage.RequestDeclined:
		end = phrase.SwapDeclined
	case triage.RequestWithdrawn:
		end = phrase.SwapWithdrawn
	case triage.RequestExpired:
		end = phrase.SwapExpired
	case triage.RequestUndone:
		end = phrase.SwapUndone
	}
	return message{text: text + "\n" + b.Say(end), blocks: []slack.Block{section(text), contextLine(b.Say(end))}}
}

// requestNews tells what has become of a request, or that nobody answers.
func (a *App) requestNews(ctx context.Context, b phrase.Book, d triage.Duty, r triage.Request, to triage.Mention) message {
	change := a.change(ctx, b, d, r.Change)
	swap := r.Kind == triage.RequestSwap
	switch {
	case r.State == triage.RequestTaken && swap:
		return message{text: b.Say(phrase.TellAccepted, "who", a.plainName(ctx, b, r.Taker), "change", change)}
	case r.State == triage.RequestTaken:
		return message{text: b.Say(phrase.TellTaken, "who", a.plainName(ctx, b, r.Taker), "change", change)}
	case r.State == triage.RequestUndone && swap:
		return message{text: b.Say(phrase.SwapUndone) + "\n" + change}
	case r.State == triage.RequestUndone:
		return message{text: b.Say(phrase.CoverUndone, "who", a.plainName(ctx, b, r.Taker)) + "\n" + change}
	case swap && r.State == triage.RequestDeclined:
		open := "`" + a.config.Command + " " + phrase.WordCover.In(b) + " " + phrase.ArgAnybody.In(b) + "`"
		return message{text: b.Say(phrase.TellDeclined, "who", a.plainName(ctx, b, r.To), "command", open)}
	case swap:
		return message{text: b.Say(phrase.TellUnanswered, "who", a.plainName(ctx, b, r.To))}
	case r.State == triage.RequestOpen:
		text := b.Say(phrase.TellUntaken, "change", change) + a.reason(ctx, b, triage.Inquiry{}, to)
		return message{text: text, blocks: []slack.Block{
			section(text), actions("cover", primary(button(actionTakeCover, changeValue(d.Rotation, r.Change), b.Say(phrase.ButtonTake)))),
		}}
	}
	return message{text: b.Say(phrase.TellExpired, "change", change)}
}

// holeAhead warns of a time in which nobody is on call, and leads to the form
// that mends it. One without an end is mended in the configuration.
func (a *App) holeAhead(ctx context.Context, b phrase.Book, n triage.WarnHole) message {
	id, why := escape(string(n.Rotation)), a.reason(ctx, b, triage.Inquiry{}, n.To)
	if n.Hole.To.IsZero() {
		return message{text: b.Say(phrase.HoleEndless, "rotation", id, "from", a.moment(b, n.Hole.From)) + why}
	}
	text := b.Say(phrase.HoleAhead, "rotation", id, "span", a.span(b, n.Hole)) + why
	if hint := a.suggested(ctx, b, n.Rotation, []triage.Span{n.Hole}, true); hint != "" {
		text += "\n" + hint
	}
	return message{text: text, blocks: []slack.Block{
		section(text),
		actions("hole", primary(button(actionAskCover, coverValue(draft{Rotation: n.Rotation, A: spellOf(n.Hole)}), b.Say(phrase.ButtonFill)))),
	}}
}

// dutyNews tells somebody that their duty has changed.
func (a *App) dutyNews(ctx context.Context, b phrase.Book, d triage.Duty, n triage.TellDuty) message {
	head := phrase.TellChanged
	if n.Undone {
		head = phrase.TellUndone
	}
	lines := []string{b.Say(head, "by", a.plainName(ctx, b, n.By), "change", a.change(ctx, b, d, n.Change))}
	if len(n.Gains) > 0 {
		lines = append(lines, b.Say(phrase.TellGains, "span", a.spanList(b, n.Gains)))
	}
	if len(n.Loses) > 0 {
		lines = append(lines, b.Say(phrase.TellLoses, "span", a.spanList(b, n.Loses)))
	}
	return message{text: strings.Join(lines, "\n")}
}
