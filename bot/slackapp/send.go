package slackapp

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"toban/bot/outbox"
	"toban/bot/phrase"
	"toban/bot/triage"
)

// Send implements [outbox.Sender]: one attempt, rendered from the present
// record.
func (a *App) Send(ctx context.Context, j outbox.Job) (outbox.Receipt, error) {
	switch n := j.Notice.(type) {
	case triage.OpenRoom:
		return a.openRoom(ctx, j, n)
	case triage.Relay:
		return a.relay(ctx, j, n)
	case triage.ShowCard:
		return a.inquiryMessage(ctx, j, n.Inquiry, triage.SlotCard, a.card)
	case triage.ShowSuggestion:
		return a.inquiryMessage(ctx, j, n.Inquiry, triage.SlotSuggestion, a.suggestion)
	case triage.Ping:
		return a.toTeamSide(ctx, j, n.Inquiry, triage.SlotPing, []triage.Mention{n.To}, func(b phrase.Book, _ triage.Inquiry) message { return a.ping(ctx, b, n) })
	case triage.RetractPing:
		return a.retractPing(ctx, j, n)
	case triage.PageSuspected:
		return a.toTeamSide(ctx, j, n.Inquiry, n.Slot(), n.To, func(b phrase.Book, q triage.Inquiry) message { return a.page(ctx, b, n, q) })
	case triage.WarnOwner:
		return a.warnDirect(ctx, j, n)
	case triage.WarnTeam:
		return a.toTeam(ctx, j, n.Inquiry, []triage.Mention{n.To}, func(b phrase.Book, q triage.Inquiry) message { return a.warnTeam(ctx, b, n, q) })
	case triage.TellBreach:
		return a.toTeam(ctx, j, n.Inquiry, n.To, func(b phrase.Book, q triage.Inquiry) message { return a.breach(ctx, b, n, q) })
	case triage.TellResolved:
		return a.tellResolved(ctx, j, n)
	case triage.TellMerged:
		return a.tellMerged(ctx, j, n)
	case triage.AskAsker:
		return a.askAsker(ctx, j, n)
	case triage.TellReopened:
		return a.toTeamSide(ctx, j, n.Inquiry, "", []triage.Mention{n.To}, func(b phrase.Book, q triage.Inquiry) message {
			name := string(q.ID)
			if q.Gone { // without its first message a thread may take no more: this stands in the channel
				name = a.inquiryLink(q)
			}
			text := b.Say(phrase.Reopened, "who", at(n.To.Person), "id", name)
			if q.Because != "" {
				text += b.Say(phrase.Because, "reason", escape(q.Because))
			}
			return message{text: text + a.reason(ctx, b, q, n.To)}
		})
	case triage.AskReopen:
		return a.askReopenIn(ctx, j, n)
	case triage.AskReasons:
		return a.sendReasons(ctx, j, n)
	case triage.ProposeAlias:
		return a.proposeAlias(ctx, j, n)
	case triage.SendArticle:
		return a.sendArticle(ctx, j, n)
	case triage.AskStale:
		return a.sendStale(ctx, j, n)
	case triage.SettleStale:
		return a.editStale(ctx, j, n)
	case triage.Settle:
		return a.settle(ctx, j, n)
	case triage.TellIncident:
		return a.tellIncident(ctx, j, n)
	case triage.ShowCluster:
		return a.showCluster(ctx, j, n)
	case triage.ShowAlert:
		return a.showAlert(ctx, j, n)
	case triage.PageAlert:
		return a.pageAlert(ctx, j, n)
	case triage.ShowIncident:
		return a.showIncident(ctx, j, n)
	case triage.ShowBrief:
		return a.showBrief(ctx, j, n)
	case triage.TellUpdate:
		return a.tellUpdate(ctx, j, n)
	case triage.TellState:
		return a.tellState(ctx, j, n)
	case triage.AskUpdate:
		return a.askUpdate(ctx, j, n)
	case triage.AskCommander:
		return a.askCommander(ctx, j, n)
	case triage.AskReview:
		return a.askReview(ctx, j, n)
	case triage.SendReview:
		return a.sendReviewTo(ctx, j, n)
	case triage.TellPage:
		return a.tellPage(ctx, j, n)
	case triage.TellAction:
		return a.tellAction(ctx, j, n)
	case triage.AskPageAgain:
		return a.askPageAgain(ctx, j, n)
	case triage.FurnishChannel:
		return a.furnishChannel(ctx, n)
	case triage.MakeChannel:
		return a.makeChannel(ctx, n)
	case triage.AnnounceHandoff:
		return a.announceHandoff(ctx, j, n)
	case triage.RemindHandoff:
		return a.remindHandoff(ctx, j, n)
	case triage.AskSteps:
		b := a.readerBook(ctx, n.To.Person)
		return a.direct(ctx, j, b, n.To.Person, a.stepsAsked(ctx, b, n))
	case triage.WarnHole:
		b := a.readerBook(ctx, n.To.Person)
		return a.direct(ctx, j, b, n.To.Person, a.holeAhead(ctx, b, n))
	case triage.AskEffort:
		b := a.readerBook(ctx, n.To)
		return a.direct(ctx, j, b, n.To, a.effortAsked(b, n))
	case triage.AnnounceRoster:
		_, err := a.toChannelOrLead(ctx, j, a.teamChannel(), func(b phrase.Book) message { return a.rosterChanged(ctx, b, n.Change) })
		return outbox.Receipt{}, err
	case triage.WarnRefused:
		b := a.readerBook(ctx, n.To.Person)
		return a.direct(ctx, j, b, n.To.Person, a.refusedToFollow(ctx, b, n))
	case triage.WarnRemote:
		return a.warnRemote(ctx, j, n)
	case triage.WarnHook:
		b := a.readerBook(ctx, n.To.Person)
		return a.direct(ctx, j, b, n.To.Person, a.hookGone(ctx, b, n))
	case triage.RemindStart:
		return a.remindStart(ctx, j, n)
	case triage.ShowReport:
		return a.showReport(ctx, j, n)
	case triage.ShowRequest:
		return a.showRequest(ctx, j, n)
	case triage.TellRequest:
		return a.tellRequest(ctx, j, n)
	case triage.TellDuty:
		return a.tellDuty(ctx, j, n)
	case triage.OpenIncident, triage.SyncIncident, triage.FindChannel, triage.LinkChannel, triage.AttachLinks, triage.SyncImpact, triage.PublishPage, triage.PushAction, triage.PushReview, triage.SendPage, triage.SettlePage, triage.CallHook:
	}
	return outbox.Receipt{}, outbox.Permanent(fmt.Errorf("notice %s is not Slack's", j.Envelope.Name))
}

// Channel implements [outbox.Sender]: messages of one channel are paced
// together, edits and direct messages on their own.
func (a *App) Channel(ctx context.Context, j outbox.Job) string {
	switch n := j.Notice.(type) {
	case triage.WarnTeam, triage.TellBreach, triage.AnnounceHandoff, triage.AnnounceRoster, triage.ShowRequest, triage.ShowCluster:
		return string(a.teamChannel())
	case triage.ShowReport:
		return string(a.reportPace(n))
	case triage.ShowAlert:
		return a.alertPace(ctx, n.Alert)
	case triage.PageAlert:
		return string(a.alertsChannel())
	case triage.ShowIncident, triage.TellUpdate:
		return string(a.incidentsChannel())
	case triage.TellState:
		if n.Inside {
			return a.incidentPace(ctx, n.Incident)
		}
		return string(a.incidentsChannel())
	case triage.AskUpdate:
		return a.incidentPace(ctx, n.Incident)
	case triage.AskCommander:
		return a.incidentPace(ctx, n.Incident)
	case triage.AskPageAgain:
		return a.incidentPace(ctx, n.Incident)
	case triage.WarnOwner, triage.AskReasons, triage.ProposeAlias, triage.SendArticle, triage.AskStale, triage.RemindHandoff, triage.AskSteps, triage.AskEffort, triage.WarnHole, triage.RemindStart, triage.MakeChannel, triage.FurnishChannel, triage.TellRequest, triage.TellDuty, triage.TellAction, triage.TellPage, triage.PublishPage, triage.AskReview, triage.SendReview, triage.WarnRefused, triage.WarnRemote, triage.WarnHook:
		return ""
	case triage.OpenRoom:
		return ""
	case triage.Relay:
		return a.inquiryChannel(ctx, n.Inquiry, "")
	case triage.ShowBrief:
		return "brief/" + string(n.Incident)
	case triage.ShowCard:
		return a.inquiryChannel(ctx, n.Inquiry, triage.SlotCard)
	case triage.ShowSuggestion:
		return a.inquiryChannel(ctx, n.Inquiry, triage.SlotSuggestion)
	case triage.Ping:
		return a.inquiryChannel(ctx, n.Inquiry, "")
	case triage.PageSuspected:
		return a.inquiryChannel(ctx, n.Inquiry, "")
	case triage.TellResolved:
		return a.inquiryChannel(ctx, n.Inquiry, "")
	case triage.TellMerged:
		return a.inquiryChannel(ctx, n.Inquiry, "")
	case triage.AskAsker:
		return a.inquiryChannel(ctx, n.Inquiry, "")
	case triage.TellReopened:
		return a.inquiryChannel(ctx, n.Inquiry, "")
	case triage.TellIncident:
		return a.inquiryChannel(ctx, n.Inquiry, "")
	case triage.RetractPing, triage.SettleStale, triage.Settle, triage.AskReopen, triage.OpenIncident, triage.SyncIncident, triage.FindChannel, triage.LinkChannel, triage.AttachLinks, triage.SyncImpact, triage.PushAction, triage.PushReview, triage.SendPage, triage.SettlePage, triage.CallHook:
	}
	return ""
}

// inquiryChannel is the pace of an inquiry's channel; an edit has its own.
func (a *App) inquiryChannel(ctx context.Context, id triage.InquiryID, slot triage.Slot) string {
	q, err := a.desk.Inquiry(ctx, id)
	if err != nil {
		return ""
	}
	if slot != "" && !q.Where(slot).IsZero() {
		return "edit/" + string(q.Place.Channel)
	}
	if slot == "" && q.Place.Direct {
		return string(cmp.Or(teamSide(q).Channel, q.Place.Channel))
	}
	return string(q.Place.Channel)
}

func posted(o triage.Order, slot triage.Slot, ref triage.MessageRef) outbox.Receipt {
	o.Command = triage.Posted{Slot: slot, Message: ref}
	return outbox.Receipt{Orders: []triage.Order{o}}
}

// inquiryMessage posts a message of an inquiry once and edits it from then on.
func (a *App) inquiryMessage(ctx context.Context, j outbox.Job, id triage.InquiryID, slot triage.Slot, render func(context.Context, triage.Inquiry) message) (outbox.Receipt, error) {
	q, err := a.desk.Inquiry(ctx, id)
	if err != nil {
		return outbox.Receipt{}, outbox.Permanent(err)
	}
	if q.Archived() && q.Where(slot).IsZero() { // nobody waits for a message below what was over before toban came
		return outbox.Receipt{}, nil
	}
	if slot == triage.SlotCard {
		if err := a.editRoom(ctx, j, q); err != nil {
			return outbox.Receipt{}, err
		}
	}
	b := a.placeBook(ctx, q)
	m := render(ctx, q)
	if ref := q.Where(slot); !ref.IsZero() {
		if err := a.edit(ctx, j, b, ref, m); code(err) != "message_not_found" {
			return outbox.Receipt{}, err
		}
		// Somebody deleted it: an inquiry without its card is lost to all.
	}
	thread := q.Place.Thread
	if thread == "" && slot != triage.SlotCard {
		thread = q.Where(triage.SlotCard).TS
	}
	ref, err := a.post(ctx, j, b, q.Place.Channel, thread, m)
	if err != nil {
		a.explain(ctx, q.Place.Channel, err)
		return outbox.Receipt{}, err
	}
	return posted(triage.Order{Inquiry: id}, slot, ref), nil
}

// inThread posts a line in the inquiry's thread.
func (a *App) inThread(ctx context.Context, j outbox.Job, id triage.InquiryID, slot triage.Slot, render func(phrase.Book, triage.Inquiry) message) (outbox.Receipt, error) {
	q, err := a.desk.Inquiry(ctx, id)
	if err != nil {
		return outbox.Receipt{}, outbox.Permanent(err)
	}
	b := a.placeBook(ctx, q)
	thread := q.Place.Thread
	if thread == "" {
		thread = q.Where(triage.SlotCard).TS // asked in a modal: the card is the root
	}
	ref, err := a.post(ctx, j, b, q.Place.Channel, thread, render(b, q))
	if err != nil {
		a.explain(ctx, q.Place.Channel, err)
		return outbox.Receipt{}, err
	}
	if slot == "" {
		return outbox.Receipt{}, nil
	}
	return posted(triage.Order{Inquiry: id}, slot, ref), nil
}

// explain names the channel of a refusal and what mends it.
func (a *App) explain(ctx context.Context, ch triage.ChannelID, err error) {
	switch {
	case code(err) == "is_archived":
		a.log.WarnContext(ctx, "channel is archived, name another one in the configuration", "channel", ch)
	case unreachable(err):
		a.log.WarnContext(ctx, "toban may not post in a channel, type /invite @toban there", "channel", ch, "error", err)
	}
}

// toTeam posts in the team channel; where that cannot be, the lead gets it as
// a direct message, because a warning must reach somebody. Whom it names can
// read where it leads to.
func (a *App) toTeam(ctx context.Context, j outbox.Job, id triage.InquiryID, to []triage.Mention, render func(phrase.Book, triage.Inquiry) message) (outbox.Receipt, error) {
	q, err := a.desk.Inquiry(ctx, id)
	if err != nil {
		return outbox.Receipt{}, outbox.Permanent(err)
	}
	q, receipt := a.letIn(ctx, j, q, to...)
	if _, err = a.toChannelOrLead(ctx, j, a.teamChannel(), func(b phrase.Book) message { return render(b, q) }); err != nil {
		return outbox.Receipt{}, err
	}
	return receipt, nil
}

// toChannelOrLead posts where ch is, else to the lead, and says where the
// message stands.
func (a *App) toChannelOrLead(ctx context.Context, j outbox.Job, ch triage.ChannelID, render func(phrase.Book) message) (triage.MessageRef, error) {
	if ch == "" {
		return a.toLead(ctx, j, render)
	}
	b := a.channelBook(ch)
	ref, err := a.post(ctx, j, b, ch, "", render(b))
	if unreachable(err) {
		a.explain(ctx, ch, err)
		return a.toLead(ctx, j, render)
	}
	return ref, err
}

func (a *App) toLead(ctx context.Context, j outbox.Job, render func(phrase.Book) message) (triage.MessageRef, error) {
	lead := a.desk.Policy.Lead()
	b := a.readerBook(ctx, lead)
	return a.toPerson(ctx, j, b, lead, render(b))
}

// direct posts a direct message.
func (a *App) direct(ctx context.Context, j outbox.Job, b phrase.Book, to triage.PersonID, m message) (outbox.Receipt, error) {
	_, err := a.toPerson(ctx, j, b, to, m)
	return outbox.Receipt{}, err
}

func (a *App) toPerson(ctx context.Context, j outbox.Job, b phrase.Book, to triage.PersonID, m message) (triage.MessageRef, error) {
	ch, err := a.rooms.open(ctx, to)
	if err != nil {
		return triage.MessageRef{}, judged(err)
	}
	return a.post(ctx, j, b, ch, "", m)
}

func (a *App) warnDirect(ctx context.Context, j outbox.Job, n triage.WarnOwner) (outbox.Receipt, error) {
	q, err := a.desk.Inquiry(ctx, n.Inquiry)
	if err != nil {
		return outbox.Receipt{}, outbox.Permanent(err)
	}
	q, receipt := a.letIn(ctx, j, q, n.To)
	b := a.readerBook(ctx, n.To.Person)
	ref, err := a.toPerson(ctx, j, b, n.To.Person, a.warnOwner(ctx, b, n, q))
	if err != nil {
		return outbox.Receipt{}, err
	}
	receipt.Orders = append(receipt.Orders, posted(triage.Order{Inquiry: q.ID}, triage.SlotWarning, ref).Orders...)
	return receipt, nil
}

func (a *App) retractPing(ctx context.Context, j outbox.Job, n triage.RetractPing) (outbox.Receipt, error) {
	q, err := a.desk.Inquiry(ctx, n.Inquiry)
	if err != nil {
		return outbox.Receipt{}, outbox.Permanent(err)
	}
	return outbox.Receipt{}, a.editEach(ctx, j, append(q.Paged(), q.Where(triage.SlotPing)), func(b phrase.Book, _ int) message {
		line := phrase.PingGone
		if !q.Status.Closed() {
			line = phrase.PingBack
		}
		return textBlock(b.Say(line)) // an edit without blocks would keep those of a page
	})
}

// editEach edits messages of one thread. What somebody has deleted, or was
// never posted, is left out.
func (a *App) editEach(ctx context.Context, j outbox.Job, refs []triage.MessageRef, render func(b phrase.Book, n int) message) error {
	for n, ref := range refs {
		if ref.IsZero() {
			continue
		}
		b := a.channelBook(ref.Channel)
		if err := a.edit(ctx, j, b, ref, render(b, n)); err != nil && code(err) != "message_not_found" {
			return err
		}
	}
	return nil
}

func (a *App) tellResolved(ctx context.Context, j outbox.Job, n triage.TellResolved) (outbox.Receipt, error) {
	var of triage.Inquiry
	slot := triage.SlotResolved
	if n.Of != "" {
		slot = "" // it asks for nothing
		var err error
		if of, err = a.desk.Inquiry(ctx, n.Of); err != nil {
			return outbox.Receipt{}, outbox.Permanent(err)
		}
	}
	return a.toBothSides(ctx, j, n.Inquiry, slot, func(b phrase.Book, q triage.Inquiry) message { return a.resolved(ctx, b, q, of) })
}

func (a *App) tellMerged(ctx context.Context, j outbox.Job, n triage.TellMerged) (outbox.Receipt, error) {
	of, err := a.desk.Inquiry(ctx, n.Of)
	if err != nil {
		return outbox.Receipt{}, outbox.Permanent(err)
	}
	return a.toBothSides(ctx, j, n.Inquiry, triage.SlotMerged, func(b phrase.Book, q triage.Inquiry) message { return message{text: a.merged(ctx, b, q, of)} })
}

func (a *App) askReopenIn(ctx context.Context, j outbox.Job, n triage.AskReopen) (outbox.Receipt, error) {
	q, err := a.desk.Inquiry(ctx, n.Inquiry)
	if err != nil {
		return outbox.Receipt{}, outbox.Permanent(err)
	}
	b := a.readerBook(ctx, n.To)
	if q.Place.Direct { // private anyway, and there it lasts
		_, err := a.post(ctx, j, b, q.Place.Channel, q.Place.Thread, a.askReopen(b, q))
		return outbox.Receipt{}, err
	}
	return outbox.Receipt{}, judged(a.whisper(ctx, n.To, q.Place.Root(), a.askReopen(b, q)))
}

func (a *App) tellIncident(ctx context.Context, j outbox.Job, n triage.TellIncident) (outbox.Receipt, error) {
	i, err := a.desk.Incident(ctx, n.Incident)
	if err != nil {
		return outbox.Receipt{}, outbox.Permanent(err)
	}
	return a.toBothSides(ctx, j, n.Inquiry, "", func(b phrase.Book, _ triage.Inquiry) message { return a.told(b, n, i) })
}

func (a *App) showIncident(ctx context.Context, j outbox.Job, n triage.ShowIncident) (outbox.Receipt, error) {
	i, err := a.desk.Incident(ctx, n.Incident)
	if err != nil {
		return outbox.Receipt{}, outbox.Permanent(err)
	}
	ch := a.incidentsChannel()
	if ref := i.Where(triage.SlotIncident); !ref.IsZero() {
		b := a.channelBook(ref.Channel)
		return outbox.Receipt{}, a.edit(ctx, j, b, ref, a.incidentPost(ctx, b, i))
	}
	ref, err := a.toChannelOrLead(ctx, j, ch, func(b phrase.Book) message { return a.incidentPost(ctx, b, i) })
	if err != nil {
		return outbox.Receipt{}, err
	}
	return posted(triage.Order{Incident: i.ID}, triage.SlotIncident, ref), nil
}

func (a *App) showBrief(ctx context.Context, j outbox.Job, n triage.ShowBrief) (outbox.Receipt, error) {
	i, err := a.desk.Incident(ctx, n.Incident)
	if err != nil {
		return outbox.Receipt{}, outbox.Permanent(err)
	}
	if i.Channel == "" {
		return outbox.Receipt{}, nil
	}
	b := a.book(i.Lang)
	m := a.brief(ctx, b, i)
	if ref := i.Where(triage.SlotBrief); !ref.IsZero() {
		return outbox.Receipt{}, a.edit(ctx, j, b, ref, m)
	}
	ref, err := a.post(ctx, j, b, i.Channel, "", m)
	if err != nil {
		return outbox.Receipt{}, err
	}
	if err := a.api.AddPinContext(ctx, string(i.Channel), slack.NewRefToMessage(string(ref.Channel), string(ref.TS))); err != nil {
		a.log.WarnContext(ctx, "incident summary not pinned", "incident", i.ID, "error", err)
	}
	return posted(triage.Order{Incident: i.ID}, triage.SlotBrief, ref), nil
}

// makeChannel creates the incident's channel, or adopts the one an earlier
// attempt created. The people follow, see furnishChannel.
func (a *App) makeChannel(ctx context.Context, n triage.MakeChannel) (outbox.Receipt, error) {
	i, err := a.desk.Incident(ctx, n.Incident)
	if err != nil {
		return outbox.Receipt{}, outbox.Permanent(err)
	}
	if i.Channel != "" {
		return outbox.Receipt{}, nil
	}
	id, name, err := a.ownChannel(ctx, channelName(i), i.Origin.Private)
	if err != nil {
		return outbox.Receipt{}, judged(err)
	}
	return outbox.Receipt{Orders: []triage.Order{{
		Incident: i.ID, Command: triage.ChannelFound{Channel: triage.ChannelID(id), Name: name},
	}}}, nil
}

func channelName(i triage.Incident) string {
	name := strings.ToLower(string(i.ID)) // inc-7
	if i.Drill {
		name = "drill-" + name
	}
	if slug := i.Slug(); slug != "" {
		name += "-" + slug
	}
	return name
}

// nameTries is how many names are tried when channels of others have them.
const nameTries = 5

// ownChannel creates a channel, or finds the one that an earlier attempt
// created. A channel of somebody else's with that name is left alone.
func (a *App) ownChannel(ctx context.Context, base string, private bool) (id, name string, err error) {
	for n := 1; n <= nameTries; n++ {
		name = base
		if n > 1 {
			name += "-" + itoa(n)
		}
		c, err := a.api.CreateConversationContext(ctx, slack.CreateConversationParams{ChannelName: name, IsPrivate: private})
		switch {
		case err == nil && c.ID == "":
			return "", "", outbox.Unclear(errors.New("slack created a channel without an id"))
		case err == nil:
			return c.ID, name, nil
		case code(err) != "name_taken":
			return "", "", err
		}
		if id, err = a.findOwn(ctx, name); err != nil || id != "" {
			return id, name, err
		}
	}
	return "", "", outbox.Permanent(fmt.Errorf("channels of others are named %s and the like", base))
}

// findOwn is the open channel of our own making with that name, "" when there
// is none.
func (a *App) findOwn(ctx context.Context, name string) (string, error) {
	me, err := a.self.get(ctx)
	if err != nil {
		return "", err
	}
	cursor := ""
	for {
		list, next, err := a.api.GetConversationsContext(ctx, &slack.GetConversationsParameters{
			Cursor: cursor, Limit: 200, ExcludeArchived: true, Types: []string{"public_channel", "private_channel"},
		})
		if err != nil {
			return "", err
		}
		for _, c := range list {
			if c.Name == name && c.Creator == me.UserID {
				return c.ID, nil
			}
		}
		if next == "" {
			return "", nil
		}
		cursor = next
	}
}

var errHandoffReplaced = errors.New("a later handoff has taken its place")

func (a *App) announceHandoff(ctx context.Context, j outbox.Job, n triage.AnnounceHandoff) (outbox.Receipt, error) {
	d, err := a.desk.Duty(ctx, n.Rotation)
	if err != nil {
		return outbox.Receipt{}, outbox.Permanent(err)
	}
	if d.Last == nil || !d.Last.Handoff.Boundary.Equal(n.Boundary) {
		return outbox.Receipt{}, a.settleHandoff(ctx, j, n)
	}
	if !d.Post.IsZero() {
		b := a.channelBook(d.Post.Channel)
		return outbox.Receipt{}, a.edit(ctx, j, b, d.Post, a.handoff(ctx, b, d))
	}
	a.followFirst(ctx, n.Rotation)
	ref, err := a.toChannelOrLead(ctx, j, a.teamChannel(), func(b phrase.Book) message { return a.handoff(ctx, b, d) })
	if err != nil {
		return outbox.Receipt{}, err
	}
	return posted(triage.Order{Rotation: n.Rotation}, triage.SlotHandoff, ref), nil
}

// settleHandoff takes the buttons off the post of a handoff that another has
// replaced.
func (a *App) settleHandoff(ctx context.Context, j outbox.Job, n triage.AnnounceHandoff) error {
	d, err := a.desk.HandoffOf(ctx, n.Rotation, n.Boundary)
	if err != nil || d.Post.IsZero() {
		return outbox.Permanent(cmp.Or(err, errHandoffReplaced))
	}
	b := a.channelBook(d.Post.Channel)
	if err = a.edit(ctx, j, b, d.Post, a.handoffOver(ctx, b, d)); code(err) == "message_not_found" { // somebody has deleted it
		return nil
	}
	return err
}

func (a *App) remindHandoff(ctx context.Context, j outbox.Job, n triage.RemindHandoff) (outbox.Receipt, error) {
	d, err := a.desk.Duty(ctx, n.Rotation)
	if err != nil || d.Last == nil || !d.Last.Handoff.Boundary.Equal(n.Boundary) {
		return outbox.Receipt{}, outbox.Permanent(cmp.Or(err, errHandoffReplaced))
	}
	b := a.readerBook(ctx, n.To.Person)
	return a.direct(ctx, j, b, n.To.Person, a.handoffOwed(ctx, b, d, n))
}

func (a *App) remindStart(ctx context.Context, j outbox.Job, n triage.RemindStart) (outbox.Receipt, error) {
	d, err := a.desk.Duty(ctx, n.Rotation)
	if err != nil {
		return outbox.Receipt{}, outbox.RetryAfter(err, 0)
	}
	b := a.readerBook(ctx, n.To.Person)
	return a.direct(ctx, j, b, n.To.Person, a.dutyStarts(ctx, b, d, n))
}

func (a *App) showReport(ctx context.Context, j outbox.Job, n triage.ShowReport) (outbox.Receipt, error) {
	if n.Owner != "" {
		return a.tellOwner(ctx, j, n.Owner)
	}
	if n.Team != "" {
		return a.showMirror(ctx, j, n)
	}
	d, err := a.deps.Report(ctx, n.Period)
	if err != nil {
		return outbox.Receipt{}, outbox.RetryAfter(err, 0)
	}
	if !n.Under.IsZero() {
		return outbox.Receipt{}, a.explainReport(ctx, n, d)
	}
	d.Gaps = a.readableGaps(ctx, d.Gaps, func(q triage.Inquiry) bool { return !a.confidential(ctx, q) })
	ref, err := a.toChannelOrLead(ctx, j, a.reportChannel(), func(b phrase.Book) message { return a.reportPost(ctx, b, d) })
	if err != nil {
		return outbox.Receipt{}, err
	}
	return reportStands(n, ref), nil
}

// reportStands has what belongs under a report follow its post.
func reportStands(n triage.ShowReport, post triage.MessageRef) outbox.Receipt {
	return outbox.Receipt{Orders: []triage.Order{{Command: triage.PostReport{Period: n.Period, Under: post}}}}
}

// reportChannel is where reports are posted, "" when there is no such place.
func (a *App) reportChannel() triage.ChannelID {
	return cmp.Or(a.config.ReportChannel, a.teamChannel())
}

// reportPace is the channel of which a report's part is one message; a direct
// message has its own.
func (a *App) reportPace(n triage.ShowReport) triage.ChannelID {
	switch {
	case n.Owner != "":
		return ""
	case n.Team != "":
		return a.mirrorChannel(n.Team)
	case !n.Under.IsZero():
		return n.Under.Channel
	}
	return a.reportChannel()
}

// explainReport puts the picture of the periods up to a report's, and its
// details, into the thread under it.
func (a *App) explainReport(ctx context.Context, n triage.ShowReport, d triage.Digest) error {
	points, err := a.desk.Trend(ctx, n.Period, TrendWeeks)
	if err != nil {
		return outbox.RetryAfter(err, 0)
	}
	report, err := a.desk.Explain(ctx, d)
	if err != nil {
		return outbox.RetryAfter(err, 0)
	}
	b := a.channelBook(n.Under.Channel)
	if isDirect(n.Under.Channel) {
		b = a.readerBook(ctx, a.desk.Policy.Lead())
	}
	var picture bytes.Buffer
	if err := a.Trend(&picture, triage.Lang(b.Lang()), points); err != nil {
		return outbox.Permanent(err)
	}
	_, err = a.api.UploadFileContext(ctx, slack.UploadFileParameters{
		Filename: pictureName(n.Period), Title: b.Say(phrase.TrendTitle), AltTxt: cutMarkup(a.trendText(b, points), limitAlt),
		Reader: &picture, FileSize: picture.Len(), Channel: string(n.Under.Channel), ThreadTimestamp: string(n.Under.TS),
		InitialComment: cutMarkup(strings.Join(a.detailLines(b, report), "\n"), limitMessage),
	})
	if err != nil {
		return judged(err)
	}
	return nil
}

// pictureName names the picture of a report, by which a second attempt finds it.
func pictureName(p triage.Period) string { return "toban-" + string(p) + ".png" }
