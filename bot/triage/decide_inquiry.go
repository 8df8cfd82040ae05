package triage

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Limits of what is stored of a person's words.
const (
	maxText  = 40_000 // Slack cuts messages there
	maxLine  = 300
	maxTitle = 200
	maxMins  = 60_000
)

// nudgeEvery is how often impatience reaches somebody.
const nudgeEvery = 4 * time.Hour

func (p Policy) decideInquiry(q Inquiry, o Order, f Facts) (Decision, error) {
	t := &turn{Policy: p, order: o, facts: f, q: q}
	if q.Forgotten {
		err := t.afterForgetting()
		return t.out, err
	}
	var err error
	switch c := o.Command.(type) {
	case Ask:
		err = t.ask(c)
	case Edit:
		t.edit(c)
	case RemoveSource:
		err = t.removeSource()
	case Seclude:
		if !q.Place.Private {
			t.happen(Secluded{})
		}
	case Claim:
		err = t.claim()
	case Unclaim:
		t.unclaim()
	case Assign:
		err = t.assign(c)
	case Wait:
		err = t.wait(c)
	case Resume:
		err = t.resume(c)
	case Reply:
		t.reply(c)
	case RemoveReply:
		err = t.removeReply(c)
	case Reclassify:
		err = t.reclassify(c)
	case Feedback:
		err = t.feedback(c)
	case Resolve:
		err = t.resolve(c)
	case GiveReasons:
		err = t.giveReasons(c)
	case Reopen:
		err = t.reopen(c)
	case AddAlias:
		err = t.addAlias(c)
	case NotePage:
		t.notePage(c)
	case DraftArticle, WriteArticle, SettleArticle:
		err = t.articleTurn()
	case AnswerSuspicion:
		err = t.answerSuspicion(c)
	case AnswerStale:
		err = t.answerStale(c)
	case AnswerRecontact:
		err = t.answerRecontact(c)
	case AnswerCluster:
		err = t.answerCluster(c)
	case Duplicate:
		err = t.duplicate(c)
	case Withdraw:
		err = t.withdraw(c)
	case Forget:
		err = t.forget()
	case Nudge:
		err = t.nudge()
	case PassOn:
		err = t.passOn()
	case Keep:
		err = t.keep()
	case PlanStep:
		err = t.planStep(c)
	case Remind:
		err = t.reminded(c.Reminder)
	case Posted, Undeliverable, Declare, ChangeIncident, TakeCommand, GiveCommand, UpdateIncident, AddNote, RemoveNote, Registered, Unregistered,
		ChannelFound, ChannelAbsent, ObserveIncident, AdoptIncident, Synced, SettleReview, WriteReview, DraftReview, SettleAction, ChangeAction, AddAction, Configure, CheckHandoff, RateShift, AcceptHandoff, LeaveNote, NoteSearch, PageOutcome, PageAgain, TakeAlert, SettleAlert, MuteAlert, PostReport,
		Cover, ProposeSwap, BeAway, AnswerRequest, CancelChange, HandOver, NoteRefusal:
		err = fmt.Errorf("%T is no inquiry's command", c)
	}
	if err != nil {
		return Decision{}, err
	}
	t.finish(q)
	return t.out, nil
}

// finish adds what follows from the change of an inquiry, whatever changed it.
func (t *turn) finish(before Inquiry) {
	t.suggestion(before)
	t.gather()
	t.settleStale(before)
	t.settle(before)
	t.handedOver(before)
	t.factsChanged(before)
}

// handedOver has the post of the last handoff drawn again when what it says of
// the inquiry no longer holds.
func (t *turn) handedOver(before Inquiry) {
	last := t.facts.Duty.Last
	if last == nil || !last.lists(t.q.ID) || before.handoffLine() == t.q.handoffLine() {
		return
	}
	t.tell(AnnounceHandoff{Rotation: t.facts.Duty.Rotation, Boundary: last.Handoff.Boundary})
}

// suggestion has the pages on offer drawn again when what stands below them no
// longer holds: that somebody will be told later, or that a press still counts.
func (t *turn) suggestion(before Inquiry) {
	told := t.Grace > 0 && before.unattended() != t.q.unattended()
	closed := before.Status.Closed() != t.q.Status.Closed()
	shown := ShowSuggestion{Inquiry: t.q.ID}
	if before.Answerable && (told || closed) && !slices.Contains(t.out.Notices, Notice(shown)) {
		t.tell(shown)
	}
}

// opening is what is known of an inquiry when it begins.
func (t *turn) opening(c Ask) (Asked, error) {
	text := strings.TrimSpace(c.Text)
	if text == "" {
		return Asked{}, Errorf(Invalid, "empty_text", "an inquiry needs text")
	}
	start := t.order.At
	if start.IsZero() || start.After(t.facts.Now) {
		start = t.facts.Now
	}
	e := Asked{
		Asker: c.Asker, Team: c.Team, Rotation: c.Rotation, Place: c.Place, Source: c.Source,
		Text: clip(text, maxText), Links: c.Links, Lang: c.Lang, At: start.Truncate(time.Second), Late: c.Late, Alert: c.Alert,
		Urgency: UrgencyNormal, Concealed: t.facts.Concealed,
	}
	if t.order.By != c.Asker {
		e.Reporter = t.order.By
	}
	if a := t.facts.Advice; a != nil {
		e.Kind, e.Area, e.Model = label(a.Classification.Kind), label(a.Classification.Area), a.Classification.Model
		if t.facts.urgent() {
			e.Urgency = UrgencyUrgent
		}
	}
	if e.Kind.Key == "" {
		e.Kind = Label{Key: KindQuestion}
	}
	if c.Urgency != 0 {
		e.Urgency, e.Said = c.Urgency, true
	}
	e.Area.Audit = e.Area.Automatic() && t.facts.Audit
	if c.Area != "" {
		e.Area = e.Area.said(c.Area, t.order.By, e.Area.Key)
	}
	return e, nil
}

// promised is an inquiry's beginning with the promise that is made for it.
func (t *turn) promised(e Asked) (Asked, Deadline, error) {
	deadline, err := t.Deadline(t.SLA.For(e.Urgency, e.Kind.Key, e.Area.Key, e.Team), e.At, nil)
	e.Clock, e.Target, e.Due = deadline.Clock, deadline.Target, deadline.Due
	return e, deadline, err
}

func (t *turn) ask(c Ask) error {
	if c.From != "" {
		if err := t.facts.Alerts[0].Unsettled(); err != nil {
			return err
		}
		c.Urgency = cmp.Or(c.Urgency, UrgencyNormal) // who makes an inquiry of it does not declare
	}
	e, err := t.opening(c)
	if err != nil {
		return err
	}
	e, deadline, err := t.promised(e)
	if err != nil {
		return err
	}
	t.happen(e)
	if c.Urgency == 0 {
		t.suspect()
	}
	t.offerIncident()
	if !t.q.Alert { // an alert repeats itself
		t.recall()
	}
	t.card()
	if a := t.facts.Advice; a != nil {
		offered := Suggested{Answered: a.Answered, Past: t.facts.Past}
		for _, h := range a.Hits {
			offered.Hits = append(offered.Hits, suggestion(h))
		}
		t.happen(offered)
	}
	if t.q.Answerable {
		t.tell(ShowSuggestion{Inquiry: t.q.ID})
	}
	switch {
	case c.From != "": // its card has called the on-call already
		t.facts.settledBy(AlertSettled{Verdict: AlertInquired, Inquiry: t.q.ID}, &t.out)
	case t.q.Urgency == UrgencyUrgent:
		t.page(0)
	case t.Grace > 0 && t.q.Answerable && t.q.Kind.Key == KindQuestion:
		t.remind(RemindGrace, 0, t.facts.Now.Add(t.Grace))
	default:
		t.ping()
	}
	t.watch(deadline)
	t.cluster()
	return nil
}

func (t *turn) edit(c Edit) {
	text := clip(strings.TrimSpace(c.Text), maxText)
	if text == "" || text == t.q.Text || c.At < t.q.EditTS {
		return
	}
	t.happen(Edited{Text: text, TS: c.At, Concealed: t.facts.Concealed})
	t.offerAnew()
	// An edit is judged again, upward only: it may page, it never calls off.
	if t.facts.urgent() && t.q.Urgency == UrgencyNormal && !t.q.Acknowledged() {
		t.urgency(Reclassified{Urgency: UrgencyUrgent, Words: true})
	}
	t.suspect()
	t.offerIncident()
	t.card()
}

// offerAnew replaces the pages on offer, and what is shown of the past, when
// an edited question finds others. No message is added: without one on offer
// there is none to edit.
func (t *turn) offerAnew() {
	a := t.facts.Advice
	if a == nil || t.q.SelfSolve != SelfSolveSilent || t.q.Status.Closed() {
		return
	}
	e := Suggested{Hits: t.q.Suggestions, Answered: t.q.Answerable, Past: t.facts.Past}
	if a.Answered && t.q.Answerable {
		e.Hits = nil
		for _, h := range a.Hits {
			e.Hits = append(e.Hits, suggestion(h))
		}
	}
	same := slices.EqualFunc(e.Hits, t.q.Suggestions, func(x, y Suggestion) bool { return x.Page == y.Page && x.Section == y.Section })
	if same && slices.Equal(e.Past, t.q.Past) {
		return
	}
	t.happen(e)
	if t.q.Answerable {
		t.tell(ShowSuggestion{Inquiry: t.q.ID})
	}
}

func (t *turn) removeSource() error {
	if t.q.Gone {
		return nil
	}
	t.happen(SourceRemoved{})
	if !t.q.Answered() && !t.q.Status.Closed() {
		t.happen(Withdrew{})
		if !t.q.PingedAt.IsZero() {
			t.tell(RetractPing{Inquiry: t.q.ID})
		}
		if err := t.leaveDuplicates(); err != nil {
			return err
		}
	}
	t.card()
	return nil
}

func (t *turn) claim() error {
	if err := t.needMember(); err != nil {
		return err
	}
	if err := t.needOpen(); err != nil {
		return err
	}
	if t.q.Owner != "" {
		return t.already(t.q.Owner, t.q.OwnedSince)
	}
	t.happen(Claimed{Owner: t.order.By})
	t.card()
	return nil
}

func (t *turn) unclaim() {
	if !t.releasable() {
		return
	}
	t.happen(Unclaimed{})
	t.card()
}

// releasable reports whether the owner can take back that they own it, which
// they can until they have answered.
func (t *turn) releasable() bool {
	return t.q.Owner == t.order.By && !t.q.Answered() && t.q.Status == StatusInProgress
}

func (t *turn) assign(c Assign) error {
	if err := t.needMember(); err != nil {
		return err
	}
	if err := t.needOpen(); err != nil {
		return err
	}
	if !t.IsMember(c.To) {
		return &Error{Kind: Invalid, Reason: "not_a_member", Who: c.To, Subject: string(t.q.ID)}
	}
	if t.q.Owner == c.To {
		return t.already(c.To, t.q.OwnedSince)
	}
	t.happen(Claimed{Owner: c.To})
	if c.To != t.order.By {
		t.tell(Ping{Inquiry: t.q.ID, To: t.responsible()})
	}
	t.card()
	return nil
}

func (t *turn) wait(c Wait) error {
	if err := t.needMember(); err != nil {
		return err
	}
	if err := t.needOpen(); err != nil {
		return err
	}
	reason := clip(c.Reason, maxLine)
	if t.q.Status == StatusWaiting {
		if reason == "" || reason == t.q.WaitsFor {
			return t.already(t.q.Owner, time.Time{})
		}
		t.happen(Waited{Reason: reason}) // for something else now
		t.askAsker()
		t.card()
		return nil
	}
	unowned := t.q.Owner == ""
	if unowned {
		t.happen(Claimed{Owner: t.order.By})
	}
	t.happen(Waited{Reason: reason, Owned: unowned})
	t.expectAsker()
	t.askAsker()
	t.card()
	return nil
}

// askAsker tells the asker at once that it waits for them: a card is edited
// without a sound. Nobody is told of their own act, and a bot reads nothing.
func (t *turn) askAsker() {
	if t.q.Alert || t.order.By == t.q.Asker {
		return
	}
	t.tell(AskAsker{Inquiry: t.q.ID, By: t.order.By})
}

func (t *turn) resume(c Resume) error {
	if err := t.needMember(); err != nil {
		return err
	}
	if t.q.Status != StatusWaiting {
		return t.already(t.q.Owner, time.Time{})
	}
	owned := t.q.WaitOwned
	t.happen(Resumed{})
	if c.Undo && owned && t.releasable() {
		t.happen(Unclaimed{})
	}
	t.card()
	return nil
}

// reply is a human message in the thread. Only a member other than the asker
// stops the first-reply clock, and only with a message written after the
// question.
func (t *turn) reply(c Reply) {
	if t.forward(c) {
		return
	}
	switch {
	case t.order.By == t.q.Asker:
		t.askerReply(c)
	case t.IsMember(t.order.By) && !t.order.Guest:
		t.memberReply(c)
	}
}

func (t *turn) askerReply(c Reply) {
	t.happen(Replied{Message: c.Message, Aside: t.aside(c), Added: !c.Idle})
	t.relay(c)
	switch {
	case t.q.Status == StatusWaiting:
		t.happen(Resumed{ByAsker: true})
		t.card()
	case t.q.Status.Closed() && !c.Idle && !slices.Contains(t.q.Offered, t.order.By):
		t.happen(ReopenOffered{To: t.order.By})
		t.tell(AskReopen{Inquiry: t.q.ID, To: t.order.By})
	}
}

func (t *turn) memberReply(c Reply) {
	e := Replied{Message: c.Message, Member: true, Line: clip(firstLine(c.Text), maxLine), Links: c.Links}
	at := c.Message.TS.Time()
	if !t.q.Answered() && !at.Before(t.q.Start()) {
		e.First = true
		e.Took = t.took(at)
	}
	t.happen(e)
	t.relay(c)
	if t.q.Owner == "" && !t.q.Status.Closed() {
		t.happen(Claimed{Owner: t.order.By, Auto: true})
	}
	if e.First {
		t.card()
	}
}

// took is the time from the question to an instant on the inquiry's clock.
func (t *turn) took(at time.Time) time.Duration {
	clock, err := t.Clock(t.q.Clock)
	if err != nil {
		return at.Sub(t.q.Start())
	}
	return clock.Elapsed(t.q.Start(), at, nil)
}

func (t *turn) removeReply(c RemoveReply) error {
	first := t.q.FirstReply != nil && t.q.FirstReply.Message == c.Message
	if !slices.ContainsFunc(t.q.Replies, func(r ReplyRef) bool { return r.Message == c.Message }) {
		return nil
	}
	e := ReplyRemoved{Message: c.Message}
	if first {
		for _, r := range t.q.Replies {
			at := r.Message.TS.Time()
			if r.Message == c.Message || at.Before(t.q.Start()) {
				continue
			}
			e.Next = &FirstReply{By: r.By, At: at, Took: t.took(at), Message: r.Message}
			break
		}
	}
	t.happen(e)
	if first {
		t.card()
		return t.rewatch()
	}
	return nil
}

func (t *turn) reclassify(c Reclassify) error {
	if err := t.needAskerOrMember(); err != nil {
		return err
	}
	e := Reclassified{}
	if c.Kind != t.q.Kind.Key || t.q.Kind.By == "" {
		e.Kind = c.Kind
	}
	if c.Area != t.q.Area.Key || t.q.Area.By == "" {
		e.Area = c.Area
	}
	if c.Urgency != t.q.Urgency {
		e.Urgency = c.Urgency
	}
	if e == (Reclassified{}) {
		return nil
	}
	if e.Kind != "" {
		e.KindGuess = t.q.Kind.guess()
	}
	if e.Area != "" {
		e.AreaGuess = t.q.Area.guess()
	}
	t.urgency(e)
	if e.Area != "" {
		t.cluster()
	}
	t.card()
	return nil
}

// urgency applies a new label and what it changes: an unanswered inquiry gets
// the new policy's deadline from its start, and a suspected incident is paged.
func (t *turn) urgency(e Reclassified) {
	after := t.q.Apply(Record{Event: e})
	target := t.SLA.For(after.Urgency, after.Kind.Key, after.Area.Key, after.Team)
	moved := !t.q.Answered() && (target.Clock != t.q.Clock || target.FirstReply != t.q.Target)
	if moved {
		if d, err := t.Deadline(target, t.q.Start(), nil); err == nil {
			e.Clock, e.Target, e.Due = d.Clock, d.Target, d.Due
			defer t.watch(d)
		}
	}
	becameUrgent := e.Urgency == UrgencyUrgent
	t.happen(e)
	if becameUrgent && !t.q.Where(SlotUnsure).IsZero() {
		t.tell(settledPages(t.q.ID))
	}
	if becameUrgent && !t.q.Acknowledged() {
		t.page(0)
	}
}

func (t *turn) feedback(c Feedback) error {
	if t.order.By != t.q.Asker {
		return &Error{Kind: Denied, Reason: "asker_only", Who: t.q.Asker, Subject: string(t.q.ID)}
	}
	switch c.Answer {
	case AnswerSolved:
		if err := t.needOpen(); err != nil {
			return err
		}
		t.happen(Answered{State: SelfSolveConfirmed, Answer: c.Answer})
		t.happen(Resolved{Bot: true, Reasons: t.selfSolved()})
		t.tell(ShowSuggestion{Inquiry: t.q.ID})
		t.card()
	case AnswerStillNeed, AnswerNotRelated:
		undone := t.q.BySolved && t.q.Status == StatusResolved
		if t.q.SelfSolve == SelfSolveEscalated && !undone {
			return t.already(t.order.By, time.Time{})
		}
		if undone {
			if err := t.fresh(); err != nil {
				return err
			}
		} else {
			if err := t.needOpen(); err != nil {
				return err
			}
		}
		t.happen(Answered{State: SelfSolveEscalated, Answer: c.Answer})
		if undone {
			t.happen(Reopened{})
			if err := t.rewatch(); err != nil {
				return err
			}
		}
		if t.q.Owner == "" && t.q.PingedAt.IsZero() {
			t.ping()
		}
		t.tell(ShowSuggestion{Inquiry: t.q.ID})
		t.card()
	case AnswerHelped:
		if t.q.Helped || t.q.Status != StatusResolved {
			return t.already(t.order.By, time.Time{})
		}
		t.happen(Helped{})
	}
	return nil
}

// selfSolved are the reasons of an inquiry that a page solved: the app team
// could, and there was a page that it had not found.
func (t *turn) selfSolved() Reasons {
	r := Reasons{Solver: SolverAppTeam, Docs: DocsExistsNotFound}
	if len(t.q.Suggestions) > 0 {
		r.Page = t.q.Suggestions[0].URL
	}
	return r
}

func (t *turn) resolve(c Resolve) error {
	if err := t.needAskerOrMember(); err != nil {
		return err
	}
	if t.q.Status.Closed() {
		return t.already(t.q.ResolvedBy, t.q.ClosedAt)
	}
	if err := checkReasons(c.Reasons); err != nil {
		return err
	}
	c.Reasons.Note = clip(strings.TrimSpace(c.Reasons.Note), maxLine)
	t.happen(Resolved{Reasons: c.Reasons, Guess: c.Guess})
	t.tell(TellResolved{Inquiry: t.q.ID})
	for _, d := range t.q.Duplicates {
		t.tell(TellResolved{Inquiry: d, Of: t.q.ID})
	}
	t.card()
	if !c.Reasons.Given() && t.IsMember(t.order.By) {
		t.out.Reminders = append(t.out.Reminders, reasonsReminder(t.order.By, t.Calendar.NextOpen(t.nextDay())))
	}
	return nil
}

// nextDay is the start of tomorrow in the team's zone.
func (t *turn) nextDay() time.Time {
	now := t.facts.Now.In(t.Calendar.Location())
	return time.Date(now.Year(), now.Month(), now.Day()+1, 0, 0, 0, 0, now.Location())
}

func checkReasons(r Reasons) error {
	if r.Minutes < 0 || r.Minutes > maxMins {
		return &Error{Kind: Invalid, Reason: "bad_minutes", Field: "minutes", Err: fmt.Errorf("%d minutes", r.Minutes)}
	}
	return nil
}

func (t *turn) giveReasons(c GiveReasons) error {
	if err := t.needMember(); err != nil {
		return err
	}
	if t.q.Status != StatusResolved {
		return &Error{Kind: Conflict, Reason: "not_resolved", Subject: string(t.q.ID), Err: fmt.Errorf("%s is %s", t.q.ID, t.q.Status)}
	}
	if err := checkReasons(c.Reasons); err != nil {
		return err
	}
	c.Reasons.Note = clip(strings.TrimSpace(c.Reasons.Note), maxLine)
	if c.Reasons == t.q.Reasons {
		return nil
	}
	c.Guess = c.Guess.or(t.q.Guess) // whoever corrects what they sent corrects the guess in it
	t.happen(Reasoned(c))
	t.card()
	return nil
}

func (t *turn) reopen(c Reopen) error {
	if err := t.needAskerOrMember(); err != nil {
		return err
	}
	if !t.q.Status.Closed() {
		return &Error{Kind: Conflict, Reason: "open_already", Who: t.q.Owner, Subject: string(t.q.ID)}
	}
	if c.Still {
		if err := t.fresh(); err != nil {
			return err
		}
	}
	if of := t.q.Of; of != "" {
		t.out.Also = append(t.out.Also, Record{Subject: string(of), Event: Parted{Duplicate: t.q.ID}})
		t.tell(ShowCard{Inquiry: of})
	}
	t.happen(Reopened{Reason: clip(c.Reason, maxLine), Undo: c.Undo && t.slip()})
	if t.q.SelfSolve == SelfSolveConfirmed {
		t.happen(Answered{State: SelfSolveEscalated, Answer: AnswerStillNeed})
		t.tell(ShowSuggestion{Inquiry: t.q.ID})
	}
	t.tellReopened()
	t.card()
	return t.rewatch()
}

// undoResolve is how long whoever resolved an inquiry can take that back as a
// slip; later it was resolved and did not last.
const undoResolve = 10 * time.Minute

func (t *turn) slip() bool {
	return t.q.Status == StatusResolved && t.q.ResolvedBy == t.order.By && t.facts.Now.Sub(t.q.ResolvedAt) <= undoResolve
}

func (t *turn) duplicate(c Duplicate) error {
	if err := t.needMember(); err != nil {
		return err
	}
	if err := t.needOpen(); err != nil {
		return err
	}
	other := t.facts.Other
	switch {
	case c.Of == t.q.ID:
		return &Error{Kind: Invalid, Reason: "duplicate_of_itself", Subject: string(t.q.ID)}
	case other.ID == "":
		return &Error{Kind: NotFound, Reason: "no_such_inquiry", Subject: string(c.Of)}
	case other.Of == t.q.ID:
		return &Error{Kind: Invalid, Reason: "duplicate_cycle", Subject: string(other.ID)}
	case other.Forgotten:
		return &Error{Kind: Conflict, Reason: "forgotten", Subject: string(other.ID)}
	case other.Of != "":
		return &Error{Kind: Invalid, Reason: "duplicate_chain", Subject: string(other.Of)}
	case len(t.q.Duplicates) > 0:
		return &Error{Kind: Invalid, Reason: "duplicate_has_own", Subject: string(t.q.ID)}
	}
	t.happen(Merged{Of: other.ID})
	t.out.Also = append(t.out.Also, Record{Subject: string(other.ID), Event: Joined{Duplicate: t.q.ID}})
	t.tell(TellMerged{Inquiry: t.q.ID, Of: other.ID})
	t.card()
	t.tell(ShowCard{Inquiry: other.ID})
	return nil
}

func (t *turn) nudge() error {
	if err := t.needOpen(); err != nil {
		return err
	}
	if !t.q.NudgedAt.IsZero() && t.facts.Now.Sub(t.q.NudgedAt) < nudgeEvery {
		return &Error{Kind: Conflict, Reason: "nudged", At: t.q.NudgedAt, Subject: string(t.q.ID)}
	}
	if t.quiet() {
		return &Error{Kind: Conflict, Reason: "after_hours", At: t.Calendar.NextOpen(t.facts.Now), Subject: string(t.q.ID)}
	}
	to := t.responsible()
	if to.Person == "" || to.Person == t.order.By {
		return nil
	}
	t.happen(Nudged{Person: to.Person})
	t.tell(Ping{Inquiry: t.q.ID, To: to, Nudge: t.order.By})
	return nil
}

// passOn gives the inquiry to whoever is on call now. Anybody may do that for
// what a handoff left undecided; what somebody decided to go on with is theirs
// to give.
func (t *turn) passOn() error {
	if err := t.needMember(); err != nil {
		return err
	}
	if err := t.needOpen(); err != nil {
		return err
	}
	to := t.onCall(t.facts.Shift)
	theirs := t.q.Owner != "" && t.q.Owner != t.order.By && !t.facts.Duty.Undecided(t.q)
	if t.q.Owner == to.Person || theirs {
		return t.already(t.q.Owner, t.q.OwnedSince)
	}
	t.happen(Claimed{Owner: to.Person})
	if to.Person != t.order.By {
		t.tell(Ping{Inquiry: t.q.ID, To: to})
	}
	t.card()
	return nil
}

func (t *turn) keep() error {
	if err := t.needOpen(); err != nil {
		return err
	}
	mine := t.q.Owner == t.order.By
	switch {
	case !mine && t.facts.Duty.Undecided(t.q):
		return &Error{Kind: Denied, Reason: "owner_only", Who: t.q.Owner, Subject: string(t.q.ID)}
	case !mine, t.q.Kept:
		return t.already(t.q.Owner, t.q.OwnedSince)
	}
	t.happen(Kept{})
	return nil
}

func (t *turn) planStep(c PlanStep) error {
	if err := t.needMember(); err != nil {
		return err
	}
	if err := t.needOpen(); err != nil {
		return err
	}
	if text := clip(strings.TrimSpace(c.Text), maxLine); text != t.q.Step {
		t.happen(StepPlanned{Text: text})
	}
	return nil
}

// clip cuts s to at most n runes and marks the cut.
func clip(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	runes := []rune(s)
	return string(runes[:n-1]) + "…"
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	return strings.TrimSpace(line)
}
