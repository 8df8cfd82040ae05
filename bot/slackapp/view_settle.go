package slackapp

import (
	"context"
	"slices"

	"github.com/slack-go/slack"

	"toban/bot/outbox"
	"toban/bot/phrase"
	"toban/bot/triage"
)

// settle edits a message whose question is answered or over.
func (a *App) settle(ctx context.Context, j outbox.Job, n triage.Settle) (outbox.Receipt, error) {
	if n.Incident != "" {
		return a.settleAsked(ctx, j, n)
	}
	q, err := a.desk.Inquiry(ctx, n.Inquiry)
	if err != nil {
		return outbox.Receipt{}, outbox.Permanent(err)
	}
	if n.Slot == triage.SlotPage {
		return outbox.Receipt{}, a.settlePages(ctx, j, q)
	}
	ref := q.Where(n.Slot)
	if ref.IsZero() {
		return outbox.Receipt{}, nil
	}
	var b phrase.Book
	var m message
	switch n.Slot {
	case triage.SlotReasons:
		b, m, err = a.settleReasons(ctx, ref)
	case triage.SlotResolved:
		b = a.placeBook(ctx, q)
		m, err = a.settledResolution(ctx, b, q)
	case triage.SlotWarning:
		b = a.readerBook(ctx, a.rooms.partner(ctx, ref.Channel))
		m = a.settledWarning(ctx, b, q)
	case triage.SlotMerged:
		b = a.placeBook(ctx, q)
		m, err = a.settledMerge(ctx, b, q)
	case triage.SlotWaiting:
		b = a.placeBook(ctx, q)
		m = textBlock(b.Say(phrase.WaitOver, "who", escape(a.name(ctx, q.Asker))))
	case triage.SlotCard, triage.SlotSuggestion, triage.SlotPing, triage.SlotPage, triage.SlotUnsure, triage.SlotRoom, triage.SlotRelay, triage.SlotStale,
		triage.SlotCluster, triage.SlotIncident, triage.SlotBrief, triage.SlotCommand, triage.SlotUpdate, triage.SlotHandoff, triage.SlotReport, triage.SlotRequest, triage.SlotAlert, triage.SlotPageAgain:
		return outbox.Receipt{}, nil // have notices of their own
	}
	if err != nil {
		return outbox.Receipt{}, err
	}
	if err = a.edit(ctx, j, b, ref, m); code(err) == "message_not_found" { // somebody has deleted it
		err = nil
	}
	return outbox.Receipt{}, err
}

// settlePages has the pages of an inquiry name its incident, or who says whether
// production is affected, in place of their buttons. Whom they paged stays,
// without a mention.
func (a *App) settlePages(ctx context.Context, j outbox.Job, q triage.Inquiry) error {
	if q.Forgotten {
		return nil
	}
	var i triage.Incident
	if q.Incident != "" {
		var err error
		if i, err = a.desk.Incident(ctx, q.Incident); err != nil {
			return outbox.Permanent(err)
		}
	}
	records, err := a.desk.History(ctx, string(q.ID))
	if err != nil {
		return err
	}
	paged, affirmed := whoWasPaged(records)
	slots, refs := triage.PageSlots(), q.Paged()
	for n, slot := range slots {
		if !q.PageSettled(slot) {
			refs[n] = triage.MessageRef{}
		}
	}
	return a.editEach(ctx, j, refs, func(b phrase.Book, n int) message {
		who := escape(a.name(ctx, paged[slots[n]]))
		switch {
		case q.Incident != "":
		case q.CalmedBy != "":
			return textBlock(b.Say(phrase.PageCalmed, "who", who, "by", escape(a.name(ctx, q.CalmedBy))))
		default:
			return textBlock(b.Say(phrase.PageAffirmed, "who", who, "by", escape(a.name(ctx, affirmed))))
		}
		text := b.Say(phrase.PageOver, "who", who, "id", link(a.incidentURL(i), string(i.ID)))
		if i.Channel != "" {
			text += b.Say(phrase.ToldChannel, "channel", "<#"+string(i.Channel)+">")
		}
		return textBlock(text) // an edit without blocks would keep the buttons
	})
}

// whoWasPaged tells whom each page of an inquiry mentioned first, and who said
// last that production is affected.
func whoWasPaged(records []triage.Record) (paged map[triage.Slot]triage.PersonID, affirmed triage.PersonID) {
	paged = make(map[triage.Slot]triage.PersonID)
	unsure := false
	for _, r := range records {
		switch e := r.Event.(type) { //nolint:gochecksumtype // of all events, these tell
		case triage.Suspected:
			unsure = true
		case triage.Pinged:
			if unsure { // as long as nobody has said so, that comes before the ladder
				paged[triage.SlotUnsure] = e.Person
			}
			paged[triage.PageSlot(e.Step)] = e.Person
		case triage.Reclassified:
			if e.Urgency == triage.UrgencyUrgent {
				unsure, affirmed = false, r.By
			}
		}
	}
	return paged, affirmed
}

// settledResolution is the line of the last resolution without its buttons,
// and what became of it.
func (a *App) settledResolution(ctx context.Context, b phrase.Book, q triage.Inquiry) (message, error) {
	line := phrase.ResolvedOver
	if q.Status == triage.StatusResolved {
		line = phrase.ResolvedHelped
	} else {
		records, err := a.desk.History(ctx, string(q.ID))
		if err != nil {
			return message{}, err
		}
		for _, r := range records {
			switch e := r.Event.(type) { //nolint:gochecksumtype // of all events, two say how it was resolved
			case triage.Resolved:
				q.ResolvedBy, q.Reasons = r.By, e.Reasons
			case triage.Reasoned:
				q.Reasons = e.Reasons
			}
		}
	}
	m := a.resolved(ctx, b, q, triage.Inquiry{})
	m.blocks = []slack.Block{section(m.text), contextLine(b.Say(line))}
	m.text += "\n" + b.Say(line)
	return m, nil
}

// settledWarning is a warning of the first-reply time that asks its reader for
// nothing any more.
func (a *App) settledWarning(ctx context.Context, b phrase.Book, q triage.Inquiry) message {
	line := phrase.WarnUnowned
	switch {
	case q.Answered():
		line = phrase.WarnAnswered
	case q.Status.Closed():
		line = phrase.WarnClosed
	case q.Owner != "":
		line = phrase.WarnOwned
	}
	return textBlock(b.Say(line, "id", a.inquiryLink(q), "who", escape(a.name(ctx, q.Owner)), "due", a.date(b, q.Due)))
}

// settledMerge says that an inquiry is no duplicate any more, and hears of the
// other one no longer.
func (a *App) settledMerge(ctx context.Context, b phrase.Book, q triage.Inquiry) (message, error) {
	records, err := a.desk.History(ctx, string(q.ID))
	if err != nil {
		return message{}, err
	}
	var of triage.Inquiry
	for _, r := range slices.Backward(records) {
		if e, ok := r.Event.(triage.Merged); ok {
			of, err = a.desk.Inquiry(ctx, e.Of)
			break
		}
	}
	return message{text: b.Say(phrase.MergedOver, "of", a.inquiryLink(of))}, err
}

// merged tells an asker where their inquiry went on; one that is closed
// already brings no news, only its outcome.
func (a *App) merged(ctx context.Context, b phrase.Book, q, of triage.Inquiry) string {
	name := a.inquiryLink(of)
	switch {
	case !of.Status.Closed():
		return b.Say(phrase.Merged, "of", name)
	case of.Status != triage.StatusResolved:
		return b.Say(phrase.MergedClosed, "of", name) + "\n" + b.Say(phrase.MergedStill)
	case of.Place.Root() != q.Place.Root() && a.confidential(ctx, of), of.Reasons.Note == "" && of.Reasons.Page == "":
		return b.Say(phrase.MergedSolvedBare, "of", name) + "\n" + b.Say(phrase.MergedStill)
	}
	text := b.Say(phrase.MergedSolvedBare, "of", name)
	if of.Reasons.Note != "" {
		text = b.Say(phrase.MergedSolved, "of", name, "note", escape(of.Reasons.Note))
	}
	if of.Reasons.Page != "" {
		text += "\n" + b.Say(phrase.SummaryPage, "page", link(of.Reasons.Page, of.Reasons.Page))
	}
	return text + "\n" + b.Say(phrase.MergedStill)
}
