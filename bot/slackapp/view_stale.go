package slackapp

import (
	"cmp"
	"context"

	"github.com/slack-go/slack"

	"toban/bot/outbox"
	"toban/bot/phrase"
	"toban/bot/triage"
)

// askAsker asks the asker in the thread for what an inquiry waits for: of a
// direct one, in their own direct message. An answer that was faster makes it
// needless.
func (a *App) askAsker(ctx context.Context, j outbox.Job, n triage.AskAsker) (outbox.Receipt, error) {
	q, err := a.desk.Inquiry(ctx, n.Inquiry)
	if err != nil {
		return outbox.Receipt{}, outbox.Permanent(err)
	}
	if q.Status != triage.StatusWaiting {
		return outbox.Receipt{}, nil
	}
	b := a.placeBook(ctx, q)
	ref, err := a.postOnce(ctx, j, b, q.Place.Channel, cmp.Or(q.Place.Thread, q.Where(triage.SlotCard).TS), a.waits(ctx, b, n, q))
	if err != nil {
		a.explain(ctx, q.Place.Channel, err)
		return outbox.Receipt{}, err
	}
	return posted(triage.Order{Inquiry: q.ID}, triage.SlotWaiting, ref), nil
}

func (a *App) waits(ctx context.Context, b phrase.Book, n triage.AskAsker, q triage.Inquiry) message {
	text := b.Say(phrase.WaitAsked, "who", at(q.Asker), "by", escape(a.name(ctx, n.By)))
	if q.WaitsFor != "" {
		text += "\n> " + escape(oneLine(q.WaitsFor, 300))
	}
	return textBlock(text)
}

// sendStale asks the asker whether an inquiry that waits for them is still
// needed. An answer that was faster than the question makes it needless.
func (a *App) sendStale(ctx context.Context, j outbox.Job, n triage.AskStale) (outbox.Receipt, error) {
	q, err := a.desk.Inquiry(ctx, n.Inquiry)
	if err != nil {
		return outbox.Receipt{}, outbox.Permanent(err)
	}
	if q.Status != triage.StatusWaiting || q.StaleAt.IsZero() {
		return outbox.Receipt{}, nil
	}
	b := a.readerBook(ctx, n.To)
	ref, err := a.toPerson(ctx, j, b, n.To, a.stale(b, n, q))
	if err != nil {
		return outbox.Receipt{}, err
	}
	return posted(triage.Order{Inquiry: q.ID}, triage.SlotStale, ref), nil
}

// editStale says below the question what became of it.
func (a *App) editStale(ctx context.Context, j outbox.Job, n triage.SettleStale) (outbox.Receipt, error) {
	q, err := a.desk.Inquiry(ctx, n.Inquiry)
	if err != nil {
		return outbox.Receipt{}, outbox.Permanent(err)
	}
	ref := q.Where(triage.SlotStale)
	if ref.IsZero() {
		return outbox.Receipt{}, nil
	}
	b := a.readerBook(ctx, q.Asker)
	err = a.edit(ctx, j, b, ref, a.staleSettled(b, q))
	if code(err) == "message_not_found" { // the asker has deleted it
		err = nil
	}
	return outbox.Receipt{}, err
}

func (a *App) stale(b phrase.Book, n triage.AskStale, q triage.Inquiry) message {
	text := b.Say(phrase.StaleOpen, "id", a.inquiryLink(q))
	if n.Days > 0 {
		text = b.Say(phrase.Stale, "id", a.inquiryLink(q), "days", counted(b, n.Days, phrase.BusinessDay, phrase.BusinessDays))
	}
	return message{text: text, blocks: []slack.Block{
		section(text + "\n> " + escape(oneLine(q.Text, 200))),
		actions("stale",
			button(actionKeepWaiting, string(q.ID), b.Say(phrase.ButtonNeeded)),
			button(actionCloseStale, string(q.ID), b.Say(phrase.ButtonClose))),
	}}
}

func (a *App) staleSettled(b phrase.Book, q triage.Inquiry) message {
	line := phrase.StaleOver
	switch {
	case !q.Status.Closed() && q.ReopenedAt.After(q.Where(triage.SlotStale).TS.Time()):
		line = phrase.StaleReopened
	case q.Status == triage.StatusWaiting:
		line = phrase.StaleKept
	case q.Status == triage.StatusWithdrawn && q.Stale:
		line = phrase.StaleClosed
	case q.Status == triage.StatusWithdrawn:
		line = phrase.StaleWithdrawn
	}
	text := b.Say(line, "id", a.inquiryLink(q), "status", statusLine(b, q))
	blocks := []slack.Block{section(text + "\n> " + escape(oneLine(q.Text, 200)))}
	if q.Status == triage.StatusWithdrawn {
		blocks = append(blocks, actions("stale", button(actionReopen, string(q.ID), b.Say(phrase.ButtonYes))))
	}
	return message{text: text, blocks: blocks}
}

// staleNotes say on the card that it closes by itself, or did.
func (a *App) staleNotes(b phrase.Book, q triage.Inquiry) []string {
	if q.Status == triage.StatusWithdrawn && q.Stale {
		return []string{b.Say(phrase.CardStale)}
	}
	if at, ok := a.desk.Policy.ClosesAt(q); ok {
		return []string{b.Say(phrase.CardCloses, "at", a.date(b, at))}
	}
	return nil
}

// askRecontact asks on the card whether it is an earlier inquiry again.
func (a *App) askRecontact(ctx context.Context, b phrase.Book, q triage.Inquiry) []slack.Block {
	if q.Again == "" || q.Status.Closed() {
		return nil
	}
	old, err := a.desk.Inquiry(ctx, q.Again)
	if err != nil || old.Of != "" || old.Forgotten {
		return nil
	}
	name := a.inquiryLink(old)
	if a.confidential(ctx, old) {
		name = string(old.ID)
	}
	return []slack.Block{
		section(b.Say(phrase.Recontact, "of", name) + a.excerpt(ctx, old, 120)),
		actions("recontact",
			primary(button(actionSameAgain, string(q.ID), b.Say(phrase.ButtonSame))),
			button(actionOther, string(q.ID), b.Say(phrase.ButtonAnother))),
	}
}

// wayOut adds to a refusal the button that leads on.
func wayOut(b phrase.Book, reason string, m message) message {
	if reason == "reopen_late" {
		m.blocks = []slack.Block{section(m.text), actions("late", primary(button(actionMenuAsk, "", b.Say(phrase.ButtonNewOne))))}
	}
	return m
}
