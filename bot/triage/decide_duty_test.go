package triage

import (
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
		{"on Friday afternoon", "2025-11-21 16:00", rotation.Shift{Primary: string(tanaka), End: end}, Duty{}, work, all},
		{"before that", "2025-11-21 15:59", rotation.Shift{Primary: string(tanaka), End: end}, Duty{}, work, nil},
		{"on the holiday", "2025-11-24 16:00", rotation.Shift{Primary: string(tanaka), End: end}, Duty{}, work, nil},
		{"asked already", "2025-11-21 17:00", rotation.Shift{Primary: string(tanaka), End: end}, Duty{StepsAsked: end}, work, nil},
		{"asked for the turn before", "2025-11-21 17:00", rotation.Shift{Primary: string(tanaka), End: end}, Duty{StepsAsked: end.AddDate(0, 0, -7)}, work, all},
		{"nobody is on call", "2025-11-21 16:00", rotation.Shift{End: end}, Duty{}, work, nil},
		{"nobody follows", "2025-11-21 16:00", rotation.Shift{Primary: string(tanaka)}, Duty{}, work, nil},
		{"nothing to say", "2025-11-21 16:00", rotation.Shift{Primary: string(tanaka), End: end}, Duty{}, work[2:4], nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			now := tokyo(t, c.at)
			d, err := p.Decide(State{Duty: c.duty}, Order{Key: "k", Command: CheckHandoff{}}, Facts{
				Now: now, Shift: c.shift, Open: c.open, Mark: rotation.Watermark{At: now, Person: c.shift.Primary},
			})
			require.NoError(t, err)
			var got []InquiryID
			for _, n := range d.Notices {
				require.Equal(t, Mention{Person: tanaka, As: RoleOnCall, Until: end}, n.(AskSteps).To)
				got = n.(AskSteps).Items
			}
			require.Equal(t, c.want, got)
			require.Equal(t, c.want != nil, len(d.Events) == 1, "asked once")
		})
	}
}
