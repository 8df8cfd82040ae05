package triage

import (
	"slices"

	"toban/bot/redact"
)

// concealed is an order without the secrets that people paste, and the kinds
// of what was taken out. It comes before everything else, so that no secret
// is searched for, logged, stored or sent on.
func (o Order) concealed() (Order, []string) {
	var found []string
	hide := func(texts ...*string) {
		for _, text := range texts {
			masked, kinds := redact.Text(*text)
			*text = masked
			for _, k := range kinds {
				found = append(found, string(k))
			}
		}
	}
	hideAll := func(list []string) []string {
		list = slices.Clone(list)
		for i := range list {
			hide(&list[i])
		}
		return list
	}
	switch c := o.Command.(type) {
	case Ask:
		hide(&c.Text)
		c.Links = hideAll(c.Links)
		o.Command = c
	case Edit:
		hide(&c.Text)
		o.Command = c
	case Wait:
		hide(&c.Reason)
		o.Command = c
	case Reply:
		hide(&c.Text)
		c.Links = hideAll(c.Links)
		o.Command = c
	case Resolve:
		hide(&c.Reasons.Note, &c.Reasons.Page)
		o.Command = c
	case GiveReasons:
		hide(&c.Reasons.Note, &c.Reasons.Page)
		o.Command = c
	case WriteArticle:
		for _, text := range c.Article.words() {
			hide(text)
		}
		o.Command = c
	case Reopen:
		hide(&c.Reason)
		o.Command = c
	case Declare:
		hide(&c.Title, &c.Affected)
		o.Command = c
	case ChangeIncident:
		hide(&c.Title, &c.Summary, &c.Fixed)
		o.Command = c
	case UpdateIncident:
		hide(&c.Status, &c.Impact)
		o.Command = c
	case AddNote:
		hide(&c.Text)
		o.Command = c
	case WriteReview:
		for _, text := range c.Text.words() {
			hide(text)
		}
		hide(&c.Link)
		o.Command = c
	case AddAction:
		hide(&c.Text)
		o.Command = c
	case PlanStep:
		hide(&c.Text)
		o.Command = c
	case RateShift:
		hide(&c.Line)
		o.Command = c
	case LeaveNote:
		hide(&c.Text)
		o.Command = c
	case NoteSearch:
		hide(&c.Words)
		o.Command = c
	case TakeAlert:
		hide(&c.Signal.Title)
		o.Command = c
	case Registered:
		hide(&c.Seen.Title, &c.Seen.Summary, &c.Seen.Affected)
		o.Command = c
	case Synced:
		hide(&c.Seen.Title, &c.Seen.Summary, &c.Seen.Affected)
		o.Command = c
	case ObserveIncident:
		hide(&c.Seen.Title, &c.Seen.Summary, &c.Seen.Affected)
		o.Command = c
	case AdoptIncident:
		hide(&c.Seen.Title, &c.Seen.Summary, &c.Seen.Affected)
		o.Command = c
	case RemoveSource, Seclude, Claim, Unclaim, Assign, Resume, RemoveReply, Reclassify, Feedback, AddAlias, DraftArticle, SettleArticle, AnswerSuspicion, AnswerStale, AnswerRecontact, AnswerCluster, Duplicate, Withdraw, Forget, Nudge, Remind,
		Posted, Undeliverable, RemoveNote, TakeCommand, GiveCommand, Unregistered, ChannelFound, ChannelAbsent, SettleAction, ChangeAction, NotePage, DraftReview, SettleReview,
		Configure, CheckHandoff, AcceptHandoff, PassOn, Keep, PostReport, Cover, ProposeSwap, BeAway, AnswerRequest, CancelChange,
		HandOver, NoteRefusal, PageOutcome, PageAgain, SettleAlert, MuteAlert: // hold no words of people
	}
	slices.Sort(found)
	return o, slices.Compact(found)
}
