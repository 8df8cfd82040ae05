package slackapp

import (
	"context"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// runForget says what erasing takes away and what it leaves, and asks twice:
// there is no way back.
func (a *App) runForget(ctx context.Context, r request) (reply, error) {
	id, _, err := a.target(ctx, r)
	if err != nil {
		return reply{}, err
	}
	if id == "" {
		return a.misused(r), nil
	}
	q, err := a.desk.Inquiry(ctx, id)
	if err != nil {
		return reply{}, named(err, string(id))
	}
	if !q.Status.Closed() {
		return reply{}, &triage.Error{Kind: triage.Conflict, Reason: "forget_open", Subject: string(id)}
	}
	if q.Forgotten {
		return line(phrase.ForgottenOnce, "id", string(id)), nil
	}
	return saying(func(_ context.Context, b phrase.Book) message {
		what, limits := b.Say(phrase.ForgetAsk, "id", string(id)), b.Say(phrase.ForgetLimits, "id", string(id))
		erase := danger(button(actionForget, string(id), b.Say(phrase.ButtonForget)))
		erase.Confirm = slack.NewConfirmationBlockObject(plain(b.Say(phrase.ForgetConfirm)), plain(b.Say(phrase.ForgetSure, "id", string(id))),
			plain(b.Say(phrase.ButtonForget)), plain(b.Say(phrase.ForgetKeep))).WithStyle(slack.StyleDanger)
		return message{text: what + "\n" + limits, blocks: []slack.Block{section(what), contextLine(limits), actions("forget", erase)}}
	}), nil
}

// forget carries out the press and puts the outcome in the place of the
// question.
func (a *App) forget(ctx context.Context, c act, id triage.InquiryID) error {
	if _, ok := triage.SubjectInquiry(string(id)); !ok {
		return nil
	}
	if _, err := a.desk.Handle(ctx, c.about(id, triage.Forget{})); err != nil {
		return a.refuse(ctx, c, named(err, string(id)))
	}
	a.replace(ctx, c, func(_ context.Context, b phrase.Book) message {
		return message{text: b.Say(phrase.DoneForget, "id", string(id))}
	})
	return nil
}
