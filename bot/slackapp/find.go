package slackapp

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"toban/bot/outbox"
	"toban/bot/triage"
)

// Find implements [outbox.Sender]: it looks for the message that an earlier
// attempt may have left, by the job in its metadata. What is repeatable by
// value, an edit or a channel with a name of its own, need not be looked for.
func (a *App) Find(ctx context.Context, j outbox.Job) (outbox.Receipt, bool, error) {
	switch n := j.Notice.(type) {
	case triage.OpenRoom, triage.Relay: // look for themselves: where, is only known then
	case triage.ShowCard:
		return a.findInquiry(ctx, j, n.Inquiry, triage.SlotCard)
	case triage.ShowSuggestion:
		return a.findInquiry(ctx, j, n.Inquiry, triage.SlotSuggestion)
	case triage.Ping:
		return a.findInquiry(ctx, j, n.Inquiry, triage.SlotPing)
	case triage.PageSuspected:
		return a.findInquiry(ctx, j, n.Inquiry, n.Slot())
	case triage.TellResolved:
		if n.Of != "" {
			return a.findInquiry(ctx, j, n.Inquiry, "")
		}
		return a.findInquiry(ctx, j, n.Inquiry, triage.SlotResolved)
	case triage.TellMerged:
		return a.findInquiry(ctx, j, n.Inquiry, triage.SlotMerged)
	case triage.AskAsker:
		return a.findInquiry(ctx, j, n.Inquiry, triage.SlotWaiting)
	case triage.TellReopened:
		return a.findInquiry(ctx, j, n.Inquiry, "")
	case triage.TellIncident:
		return a.findInquiry(ctx, j, n.Inquiry, "")
	case triage.WarnTeam, triage.TellBreach, triage.AnnounceRoster:
		return a.findIn(ctx, j, a.teamChannel(), a.desk.Policy.Lead(), triage.Order{}, "")
	case triage.ShowCluster:
		return a.findIn(ctx, j, a.teamChannel(), a.desk.Policy.Lead(), triage.Order{Inquiry: n.Inquiry}, triage.SlotCluster)
	case triage.ShowAlert:
		return a.findIn(ctx, j, a.alertsChannel(), a.desk.Policy.Lead(), triage.Order{Alert: n.Alert}, triage.SlotAlert)
	case triage.PageAlert:
		return a.findAlertPage(ctx, j, n)
	case triage.ShowReport:
		return a.findReport(ctx, j, n)
	case triage.AnnounceHandoff:
		return a.findIn(ctx, j, a.teamChannel(), a.desk.Policy.Lead(), triage.Order{Rotation: n.Rotation}, triage.SlotHandoff)
	case triage.ShowIncident:
		return a.findIn(ctx, j, a.incidentsChannel(), a.desk.Policy.Lead(), triage.Order{Incident: n.Incident}, triage.SlotIncident)
	case triage.TellUpdate:
		return a.findIn(ctx, j, a.incidentsChannel(), a.desk.Policy.Lead(), triage.Order{}, "")
	case triage.TellState:
		return a.findState(ctx, j, n)
	case triage.AskUpdate:
		return a.findAsked(ctx, j, n.Incident, triage.SlotUpdate)
	case triage.AskCommander:
		return a.findAsked(ctx, j, n.Incident, triage.CommandSlot(n.Step))
	case triage.AskPageAgain:
		return a.findAsked(ctx, j, n.Incident, triage.PageAgainSlot(n.N))
	case triage.ShowBrief:
		i, err := a.desk.Incident(ctx, n.Incident)
		if err != nil {
			return outbox.Receipt{}, false, outbox.Permanent(err)
		}
		return a.findIn(ctx, j, i.Channel, "", triage.Order{Incident: n.Incident}, triage.SlotBrief)
	case triage.WarnOwner:
		return a.findIn(ctx, j, "", n.To.Person, triage.Order{Inquiry: n.Inquiry}, triage.SlotWarning)
	case triage.AskReasons:
		return a.findReasons(ctx, j, n)
	case triage.SendArticle:
		return a.findIn(ctx, j, "", n.To, triage.Order{}, "")
	case triage.ProposeAlias:
		return a.findIn(ctx, j, "", n.To, triage.Order{}, "")
	case triage.AskStale:
		return a.findIn(ctx, j, "", n.To, triage.Order{Inquiry: n.Inquiry}, triage.SlotStale)
	case triage.RemindHandoff:
		return a.findIn(ctx, j, "", n.To.Person, triage.Order{}, "")
	case triage.AskSteps:
		return a.findIn(ctx, j, "", n.To.Person, triage.Order{}, "")
	case triage.WarnHole:
		return a.findIn(ctx, j, "", n.To.Person, triage.Order{}, "")
	case triage.WarnRefused:
		return a.findIn(ctx, j, "", n.To.Person, triage.Order{}, "")
	case triage.WarnRemote:
		return a.findIn(ctx, j, "", n.To.Person, triage.Order{}, "")
	case triage.WarnHook:
		return a.findIn(ctx, j, "", n.To.Person, triage.Order{}, "")
	case triage.RemindStart:
		return a.findIn(ctx, j, "", n.To.Person, triage.Order{}, "")
	case triage.ShowRequest:
		return a.findRequest(ctx, j, n)
	case triage.TellRequest:
		return a.findIn(ctx, j, "", n.To.Person, triage.Order{}, "")
	case triage.AskEffort:
		return a.findIn(ctx, j, "", n.To, triage.Order{}, "")
	case triage.TellDuty:
		return a.findIn(ctx, j, "", n.To, triage.Order{}, "")
	case triage.AskReview:
		return a.findIn(ctx, j, "", n.To, triage.Order{}, "")
	case triage.SendReview:
		return a.findIn(ctx, j, "", n.To, triage.Order{}, "")
	case triage.TellPage:
		return a.findIn(ctx, j, "", n.To, triage.Order{}, "")
	case triage.TellAction:
		return a.findIn(ctx, j, "", n.To, triage.Order{}, "")
	case triage.RetractPing, triage.SettleStale, triage.Settle, triage.AskReopen, triage.MakeChannel, triage.FurnishChannel,
		triage.OpenIncident, triage.SyncIncident, triage.FindChannel, triage.LinkChannel, triage.AttachLinks, triage.SyncImpact, triage.PublishPage, triage.PushAction, triage.PushReview, triage.SendPage, triage.SettlePage, triage.CallHook:
	}
	return outbox.Receipt{}, false, nil
}

func (a *App) findInquiry(ctx context.Context, j outbox.Job, id triage.InquiryID, slot triage.Slot) (outbox.Receipt, bool, error) {
	q, err := a.desk.Inquiry(ctx, id)
	if err != nil {
		return outbox.Receipt{}, false, outbox.Permanent(err)
	}
	if q.Place.Direct && slot != triage.SlotCard && slot != triage.SlotSuggestion {
		return outbox.Receipt{}, false, nil // its sides are looked through by Send
	}
	thread := q.Place.Thread
	if thread == "" {
		thread = q.Where(triage.SlotCard).TS
	}
	ref, err := a.lookFor(ctx, q.Place.Channel, thread, j)
	if err != nil || ref.IsZero() {
		return outbox.Receipt{}, false, err
	}
	return receiptFor(triage.Order{Inquiry: id}, slot, ref), true, nil
}

// findIn looks in a channel and in the direct messages of whoever gets it
// instead.
func (a *App) findIn(ctx context.Context, j outbox.Job, ch triage.ChannelID, direct triage.PersonID, o triage.Order, slot triage.Slot) (outbox.Receipt, bool, error) {
	ref, err := a.postedIn(ctx, j, ch, direct)
	if err != nil || ref.IsZero() {
		return outbox.Receipt{}, false, err
	}
	return receiptFor(o, slot, ref), true, nil
}

// postedIn is where findIn finds the message, zero where it is not.
func (a *App) postedIn(ctx context.Context, j outbox.Job, ch triage.ChannelID, direct triage.PersonID) (triage.MessageRef, error) {
	rooms := []triage.ChannelID{ch}
	if direct != "" {
		room, err := a.rooms.open(ctx, direct)
		if err != nil {
			return triage.MessageRef{}, judged(err)
		}
		rooms = append(rooms, room)
	}
	for _, room := range rooms {
		if room == "" {
			continue
		}
		if ref, err := a.lookFor(ctx, room, "", j); err != nil || !ref.IsZero() {
			return ref, err
		}
	}
	return triage.MessageRef{}, nil
}

// findReport looks for a report's post, or for the picture under it: a file has
// no metadata, but its name is its own in the thread.
func (a *App) findReport(ctx context.Context, j outbox.Job, n triage.ShowReport) (outbox.Receipt, bool, error) {
	if n.Owner != "" {
		return a.findIn(ctx, j, "", n.Owner, triage.Order{}, "")
	}
	if n.Team != "" {
		return a.findIn(ctx, j, a.mirrorChannel(n.Team), "", triage.Order{}, "")
	}
	if !n.Under.IsZero() {
		ref, err := a.lookBy(ctx, n.Under.Channel, n.Under.TS, j, func(m foundMessage) bool { return m.carries(pictureName(n.Period)) })
		return outbox.Receipt{}, !ref.IsZero(), err
	}
	post, err := a.postedIn(ctx, j, a.reportChannel(), a.desk.Policy.Lead())
	if err != nil || post.IsZero() {
		return outbox.Receipt{}, false, err
	}
	return reportStands(n, post), true, nil
}

func receiptFor(o triage.Order, slot triage.Slot, ref triage.MessageRef) outbox.Receipt {
	if slot == "" {
		return outbox.Receipt{}
	}
	return posted(o, slot, ref)
}

// found is the part of a history that is looked at.
type found struct {
	Messages         []foundMessage `json:"messages"`
	ResponseMetadata struct {
		NextCursor string `json:"next_cursor"`
	} `json:"response_metadata"`
}

type foundMessage struct {
	TS       string `json:"ts"`
	Metadata struct {
		EventType    string `json:"event_type"`
		EventPayload struct {
			Job string `json:"job"`
		} `json:"event_payload"`
	} `json:"metadata"`
	Files []struct {
		Name string `json:"name"`
	} `json:"files"`
}

// carries reports whether a file of that name is attached.
func (m foundMessage) carries(name string) bool {
	for _, f := range m.Files {
		if f.Name == name {
			return true
		}
	}
	return false
}

// clockSlack is how far Slack's clock may be behind ours.
const clockSlack = 2 * time.Minute

// lookFor reads a thread, or a channel's top level since the job was decided,
// for the job's message.
func (a *App) lookFor(ctx context.Context, ch triage.ChannelID, thread triage.MessageTS, j outbox.Job) (triage.MessageRef, error) {
	return a.lookBy(ctx, ch, thread, j, func(m foundMessage) bool {
		return m.Metadata.EventType == metadataType && m.Metadata.EventPayload.Job == j.ID
	})
}

// lookBy is lookFor by any mark.
func (a *App) lookBy(ctx context.Context, ch triage.ChannelID, thread triage.MessageTS, j outbox.Job, is func(foundMessage) bool) (triage.MessageRef, error) {
	method := "conversations.history"
	form := url.Values{"channel": {string(ch)}, "limit": {"200"}, "include_all_metadata": {"true"}}
	if thread != "" {
		method = "conversations.replies"
		form.Set("ts", string(thread))
	}
	if !j.Queued.IsZero() {
		form.Set("oldest", strconv.FormatInt(j.Queued.Add(-clockSlack).Unix(), 10))
	}
	for {
		var page found
		if err := a.call(ctx, method, form, &page); err != nil {
			switch code(err) {
			case "thread_not_found", "message_not_found", "channel_not_found", "not_in_channel":
				return triage.MessageRef{}, nil // then it cannot have been posted there
			}
			return triage.MessageRef{}, judged(err)
		}
		for _, m := range page.Messages {
			if is(m) {
				return triage.MessageRef{Channel: ch, TS: triage.MessageTS(m.TS)}, nil
			}
		}
		if page.ResponseMetadata.NextCursor == "" {
			return triage.MessageRef{}, nil
		}
		form.Set("cursor", page.ResponseMetadata.NextCursor)
	}
}
