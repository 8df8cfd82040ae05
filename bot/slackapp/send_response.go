package slackapp

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"toban/bot/outbox"
	"toban/bot/phrase"
	"toban/bot/triage"
)

func (a *App) tellUpdate(ctx context.Context, j outbox.Job, n triage.TellUpdate) (outbox.Receipt, error) {
	i, err := a.desk.Incident(ctx, n.Incident)
	if err != nil {
		return outbox.Receipt{}, outbox.Permanent(err)
	}
	_, err = a.toChannelOrLead(ctx, j, a.incidentsChannel(), func(b phrase.Book) message { return a.updateLine(ctx, b, n, i) })
	return outbox.Receipt{}, err
}

func (a *App) askUpdate(ctx context.Context, j outbox.Job, n triage.AskUpdate) (outbox.Receipt, error) {
	return a.whereRun(ctx, j, n.Incident, triage.SlotUpdate, func(b phrase.Book, i triage.Incident) message {
		if i.Status == triage.IncidentResolved {
			return message{}
		}
		due := phrase.UpdateDue
		if i.Acting {
			due = phrase.UpdateDueActing
		}
		return asked(b, i, b.Say(due, "who", at(n.To.Person)), button(actionIncidentUpdate, string(i.ID), b.Say(phrase.ButtonUpdate)))
	})
}

func (a *App) askCommander(ctx context.Context, j outbox.Job, n triage.AskCommander) (outbox.Receipt, error) {
	return a.whereRun(ctx, j, n.Incident, triage.CommandSlot(n.Step), func(b phrase.Book, i triage.Incident) message {
		if i.Status == triage.IncidentResolved || !i.Acting {
			return message{}
		}
		return asked(b, i, b.Say(phrase.NoCommander), button(actionTakeCommand, string(i.ID), b.Say(phrase.ButtonCommand)))
	})
}

// askPageAgain mentions the on-call, who may not have been paged, and leaves it
// to people whether to page once more.
func (a *App) askPageAgain(ctx context.Context, j outbox.Job, n triage.AskPageAgain) (outbox.Receipt, error) {
	return a.whereRun(ctx, j, n.Incident, triage.PageAgainSlot(n.N), func(b phrase.Book, i triage.Incident) message {
		if i.Status == triage.IncidentResolved || i.Page.N != n.N {
			return message{}
		}
		return a.pageAsked(ctx, b, n, i)
	})
}

func (a *App) pageAsked(ctx context.Context, b phrase.Book, n triage.AskPageAgain, i triage.Incident) message {
	ask := phrase.PageUnclear
	if i.Page.State == triage.PageRefused {
		ask = phrase.PageRefused
	}
	text := b.Say(ask, "who", at(n.To.Person), "reason", escape(i.Page.Reason)) + a.reason(ctx, b, triage.Inquiry{}, n.To)
	return asked(b, i, text, button(actionPageAgain, string(i.ID), b.Say(phrase.ButtonPageAgain)))
}

// whereRun posts where an incident is worked on: in its channel, else in the
// thread of its line in the incidents channel. A channel of Datadog's that
// toban is not in is no reason to be silent. An empty message is not sent: what
// it asks for has happened meanwhile.
func (a *App) whereRun(ctx context.Context, j outbox.Job, id triage.IncidentID, slot triage.Slot, render func(phrase.Book, triage.Incident) message) (outbox.Receipt, error) {
	i, err := a.desk.Incident(ctx, id)
	if err != nil {
		return outbox.Receipt{}, outbox.Permanent(err)
	}
	if render(a.book(i.Lang), i).text == "" {
		return outbox.Receipt{}, nil
	}
	if i.Channel != "" {
		b := a.book(i.Lang)
		ref, err := a.post(ctx, j, b, i.Channel, "", render(b, i))
		if !unreachable(err) {
			return askedIn(id, slot, ref, err)
		}
		a.explain(ctx, i.Channel, err)
	}
	if ref := i.Where(triage.SlotIncident); !ref.IsZero() {
		b := a.channelBook(ref.Channel)
		ref, err := a.post(ctx, j, b, ref.Channel, ref.TS, render(b, i))
		return askedIn(id, slot, ref, err)
	}
	ref, err := a.toChannelOrLead(ctx, j, a.incidentsChannel(), func(b phrase.Book) message { return render(b, i) })
	return askedIn(id, slot, ref, err)
}

// askedIn notes where a question about an incident stands.
func askedIn(id triage.IncidentID, slot triage.Slot, ref triage.MessageRef, err error) (outbox.Receipt, error) {
	if err != nil {
		return outbox.Receipt{}, err
	}
	return posted(triage.Order{Incident: id}, slot, ref), nil
}

// bookOf speaks the language in which whereRun posts in a channel.
func (a *App) bookOf(ctx context.Context, i triage.Incident, ch triage.ChannelID) phrase.Book {
	switch {
	case ch == i.Channel:
		return a.book(i.Lang)
	case isDirect(ch):
		return a.readerBook(ctx, a.rooms.partner(ctx, ch))
	}
	return a.channelBook(ch)
}

// settleAsked edits a question about an incident: it says what came of it and
// asks for nothing any more.
func (a *App) settleAsked(ctx context.Context, j outbox.Job, n triage.Settle) (outbox.Receipt, error) {
	i, err := a.desk.Incident(ctx, n.Incident)
	if err != nil {
		return outbox.Receipt{}, outbox.Permanent(err)
	}
	ref := i.Where(n.Slot)
	if ref.IsZero() {
		return outbox.Receipt{}, nil
	}
	b := a.bookOf(ctx, i, ref.Channel)
	m := textBlock(drillMark(b, i) + a.outcome(ctx, b, i, n.Slot))
	if err = a.edit(ctx, j, b, ref, m); code(err) == "message_not_found" { // somebody has deleted it
		err = nil
	}
	return outbox.Receipt{}, err
}

// outcome is what came of a question about an incident.
func (a *App) outcome(ctx context.Context, b phrase.Book, i triage.Incident, s triage.Slot) string {
	switch {
	case strings.HasPrefix(string(s), string(triage.SlotPageAgain)):
		if i.Page.N > 1 {
			return b.Say(phrase.PageSentAgain)
		}
		return b.Say(phrase.AskedOver, "id", string(i.ID))
	case s != triage.SlotUpdate && !i.Acting:
		return b.Say(phrase.CommandTaken, "who", escape(a.name(ctx, i.Commander)))
	case s == triage.SlotUpdate && i.UpdatedAt.After(i.Where(s).TS.Time()):
		return b.Say(phrase.UpdateDone, "at", a.date(b, i.UpdatedAt))
	case i.Status == triage.IncidentResolved:
		return b.Say(phrase.AskedOver, "id", string(i.ID))
	case s == triage.SlotUpdate:
		return b.Say(phrase.UpdateAgain)
	}
	return b.Say(phrase.NoCommander) // running again; the incident's own line has the button
}

// findAsked looks where whereRun posts.
func (a *App) findAsked(ctx context.Context, j outbox.Job, id triage.IncidentID, slot triage.Slot) (outbox.Receipt, bool, error) {
	i, err := a.desk.Incident(ctx, id)
	if err != nil {
		return outbox.Receipt{}, false, outbox.Permanent(err)
	}
	places := []triage.MessageRef{{Channel: i.Channel}, i.Where(triage.SlotIncident)}
	for _, place := range places {
		if place.Channel == "" {
			continue
		}
		ref, err := a.lookFor(ctx, place.Channel, place.TS, j)
		if err != nil {
			return outbox.Receipt{}, false, err
		}
		if !ref.IsZero() {
			return posted(triage.Order{Incident: id}, slot, ref), true, nil
		}
	}
	return a.findIn(ctx, j, a.incidentsChannel(), a.desk.Policy.Lead(), triage.Order{Incident: id}, slot)
}

// incidentPace is the channel whose pace a line about an incident keeps.
func (a *App) incidentPace(ctx context.Context, id triage.IncidentID) string {
	i, err := a.desk.Incident(ctx, id)
	if err != nil || i.Channel == "" {
		return string(a.incidentsChannel())
	}
	return string(i.Channel)
}

// furnishChannel brings people, topic and bookmarks up to date. All of it is
// repeatable by value, and none of it is a reason to do without the channel.
func (a *App) furnishChannel(ctx context.Context, n triage.FurnishChannel) (outbox.Receipt, error) {
	i, err := a.desk.Incident(ctx, n.Incident)
	if err != nil {
		return outbox.Receipt{}, outbox.Permanent(err)
	}
	if i.Channel == "" || i.Foreign {
		return outbox.Receipt{}, nil
	}
	a.invite(ctx, i)
	a.headline(ctx, i)
	a.bookmark(ctx, i)
	return outbox.Receipt{}, nil
}

// invite brings in those who are needed first: who has a role, who declared,
// who is on call and who asked.
func (a *App) invite(ctx context.Context, i triage.Incident) {
	people := map[triage.PersonID]bool{i.Commander: true, i.Comms: true, i.Scribe: true, i.Declarer: true}
	if shift, err := a.desk.OnCall(ctx, "", a.now()); err == nil {
		people[triage.PersonID(shift.Primary)], people[triage.PersonID(shift.Secondary)] = true, true
	}
	for _, id := range i.Inquiries {
		if q, err := a.desk.Inquiry(ctx, id); err == nil {
			people[q.Asker] = true
		}
	}
	people[a.desk.Policy.Lead()] = true
	delete(people, "")
	inside, _, err := a.api.GetUsersInConversationContext(ctx, &slack.GetUsersInConversationParameters{ChannelID: string(i.Channel), Limit: 1000})
	if err != nil {
		a.log.DebugContext(ctx, "members of the incident's channel not read, all are invited", "incident", i.ID, "error", err)
	}
	for _, id := range inside {
		delete(people, triage.PersonID(id))
	}
	for _, id := range slices.Sorted(maps.Keys(people)) {
		if _, err := a.api.InviteUsersToConversationContext(ctx, string(i.Channel), string(id)); err != nil && code(err) != "already_in_channel" {
			a.log.WarnContext(ctx, "person not invited to the incident's channel", "incident", i.ID, "error", err)
		}
	}
}

// headline sets the topic where it says something else: every change of it is
// a message.
func (a *App) headline(ctx context.Context, i triage.Incident) {
	b := a.book(i.Lang)
	topic := cut(drillMark(b, i)+b.Say(phrase.ChannelTopic,
		"id", string(i.ID), "severity", string(i.Severity), "title", i.Title, "who", a.chief(ctx, i)), 250)
	if i.Status == triage.IncidentResolved {
		topic = cut(drillMark(b, i)+b.Say(phrase.TopicOver, "id", string(i.ID), "severity", string(i.Severity), "title", i.Title,
			"took", b.Duration(i.ResolvedAt.Sub(i.DeclaredAt))), 250)
	}
	c, err := a.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: string(i.Channel)})
	if err == nil && unescape(c.Topic.Value) == topic {
		return
	}
	if _, err := a.api.SetTopicOfConversationContext(ctx, string(i.Channel), topic); err != nil {
		a.log.WarnContext(ctx, "topic of the incident's channel not set", "incident", i.ID, "error", err)
	}
}

// bookmark adds the links that are not there yet. A workspace that has not
// allowed bookmarks works without.
func (a *App) bookmark(ctx context.Context, i triage.Incident) {
	var wanted []slack.AddBookmarkParameters
	want := func(title, emoji, url string) {
		if url != "" {
			wanted = append(wanted, slack.AddBookmarkParameters{Title: title, Type: "link", Link: url, Emoji: emoji})
		}
	}
	b := a.book(i.Lang)
	want(b.Say(phrase.BookmarkRunbook), ":books:", a.desk.Policy.Incident.Runbook)
	for _, id := range i.Inquiries[:min(len(i.Inquiries), 1)] {
		if q, err := a.desk.Inquiry(ctx, id); err == nil {
			want(b.Say(phrase.BookmarkThread, "id", string(id)), ":speech_balloon:", a.permalink(a.root(q)))
		}
	}
	want(b.Say(phrase.BookmarkPost, "id", string(i.ID)), ":rotating_light:", a.permalink(i.Where(triage.SlotIncident)))
	if d := i.Datadog; d.ID != "" && !d.Removed {
		want(b.Say(phrase.BookmarkDatadog, "n", itoa(int(d.PublicID))), ":dog:", d.URL)
	}
	if len(wanted) == 0 {
		return
	}
	have, err := a.api.ListBookmarksContext(ctx, string(i.Channel))
	for _, w := range wanted {
		if err != nil {
			break
		}
		if !slices.ContainsFunc(have, func(h slack.Bookmark) bool { return h.Link == w.Link }) {
			_, err = a.api.AddBookmarkContext(ctx, string(i.Channel), w)
		}
	}
	if err != nil {
		a.log.WarnContext(ctx, "bookmarks of the incident's channel not set", "incident", i.ID, "error", err)
	}
}
