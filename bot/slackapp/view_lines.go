package slackapp

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
	"toban/rotation"
)

// at is a mention that notifies.
func at(id triage.PersonID) string { return "<@" + string(id) + ">" }

// reason says in brackets why somebody is mentioned. q is what it is about,
// zero when it is about no inquiry.
func (a *App) reason(ctx context.Context, b phrase.Book, q triage.Inquiry, m triage.Mention) string {
	var why string
	switch m.As {
	case triage.RoleOnCall:
		why = b.Say(phrase.WhyOnCall)
		if !m.Until.IsZero() {
			why = b.Say(phrase.WhyUntil, "until", a.hour(b, m.Until))
		}
		if changed := a.arranged(ctx, b, m.Why); changed != "" {
			why += sep(b) + changed
		}
	case triage.RoleOwner:
		why = b.Say(phrase.WhyOwner)
		if m.Person == q.Owner && !q.OwnedSince.IsZero() {
			why = b.Say(phrase.WhyOwnerSince, "since", b.Date(a.local(q.OwnedSince)))
		}
	case triage.RoleSecondary:
		why = b.Say(phrase.WhySecondary)
	case triage.RoleLead:
		why = b.Say(phrase.WhyLead)
	case triage.RoleLeadAlone:
		why = b.Say(phrase.WhyLeadAlone)
	case triage.RoleCommander:
		why = b.Say(phrase.WhyCommander)
	case triage.RoleIncoming:
		why = b.Say(phrase.WhyIncoming)
		if changed := a.arranged(ctx, b, m.Why); changed != "" {
			why += sep(b) + changed
		}
	case triage.RoleOutgoing:
		why = b.Say(phrase.WhyOutgoing)
	case triage.RoleAdmin:
		why = b.Say(phrase.WhyAdmin)
	}
	if b.Lang() == phrase.Japanese {
		return "（" + why + "）"
	}
	return " (" + why + ")"
}

// arranged says what made a shift somebody's whose turn it was not, "" when it
// was their turn.
func (a *App) arranged(ctx context.Context, b phrase.Book, w rotation.Why) string {
	if w.Reason == rotation.OwnTurn {
		return ""
	}
	return a.why(ctx, b, w)
}

// why says why a shift is somebody's.
func (a *App) why(ctx context.Context, b phrase.Book, w rotation.Why) string {
	who := func(id string) string { return escape(a.name(ctx, triage.PersonID(id))) }
	switch w.Reason {
	case rotation.OwnTurn:
		return b.Say(phrase.WhyOwnTurn)
	case rotation.StandIn:
		return b.Say(phrase.WhyStandIn, "for", who(w.For))
	case rotation.Swap:
		return b.Say(phrase.WhySwap, "for", who(w.For))
	case rotation.Overridden:
		if w.For == "" {
			return b.Say(phrase.WhyChanged, "by", who(w.By))
		}
		if w.For == w.By {
			return b.Say(phrase.WhyHanded, "for", who(w.For))
		}
		return b.Say(phrase.WhyOverride, "by", who(w.By), "for", who(w.For))
	case rotation.Nobody, rotation.OffDuty, rotation.NotStarted, rotation.Ended, rotation.Unknown:
		return b.Say(phrase.WhyNobody)
	case rotation.External:
		return b.Say(phrase.WhyExternal)
	}
	return ""
}

// whyWhen is why with the day on which it was arranged.
func (a *App) whyWhen(ctx context.Context, b phrase.Book, w rotation.Why) string {
	why := a.why(ctx, b, w)
	if why == "" || w.At.IsZero() {
		return why
	}
	on := b.Day(a.local(w.At), a.local(a.now()))
	if w.Reason == rotation.Overridden && w.For != "" && w.For == w.By {
		return b.Say(phrase.WhyHandedAt, "for", escape(a.name(ctx, triage.PersonID(w.For))), "at", on)
	}
	return why + b.Say(phrase.WhyArranged, "at", on)
}

// mentions are several people with their reasons.
func (a *App) mentions(ctx context.Context, b phrase.Book, q triage.Inquiry, to []triage.Mention) string {
	parts := make([]string, len(to))
	for i, m := range to {
		parts[i] = at(m.Person) + a.reason(ctx, b, q, m)
	}
	return strings.Join(parts, " ")
}

func (a *App) ping(ctx context.Context, b phrase.Book, n triage.Ping) message {
	who := at(n.To.Person)
	changed := a.arranged(ctx, b, n.To.Why)
	var text string
	switch {
	case n.To.As == triage.RoleOwner:
		text = b.Say(phrase.PingOwner, "who", who)
	case n.To.As == triage.RoleLeadAlone:
		text = b.Say(phrase.PingLead, "who", who)
	case n.To.As == triage.RoleSecondary:
		text = b.Say(phrase.PingSecond, "who", who)
	case n.To.As == triage.RoleLead:
		text = b.Say(phrase.PingInstead, "who", who)
	case n.To.Until.IsZero() && changed == "":
		text = b.Say(phrase.PingAlways, "who", who)
	case n.To.Until.IsZero():
		text = b.Say(phrase.PingBecause, "who", who, "why", changed)
	case changed != "":
		text = b.Say(phrase.PingChanged, "who", who, "until", a.hour(b, n.To.Until), "why", changed)
	default:
		text = b.Say(phrase.Ping, "who", who, "until", a.hour(b, n.To.Until))
	}
	if n.Nudge != "" {
		text = b.Say(phrase.PingNudge, "by", escape(a.name(ctx, n.Nudge))) + "\n" + text
	}
	return message{text: text}
}

func (a *App) page(ctx context.Context, b phrase.Book, n triage.PageSuspected, q triage.Inquiry) message {
	who := a.mentions(ctx, b, q, n.To)
	minutes := itoa(int(a.now().Sub(q.AskedAt) / time.Minute))
	line := phrase.Page0
	switch n.Step {
	case 1:
		line = phrase.Page1
	case 2:
		line = phrase.Page2
	}
	if n.Unsure {
		line = phrase.PageUnsure
	}
	text := b.Say(line, "who", who, "minutes", minutes)
	blocks := []slack.Block{section(text), contextLine(b.Say(phrase.PageHint))}
	if q.Incident == "" {
		blocks = append(blocks, actions("page",
			danger(button(actionDeclare, string(q.ID), b.Say(phrase.ButtonDeclare))),
			button(actionClaim, string(q.ID), b.Say(phrase.ButtonClaim)),
			calmButton(b, q)))
	}
	return message{text: text, blocks: blocks}
}

// warnOwner is a direct message: half the time is gone.
func (a *App) warnOwner(ctx context.Context, b phrase.Book, n triage.WarnOwner, q triage.Inquiry) message {
	line := phrase.WarnAt
	if n.Percent == 50 {
		line = phrase.Warn50
	}
	text := b.Say(line, "id", a.inquiryLink(q), "percent", itoa(n.Percent), "due", a.date(b, q.Due)) + a.reason(ctx, b, q, n.To)
	m := message{text: plainLine(text), blocks: []slack.Block{section(text + "\n> " + escape(oneLine(q.Text, 200)))}}
	if set := a.warnButtons(ctx, b, n, q); len(set) > 0 {
		m.blocks = append(m.blocks, actions("warn", set...))
	}
	return m
}

// warnButtons lead to the thread, to a claim, and to somebody else: an owner
// off duty may give the inquiry to whoever is on call, who may take over what
// a handoff left with an earlier one and may look for somebody to cover their
// duty. A secondary or a lead who stands in has no duty to be covered and is
// not offered that.
func (a *App) warnButtons(ctx context.Context, b phrase.Book, n triage.WarnOwner, q triage.Inquiry) []slack.BlockElement {
	var set []slack.BlockElement
	if url := a.permalink(a.root(q)); url != "" {
		open := button(actionOpen, string(q.ID), b.Say(phrase.Opened))
		open.URL = url
		set = append(set, open)
	}
	shift, err := a.desk.OnCall(ctx, q.Rotation, a.now())
	onCall := triage.PersonID(shift.Primary)
	switch {
	case q.Owner == "":
		set = append(set, button(actionClaim, string(q.ID), b.Say(phrase.ButtonClaim)))
	case err != nil || onCall == "":
	case q.Owner != n.To.Person:
		set = append(set, button(actionPassOn, string(q.ID), b.Say(phrase.ButtonClaim)))
	case q.Owner != onCall:
		set = append(set, button(actionPassOn, string(q.ID), b.Say(phrase.ButtonCover)))
	}
	if err == nil && onCall == n.To.Person {
		set = append(set, button(actionAskCover, coverValue(draft{Rotation: cmp.Or(q.Rotation, a.desk.Default)}), b.Say(phrase.ButtonCover)))
	}
	return set
}

func (a *App) warnTeam(ctx context.Context, b phrase.Book, n triage.WarnTeam, q triage.Inquiry) message {
	text := b.Say(phrase.WarnTo, "who", at(n.To.Person)+a.reason(ctx, b, q, n.To), "id", a.inquiryLink(q), "due", a.date(b, q.Due))
	return message{text: plainLine(text), blocks: []slack.Block{section(text + a.excerpt(ctx, q, 200))}}
}

func (a *App) breach(ctx context.Context, b phrase.Book, n triage.TellBreach, q triage.Inquiry) message {
	line := phrase.Breach
	if n.Overdue < time.Minute {
		line = phrase.BreachNow
	}
	text := strings.TrimSpace(b.Say(line, "id", a.inquiryLink(q), "overdue", b.Duration(n.Overdue), "who", a.mentions(ctx, b, q, n.To)))
	return message{text: text, blocks: []slack.Block{section(text + a.excerpt(ctx, q, 200))}}
}

// resolved tells the thread what solved it, without notifying its author.
func (a *App) resolved(ctx context.Context, b phrase.Book, q, of triage.Inquiry) message {
	var text string
	switch {
	case of.ID != "" && (of.Reasons.Note == "" || of.Place.Root() != q.Place.Root() && a.confidential(ctx, of)):
		text = b.Say(phrase.ResolvedTwinBare, "of", a.inquiryLink(of))
	case of.ID != "":
		text = b.Say(phrase.ResolvedTwin, "of", a.inquiryLink(of), "note", escape(of.Reasons.Note))
	case q.Reasons.Note == "":
		text = b.Say(phrase.ResolvedBare, "who", escape(a.name(ctx, q.ResolvedBy)))
	default:
		text = b.Say(phrase.Resolved, "who", escape(a.name(ctx, q.ResolvedBy)), "note", escape(q.Reasons.Note))
	}
	blocks := []slack.Block{section(text)}
	if of.ID == "" && q.ResolvedBy != q.Asker { // nobody is asked whether their own word helped
		blocks = append(blocks, actions("resolved",
			button(actionHelped, string(q.ID), b.Say(phrase.ButtonHelped)),
			button(actionStillAfter, string(q.ID), b.Say(phrase.ButtonStill))))
	}
	return message{text: text, blocks: blocks}
}

func (a *App) askReopen(b phrase.Book, q triage.Inquiry) message {
	text := b.Say(phrase.ClosedReply, "id", string(q.ID))
	return message{text: text, blocks: []slack.Block{
		section(text), actions("closed", primary(button(actionReopen, string(q.ID), b.Say(phrase.ButtonYes)))),
	}}
}
