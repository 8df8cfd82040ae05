package slackapp

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"toban/bot/outbox"
	"toban/bot/phrase"
	"toban/bot/triage"
	"toban/rotation"
)

// Blocks of the form for an action.
const (
	actionInputText  = "text"
	actionInputAim   = "aim"
	actionInputOwner = "owner"
	actionInputDue   = "due"
)

// shownActions is how many actions an answer lists, with two buttons each.
const shownActions = 10

// usualAction is how far ahead the form proposes the due date.
const usualAction = 14 * 24 * time.Hour

func aimName(b phrase.Book, aim triage.Aim) string {
	switch aim {
	case triage.AimPrevent:
		return b.Say(phrase.ReviewPrevent)
	case triage.AimNotice:
		return b.Say(phrase.ReviewNotice)
	case triage.AimMitigate:
		return b.Say(phrase.ReviewMitigate)
	}
	return aim.String()
}

// actionRow is an action in one line.
func (a *App) actionRow(ctx context.Context, b phrase.Book, x triage.Action) string {
	row := b.Say(phrase.ActionRow, "n", itoa(x.N), "text", escape(x.Text), "aim", aimName(b, x.Aim), "who", escape(a.name(ctx, x.Owner)), "due", a.dueDay(b, x.Due))
	if state := a.actionState(ctx, b, x); state != "" {
		row += sep(b) + state
	}
	return row
}

// actionState is what became of an action, empty while it is in time.
func (a *App) actionState(ctx context.Context, b phrase.Book, x triage.Action) string {
	switch {
	case x.State == triage.ActionDone:
		return b.Say(phrase.ActionDone, "who", escape(a.name(ctx, x.Settled)))
	case x.State == triage.ActionDropped:
		return b.Say(phrase.ActionDropped, "who", escape(a.name(ctx, x.Settled)))
	case x.Overdue(a.now(), a.deps.Location):
		return b.Say(phrase.ActionOverdue)
	}
	return ""
}

// dueDay is a date as people read it.
func (a *App) dueDay(b phrase.Book, day rotation.Civil) string {
	return b.Date(rotation.Resolve(day, a.deps.Location))
}

// actionsLine counts an incident's actions; it is empty when it has none.
func (a *App) actionsLine(b phrase.Book, i triage.Incident) string {
	if len(i.Actions) == 0 {
		return ""
	}
	open, late := i.OpenActions(), 0
	for _, x := range open {
		if x.Overdue(a.now(), a.deps.Location) {
			late++
		}
	}
	line := b.Say(phrase.ActionsCount, "done", itoa(len(i.Actions)-len(open)), "n", itoa(len(i.Actions)))
	if late > 0 {
		line += b.Say(phrase.ActionsLate, "n", itoa(late))
	}
	return line
}

// actionButtons settle an action, or change it.
func actionButtons(b phrase.Book, i triage.IncidentID, x triage.Action) slack.Block {
	value := joined(string(i), itoa(x.N))
	return actions("action/"+value, primary(button(actionActionDone, value, b.Say(phrase.ButtonActionDone))), button(actionActionDrop, value, b.Say(phrase.ButtonActionDrop)),
		button(actionActionEdit, value, b.Say(phrase.ButtonActionEdit)))
}

// actionBlocks list an incident's actions for a reader: the open ones first,
// with buttons where the reader may press them.
func (a *App) actionBlocks(ctx context.Context, b phrase.Book, i triage.Incident, c act) []slack.Block {
	if len(i.Actions) == 0 {
		return nil
	}
	blocks := []slack.Block{section("*" + b.Say(phrase.ActionsHead) + "*")}
	open := i.OpenActions()
	for _, x := range open[:min(len(open), shownActions)] {
		blocks = append(blocks, section(a.actionRow(ctx, b, x)))
		if !c.guest && (c.by == x.Owner || a.desk.Policy.IsMember(c.by)) {
			blocks = append(blocks, actionButtons(b, i.ID, x))
		}
	}
	var rest []string
	for n, x := range open {
		if n >= shownActions {
			rest = append(rest, a.actionRow(ctx, b, x))
		}
	}
	for _, x := range i.Actions {
		if !x.Open() {
			rest = append(rest, a.actionRow(ctx, b, x))
		}
	}
	for _, part := range packed(rest) {
		blocks = append(blocks, section(part))
	}
	return blocks
}

// tellAction tells the owner of an action that it is theirs, or that its day
// has come. What was settled meanwhile is not asked about.
func (a *App) tellAction(ctx context.Context, j outbox.Job, n triage.TellAction) (outbox.Receipt, error) {
	i, err := a.desk.Incident(ctx, n.Incident)
	if err != nil {
		return outbox.Receipt{}, outbox.Permanent(err)
	}
	x, ok := i.Action(n.Action)
	if !ok || !x.Open() {
		return outbox.Receipt{}, nil
	}
	b := a.readerBook(ctx, n.To)
	return a.direct(ctx, j, b, n.To, a.actionAsked(ctx, b, n, i, x))
}

func (a *App) actionAsked(ctx context.Context, b phrase.Book, n triage.TellAction, i triage.Incident, x triage.Action) message {
	line := phrase.ActionToday
	switch {
	case n.By != "":
		line = phrase.ActionGiven
	case x.Overdue(a.now(), a.deps.Location):
		line = phrase.ActionAsked
	}
	text := drillMark(b, i) + b.Say(line, "who", escape(a.name(ctx, n.By)), "subject", link(a.incidentURL(i), string(i.ID))+" "+escape(oneLine(i.Title, 80))) +
		"\n" + a.actionRow(ctx, b, x)
	return message{text: plainLine(text), blocks: []slack.Block{section(text), actionButtons(b, i.ID, x)}}
}

// settleAction is a press that an action is done or dropped.
func (a *App) settleAction(ctx context.Context, c act, value string, state triage.ActionState) error {
	subject, number := split(value)
	n, _ := strconv.Atoi(number) // what is no number is no action
	if _, ok := triage.SubjectIncident(subject); !ok {
		return nil
	}
	out, err := a.desk.Handle(ctx, c.of(triage.IncidentID(subject), triage.SettleAction{N: n, State: state}))
	if err != nil || out.Repeat {
		return a.refuse(ctx, c, named(err, subject))
	}
	x, _ := out.Incident.Action(n)
	say := func(_ context.Context, b phrase.Book) message {
		line := phrase.ActionIsDone
		if state == triage.ActionDropped {
			line = phrase.ActionIsDropped
		}
		return textBlock(b.Say(line, "subject", subject, "n", number, "text", escape(x.Text)))
	}
	if c.direct { // the message that asked is answered
		a.replace(ctx, c, say)
	} else {
		a.tell(ctx, c, say)
	}
	return nil
}

// typedAction reads "@person 12/1 text", of which nothing may be left out.
func (a *App) typedAction(rest, raw string) (cmd triage.AddAction, ok bool) {
	first, after, _ := strings.Cut(rest, " ")
	if cmd.Owner, ok = personOf(first); !ok {
		return cmd, false
	}
	word, _, _ := strings.Cut(after, " ")
	if cmd.Due, ok = a.typedDay(word); !ok {
		return cmd, false
	}
	cmd.Text = a.text(afterWord(afterWord(raw)))
	return cmd, cmd.Text != ""
}

// runAction notes or changes an action in one line, or opens the form.
func (a *App) runAction(ctx context.Context, r request) (reply, error) {
	id, rest, raw, ask, err := a.anIncident(ctx, r, true)
	if err != nil || ask != nil {
		return orReply(ask), err
	}
	switch {
	case rest == "" && r.trigger != "":
		return reply{open: a.actionForm(id, r.by)}, nil
	case rest == "":
		return saying(func(_ context.Context, b phrase.Book) message { // a form needs a press
			text := b.Say(phrase.ActionPress, "subject", string(id))
			return message{text: text, blocks: []slack.Block{section(text), actions("incident", primary(addActionButton(b, id)))}}
		}), nil
	}
	if change, ok := a.typedChange(rest); ok {
		return a.runChangeAction(ctx, r, id, change)
	}
	cmd, ok := a.typedAction(rest, raw)
	if !ok {
		return a.misusedPart(r, phrase.ArgAction), nil
	}
	added, err := a.addAction(ctx, r.act, id, cmd)
	if err != nil || added.N == 0 {
		return reply{}, err
	}
	return saying(func(ctx context.Context, b phrase.Book) message {
		return message{text: b.Say(phrase.ActionAdded, "subject", string(id), "row", a.actionRow(ctx, b, added))}
	}), nil
}

// isAction reports whether a mention notes or changes an action in one line.
func (a *App) isAction(rest string) bool {
	_, added := a.typedAction(rest, rest)
	_, changed := a.typedChange(rest)
	return added || changed || rest == ""
}

// addAction notes an action whose owner can be reminded of it, and returns it;
// it is zero when the act was known.
func (a *App) addAction(ctx context.Context, c act, id triage.IncidentID, cmd triage.AddAction) (triage.Action, error) {
	if err := a.ableOwner(ctx, cmd.Owner); err != nil {
		return triage.Action{}, err
	}
	out, err := a.desk.Handle(ctx, c.of(id, cmd))
	if err != nil {
		return triage.Action{}, named(err, string(id))
	}
	added, _ := out.Incident.Action(len(out.Incident.Actions))
	return added, nil
}

func addActionButton(b phrase.Book, id triage.IncidentID) *slack.ButtonBlockElement {
	return button(actionActionAdd, string(id), b.Say(phrase.ButtonActionAdd))
}

// actionForm asks for an action.
func (a *App) actionForm(id triage.IncidentID, by triage.PersonID) filler {
	return func(ctx context.Context, b phrase.Book) (form, error) {
		i, err := a.desk.Incident(ctx, id)
		switch {
		case err != nil:
			return form{}, named(err, string(id))
		case !a.responder(by, i):
			return form{}, &triage.Error{Kind: triage.Denied, Reason: "denied"}
		}
		var aims []choice
		for _, aim := range triage.Aims() {
			aims = append(aims, choice{value: aim.String(), text: aimName(b, aim)})
		}
		return form{
			callback: viewAction, title: b.Say(phrase.ActionTitle, "subject", string(id)), submit: b.Say(phrase.ButtonActionAdd), meta: updating{Incident: id},
			blocks: []slack.Block{
				textInput(actionInputText, b.Say(phrase.ActionText), b.Say(phrase.ActionHint), "", true, false, mostImpact),
				list(actionInputAim, b.Say(phrase.ActionAim), "", aims, triage.AimPrevent.String(), false),
				personInput(actionInputOwner, b.Say(phrase.ActionOwner), by, false),
				dateInput(actionInputDue, b.Say(phrase.ActionDue), a.local(a.now().Add(usualAction)).Format(time.DateOnly), false),
			},
		}, nil
	}
}

func (a *App) submitAction(ctx context.Context, b phrase.Book, c act, v openView) any {
	meta, ok := read[updating](v)
	if !ok {
		return nil
	}
	cmd := triage.AddAction{Text: oneLine(v.input(actionInputText), mostImpact), Owner: triage.PersonID(v.input(actionInputOwner))}
	var unread error // what was not chosen from the form is refused with the rest
	cmd.Due, unread = rotation.ParseCivil(v.input(actionInputDue))
	if unread != nil {
		cmd.Due = 0
	}
	if cmd.Aim.UnmarshalText([]byte(v.input(actionInputAim))) != nil {
		cmd.Aim = triage.AimPrevent
	}
	added, err := a.addAction(ctx, c, meta.Incident, cmd)
	if err != nil {
		return a.failed(ctx, b, c, err, map[string]string{
			"": actionInputText, "text": actionInputText, "owner": actionInputOwner, "due": actionInputDue,
		})
	}
	if added.N == 0 { // sent twice
		return nil
	}
	f := form{title: b.Say(phrase.ActionTitle, "subject", string(meta.Incident)), blocks: []slack.Block{
		section(b.Say(phrase.ActionAdded, "subject", string(meta.Incident), "row", a.actionRow(ctx, b, added))),
		actions("incident", addActionButton(b, meta.Incident)),
	}}
	return modalAnswer{Action: "update", View: f.view(b)}
}
