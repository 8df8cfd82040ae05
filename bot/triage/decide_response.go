package triage

import (
	"strings"
	"time"
)

// patience is how long after the declaration the acting commander is asked to
// let somebody take command, and asked again: five times at growing distances,
// then never more.
func patience() []time.Duration {
	return []time.Duration{2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 20 * time.Minute, 40 * time.Minute}
}

// needCommand lets members and the commander decide about an incident. A
// declarer from another team who is only acting commander does not.
func (t *incidentTurn) needCommand() error {
	if !t.order.Guest && t.order.By != "" && t.order.By == t.i.Commander && !t.i.Acting {
		return nil
	}
	return t.needMember()
}

// needResponder lets members and everybody with a role write about an
// incident, the acting commander too: who is asked for an update may give it.
func (t *incidentTurn) needResponder() error {
	if t.order.Guest || t.order.By == "" {
		return t.needMember()
	}
	switch t.order.By {
	case t.i.Commander, t.i.Comms, t.i.Scribe:
		return nil
	}
	return t.needMember()
}

// needRunning refuses what makes no sense once an incident is over.
func (t *incidentTurn) needRunning() error {
	if t.i.Status == IncidentResolved {
		return &Error{Kind: Conflict, Reason: "incident_over", Subject: string(t.i.ID), At: t.i.ResolvedAt}
	}
	return nil
}

// takeCommand is the press on a button: it never takes the command from
// somebody, as naming a commander does.
func (t *incidentTurn) takeCommand() error {
	if err := t.needMember(); err != nil {
		return err
	}
	if err := t.needRunning(); err != nil {
		return err
	}
	if !t.i.Acting {
		return &Error{Kind: Conflict, Reason: "already", Who: t.i.Commander, Subject: string(t.i.ID)}
	}
	t.changed(IncidentChanged{Commander: t.order.By})
	return nil
}

// giveCommand is the press under a handoff: nobody takes the command along
// with the duty unless its commander lets it go.
func (t *incidentTurn) giveCommand(c GiveCommand) error {
	if err := t.needMember(); err != nil {
		return err
	}
	if err := t.needRunning(); err != nil {
		return err
	}
	if c.To == t.i.Commander {
		return &Error{Kind: Conflict, Reason: "already", Who: t.i.Commander, Subject: string(t.i.ID)}
	}
	if t.order.By != t.i.Commander && !t.Decides(t.order.By) {
		return &Error{Kind: Denied, Reason: "commander_only", Who: t.i.Commander}
	}
	if !t.IsMember(c.To) {
		return &Error{Kind: Invalid, Reason: "not_on_team", Who: c.To}
	}
	t.changed(IncidentChanged{Commander: c.To})
	return nil
}

func (t *incidentTurn) update(c UpdateIncident) error {
	if err := t.needResponder(); err != nil {
		return err
	}
	if err := t.needRunning(); err != nil {
		return err
	}
	e := IncidentUpdated{
		Status: clip(strings.TrimSpace(c.Status), maxText), Impact: clip(strings.TrimSpace(c.Impact), maxLine), Next: c.Next, Sync: t.i.Datadog.Wanted,
	}
	if e.Status == "" {
		return &Error{Kind: Invalid, Reason: "empty_text", Field: "status"}
	}
	if !e.Next.IsZero() && !e.Next.After(t.facts.Now) {
		return &Error{Kind: Invalid, Reason: "past_update", Field: "next"}
	}
	t.happen(e)
	t.awaitUpdate()
	t.tell(TellUpdate{
		Incident: t.i.ID, By: t.order.By, Status: e.Status, Impact: t.i.Affected, Next: t.Incident.UpdateDue(t.i), At: t.facts.Now,
	})
	t.show()
	if t.i.Datadog.Wanted {
		t.tell(SyncIncident{Incident: t.i.ID, Summary: e.Status, Impact: t.i.Affected, At: t.facts.Now})
	}
	if e.Impact != "" {
		t.syncImpact()
	}
	return nil
}

// Cadence is the time between two updates of a severity, 0 for none.
func (p IncidentPolicy) Cadence(s Severity) time.Duration {
	for _, l := range p.Severities {
		if l.Key == s {
			return l.Update
		}
	}
	return 0
}

// UpdateDue is when the next update of a running incident is owed: as
// promised, else as the severity asks for. It is zero when none is.
func (p IncidentPolicy) UpdateDue(i Incident) time.Time {
	every := p.Cadence(i.Severity)
	switch {
	case i.Status == IncidentResolved:
		return time.Time{}
	case !i.NextUpdate.IsZero():
		return i.NextUpdate
	case every <= 0:
		return time.Time{}
	}
	last := i.DeclaredAt
	for _, t := range []time.Time{i.UpdatedAt, i.ReopenedAt} {
		if t.After(last) {
			last = t
		}
	}
	return last.Add(every)
}

// awaitUpdate sets the one reminder of the gap until the next update. What is
// owed already starts a new gap: a changed severity or a new commander is no
// reason to be asked at once.
func (t *incidentTurn) awaitUpdate() {
	if t.i.Status == IncidentResolved {
		return
	}
	due := t.Incident.UpdateDue(t.i)
	if every := t.Incident.Cadence(t.i.Severity); !due.After(t.facts.Now) && every > 0 {
		due = t.facts.Now.Add(every)
	}
	if due.After(t.facts.Now) {
		t.out.Reminders = append(t.out.Reminders, Reminder{Subject: string(t.i.ID), Kind: RemindUpdate, At: due})
	}
}

// askUpdate asks the commander once. Only an update, or a change of severity
// or commander, starts another gap.
func (t *incidentTurn) askUpdate() {
	if t.i.Status == IncidentResolved || t.i.Commander == "" {
		return
	}
	if t.i.asks(SlotUpdate) { // of an earlier gap; the new message takes its slot
		t.tell(Settle{Incident: t.i.ID, Slot: SlotUpdate})
	}
	t.tell(AskUpdate{Incident: t.i.ID, To: Mention{Person: t.i.Commander, As: RoleCommander}})
}

// awaitCommander sets the reminder of a step, the first being 1.
func (t *incidentTurn) awaitCommander(step int) {
	steps := patience()
	if !t.i.Acting || step < 1 || step > len(steps) {
		return
	}
	t.out.Reminders = append(t.out.Reminders, Reminder{
		Subject: string(t.i.ID), Kind: RemindCommander, N: step, At: t.i.DeclaredAt.Add(steps[step-1]),
	})
}

// askCommander says once more that nobody has taken command. After downtime
// the steps that were missed are skipped.
func (t *incidentTurn) askCommander(step int) {
	if t.i.Status == IncidentResolved || !t.i.Acting {
		return
	}
	steps := patience()
	for step < len(steps) && !t.i.DeclaredAt.Add(steps[step]).After(t.facts.Now) {
		step++
	}
	t.tell(AskCommander{Incident: t.i.ID, Step: step})
	t.awaitCommander(step + 1)
}

// furnish keeps a channel of toban's own making up to date.
func (t *incidentTurn) furnish() {
	if t.i.Channel != "" && !t.i.Foreign {
		t.tell(FurnishChannel{Incident: t.i.ID})
	}
}
