package triage_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/boltstore"
	"toban/bot/outbox"
	"toban/bot/triage"
)

// calls takes what waits for webhooks out of the outbox, in the order in which
// it was queued: "hook: event subject/N".
func (o *office) calls() []string {
	o.t.Helper()
	var out []string
	for _, n := range o.hookJobs() {
		out = append(out, fmt.Sprintf("%s: %s %s/%d", n.Hook, n.Event, n.Subject, n.N))
	}
	return out
}

func (o *office) hookJobs() []triage.CallHook {
	o.t.Helper()
	store := o.Store.(*boltstore.Store)
	type numbered struct {
		number int
		call   triage.CallHook
	}
	var found []numbered
	for {
		due, err := store.Due(o.t.Context(), o.now.AddDate(1, 0, 0), 1000)
		require.NoError(o.t, err)
		if len(due) == 0 {
			break
		}
		for _, j := range due {
			jobs, err := store.Lease(o.t.Context(), o.now.AddDate(1, 0, 0), outbox.Grant{Start: []string{j.ID}, Until: o.now.AddDate(1, 0, 1)})
			require.NoError(o.t, err)
			require.Len(o.t, jobs, 1)
			require.NoError(o.t, store.Done(o.t.Context(), j.ID))
			if n, ok := jobs[0].Notice.(triage.CallHook); ok {
				var number int
				_, err := fmt.Sscanf(j.ID, "job-%d-", &number)
				require.NoError(o.t, err)
				found = append(found, numbered{number, n})
			}
		}
	}
	slices.SortFunc(found, func(a, b numbered) int { return a.number - b.number })
	var out []triage.CallHook
	for _, n := range found {
		out = append(out, n.call)
	}
	return out
}

func (o *office) hooked(hooks ...triage.Hook) *office {
	o.Policy.Hooks = hooks
	return o
}

func TestAHookIsToldWhatHappened(t *testing.T) {
	o := newOffice(t).hooked(triage.Hook{Name: "board"}).at("2025-11-18 10:00")
	o.Policy.Incident.Severities = []triage.SeverityLevel{{Key: "SEV-1"}, {Key: "SEV-2"}}
	id := o.ask("GPU quota")
	require.Equal(t, []string{"board: inquiry.opened INQ-1/1"}, o.calls())
	told := func(want ...string) {
		t.Helper()
		var got []string
		for _, n := range o.hookJobs() {
			got = append(got, string(n.Event))
		}
		require.Equal(t, want, got)
	}
	o.order(id, tanaka, triage.Claim{})
	told("inquiry.claimed")
	o.order(id, tanaka, triage.Unclaim{})
	told("inquiry.unclaimed")
	o.reply(id, tanaka)
	told("inquiry.replied", "inquiry.claimed")
	o.reply(id, tanaka)
	told()
	o.order(id, tanaka, triage.Wait{})
	told("inquiry.waiting")
	o.order(id, tanaka, triage.Wait{Reason: "the log"})
	told()
	o.order(id, tanaka, triage.Resume{})
	told("inquiry.resumed")
	o.order(id, tanaka, triage.Reclassify{Area: "kubernetes"})
	told("inquiry.reclassified")
	o.resolve(id, tanaka, reasons(5))
	told("inquiry.resolved")
	o.order(id, sato, triage.Reopen{Reason: "again"})
	told("inquiry.reopened")
	i := o.outage("", tanaka, triage.Declare{Inquiry: id, Title: "API 502", Severity: "SEV-2"})
	told("incident.declared", "inquiry.escalated")
	o.outage(i, tanaka, triage.ChangeIncident{Severity: "SEV-1"})
	told("incident.changed")
	o.outage(i, tanaka, triage.UpdateIncident{Status: "rolling back"})
	told("incident.updated")
	o.outage(i, tanaka, triage.ChangeIncident{Status: triage.IncidentResolved})
	told("incident.resolved")
	o.outage(i, tanaka, triage.ChangeIncident{Status: triage.IncidentActive})
	told("incident.reopened")

	late := o.ask("Grafana")
	told("inquiry.opened")
	o.at("2025-11-19 12:00").beat()
	told("inquiry.breached")
	o.order(late, tanaka, triage.Duplicate{Of: id})
	told("inquiry.duplicate")
	gone := o.ask("never mind")
	o.order(gone, sato, triage.Withdraw{})
	told("inquiry.opened", "inquiry.withdrawn")
}

func TestWhatIsNotToldToAHook(t *testing.T) {
	secluded := triage.Place{Channel: "GSECRET", Thread: "1.0", Private: true}
	for name, c := range map[string]struct {
		hook triage.Hook
		do   func(o *office)
		want []string
	}{
		"an event that is not wanted": {triage.Hook{Events: []triage.HookEvent{triage.HookInquiryResolved}}, func(o *office) { o.ask("x") }, nil},
		"one that is":                 {triage.Hook{Events: []triage.HookEvent{triage.HookInquiryOpened}}, func(o *office) { o.ask("x") }, []string{"h: inquiry.opened INQ-1/1"}},
		"a private place": {triage.Hook{}, func(o *office) {
			o.order("", sato, triage.Ask{Asker: sato, Text: "x", Place: secluded})
			o.declare(triage.Declare{Title: "x", Severity: "SEV-1", Place: secluded})
		}, nil},
		"a private place that is wanted": {triage.Hook{Private: true}, func(o *office) {
			o.order("", sato, triage.Ask{Asker: sato, Text: "x", Place: secluded})
		}, []string{"h: inquiry.opened INQ-1/1"}},
		"a drill":           {triage.Hook{Private: true}, func(o *office) { o.declare(triage.Declare{Title: "x", Severity: "SEV-1", Drill: true}) }, nil},
		"what was imported": {triage.Hook{}, func(o *office) { o.imported(o.bygone("from the year before")) }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			c.hook.Name = "h"
			o := newOffice(t).hooked(c.hook).at("2025-11-18 10:00")
			c.do(o)
			require.Equal(t, c.want, o.calls())
		})
	}
}

func TestAHandoffIsToldToAHook(t *testing.T) {
	o := newDuty(t).hooked(triage.Hook{Name: "board", Words: true})
	o.duty("", triage.CheckHandoff{}) // the first look is silent
	require.Empty(t, o.calls())
	o.now = o.now.AddDate(0, 0, 7)
	o.duty("", triage.CheckHandoff{})
	jobs := o.hookJobs()
	require.Len(t, jobs, 1)
	require.Equal(t, triage.HookRotationHandoff, jobs[0].Event)
	call, ok, err := o.HookCall(t.Context(), jobs[0])
	require.NoError(t, err)
	require.True(t, ok)
	require.Equal(t, triage.RotationID("platform"), call.Handoff.Rotation)
	require.True(t, call.Handoff.Staffed)
	require.NotEmpty(t, call.Words.Outgoing)
	require.NotEqual(t, call.Words.Outgoing, call.Words.Incoming)
}

// A call tells what was true when its event happened, however late it is sent.
func TestACallTellsItsOwnMoment(t *testing.T) {
	o := newOffice(t).hooked(triage.Hook{Name: "board"}, triage.Hook{Name: "warehouse", Words: true}).at("2025-11-18 10:00")
	id := o.ask("GPU quota for payroll")
	o.order(id, tanaka, triage.Claim{})
	o.at("2025-11-18 11:00")
	o.order(id, sato, triage.Edit{Text: "GPU quota"})
	o.resolve(id, tanaka, reasons(5))

	read := func(n triage.CallHook) triage.HookCall {
		t.Helper()
		c, ok, err := o.HookCall(t.Context(), n)
		require.NoError(t, err)
		require.True(t, ok)
		return c
	}
	var opened, resolved triage.CallHook
	for _, n := range o.hookJobs() {
		switch {
		case n.Hook != "warehouse":
		case n.Event == triage.HookInquiryOpened:
			opened = n
		case n.Event == triage.HookInquiryResolved:
			resolved = n
		}
	}
	first, last := read(opened), read(resolved)
	require.Equal(t, triage.StatusOpen, first.Inquiry.Status)
	require.Nil(t, first.Inquiry.ResolvedAt)
	require.Equal(t, 1, first.Inquiry.Version)
	require.Equal(t, &triage.HookWords{By: sato, Asker: sato, Question: "GPU quota"}, first.Words, "what its author took out is not told")
	require.Equal(t, triage.StatusResolved, last.Inquiry.Status)
	require.Equal(t, o.now.UTC(), *last.Inquiry.ResolvedAt)
	require.Equal(t, tanaka, last.Words.Owner)

	opened.Hook = "board"
	require.Nil(t, read(opened).Words)
}

func TestNobodyHearsWhatTheyMayNotAnyMore(t *testing.T) {
	o := newOffice(t).hooked(triage.Hook{Name: "board"}).at("2025-11-18 10:00")
	id := o.ask("GPU quota")
	n := o.hookJobs()[0]
	heard := func() bool {
		t.Helper()
		_, ok, err := o.HookCall(t.Context(), n)
		require.NoError(t, err)
		return ok
	}
	require.True(t, heard())
	o.order(id, "", triage.Seclude{})
	require.False(t, heard(), "the channel became private")
	o.hooked(triage.Hook{Name: "board", Private: true})
	require.True(t, heard())
	o.hooked(triage.Hook{Name: "other"})
	require.False(t, heard(), "it is configured no more")
	o.hooked(triage.Hook{Name: "board"})
	n.N = 99
	_, _, err := o.HookCall(t.Context(), n)
	require.Equal(t, triage.NotFound, triage.KindOf(err))
}

func TestForgettingDropsWhatWaitsForAHook(t *testing.T) {
	o := newOffice(t).hooked(triage.Hook{Name: "board", Words: true}).at("2025-11-18 10:00")
	o.Policy.Leads = []triage.PersonID{suzuki}
	id, other := o.ask("GPU quota for payroll"), o.ask("Grafana")
	o.order(id, tanaka, triage.Claim{})
	o.resolve(id, tanaka, reasons(5))
	o.order(id, suzuki, triage.Forget{})
	o.order(id, suzuki, triage.Forget{}) // the receiver was away meanwhile
	jobs := o.hookJobs()
	require.Len(t, jobs, 2)
	require.Equal(t, string(other), jobs[0].Subject)
	require.Equal(t, triage.HookInquiryForgotten, jobs[1].Event)
	call, ok, err := o.HookCall(t.Context(), jobs[1])
	require.NoError(t, err)
	require.True(t, ok)
	require.Equal(t, triage.StatusResolved, call.Inquiry.Status)
	require.Equal(t, &triage.HookWords{}, call.Words)
}

// What is told of a public incident or inquiry does not lead to private ones.
func TestAHookIsNotLedToPrivateInquiries(t *testing.T) {
	o := newOffice(t).hooked(triage.Hook{Name: "board"}, triage.Hook{Name: "inside", Private: true}).at("2025-11-18 10:00")
	o.Policy.Incident.Severities = []triage.SeverityLevel{{Key: "SEV-2"}}
	public, twin := o.ask("the API answers 502"), o.ask("502 again")
	private := o.order("", sato, triage.Ask{Asker: sato, Text: "x", Place: triage.Place{Channel: "GSECRET", Thread: "1.0", Private: true}})
	o.order(twin, tanaka, triage.Duplicate{Of: private})
	i := o.outage("", tanaka, triage.Declare{Inquiry: public, Title: "API 502", Severity: "SEV-2"})
	o.order(private, tanaka, triage.AnswerSuspicion{Incident: i})
	o.outage(i, tanaka, triage.UpdateIncident{Status: "rolling back"})

	var told []string
	for _, n := range o.hookJobs() {
		c, ok, err := o.HookCall(t.Context(), n)
		require.NoError(t, err)
		switch {
		case !ok:
		case n.Event == triage.HookInquiryDuplicate:
			told = append(told, fmt.Sprintf("%s: of %q", n.Hook, c.Inquiry.DuplicateOf))
		case n.Event == triage.HookIncidentUpdated:
			told = append(told, fmt.Sprintf("%s: %q", n.Hook, c.Incident.Inquiries))
		}
	}
	require.ElementsMatch(t, []string{
		`board: of ""`, fmt.Sprintf("inside: of %q", private),
		fmt.Sprintf("board: [%q]", public), fmt.Sprintf("inside: [%q %q]", public, private),
	}, told)
}

// Whoever was told while everybody could read an inquiry is to erase it, too.
func TestWhatBecamePrivateIsForgottenByItsHooks(t *testing.T) {
	o := newOffice(t).hooked(triage.Hook{Name: "board", Words: true}).at("2025-11-18 10:00")
	o.Policy.Leads = []triage.PersonID{suzuki}
	public := o.ask("GPU quota for payroll")
	private := o.order("", sato, triage.Ask{Asker: sato, Text: "x", Place: triage.Place{Channel: "GSECRET", Thread: "1.0", Private: true}})
	o.order(public, "", triage.Seclude{})
	for _, id := range []triage.InquiryID{public, private} {
		o.order(id, sato, triage.Withdraw{})
		o.order(id, suzuki, triage.Forget{})
	}
	jobs := o.hookJobs()
	require.Len(t, jobs, 1, "of the other one nobody has heard")
	require.Equal(t, triage.HookInquiryForgotten, jobs[0].Event)
	call, ok, err := o.HookCall(t.Context(), jobs[0])
	require.NoError(t, err)
	require.True(t, ok)
	require.Equal(t, public, call.Inquiry.ID)
	require.True(t, call.Private)
	require.Equal(t, &triage.HookWords{}, call.Words)
}

// A refused order leaves nothing to be told, and a repeated one nothing more.
func TestACallIsQueuedWithItsEvent(t *testing.T) {
	o := newOffice(t).hooked(triage.Hook{Name: "board"}).at("2025-11-18 10:00")
	woken := 0
	o.Wake = func() { woken++ }
	id := o.ask("GPU quota")
	o.calls()
	claim := triage.Order{Key: "once", By: tanaka, Inquiry: id, At: o.now, Command: triage.Claim{}}
	for range 2 {
		_, err := o.Handle(t.Context(), claim)
		require.NoError(t, err)
	}
	require.Equal(t, []string{"board: inquiry.claimed INQ-1/3"}, o.calls())
	_, err := o.Handle(t.Context(), triage.Order{Key: "guest", By: sato, Inquiry: id, At: o.now, Command: triage.Claim{}})
	require.Error(t, err)
	require.Empty(t, o.calls())

	broken := errors.New("on purpose")
	store := o.Store
	o.Store = failing{store, broken}
	_, err = o.Handle(t.Context(), triage.Order{Key: "lost", By: tanaka, Inquiry: id, At: o.now, Command: triage.Wait{}})
	require.ErrorIs(t, err, broken)
	o.Store = store
	require.Empty(t, o.calls())
	require.Positive(t, woken)
}

// failing is a store that does everything and then keeps nothing.
type failing struct {
	triage.Store
	err error
}

func (f failing) Update(ctx context.Context, fn func(triage.Tx) error) error {
	return f.Store.Update(ctx, func(tx triage.Tx) error { return errors.Join(fn(tx), f.err) })
}

func TestAnAdminHearsOnceThatAReceiverIsGone(t *testing.T) {
	o := newOffice(t).at("2025-11-22 10:00") // a Saturday
	o.Policy.Admins = []triage.PersonID{suzuki}
	for range 3 {
		require.NoError(t, o.HookGone(t.Context(), "board", "https://board.example.com/a"))
	}
	require.NoError(t, o.HookGone(t.Context(), "board", "https://board.example.com/b"))
	store := o.Store.(*boltstore.Store)
	due, err := store.Due(t.Context(), o.now.Add(time.Hour), 10)
	require.NoError(t, err)
	require.Empty(t, due, "nobody is woken for it")
	stats, err := store.QueueStats(t.Context())
	require.NoError(t, err)
	require.Equal(t, 2, stats.Queued, "once for each address")
	due, err = store.Due(t.Context(), o.now.AddDate(0, 0, 3), 10) // Monday is a holiday
	require.NoError(t, err)
	require.Len(t, due, 1)
	require.Equal(t, triage.WarnHook{Hook: "board", To: triage.Mention{Person: suzuki, As: triage.RoleAdmin}}, due[0].Notice)
}
