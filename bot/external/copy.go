package external

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"toban/rotation"
)

// kept is how far back a copy says who was on call.
const kept = 400 * 24 * time.Hour

// A member is a person of another system, and who that is in Slack.
type member struct {
	Person
	Slack string `json:"slack,omitempty"` // user id, empty when not known
}

// A stretch is a time in which the same people are on call, the primary first.
// Stretches do not overlap.
type stretch struct {
	From   time.Time `json:"from"`
	To     time.Time `json:"to"`
	People []member  `json:"people"`
}

// A replica is what is kept of a schedule.
type replica struct {
	Of        string    `json:"of"`             // which schedule, see Open
	AsOf      time.Time `json:"as_of,omitzero"` // when it was read; zero: never
	Until     time.Time `json:"until,omitzero"` // up to when the stretches are all there is
	Stretches []stretch `json:"stretches,omitempty"`
}

// decode reads a stored replica. Of that of another schedule only the past counts.
func decode(data []byte, of string, now time.Time) (replica, error) {
	var c replica
	if len(data) > 0 {
		if err := json.Unmarshal(data, &c); err != nil {
			return replica{Of: of}, fmt.Errorf("read the copy of the schedule: %w", err)
		}
	}
	if c.Of != of {
		past, _ := split(c.Stretches, now.UTC())
		c = replica{Of: of, Stretches: past}
	}
	return c, nil
}

// laid makes stretches of shifts that may overlap. Of those at an instant the
// first in the list comes first, and nobody comes twice.
func laid(shifts []Shift, known func(Person) string) []stretch {
	var edges []time.Time
	for _, s := range shifts {
		edges = append(edges, s.Start, s.End)
	}
	slices.SortFunc(edges, time.Time.Compare)
	edges = slices.CompactFunc(edges, time.Time.Equal)
	var out []stretch
	for i := 1; i < len(edges); i++ {
		n := stretch{From: edges[i-1].UTC(), To: edges[i].UTC()}
		for _, s := range shifts {
			if s.Start.After(n.From) || !s.End.After(n.From) {
				continue
			}
			m := member{Person: s.Person, Slack: known(s.Person)}
			if !slices.ContainsFunc(n.People, m.sameAs) {
				n.People = append(n.People, m)
			}
		}
		if len(n.People) > 0 {
			out = join(out, n)
		}
	}
	return out
}

func (m member) sameAs(o member) bool {
	if m.Slack != "" || o.Slack != "" {
		return m.Slack == o.Slack
	}
	return m.Person == o.Person
}

// join appends a stretch, or makes the last one longer.
func join(list []stretch, next stretch) []stretch {
	if n := len(list); n > 0 && list[n-1].To.Equal(next.From) && slices.Equal(list[n-1].People, next.People) {
		list[n-1].To = next.To
		return list
	}
	return append(list, next)
}

// split cuts stretches at an instant.
func split(list []stretch, at time.Time) (before, after []stretch) {
	for _, s := range list {
		b, a := s, s
		if b.To.After(at) {
			b.To = at
		}
		if a.From.Before(at) {
			a.From = at
		}
		if b.From.Before(b.To) {
			before = append(before, b)
		}
		if a.From.Before(a.To) {
			after = append(after, a)
		}
	}
	return before, after
}

// updated is the replica after a look at now: the past as it was answered, the
// rest as it is answered from now on. The first look also says what was before.
func (c replica) updated(fresh []stretch, until, now time.Time) replica {
	now = now.UTC()
	next := replica{Of: c.Of, AsOf: now, Until: until.UTC()}
	if len(c.Stretches) == 0 && c.AsOf.IsZero() {
		next.Stretches = fresh
		return next
	}
	past, _ := split(c.Stretches, now)
	_, past = split(past, now.Add(-kept))
	_, ahead := split(fresh, now)
	next.Stretches = past
	for _, s := range ahead {
		next.Stretches = join(next.Stretches, s)
	}
	return next
}

// remapped is the replica with everybody who is on call from now on looked up
// in a table.
func (c replica) remapped(now time.Time, table func(Person) string) replica {
	past, ahead := split(c.Stretches, now.UTC())
	c.Stretches = past
	for _, s := range ahead {
		s.People = slices.Clone(s.People)
		for i := range s.People {
			s.People[i].Slack = cmp.Or(table(s.People[i].Person), s.People[i].Slack)
		}
		c.Stretches = join(c.Stretches, s)
	}
	return c
}

// known are the people of a replica and who they are in Slack.
func (c replica) known() map[Person]string {
	out := make(map[Person]string)
	for _, s := range c.Stretches {
		for _, m := range s.People {
			out[m.Person] = cmp.Or(m.Slack, out[m.Person])
		}
	}
	return out
}

// dated is the replica as a rotation takes it. What was never read is known up
// to the beginning of time.
func (c replica) dated() rotation.Dated {
	d := rotation.Dated{AsOf: c.AsOf, Until: c.Until}
	if c.AsOf.IsZero() {
		d.Until = time.Unix(0, 0)
	}
	for _, s := range c.Stretches {
		shift := rotation.Shift{Start: s.From, End: s.To}
		var unknown []string
		for _, m := range s.People {
			switch {
			case m.Slack == "":
				unknown = append(unknown, m.String())
			case shift.Primary == "":
				shift.Primary = m.Slack
			case shift.Secondary == "":
				shift.Secondary = m.Slack
			}
		}
		if shift.Primary == "" {
			shift.Why.Note = strings.Join(unknown, ", ")
		}
		d.Shifts = append(d.Shifts, shift)
	}
	return d
}
