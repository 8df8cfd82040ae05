package slackapp

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// handoff is the post that says who is on call now, and what work goes along.
func (a *App) handoff(ctx context.Context, b phrase.Book, d triage.Duty) message {
	e := *d.Last
	h := e.Handoff
	// Only the post itself mentions people; what is edited later does not.
	called := func(id triage.PersonID) string {
		if id == "" || !d.Post.IsZero() {
			return escape(a.name(ctx, id))
		}
		return at(id)
	}
	pairs := []string{"from", called(triage.PersonID(h.Outgoing)), "to", called(triage.PersonID(h.Incoming)), "start", a.hour(b, h.Boundary), "end", a.hour(b, h.Until)}
	var head string
	switch {
	case h.Incoming == "":
		pairs[3] = called(a.desk.Policy.Lead())
		head = b.Say(phrase.HandoffNobody, pairs...)
	case h.Until.IsZero():
		head = b.Say(phrase.HandoffOpenEnd, pairs...)
	default:
		head = b.Say(phrase.HandoffHead, pairs...)
	}
	if h.Secondary != "" {
		head += "  " + b.Say(phrase.HandoffSecond, "who", escape(a.name(ctx, triage.PersonID(h.Secondary))))
	}
	const late = 15 * time.Minute
	if announced := h.Boundary.Add(h.Late); a.openFor(h.Boundary, announced) > late {
		head += " " + b.Say(phrase.HandoffLate, "late", b.Duration(h.Late))
	}
	blocks := []slack.Block{section(head)}
	items := slices.Concat(e.Asked, e.Moved, e.Staying)
	if len(items) == 0 {
		blocks = append(blocks, contextLine(b.Say(phrase.HandoffNone)))
	} else {
		blocks = append(blocks, section("*"+b.Say(phrase.HandoffItems, "n", itoa(len(items)))+"*"))
		blocks = append(blocks, a.handoffItems(ctx, b, d)...)
	}
	blocks = append(blocks, a.handoffIncidents(ctx, b, d)...)
	foot := a.handoffFoot(b, e)
	if dues := a.handoffDues(ctx, b); dues != "" {
		foot += "\n" + dues
	}
	blocks = append(blocks, contextLine(foot))
	switch {
	case !d.Accepted.IsZero():
		l := phrase.HandoffTaken
		if d.AcceptedBy != "" && string(d.AcceptedBy) != h.Incoming {
			l = phrase.HandoffConfirmed
		}
		blocks = append(blocks, contextLine(b.Say(l, "who", escape(a.name(ctx, triage.PersonID(h.Incoming))),
			"by", escape(a.name(ctx, d.AcceptedBy)), "at", a.hour(b, d.Accepted))))
	case h.Incoming != "":
		blocks = append(blocks, actions("handoff", primary(button(actionAcceptHandoff, handoffValue(d.Rotation, h.Boundary), b.Say(phrase.ButtonAccept)))))
	}
	return message{text: plainLine(head), blocks: blocks}
}

// handoffOver is the post of a handoff that another has replaced: nothing is to
// be pressed on it any more.
func (a *App) handoffOver(ctx context.Context, b phrase.Book, d triage.Duty) message {
	m := a.handoff(ctx, b, d)
	m.blocks = withoutButtons(m.blocks)
	if d.Accepted.IsZero() && d.Last.Handoff.Incoming != "" {
		m.blocks = append(m.blocks, contextLine(b.Say(phrase.HandoffMissed)))
	}
	return m
}

// withoutButtons are the blocks that only show.
func withoutButtons(blocks []slack.Block) []slack.Block {
	return slices.DeleteFunc(blocks, func(b slack.Block) bool {
		_, press := b.(*slack.ActionBlock)
		return press
	})
}

// openFor is the opening time between two instants: a post that waits for the
// opening is not late.
func (a *App) openFor(from, to time.Time) time.Duration {
	return a.desk.Policy.Calendar.BusinessHours().Elapsed(from, to, nil)
}

// shownItems keeps the post within Slack's number of blocks.
const shownItems = 18

func (a *App) handoffItems(ctx context.Context, b phrase.Book, d triage.Duty) []slack.Block {
	var blocks []slack.Block
	e := *d.Last
	items := slices.Concat(e.Asked, e.Moved, e.Staying)
	for n, id := range items {
		if n == shownItems {
			return append(blocks, contextLine(b.Say(phrase.BriefMore, "n", itoa(len(items)-n))))
		}
		q, err := a.desk.Inquiry(ctx, id)
		if err != nil {
			continue
		}
		days := int(a.now().Sub(q.AskedAt).Hours()/24) + 1
		line := "• " + a.inquiryLink(q) + " " + statusLine(b, q) + b.Say(phrase.HandoffDay, "n", itoa(days))
		if next := q.NextStep(); next != "" && !q.Status.Closed() && !a.confidential(ctx, q) {
			line += sep(b) + b.Say(phrase.WaitsFor, "text", escape(oneLine(next, 120)))
		}
		switch {
		case q.Answered() || q.Status.Closed() || q.Due.IsZero():
		case q.Due.Before(a.now()):
			line += sep(b) + b.Say(phrase.ListOverdue, "due", a.date(b, q.Due))
		default:
			line += sep(b) + b.Say(phrase.HandoffDue, "due", a.date(b, q.Due))
		}
		line += a.excerpt(ctx, q, 120)
		line += a.handoffOwner(ctx, b, d, q)
		blocks = append(blocks, section(line))
		if d.Undecided(q) {
			blocks = append(blocks, actions("item/"+string(id),
				button(actionPassOn, string(id), b.Say(phrase.ButtonPassOn)),
				button(actionKeep, string(id), b.Say(phrase.ButtonKeep))))
		}
	}
	return blocks
}

// shownIncidents keeps the running ones within Slack's number of blocks, too.
const shownIncidents = 5

// handoffIncidents are the incidents that ran at the handoff, as they stand
// now. The command stays with who has it until they hand it over.
func (a *App) handoffIncidents(ctx context.Context, b phrase.Book, d triage.Duty) []slack.Block {
	var blocks []slack.Block
	h := d.Last.Handoff
	for _, id := range d.Last.Running[:min(len(d.Last.Running), shownIncidents)] {
		i, err := a.desk.Incident(ctx, id)
		if err != nil {
			continue
		}
		blocks = append(blocks, section("🚨 "+a.incidentRow(ctx, b, i)))
		if i.Status != triage.IncidentResolved && h.Incoming != "" && string(i.Commander) == h.Outgoing {
			blocks = append(blocks, actions("command/"+string(id),
				button(actionGiveCommand, joined(string(id), string(d.Rotation)), b.Say(phrase.ButtonGiveCommand))))
		}
	}
	return blocks
}

// handoffOwed tells somebody whose handoff was not received, and where it is.
func (a *App) handoffOwed(ctx context.Context, b phrase.Book, d triage.Duty, n triage.RemindHandoff) message {
	incoming := triage.PersonID(d.Last.Handoff.Incoming)
	l := phrase.HandoffUnmet
	if n.To.Person == incoming {
		l = phrase.HandoffRemind
	}
	text := b.Say(l, "who", at(n.To.Person), "to", a.plainName(ctx, b, incoming), "start", a.hour(b, d.Last.Handoff.Boundary)) +
		a.reason(ctx, b, triage.Inquiry{}, n.To)
	if url := a.permalink(d.Post); url != "" {
		text += "\n" + link(url, b.Say(phrase.HandoffPost))
	}
	return message{text: text}
}

// handoffOwner is the line of an item that says whose it is now.
func (a *App) handoffOwner(ctx context.Context, b phrase.Book, d triage.Duty, q triage.Inquiry) string {
	incoming := triage.PersonID(d.Last.Handoff.Incoming)
	switch {
	case q.Status.Closed():
		return ""
	case d.Undecided(q):
		return "\n" + b.Say(phrase.OwnerIs, "who", escape(a.name(ctx, q.Owner)))
	case q.Owner == "" || q.Owner == incoming:
		return "\n→ " + escape(a.name(ctx, cmp.Or(q.Owner, incoming, a.desk.Policy.Lead())))
	}
	return "\n" + b.Say(phrase.HandoffKept, "who", escape(a.name(ctx, q.Owner)))
}

func (a *App) handoffFoot(b phrase.Book, e triage.HandedOff) string {
	var parts []string
	if len(e.Running) == 0 {
		parts = append(parts, b.Say(phrase.HandoffQuiet))
	} else {
		ids := make([]string, len(e.Running))
		for i, id := range e.Running {
			ids[i] = string(id)
		}
		parts = append(parts, b.Say(phrase.HandoffRunning, "ids", strings.Join(ids, ", ")))
	}
	if len(e.Notes) > 0 {
		parts = append(parts, b.Say(phrase.HandoffNotes, "notes", escape(strings.Join(e.Notes, " / "))))
	}
	n := counted(b, e.Load.Inquiries, phrase.CountInquiry, phrase.CountInquiries)
	load := b.Say(phrase.HandoffLoadBare, "n", n)
	if e.Load.Minutes > 0 {
		load = b.Say(phrase.HandoffLoad, "n", n, "time", b.Duration(time.Duration(e.Load.Minutes)*time.Minute))
	}
	return strings.Join(append(parts, load), sep(b))
}

// handoffDues names who owes the review of an incident, and whose follow-ups are
// overdue; "" when nobody owes anything.
func (a *App) handoffDues(ctx context.Context, b phrase.Book) string {
	list, err := a.desk.Incidents(ctx, false)
	if err != nil {
		a.log.WarnContext(ctx, "dues left out of the handoff", "error", err)
		return ""
	}
	slices.Reverse(list) // the oldest first
	var reviews, late []string
	for _, i := range list {
		if i.Drill {
			continue
		}
		if i.ReviewOwed() {
			reviews = append(reviews, b.Say(phrase.HandoffOweItem, "id", string(i.ID), "who", escape(a.name(ctx, a.desk.Policy.ReviewOwner(i)))))
		}
		for _, x := range i.OpenActions() {
			if x.Overdue(a.now(), a.deps.Location) {
				late = append(late, b.Say(phrase.HandoffLateItem, "id", string(i.ID), "n", itoa(x.N), "who", escape(a.name(ctx, x.Owner))))
			}
		}
	}
	var parts []string
	for _, p := range []struct {
		line  phrase.Line
		items []string
	}{{phrase.HandoffReviews, reviews}, {phrase.HandoffActions, late}} {
		if len(p.items) > 0 {
			parts = append(parts, b.Say(p.line, "items", strings.Join(firstOf(b, p.items, shownDues), b.Say(phrase.Comma))))
		}
	}
	return strings.Join(parts, sep(b))
}

// shownDues keeps what is owed on one line; Home and the report have all.
const shownDues = 5

// dutyStarts tells somebody that their duty begins, while there is time to have
// it covered, or has begun.
func (a *App) dutyStarts(ctx context.Context, b phrase.Book, d triage.Duty, n triage.RemindStart) message {
	second := n.To.As == triage.RoleSecondary
	who := at(n.To.Person)
	if n.Begun {
		l := phrase.StartBegun
		if second {
			l = phrase.StartSecondBegun
		}
		text := b.Say(l, "who", who) + a.reason(ctx, b, triage.Inquiry{}, n.To)
		if url := a.permalink(d.Post); url != "" {
			text += "\n" + link(url, b.Say(phrase.HandoffPost))
		}
		return message{text: text}
	}
	l := phrase.StartAhead
	if n.Before == "" {
		l = phrase.StartAlone
	}
	text := b.Say(l, "who", who, "span", a.shiftSpan(b, n.Start, n.End), "before", a.plainName(ctx, b, n.Before))
	if second {
		text = b.Say(phrase.StartSecond, "who", who, "from", a.moment(b, n.Start))
	}
	text += a.reason(ctx, b, triage.Inquiry{}, n.To)
	if second || n.End.IsZero() {
		return message{text: text}
	}
	cover := draft{Rotation: n.Rotation, A: spellOf(triage.Span{From: n.Start, To: n.End})}
	return message{text: text, blocks: []slack.Block{
		section(text), actions("start", button(actionAskCover, coverValue(cover), b.Say(phrase.ButtonAskCover))),
	}}
}
