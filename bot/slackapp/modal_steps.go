package slackapp

import (
	"context"
	"strings"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// maxStep is how long a next step may be: one line of the handoff's post.
const maxStep = 300

// stepsValue names the inquiries whose next steps are asked for, as many as
// the handoff's post shows.
func stepsValue(items []triage.InquiryID) string {
	ids := make([]string, 0, shownItems)
	for _, id := range items[:min(len(items), shownItems)] {
		ids = append(ids, string(id))
	}
	return strings.Join(ids, ",")
}

// parseSteps reads what stepsValue wrote.
func parseSteps(value string) []triage.InquiryID {
	var items []triage.InquiryID
	for id := range strings.SplitSeq(value, ",") {
		if _, ok := triage.SubjectInquiry(id); ok {
			items = append(items, triage.InquiryID(id))
		}
	}
	return items
}

// stepsAsked asks in a direct message for the next steps of what is handed
// over.
func (a *App) stepsAsked(ctx context.Context, b phrase.Book, n triage.AskSteps) message {
	head := b.Say(phrase.StepsAsk) + a.reason(ctx, b, triage.Inquiry{}, n.To)
	blocks := []slack.Block{section(head)}
	for i, id := range n.Items {
		if i == shownItems {
			blocks = append(blocks, contextLine(b.Say(phrase.AndMore, "n", itoa(len(n.Items)-i))))
			break
		}
		q, err := a.desk.Inquiry(ctx, id)
		if err != nil {
			continue
		}
		line := "• " + a.inquiryLink(q) + " " + statusLine(b, q) + "\n> " + escape(questionOf(b, q, 80))
		if q.Step != "" {
			line += "\n" + b.Say(phrase.WaitsFor, "text", escape(oneLine(q.Step, 80)))
		}
		blocks = append(blocks, section(line))
	}
	return message{text: head, blocks: append(blocks, actions("steps", primary(button(actionSteps, stepsValue(n.Items), b.Say(phrase.ButtonSteps)))))}
}

// stepsForm asks for a line about each inquiry that is still open.
func (a *App) stepsForm(items []triage.InquiryID, by triage.PersonID) filler {
	return func(ctx context.Context, b phrase.Book) (form, error) {
		if !a.desk.Policy.IsMember(by) {
			return form{}, &triage.Error{Kind: triage.Denied, Reason: "denied"}
		}
		f := form{callback: viewSteps, title: b.Say(phrase.StepsTitle), submit: b.Say(phrase.ModalSave)}
		var open []triage.InquiryID
		for _, id := range items {
			q, err := a.desk.Inquiry(ctx, id)
			if err != nil {
				return form{}, named(err, string(id))
			}
			if q.Status.Closed() {
				continue
			}
			open = append(open, id)
			f.blocks = append(f.blocks, textInput(string(id), string(id)+" "+questionOf(b, q, 100), b.Say(phrase.StepsHint), q.Step, false, true, maxStep))
		}
		if len(open) == 0 {
			return notice(b, message{text: b.Say(phrase.StepsNone)}), nil
		}
		f.meta = open
		return f, nil
	}
}

// submitSteps keeps what was written, and says where it will be read. What was
// closed meanwhile needs no next step.
func (a *App) submitSteps(ctx context.Context, b phrase.Book, c act, v openView) any {
	items, ok := read[[]triage.InquiryID](v)
	if !ok || len(items) == 0 {
		return nil
	}
	for _, id := range items {
		o := c.about(id, triage.PlanStep{Text: a.text(v.input(string(id)))})
		o.Key += "/" + string(id)
		if _, err := a.desk.Handle(ctx, o); err != nil && triage.KindOf(err) != triage.Conflict {
			return a.failed(ctx, b, c, named(err, string(id)), map[string]string{"": string(id)})
		}
	}
	f := notice(b, message{text: b.Say(phrase.StepsKept)})
	f.title = b.Say(phrase.StepsTitle)
	return modalAnswer{Action: "update", View: f.view(b)}
}
