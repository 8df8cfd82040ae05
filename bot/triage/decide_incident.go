package triage

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// channelPatience is how long an incident waits for Datadog, its id and its
// channel, before toban makes a channel itself.
const channelPatience = time.Minute

// incidentTurn is one decision about an incident in the making.
type incidentTurn struct {
	Policy
	order Order
	facts Facts
	i     Incident
	out   Decision
}

func (t *incidentTurn) happen(e Event) {
	t.i = t.i.Apply(Record{Subject: string(t.i.ID), At: t.facts.Now, By: t.order.By, Event: e})
	t.out.Events = append(t.out.Events, e)
}

func (t *incidentTurn) tell(n ...Notice) { t.out.Notices = append(t.out.Notices, n...) }

func (p Policy) decideIncident(i Incident, o Order, f Facts) (Decision, error) {
	t := &incidentTurn{Policy: p, order: o, facts: f, i: i}
	var err error
	switch c := o.Command.(type) {
	case Declare:
		err = t.declare(c)
	case ChangeIncident:
		err = t.change(c)
	case TakeCommand:
		err = t.takeCommand()
	case GiveCommand:
		err = t.giveCommand(c)
	case UpdateIncident:
		err = t.update(c)
	case AddNote:
		err = t.addNote(c)
	case RemoveNote:
		if err = t.needResponder(); err == nil && slices.ContainsFunc(i.Timeline, func(e TimelineEntry) bool { return e.Message == c.Message }) {
			t.happen(Unnoted(c))
			t.show()
		}
	case NotePage:
		t.notePage(c)
	case WriteArticle, SettleArticle:
		err = t.articleTurn()
	case DraftReview:
		err = t.draftReview()
	case WriteReview:
		err = t.writeReview(c)
	case SettleReview:
		err = t.settleReview(c)
	case AddAction:
		err = t.addAction(c)
	case SettleAction:
		err = t.settleAction(c)
	case ChangeAction:
		err = t.changeAction(c)
	case Registered:
		t.registered(c)
	case Unregistered:
		t.unregistered(c)
	case ChannelFound:
		t.channelFound(c)
	case ChannelAbsent:
		t.wantChannel()
	case ObserveIncident:
		t.observe(c)
	case AdoptIncident:
		err = t.adopt(c)
	case Synced:
		t.synced(c)
	case PageOutcome:
		t.pageOutcome(c)
	case PageAgain:
		err = t.pageAgain()
	case Remind:
		switch c.Reminder.Kind {
		case RemindChannel:
			t.wantChannel()
		case RemindCommander:
			t.askCommander(c.Reminder.N)
		case RemindUpdate:
			t.askUpdate()
		case RemindReview:
			t.askReview(c.Reminder.N)
		case RemindAction:
			t.askAction(c.Reminder.N)
		case RemindGrace, RemindPing, RemindWarn, RemindBreach, RemindTell, RemindPage, RemindSuspicion, RemindReasons, RemindStale, RemindClose, RemindReopen, RemindAccept,
			RemindUntaken, RemindExpire, RemindCluster, RemindAlert, RemindUnmute:
		}
	case Ask, Edit, RemoveSource, Seclude, Claim, Unclaim, Assign, Wait, Resume, Reply, RemoveReply, Reclassify,
		Feedback, Resolve, GiveReasons, Reopen, AddAlias, DraftArticle, AnswerSuspicion, AnswerStale, AnswerRecontact, AnswerCluster, Duplicate, Withdraw, Forget, Nudge, PassOn, Keep, PlanStep, Posted,
		Undeliverable, Configure, CheckHandoff, RateShift, AcceptHandoff, LeaveNote, NoteSearch, TakeAlert, SettleAlert, MuteAlert, PostReport,
		Cover, ProposeSwap, BeAway, AnswerRequest, CancelChange, HandOver, NoteRefusal:
		err = fmt.Errorf("%T is no incident's command", c)
	}
	if err != nil {
		return Decision{}, err
	}
	t.page(i)
	t.followPage()
	t.settle(i)
	return t.out, nil
}

func (t *incidentTurn) declare(c Declare) error {
	if err := t.mayDeclare(); err != nil {
		return err
	}
	from, err := t.declaredFrom(c)
	if err != nil {
		return err
	}
	title := clip(strings.TrimSpace(c.Title), maxTitle)
	if title == "" {
		return &Error{Kind: Invalid, Reason: "empty_title", Field: "title"}
	}
	severity, chosen, err := t.grade(c)
	if err != nil {
		return err
	}
	e := Declared{
		Title: title, Severity: severity, Impact: c.Impact, Pressure: c.Pressure, Chosen: chosen,
		Affected: clip(strings.TrimSpace(c.Affected), maxLine), Commander: c.Commander,
		Detected: t.facts.Now, Channel: c.Channel && t.mode() != ChannelNone,
		Datadog: t.Incident.Datadog, Drill: c.Drill, Lang: c.Lang, Origin: c.Place,
		Member: !t.order.Guest && t.IsMember(t.order.By),
	}
	if e.Commander == "" {
		e.Commander, e.Acting = t.order.By, true
	}
	if len(from) > 0 {
		e.Inquiries, e.Origin, e.Detected = ids(from), origin(from), from[0].AskedAt
		e.Origin.Private = e.Origin.Private || c.Place.Private // it may have become so since
	}
	if c.Alert != "" {
		if err := t.facts.Alerts[0].Unsettled(); err != nil {
			return err
		}
		e.Detected, e.Alert = t.facts.Alerts[0].FirstAt, c.Alert
	}
	if c.Began.After(t.facts.Now) {
		return &Error{Kind: Invalid, Reason: "future_impact", Field: "began"}
	}
	t.happen(e)
	// What the form had filled in, and nobody changed, is no word of a person.
	if !c.Began.IsZero() && !c.Began.Truncate(time.Minute).Equal(e.Detected.Truncate(time.Minute)) {
		t.happen(IncidentChanged{Began: c.Began})
	}
	if c.Alert != "" {
		t.happen(Noted{Text: t.facts.Alerts[0].line(), At: e.Detected})
		t.facts.settledBy(AlertSettled{Verdict: AlertDeclared, Incident: t.i.ID}, &t.out)
	}
	t.awaitCommander(1)
	t.awaitUpdate()
	t.tell(ShowIncident{Incident: t.i.ID})
	if e.Datadog {
		t.tell(OpenIncident{Incident: t.i.ID})
	}
	if e.Channel {
		t.chooseChannel()
	}
	for _, q := range from {
		t.out.Also = append(t.out.Also, Record{Subject: string(q.ID), Event: Escalated{Incident: t.i.ID}})
		t.tell(TellIncident{Incident: t.i.ID, Inquiry: q.ID}, ShowCard{Inquiry: q.ID}, settledPages(q.ID))
	}
	if c.Cluster != "" {
		t.out.Also = append(t.out.Also, Record{Subject: string(c.Cluster), Event: ClusterSettled{State: ClusterDeclared, Incident: t.i.ID}})
		t.tell(ShowCluster{Inquiry: c.Cluster})
	}
	return nil
}

// origin is where an incident was declared from: the first place that everybody
// can read, else the first.
func origin(from []Inquiry) Place {
	for _, q := range from {
		if !q.Place.Private {
			return q.Place
		}
	}
	return from[0].Place
}

func (t *incidentTurn) mayDeclare() error {
	if t.order.Guest || t.order.By == "" {
		return Errorf(Denied, "denied", "%s may not declare incidents", t.order.By)
	}
	if t.Incident.MembersOnly && !t.IsMember(t.order.By) {
		return Errorf(Denied, "denied", "%s is no member", t.order.By)
	}
	return nil
}

func (t *incidentTurn) needMember() error {
	if t.order.Guest || !t.IsMember(t.order.By) {
		return Errorf(Denied, "denied", "%s is no member", t.order.By)
	}
	return nil
}

// grade takes the severity a person chose, else the matrix' one.
func (t *incidentTurn) grade(c Declare) (s Severity, chosen bool, err error) {
	graded := t.Incident.Matrix.Grade(c.Impact, c.Pressure)
	switch {
	case c.Severity != "" && !t.Incident.Knows(c.Severity):
		return "", false, &Error{Kind: Invalid, Reason: "unknown_severity", Field: "severity", Subject: string(c.Severity)}
	case c.Severity != "":
		return c.Severity, c.Severity != graded, nil
	case graded == NoIncident:
		return "", false, &Error{Kind: Invalid, Reason: "matrix_says_inquiry", Field: "severity"}
	case graded == "":
		return "", false, &Error{Kind: Invalid, Reason: "no_severity", Field: "severity"}
	}
	return graded, false, nil
}

func (t *incidentTurn) mode() ChannelMode {
	if t.Incident.Channel == "" {
		return ChannelAuto
	}
	return t.Incident.Channel
}

// chooseChannel has toban make the channel at once, or leaves Datadog a
// minute to make it.
func (t *incidentTurn) chooseChannel() {
	if t.mode() == ChannelBot || !t.Incident.Datadog {
		t.makeChannel()
		return
	}
	t.out.Reminders = append(t.out.Reminders, Reminder{
		Subject: string(t.i.ID), Kind: RemindChannel, At: t.facts.Now.Add(channelPatience),
	})
}

func (t *incidentTurn) makeChannel() {
	if t.i.Channel != "" || t.i.Making {
		return
	}
	t.happen(ChannelRequested{})
	t.tell(MakeChannel{Incident: t.i.ID})
}

// wantChannel makes the channel that Datadog did not make in time.
func (t *incidentTurn) wantChannel() {
	if t.i.WantsChannel && t.mode() == ChannelAuto && t.i.Status != IncidentResolved {
		t.makeChannel()
	}
}

// show refreshes every surface that stands already.
func (t *incidentTurn) show() {
	t.tell(ShowIncident{Incident: t.i.ID})
	if t.i.Channel != "" {
		t.tell(ShowBrief{Incident: t.i.ID})
	}
}

func (t *incidentTurn) change(c ChangeIncident) error {
	if err := t.needCommand(); err != nil {
		return err
	}
	if c.Status == IncidentStable { // the button of a message from before
		if err := t.needRunning(); err != nil {
			return err
		}
	}
	e := IncidentChanged{Title: clip(strings.TrimSpace(c.Title), maxTitle), Summary: clip(strings.TrimSpace(c.Summary), maxText)}
	if c.Status != t.i.Status {
		e.Status = c.Status
	}
	if e.Status == IncidentResolved {
		e.Fixed = clip(strings.TrimSpace(c.Fixed), maxLine)
	}
	if c.Severity != t.i.Severity {
		e.Severity = c.Severity
	}
	if c.Commander != t.i.Commander || t.i.Acting {
		e.Commander = c.Commander
	}
	if c.Comms != t.i.Comms {
		e.Comms = c.Comms
	}
	if c.Scribe != t.i.Scribe {
		e.Scribe = c.Scribe
	}
	if c.Cause != t.i.Cause {
		e.Cause = c.Cause
	}
	if !c.Began.Equal(t.i.ImpactStart) {
		e.Began = c.Began
	}
	if e.Severity != "" && !t.Incident.Knows(e.Severity) {
		return &Error{Kind: Invalid, Reason: "unknown_severity", Field: "severity", Subject: string(e.Severity)}
	}
	if e.Cause != "" && !t.Incident.KnowsCause(e.Cause) {
		return &Error{Kind: Invalid, Reason: "unknown_cause", Field: "cause", Subject: e.Cause}
	}
	if e.Began.After(t.facts.Now) {
		return &Error{Kind: Invalid, Reason: "future_impact", Field: "began"}
	}
	if e == (IncidentChanged{}) {
		return &Error{Kind: Conflict, Reason: "already", Who: t.lastActor(), Subject: string(t.i.ID)}
	}
	t.changed(e)
	return nil
}

// changed lets a person's change happen, with all that follows from it.
func (t *incidentTurn) changed(e IncidentChanged) {
	sync := SyncIncident{
		Incident: t.i.ID, Status: e.Status, Severity: e.Severity, Title: e.Title, Summary: cmp.Or(e.Summary, e.Fixed), Commander: e.Commander,
	}
	e.Sync = t.i.Datadog.Wanted && sync != (SyncIncident{Incident: t.i.ID}) // Datadog knows no comms and no scribe
	before := t.i.Status
	t.happen(e)
	if e.Status != 0 || e.Severity != "" || e.Commander != "" {
		t.awaitUpdate()
	}
	t.show()
	if e.Severity != "" || e.Title != "" || e.Commander != "" || e.Comms != "" || e.Scribe != "" {
		t.furnish()
	}
	if e.Sync {
		sync.At = t.facts.Now
		t.tell(sync)
	}
	if e.Status != 0 || !e.Began.IsZero() {
		t.syncImpact()
	}
	t.tellState(before, e)
	t.showHandoff(e)
}

// showHandoff draws the post of the last handoff again, which names the
// incident with its commander.
func (t *incidentTurn) showHandoff(e IncidentChanged) {
	last := t.facts.Duty.Last
	if last != nil && slices.Contains(last.Running, t.i.ID) && (e.Status != 0 || e.Commander != "") {
		t.tell(AnnounceHandoff{Rotation: t.facts.Duty.Rotation, Boundary: last.Handoff.Boundary})
	}
}

// lastActor is who changed the incident last.
func (t *incidentTurn) lastActor() PersonID {
	for _, entry := range slices.Backward(t.i.Timeline) {
		if entry.By != "" && entry.What != "note" {
			return entry.By
		}
	}
	return t.i.Declarer
}

func (t *incidentTurn) addNote(c AddNote) error {
	if err := t.needResponder(); err != nil {
		return err
	}
	text := clip(strings.TrimSpace(c.Text), maxText)
	if text == "" {
		return &Error{Kind: Invalid, Reason: "empty_text", Field: "text"}
	}
	e := Noted{Text: text, Message: c.Message, At: t.facts.Now}
	if c.Author != t.order.By {
		e.Author = c.Author
	}
	if !c.Message.IsZero() {
		e.At = c.Message.TS.Time()
		if slices.ContainsFunc(t.i.Timeline, func(x TimelineEntry) bool { return x.Message == c.Message }) {
			return nil
		}
	}
	t.happen(e)
	t.show()
	return nil
}

func (t *incidentTurn) registered(c Registered) {
	if t.i.Datadog.ID == c.ID {
		return
	}
	t.happen(RegisteredRemotely(c))
	t.show()
	switch {
	case t.i.Channel != "":
		t.tell(LinkChannel{Incident: t.i.ID})
		t.furnish()
	case t.i.WantsChannel && !t.i.Making:
		t.tell(FindChannel{Incident: t.i.ID})
	}
	t.attachLinks()
	t.syncImpact()
}

func (t *incidentTurn) channelFound(c ChannelFound) {
	if t.i.Channel != "" {
		return
	}
	t.happen(ChannelJoined(c))
	t.furnish()
	t.show()
	for _, q := range t.i.Inquiries {
		t.tell(ShowCard{Inquiry: q}, settledPages(q))
	}
	if t.i.Datadog.ID != "" && !c.Foreign {
		t.tell(LinkChannel{Incident: t.i.ID})
	}
	t.attachLinks()
}
