package slackapp

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/slack-go/slack"

	"toban/bot/outbox"
	"toban/bot/phrase"
	"toban/bot/triage"
)

// An inquiry that was asked in a direct message with toban has two sides. The
// asker's is that direct message, in the asker's language. The team's is a
// group direct message of the asker and the team, the room, in the team's
// language; it is opened when the team is first told.

// roomMost is how many people beside toban a room holds; Slack allows eight.
const roomMost = 7

// placeBook speaks the language of where q was asked.
func (a *App) placeBook(ctx context.Context, q triage.Inquiry) phrase.Book {
	if q.Place.Direct {
		return a.readerBook(ctx, q.Asker)
	}
	return a.channelBook(q.Place.Channel)
}

// teamSide is the root of a direct inquiry's conversation with the team, zero
// while there is none.
func teamSide(q triage.Inquiry) triage.MessageRef {
	return cmp.Or(q.Where(triage.SlotRoom), q.Where(triage.SlotRelay))
}

// sideBook speaks the language of the team's side: the team's in a room, the
// reader's in direct messages with one of them.
func (a *App) sideBook(ctx context.Context, q triage.Inquiry) phrase.Book {
	if relay := q.Where(triage.SlotRelay); q.Where(triage.SlotRoom).IsZero() && !relay.IsZero() {
		return a.readerBook(ctx, a.rooms.partner(ctx, relay.Channel))
	}
	return a.book("")
}

// isDirect reports whether a conversation is somebody's with toban alone.
func isDirect(ch triage.ChannelID) bool { return strings.HasPrefix(string(ch), "D") }

// placed is the place of an inquiry that begins with what was said; whether it
// is private is found out with everything else, see App.ask.
func (a *App) placed(c act, thread triage.MessageTS) triage.Place {
	return triage.Place{Channel: c.channel, Thread: thread, Direct: c.direct}
}

// roomPeople are those a room is opened for, the asker first: whom it is
// opened to reach, the owner, who is on call, the secondary and the lead
// before the other members. needed are the first of them, who suffice.
func (a *App) roomPeople(ctx context.Context, q triage.Inquiry, reach []triage.PersonID, at time.Time) (all, needed []triage.PersonID) {
	policy := a.desk.Policy
	first := append([]triage.PersonID{q.Asker}, reach...)
	first = append(first, q.Owner)
	if shift, err := a.desk.OnCall(ctx, q.Rotation, at); err == nil {
		first = append(first, triage.PersonID(shift.Primary), triage.PersonID(shift.Secondary))
	}
	first = append(first, policy.Lead())
	for i, id := range append(first, policy.Everybody()...) {
		if id == "" || slices.Contains(all, id) || len(all) == roomMost {
			continue
		}
		if p := a.people.get(ctx, id); p.Deleted || p.Bot {
			continue
		}
		all = append(all, id)
		if i < len(first) {
			needed = all
		}
	}
	return all, slices.Clone(needed)
}

// openRoom opens the room of a direct inquiry and posts its root there. A room
// that its owner is not in is left for one with them: nobody can be added to a
// group direct message.
func (a *App) openRoom(ctx context.Context, j outbox.Job, n triage.OpenRoom) (outbox.Receipt, error) {
	q, err := a.desk.Inquiry(ctx, n.Inquiry)
	if err != nil {
		return outbox.Receipt{}, outbox.Permanent(err)
	}
	var owner []triage.PersonID
	if q.Owner != "" {
		owner = append(owner, q.Owner)
	}
	if side := teamSide(q); !side.IsZero() && len(a.outside(ctx, q, owner)) == 0 {
		return outbox.Receipt{}, nil
	}
	all, needed := a.roomPeople(ctx, q, nil, j.Queued)
	if len(all) < 2 {
		return outbox.Receipt{}, nil // the asker is the whole team
	}
	ref, err := a.makeRoom(ctx, j, q, all, needed, owner)
	switch {
	case err == nil:
		return posted(triage.Order{Inquiry: q.ID}, triage.SlotRoom, ref), nil
	case !final(err):
		return outbox.Receipt{}, judged(err)
	case code(err) == "missing_scope":
		a.log.ErrorContext(ctx, "group direct message not opened, the on-call is told alone: give the app the scope mpim:write and install it again",
			"inquiry", q.ID, "error", err)
	default:
		a.log.WarnContext(ctx, "group direct message not opened, the on-call is told alone", "inquiry", q.ID, "error", err)
	}
	return a.openRelay(ctx, j, q, needed)
}

// makeRoom opens the group direct message of all these people, else of those
// who are needed, and posts the root there. In a room that is left it says for
// whom and where to.
func (a *App) makeRoom(ctx context.Context, j outbox.Job, q triage.Inquiry, all, needed, reach []triage.PersonID) (triage.MessageRef, error) {
	ch, err := a.rooms.group(ctx, all)
	if final(err) && code(err) != "missing_scope" && len(needed) > 1 && len(needed) < len(all) {
		a.log.WarnContext(ctx, "group direct message not opened for everybody, tried for those who are needed", "inquiry", q.ID, "error", err)
		ch, err = a.rooms.group(ctx, needed)
	}
	if err != nil {
		return triage.MessageRef{}, err
	}
	b := a.book("")
	ref, err := a.postOnce(ctx, partOf(j, "root"), b, ch, "", a.roomCard(ctx, b, q, phrase.DirectRoot))
	if old := q.Where(triage.SlotRoom); err == nil && !old.IsZero() && old != ref {
		names := make([]string, len(reach))
		for i, id := range reach {
			names[i] = escape(a.name(ctx, id))
		}
		moved := b.Say(phrase.DirectMoved, "who", strings.Join(names, sep(b)), "room", link(a.permalink(ref), b.Say(phrase.DirectRoom)))
		if _, err := a.postOnce(ctx, partOf(j, "moved"), b, old.Channel, old.TS, message{text: moved}); err != nil {
			a.log.WarnContext(ctx, "not said in a group direct message where it goes on", "inquiry", q.ID, "error", err)
		}
	}
	return ref, err
}

// letIn moves the room of a direct inquiry for those who are led to it and
// could not read there. Failing is no reason not to tell them.
func (a *App) letIn(ctx context.Context, j outbox.Job, q triage.Inquiry, to ...triage.Mention) (triage.Inquiry, outbox.Receipt) {
	if !q.Place.Direct || q.Where(triage.SlotRoom).IsZero() {
		return q, outbox.Receipt{}
	}
	var people []triage.PersonID
	for _, m := range to {
		if m.Person != "" {
			people = append(people, m.Person)
		}
	}
	reach := a.outside(ctx, q, people)
	if len(reach) == 0 {
		return q, outbox.Receipt{}
	}
	all, needed := a.roomPeople(ctx, q, reach, j.Queued)
	ref, err := a.makeRoom(ctx, j, q, all, needed, reach)
	if err != nil {
		a.log.WarnContext(ctx, "somebody who is warned cannot read the inquiry's group direct message", "inquiry", q.ID, "error", err)
		return q, outbox.Receipt{}
	}
	q.Messages = maps.Clone(q.Messages)
	q.Messages[triage.SlotRoom] = ref
	return q, posted(triage.Order{Inquiry: q.ID}, triage.SlotRoom, ref)
}

// partOf names one of several messages that a job posts in one place.
func partOf(j outbox.Job, name string) outbox.Job {
	j.ID += "/" + name
	return j
}

// outside are those who cannot read the team's side of a direct inquiry. When
// Slack does not say, everybody can.
func (a *App) outside(ctx context.Context, q triage.Inquiry, people []triage.PersonID) []triage.PersonID {
	side := teamSide(q)
	var members []string
	if !q.Where(triage.SlotRoom).IsZero() {
		var err error
		members, _, err = a.api.GetUsersInConversationContext(ctx, &slack.GetUsersInConversationParameters{ChannelID: string(side.Channel)})
		if err != nil {
			a.log.WarnContext(ctx, "members of a group direct message not read", "inquiry", q.ID, "error", err)
			return nil
		}
	}
	return slices.DeleteFunc(slices.Clone(people), func(id triage.PersonID) bool {
		if members != nil {
			return slices.Contains(members, string(id))
		}
		ch, err := a.rooms.open(ctx, id)
		return err != nil || ch == side.Channel
	})
}

// openRelay posts the root to the first of those who are needed whom Slack
// lets toban write to; toban carries words between them and the asker.
func (a *App) openRelay(ctx context.Context, j outbox.Job, q triage.Inquiry, people []triage.PersonID) (outbox.Receipt, error) {
	failed := errors.New("nobody of the team is left to tell")
	for _, id := range people {
		if id == q.Asker {
			continue
		}
		ch, err := a.rooms.open(ctx, id)
		var ref triage.MessageRef
		if err == nil {
			b := a.readerBook(ctx, id)
			ref, err = a.postOnce(ctx, j, b, ch, "", a.roomCard(ctx, b, q, phrase.DirectAlone))
		}
		if err == nil {
			return posted(triage.Order{Inquiry: q.ID}, triage.SlotRelay, ref), nil
		}
		if !final(err) {
			return outbox.Receipt{}, judged(err)
		}
		failed = err
	}
	a.log.ErrorContext(ctx, "direct inquiry reached nobody of the team: look at the members in the configuration and at the app's scopes im:write and mpim:write",
		"inquiry", q.ID, "error", failed)
	return outbox.Receipt{}, outbox.Permanent(fmt.Errorf("open a room: %w", failed))
}

// final reports whether Slack has refused for good, so that another way has
// to be found.
func final(err error) bool {
	switch code(err) {
	case "", "ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable", "request_timeout",
		"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "not_allowed_token_type",
		"team_access_not_granted", "org_login_required", "ekm_access_denied":
		return false
	}
	return true
}

// postOnce posts m unless an earlier attempt of the job has done so there. A
// job that posts in two places is repeated as a whole.
func (a *App) postOnce(ctx context.Context, j outbox.Job, b phrase.Book, ch triage.ChannelID, thread triage.MessageTS, m message) (triage.MessageRef, error) {
	if j.Attempts > 1 {
		ref, err := a.lookFor(ctx, ch, thread, j)
		if err != nil || !ref.IsZero() {
			return ref, err
		}
	}
	return a.post(ctx, j, b, ch, thread, m)
}

// editRoom shows the team's side what the card shows.
func (a *App) editRoom(ctx context.Context, j outbox.Job, q triage.Inquiry) error {
	ref, head := q.Where(triage.SlotRoom), phrase.DirectRoot
	if ref.IsZero() {
		ref, head = q.Where(triage.SlotRelay), phrase.DirectAlone
	}
	if ref.IsZero() {
		return nil
	}
	b := a.sideBook(ctx, q)
	err := a.edit(ctx, j, b, ref, a.roomCard(ctx, b, q, head))
	if final(err) { // deleted or archived: what was said there has been read
		a.log.WarnContext(ctx, "the team's view of a direct inquiry is not up to date", "inquiry", q.ID, "error", err)
		return nil
	}
	return err
}

// toTeamSide posts a line that addresses the team: in the inquiry's thread, or
// on the team's side of a direct one, where everybody it mentions can read.
// Without a room it goes to the team's channel, which is told nothing of the
// question.
func (a *App) toTeamSide(ctx context.Context, j outbox.Job, id triage.InquiryID, slot triage.Slot, to []triage.Mention, render func(phrase.Book, triage.Inquiry) message) (outbox.Receipt, error) {
	q, err := a.desk.Inquiry(ctx, id)
	if err != nil {
		return outbox.Receipt{}, outbox.Permanent(err)
	}
	if !q.Place.Direct || q.Where(triage.SlotRoom).IsZero() && !a.hasTeamBeside(q.Asker) {
		return a.inThread(ctx, j, id, slot, render)
	}
	b := a.book("")
	if room := q.Where(triage.SlotRoom); !room.IsZero() {
		var reach []triage.PersonID
		for _, m := range to {
			reach = append(reach, m.Person)
		}
		var receipt outbox.Receipt
		var err error
		if reach = a.outside(ctx, q, reach); len(reach) > 0 {
			all, needed := a.roomPeople(ctx, q, reach, j.Queued)
			if room, err = a.makeRoom(ctx, j, q, all, needed, reach); err == nil {
				receipt = posted(triage.Order{Inquiry: q.ID}, triage.SlotRoom, room)
			}
		}
		var ref triage.MessageRef
		if err == nil {
			ref, err = a.postOnce(ctx, j, b, room.Channel, room.TS, render(b, q))
		}
		if err == nil {
			receipt.Orders = append(receipt.Orders, receiptFor(triage.Order{Inquiry: q.ID}, slot, ref).Orders...)
			return receipt, nil
		}
		if !final(err) {
			return outbox.Receipt{}, judged(err)
		}
		a.log.WarnContext(ctx, "group direct message not reached, the team's channel is told", "inquiry", q.ID, "error", err)
	}
	slot = cmp.Or(slot, triage.SlotPing) // what is answered below it belongs to the inquiry
	q.Because = ""                       // words of the asker
	say := func(b phrase.Book) message {
		m := render(b, q)
		note := b.Say(phrase.DirectNoRoom, "id", string(q.ID), "asker", escape(a.name(ctx, q.Asker)), "command", a.config.Command)
		m.text += "\n" + note
		if len(m.blocks) > 0 {
			m.blocks = append(m.blocks, contextLine(note))
		}
		return m
	}
	if ch := a.teamChannel(); ch != "" {
		b := a.channelBook(ch)
		ref, err := a.postOnce(ctx, j, b, ch, "", say(b))
		if !unreachable(err) {
			return receiptOf(q, slot, ref, err)
		}
		a.explain(ctx, ch, err)
	}
	lead := a.desk.Policy.Lead()
	ch, err := a.rooms.open(ctx, lead)
	if err != nil {
		a.log.ErrorContext(ctx, "nobody of the team could be told of a direct inquiry: invite toban to the team's channel", "inquiry", q.ID, "error", err)
		return outbox.Receipt{}, judged(err)
	}
	b = a.readerBook(ctx, lead)
	ref, err := a.postOnce(ctx, j, b, ch, "", say(b))
	return receiptOf(q, slot, ref, err)
}

// hasTeamBeside reports whether there is anybody of the team but one person.
func (a *App) hasTeamBeside(id triage.PersonID) bool {
	return slices.ContainsFunc(a.desk.Policy.Everybody(), func(p triage.PersonID) bool { return p != id })
}

func receiptOf(q triage.Inquiry, slot triage.Slot, ref triage.MessageRef, err error) (outbox.Receipt, error) {
	if err != nil {
		return outbox.Receipt{}, err
	}
	return receiptFor(triage.Order{Inquiry: q.ID}, slot, ref), nil
}

// toBothSides posts a line that asker and team should read: in the inquiry's
// thread, or on both sides of a direct one.
func (a *App) toBothSides(ctx context.Context, j outbox.Job, id triage.InquiryID, slot triage.Slot, render func(phrase.Book, triage.Inquiry) message) (outbox.Receipt, error) {
	q, err := a.desk.Inquiry(ctx, id)
	if err != nil {
		return outbox.Receipt{}, outbox.Permanent(err)
	}
	if !q.Place.Direct {
		return a.inThread(ctx, j, id, slot, render)
	}
	b := a.placeBook(ctx, q)
	thread := cmp.Or(q.Place.Thread, q.Where(triage.SlotCard).TS)
	ref, failed := a.postOnce(ctx, j, b, q.Place.Channel, thread, render(b, q))
	if failed != nil && !final(failed) {
		return outbox.Receipt{}, failed
	}
	if side := teamSide(q); !side.IsZero() {
		b = a.sideBook(ctx, q)
		m := render(b, q)
		m.blocks = nil // the buttons are the asker's
		if _, err := a.postOnce(ctx, j, b, side.Channel, side.TS, m); err != nil {
			return outbox.Receipt{}, err
		}
	}
	if slot == "" || ref.IsZero() {
		return outbox.Receipt{}, failed
	}
	return posted(triage.Order{Inquiry: id}, slot, ref), failed
}

// relay shows one side what the other wrote.
func (a *App) relay(ctx context.Context, j outbox.Job, n triage.Relay) (outbox.Receipt, error) {
	q, err := a.desk.Inquiry(ctx, n.Inquiry)
	if err != nil {
		return outbox.Receipt{}, outbox.Permanent(err)
	}
	if n.Message.Channel != q.Place.Channel {
		b := a.placeBook(ctx, q)
		_, err := a.postOnce(ctx, j, b, q.Place.Channel, cmp.Or(q.Place.Thread, q.Where(triage.SlotCard).TS), a.relayed(ctx, b, n, phrase.RelayedTeam))
		return outbox.Receipt{}, err
	}
	if side := teamSide(q); !side.IsZero() {
		b := a.sideBook(ctx, q)
		_, err := a.postOnce(ctx, j, b, side.Channel, side.TS, a.relayed(ctx, b, n, phrase.RelayedAsker))
		if !final(err) {
			return outbox.Receipt{}, err
		}
		a.explain(ctx, side.Channel, err)
	}
	// What the asker adds must reach somebody.
	_, needed := a.roomPeople(ctx, q, nil, j.Queued)
	failed := errors.New("nobody of the team is left to tell")
	for _, id := range needed {
		if id == q.Asker {
			continue
		}
		ch, err := a.rooms.open(ctx, id)
		if err == nil {
			b := a.readerBook(ctx, id)
			m := a.relayed(ctx, b, n, phrase.RelayedAsker)
			m.text = string(q.ID) + " " + m.text
			m.blocks = append([]slack.Block{contextLine(string(q.ID))}, m.blocks...)
			_, err = a.postOnce(ctx, j, b, ch, "", m)
		}
		if err == nil || !final(err) {
			return outbox.Receipt{}, judged(err)
		}
		failed = err
	}
	a.log.ErrorContext(ctx, "what an asker added reached nobody of the team: look at the members in the configuration", "inquiry", q.ID, "error", failed)
	return outbox.Receipt{}, outbox.Permanent(fmt.Errorf("relay: %w", failed))
}

// relayed is somebody's words with their name, notifying nobody.
func (a *App) relayed(ctx context.Context, b phrase.Book, n triage.Relay, head phrase.Line) message {
	text := b.Say(head, "who", escape(a.name(ctx, n.From)), "team", escape(a.team(b)))
	return message{text: text + "\n" + escape(n.Text), blocks: []slack.Block{section(text), quoted(n.Text)}}
}

// asidesShown is how much of what an asker added a room opens with.
const asidesShown = 5

// roomCard is the root of the team's side: who asks what, and the card.
func (a *App) roomCard(ctx context.Context, b phrase.Book, q triage.Inquiry, head phrase.Line) message {
	if q.Forgotten {
		return a.forgottenCard(b, q)
	}
	text := b.Say(head, "asker", escape(a.name(ctx, q.Asker)))
	blocks := []slack.Block{section(text), quoted(q.Text)}
	for _, link := range q.Links[:min(len(q.Links), limitElements)] {
		blocks = append(blocks, contextLine(escape(link)))
	}
	if len(q.Asides) > 0 {
		blocks = append(blocks, contextLine(b.Say(phrase.DirectAsides)))
	}
	for i, aside := range q.Asides {
		if i == asidesShown {
			blocks = append(blocks, more(b)(len(q.Asides)+q.AsidesMore-i))
			break
		}
		blocks = append(blocks, quoted(aside))
	}
	card := a.cardFor(ctx, b, q, faceRoom)
	return message{text: text + "\n" + card.text + "\n" + escape(q.Text), blocks: append(blocks, card.blocks...)}
}

// directNote tells the asker of a direct inquiry where it goes on, "" while
// it is a matter between the two.
func (a *App) directNote(b phrase.Book, q triage.Inquiry) string {
	if q.Status.Closed() {
		return ""
	}
	if room := q.Where(triage.SlotRoom); !room.IsZero() {
		return b.Say(phrase.DirectGoesOn, "room", link(a.permalink(room), b.Say(phrase.DirectRoom)))
	}
	if !q.Where(triage.SlotRelay).IsZero() {
		return b.Say(phrase.DirectGoesOnHere)
	}
	return ""
}

// askerButtons are those of a card that only its asker reads.
func (a *App) askerButtons(ctx context.Context, b phrase.Book, q triage.Inquiry) []slack.Block {
	id := string(q.ID)
	if q.Status.Closed() {
		return []slack.Block{actions("card", button(actionReopen, id, b.Say(phrase.ButtonReopen)))}
	}
	set := []slack.BlockElement{primary(button(actionResolve, id, b.Say(phrase.ButtonResolve)))}
	if q.Incident == "" && a.mayDeclare(ctx, q.Asker) {
		declare := button(actionDeclare, id, b.Say(phrase.ButtonDeclare))
		if q.Urgency == triage.UrgencyUrgent {
			declare = danger(declare)
		}
		set = append(set, declare)
	}
	set = append(set, impactButton(b, q)...)
	return []slack.Block{actions("card", append(set,
		button(actionReclassify, id, b.Say(phrase.ButtonReclassify)),
		button(actionWithdraw, id, b.Say(phrase.ChoiceWithdraw)))...)}
}

// roomInquiry is the youngest inquiry whose room a group direct message is and
// that is open, itself or as the one that it was counted under, "" when there
// is none: people there seldom write in the thread.
func (a *App) roomInquiry(ctx context.Context, ch triage.ChannelID) (triage.InquiryID, error) {
	open, err := a.desk.Inquiries(ctx, triage.InquiryFilter{Open: true})
	if err != nil {
		return "", err
	}
	for _, q := range open { // newest first
		if q.Where(triage.SlotRoom).Channel == ch {
			return q.ID, nil
		}
	}
	for _, q := range open {
		for _, id := range slices.Backward(q.Duplicates) {
			twin, err := a.desk.Inquiry(ctx, id)
			if err != nil {
				return "", err
			}
			if twin.CameBack && twin.Where(triage.SlotRoom).Channel == ch {
				return id, nil
			}
		}
	}
	return "", nil
}

// inRoom takes what is written beside the thread of a room as said about its
// inquiry.
func (a *App) inRoom(ctx context.Context, s said, c act) error {
	id, err := a.roomInquiry(ctx, c.channel)
	if err != nil || id == "" {
		return err
	}
	_, err = a.reply(ctx, s, a.identified(ctx, c), id)
	return err
}

// emojiCode is an emoji as Slack delivers it.
var emojiCode = regexp.MustCompile(`:[a-z0-9_+'-]+:(?::skin-tone-[2-6]:)?`)

// afterName is what may stand between a name and what is said; a colon too,
// unless an emoji begins with it.
const afterName = " \t\n\u00a0\u3000,;\u3001\uff0c\uff1a"

func beginsWithEmoji(s string) bool {
	at := emojiCode.FindStringIndex(s)
	return at != nil && at[0] == 0
}

// idle reports whether a message asks nothing: it is made of emoji and
// punctuation alone, or of thanks.
func idle(raw string) bool {
	return wordless(raw) || phrase.Pleasantry(fold(emojiCode.ReplaceAllString(raw, " ")))
}

// wordless reports whether a message is made of emoji and punctuation alone.
func wordless(raw string) bool {
	return !strings.ContainsFunc(emojiCode.ReplaceAllString(raw, " "), func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

// greets reports whether a message only says hello.
func greets(raw string) bool {
	text := fold(emojiCode.ReplaceAllString(raw, " "))
	return phrase.Greeting(strings.TrimSpace(strings.TrimFunc(text, func(r rune) bool { return unicode.IsPunct(r) || unicode.IsSymbol(r) })))
}

// idled answers a message that asks nothing: thanks with the menu in a direct
// message and with nothing elsewhere, one without words with the menu. In an
// inquiry's thread it is a reply.
func (a *App) idled(ctx context.Context, s said, c act, rest string, id triage.InquiryID) error {
	switch {
	case id != "":
		_, err := a.reply(ctx, s, c, id)
		return err
	case c.direct, wordless(rest):
		return a.once(ctx, c, func(ctx context.Context, b phrase.Book) message { return a.menu(ctx, b, s, c, id) })
	}
	return nil
}

// unsure asks somebody who answers below a message of toban's that belongs to
// no inquiry, such as the menu, whether it was meant as one: saying nothing
// would lose it, and members talk below what they are told.
func (a *App) unsure(ctx context.Context, s said, c act) error {
	if idle(string(s.Text)) && len(s.Files.v) == 0 || a.desk.Policy.IsMember(c.by) {
		return nil
	}
	return a.once(ctx, c, func(_ context.Context, b phrase.Book) message {
		text := b.Say(phrase.DirectUnsure)
		return message{text: text, blocks: []slack.Block{
			section(text), actions("unsure", primary(button(actionSendInquiry, sendMessage(c.message()), b.Say(phrase.ButtonSendInquiry)))),
		}}
	})
}
