package triage

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/rotation"
)

func TestNobodyIsRemindedOfAHandoffToNobody(t *testing.T) {
	p, boundary := policy(t), tokyo(t, "2025-11-25 10:00")
	for _, incoming := range []PersonID{"", ito} {
		d := Duty{Rotation: "platform", Last: &HandedOff{Handoff: rotation.Handoff{Boundary: boundary, Incoming: string(incoming)}}}
		for _, hours := range []int{3, 6} { // set for the handoff before
			got := p.remindHandoff(d, Reminder{Kind: RemindAccept, N: hours})
			require.Equal(t, incoming != "", len(got.Notices) == 1, "%d hours, incoming %q", hours, incoming)
		}
	}
}

// The post of the handoff before is drawn again when something on it was left
// to be pressed.
func TestTheNextHandoffSettlesThePostOfTheLast(t *testing.T) {
	last, now := tokyo(t, "2025-11-25 10:00"), tokyo(t, "2025-12-01 10:00")
	open := []Inquiry{{ID: "INQ-1", Owner: tanaka, Status: StatusInProgress}}
	for _, c := range []struct {
		name   string
		change func(*Duty)
		want   bool
	}{
		{"not received", func(*Duty) {}, true},
		{"received", func(d *Duty) { d.Accepted = last }, false},
		{"received, an item is undecided", func(d *Duty) { d.Accepted, d.Last.Asked = last, []InquiryID{"INQ-1"} }, true},
		{"not posted", func(d *Duty) { d.Post = MessageRef{} }, false},
		{"to nobody", func(d *Duty) { d.Last.Handoff.Incoming = "" }, false},
		{"the first of all", func(d *Duty) { d.Last = nil }, false},
	} {
		d := Duty{Rotation: "platform", LastAt: last, Post: MessageRef{Channel: "C1", TS: "1.1"}, Last: &HandedOff{
			Handoff: rotation.Handoff{Boundary: last, Incoming: string(ito)},
		}}
		c.change(&d)
		got := policy(t).handoff(d, Facts{Now: now, Open: open, Handoff: &rotation.Handoff{Boundary: now, Incoming: string(suzuki)}})
		require.Equal(t, c.want, slices.Contains(got.Notices, Notice(AnnounceHandoff{Rotation: "platform", Boundary: last})), c.name)
	}
}

// Next steps are asked for shortly before a turn ends, in opening hours and
// once, about what will have been open for a day.
func TestWhoIsAskedForNextSteps(t *testing.T) {
	p := policy(t)
	asked, end := tokyo(t, "2025-11-20 15:00"), tokyo(t, "2025-11-25 10:00")
	open := func(id InquiryID, owner PersonID, change ...func(*Inquiry)) Inquiry {
		q := Inquiry{ID: id, Status: StatusInProgress, Owner: owner, AskedAt: asked}
		for _, f := range change {
			f(&q)
		}
		return q
	}
	waits := func(reason string) func(*Inquiry) {
		return func(q *Inquiry) { q.Status, q.WaitsFor = StatusWaiting, reason }
	}
	work := []Inquiry{
		open("INQ-1", tanaka), open("INQ-2", ""), open("INQ-3", suzuki), open("INQ-4", tanaka, waits("見積もり")), open("INQ-5", tanaka, waits("")),
		open("INQ-6", tanaka, func(q *Inquiry) { q.AskedAt = end.Add(-time.Hour) }),
	}
	all := []InquiryID{"INQ-1", "INQ-2", "INQ-5"}
	for _, c := range []struct {
		name, at string
		shift    rotation.Shift
		duty     Duty
		open     []Inquiry
		want     []InquiryID
	}{
		{"on Friday afternoon", "2025-11-21 16:00", rotation.Shift{Primary: string(tanaka), End: end, Until: end}, Duty{}, work, all},
		{"before that", "2025-11-21 15:59", rotation.Shift{Primary: string(tanaka), End: end, Until: end}, Duty{}, work, nil},
		{"on the holiday", "2025-11-24 16:00", rotation.Shift{Primary: string(tanaka), End: end, Until: end}, Duty{}, work, nil},
		{"asked already", "2025-11-21 17:00", rotation.Shift{Primary: string(tanaka), End: end, Until: end}, Duty{StepsAsked: end}, work, nil},
		{"asked for the turn before", "2025-11-21 17:00", rotation.Shift{Primary: string(tanaka), End: end, Until: end}, Duty{StepsAsked: end.AddDate(0, 0, -7)}, work, all},
		{"nobody is on call", "2025-11-21 16:00", rotation.Shift{End: end}, Duty{}, work, nil},
		{"nobody follows", "2025-11-21 16:00", rotation.Shift{Primary: string(tanaka)}, Duty{}, work, nil},
		{"nothing to say", "2025-11-21 16:00", rotation.Shift{Primary: string(tanaka), End: end, Until: end}, Duty{}, work[2:4], nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			now := tokyo(t, c.at)
			d, err := p.Decide(State{Duty: c.duty}, Order{Key: "k", Command: CheckHandoff{}}, Facts{
				Now: now, Shift: c.shift, Schedule: newRota(t).schedule, Open: c.open, Mark: rotation.Watermark{At: now, Person: c.shift.Primary},
			})
			require.NoError(t, err)
			var got []InquiryID
			for _, n := range d.Notices {
				if n, ok := n.(AskSteps); ok {
					require.Equal(t, Mention{Person: tanaka, As: RoleOnCall, Until: end}, n.To)
					got = n.Items
				}
			}
			require.Equal(t, c.want, got)
			require.Equal(t, c.want != nil, slices.Contains(d.Events, Event(StepsAsked{Boundary: end})), "asked once")
		})
	}
}

// looks has toban look ahead, and returns the holes that the lead hears of.
func (r *rota) looks(at string) (told []Span) {
	r.t.Helper()
	r.look(at)
	for _, n := range r.last.Notices {
		if warned, ok := n.(WarnHole); ok {
			require.Equal(r.t, Mention{Person: yamada, As: RoleLead}, warned.To)
			told = append(told, warned.Hole)
		}
	}
	return told
}

// look has toban look ahead while nothing is handed over.
func (r *rota) look(at string) {
	r.t.Helper()
	r.now = tokyo(r.t, at)
	changes := r.changes()
	mark, handoff := r.schedule.Tick(rotation.Watermark{At: r.now.Add(-time.Second), Person: string(r.on(at))}, r.now, changes)
	d, err := r.policy.Decide(State{Duty: r.duty}, Order{Key: at, Rotation: "platform", Command: CheckHandoff{}}, Facts{
		Now: r.now, Schedule: r.schedule, Changes: changes, Shift: r.schedule.OnCall(r.now, changes), Mark: mark, Handoff: handoff,
	})
	require.NoError(r.t, err)
	for _, e := range d.Events {
		r.duty = r.duty.Apply(Record{Subject: "duty/platform", At: r.now, Event: e})
	}
	r.last = d
}

// empty has everybody away on some days.
func (r *rota) empty(first, last string) {
	r.t.Helper()
	for _, who := range r.policy.Members {
		r.do(who, r.away("", first, last))
	}
}

func TestTheLeadHearsOfAHoleAWeekBefore(t *testing.T) {
	for _, c := range []struct {
		name        string
		first, last string // everybody is away
		early, late string // nothing is said yet, it is said
	}{
		// Wednesday 12-10 begins at midnight: a week before, nobody reads.
		{"a day", "2025-12-10", "2025-12-10", "2025-12-02 17:59", "2025-12-02 18:01"},
		{"a Monday: on the last opening before", "2025-12-08", "2025-12-08", "2025-11-28 17:59", "2025-11-28 18:01"},
		{"a week", "2025-12-10", "2025-12-16", "2025-12-02 17:59", "2025-12-02 18:01"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRota(t)
			r.empty(c.first, c.last)
			require.Empty(t, r.looks(c.early))
			hole := r.days(c.first, c.last)
			told := r.looks(c.late)
			require.Len(t, told, 1)
			require.True(t, told[0].From.Equal(hole.From) && told[0].To.Equal(hole.To), "%v", told)
			require.Empty(t, r.looks(c.late), "it is said once")
		})
	}
}

func TestAHoleIsToldAgainOnlyWhenItGrows(t *testing.T) {
	r := newRota(t)
	r.empty("2025-12-09", "2025-12-11")
	require.Len(t, r.looks("2025-12-02 12:00"), 1)
	r.do(yamada, r.cover(yamada, "", "2025-12-10", "2025-12-10"))
	require.Empty(t, r.looks("2025-12-02 13:00"), "what is left of it is known")
	r.empty("2025-12-12", "2025-12-12")
	require.Len(t, r.looks("2025-12-04 12:00"), 1)
	require.Empty(t, r.looks("2025-12-09 12:00"), "what has begun is told by the handoff")
	r.empty("2025-12-16", "2025-12-16")
	require.Len(t, r.looks("2025-12-15 12:00"), 1, "late, but told")
	require.Len(t, r.duty.Holes, 1, "what is over is forgotten")
	require.Empty(t, r.looks("2025-12-15 20:00"))
}

func TestAHoleWithoutEndIsToldOnce(t *testing.T) {
	r := newRota(t)
	var err error
	r.schedule, err = rotation.Spec{Handoff: "Mon 10:00", Primary: []string{string(tanaka)}, Start: "2025-11-17 10:00", End: "2025-12-08 10:00"}.Build(r.policy.Calendar)
	require.NoError(t, err)
	require.Empty(t, r.looks("2025-11-25 12:00"))
	told := r.looks("2025-12-01 12:00")
	require.Len(t, told, 1)
	require.True(t, told[0].To.IsZero())
	require.Empty(t, r.looks("2025-12-02 12:00"))

	// Once somebody is on call again, the next one is told like any other.
	on := Record{Subject: "duty/platform", At: tokyo(t, "2025-12-10 10:00"), Event: HandedOff{Handoff: rotation.Handoff{Incoming: string(tanaka)}}}
	require.Empty(t, r.duty.Apply(on).Holes)
}

func TestNextStepsAreAskedForThreeOpeningHoursBeforeTheTurnEnds(t *testing.T) {
	p := policy(t)
	for end, want := range map[string]string{
		"2025-11-20 15:00": "2025-11-20 12:00",
		"2025-11-20 10:00": "2025-11-19 16:00",
		"2025-11-25 10:00": "2025-11-21 16:00", // over a weekend and a holiday
		"2025-11-22 12:00": "2025-11-21 16:00", // where nobody works
	} {
		require.Equal(t, tokyo(t, want).Unix(), p.StepsFrom(tokyo(t, end)).Unix(), end)
	}
}
