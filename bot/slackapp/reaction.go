package slackapp

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// emojiText is an emoji in a text.
func emojiText(name string) string { return ":" + name + ":" }

// undoAsk is how long a removed ticket takes its inquiry back.
const undoAsk = time.Minute

// reacted carries out a reaction. One by somebody without the power for it
// does nothing and says nothing.
func (a *App) reacted(ctx context.Context, key string, ev event, bot string) error {
	item := ev.Item.v
	if item.Type != "message" || item.Channel == "" || item.TS == "" || ev.User == "" || string(ev.User) == bot {
		return nil
	}
	emoji, _, _ := strings.Cut(string(ev.Reaction), "::") // a skin tone follows
	c := act{key: key, by: triage.PersonID(ev.User), channel: triage.ChannelID(item.Channel)}
	at := ref(item.Channel, item.TS)
	added := ev.Type == "reaction_added"
	leave, err := a.in.lanes.enter(ctx, at.Key())
	if err != nil {
		return err
	}
	defer leave()
	id, _, err := a.subject(ctx, at)
	if err != nil {
		return err
	}
	switch {
	case emoji == a.config.Emoji.Timeline:
		return a.pinned(ctx, c, at, added)
	case emoji == a.config.Emoji.Ticket && added && id == "":
		return a.ticketed(ctx, c, at, triage.PersonID(ev.ItemUser), bot)
	case id == "":
		return nil
	}
	q, err := a.desk.Inquiry(ctx, id)
	if err != nil {
		return err
	}
	if c = a.identified(ctx, c); c.bot {
		return nil
	}
	c.thread = q.Place.Thread
	if side := teamSide(q); at.Channel == side.Channel {
		c.thread = side.TS
	}
	if emoji == a.config.Emoji.FAQ {
		if !added || !a.empowered(c) {
			return nil
		}
		return a.refuse(ctx, c, a.draftArticle(ctx, c, id))
	}
	cmd := a.reaction(ctx, c, q, emoji, added)
	if cmd == nil {
		return nil
	}
	_, err = a.desk.Handle(ctx, c.about(id, cmd))
	if e, ok := errors.AsType[*triage.Error](err); ok && (e.Kind == triage.Denied || e.Who == c.by) {
		return nil
	}
	return a.refuse(ctx, c, err)
}

// reaction is what an emoji on an inquiry's message means, nil for nothing.
func (a *App) reaction(ctx context.Context, c act, q triage.Inquiry, emoji string, added bool) triage.Command {
	member := a.empowered(c)
	switch emoji {
	case a.config.Emoji.Ticket:
		young := a.now().Sub(q.AskedAt) <= undoAsk
		if !added && young && (q.Reporter == c.by || q.Asker == c.by) && !q.Answered() && !q.Status.Closed() {
			return triage.Withdraw{}
		}
		if added && q.Status == triage.StatusWithdrawn && (member || q.Asker == c.by) {
			return triage.Reopen{}
		}
	case a.config.Emoji.Claim:
		switch {
		case !member:
		case added:
			return triage.Claim{}
		default:
			return triage.Unclaim{}
		}
	case a.config.Emoji.Resolve:
		switch {
		case !member && q.Asker != c.by:
		case added:
			return triage.Resolve{}
		case q.Status == triage.StatusResolved && q.ResolvedBy == c.by:
			return triage.Reopen{Undo: true}
		}
	case a.config.Emoji.Wait:
		switch {
		case !member:
		case added:
			return triage.Wait{}
		case q.Status == triage.StatusWaiting:
			return triage.Resume{Undo: true}
		}
	case a.config.Emoji.Incident:
		if added && member && q.Incident == "" {
			a.tell(ctx, c, func(_ context.Context, b phrase.Book) message {
				return offerDeclare(b, declareFrom{Inquiry: q.ID})
			})
		}
	}
	return nil
}

// reacted reports whether anybody's reaction of that name is on a message,
// whatever its skin tone.
func (m inner) reacted(name string) bool {
	return slices.ContainsFunc(m.Reactions.v, func(r emoji) bool {
		base, _, _ := strings.Cut(string(r.Name), "::")
		return base == name
	})
}

// author is the person who wrote a message, "" for a bot.
func author(m inner) triage.PersonID {
	if m.BotID != "" {
		return ""
	}
	return triage.PersonID(m.User)
}

// noteOf is a message for the timeline; one without words is named by its
// files.
func (a *App) noteOf(at triage.MessageRef, m inner) triage.AddNote {
	return triage.AddNote{Text: cmp.Or(a.text(string(m.Text)), fileNames(m.Files.v)), Message: at, Author: author(m)}
}

// pinned puts a message on the timeline of the incident it is about, or takes
// it off again.
func (a *App) pinned(ctx context.Context, c act, at triage.MessageRef, added bool) error {
	here := c
	here.ts = at.TS
	id, err := a.incidentHere(ctx, here)
	if err != nil || id == "" {
		return err
	}
	if c = a.identified(ctx, c); c.guest {
		return nil
	}
	if i, err := a.desk.Incident(ctx, id); err != nil || !a.responder(c.by, i) {
		return err
	}
	m, err := a.fetch(ctx, at)
	if err != nil {
		return err
	}
	var cmd triage.Command
	switch {
	case !added && (m == nil || !m.reacted(a.config.Emoji.Timeline)): // somebody else's pin keeps it
		cmd = triage.RemoveNote{Message: at}
	case added && m != nil:
		cmd = a.noteOf(at, *m)
	default:
		return nil
	}
	_, err = a.desk.Handle(ctx, c.of(id, cmd))
	return a.refuse(ctx, c, err)
}

// ticketed opens an inquiry from somebody's message. The author is the asker,
// whoever put the ticket on it the reporter. Like the shortcut, it is not for
// people of other workspaces, but for what they wrote themselves; bots ask for
// nobody.
func (a *App) ticketed(ctx context.Context, c act, at triage.MessageRef, author triage.PersonID, bot string) error {
	m, err := a.fetch(ctx, at)
	if err != nil {
		return err
	}
	if m == nil || m.BotID != "" || author == "" || string(author) == bot {
		return nil
	}
	if c = a.identified(ctx, c); c.bot || c.stranger && author != c.by {
		return nil
	}
	c.also = []string{"ticket/" + at.Key()}
	rest, _ := addressed(string(m.Text), bot)
	ask := a.fromMessage(at, *m, a.text(rest))
	var out triage.Outcome
	if ask.Place.Root() == at { // whose lane we are in
		out, err = a.desk.Handle(ctx, c.order(a.ask(ctx, c, ask)))
	} else {
		out, err = a.openOnce(ctx, c, ask)
	}
	if err == nil && out.Repeat && ask.Place.Root() != at {
		a.tell(ctx, c, func(ctx context.Context, b phrase.Book) message {
			return message{text: b.Say(phrase.AlreadySent, "subject", a.subjectLink(ctx, out.Subject))}
		})
	}
	return a.refuse(ctx, c, err)
}

// fromMessage is an inquiry about a message of somebody else.
func (a *App) fromMessage(at triage.MessageRef, m inner, text string) triage.Ask {
	root := triage.MessageTS(m.ThreadTS)
	if root == "" {
		root = at.TS
	}
	attached := append(links(string(m.Text)), fileLinks(m.Files.v)...)
	if text == "" {
		text = fileNames(m.Files.v)
	}
	return triage.Ask{
		Asker: triage.PersonID(m.User), Place: triage.Place{
			Channel: at.Channel, Thread: root, Direct: isDirect(at.Channel),
		},
		Source: at, Text: text, Links: attached,
	}
}
