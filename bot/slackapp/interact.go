package slackapp

import (
	"context"
	"strings"

	"github.com/slack-go/slack"

	"toban/bot/outbox"
	"toban/bot/phrase"
	"toban/bot/triage"
)

// noJob marks a message that is no work of the outbox: an answer to somebody
// who is waiting for it.
var noJob = outbox.Job{}

// webhook is m as an answer through a response URL.
func webhook(m message, replace bool) *slack.WebhookMessage {
	if replace && m.text == "" { // the answer comes on its own
		return &slack.WebhookMessage{DeleteOriginal: true}
	}
	w := &slack.WebhookMessage{Text: cut(m.text, limitMessage), ResponseType: slack.ResponseTypeEphemeral, ReplaceOriginal: replace}
	if len(m.blocks) > 0 {
		w.Blocks = &slack.Blocks{BlockSet: guarded(m.blocks, limitBlocks, more(phrase.Book{}))}
	}
	return w
}

// takeInteraction carries out a press, a submission or a shortcut. The
// payload belongs into the acknowledgement; an error means that nothing was
// recorded.
func (a *App) takeInteraction(ctx context.Context, i interaction) (any, error) {
	ctx, cancel := context.WithTimeout(ctx, ackBudget)
	defer cancel()
	c := a.actOf(ctx, i)
	if c.by == "" {
		return nil, nil //nolint:nilnil // acknowledged without a payload
	}
	switch i.Type {
	case "block_actions":
		var failed error
		for _, p := range i.Actions.v {
			if err := a.pressed(ctx, c, p); err != nil {
				failed = err
			}
		}
		return nil, failed
	case "view_submission":
		return a.submitted(ctx, c, i.View.v), nil
	case "shortcut", "message_action":
		return nil, a.shortcut(ctx, c, i)
	default: // view_closed, block_suggestion and what Slack may add
	}
	return nil, nil //nolint:nilnil // acknowledged without a payload
}

// actOf is who did what where. The user's own team decides: people of other
// workspaces can press buttons in a shared channel.
func (a *App) actOf(ctx context.Context, i interaction) act {
	box := i.Container.v
	c := act{
		by: triage.PersonID(i.User.v.ID), channel: triage.ChannelID(i.Channel), trigger: string(i.Trigger),
		respond: string(i.Respond), thread: triage.MessageTS(box.ThreadTS),
	}
	if box.ThreadTS == box.MessageTS {
		c.thread = "" // who presses under a thread's root looks at the channel
	}
	if c.channel == "" {
		c.channel = triage.ChannelID(box.Channel)
	}
	c.direct = isDirect(c.channel)
	team := i.User.v.Team
	if team == "" {
		team = lenient(i.Team)
	}
	c.stranger = a.foreign(ctx, team)
	c = a.identified(ctx, c)
	c.key = "act/" + string(i.Trigger)
	if i.Trigger == "" {
		c.key = "act/" + string(i.ActionTS) + "/" + string(i.User.v.ID) + "/" + string(i.Callback)
		for _, p := range i.Actions.v {
			c.key += "/" + string(p.TS) + "/" + string(p.ID)
		}
	}
	if i.View.v.Type == "modal" {
		c.view, c.hash = string(i.View.v.ID), string(i.View.v.Hash)
	}
	if i.Type == "view_submission" {
		c.key = "view/" + string(i.View.v.ID) + "/" + string(i.View.v.Hash)
	}
	return c
}

// pressed carries out one control. The value names the subject; what the
// message shows is never believed.
func (a *App) pressed(ctx context.Context, c act, p press) error {
	id, value := string(p.ID), p.value()
	id, _, _ = strings.Cut(id, "/") // one of several buttons of a kind
	q := triage.InquiryID(value)
	switch id {
	case actionClaim:
		return a.order(ctx, c, q, triage.Claim{})
	case actionWait:
		return a.order(ctx, c, q, triage.Wait{})
	case actionResume:
		return a.order(ctx, c, q, triage.Resume{})
	case actionReopen:
		return a.order(ctx, c, q, triage.Reopen{})
	case actionForget:
		return a.forget(ctx, c, q)
	case actionNotInquiry:
		return a.order(ctx, c, q, triage.Withdraw{NotInquiry: true})
	case actionWithdraw:
		return a.order(ctx, c, q, triage.Withdraw{})
	case actionSolved:
		return a.order(ctx, c, q, triage.Feedback{Answer: triage.AnswerSolved})
	case actionStillNeed:
		return a.stillNeeds(ctx, c, q)
	case actionUnsolved:
		return a.order(ctx, c, q, triage.Feedback{Answer: triage.AnswerStillNeed})
	case actionNotRelated:
		return a.order(ctx, c, q, triage.Feedback{Answer: triage.AnswerNotRelated})
	case actionStillAfter:
		return a.order(ctx, c, q, triage.Reopen{Still: true})
	case actionKeepWaiting:
		return a.order(ctx, c, q, triage.AnswerStale{})
	case actionCloseStale:
		return a.order(ctx, c, q, triage.AnswerStale{Close: true})
	case actionAffected:
		return a.order(ctx, c, q, triage.AnswerSuspicion{Affected: true})
	case actionCalm:
		return a.order(ctx, c, q, triage.AnswerSuspicion{})
	case actionJoinIncident:
		subject, incident := split(value)
		return a.order(ctx, c, triage.InquiryID(subject), triage.AnswerSuspicion{Incident: triage.IncidentID(incident)})
	case actionJoinInstead:
		a.joinInstead(ctx, c, value)
	case actionSameAgain:
		return a.order(ctx, c, q, triage.AnswerRecontact{Same: true})
	case actionOther:
		return a.order(ctx, c, q, triage.AnswerRecontact{})
	case actionGroup:
		return a.order(ctx, c, q, triage.AnswerCluster{Same: true})
	case actionUnrelated:
		return a.order(ctx, c, q, triage.AnswerCluster{})
	case actionAlias:
		return a.addAlias(ctx, c, q)
	case actionGapAlias:
		return a.addGapAlias(ctx, c, value)
	case actionArticleEdit:
		a.open(ctx, c, a.articleForm(value, c.by))
	case actionArticleFile:
		return a.refuse(ctx, c, a.sendArticleFile(ctx, c, value))
	case actionArticleApprove:
		return a.settleArticle(ctx, c, value, triage.ArticleApproved)
	case actionArticleDecline:
		return a.settleArticle(ctx, c, value, triage.ArticleDeclined)
	case actionArticleRetract:
		return a.settleArticle(ctx, c, value, triage.ArticleRetracted)
	case actionReasonsAll:
		a.open(ctx, c, a.reasonsForm(c.by))
	case actionHelped:
		return a.helped(ctx, c, q)
	case actionDocsHelped:
		return a.judgedSearch(ctx, c, value, triage.SearchHelped)
	case actionDocsUnhelpful:
		return a.judgedSearch(ctx, c, value, triage.SearchUnhelpful)
	case actionPassOn:
		return a.handedOver(ctx, c, q, triage.PassOn{}, phrase.DoneAssign)
	case actionKeep:
		return a.handedOver(ctx, c, q, triage.Keep{}, phrase.DoneKeep)
	case actionSteps:
		a.open(ctx, c, a.stepsForm(parseSteps(value), c.by))
	case actionSurvey:
		if id, boundary, ok := parseHandoffValue(value); ok {
			a.open(ctx, c, a.surveyForm(id, boundary))
		}
	case actionPickArea:
		subject, area := split(value)
		return a.order(ctx, c, triage.InquiryID(subject), triage.Reclassify{Area: area})
	case actionMore:
		choice, subject := split(value)
		return a.chosen(ctx, c, choice, triage.InquiryID(subject))
	case actionReclassify:
		a.open(ctx, c, a.reclassifyForm(q))
	case actionResolve:
		if !a.empowered(c) { // the form asks what only the team knows
			return a.order(ctx, c, q, triage.Resolve{})
		}
		a.open(ctx, c, a.resolveForm(q, false))
	case actionReasons:
		if !a.empowered(c) {
			return a.refuse(ctx, c, &triage.Error{Kind: triage.Denied, Reason: "denied"})
		}
		a.open(ctx, c, a.resolveForm(q, true))
	case actionDeclare:
		a.open(ctx, c, a.declareForm(parseDeclareFrom(value), c.by))
	case actionAcceptHandoff:
		return a.acceptHandoff(ctx, c, value)
	case actionConfirmDuty, actionDropDuty, actionTakeCover, actionAcceptSwap, actionDeclineSwap, actionUndoDuty:
		return a.dutyPressed(ctx, c, id, value)
	case actionAskCover:
		return a.askCover(ctx, c, value)
	case actionGiveCommand:
		return a.giveCommand(ctx, c, value)
	case actionTakeCommand:
		return a.incident(ctx, c, value, triage.TakeCommand{})
	case actionPageAgain:
		return a.incident(ctx, c, value, triage.PageAgain{})
	case actionIncidentUpdate:
		a.open(ctx, c, a.updateForm(triage.IncidentID(value), c.by))
	case actionIncidentReview:
		return a.refuse(ctx, c, a.sendReview(ctx, c, triage.IncidentID(value)))
	case actionReviewWrite:
		a.open(ctx, c, a.reviewForm(triage.IncidentID(value), c.by))
	case actionReviewApprove:
		return a.settleReview(ctx, c, value, triage.ArticleApproved)
	case actionReviewDecline:
		return a.settleReview(ctx, c, value, triage.ArticleDeclined)
	case actionReviewRetract:
		return a.settleReview(ctx, c, value, triage.ArticleRetracted)
	case actionActionAdd:
		a.open(ctx, c, a.actionForm(triage.IncidentID(value), c.by))
	case actionActionEdit:
		a.open(ctx, c, a.changeForm(c, value))
	case actionActionDone:
		return a.settleAction(ctx, c, value, triage.ActionDone)
	case actionActionDrop:
		return a.settleAction(ctx, c, value, triage.ActionDropped)
	case actionIncidentStable:
		return a.incident(ctx, c, value, triage.ChangeIncident{Status: triage.IncidentStable})
	case actionIncidentResolve:
		a.open(ctx, c, a.restoreForm(triage.IncidentID(value), c.by))
	case actionIncidentReopen:
		return a.incident(ctx, c, value, triage.ReopenIncident())
	case actionAlertSee, actionAlertFalse, actionAlertLoud, actionAlertMute, actionAlertGroup, actionAlertInquire:
		return a.alertPressed(ctx, c, id, value)
	case actionReportDetails:
		a.reportPressed(ctx, c, value, a.detailsPressed)
	case actionReportGaps:
		a.reportPressed(ctx, c, value, func(_ context.Context, b phrase.Book, d triage.Digest) message { return a.reportGaps(b, d) })
	case actionReportCSV:
		return a.reportFile(ctx, c, value)
	case actionMenuAsk, actionHomeAsk:
		a.open(ctx, c, a.askForm(askFrom{Channel: c.channel}))
	case actionMenuMine:
		a.tell(ctx, c, func(ctx context.Context, b phrase.Book) message {
			return a.spoken(ctx, b, c, reply{say: func(ctx context.Context, b phrase.Book) (message, error) {
				return a.list(ctx, b, c, listing{mine: true})
			}})
		})
	case actionMenuOnCall:
		a.answerCommand(ctx, c, phrase.WordOnCall)
	case actionMenuHelp:
		a.answerCommand(ctx, c, phrase.WordHelp)
	case actionHomeList:
		a.open(ctx, c, a.listForm(c, parseListing(value)))
	case actionCalendars:
		a.open(ctx, c, a.calendarsForm(c))
	case actionRenewFeed:
		return a.renewFeed(ctx, c, triage.RotationID(value))
	case actionPageNext:
		a.replace(ctx, c, func(ctx context.Context, b phrase.Book) message {
			return a.spoken(ctx, b, c, reply{say: func(ctx context.Context, b phrase.Book) (message, error) {
				return a.nextPage(ctx, b, c, value)
			}})
		})
	case actionSendInquiry:
		return a.sendInquiry(ctx, c, value)
	case actionMeant:
		return a.meant(ctx, c, value)
	case actionOpen:
	default:
		a.log.WarnContext(ctx, "press on an unknown control", "action", string(p.ID))
	}
	return nil
}

// helped notes the asker's thanks, and says so: nothing else shows it.
func (a *App) helped(ctx context.Context, c act, id triage.InquiryID) error {
	if _, ok := triage.SubjectInquiry(string(id)); !ok {
		return nil
	}
	if _, err := a.desk.Handle(ctx, c.about(id, triage.Feedback{Answer: triage.AnswerHelped})); err != nil {
		return a.refuse(ctx, c, named(err, string(id)))
	}
	a.tell(ctx, c, func(_ context.Context, b phrase.Book) message { return message{text: b.Say(phrase.DoneHelped)} })
	return nil
}

// order carries out a press on an inquiry. A stale press changes nothing and
// tells the presser who was faster; the card is drawn again by the winner.
func (a *App) order(ctx context.Context, c act, id triage.InquiryID, cmd triage.Command) error {
	if _, ok := triage.SubjectInquiry(string(id)); !ok {
		return nil
	}
	_, err := a.desk.Handle(ctx, c.about(id, cmd))
	return a.refuse(ctx, c, named(err, string(id)))
}

// incident carries out a press on an incident.
func (a *App) incident(ctx context.Context, c act, id string, cmd triage.Command) error {
	if _, ok := triage.SubjectIncident(id); !ok {
		return nil
	}
	_, err := a.desk.Handle(ctx, c.of(triage.IncidentID(id), cmd))
	return a.refuse(ctx, c, named(err, id))
}

// stillNeeds is pressed under suggestions, and under a resolution: there it
// means that the resolution was none.
func (a *App) stillNeeds(ctx context.Context, c act, id triage.InquiryID) error {
	q, err := a.desk.Inquiry(ctx, id)
	if err != nil {
		return a.refuse(ctx, c, named(err, string(id)))
	}
	if q.Status.Closed() && !q.BySolved {
		return a.order(ctx, c, id, triage.Reopen{Still: true})
	}
	return a.order(ctx, c, id, triage.Feedback{Answer: triage.AnswerStillNeed})
}

// chosen carries out a choice of the card's menu.
func (a *App) chosen(ctx context.Context, c act, choice string, id triage.InquiryID) error {
	if !a.empowered(c) && (choice == moreAssign || choice == moreDuplicate) {
		return a.refuse(ctx, c, &triage.Error{Kind: triage.Denied, Reason: "denied"})
	}
	switch choice {
	case moreAssign:
		a.open(ctx, c, a.assignForm(id))
	case moreDuplicate:
		a.open(ctx, c, a.duplicateForm(id))
	case moreDeclare:
		a.open(ctx, c, a.declareForm(declareFrom{Inquiry: id}, c.by))
	case moreFAQ:
		return a.refuse(ctx, c, a.draftArticle(ctx, c, id))
	case moreWithdraw:
		return a.order(ctx, c, id, triage.Withdraw{})
	}
	return nil
}

// handedOver carries out a press on an item of a handoff, and says so: its card
// and the handoff's post may be far from the eye.
func (a *App) handedOver(ctx context.Context, c act, id triage.InquiryID, cmd triage.Command, done phrase.Line) error {
	if _, ok := triage.SubjectInquiry(string(id)); !ok {
		return nil
	}
	out, err := a.desk.Handle(ctx, c.about(id, cmd))
	if err != nil || out.Repeat {
		return a.refuse(ctx, c, named(err, string(id)))
	}
	a.tell(ctx, c, func(ctx context.Context, b phrase.Book) message {
		return message{text: b.Say(done, "subject", a.inquiryLink(out.Inquiry), "who", escape(a.name(ctx, out.Inquiry.Owner)))}
	})
	return nil
}

func (a *App) acceptHandoff(ctx context.Context, c act, value string) error {
	id, boundary, ok := parseHandoffValue(value)
	if !ok {
		return nil
	}
	o := c.order(triage.AcceptHandoff{Boundary: boundary})
	o.Rotation = id
	_, err := a.desk.Handle(ctx, o)
	return a.refuse(ctx, c, err)
}

// giveCommand makes who has taken over the commander of an incident.
func (a *App) giveCommand(ctx context.Context, c act, value string) error {
	id, rotation := split(value)
	if _, ok := triage.SubjectIncident(id); !ok {
		return nil
	}
	d, err := a.desk.Duty(ctx, triage.RotationID(rotation))
	if err != nil || d.Last == nil {
		return err
	}
	o := c.of(triage.IncidentID(id), triage.GiveCommand{To: triage.PersonID(d.Last.Handoff.Incoming)})
	o.Rotation = d.Rotation
	_, err = a.desk.Handle(ctx, o)
	return a.refuse(ctx, c, named(err, id))
}

// answerCommand answers as if the command had been typed.
func (a *App) answerCommand(ctx context.Context, c act, w phrase.Word) {
	cmd, _ := lookUp(w.Name)
	answer, err := cmd.run(a, ctx, request{act: c, command: cmd, slash: true})
	a.tell(ctx, c, func(ctx context.Context, b phrase.Book) message {
		if err != nil {
			return a.refusal(ctx, b, c.by, err)
		}
		return a.spoken(ctx, b, c, answer)
	})
}

// replace changes the private message that was pressed into what say makes.
func (a *App) replace(ctx context.Context, c act, say func(context.Context, phrase.Book) message) {
	a.later(ctx, func(ctx context.Context) {
		b := a.reader(ctx, c)
		m := say(ctx, b)
		if c.view != "" && c.channel == "" {
			f := sheet(b, m)
			_, err := a.api.UpdateViewContext(ctx, f.view(b), "", c.hash, c.view)
			if err == nil {
				return
			}
		}
		err := a.respond(ctx, c.respond, webhook(m, true))
		if err != nil && m.text != "" {
			err = a.private(ctx, c, b, m)
		}
		if err != nil {
			a.log.WarnContext(ctx, "private answer not delivered", "channel", c.channel, "error", err)
		}
	})
}

// sendInquiry makes an inquiry of a message, or of words typed in a command.
func (a *App) sendInquiry(ctx context.Context, c act, value string) error {
	what, rest := split(value)
	var ask triage.Ask
	switch what {
	case "text":
		ask = triage.Ask{Place: triage.Place{Channel: a.intake(c.channel, a.reader(ctx, c).Lang())}, Text: rest}
	case "message":
		channel, ts, _ := strings.Cut(rest, "/")
		at := triage.MessageRef{Channel: triage.ChannelID(channel), TS: triage.MessageTS(ts)}
		m, err := a.fetch(ctx, at)
		if err != nil {
			return a.refuse(ctx, c, err)
		}
		if m == nil {
			a.replace(ctx, c, func(_ context.Context, b phrase.Book) message { return message{text: b.Say(phrase.SourceLost)} })
			return nil
		}
		bot, _ := a.whoAmI(ctx, "")
		said, _ := addressed(string(m.Text), bot)
		ask = a.fromMessage(at, *m, a.text(said))
		if m.BotID != "" || m.User == "" {
			ask.Asker = c.by
		}
		c.also = []string{"ticket/" + at.Key()}
	default:
		return nil
	}
	out, err := a.openOnce(ctx, c, ask)
	if err != nil {
		c.also = nil
		return a.refuse(ctx, c, err)
	}
	a.replace(ctx, c, func(ctx context.Context, b phrase.Book) message {
		subject := a.subjectLink(ctx, out.Subject)
		if out.Repeat {
			return message{text: b.Say(phrase.AlreadySent, "subject", subject)}
		}
		text := b.Say(phrase.SentInquiry, "subject", subject)
		if what == "text" {
			text += "\n" + b.Say(phrase.SentWhere, "channel", "<#"+string(ask.Place.Channel)+">")
		}
		return message{text: text}
	})
	return nil
}

// meant runs the command that a misspelt word was meant for.
func (a *App) meant(ctx context.Context, c act, value string) error {
	word, rest := split(value)
	thread, args := split(rest)
	cmd, ok := lookUp(fold(word))
	if !ok {
		return nil
	}
	c.thread = triage.MessageTS(thread)
	var id triage.InquiryID
	if thread != "" {
		var err error
		if id, _, err = a.subject(ctx, triage.MessageRef{Channel: c.channel, TS: c.thread}); err != nil {
			return a.refuse(ctx, c, err)
		}
	}
	if cmd.thread && id == "" && args == "" { // a slash command may have brought more
		a.replace(ctx, c, func(_ context.Context, b phrase.Book) message { return message{text: b.Say(phrase.ThreadOnly)} })
		return nil
	}
	err := a.allows(cmd, c)
	if cmd.inside && c.stranger {
		err = &triage.Error{Kind: triage.Denied, Reason: "denied"}
	}
	var answer reply
	if err == nil {
		answer, err = cmd.run(a, ctx, request{act: c, command: cmd, inquiry: id, rest: tidy(args), raw: args, slash: true})
	}
	if err != nil {
		return a.refuse(ctx, c, err)
	}
	if answer.open != nil {
		a.open(ctx, c, answer.open)
		return nil
	}
	a.replace(ctx, c, func(ctx context.Context, b phrase.Book) message { return a.spoken(ctx, b, c, answer) })
	return nil
}

// shortcut carries out a shortcut, global or on a message.
func (a *App) shortcut(ctx context.Context, c act, i interaction) error {
	if c.stranger {
		a.tell(ctx, c, func(_ context.Context, b phrase.Book) message { return message{text: b.Say(phrase.Strangers)} })
		return nil
	}
	at, m := a.messageOf(i)
	switch i.Callback {
	case shortcutAsk:
		a.open(ctx, c, a.askForm(askFrom{}))
	case shortcutDeclare:
		a.open(ctx, c, a.declareForm(declareFrom{}, c.by))
	case shortcutCreateInquiry:
		a.open(ctx, c, a.askForm(askFrom{
			Channel: at.Channel, Message: at.TS, Thread: triage.MessageTS(m.ThreadTS), Asker: triage.PersonID(m.User), Text: a.text(string(m.Text)),
		}))
	case shortcutDeclareHere:
		a.open(ctx, c, a.declareForm(declareFrom{
			Channel: at.Channel, Thread: rootOf(at, m), Quote: a.declareTitle(ctx, string(m.Text)),
		}, c.by))
	case shortcutAddTimeline:
		return a.addTimeline(ctx, c, at, m)
	case shortcutSaveKnowledge:
		return a.saveKnowledge(ctx, c, triage.MessageRef{Channel: at.Channel, TS: rootOf(at, m)})
	}
	return nil
}

// messageOf is the message a shortcut was used on.
func (a *App) messageOf(i interaction) (triage.MessageRef, inner) {
	m := i.Message.v
	if m == nil {
		m = &inner{}
	}
	ts := m.TS
	if ts == "" {
		ts = i.MessageTS
	}
	return ref(lenient(i.Channel), ts), *m
}

func rootOf(at triage.MessageRef, m inner) triage.MessageTS {
	if m.ThreadTS != "" {
		return triage.MessageTS(m.ThreadTS)
	}
	return at.TS
}

// addTimeline puts a message on the timeline of the incident it is about: of
// its channel, of its thread, or of the only one that is running.
func (a *App) addTimeline(ctx context.Context, c act, at triage.MessageRef, m inner) error {
	here := c
	here.thread = rootOf(at, m)
	id, err := a.incidentHere(ctx, here)
	if err == nil && id == "" {
		var running []triage.Incident
		if running, err = a.desk.Incidents(ctx, true); err == nil && len(running) == 1 {
			id = running[0].ID
		}
	}
	if err != nil {
		return a.refuse(ctx, c, err)
	}
	if id == "" {
		a.tell(ctx, c, func(_ context.Context, b phrase.Book) message { return message{text: b.Say(phrase.NoIncident)} })
		return nil
	}
	if _, err = a.desk.Handle(ctx, c.of(id, a.noteOf(at, m))); err != nil {
		return a.refuse(ctx, c, err)
	}
	a.tell(ctx, c, func(_ context.Context, b phrase.Book) message {
		return message{text: b.Say(phrase.DoneNote, "subject", string(id))}
	})
	return nil
}
