package slackapp

import (
	"context"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// target finds the inquiry a request is about: the one it names, else the one
// of its thread. rest is what remains to be read.
func (a *App) target(ctx context.Context, r request) (id triage.InquiryID, rest []string, err error) {
	rest = words(r.rest)
	if len(rest) > 0 && !(r.command.takes == takesOriginal && len(rest) == 1 && r.inquiry != "") {
		if named, ok := parseReference(rest[0]); ok && named.incident == "" {
			id, err = a.resolveReference(ctx, named, rest[0])
			return id, rest[1:], err
		}
	}
	return r.inquiry, rest, nil
}

// resolveReference is the inquiry a reference names; a link is looked up.
func (a *App) resolveReference(ctx context.Context, named reference, typed string) (triage.InquiryID, error) {
	if named.inquiry != "" {
		return named.inquiry, nil
	}
	id, _, err := a.subject(ctx, named.message)
	if err == nil && id == "" {
		err = &triage.Error{Kind: triage.NotFound, Reason: "no_such_inquiry", Subject: oneLine(typed, 80)}
	}
	return id, err
}

// obey carries out an inquiry command and confirms it where nothing else shows
// it, see unseen.
func (a *App) obey(ctx context.Context, r request, id triage.InquiryID, cmd triage.Command, done phrase.Line, pairs ...string) (reply, error) {
	if id == "" {
		return a.misused(r), nil
	}
	out, err := a.desk.Handle(ctx, r.about(id, cmd))
	if err != nil || out.Repeat || !r.unseen(id, cmd) {
		return reply{}, named(err, string(id))
	}
	return line(done, append(pairs, "subject", string(id))...), nil
}

// unseen reports whether an actor sees nothing of what a command did to an
// inquiry: it was given outside of the inquiry's thread, or it posts nothing
// there, where the card may be far above.
func (r request) unseen(id triage.InquiryID, cmd triage.Command) bool {
	switch cmd.(type) { //nolint:gochecksumtype // of all commands, two leave no line in the thread
	case triage.Withdraw:
		return true
	case triage.Reopen:
		if r.direct { // the line is on the team's side
			return true
		}
	}
	return r.slash || r.inquiry != id
}

// named makes sure that a refusal says which subject it is about.
func named(err error, subject string) error {
	if triage.KindOf(err) != triage.NotFound {
		return err
	}
	if e, ok := asError(err); ok && e.Subject != "" {
		return err // it is about another one, which was named too
	}
	reason := "no_such_inquiry"
	if _, ok := triage.SubjectIncident(subject); ok {
		reason = "no_such_incident"
	}
	return &triage.Error{Kind: triage.NotFound, Reason: reason, Subject: subject, Err: err}
}

// reasonOf is the free text of a request, after the inquiry it may name.
func (a *App) reasonOf(r request, rest []string) string {
	if len(rest) == len(words(r.rest)) {
		return a.text(r.raw)
	}
	return a.text(afterWord(r.raw))
}

func (a *App) runTake(ctx context.Context, r request) (reply, error) {
	id, _, err := a.target(ctx, r)
	if err != nil {
		return reply{}, err
	}
	return a.obey(ctx, r, id, triage.Claim{}, phrase.DoneTake)
}

func (a *App) runAssign(ctx context.Context, r request) (reply, error) {
	id, rest, err := a.target(ctx, r)
	if err != nil {
		return reply{}, err
	}
	var to triage.PersonID
	if len(rest) == 1 {
		to, _ = personOf(rest[0])
	}
	if to == "" {
		return a.misused(r), nil
	}
	answer, err := a.obey(ctx, r, id, triage.Assign{To: to}, phrase.DoneAssign)
	if err != nil || answer.say == nil || id == "" {
		return answer, err
	}
	return saying(func(ctx context.Context, b phrase.Book) message {
		return message{text: b.Say(phrase.DoneAssign, "subject", string(id), "who", escape(a.name(ctx, to)))}
	}), nil
}

func (a *App) runWait(ctx context.Context, r request) (reply, error) {
	id, rest, err := a.target(ctx, r)
	if err != nil {
		return reply{}, err
	}
	return a.obey(ctx, r, id, triage.Wait{Reason: a.reasonOf(r, rest)}, phrase.DoneWait)
}

func (a *App) runReopen(ctx context.Context, r request) (reply, error) {
	id, rest, err := a.target(ctx, r)
	if err != nil {
		return reply{}, err
	}
	return a.obey(ctx, r, id, triage.Reopen{Reason: a.reasonOf(r, rest)}, phrase.DoneReopen)
}

func (a *App) runWithdraw(ctx context.Context, r request) (reply, error) {
	id, _, err := a.target(ctx, r)
	if err != nil {
		return reply{}, err
	}
	return a.obey(ctx, r, id, triage.Withdraw{}, phrase.DoneWithdraw)
}

func (a *App) runDuplicate(ctx context.Context, r request) (reply, error) {
	id, rest, err := a.target(ctx, r)
	if err != nil {
		return reply{}, err
	}
	if len(rest) != 1 {
		return a.misused(r), nil
	}
	other, ok := parseReference(rest[0])
	if !ok || other.incident != "" {
		return a.misused(r), nil
	}
	of, err := a.resolveReference(ctx, other, rest[0])
	if err != nil {
		return reply{}, err
	}
	return a.obey(ctx, r, id, triage.Duplicate{Of: of}, phrase.DoneDup, "other", string(of))
}

// runResolve opens the form for a member who has a trigger, else resolves at
// once and asks for the reasons afterwards.
func (a *App) runResolve(ctx context.Context, r request) (reply, error) {
	id, _, err := a.target(ctx, r)
	if err != nil {
		return reply{}, err
	}
	member := a.desk.Policy.IsMember(r.by)
	if r.trigger != "" && member && id != "" {
		return reply{open: a.resolveForm(id, false)}, nil
	}
	answer, err := a.obey(ctx, r, id, triage.Resolve{}, phrase.DoneResolve)
	if err != nil || id == "" || r.slash || !member {
		return answer, err
	}
	return saying(func(_ context.Context, b phrase.Book) message {
		text := b.Say(phrase.ReasonsWanted, "subject", string(id))
		return message{text: text, blocks: []slack.Block{
			section(text), actions("reasons", primary(button(actionReasons, string(id), b.Say(phrase.ButtonGiveReasons)))),
		}}
	}), nil
}

// runShow shows the card as everybody sees it, with a link to its thread.
func (a *App) runShow(ctx context.Context, r request) (reply, error) {
	id, _, err := a.target(ctx, r)
	if err != nil {
		return reply{}, err
	}
	if id == "" {
		return a.misused(r), nil
	}
	return reply{say: func(ctx context.Context, b phrase.Book) (message, error) {
		q, err := a.desk.Inquiry(ctx, id)
		if err != nil {
			return message{}, named(err, string(id))
		}
		if err := a.mayKnow(ctx, r.act, q); err != nil {
			return message{}, err
		}
		return a.shown(ctx, b, r.act, q), nil
	}}, nil
}

// shown is one inquiry for one reader.
func (a *App) shown(ctx context.Context, b phrase.Book, c act, q triage.Inquiry) message {
	readable := a.mayRead(ctx, c.by, q)
	facts := a.inquiryLine(ctx, b, q, readable)
	if q.Forgotten {
		return message{text: plainLine(facts) + "\n" + b.Say(phrase.ErasedCard), blocks: []slack.Block{section(facts), contextLine(b.Say(phrase.ErasedCard) + sep(b) + b.Say(phrase.ShowAsked, "at", a.date(b, q.AskedAt)))}}
	}
	blocks := []slack.Block{section(facts)}
	text := plainLine(facts)
	if readable {
		blocks = append(blocks, slack.NewSectionBlock(plain(cut(q.Text, limitSection)), nil, nil))
		text += "\n" + escape(oneLine(q.Text, 500))
	} else {
		blocks = append(blocks, contextLine(b.Say(phrase.ShowPrivate)))
	}
	details := []string{
		b.Say(phrase.From, "asker", escape(a.name(ctx, q.Asker))),
		b.Say(phrase.ShowAsked, "at", a.date(b, q.AskedAt)),
	}
	if q.Area.Key != "" {
		details = append(details, b.Say(phrase.Area, "area", escape(title(a.config.Areas, q.Area.Key, b))))
	}
	if q.Answered() {
		details = append(details, firstReply(b, q.FirstReply.Took))
	}
	if q.Reasons.Note != "" && readable {
		details = append(details, b.Say(phrase.SolvedWith, "note", escape(q.Reasons.Note)))
	}
	if q.Incident != "" {
		details = append(details, b.Say(phrase.IncidentMark, "id", string(q.Incident)))
	}
	blocks = append(blocks, contextLine(joinFacts(b, details)))
	return message{text: text, blocks: blocks}
}
