package slackapp

import (
	"cmp"
	"context"
	"time"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// Blocks of the forms for covers, swaps and absences.
const (
	dutyPerson = "person"
	dutyFor    = "for"
	dutyFrom   = "from"
	dutyTo     = "to"
)

// dutyForm asks for people and dates, as far as d leaves them open; its
// submission shows the schedule that would follow.
func (a *App) dutyForm(d draft, by triage.PersonID) filler {
	return func(_ context.Context, b phrase.Book) (form, error) {
		if !a.desk.Policy.IsMember(by) {
			return form{}, &triage.Error{Kind: triage.Denied, Reason: "denied"}
		}
		decides := a.desk.Policy.Decides(by)
		today := a.local(a.now()).Format(time.DateOnly)
		first, last := today, ""
		if d.A != (spell{}) {
			first = a.local(d.A.span().From).Format(time.DateOnly)
			last = a.local(d.A.span().To.Add(-time.Second)).Format(time.DateOnly)
		}
		f := form{callback: viewDuty, title: dutyTitle(b, d.Kind), submit: b.Say(phrase.DutyPreview), meta: d}
		switch d.Kind {
		case draftCover:
			f.blocks = append(f.blocks, personInput(dutyPerson, b.Say(phrase.DutyCoverer), "", true))
			if decides {
				f.blocks = append(f.blocks, personInput(dutyFor, b.Say(phrase.DutyCovered), "", true))
			}
		case draftSwap:
			f.blocks = append(f.blocks, personInput(dutyPerson, b.Say(phrase.DutyPartner), "", false),
				dateInput(dutyFrom, b.Say(phrase.DutyMine), today, false), dateInput(dutyTo, b.Say(phrase.DutyTheirs), today, false))
			return f, nil
		case draftAway:
			if decides {
				f.blocks = append(f.blocks, personInput(dutyPerson, b.Say(phrase.DutyAbsent), by, false))
			}
		}
		f.blocks = append(f.blocks, dateInput(dutyFrom, b.Say(phrase.DutyFirst), first, false), dateInput(dutyTo, b.Say(phrase.DutyLast), last, true))
		return f, nil
	}
}

func dutyTitle(b phrase.Book, kind string) string {
	switch kind {
	case draftSwap:
		return b.Say(phrase.SwapTitle)
	case draftAway:
		return b.Say(phrase.AwayTitle)
	}
	return b.Say(phrase.CoverTitle)
}

func dateInput(block, label, initial string, optional bool) *slack.InputBlock {
	e := slack.NewDatePickerBlockElement(block)
	e.InitialDate = initial
	in := slack.NewInputBlock(block, plain(label), nil, e)
	in.Optional = optional
	return in
}

// submitDuty previews what was filled in.
func (a *App) submitDuty(ctx context.Context, b phrase.Book, c act, v openView) any {
	d, ok := read[draft](v)
	if !ok {
		return nil
	}
	d.Person, d.For = triage.PersonID(v.input(dutyPerson)), triage.PersonID(v.input(dutyFor))
	fields := map[string]string{"": dutyFrom, "person": dutyPerson, "for": dutyFrom, "to": dutyTo}
	first, last := v.input(dutyFrom), v.input(dutyTo)
	var err error
	switch d.Kind {
	case draftSwap:
		var mine, theirs triage.Span
		if mine, err = a.day(first); err == nil {
			theirs, err = a.day(last)
		}
		d.A, d.B = spellOf(mine), spellOf(theirs)
	default:
		var span triage.Span
		span, err = a.spans(first + " " + last)
		d.A = spellOf(span)
	}
	if d.Kind == draftAway {
		d.Person = cmp.Or(d.Person, c.by)
	}
	switch {
	case err != nil:
	case d.Kind == draftAway:
		err = a.everywhere(ctx, &d)
	case d.Rotation == "":
		d.Rotation, err = a.rotationOf(ctx, c.channel, cmp.Or(d.For, c.by), d.A.span())
	}
	if err != nil {
		return a.failed(ctx, b, c, err, fields)
	}
	preview, err := a.drafted(ctx, c, d)
	if err != nil {
		return a.failed(ctx, b, c, err, fields)
	}
	f := form{
		callback: viewDutyConfirm, title: dutyTitle(b, d.Kind), submit: b.Say(phrase.ButtonConfirm), meta: d,
		blocks: []slack.Block{section(a.previewText(ctx, b, d, preview))},
	}
	return modalAnswer{Action: "update", View: f.view(b)}
}

// submitDutyConfirm carries out what was previewed, and says so in its place.
func (a *App) submitDutyConfirm(ctx context.Context, b phrase.Book, c act, v openView) any {
	d, ok := read[draft](v)
	if !ok {
		return nil
	}
	duties, ok, err := a.carryOut(ctx, c, d)
	if err == nil && !ok {
		return nil
	}
	if err != nil && unrecorded(err) {
		a.log.ErrorContext(ctx, "change of the schedule not recorded", "error", err)
	}
	m := a.confirmed(ctx, b, d, c.by, duties)
	if err != nil {
		m = a.refusal(ctx, b, c.by, err)
	}
	f := notice(b, m)
	f.title = dutyTitle(b, d.Kind)
	if err == nil {
		list := "`" + a.config.Command + " " + phrase.WordCover.In(b) + " " + phrase.ArgList.In(b) + "`"
		f.blocks = append(f.blocks, contextLine(b.Say(phrase.DutyUndoHint, "command", list)))
	}
	return modalAnswer{Action: "update", View: f.view(b)}
}
