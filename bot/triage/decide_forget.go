package triage

// forget erases a closed inquiry. What is open still needs its words. A second
// time harms nothing and takes along what came since.
func (t *turn) forget() error {
	by := t.order.By
	if by != "" && (t.order.Guest || !t.Decides(by)) {
		return Errorf(Denied, "lead_only", "%s is neither lead nor admin", by)
	}
	if !t.q.Status.Closed() {
		return &Error{Kind: Conflict, Reason: "forget_open", Subject: string(t.q.ID)}
	}
	t.out.Erase = true
	kept := by == "" && t.q.Article.Approved()
	again := t.q.Forgotten
	if !kept {
		t.unpublish()
	}
	t.happen(Forgotten{Article: kept}) // also again: see Tx.Rewrite
	if again {
		return nil
	}
	t.card()
	t.uncite()
	if !t.q.Where(SlotSuggestion).IsZero() {
		t.tell(ShowSuggestion{Inquiry: t.q.ID})
	}
	return nil
}

// afterForgetting refuses what people want with an inquiry whose words are
// gone, and lets pass what merely goes on around it.
func (t *turn) afterForgetting() error {
	switch c := t.order.Command.(type) {
	case Claim, Assign, Wait, Resume, Reclassify, Feedback, Resolve, GiveReasons, Reopen, AddAlias, DraftArticle, WriteArticle, SettleArticle, AnswerSuspicion, AnswerStale, AnswerRecontact, AnswerCluster,
		Duplicate, Withdraw, Nudge, PassOn, Keep, PlanStep:
		return &Error{Kind: Conflict, Reason: "forgotten", Subject: string(t.q.ID)}
	case Forget:
		return t.forget()
	case Reply:
		t.forward(c)
	case Ask, Edit, RemoveSource, Seclude, Unclaim, RemoveReply, Remind, Posted, Undeliverable, Declare, ChangeIncident, TakeCommand, GiveCommand, UpdateIncident, AddNote,
		RemoveNote, Registered, Unregistered, ChannelFound, ChannelAbsent, ObserveIncident, AdoptIncident, Synced, NotePage, SettleReview, WriteReview, DraftReview, SettleAction, ChangeAction, AddAction, Configure, CheckHandoff, RateShift, AcceptHandoff,
		LeaveNote, NoteSearch, PageOutcome, PageAgain, TakeAlert, SettleAlert, MuteAlert, PostReport, Cover, ProposeSwap, BeAway, AnswerRequest, CancelChange, HandOver, NoteRefusal:
	}
	return nil
}
