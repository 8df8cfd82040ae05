package slackapp

import (
	"context"
	"slices"
	"strings"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// An audience is who learns that something happened to an inquiry. Each learns
// what those before it learn. The zero audience is nobody.
type audience int

const (
	toReaders audience = iota + 1 // whoever reads its thread, where it stands too
	toAsker
	toTeam
)

// Happened says what a record did to an inquiry, for somebody who may read it,
// and who did it, nobody where toban did. What toban noted for itself, and what
// is not for them, has no words.
func (a *App) Happened(ctx context.Context, b phrase.Book, to triage.PersonID, q triage.Inquiry, r triage.Record) (by triage.PersonID, what string) {
	reader := toReaders
	switch {
	case a.desk.Policy.IsMember(to):
		reader = toTeam
	case to != "" && (to == q.Asker || to == q.Reporter):
		reader = toAsker
	}
	text, of := a.happened(ctx, b, r)
	if of == 0 || of > reader {
		return "", ""
	}
	if unprompted(r.Event) {
		return "", text
	}
	return r.By, text
}

// unprompted reports whether toban did something of its own accord, while it
// carried out what a person wanted.
func unprompted(e triage.Event) bool {
	return isA[triage.Suggested](e) || isA[triage.Pinged](e) || isA[triage.Secluded](e) || isA[triage.Suspected](e) || isA[triage.Clustered](e)
}

func isA[T triage.Event](e triage.Event) bool {
	_, ok := e.(T)
	return ok
}

// happened is what a record says, and to whom.
func (a *App) happened(ctx context.Context, b phrase.Book, r triage.Record) (string, audience) {
	who := func(l phrase.Line, id triage.PersonID) string { return b.Say(l, "who", a.name(ctx, id)) }
	about := func(l phrase.Line, id string) string { return b.Say(l, "id", id) }
	// either is the second line where there are words to put into it.
	either := func(without, with phrase.Line, text string) string {
		if text == "" {
			return b.Say(without)
		}
		return b.Say(with, "text", oneLine(text, limitContext))
	}
	switch e := r.Event.(type) {
	case triage.Asked:
		if e.Reporter != "" && e.Reporter != e.Asker {
			return who(phrase.StoryReported, e.Asker), toReaders
		}
		return b.Say(phrase.StoryAsked), toReaders
	case triage.Suggested:
		return suggestedStory(b, e), toReaders
	case triage.Edited:
		return b.Say(phrase.StoryEdited), toReaders
	case triage.SourceRemoved:
		return b.Say(phrase.StoryDeleted), toReaders
	case triage.Secluded:
		return b.Say(phrase.StorySecluded), toReaders
	case triage.Pinged:
		return who(phrase.StoryPinged, e.Person), toReaders
	case triage.Claimed:
		if e.Owner != r.By && r.By != "" {
			return who(phrase.StoryAssigned, e.Owner), toReaders
		}
		return b.Say(phrase.StoryClaimed), toReaders
	case triage.Unclaimed:
		return b.Say(phrase.StoryUnclaimed), toReaders
	case triage.Waited:
		return either(phrase.StoryWaited, phrase.StoryWaitedFor, e.Reason), toReaders
	case triage.Resumed:
		return b.Say(phrase.StoryResumed), toReaders
	case triage.Replied:
		if e.First {
			return b.Say(phrase.StoryFirst), toReaders
		}
		return b.Say(phrase.StoryWrote), toReaders
	case triage.ReplyRemoved:
		return b.Say(phrase.StoryUnwrote), toReaders
	case triage.Answered:
		if e.State == triage.SelfSolveConfirmed {
			return b.Say(phrase.StorySolved), toReaders
		}
		return b.Say(phrase.StoryStillNeed), toReaders
	case triage.Resolved:
		return either(phrase.StoryResolved, phrase.StoryResolvedBy, e.Reasons.Note), toReaders
	case triage.Reopened:
		if e.Recontact != "" {
			return about(phrase.StoryAgain, string(e.Recontact)), toReaders
		}
		return either(phrase.StoryReopened, phrase.StoryReopenedFor, e.Reason), toReaders
	case triage.Merged:
		return about(phrase.StoryMerged, string(e.Of)), toReaders
	case triage.Joined:
		return about(phrase.StoryJoined, string(e.Duplicate)), toReaders
	case triage.Parted:
		return about(phrase.StoryParted, string(e.Duplicate)), toReaders
	case triage.Withdrew:
		if e.Stale {
			return b.Say(phrase.StoryClosed), toReaders
		}
		return b.Say(phrase.StoryWithdrew), toReaders
	case triage.Escalated:
		return about(phrase.StoryEscalated, string(e.Incident)), toReaders
	case triage.Nudged:
		return who(phrase.StoryNudged, e.Person), toReaders
	case triage.Forgotten:
		return b.Say(phrase.StoryForgotten), toReaders

	case triage.Reclassified:
		return a.reclassifiedStory(b, e), toAsker
	case triage.Helped:
		return b.Say(phrase.StoryHelped), toAsker
	case triage.StaleAsked:
		return b.Say(phrase.StoryStale), toAsker
	case triage.StillNeeded:
		return b.Say(phrase.StoryNeeded), toAsker
	case triage.Suspected:
		return b.Say(phrase.StorySuspected), toAsker
	case triage.Calmed:
		return b.Say(phrase.StoryCalm), toAsker

	case triage.Warned:
		if e.Skipped {
			return "", 0
		}
		return b.Say(phrase.StoryWarned, "percent", itoa(e.Percent)), toTeam
	case triage.Breached:
		return b.Say(phrase.StoryBreached), toTeam
	case triage.Reasoned:
		return b.Say(phrase.StoryReasoned), toTeam
	case triage.AliasProposed:
		return b.Say(phrase.StoryAliasAsked, "text", e.Page), toTeam
	case triage.AliasAdded:
		return b.Say(phrase.StoryAlias, "text", e.Page), toTeam
	case triage.ArticleWritten:
		return articleStory(b, e.State, e.Text.Title), toTeam
	case triage.ArticleSettled:
		return articleStory(b, e.State, ""), toTeam
	case triage.Kept:
		return b.Say(phrase.StoryKept), toTeam
	case triage.StepPlanned:
		if e.Text == "" {
			return "", 0
		}
		return b.Say(phrase.StoryStep, "text", oneLine(e.Text, limitContext)), toTeam
	case triage.Clustered:
		others := slices.DeleteFunc(slices.Clone(e.Inquiries), func(id triage.InquiryID) bool { return string(id) == r.Subject })
		return about(phrase.StoryClustered, strings.Join(ids(b, others), b.Say(phrase.Comma))), toTeam
	case triage.ClusterSettled:
		if e.State != triage.ClusterUnrelated { // else what became of it is told by itself
			return "", 0
		}
		return b.Say(phrase.StoryUnrelated), toTeam

	case triage.BreachTold, triage.Gathered, triage.IncidentOffered, triage.RecontactOffered, triage.RecontactAnswered, triage.Sent, triage.Bounced, triage.ReopenOffered,
		triage.ClusterJoined, triage.ClusterTold: // what toban noted for itself
	case triage.IncidentJoined, triage.Declared, triage.IncidentChanged, triage.IncidentUpdated, triage.Noted, triage.Unnoted,
		triage.RegisteredRemotely, triage.RefusedRemotely, triage.RemovedRemotely, triage.SyncedRemotely, triage.ChannelRequested, triage.ChannelJoined,
		triage.HandedOff, triage.HandoffAccepted, triage.NoteLeft, triage.Configured, triage.SurveyAsked, triage.ShiftRated, triage.StepsAsked,
		triage.Searched, triage.HoleWarned, triage.StartReminded, triage.PageChanged, triage.Alerted, triage.AlertTold, triage.AlertSettled,
		triage.AlertMuted, triage.Reported, triage.Overrode, triage.Requested, triage.RequestSettled, triage.WentAway, triage.ChangeCancelled,
		triage.ActionAdded, triage.ReviewDue, triage.ReviewDrafted, triage.ReviewWritten, triage.ReviewSettled, triage.ActionSettled, triage.ActionChanged: // of other subjects
	}
	return "", 0
}

// suggestedStory names the pages that were offered.
func suggestedStory(b phrase.Book, e triage.Suggested) string {
	if !e.Answered {
		return b.Say(phrase.StoryNoPage)
	}
	var pages []string
	for _, s := range e.Hits {
		pages = append(pages, oneLine(s.Title, 120))
	}
	return b.Say(phrase.StorySuggested, "pages", strings.Join(pages, b.Say(phrase.Comma)))
}

// reclassifiedStory names what a person said of an inquiry.
func (a *App) reclassifiedStory(b phrase.Book, e triage.Reclassified) string {
	var said []string
	if e.Kind != "" {
		said = append(said, b.Say(phrase.StoryKind, "text", a.KindTitle(b, e.Kind)))
	}
	if e.Area != "" {
		said = append(said, b.Say(phrase.StoryArea, "text", a.AreaTitle(b, e.Area)))
	}
	if e.Urgency != 0 {
		said = append(said, b.Say(phrase.StoryUrgency, "text", urgencyMark(b, e.Urgency)))
	}
	return strings.Join(said, b.Say(phrase.Comma))
}

// articleStory is what became of the page of an inquiry.
func articleStory(b phrase.Book, s triage.ArticleState, title string) string {
	switch s {
	case triage.ArticleProposed:
		return b.Say(phrase.StoryDraft, "text", oneLine(title, 120))
	case triage.ArticleApproved:
		return b.Say(phrase.StoryPublished)
	case triage.ArticleDeclined:
		return b.Say(phrase.StoryDeclined)
	case triage.ArticleRetracted:
		return b.Say(phrase.StoryRetracted)
	}
	return ""
}
