package slackapp

import (
	"context"

	"toban/bot/outbox"
	"toban/bot/phrase"
	"toban/bot/triage"
	"toban/knowledge"
)

// A WornPage is a document that needs whoever keeps it, and why.
type WornPage struct {
	knowledge.PageState
	triage.Judgement
}

// Worn reports whether somebody should look at the document.
func (p WornPage) Worn() bool { return p.Flawed() || p.Misleads() }

// tellOwner tells a person which of their documents need them, as it is now;
// nothing when nobody's does any more.
func (a *App) tellOwner(ctx context.Context, j outbox.Job, owner triage.PersonID) (outbox.Receipt, error) {
	if a.deps.Worn == nil {
		return outbox.Receipt{}, nil
	}
	pages, err := a.deps.Worn(ctx, owner)
	if err != nil {
		return outbox.Receipt{}, outbox.RetryAfter(err, 0)
	}
	if len(pages) == 0 {
		return outbox.Receipt{}, nil
	}
	b := a.readerBook(ctx, owner)
	return a.direct(ctx, j, b, owner, sections(fitting(b, a.wornLines(b, pages), limitLines)))
}

// wornLines name documents and what is wrong with each.
func (a *App) wornLines(b phrase.Book, pages []WornPage) []string {
	lines := []string{b.Say(phrase.WornHead, "n", itoa(len(pages)))}
	for _, p := range pages {
		lines = append(lines, a.wornLine(b, p))
	}
	return append(lines, b.Say(phrase.WornAdvice))
}

func (a *App) wornLine(b phrase.Book, p WornPage) string {
	name := escape(oneLine(p.Title, 120))
	if p.URL != "" {
		name = link(p.URL, oneLine(p.Title, 120))
	}
	return "• " + name + sep(b) + joinFacts(b, a.wornFacts(b, p))
}

func (a *App) wornFacts(b phrase.Book, p WornPage) []string {
	var facts []string
	if p.Misleads() {
		facts = append(facts, b.Say(phrase.WornMisleads, "no", itoa(p.Unhelpful), "yes", itoa(p.Helped)))
	}
	if p.Unreadable != "" {
		facts = append(facts, b.Say(phrase.WornUnreadable))
	}
	if n := len(p.Broken); n > 0 {
		facts = append(facts, counted(b, n, phrase.WornLink, phrase.WornLinks))
	}
	if p.Old {
		facts = append(facts, b.Say(phrase.WornOld, "age", a.age(b, p.Updated)))
	}
	if p.Owner == "" {
		facts = append(facts, b.Say(phrase.WornNobody))
	}
	return facts
}
