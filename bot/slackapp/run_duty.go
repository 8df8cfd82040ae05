package slackapp

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
	"toban/rotation"
)

// A draft is a change of the schedule that was previewed and waits for its
// confirmation. The button carries it; the core decides it again.
type draft struct {
	Kind     string              `json:"k"`
	Rotation triage.RotationID   `json:"r"`
	Others   []triage.RotationID `json:"o,omitempty"` // of an absence: where else they have turns
	Person   triage.PersonID     `json:"p,omitempty"` // covers, is asked to swap, is away
	For      triage.PersonID     `json:"f,omitempty"` // is covered
	A        spell               `json:"a,omitzero"`
	B        spell               `json:"b,omitzero"` // of a swap: the other one's day
	Key      string              `json:"n"`          // of the command, so that one draft is confirmed once
}

// A spell is a span in Unix seconds, for a button's value.
type spell struct {
	From int64 `json:"s"`
	To   int64 `json:"e"`
}

func spellOf(s triage.Span) spell { return spell{s.From.Unix(), s.To.Unix()} }

func (s spell) span() triage.Span {
	return triage.Span{From: time.Unix(s.From, 0).UTC(), To: time.Unix(s.To, 0).UTC()}
}

// The kinds of drafts.
const (
	draftCover = "cover"
	draftSwap  = "swap"
	draftAway  = "away"
	draftNow   = "now"
)

func (d draft) command() (triage.Command, bool) {
	a, b := d.A.span(), d.B.span()
	switch d.Kind {
	case draftCover:
		return triage.Cover{Person: d.Person, For: d.For, From: a.From, To: a.To}, true
	case draftSwap:
		return triage.ProposeSwap{With: d.Person, Mine: a, Theirs: b}, true
	case draftAway:
		return triage.BeAway{Person: d.Person, From: a.From, To: a.To}, true
	case draftNow:
		return triage.HandOver{}, true
	}
	return nil, false
}

// runCover reads who is to cover, for whom, and when, or lists what is planned.
// Without arguments it opens a form, as swap and away do.
func (a *App) runCover(ctx context.Context, r request) (reply, error) {
	args := words(r.rest)
	d := draft{Kind: draftCover, Key: r.key}
	switch {
	case len(args) == 0:
		return a.formInstead(r, d), nil
	case len(args) == 1 && is(args[0], phrase.ArgList):
		return a.runChanges(r), nil
	}
	who, ok := personOf(args[0])
	switch {
	case ok:
		d.Person = who
	case is(args[0], phrase.ArgAnybody), is(args[0], phrase.ArgOpen):
	default:
		return a.misused(r), nil
	}
	args = args[1:]
	if len(args) > 0 {
		if d.For, ok = personOf(args[0]); ok {
			args = args[1:]
		}
	}
	if len(args) == 0 {
		return a.misused(r), nil
	}
	spans, err := a.spans(strings.Join(args, " "))
	if err != nil {
		return reply{}, err
	}
	d.A = spellOf(spans)
	whose := d.For
	if whose == "" {
		whose = r.by
	}
	if d.Rotation, err = a.rotationOf(ctx, r.channel, whose, spans); err != nil {
		return reply{}, err
	}
	return a.previewed(r, d), nil
}

// runSwap reads whom to swap with, and the two days.
func (a *App) runSwap(ctx context.Context, r request) (reply, error) {
	args := words(r.rest)
	if len(args) == 0 {
		return a.formInstead(r, draft{Kind: draftSwap, Key: r.key}), nil
	}
	if len(args) < 3 {
		return a.misused(r), nil
	}
	who, ok := personOf(args[0])
	if !ok {
		return a.misused(r), nil
	}
	days := phrase.Dates(strings.Join(args[1:], " "), a.local(a.now()))
	if len(days) != 2 {
		return a.misused(r), nil
	}
	mine, err := a.day(days[0])
	if err != nil {
		return reply{}, err
	}
	theirs, err := a.day(days[1])
	if err != nil {
		return reply{}, err
	}
	d := draft{Kind: draftSwap, Person: who, A: spellOf(mine), B: spellOf(theirs), Key: r.key}
	if d.Rotation, err = a.rotationOf(ctx, r.channel, r.by, mine); err != nil {
		return reply{}, err
	}
	return a.previewed(r, d), nil
}

// runAway reads when somebody is away, and, for a lead, who. It counts in every
// rotation in which they have turns.
func (a *App) runAway(ctx context.Context, r request) (reply, error) {
	args := words(r.rest)
	d := draft{Kind: draftAway, Person: r.by, Key: r.key}
	if len(args) == 0 {
		return a.formInstead(r, d), nil
	}
	if len(args) > 0 {
		if who, ok := personOf(args[0]); ok {
			d.Person, args = who, args[1:]
		}
	}
	if len(args) == 0 {
		return a.misused(r), nil
	}
	span, err := a.spans(strings.Join(args, " "))
	if err != nil {
		return reply{}, err
	}
	d.A = spellOf(span)
	if err := a.everywhere(ctx, &d); err != nil {
		return reply{}, err
	}
	return a.previewed(r, d), nil
}

// everywhere names the rotations in which somebody has turns: who is away may
// not stand in for anybody either.
func (a *App) everywhere(ctx context.Context, d *draft) error {
	var all []triage.RotationID
	from := a.now()
	for _, id := range a.desk.Rotations() {
		found := false
		err := a.shifts(ctx, a.desk.OnCall, id, from, from.AddDate(0, 0, lookAhead), func(s rotation.Shift) bool {
			found = triage.PersonID(s.Primary) == d.Person || triage.PersonID(s.Secondary) == d.Person
			return !found
		})
		if err != nil {
			return err
		}
		if found {
			all = append(all, id)
		}
	}
	if len(all) == 0 {
		all = []triage.RotationID{a.desk.Default}
	}
	// One that knows of it already comes last: the first is previewed.
	knows, left := make(map[triage.RotationID]int), d.A.span()
	if left.From.Before(from) {
		left.From = from
	}
	for _, id := range all {
		duty, err := a.desk.Duty(ctx, id)
		if err != nil {
			return err
		}
		if knowsAway(duty, d.Person, left) {
			knows[id] = 1
		}
	}
	slices.SortStableFunc(all, func(x, y triage.RotationID) int { return knows[x] - knows[y] })
	d.Rotation, d.Others = all[0], all[1:]
	return nil
}

// knowsAway reports whether an absence of somebody covers a span.
func knowsAway(duty triage.Duty, who triage.PersonID, s triage.Span) bool {
	return slices.ContainsFunc(duty.Changes().Away, func(away rotation.Away) bool {
		return away.Person == string(who) && !away.From.After(s.From) && !away.To.IsZero() && !away.To.Before(s.To)
	})
}

// runHandoff shows the next handoff or what has happened, hands over at once, or
// leaves a note.
func (a *App) runHandoff(ctx context.Context, r request) (reply, error) {
	if !a.desk.Policy.IsMember(r.by) || r.guest {
		return reply{}, &triage.Error{Kind: triage.Denied, Reason: "denied"}
	}
	now := triage.Span{From: a.now(), To: a.now().Add(time.Second)}
	id, err := a.rotationOf(ctx, r.channel, r.by, now)
	if err != nil {
		return reply{}, err
	}
	first, rest, _ := strings.Cut(r.rest, " ")
	switch {
	case first == "", is(first, phrase.ArgPreview):
		return a.peek(id), nil
	case is(first, phrase.ArgNow):
		return a.previewed(r, draft{Kind: draftNow, Rotation: id, Key: r.key}), nil
	case is(first, phrase.ArgHistory):
		return reply{say: func(ctx context.Context, b phrase.Book) (message, error) { return a.dutyHistory(ctx, b, r.act, id, 0) }}, nil
	case is(first, phrase.ArgRemark):
		if rest == "" {
			return a.misused(r), nil
		}
		if id, ok := stepOf(rest); ok {
			return a.planStep(ctx, r, id)
		}
		o := r.order(triage.LeaveNote{Text: a.text(afterWord(r.raw))})
		o.Rotation = id
		out, err := a.desk.Handle(ctx, o)
		if err != nil || out.Repeat {
			return reply{}, err
		}
		notes := out.Duty.Notes
		return line(phrase.NoteKept, "n", itoa(len(notes)), "notes", escape(oneLine(strings.Join(notes, " / "), limitContext))), nil
	}
	return a.misused(r), nil
}

// stepOf is the inquiry that a note begins with: then it is about that one. A
// bare number is part of the note.
func stepOf(note string) (triage.InquiryID, bool) {
	first, _, _ := strings.Cut(note, " ")
	of, _ := parseReference(first)
	return of.inquiry, of.inquiry != "" && spelt(first)
}

// planStep keeps the next step of one inquiry.
func (a *App) planStep(ctx context.Context, r request, id triage.InquiryID) (reply, error) {
	step := a.text(afterWord(afterWord(r.raw)))
	if step == "" {
		return a.misused(r), nil
	}
	out, err := a.desk.Handle(ctx, r.about(id, triage.PlanStep{Text: step}))
	if err != nil || out.Repeat {
		return reply{}, named(err, string(id))
	}
	return line(phrase.StepKept, "subject", string(id), "text", escape(oneLine(out.Inquiry.Step, maxStep))), nil
}

// peek shows what the next handoff would post now, without its buttons.
func (a *App) peek(id triage.RotationID) reply {
	return reply{say: func(ctx context.Context, b phrase.Book) (message, error) {
		duty, err := a.desk.PreviewHandoff(ctx, id)
		if err != nil {
			return message{}, err
		}
		duty.Post = triage.MessageRef{TS: "preview"} // as in an edit, nobody is mentioned
		m := a.handoff(ctx, b, duty)
		blocks := append([]slack.Block{contextLine(b.Say(phrase.HandoffPeek))}, withoutButtons(m.blocks)...)
		return message{text: b.Say(phrase.HandoffPeek) + "\n" + m.text, blocks: blocks}, nil
	}}
}

// rotationOf is the rotation that is meant: the channel's, else the one in
// which somebody is on call at that time, else the default.
func (a *App) rotationOf(ctx context.Context, ch triage.ChannelID, who triage.PersonID, span triage.Span) (triage.RotationID, error) {
	if conf, ok := a.channel(ch); ok && conf.Rotation != "" {
		return conf.Rotation, nil
	}
	ids := a.desk.Rotations()
	if len(ids) < 2 {
		return a.desk.Default, nil
	}
	for _, id := range ids {
		found := false
		err := a.shifts(ctx, a.desk.OnCall, id, span.From, span.To, func(s rotation.Shift) bool {
			found = triage.PersonID(s.Primary) == who
			return !found
		})
		if err != nil || found {
			return id, err
		}
	}
	return a.desk.Default, nil
}

// spans reads a beginning and an end. A day alone is the whole of it, and as
// an end it is included.
func (a *App) spans(text string) (triage.Span, error) {
	days := phrase.Dates(text, a.local(a.now()))
	switch len(days) {
	case 1:
		from, dateOnly, err := a.begins(days[0])
		if err == nil && !dateOnly {
			err = &triage.Error{Kind: triage.Invalid, Reason: "no_end", Field: "to"}
		}
		return triage.Span{From: from, To: a.nextDay(from)}, err
	case 2:
		from, _, err := a.begins(days[0])
		if err != nil {
			return triage.Span{}, err
		}
		ref := from // "12/30 1/3" ends in the next year, "fri mon" on the Monday after
		if first, _, _ := strings.Cut(days[1], " "); first == "today" || first == "tomorrow" {
			ref = a.now()
		}
		to, dateOnly, err := a.when(days[1], ref)
		if err == nil && rolled(days[1]) && to.Sub(from) > halfYear {
			// An end without a year is the next one: a start and an end that
			// were exchanged would be almost a year.
			err = &triage.Error{Kind: triage.Invalid, Reason: "ends_first", Field: "to"}
		}
		if dateOnly {
			to = a.nextDay(to)
		}
		return triage.Span{From: from, To: to}, err
	}
	subject := text
	if len(days) > 2 {
		subject = days[2]
	}
	return triage.Span{}, badDate(subject)
}

// lately is how far back a date without a year is taken for one that has
// passed, rather than for next year's.
const lately = 60 * 24 * time.Hour

// begins reads when something starts. "11/13" a week after that day is more
// likely a slip than a plan for next year, which can be written with its year.
func (a *App) begins(text string) (from time.Time, dateOnly bool, err error) {
	from, dateOnly, err = a.when(text, a.now())
	if err != nil || !rolled(text) {
		return from, dateOnly, err
	}
	gone := a.local(from).AddDate(-1, 0, 0)
	if ago := a.now().Sub(gone); ago < 0 || ago > lately {
		return from, dateOnly, nil
	}
	_, clock, _ := strings.Cut(text, " ")
	next := strings.TrimSpace(a.local(from).Format(time.DateOnly) + " " + clock)
	return from, dateOnly, &triage.Error{Kind: triage.Invalid, Reason: "date_passed", Subject: next, At: gone}
}

const halfYear = 183 * 24 * time.Hour

// rolled reports whether a date has no year of its own, such as "1/3".
func rolled(date string) bool {
	day, _, _ := strings.Cut(date, " ")
	return strings.Count(day, "/") == 1
}

// day is a whole day, or an instant of it.
func (a *App) day(text string) (triage.Span, error) {
	from, dateOnly, err := a.begins(text)
	if !dateOnly {
		return triage.Span{From: from, To: from.Add(time.Second)}, err
	}
	return triage.Span{From: from, To: a.nextDay(from)}, err
}

func (a *App) when(text string, now time.Time) (t time.Time, dateOnly bool, err error) {
	t, dateOnly, err = rotation.ParseWhen(text, now, a.deps.Location)
	if err != nil {
		return t, false, badDate(text)
	}
	return t, dateOnly, nil
}

func badDate(text string) error {
	return &triage.Error{Kind: triage.Invalid, Reason: "bad_date", Subject: oneLine(text, 60)}
}

// nextDay is the end of t's day.
func (a *App) nextDay(t time.Time) time.Time {
	return rotation.Resolve(rotation.CivilOf(a.local(t)).Date().AddDays(1), a.deps.Location)
}

// previewed shows what a draft would do, and asks.
func (a *App) previewed(r request, d draft) reply {
	return reply{say: func(ctx context.Context, b phrase.Book) (message, error) {
		preview, err := a.drafted(ctx, r.act, d)
		if err != nil {
			return message{}, err
		}
		value, err := json.Marshal(d)
		if err != nil {
			return message{}, err
		}
		text := a.previewText(ctx, b, d, preview)
		if len(d.Others) > 0 {
			text = "*" + escape(string(d.Rotation)) + "*\n" + text
		}
		for _, id := range d.Others {
			other := d
			other.Rotation = id
			preview, err := a.drafted(ctx, r.act, other)
			if triage.KindOf(err) == triage.Conflict { // they are away there already
				continue
			}
			if err != nil {
				return message{}, err
			}
			text += "\n*" + escape(string(id)) + "*\n" + a.previewText(ctx, b, other, preview)
		}
		return message{text: text, blocks: []slack.Block{
			section(text),
			actions("draft", primary(button(actionConfirmDuty, string(value), b.Say(phrase.ButtonConfirm))),
				button(actionDropDuty, d.Kind, b.Say(phrase.ButtonDrop))),
		}}, nil
	}}
}

// drafted is what a draft would do if the actor confirmed it.
func (a *App) drafted(ctx context.Context, c act, d draft) (triage.Draft, error) {
	cmd, _ := d.command()
	o := c.order(cmd)
	o.Rotation = d.Rotation
	return a.desk.Preview(ctx, o)
}

// formInstead opens the form of a command that was given without arguments.
func (a *App) formInstead(r request, d draft) reply {
	if r.trigger == "" {
		return a.misused(r)
	}
	return reply{open: a.dutyForm(d, r.by)}
}
