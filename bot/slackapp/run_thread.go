package slackapp

import (
	"context"
	"regexp"
	"strings"
	"time"

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
	if !a.mayReadHere(r.act, q) {
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

// runFAQ sends a member a draft of a page made from an inquiry.
func (a *App) runFAQ(ctx context.Context, r request) (reply, error) {
	q, err := a.named(ctx, r)
	if err != nil || q.ID == "" {
		return a.misused(r), err
	}
	return reply{}, a.sendFAQ(ctx, r.act, q.ID)
}

// sendFAQ sends the draft as a Markdown file in a direct message.
func (a *App) sendFAQ(ctx context.Context, c act, id triage.InquiryID) error {
	if c.guest || !a.desk.Policy.IsMember(c.by) {
		return &triage.Error{Kind: triage.Denied, Reason: "denied"}
	}
	q, err := a.desk.Inquiry(ctx, id)
	if err != nil {
		return named(err, string(id))
	}
	if err := gone(q); err != nil {
		return err
	}
	return a.once(ctx, c, func(ctx context.Context, b phrase.Book) message {
		name := strings.ToLower(string(id)) + "-faq.md"
		if err := a.sendFile(ctx, c.by, name, []byte(a.faq(b, q)), b.Say(phrase.FAQComment, "subject", string(id))); err != nil {
			a.log.ErrorContext(ctx, "page draft not sent", "inquiry", id, "error", err)
			return message{text: b.Say(phrase.FileNotSent, "file", name, "command", a.config.Command)}
		}
		return message{text: b.Say(phrase.FAQSent, "subject", string(id), "file", name)}
	})
}

// somebody is a person's name in people's words, which has no place in a page.
var somebody = regexp.MustCompile(`(^|[\s（(、。])@[^\s@、。（）()]+`)

func impersonal(text string) string { return somebody.ReplaceAllString(text, "$1@…") }

// faq is the draft in Markdown, with the front matter of a page: the question
// as it was asked, without names, and what solved it.
func (a *App) faq(b phrase.Book, q triage.Inquiry) string {
	var w strings.Builder
	line := func(parts ...string) { w.WriteString(strings.Join(parts, "") + "\n") }
	text := impersonal(q.Text)
	title := oneLine(text, 100)
	line("---")
	line("title: ", yamlText(title))
	line("kind: how-to")
	if q.Area.Key != "" && (q.Area.Sure || q.Area.By != "") {
		line("tags: [", yamlText(q.Area.Key), "]")
	}
	line("updated: ", a.local(a.now()).Format(time.DateOnly))
	line("---")
	line("# ", markdown(title))
	line("\n## ", b.Say(phrase.FAQSymptom), "\n")
	for part := range strings.SplitSeq(text, "\n") {
		line("> ", markdown(part))
	}
	line("\n## ", b.Say(phrase.FAQSteps), "\n")
	switch {
	case q.Reasons.Note != "":
		line("1. ", markdown(impersonal(q.Reasons.Note)))
	case q.LastLine != "":
		line("1. ", markdown(impersonal(q.LastLine)))
	default:
		line("1. ", b.Say(phrase.ReviewWrite))
	}
	if q.Reasons.Page != "" {
		line("\n", b.Say(phrase.FAQSee), " <", q.Reasons.Page, ">")
	}
	line("\n## ", b.Say(phrase.FAQCause), "\n\n", b.Say(phrase.ReviewWrite))
	if from := a.permalink(a.root(q)); from != "" && !q.Place.Private {
		line("\n", b.Say(phrase.FAQFrom, "id", string(q.ID)), " <", from, ">")
	}
	return w.String()
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
	return a.refuse(ctx, c, a.sendFAQ(ctx, c, id))
}
