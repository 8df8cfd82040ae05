package slackapp

import (
	"cmp"
	"context"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
	"toban/knowledge"
)

// nearest is the page that comes closest to what a gap was asked in, for a
// reader; ok is false where there is none, or searching takes too long.
func (a *App) nearest(ctx context.Context, by triage.PersonID, words string, b phrase.Book) (hit knowledge.Hit, ok bool) {
	hits, _, err := a.search(ctx, by, words, 1, b)
	if err != nil || len(hits) == 0 {
		return knowledge.Hit{}, false
	}
	return hits[0], true
}

// gapRemedies are what may close a gap: the page that comes closest, which a
// lead can have found by these words, and the form of a page to be written, for
// members.
func (a *App) gapRemedies(ctx context.Context, b phrase.Book, c act, g triage.Gap) []slack.Block {
	var blocks []slack.Block
	var buttons []slack.BlockElement
	subject, words := "", g.Words
	if n := len(g.Inquiries); n > 0 {
		subject = string(g.Inquiries[n-1]) // the latest
		if q, err := a.desk.Inquiry(ctx, g.Inquiries[n-1]); err == nil {
			words = cmp.Or(q.Text, words) // all of what the alias will be
		}
	}
	if hit, ok := a.nearest(ctx, c.by, words, b); ok {
		blocks = append(blocks, contextLine(b.Say(phrase.GapsNearest, "page", link(hit.URL, oneLine(hit.Title, 120)))))
		blocks = append(blocks, a.lacked(b, hit.Page, words)...)
		if subject != "" && a.exports(c) {
			buttons = append(buttons, button(actionGapAlias, joined(subject, hit.Page), b.Say(phrase.ButtonAlias)))
		}
	}
	if subject != "" && a.empowered(c) {
		buttons = append(buttons, button(actionArticleEdit, subject, b.Say(phrase.ButtonGapWrite)))
	}
	if len(buttons) > 0 {
		blocks = append(blocks, actions("gap/"+subject, buttons...))
	}
	return blocks
}

// addGapAlias is the press that lets the words of a gap find the page that comes
// closest, if it still does.
func (a *App) addGapAlias(ctx context.Context, c act, value string) error {
	subject, page := split(value)
	id, ok := triage.SubjectInquiry(subject)
	if !ok {
		return nil
	}
	if !a.exports(c) {
		return a.refuse(ctx, c, &triage.Error{Kind: triage.Denied, Reason: "lead_only"})
	}
	q, err := a.desk.Inquiry(ctx, id)
	if err == nil {
		err = gone(q)
	}
	if err != nil {
		return a.refuse(ctx, c, named(err, subject))
	}
	hit, ok := a.nearest(ctx, c.by, q.Text, a.readerBook(ctx, c.by)) // as the list did
	if !ok || hit.Page != page || a.confidential(ctx, q) {
		return a.refuse(ctx, c, &triage.Error{Kind: triage.Invalid, Reason: "no_page", Subject: subject})
	}
	out, err := a.desk.Handle(ctx, c.about(id, triage.AddAlias{Page: page}))
	if err != nil || out.Repeat {
		return a.refuse(ctx, c, named(err, subject))
	}
	a.tell(ctx, c, func(_ context.Context, b phrase.Book) message {
		return message{text: b.Say(phrase.AliasAdded, "title", escape(hit.Title))}
	})
	a.learnAlias(ctx, out.Inquiry)
	return nil
}

// learnAlias has a search find an inquiry's alias at once.
func (a *App) learnAlias(ctx context.Context, q triage.Inquiry) {
	if err := a.deps.Pages.Learn(ctx, q); err != nil {
		a.log.ErrorContext(ctx, "alias not in the index until the next start", "inquiry", q.ID, "error", err)
	}
}
