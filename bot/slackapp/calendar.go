package slackapp

import (
	"context"
	"strings"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// calendars are the addresses under which somebody subscribes to their own
// turns and, as a member, to the rotations.
func (a *App) calendars(ctx context.Context, b phrase.Book, c act) (message, error) {
	if c.stranger || c.guest {
		return message{}, &triage.Error{Kind: triage.Denied, Reason: "denied"}
	}
	if a.deps.Calendars == nil {
		return message{text: b.Say(phrase.CalendarSetUp)}, nil
	}
	title := "*" + b.Say(phrase.CalendarTitle) + "*"
	lines, blocks := []string{title}, []slack.Block{section(title), contextLine(b.Say(phrase.CalendarHow))}
	add := func(f triage.Feed, head string, renew bool) error {
		key, err := a.desk.FeedKey(ctx, c.by, f)
		if err != nil {
			return err
		}
		// As code: nobody, not even Slack, follows the link by accident.
		text := head + "\n`" + a.deps.Calendars.Feed(f, key.Token) + "`"
		lines, blocks = append(lines, text), append(blocks, section(text))
		var buttons []slack.BlockElement
		if f.Rotation != "" {
			page := button(actionOpen, "", b.Say(phrase.ButtonPage))
			page.URL = a.deps.Calendars.Page(f.Rotation, key.Token)
			buttons = append(buttons, page)
		}
		if renew {
			buttons = append(buttons, button(actionRenewFeed+"/"+string(f.Rotation), string(f.Rotation), b.Say(phrase.ButtonRenew)))
		}
		if len(buttons) > 0 {
			blocks = append(blocks, actions("feed/"+string(f.Rotation), buttons...))
		}
		return nil
	}
	if err := add(triage.Feed{Person: c.by}, b.Say(phrase.CalendarMine), true); err != nil {
		return message{}, err
	}
	if a.desk.Policy.IsMember(c.by) {
		for _, id := range a.desk.Rotations() {
			head := b.Say(phrase.CalendarOf, "rotation", escape(string(id)))
			if err := add(triage.Feed{Rotation: id}, head, a.desk.Policy.Decides(c.by)); err != nil {
				return message{}, err
			}
		}
	}
	return message{text: strings.Join(lines, "\n"), blocks: blocks}, nil
}

// calendarsForm shows the addresses in a modal, for the Home tab.
func (a *App) calendarsForm(c act) filler {
	return func(ctx context.Context, b phrase.Book) (form, error) {
		m, err := a.calendars(ctx, b, c)
		return sheet(b, m), err
	}
}

// renewFeed gives a calendar a new address, and shows it in place of the old.
func (a *App) renewFeed(ctx context.Context, c act, id triage.RotationID) error {
	if c.stranger || c.guest {
		return a.refuse(ctx, c, &triage.Error{Kind: triage.Denied, Reason: "denied"})
	}
	f := triage.Feed{Rotation: id}
	if id == "" {
		f.Person = c.by
	}
	if err := a.desk.RenewFeed(ctx, triage.Order{Key: c.key, By: c.by}, f); err != nil {
		return a.refuse(ctx, c, err)
	}
	a.log.InfoContext(ctx, "calendar has a new address", "rotation", string(id), "by", string(c.by))
	a.replace(ctx, c, func(ctx context.Context, b phrase.Book) message {
		return a.spoken(ctx, b, c, reply{say: func(ctx context.Context, b phrase.Book) (message, error) {
			m, err := a.calendars(ctx, b, c)
			done := b.Say(phrase.CalendarRenewed)
			m.text, m.blocks = done+"\n"+m.text, append([]slack.Block{section(done)}, m.blocks...)
			return m, err
		}})
	})
	return nil
}
