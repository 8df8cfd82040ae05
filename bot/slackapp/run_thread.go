package slackapp

import (
	"context"
	"strings"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// runSummary says in a few lines what an inquiry is about and what became of
// it, in the words of its record.
func (a *App) runSummary(ctx context.Context, r request) (reply, error) {
	q, err := a.named(ctx, r)
	if err != nil || q.ID == "" {
		return a.misused(r), err
	}
	if err := a.mayKnow(ctx, r.act, q); err != nil {
		return reply{}, err
	}
	if !a.mayRead(ctx, r.by, q) {
		return line(phrase.ShowPrivate), nil
	}
	if err := gone(q); err != nil {
		return reply{}, err
	}
	return saying(func(ctx context.Context, b phrase.Book) message {
		lines := []string{
			"*" + a.inquiryLink(q) + "* " + statusLine(b, q),
			b.Say(phrase.SummaryAsked, "who", escape(a.name(ctx, q.Asker)), "at", a.date(b, q.AskedAt), "text", escape(oneLine(q.Text, 300))),
		}
		if q.Answered() {
			lines = append(lines, b.Say(phrase.SummaryReply, "who", escape(a.name(ctx, q.FirstReply.By)), "took", b.Duration(q.FirstReply.At.Sub(q.AskedAt))))
		}
		if q.LastLine != "" && q.Reasons.Note == "" {
			lines = append(lines, b.Say(phrase.SummaryLast, "text", escape(q.LastLine)))
		}
		if q.Reasons.Note != "" {
			lines = append(lines, b.Say(phrase.SolvedWith, "note", escape(q.Reasons.Note)))
		}
		if q.Reasons.Page != "" {
			lines = append(lines, b.Say(phrase.SummaryPage, "page", link(q.Reasons.Page, q.Reasons.Page)))
		}
		return textBlock(strings.Join(lines, "\n"))
	}), nil
}

// named is the inquiry that a command is about: the one it names, else that of
// its thread; the zero inquiry when it names none.
func (a *App) named(ctx context.Context, r request) (triage.Inquiry, error) {
	id := r.inquiry
	if ref, ok := parseReference(r.rest); ok && ref.inquiry != "" {
		id = ref.inquiry
	}
	if id == "" {
		return triage.Inquiry{}, nil
	}
	q, err := a.desk.Inquiry(ctx, id)
	return q, named(err, string(id))
}

// runFAQ sends a member the draft of an article made from an inquiry.
func (a *App) runFAQ(ctx context.Context, r request) (reply, error) {
	q, err := a.named(ctx, r)
	if err != nil || q.ID == "" {
		return a.misused(r), err
	}
	return reply{}, a.draftArticle(ctx, r.act, q.ID)
}

// saveKnowledge drafts a page from the inquiry of a thread.
func (a *App) saveKnowledge(ctx context.Context, c act, root triage.MessageRef) error {
	id, _, err := a.subject(ctx, root)
	if err != nil {
		return a.refuse(ctx, c, err)
	}
	if id == "" {
		a.tell(ctx, c, func(_ context.Context, b phrase.Book) message { return message{text: b.Say(phrase.NoInquiry)} })
		return nil
	}
	return a.refuse(ctx, c, a.draftArticle(ctx, c, id))
}
