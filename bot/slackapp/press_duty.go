package slackapp

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"toban/bot/outbox"
	"toban/bot/phrase"
	"toban/bot/triage"
)

// changeValue names one change of one rotation.
func changeValue(id triage.RotationID, change triage.ChangeID) string {
	return joined(change.String(), string(id))
}

// parseChange reads what changeValue wrote.
func parseChange(value string) (id triage.RotationID, change triage.ChangeID, ok bool) {
	number, rotation := split(value)
	n, err := strconv.Atoi(number)
	return triage.RotationID(rotation), triage.ChangeID(n), err == nil && n > 0 && rotation != ""
}

// dutyPressed carries out a press on a change of the schedule.
func (a *App) dutyPressed(ctx context.Context, c act, action, value string) error {
	if action == actionDropDuty {
		a.replace(ctx, c, func(_ context.Context, b phrase.Book) message { return message{text: b.Say(phrase.PreviewDropped)} })
		return nil
	}
	if action == actionConfirmDuty {
		return a.confirmDuty(ctx, c, value)
	}
	id, change, ok := parseChange(value)
	if !ok {
		return nil
	}
	var cmd triage.Command = triage.AnswerRequest{Request: change}
	switch action {
	case actionDeclineSwap:
		cmd = triage.AnswerRequest{Request: change, Decline: true}
	case actionUndoDuty:
		cmd = triage.CancelChange{Change: change}
	}
	o := c.order(cmd)
	o.Rotation = id
	out, err := a.desk.Handle(ctx, o)
	if err != nil {
		return a.refuse(ctx, c, err)
	}
	if action == actionUndoDuty && !out.Repeat {
		a.replace(ctx, c, func(ctx context.Context, b phrase.Book) message {
			return message{text: b.Say(phrase.ChangeUndone, "change", a.change(ctx, b, out.Duty, change))}
		})
	}
	return nil
}

// coverValue is the cover that a button asks for: its rotation and the time,
// as far as they are known.
func coverValue(d draft) string {
	d.Kind = draftCover
	value, err := json.Marshal(d)
	if err != nil {
		return "" // a draft has nothing that JSON cannot hold
	}
	return string(value)
}

// askCover opens the form that coverValue fills in.
func (a *App) askCover(ctx context.Context, c act, value string) error {
	var d draft
	if err := json.Unmarshal([]byte(value), &d); err != nil || d.Kind != draftCover {
		return nil //nolint:nilerr // a forged or old button does nothing
	}
	d.Key = c.key
	a.open(ctx, c, a.dutyForm(d, c.by))
	return nil
}

// confirmDuty carries out a draft, once. The private preview becomes its
// result, with a button to undo it.
func (a *App) confirmDuty(ctx context.Context, c act, value string) error {
	var d draft
	if err := json.Unmarshal([]byte(value), &d); err != nil {
		return nil //nolint:nilerr // a forged or old button does nothing
	}
	duties, ok, err := a.carryOut(ctx, c, d)
	if err != nil && unrecorded(err) {
		return a.refuse(ctx, c, err)
	}
	if err == nil && !ok {
		return nil
	}
	a.replace(ctx, c, func(ctx context.Context, b phrase.Book) message {
		if err != nil {
			return a.refusal(ctx, b, c.by, err)
		}
		return a.confirmed(ctx, b, d, c.by, duties)
	})
	return nil
}

// carryOut orders what a draft says, in each of its rotations once, and
// returns the rotations as they are then. A press after one that came halfway
// does what is left. ok is false when all was done before, or the draft cannot
// be read.
func (a *App) carryOut(ctx context.Context, c act, d draft) (duties []triage.Duty, ok bool, err error) {
	cmd, ok := d.command()
	if !ok || d.Rotation == "" {
		return nil, false, nil
	}
	once := "draft/" + string(c.by) + "/" + d.Key
	o := c.order(cmd)
	var known error
	ok = false
	for i, id := range append([]triage.RotationID{d.Rotation}, d.Others...) {
		o.Rotation, o.Also = id, []string{once}
		if i > 0 {
			o.Key, o.Also = c.key+"/"+string(id), []string{once + "/" + string(id)}
		}
		out, err := a.desk.Handle(ctx, o)
		if triage.KindOf(err) == triage.Conflict { // an absence that is known there
			known = cmp.Or(known, err)
			continue
		}
		if err != nil {
			return duties, false, err
		}
		if out.Repeat {
			if out.Duty, err = a.desk.Duty(ctx, id); err != nil {
				return duties, false, err
			}
		}
		ok = ok || !out.Repeat
		duties = append(duties, out.Duty)
	}
	if !ok && known != nil {
		return nil, false, known
	}
	return duties, ok, nil
}

// confirmed says what a draft has done.
func (a *App) confirmed(ctx context.Context, b phrase.Book, d draft, by triage.PersonID, duties []triage.Duty) message {
	done := phrase.ChangeDone
	switch {
	case d.Kind == draftSwap:
		done = phrase.SwapAsked
	case d.Kind == draftNow:
		done = phrase.HandedNow
	case d.Kind == draftCover && d.Person == "":
		done = phrase.OpenDone
	}
	var lines []string
	var buttons []slack.BlockElement
	for i, duty := range duties {
		id := duty.Changed
		if d.Kind == draftAway { // its cover may have been asked for since
			id = absenceOf(duty, cmp.Or(d.Person, by), d.A.span())
		}
		label, mark := b.Say(phrase.ButtonUndo), ""
		if len(duties) > 1 {
			mark = "*" + escape(string(duty.Rotation)) + "* "
			label += " " + string(duty.Rotation)
		}
		lines = append(lines, mark+b.Say(done, "who", a.plainName(ctx, b, d.Person), "change", a.change(ctx, b, duty, id)))
		buttons = append(buttons, button(actionUndoDuty+"/"+itoa(i), changeValue(duty.Rotation, id), label))
	}
	text := strings.Join(lines, "\n")
	return message{text: text, blocks: []slack.Block{section(text), actions("done", buttons...)}}
}

// absenceOf is the last absence of a person for a span.
func absenceOf(d triage.Duty, who triage.PersonID, s triage.Span) triage.ChangeID {
	for _, away := range slices.Backward(d.Away) {
		if away.Person == string(who) && away.To.Equal(s.To) { // it may begin later than it was meant to
			return away.Change
		}
	}
	return d.Changed
}

// showRequest posts a request, or edits it after an answer.
func (a *App) showRequest(ctx context.Context, j outbox.Job, n triage.ShowRequest) (outbox.Receipt, error) {
	_, r, err := a.requested(ctx, n.Rotation, n.Request)
	if err != nil {
		return outbox.Receipt{}, err
	}
	if r.Post.IsZero() && r.State != triage.RequestOpen && r.State != triage.RequestTaken {
		return outbox.Receipt{}, nil // taken back before anybody was asked
	}
	swap := r.Kind == triage.RequestSwap
	b := a.channelBook(r.Post.Channel)
	if swap {
		b = a.readerBook(ctx, r.To)
	}
	render := func(b phrase.Book) message { return a.coverPost(ctx, b, n.Rotation, r) }
	if swap {
		render = func(b phrase.Book) message { return a.swapPost(ctx, b, n.Rotation, r) }
	}
	if !r.Post.IsZero() {
		return outbox.Receipt{}, a.edit(ctx, j, b, r.Post, render(b))
	}
	var ref triage.MessageRef
	if swap {
		ref, err = a.toPerson(ctx, j, b, r.To, render(b))
	} else {
		ref, err = a.toChannelOrLead(ctx, j, a.teamChannel(), render)
	}
	if err != nil {
		return outbox.Receipt{}, err
	}
	return posted(triage.Order{Rotation: n.Rotation}, triage.RequestSlot(n.Request), ref), nil
}

// requested reads a request; what is not there will never be.
func (a *App) requested(ctx context.Context, id triage.RotationID, change triage.ChangeID) (triage.Duty, triage.Request, error) {
	d, err := a.desk.Duty(ctx, id)
	if err != nil {
		return d, triage.Request{}, outbox.RetryAfter(err, 0)
	}
	r, ok := d.Request(change)
	if !ok {
		return d, r, outbox.Permanent(errors.New("no such request"))
	}
	return d, r, nil
}

func (a *App) tellRequest(ctx context.Context, j outbox.Job, n triage.TellRequest) (outbox.Receipt, error) {
	d, r, err := a.requested(ctx, n.Rotation, n.Request)
	if err != nil {
		return outbox.Receipt{}, err
	}
	b := a.readerBook(ctx, n.To.Person)
	return a.direct(ctx, j, b, n.To.Person, a.requestNews(ctx, b, d, r, n.To))
}

func (a *App) tellDuty(ctx context.Context, j outbox.Job, n triage.TellDuty) (outbox.Receipt, error) {
	d, err := a.desk.Duty(ctx, n.Rotation)
	if err != nil {
		return outbox.Receipt{}, outbox.RetryAfter(err, 0)
	}
	b := a.readerBook(ctx, n.To)
	return a.direct(ctx, j, b, n.To, a.dutyNews(ctx, b, d, n))
}

// findRequest looks for the post of a request.
func (a *App) findRequest(ctx context.Context, j outbox.Job, n triage.ShowRequest) (outbox.Receipt, bool, error) {
	_, r, err := a.requested(ctx, n.Rotation, n.Request)
	if err != nil || !r.Post.IsZero() {
		return outbox.Receipt{}, false, err
	}
	o, slot := triage.Order{Rotation: n.Rotation}, triage.RequestSlot(n.Request)
	if r.Kind == triage.RequestSwap {
		return a.findIn(ctx, j, "", r.To, o, slot)
	}
	return a.findIn(ctx, j, a.teamChannel(), a.desk.Policy.Lead(), o, slot)
}
