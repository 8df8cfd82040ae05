package rotation_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/rotation"
)

// revised is a rotation configured anew, with the setups it is made of.
func revised(tb testing.TB, cal *rotation.Calendar, setups []rotation.Setup, spec rotation.Spec, at time.Time) (*rotation.Rotation, []rotation.Setup) {
	tb.Helper()
	next, ok, err := rotation.Revise(setups, spec, at, cal)
	require.NoError(tb, err)
	if ok {
		setups = append(slices.Clone(setups), next)
	}
	r, err := rotation.Compose(setups, cal)
	require.NoError(tb, err)
	return r, setups
}

// Weekly turns of a to d from Monday 5 January; b is on call when the
// configuration is changed on Wednesday 14.
func TestRevise(t *testing.T) {
	tokyo := zone(t, "Asia/Tokyo")
	members := func(text string) func(*rotation.Spec) {
		return func(s *rotation.Spec) { s.Primary = strings.Split(text, "") }
	}
	for _, c := range []struct {
		name   string
		change func(*rotation.Spec)
		edits  string
		want   string
	}{
		{"nothing", func(*rotation.Spec) {}, "", "5a 12b 19c 26d 2a 9b"},
		{"added at the end", members("abcdx"), "add x", "5a 12b 19c 26d 2x 9a"},
		{"added before the next", members("abxcd"), "add x before c", "5a 12b 19x 26c 2d 9a"},
		{"two added", members("xabycd"), "add x before a, add y before c", "5a 12b 19y 26c 2d 9x"},
		{"removed, not on call", members("abd"), "remove c", "5a 12b 19d 26a 2b 9d"},
		{"removed while on call", members("acd"), "remove b", "5a 12b 14c 19d 26a 2c 9d"},
		{"reordered", members("dcba"), "reorder dcba", "5a 12b 19a 26d 2c 9b"},
		{"replaced", members("abxd"), "replace c with x", "5a 12b 19x 26d 2a 9b"},
		{"replaced while on call", members("axcd"), "replace b with x", "5a 12b 14x 19c 26d 2a 9x"},
		{"all replaced", members("wxyz"), "replace a with w, replace b with x, replace c with y, replace d with z", "5a 12b 14x 19y 26z 2w 9x"},
		{"two exchange their places", members("bacd"), "reorder bacd", "5a 12b 19a 26c 2d 9b"},
		{"removed, added and reordered", members("dxba"), "remove c, add x before b, reorder dxba", "5a 12b 19a 26d 2x 9b"},
		{"one of two mentions of a name", members("abcdb"), "add b", "5a 12b 19c 26d 2b 9a"},
		{"nobody left", func(s *rotation.Spec) { s.Primary = nil }, "remove a, remove b, remove c, remove d", "5a 12b 14-"},
		{"another weekday", func(s *rotation.Spec) { s.Start, s.Handoff = "2026-01-07", "Wed 15:00" }, "reschedule", "5a 12b 14c 21d 28a 4b 11c"},
		{"another length", func(s *rotation.Spec) { s.Every = "2w" }, "reschedule", "5a 12b 19c 2d"},
		{"another zone", func(s *rotation.Spec) { s.Timezone = "America/New_York" }, "reschedule", "5a 12b 20c 27d 3a 10b"},
		{"a start to come", func(s *rotation.Spec) { s.Start = "2026-02-02" }, "reschedule", "5a 12b 2c 9d"},
		{
			"members and weekday", func(s *rotation.Spec) {
				s.Start, s.Handoff, s.Primary = "2026-01-06", "Tue 10:00", []string{"a", "b", "x"}
			},
			"remove c, remove d, add x, reschedule", "5a 12b 20x 27a 3b 10x",
		},
		{"an end", func(s *rotation.Spec) { s.End = "2026-01-25" }, "", "5a 12b 19c 26-"},
		{"a duty window", func(s *rotation.Spec) { s.Duty = rotation.Lines{"Sat 10:00-20:00"} }, "", "5a 12b 14- 17b 17- 24c 24- 31d 31- 7a 7- 14b 14-"},
		{"a layer on top", func(s *rotation.Spec) {
			s.Layers = []rotation.Layer{{Name: "weekend", Primary: []string{"w"}, Duty: rotation.Lines{"Sat 10:00-20:00"}}}
		}, "", "5a 12b 17w 17b 19c 24w 24c 26d 31w 31d 2a 7w 7a 9b 14w 14b"},
	} {
		t.Run(c.name, func(t *testing.T) {
			spec := rotation.Spec{
				Timezone: "Asia/Tokyo", Handoff: "Mon 10:00", Start: "2026-01-05", Primary: []string{"a", "b", "c", "d"}, OnHoliday: "keep",
			}
			first := rotation.First(spec, nil)
			c.change(&spec)
			r, setups := revised(t, nil, []rotation.Setup{first}, spec, at(t, tokyo, "2026-01-14 12:00"))
			var edits, got []string
			for _, e := range setups[len(setups)-1].Edits {
				edits = append(edits, editText(e))
			}
			require.Equal(t, c.edits, strings.Join(edits, ", "))
			for s := range r.Shifts(at(t, tokyo, "2026-01-05 10:00"), at(t, tokyo, "2026-02-15"), rotation.Changes{}) {
				got = append(got, s.Start.In(tokyo).Format("2")+orDash(s.Primary))
			}
			require.Equal(t, c.want, strings.Join(got, " "))
		})
	}
}

func editText(e rotation.Edit) string {
	switch e.Op {
	case rotation.AddMember:
		if e.Before != "" {
			return "add " + e.Person + " before " + e.Before
		}
		return "add " + e.Person
	case rotation.ReplaceMember:
		return "replace " + e.Person + " with " + e.With
	case rotation.ReorderAll:
		return "reorder " + strings.Join(e.Members, "")
	case rotation.RemoveMember, rotation.SetActive, rotation.Reschedule:
	}
	return strings.TrimSpace(e.Op.String() + " " + e.Person)
}

// Before its start a rotation begins with whom the file names first.
func TestReviseBeforeTheStart(t *testing.T) {
	tokyo := zone(t, "Asia/Tokyo")
	spec := rotation.Spec{Timezone: "Asia/Tokyo", Handoff: "Mon 10:00", Start: "2026-01-05", Primary: []string{"a", "b", "c"}, OnHoliday: "keep"}
	setups := []rotation.Setup{rotation.First(spec, nil)}
	spec.Primary = []string{"c", "b", "a"}
	r, setups := revised(t, nil, setups, spec, at(t, tokyo, "2026-01-02"))
	require.Equal(t, "01-05 10:00 01-12 10:00 c", describe(r.OnCall(at(t, tokyo, "2026-01-06"), rotation.Changes{})))
	spec.Start = "2025-12-29" // a week that has begun already
	r, _ = revised(t, nil, setups, spec, at(t, tokyo, "2026-01-02"))
	require.Equal(t, "01-02 00:00 01-05 10:00 c", describe(r.OnCall(at(t, tokyo, "2026-01-03"), rotation.Changes{})))
}

// The zone of the team is that of a rotation without one, and it too may change.
func TestReviseNamesTheZoneOfTheCalendar(t *testing.T) {
	hours := rotation.CalendarSpec{Hours: rotation.Lines{"Mon-Fri 10:00-19:00"}}
	tokyo, err := hours.Build(zone(t, "Asia/Tokyo"))
	require.NoError(t, err)
	berlin, err := hours.Build(zone(t, "Europe/Berlin"))
	require.NoError(t, err)
	spec := rotation.Spec{Handoff: "Mon 10:00", Start: "2026-01-05", Primary: []string{"a", "b"}}
	setups := []rotation.Setup{rotation.First(spec, tokyo)}
	when := at(t, tokyo.Location(), "2026-01-14 12:00")
	_, ok, err := rotation.Revise(setups, spec, when, tokyo)
	require.NoError(t, err)
	require.False(t, ok)
	r, _ := revised(t, berlin, setups, spec, when)
	require.Equal(t, "2026-01-12T01:00:00Z 2026-01-19T09:00:00Z b", utc(r.OnCall(when, rotation.Changes{})))
}

func utc(s rotation.Shift) string {
	return s.Start.UTC().Format(time.RFC3339) + " " + s.End.UTC().Format(time.RFC3339) + " " + s.Primary
}

func TestComposeRefuses(t *testing.T) {
	_, err := rotation.Compose(nil, nil)
	require.Error(t, err)
	_, err = rotation.Compose([]rotation.Setup{{Spec: rotation.Spec{Timezone: "Mars/Olympus"}}}, nil)
	require.ErrorContains(t, err, "setup 1 of 1")
	good := rotation.First(rotation.Spec{Timezone: "UTC", Handoff: "Mon 10:00", Start: "2026-01-05", OnHoliday: "keep"}, nil)
	_, _, err = rotation.Revise([]rotation.Setup{good}, rotation.Spec{Timezone: "UTC"}, time.Unix(0, 0), nil)
	require.ErrorContains(t, err, "start")
}

// Whatever a configuration becomes, and however often: what was stays, who is
// on call stays unless they leave, and the file's members follow in its order.
func TestReviseProperties(t *testing.T) {
	cal := tokyoCalendar(t)
	begin := at(t, cal.Location(), "2026-01-05 10:00")
	people := strings.Split("abcdefg", "")
	for seed := range uint64(60) {
		random := rand.New(rand.NewPCG(seed, 1))
		spec := rotation.Spec{Start: "2026-01-05", Handoff: "10:00", Primary: somebody(random, people)}
		turns(random, &spec)
		setups := []rotation.Setup{rotation.First(spec, cal)}
		r, err := rotation.Compose(setups, cal)
		require.NoError(t, err)
		when := begin
		for n := range 4 {
			when = when.Add(time.Duration(random.IntN(40*24*3600)) * time.Second)
			if spec.Primary = somebody(random, people); random.IntN(2) == 0 {
				turns(random, &spec)
			}
			before := r
			was := before.OnCall(when, rotation.Changes{})
			edits := len(setups)
			r, setups = revised(t, cal, setups, spec, when)
			about := fmt.Sprintf("seed %d, change %d at %s to %+v", seed, n, when, spec)
			if len(setups) == edits {
				continue
			}
			last := setups[len(setups)-1]
			require.Equal(t, spec.Primary, r.Members(when, 0, rotation.Changes{}), about)
			for i, e := range last.Edits {
				require.NoError(t, before.CheckEdit(e, when, rotation.Changes{Edits: last.Edits[:i]}), about)
			}
			now := r.OnCall(when, rotation.Changes{})
			if slices.Contains(spec.Primary, was.Primary) {
				require.Equal(t, was.Primary, now.Primary, about)
			}
			edited := rotation.Changes{Edits: last.Edits}
			for range 50 {
				past := begin.Add(time.Duration(random.Int64N(int64(when.Sub(begin)) + 1)))
				if past.Before(when) {
					require.Equal(t, before.OnCall(past, rotation.Changes{}).Primary, r.OnCall(past, rotation.Changes{}).Primary, "%s: %s", about, past)
				}
				ahead := when.Add(time.Duration(random.Int64N(int64(400 * 24 * time.Hour))))
				want, got := before.OnCall(ahead, edited), r.OnCall(ahead, rotation.Changes{})
				require.Equal(t, utc(want), utc(got), "%s: %s", about, ahead)
			}
			tiles(t, r, when.AddDate(0, -1, 0), when.AddDate(0, 3, 0), about)
		}
	}
}

// tiles checks that the shifts of a span leave nothing out and say what OnCall
// says.
func tiles(t *testing.T, r *rotation.Rotation, from, to time.Time, about string) {
	t.Helper()
	edge := from
	for s := range r.Shifts(from, to, rotation.Changes{}) {
		require.True(t, edge.Equal(s.Start), about)
		for _, when := range []time.Time{s.Start, s.Start.Add(s.End.Sub(s.Start) / 2), s.End.Add(-time.Second)} {
			require.Equal(t, s.Primary, r.OnCall(when, rotation.Changes{}).Primary, "%s: %s", about, when)
		}
		edge = s.End
	}
	require.True(t, edge.Equal(to), about)
}

// somebody are one to five members, of whom one may stand twice.
func somebody(random *rand.Rand, people []string) []string {
	list := slices.Clone(people)
	random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	list = list[:1+random.IntN(5)]
	if random.IntN(4) == 0 {
		list = append(list, list[0])
	}
	return list
}

// turns sets some length of turns, some time of day, some zone.
func turns(random *rand.Rand, s *rotation.Spec) {
	s.Every = []string{"1w", "2w", "1d", "3bd", "12h", "1mo"}[random.IntN(6)]
	s.Handoff = []string{"10:00", "09:30", "02:30"}[random.IntN(3)]
	if s.Timezone = ""; random.IntN(3) > 0 {
		all := zones()
		s.Timezone = all[random.IntN(len(all))]
	}
	s.OnHoliday = []string{"", "keep"}[random.IntN(2)]
	s.Start = []string{"2026-01-05", "2025-12-31", "2026-03-02"}[random.IntN(3)]
}

// Who is on call costs no more after a revision than before, once a turn has
// passed since.
func BenchmarkOnCallAfterARevision(b *testing.B) {
	cal := tokyoCalendar(b)
	spec := weeklySpec()
	setups := []rotation.Setup{rotation.First(spec, cal)}
	spec.Primary = append(slices.Clone(spec.Primary), "kato")
	r, _ := revised(b, cal, setups, spec, at(b, cal.Location(), "2026-01-14 12:00"))
	now := at(b, cal.Location(), "2026-11-18 12:00")
	b.ReportAllocs()
	for b.Loop() {
		r.OnCall(now, rotation.Changes{})
	}
}
