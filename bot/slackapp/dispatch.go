package slackapp

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// An act is one thing one person did, wherever it arrived from.
type act struct {
	key  string   // of the delivery; orders of one act add to it
	also []string // further keys of the same act

	by    triage.PersonID
	guest bool // known to have no powers: a guest, a stranger or a bot
	alert bool // a bot's alert
	bot   bool // known to be a bot's doing

	stranger bool // of another workspace, in a shared channel

	channel triage.ChannelID
	thread  triage.MessageTS // root of the thread the act is in, empty outside of one
	ts      triage.MessageTS // the message itself, if the act is one
	direct  bool             // in a direct message with toban

	view, hash string // the modal the act was done in

	trigger string // opens one modal within three seconds
	respond string // Slack's response_url
	late    bool   // read back from history: nobody is waiting for a word
}

// besideIt reports whether an answer in private stands in the person's direct
// messages with toban, where it need not say what was sent there.
func (c act) besideIt() bool { return c.direct || c.channel == "" }

// identityBudget is how long a delivery waits for what Slack says of its
// actor.
const identityBudget = 700 * time.Millisecond

// identified is c with what Slack says of its actor: guests, people of other
// workspaces and bots have no powers, whatever the configuration says of them.
// While Slack does not tell, what the delivery itself said counts.
func (a *App) identified(ctx context.Context, c act) act {
	ctx, cancel := context.WithTimeout(ctx, identityBudget)
	defer cancel()
	p := a.people.get(ctx, c.by)
	c.stranger = c.stranger || p.Stranger
	c.bot = p.Bot
	c.guest = c.guest || c.stranger || p.powerless()
	return c
}

// empowered reports whether who acted has a member's powers.
func (a *App) empowered(c act) bool { return !c.guest && a.desk.Policy.IsMember(c.by) }

// root is where the act's thread begins, or would begin.
func (c act) root() triage.MessageTS { return cmp.Or(c.thread, c.ts) }

// message points at the act's own message.
func (c act) message() triage.MessageRef { return triage.MessageRef{Channel: c.channel, TS: c.ts} }

// where is the place in which only the actor is answered.
func (c act) where() triage.MessageRef {
	return triage.MessageRef{Channel: c.channel, TS: c.thread}
}

// order makes the act an order.
func (c act) order(cmd triage.Command) triage.Order {
	return triage.Order{
		Key: c.key, Also: c.also, By: c.by, Guest: c.guest, At: c.ts.Time(), Command: cmd,
	}
}

// about makes the act an order about an inquiry.
func (c act) about(id triage.InquiryID, cmd triage.Command) triage.Order {
	o := c.order(cmd)
	o.Inquiry = id
	return o
}

// of makes the act an order about an incident.
func (c act) of(id triage.IncidentID, cmd triage.Command) triage.Order {
	o := c.order(cmd)
	o.Incident = id
	return o
}

// onAlert makes the act an order about an alert.
func (c act) onAlert(id triage.AlertID, cmd triage.Command) triage.Order {
	o := c.order(cmd)
	o.Alert = id
	return o
}

// reader speaks the actor's language.
func (a *App) reader(ctx context.Context, c act) phrase.Book {
	ctx, cancel := context.WithTimeout(ctx, lookBudget)
	defer cancel()
	return a.readerBook(ctx, c.by)
}

// unrecorded reports whether an order failed for a reason that trying again
// may cure. Everything else is an answer to the person.
func unrecorded(err error) bool {
	if err == nil {
		return false
	}
	switch triage.KindOf(err) {
	case triage.Unavailable, triage.Internal:
		return true
	case triage.Invalid, triage.NotFound, triage.Denied, triage.Conflict:
	}
	return false
}

// refusal tells a reader why an order was refused, in words.
func (a *App) refusal(ctx context.Context, b phrase.Book, reader triage.PersonID, err error) message {
	e, ok := errors.AsType[*triage.Error](err)
	if !ok || unrecorded(err) {
		return message{text: b.Say(phrase.TryAgain)}
	}
	reason := e.Reason
	switch {
	case reason != "already":
	case e.Who == "":
		reason = "already_nobody"
	case e.Who == reader:
		reason = "already_you"
	}
	line, ok := phrase.Refusal(reason)
	if !ok {
		a.log.ErrorContext(ctx, "refusal without a sentence", "reason", e.Reason)
		line = phrase.TryAgain
	}
	at := b.When(a.local(e.At))
	if e.Reason == "nudged" {
		at = b.Clock(a.local(e.At))
	}
	return wayOut(b, reason, message{text: b.Say(line,
		"who", escape(a.name(ctx, e.Who)), "subject", escape(oneLine(e.Subject, 200)), "at", at, "team", escape(a.team(b)))})
}

// team is how the platform team is called.
func (a *App) team(b phrase.Book) string {
	return cmp.Or(a.config.TeamName, b.Say(phrase.PlatformTeam))
}

// tell answers the actor in private, after the acknowledgement: in the place
// of the act if toban may speak there, else through the response URL.
func (a *App) tell(ctx context.Context, c act, say func(context.Context, phrase.Book) message) {
	if c.late || c.by == "" {
		return
	}
	a.later(ctx, func(ctx context.Context) {
		b := a.reader(ctx, c)
		m := say(ctx, b)
		if m.text == "" {
			return
		}
		if err := a.private(ctx, c, b, m); err != nil {
			a.log.WarnContext(ctx, "private answer not delivered", "channel", c.channel, "error", err)
		}
	})
}

// private delivers m to the actor alone.
func (a *App) private(ctx context.Context, c act, b phrase.Book, m message) error {
	var err error
	switch {
	case c.direct && c.channel != "":
		// What is written in a direct message is private anyway, and lasts.
		_, _, err = a.api.PostMessageContext(ctx, string(c.channel), m.options(b, noJob, c.thread)...)
	case c.channel != "":
		err = a.whisper(ctx, c.by, c.where(), m)
	default:
		return a.directly(ctx, c.by, b, m)
	}
	if err == nil || c.respond == "" {
		return err
	}
	return a.respond(ctx, c.respond, webhook(m, false))
}

// directly sends m as a direct message.
func (a *App) directly(ctx context.Context, to triage.PersonID, b phrase.Book, m message) error {
	ch, err := a.rooms.open(ctx, to)
	if err != nil {
		return err
	}
	_, _, err = a.api.PostMessageContext(ctx, string(ch), m.options(b, noJob, "")...)
	return err
}

// refuse tells the actor that an order was refused. Its result is what the
// acknowledgement needs: an error when the order was not recorded.
func (a *App) refuse(ctx context.Context, c act, err error) error {
	if err == nil {
		return nil
	}
	if unrecorded(err) {
		a.log.ErrorContext(ctx, "order not recorded", "key", c.key, "error", err)
		return err
	}
	a.log.DebugContext(ctx, "order refused", "key", c.key, "error", err)
	if len(c.also) > 0 { // it arrives more than once; the refusal is told once
		return a.once(ctx, c, func(ctx context.Context, b phrase.Book) message { return a.refusal(ctx, b, c.by, err) })
	}
	a.tell(ctx, c, func(ctx context.Context, b phrase.Book) message { return a.refusal(ctx, b, c.by, err) })
	return nil
}

// subject finds what a message belongs to.
func (a *App) subject(ctx context.Context, ref triage.MessageRef) (q triage.InquiryID, i triage.IncidentID, err error) {
	if ref.IsZero() {
		return "", "", nil
	}
	subject, err := a.desk.Find(ctx, triage.MessageLink(ref))
	if err != nil || subject == "" {
		return "", "", err
	}
	if id, ok := triage.SubjectInquiry(subject); ok {
		return id, "", nil
	}
	if id, ok := triage.SubjectIncident(subject); ok {
		return "", id, nil
	}
	return "", "", nil
}

// incidentHere finds the incident of a channel, or of the inquiry in a thread.
func (a *App) incidentHere(ctx context.Context, c act) (triage.IncidentID, error) {
	subject, err := a.desk.Find(ctx, triage.ChannelLink(c.channel))
	if err != nil {
		return "", err
	}
	if id, ok := triage.SubjectIncident(subject); ok {
		return id, nil
	}
	q, i, err := a.subject(ctx, triage.MessageRef{Channel: c.channel, TS: c.root()})
	if err != nil || i != "" || q == "" {
		return i, err
	}
	inquiry, err := a.desk.Inquiry(ctx, q)
	return inquiry.Incident, err
}

// askingTeam is the team of a person, by name, else by the channel.
func (a *App) askingTeam(id triage.PersonID, ch triage.ChannelID) triage.TeamID {
	for _, t := range a.config.AskingTeams {
		if slices.Contains(t.Members, id) {
			return t.Key
		}
	}
	for _, t := range a.config.AskingTeams {
		if slices.Contains(t.Channels, ch) {
			return t.Key
		}
	}
	return ""
}

// intake is where forms without a place of their own go: the channel itself if
// it takes inquiries, else the first that does in the reader's language, else
// the first that does, else the team's.
func (a *App) intake(ch triage.ChannelID, lang phrase.Lang) triage.ChannelID {
	if c, ok := a.channel(ch); ok && c.Intake != "" {
		return ch
	}
	var first triage.ChannelID
	for _, c := range a.config.Channels {
		switch {
		case c.Intake == "":
		case string(cmp.Or(c.Language, a.config.Language)) == string(lang):
			return c.ID
		case first == "":
			first = c.ID
		}
	}
	return cmp.Or(first, a.teamChannel())
}

// ask completes an inquiry with what the channel and the person say about it.
func (a *App) ask(ctx context.Context, c act, ask triage.Ask) triage.Ask {
	conf, _ := a.channel(ask.Place.Channel)
	if ask.Asker == "" {
		ask.Asker = c.by
	}
	ask.Rotation = conf.Rotation
	ask.Lang = cmp.Or(conf.Language, a.config.Language)
	if ask.Place.Direct { // the pages are for the asker alone
		looking, cancel := context.WithTimeout(ctx, lookBudget)
		ask.Lang = triage.Lang(a.readerBook(looking, ask.Asker).Lang())
		cancel()
	}
	if ask.Place.Direct {
		ask.Place.Private = true
	} else {
		readers := a.readership(ctx, ask.Place.Channel)
		ask.Place.Private, ask.Place.External = readers.private, readers.external
	}
	ask.Team = a.askingTeam(ask.Asker, ask.Place.Channel)
	ask.Late, ask.Alert = c.late, c.alert
	return ask
}

// openOnce opens an inquiry unless its thread has one already: a thread has
// one inquiry.
func (a *App) openOnce(ctx context.Context, c act, ask triage.Ask) (triage.Outcome, error) {
	root := ask.Place.Root()
	if root.IsZero() {
		return a.desk.Handle(ctx, c.order(a.ask(ctx, c, ask)))
	}
	leave, err := a.in.lanes.enter(ctx, root.Key())
	if err != nil {
		return triage.Outcome{}, err
	}
	defer leave()
	q, i, err := a.subject(ctx, root)
	if err != nil {
		return triage.Outcome{}, err
	}
	if subject := cmp.Or(string(q), string(i)); subject != "" {
		return triage.Outcome{Subject: subject, Repeat: true}, nil
	}
	return a.desk.Handle(ctx, c.order(a.ask(ctx, c, ask)))
}

// asError is the core's refusal in err's chain.
func asError(err error) (*triage.Error, bool) { return errors.AsType[*triage.Error](err) }
