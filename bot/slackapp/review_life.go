package slackapp

import (
	"cmp"
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"toban/bot/outbox"
	"toban/bot/phrase"
	"toban/bot/triage"
	"toban/knowledge"
)

// Blocks of the form for a review.
const (
	reviewLink      = "link"
	reviewSummary   = "summary"
	reviewImpact    = "impact"
	reviewDetection = "detection"
	reviewCause     = "cause"
	reviewWell      = "well"
	reviewBadly     = "badly"
)

// reviewLine says how an incident's review stands; it is empty where nobody
// asked for one or wrote one.
func (a *App) reviewLine(ctx context.Context, b phrase.Book, i triage.Incident) string {
	r := i.Review
	if r == nil || i.Status != triage.IncidentResolved {
		return ""
	}
	switch r.State {
	case triage.ArticleProposed:
		return b.Say(phrase.ReviewWaits, "who", escape(a.name(ctx, r.By)))
	case triage.ArticleApproved:
		return link(r.Link, b.Say(phrase.ReviewPassed))
	case triage.ArticleDeclined:
		return b.Say(phrase.ReviewDeclined, "who", escape(a.name(ctx, r.By)))
	case triage.ArticleRetracted:
		return ""
	}
	if r.Due.IsZero() {
		return ""
	}
	line := phrase.ReviewOwed
	if i.ReviewOverdue(a.now()) {
		line = phrase.ReviewLate
	}
	text := b.Say(line, "due", b.Date(a.local(r.Due)), "who", escape(a.name(ctx, a.desk.Policy.ReviewOwner(i))))
	if !r.DraftedAt.IsZero() {
		text += sep(b) + b.Say(phrase.ReviewBegun)
	}
	return text
}

// reviewable reports whether somebody may write the review of an incident.
func (a *App) reviewable(by triage.PersonID, i triage.Incident) bool {
	return i.Status == triage.IncidentResolved && !i.Drill && a.responder(by, i)
}

func writeReviewButton(b phrase.Book, id triage.IncidentID) *slack.ButtonBlockElement {
	return button(actionReviewWrite, string(id), b.Say(phrase.ButtonReviewWrite))
}

// draftedReview notes that somebody has begun the review of an incident.
func (a *App) draftedReview(ctx context.Context, c act, i triage.Incident) error {
	if !a.reviewable(c.by, i) {
		return nil
	}
	o := c.of(i.ID, triage.DraftReview{})
	o.Key, o.Also = o.Key+"/drafted", nil // beside the answer, which is counted as the act
	_, err := a.desk.Handle(ctx, o)
	return err
}

// askReview sends the nudge for a review. What was written meanwhile is not
// asked for.
func (a *App) askReview(ctx context.Context, j outbox.Job, n triage.AskReview) (outbox.Receipt, error) {
	i, err := a.desk.Incident(ctx, n.Incident)
	if err != nil {
		return outbox.Receipt{}, outbox.Permanent(err)
	}
	if !i.ReviewOwed() {
		return outbox.Receipt{}, nil
	}
	b := a.readerBook(ctx, n.To)
	return a.direct(ctx, j, b, n.To, a.reviewNudge(ctx, b, n, i))
}

// titled is an incident as a link with its title.
func (a *App) titled(i triage.Incident) string {
	return link(a.incidentURL(i), string(i.ID)) + " " + escape(oneLine(i.Title, 80))
}

func (a *App) reviewNudge(ctx context.Context, b phrase.Book, n triage.AskReview, i triage.Incident) message {
	line := phrase.ReviewAsk
	if n.Owner != "" {
		line = phrase.ReviewAskLead
	}
	text := b.Say(line, "subject", a.titled(i), "due", b.Date(a.local(i.Review.Due)), "who", escape(a.name(ctx, n.Owner)))
	return message{text: plainLine(text), blocks: []slack.Block{section(text), actions("review",
		primary(writeReviewButton(b, i.ID)), button(actionIncidentReview, string(i.ID), b.Say(phrase.ButtonReview)))}}
}

// sendReviewTo sends a review to its approver, or what became of it to its
// author.
func (a *App) sendReviewTo(ctx context.Context, j outbox.Job, n triage.SendReview) (outbox.Receipt, error) {
	i, err := a.desk.Incident(ctx, n.Incident)
	if err != nil {
		return outbox.Receipt{}, outbox.Permanent(err)
	}
	if i.Review == nil || i.Review.Revision == 0 {
		return outbox.Receipt{}, nil
	}
	b := a.readerBook(ctx, n.To)
	return a.direct(ctx, j, b, n.To, a.reviewMessage(ctx, b, n, i))
}

func (a *App) reviewMessage(ctx context.Context, b phrase.Book, n triage.SendReview, i triage.Incident) message {
	who, subject := escape(a.name(ctx, n.By)), a.titled(i)
	switch {
	case n.State == triage.ArticleApproved:
		return textBlock(b.Say(phrase.ReviewAgreed, "who", who, "subject", subject))
	case n.State == triage.ArticleDeclined:
		m := textBlock(b.Say(phrase.ReviewRefused, "who", who, "subject", subject))
		m.blocks = append(m.blocks, actions("review", writeReviewButton(b, i.ID)))
		return m
	case i.Review.State != triage.ArticleProposed: // decided while it waited to be sent
		m := textBlock(b.Say(phrase.ReviewSettled, "who", who, "subject", subject))
		m.blocks = append(m.blocks, reviewBlocks(b, i)...)
		return m
	}
	value := joined(string(i.ID), strconv.Itoa(i.Review.Revision))
	m := textBlock(b.Say(phrase.ReviewProposed, "who", who, "subject", subject))
	m.blocks = append(append(m.blocks, reviewBlocks(b, i)...), actions("review",
		primary(button(actionReviewApprove, value, b.Say(phrase.ButtonReviewApprove))), button(actionReviewWrite, string(i.ID), b.Say(phrase.ButtonArticleChange)),
		button(actionReviewDecline, value, b.Say(phrase.ButtonReviewDecline))))
	return m
}

// A reviewPart is one of the parts that people write, with its heading.
type reviewPart struct {
	block string
	head  phrase.Line
	text  string
}

// reviewParts are the parts of a review in the order in which they are read.
func reviewParts(t triage.ReviewText) []reviewPart {
	return []reviewPart{
		{reviewSummary, phrase.ReviewSummary, t.Summary},
		{reviewImpact, phrase.ReviewImpact, t.Impact},
		{reviewDetection, phrase.ReviewDetect, t.Detection},
		{reviewCause, phrase.ReviewCause, t.Cause},
		{reviewWell, phrase.ReviewWell, t.Well},
		{reviewBadly, phrase.ReviewBadly, t.Badly},
	}
}

// reviewBlocks show what people wrote.
func reviewBlocks(b phrase.Book, i triage.Incident) []slack.Block {
	var blocks []slack.Block
	if url := i.Review.Link; url != "" {
		blocks = append(blocks, section(b.Say(phrase.ReviewElse, "link", link(url, url))))
	}
	for _, p := range reviewParts(i.Review.ReviewText) {
		if p.text != "" {
			blocks = append(blocks, section("*"+b.Say(p.head)+"*\n"+cut(escape(p.text), limitSection-100)))
		}
	}
	return blocks
}

// reviewDraft is what the form is filled in with: what was written last, else
// what the record says.
func (a *App) reviewDraft(b phrase.Book, i triage.Incident) triage.ReviewText {
	if r := i.Review; r != nil && r.Revision > 0 {
		return r.ReviewText
	}
	t := triage.ReviewText{Impact: i.Affected, Detection: b.Say(phrase.ReviewLine, "at", a.stamp(i.DetectedAt), "declared", a.stamp(i.DeclaredAt))}
	var facts []string
	if i.Summary != "" {
		facts = append(facts, i.Summary)
	}
	if i.Fixed != "" {
		facts = append(facts, b.Say(phrase.FixedBy, "text", i.Fixed))
	}
	t.Summary = strings.Join(facts, "\n")
	return t
}

func (a *App) reviewForm(id triage.IncidentID, by triage.PersonID) filler {
	return func(ctx context.Context, b phrase.Book) (form, error) {
		i, err := a.desk.Incident(ctx, id)
		switch {
		case err != nil:
			return form{}, named(err, string(id))
		case !a.responder(by, i):
			return form{}, &triage.Error{Kind: triage.Denied, Reason: "denied"}
		case i.Drill:
			return form{}, &triage.Error{Kind: triage.Denied, Reason: "drill_article", Subject: string(id)}
		case i.Status != triage.IncidentResolved:
			return form{}, &triage.Error{Kind: triage.Conflict, Reason: "incident_running", Subject: string(id)}
		}
		f := form{
			callback: viewReview, title: b.Say(phrase.ReviewFormTitle, "subject", string(id)), submit: b.Say(phrase.ReviewSubmitButton), meta: updating{Incident: id},
			blocks: []slack.Block{section(escape(oneLine(i.Title, 200))), contextLine(b.Say(phrase.ReviewFormHint))},
		}
		for _, p := range reviewParts(a.reviewDraft(b, i)) {
			f.blocks = append(f.blocks, textInput(p.block, b.Say(p.head), "", p.text, true, true, triage.MaxArticlePart))
		}
		written := ""
		if i.Review != nil {
			written = i.Review.Link
		}
		f.blocks = append(f.blocks, textInput(reviewLink, b.Say(phrase.ReviewFormLink), "https://", written, false, true, 1000))
		return f, nil
	}
}

func (a *App) submitReview(ctx context.Context, b phrase.Book, c act, v openView) any {
	meta, ok := read[updating](v)
	if !ok {
		return nil
	}
	out, err := a.desk.Handle(ctx, c.of(meta.Incident, triage.WriteReview{Link: v.input(reviewLink), Text: triage.ReviewText{
		Summary: v.input(reviewSummary), Impact: v.input(reviewImpact), Detection: v.input(reviewDetection),
		Cause: v.input(reviewCause), Well: v.input(reviewWell), Badly: v.input(reviewBadly),
	}}))
	if err != nil {
		return a.failed(ctx, b, c, named(err, string(meta.Incident)), map[string]string{"": reviewSummary, "summary": reviewSummary, "link": reviewLink})
	}
	if out.Repeat {
		return nil
	}
	who := a.desk.Policy.Approver(out.Incident.Review.By)
	f := form{title: b.Say(phrase.ReviewFormTitle, "subject", string(meta.Incident)), blocks: []slack.Block{
		section(b.Say(phrase.ReviewSubmit, "subject", string(meta.Incident), "who", escape(a.name(ctx, who)))),
		actions("incident", addActionButton(b, meta.Incident)),
	}}
	return modalAnswer{Action: "update", View: f.view(b)}
}

// settleReview is an approver's press.
func (a *App) settleReview(ctx context.Context, c act, value string, state triage.ArticleState) error {
	subject, number := split(value)
	revision, _ := strconv.Atoi(number) // what is no number is no revision
	if _, ok := triage.SubjectIncident(subject); !ok {
		return nil
	}
	out, err := a.desk.Handle(ctx, c.of(triage.IncidentID(subject), triage.SettleReview{State: state, Revision: revision}))
	if err != nil || out.Repeat {
		return a.refuse(ctx, c, named(err, subject))
	}
	a.replace(ctx, c, func(ctx context.Context, b phrase.Book) message {
		switch state {
		case triage.ArticleApproved:
			m := textBlock(b.Say(phrase.ReviewOK, "subject", subject))
			m.blocks = append(m.blocks, actions("review", button(actionReviewRetract, value, b.Say(phrase.ButtonReviewRetract))))
			return m
		case triage.ArticleRetracted:
			return textBlock(b.Say(phrase.ReviewTaken, "subject", subject))
		case triage.ArticleProposed, triage.ArticleDeclined:
		}
		return textBlock(b.Say(phrase.ReviewNo, "subject", subject, "who", escape(a.name(ctx, out.Incident.Review.By))))
	})
	return nil
}

// owedLine says what is late of incidents; it is empty when nothing is.
func owedLine(b phrase.Book, o triage.Owed) string {
	var items, ids []string
	for _, id := range o.Reviews {
		ids = append(ids, string(id))
	}
	if len(ids) > 0 {
		items = append(items, b.Say(phrase.ReportOwedReviews, "n", itoa(len(ids)), "ids", strings.Join(firstOf(b, ids, 10), ", ")))
	}
	n := 0
	ids = nil
	for _, x := range o.Actions {
		n += x.N
		ids = append(ids, string(x.Incident))
	}
	if n > 0 {
		items = append(items, b.Say(phrase.ReportOwedActions, "n", itoa(n), "ids", strings.Join(firstOf(b, ids, 10), ", ")))
	}
	if len(items) == 0 {
		return ""
	}
	return b.Say(phrase.ReportOwed, "items", strings.Join(items, sep(b)))
}

// IncidentReview is the approved review of an incident as search wants it.
func (a *App) IncidentReview(ctx context.Context, i triage.Incident) (knowledge.Article, bool) {
	if !i.Reviewed() || i.Origin.Channel != "" && a.secluded(ctx, i.Origin.Channel) {
		return knowledge.Article{}, false
	}
	lang := knowledge.DetectLang(strings.Join([]string{i.Title, i.Review.Summary, i.Review.Cause, i.Fixed}, "\n"))
	b := a.book(lang)
	return knowledge.Article{
		Name: triage.ReviewName(i.ID), Lang: lang, Markdown: a.reviewPage(ctx, b, i), URL: cmp.Or(i.Review.Link, a.incidentURL(i)),
		Updated: i.Review.At, Answer: b.Say(phrase.ReviewFixed),
	}, true
}

// reviewPage is an approved review as a page for everybody: an explanation, with
// what the record knows around what people wrote. It names nobody but the owners
// of what is still to be done.
func (a *App) reviewPage(ctx context.Context, b phrase.Book, i triage.Incident) string {
	var w strings.Builder
	line := func(parts ...string) { w.WriteString(strings.Join(parts, "") + "\n") }
	a.reviewFront(b, i, i.Review.At, line)
	a.reviewFacts(b, i, line)
	part := func(head phrase.Line, text string) {
		if text == "" {
			return
		}
		line("\n## ", b.Say(head), "\n")
		for row := range strings.Lines(text) {
			line(markdownLine(row))
		}
	}
	for _, p := range reviewParts(i.Review.ReviewText) {
		if p.block == reviewWell {
			part(phrase.ReviewFixed, i.Fixed)
		}
		part(p.head, p.text)
	}
	a.reviewMilestones(ctx, b, i, line)
	if len(i.Actions) > 0 {
		a.reviewActions(ctx, b, i, line)
	}
	if url := i.Review.Link; url != "" {
		line("\n", b.Say(phrase.ReviewElse, "link", "<"+url+">"))
	}
	if url := a.incidentURL(i); url != "" {
		line("\n", b.Say(phrase.ArticleFromIncident, "id", string(i.ID)), " <", url, ">")
	}
	return w.String()
}

// reviewFront is the front matter and title of a review.
func (a *App) reviewFront(b phrase.Book, i triage.Incident, updated time.Time, line func(...string)) {
	title := oneLine(b.Say(phrase.ReviewTitle, "id", string(i.ID), "title", i.Title), 250)
	line("---")
	line("title: ", yamlText(title))
	line("description: ", yamlText(b.Say(phrase.ReviewAbout, "id", string(i.ID), "severity", string(i.Severity))))
	line("kind: explanation")
	line("updated: ", a.local(updated).Format(time.DateOnly))
	line("---")
	line("# ", markdown(title), "\n")
}

// reviewMilestones are the timeline without people's names.
func (a *App) reviewMilestones(ctx context.Context, b phrase.Book, i triage.Incident, line func(...string)) {
	line("\n## ", b.Say(phrase.ReviewStory), "\n")
	for _, e := range i.Timeline {
		switch e.What {
		case "commander", "chief", "comms", "scribe":
			continue
		}
		e.By = ""
		line("- ", a.stamp(e.At), " ", a.timelineEntry(ctx, b, e, markdown))
	}
}

// reviewActions are the actions as a table.
func (a *App) reviewActions(ctx context.Context, b phrase.Book, i triage.Incident, line func(...string)) {
	line("\n## ", b.Say(phrase.ReviewActions), "\n")
	row(line, b.Say(phrase.ReviewAction), b.Say(phrase.ReviewAim), b.Say(phrase.ReviewOwner), b.Say(phrase.ReviewDue))
	row(line, "---", "---", "---", "---")
	for _, x := range i.Actions {
		text := markdown(x.Text)
		if state := a.actionState(ctx, b, x); state != "" {
			text += sep(b) + markdown(state)
		}
		row(line, text, aimName(b, x.Aim), markdown(a.name(ctx, x.Owner)), x.Due.String()[:len(time.DateOnly)])
	}
}
