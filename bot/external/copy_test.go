package external

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var begin = time.Date(2026, time.November, 16, 1, 0, 0, 0, time.UTC)

func hour(n int) time.Time { return begin.Add(time.Duration(n) * time.Hour) }

func shifts(t *rapid.T) []Shift {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Shift {
		from := rapid.IntRange(0, 90).Draw(t, "from")
		return Shift{
			Person: Person{ID: rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(t, "person")},
			Start:  hour(from), End: hour(from + rapid.IntRange(1, 20).Draw(t, "length")),
		}
	}), 0, 12).Draw(t, "shifts")
}

// who are the people of the stretches at an instant; two stretches there fail.
func who(t require.TestingT, list []stretch, at time.Time) []string {
	var out []string
	found := 0
	for _, s := range list {
		if !at.Before(s.From) && at.Before(s.To) {
			found++
			for _, m := range s.People {
				out = append(out, m.ID)
			}
		}
	}
	require.LessOrEqual(t, found, 1, "two stretches at %s", at)
	return out
}

// slack has everybody but d.
func slack(p Person) string {
	if p.ID == "d" {
		return ""
	}
	return "U" + p.ID
}

// Stretches say of every hour what the shifts say: the first of the list first,
// and nobody twice.
func TestStretchesAreTheShifts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := shifts(t)
		laid := laid(list, slack)
		for h := range 120 {
			var want []string
			seen := make(map[string]bool)
			for _, s := range list {
				if !hour(h).Before(s.Start) && hour(h).Before(s.End) && !seen[s.Person.ID] {
					seen[s.Person.ID] = true
					want = append(want, s.Person.ID)
				}
			}
			require.Equal(t, want, who(t, laid, hour(h)), "hour %d", h)
		}
		for i := 1; i < len(laid); i++ {
			touch := laid[i].From.Equal(laid[i-1].To)
			require.False(t, touch && len(laid[i].People) == len(laid[i-1].People) && who(t, laid, laid[i].From)[0] == who(t, laid, laid[i-1].From)[0] &&
				equalPeople(laid[i], laid[i-1]), "neighbours with the same people are one")
		}
	})
}

func equalPeople(a, b stretch) bool {
	for i := range a.People {
		if a.People[i] != b.People[i] {
			return false
		}
	}
	return true
}

// However often a source changes its mind, of every hour is kept what it said
// last before that hour was over.
func TestLooksAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var c replica
		said := make(map[int][]string)
		now := 0
		for first := true; now < 100; now += rapid.IntRange(1, 30).Draw(t, "pause") {
			fresh := laid(shifts(t), slack)
			c = c.updated(fresh, hour(200), hour(now))
			for h := range 120 {
				if h >= now || first {
					said[h] = who(t, fresh, hour(h))
				}
			}
			// The first look says also what was before, if anything was said.
			first = first && len(c.Stretches) == 0 && c.AsOf.IsZero()
		}
		for h := range 120 {
			require.Equal(t, said[h], who(t, c.Stretches, hour(h)), "hour %d", h)
		}
		require.Equal(t, hour(200), c.Until)
	})
}

// The copy does not grow for ever.
func TestTheCopyForgets(t *testing.T) {
	everybody := func(Person) string { return "U1" }
	c := replica{}
	for day := range 1000 {
		at := begin.AddDate(0, 0, day)
		p := Person{ID: string(rune('a' + day%2))}
		c = c.updated(laid([]Shift{{Person: p, Start: at, End: at.AddDate(0, 0, 1)}}, everybody), at.AddDate(0, 0, 2), at)
	}
	require.InDelta(t, 400, len(c.Stretches), 2)
}
