package slackapp

import (
	"context"
	"strings"

	"github.com/slack-go/slack"

	"toban/bot/outbox"
	"toban/bot/phrase"
	"toban/bot/triage"
	"toban/knowledge"
)

// Pages are the documents as far as closing an inquiry needs them.
type Pages interface {
	// PageAt finds the page that a link leads to.
	PageAt(url string, lang knowledge.Lang) (knowledge.Page, bool)
	// Lacks lists the words of a question that are not in a page.
	Lacks(page, question string) []string
	// Learn makes the words of an inquiry lead to its alias.
	Learn(ctx context.Context, q triage.Inquiry) error
}

// aliasPage is the page that solved an inquiry and that its words did not
// find. What was asked in a private place teaches nothing.
func (a *App) aliasPage(b phrase.Book, q triage.Inquiry) (knowledge.Page, bool) {
	if a.deps.Pages == nil || q.Place.Private || q.Reasons.Docs != triage.DocsExistsNotFound || q.Reasons.Page == "" {
		return knowledge.Page{}, false
	}
	return a.deps.Pages.PageAt(q.Reasons.Page, knowledge.Lang(b.Lang()))
}

// offerAlias follows the form in which somebody said that a page exists and
// was not found; nil when there is nothing to offer.
func (a *App) offerAlias(b phrase.Book, q triage.Inquiry) any {
	page, ok := a.aliasPage(b, q)
	if !ok || q.Alias == page.ID || q.AliasWanted == page.ID {
		return nil
	}
	f := form{title: b.Say(phrase.ResolvedTitle), blocks: []slack.Block{
		section(b.Say(phrase.AliasOffer, "title", escape(oneLine(page.Title, 120)))),
		quoted(oneLine(q.Text, 300)),
	}}
	f.blocks = append(append(f.blocks, a.lacked(b, page.ID, q.Text)...),
		actions("alias", primary(button(actionAlias, string(q.ID), b.Say(phrase.ButtonAlias)))))
	return modalAnswer{Action: "update", View: f.view(b)}
}

// lackedShown is how many of the words that a page lacks are named.
const lackedShown = 8

// lacked names the words of a question that are not in a page: by them it could
// not be found. Nothing when it has them all.
func (a *App) lacked(b phrase.Book, page, question string) []slack.Block {
	if a.deps.Pages == nil {
		return nil
	}
	var words []string
	for _, word := range a.deps.Pages.Lacks(page, question) {
		words = append(words, escape(oneLine(word, 40)))
	}
	if len(words) == 0 {
		return nil
	}
	return []slack.Block{contextLine(b.Say(phrase.AliasLacks, "words", strings.Join(firstOf(b, words, lackedShown), b.Say(phrase.Comma))))}
}

// addAlias is the press. The page is that of the record.
func (a *App) addAlias(ctx context.Context, c act, id triage.InquiryID) error {
	if _, ok := triage.SubjectInquiry(string(id)); !ok {
		return nil
	}
	q, err := a.desk.Inquiry(ctx, id)
	if err != nil {
		return a.refuse(ctx, c, named(err, string(id)))
	}
	page, _ := a.aliasPage(a.book(""), q)
	out, err := a.desk.Handle(ctx, c.about(id, triage.AddAlias{Page: page.ID}))
	if err != nil || out.Repeat {
		return a.refuse(ctx, c, named(err, string(id)))
	}
	added := out.Inquiry.Alias == page.ID
	a.replace(ctx, c, func(ctx context.Context, b phrase.Book) message {
		if !added {
			return message{text: b.Say(phrase.AliasProposed, "who", escape(a.name(ctx, a.desk.Policy.Lead())))}
		}
		page, _ := a.aliasPage(b, out.Inquiry)
		return message{text: b.Say(phrase.AliasAdded, "title", escape(page.Title))}
	})
	if !added {
		return nil
	}
	a.learnAlias(ctx, out.Inquiry)
	return nil
}

// proposeAlias asks the lead.
func (a *App) proposeAlias(ctx context.Context, j outbox.Job, n triage.ProposeAlias) (outbox.Receipt, error) {
	q, err := a.desk.Inquiry(ctx, n.Inquiry)
	if err != nil {
		return outbox.Receipt{}, outbox.Permanent(err)
	}
	b := a.readerBook(ctx, n.To)
	page, ok := a.aliasPage(b, q)
	if !ok || q.Alias == page.ID {
		return outbox.Receipt{}, nil
	}
	return a.direct(ctx, j, b, n.To, a.aliasAsked(ctx, b, n, q, page))
}

func (a *App) aliasAsked(ctx context.Context, b phrase.Book, n triage.ProposeAlias, q triage.Inquiry, page knowledge.Page) message {
	text := b.Say(phrase.AliasAsked, "who", escape(a.name(ctx, n.By)), "id", a.inquiryLink(q), "title", escape(oneLine(page.Title, 120)))
	blocks := append([]slack.Block{section(text + "\n> " + escape(oneLine(q.Text, 300)))}, a.lacked(b, page.ID, q.Text)...)
	return message{text: text, blocks: append(blocks, actions("alias", primary(button(actionAlias, string(q.ID), b.Say(phrase.ButtonAlias)))))}
}
