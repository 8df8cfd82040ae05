package slackapp

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"toban/bot/phrase"
	"toban/bot/triage"
	"toban/knowledge"
)

// eventTypes are the subscriptions of the manifest; the switch of dispatched
// has a case for each.
func eventTypes() []string {
	return []string{
		"app_home_opened", "app_mention", "app_uninstalled", "channel_id_changed", "message.channels",
		"message.groups", "message.im", "message.mpim", "reaction_added", "reaction_removed", "tokens_revoked", "user_change",
	}
}

// takeEvent carries out one event. It returns an error only when the event
// was not recorded and has to be sent again; the retry headers are never
// looked at, because a repeated order is harmless and a dropped one is lost.
func (a *App) takeEvent(ctx context.Context, e eventEnvelope) error {
	ctx, cancel := context.WithTimeout(ctx, ackBudget)
	defer cancel()
	switch e.Type {
	case "event_callback":
		a.noteEvent()
	case "app_rate_limited":
		a.log.WarnContext(ctx, "slack limits our events: some are lost until the next look at the history")
		a.recheck()
		return nil
	default:
		return nil
	}
	bot, team := a.whoAmI(ctx, e.bot(a.ownTeam()))
	switch teams := e.installations(); {
	case team != "" && !e.sentTo(team):
		a.log.WarnContext(ctx, "event of another installation ignored", "teams", teams)
		return nil
	case team == "" && len(teams) > 0: // Slack does not say who we are yet
		team = teams[0]
	}
	return a.dispatched(ctx, e, bot, team)
}

// dispatched carries out an event that was sent to our installation in team.
func (a *App) dispatched(ctx context.Context, e eventEnvelope, bot, team string) error {
	ev := e.Event.v
	key := eventKey(e)
	switch ev.Type {
	case "message":
		switch ev.Subtype {
		case "message_changed":
			return a.changed(ctx, key, ev, bot)
		case "message_deleted":
			return a.deleted(ctx, key, ev, bot)
		case "channel_convert_to_private", "channel_convert_to_public":
			a.in.readers.forget(triage.ChannelID(ev.Channel))
			return nil
		}
		return a.heard(ctx, said{event: ev, key: key, bot: bot, team: team})
	case "app_mention":
		return a.heard(ctx, said{event: ev, key: key, bot: bot, team: team, mention: true})
	case "reaction_added", "reaction_removed":
		return a.reacted(ctx, key, ev, bot)
	case "app_home_opened":
		if ev.Tab == "" || ev.Tab == "home" {
			a.later(ctx, func(ctx context.Context) { a.showHome(ctx, triage.PersonID(ev.User)) })
		}
	case "user_change":
		a.people.forget(triage.PersonID(ev.User))
	case "channel_id_changed":
		a.log.WarnContext(ctx, "a channel has a new id: change it in the configuration")
	case "tokens_revoked", "app_uninstalled":
		a.log.ErrorContext(ctx, "slack has withdrawn our access: install the app again", "event", string(ev.Type))
	default:
	}
	return nil
}

// eventKey names a delivery. An event without an id is named by its content.
func eventKey(e eventEnvelope) string {
	if e.EventID != "" {
		return "event/" + string(e.EventID)
	}
	ev := e.Event.v
	return fmt.Sprintf("event/%s/%s/%s/%s/%s/%s", e.Team, ev.Type, ev.Channel, ev.TS, ev.EventTS, ev.User)
}

// said is a message as it arrived, from an event or from the history.
type said struct {
	event
	key     string
	bot     string // our user id
	team    string // our workspace, whoever hosts the channel
	mention bool   // it arrived as a mention
	late    bool   // it was read back from the history
}

// human reports whether a person wrote it in a way that counts: what toban
// and other bots write never starts anything.
func (s said) human() bool {
	switch s.Subtype {
	case "", "file_share", "thread_broadcast", "me_message":
	default:
		return false
	}
	return s.BotID == "" && s.User != "" && string(s.User) != s.bot && s.User != "USLACKBOT" && s.Channel != "" && s.TS != ""
}

// reply reports whether it was written in a thread rather than at its root.
func (s said) reply() bool { return s.ThreadTS != "" && s.ThreadTS != s.TS }

// act is who did what where.
func (s said) act() act {
	c := act{
		key: s.key, also: []string{"msg/" + s.team + "/" + string(s.Channel) + "/" + string(s.TS)},
		by: triage.PersonID(s.User), stranger: s.UserTeam != "" && s.team != "" && string(s.UserTeam) != s.team,
		channel: triage.ChannelID(s.Channel), ts: triage.MessageTS(s.TS), direct: s.ChannelType == "im", late: s.late,
	}
	if s.reply() {
		c.thread = triage.MessageTS(s.ThreadTS)
	}
	return c
}

// text is the message in words, without a mention of toban at its front.
func (a *App) text(raw string) string {
	return plainText(raw, func(id triage.PersonID) string {
		if id == a.ownID() {
			return strings.TrimPrefix(a.botName(), "@")
		}
		return a.people.remembered(id)
	})
}

// heard carries out a message.
func (a *App) heard(ctx context.Context, s said) error {
	if !s.human() {
		return a.alerted(ctx, s)
	}
	c := s.act()
	leave, err := a.in.lanes.enter(ctx, string(c.channel)+"/"+string(c.root()))
	if err != nil {
		return err
	}
	defer leave()
	rest, called := addressed(string(s.Text), s.bot)
	if s.mention && !called {
		rest, called = strings.TrimSpace(string(s.Text)), true
	}
	conf, known := a.channel(c.channel)
	switch {
	case called, c.direct && (!s.reply() || isWord(rest)):
		return a.called(ctx, s, a.identified(ctx, c), rest)
	case s.reply():
		return a.replied(ctx, s, c)
	case s.ChannelType == "mpim":
		return a.inRoom(ctx, s, c)
	case known && conf.Intake == IntakeEveryMessage && !a.chatter(rest):
		return a.inquire(ctx, s, c, rest)
	}
	return nil
}

// alerted takes the message of an alert bot, or opens an inquiry from that of a
// bot that the configuration lists for a channel. All other bots are ignored.
func (a *App) alerted(ctx context.Context, s said) error {
	conf, known := a.channel(triage.ChannelID(s.Channel))
	listed := s.BotID != "" && slices.Contains(conf.Bots, string(s.BotID)) || s.User != "" && slices.Contains(conf.Bots, string(s.User))
	alert := known && a.isAlertBot(s)
	if !alert && (conf.Intake != IntakeEveryMessage || !listed) || s.reply() || s.TS == "" || s.User != "" && string(s.User) == s.bot {
		return nil
	}
	if s.Subtype != "" && s.Subtype != "bot_message" {
		return nil
	}
	s.User = lenient(cmp.Or(string(s.User), string(s.BotID)))
	c := s.act()
	c.guest, c.alert = true, true
	leave, err := a.in.lanes.enter(ctx, string(c.channel)+"/"+string(c.root()))
	if err != nil {
		return err
	}
	defer leave()
	if alert {
		return a.alertMessage(ctx, s, c)
	}
	parts := []string{string(s.Text)}
	for _, at := range s.Attachments.v {
		parts = append(parts, cmp.Or(strings.TrimSpace(string(at.Title)+"\n"+string(at.Text)), string(at.Fallback)))
		if at.Link != "" {
			parts = append(parts, "<"+string(at.Link)+">")
		}
	}
	text := strings.TrimSpace(strings.Join(parts, "\n"))
	if text == "" {
		return nil
	}
	return a.inquire(ctx, s, c, text)
}

// chatter reports whether a message that nobody addressed to toban surely
// asks nothing.
func (a *App) chatter(text string) bool {
	if strings.TrimSpace(text) == "" {
		return true
	}
	if a.deps.Classify == nil {
		return false
	}
	area := a.deps.Classify(a.text(text)).Area
	return area.Sure && area.Key == knowledge.AreaNotInquiry
}

// inquire opens an inquiry from the message itself.
func (a *App) inquire(ctx context.Context, s said, c act, rest string) error {
	// The other event of the same message, or a look at the history, may have
	// been faster: its search and classification need not run twice.
	if q, i, err := a.subject(ctx, c.message()); err != nil || q != "" || i != "" {
		return err
	}
	text := a.text(rest)
	attached := append(links(rest), fileLinks(s.Files.v)...)
	if text == "" {
		text = fileNames(s.Files.v)
	}
	_, err := a.desk.Handle(ctx, c.order(a.ask(ctx, c, triage.Ask{
		Place:  a.placed(c, c.root()),
		Source: c.message(), Text: text, Links: attached,
	})))
	return a.refuse(ctx, c, err)
}

// replied records a human message in the thread of an inquiry.
func (a *App) replied(ctx context.Context, s said, c act) error {
	id, incident, err := a.subject(ctx, triage.MessageRef{Channel: c.channel, TS: c.thread})
	if err == nil && id == "" && incident == "" && c.direct {
		return a.unsure(ctx, s, c)
	}
	if err != nil || id == "" {
		return err
	}
	_, err = a.reply(ctx, s, a.identified(ctx, c), id)
	return err
}

func (a *App) reply(ctx context.Context, s said, c act, id triage.InquiryID) (triage.Outcome, error) {
	text := a.text(string(s.Text))
	if text == "" && c.direct { // carried to who cannot read it here
		text = fileNames(s.Files.v)
	}
	out, err := a.desk.Handle(ctx, c.about(id, triage.Reply{
		Message: c.message(), Text: text, Links: links(string(s.Text)), Guest: c.stranger,
		Idle: idle(string(s.Text)) && len(s.Files.v) == 0,
	}))
	if err == nil && !out.Repeat && len(out.Concealed) > 0 {
		warned := c
		warned.key, warned.also = c.key+"/secret", prefixed("secret/", c.also)
		err = a.once(ctx, warned, func(_ context.Context, b phrase.Book) message {
			return message{text: b.Say(phrase.ConcealedReply, "kinds", secretKinds(b, out.Concealed))}
		})
	}
	return out, a.refuse(ctx, c, err)
}

// changed carries out an edit. Slack also sends one when it unfolds a link:
// then the text is the same.
func (a *App) changed(ctx context.Context, key string, ev event, bot string) error {
	m, before := ev.Message.v, ev.Previous.v
	if m == nil || m.TS == "" {
		return nil
	}
	if m.Subtype == "tombstone" { // a deleted message that still has replies
		ev.DeletedTS = m.TS
		return a.deleted(ctx, key, ev, bot)
	}
	if m.BotID != "" || string(m.User) == bot || before != nil && before.Text == m.Text {
		return nil
	}
	return a.edited(ctx, key, ref(ev.Channel, m.TS), *m, bot)
}

// edited gives an inquiry the new text of its message.
func (a *App) edited(ctx context.Context, key string, at triage.MessageRef, m inner, bot string) error {
	root := triage.MessageTS(m.ThreadTS)
	if root == "" {
		root = at.TS
	}
	leave, err := a.in.lanes.enter(ctx, string(at.Channel)+"/"+string(root))
	if err != nil {
		return err
	}
	defer leave()
	id, _, err := a.subject(ctx, at)
	if err != nil || id == "" {
		return err
	}
	q, err := a.desk.Inquiry(ctx, id)
	if err != nil || q.Source != at {
		return err
	}
	rest, _ := addressed(string(m.Text), bot)
	c := act{key: key, by: triage.PersonID(m.User), channel: at.Channel, also: []string{
		"edit/" + at.Key() + "/" + string(m.Edited.v.TS),
	}}
	_, err = a.desk.Handle(ctx, c.about(id, triage.Edit{Text: a.text(rest), At: triage.MessageTS(m.Edited.v.TS)}))
	if unrecorded(err) {
		return a.refuse(ctx, c, err)
	}
	return nil
}

// deleted carries out a deletion: of the question, or of an answer.
func (a *App) deleted(ctx context.Context, key string, ev event, bot string) error {
	gone := ref(ev.Channel, ev.DeletedTS)
	if gone.IsZero() {
		return nil
	}
	before := ev.Previous.v
	if before == nil {
		before = &inner{}
	}
	if before.BotID != "" || before.User != "" && string(before.User) == bot {
		return nil
	}
	root := gone
	if before.ThreadTS != "" {
		root.TS = triage.MessageTS(before.ThreadTS)
	}
	leave, err := a.in.lanes.enter(ctx, root.Key())
	if err != nil {
		return err
	}
	defer leave()
	id, _, err := a.subject(ctx, gone)
	if err == nil && id == "" && root != gone {
		id, _, err = a.subject(ctx, root)
	}
	if err != nil || id == "" {
		return err
	}
	q, err := a.desk.Inquiry(ctx, id)
	if err != nil {
		return err
	}
	c := act{key: key, also: []string{"delete/" + gone.Key()}, by: triage.PersonID(before.User), channel: gone.Channel}
	var cmd triage.Command = triage.RemoveReply{Message: gone}
	if q.Source == gone {
		cmd = triage.RemoveSource{}
	}
	if _, err = a.desk.Handle(ctx, c.about(id, cmd)); unrecorded(err) {
		return a.refuse(ctx, c, err)
	}
	return nil
}
