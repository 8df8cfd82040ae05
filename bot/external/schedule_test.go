package external_test

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/boltstore"
	"toban/bot/external"
	"toban/bot/triage"
	"toban/rotation"
)

var tokyo = time.FixedZone("JST", 9*60*60)

// at reads a time of November 2026 in Tokyo, "16 10:00".
func at(t *testing.T, text string) time.Time {
	t.Helper()
	when, err := time.ParseInLocation("2006-01-02 15:04", "2026-11-"+text, tokyo)
	require.NoError(t, err)
	return when.UTC()
}

// A source answers what it was told to.
type source struct {
	answer external.Answer

	mu    sync.Mutex
	err   error
	asked int
}

// fails has the source answer with an error from now on, or well with nil.
func (s *source) fails(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.err = err
}

func (s *source) times() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked
}

func (s *source) Shifts(_ context.Context, _, to time.Time) (external.Answer, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
	a := s.answer
	if a.Until.IsZero() {
		a.Until = to
	}
	return a, s.err
}

var (
	tanaka = external.Person{ID: "PTANAKA", Email: "tanaka@example.com", Name: "Tanaka"}
	ito    = external.Person{ID: "PITO", Email: "ito@example.com", Name: "Jiro Ito"}
	hanako = external.Person{Name: "Hanako"}
)

// desk is a schedule that is followed, and what surrounds it.
type desk struct {
	*external.Schedule
	config external.Config
	source *source
	store  *boltstore.Store
	now    time.Time
	woken  int
	log    strings.Builder
	slack  map[string]string // user ids by address
	away   bool              // Slack does not answer
}

func newDesk(t *testing.T, shifts ...external.Shift) *desk {
	t.Helper()
	base, err := rotation.Spec{Source: "pagerduty", Schedule: "PI7DH85", Timezone: "Asia/Tokyo"}.Build(nil)
	require.NoError(t, err)
	d := &desk{source: &source{answer: external.Answer{Shifts: shifts}}, now: at(t, "17 12:00"), slack: map[string]string{"ito@example.com": "UITO"}}
	d.store, err = boltstore.Open(filepath.Join(t.TempDir(), "toban.db"), boltstore.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, d.store.Close()) })
	d.config = external.Config{
		Rotation: "platform", Of: "pagerduty PI7DH85", Base: base, Source: d.source, Store: d.store,
		Directory: external.Directory{
			People: map[string]string{"ptanaka": "UTANAKA"},
			ByEmail: func(_ context.Context, email string) (string, error) {
				if d.away {
					return "", errors.New("slack does not answer")
				}
				return d.slack[email], nil
			},
		},
		Now: func() time.Time { return d.now }, Log: slog.New(slog.NewTextHandler(&d.log, nil)), Changed: func() { d.woken++ },
	}
	d.open(t)
	return d
}

// open starts over with what the store holds.
func (d *desk) open(t *testing.T) {
	t.Helper()
	var err error
	d.Schedule, err = external.Open(t.Context(), d.config)
	require.NoError(t, err)
}

func (d *desk) refresh(t *testing.T) {
	t.Helper()
	require.NoError(t, d.Refresh(t.Context()))
}

// who is who is on call at a time, as "primary/secondary reason".
func (d *desk) who(t *testing.T, when string) string {
	t.Helper()
	s := d.OnCall(at(t, when), rotation.Changes{})
	text := s.Primary
	if s.Secondary != "" {
		text += "/" + s.Secondary
	}
	if s.Why.Reason != rotation.External {
		text += s.Why.Reason.String() + " " + s.Why.Note
	}
	return strings.TrimSpace(text)
}

func shift(t *testing.T, p external.Person, from, to string) external.Shift {
	t.Helper()
	return external.Shift{Person: p, Start: at(t, from), End: at(t, to)}
}

func TestTheCopyOutlivesTheSource(t *testing.T) {
	d := newDesk(t, shift(t, tanaka, "16 10:00", "23 10:00"), shift(t, ito, "23 10:00", "30 10:00"))
	require.Equal(t, "unknown", d.who(t, "17 12:00"), "nothing was read yet")
	mark, handoff := d.Tick(rotation.Watermark{}, d.now, rotation.Changes{})
	require.Zero(t, mark, "and nothing is announced of it")
	require.Nil(t, handoff)

	d.refresh(t)
	require.Equal(t, 1, d.woken)
	require.Equal(t, "UTANAKA", d.who(t, "17 12:00"))
	require.Equal(t, "UITO", d.who(t, "23 10:00"))
	s := d.OnCall(d.now, rotation.Changes{})
	require.True(t, s.AsOf.Equal(d.now))
	require.True(t, s.Start.Equal(at(t, "16 10:00")))
	require.True(t, s.End.Equal(at(t, "23 10:00")))

	d.source.fails(&external.Error{Trouble: external.Unauthorized, Err: errors.New("no such key")})
	d.now = at(t, "24 09:00")
	require.Error(t, d.Refresh(t.Context()))
	require.Error(t, d.Refresh(t.Context()))
	require.Equal(t, "UITO", d.who(t, "24 09:00"))
	require.Equal(t, 1, strings.Count(d.log.String(), "external schedule not read"), "one trouble is told once:\n%s", &d.log)

	d.open(t) // without a network
	st := d.State()
	require.True(t, st.AsOf.Equal(at(t, "17 12:00")))
	require.Equal(t, "UITO", d.who(t, "24 09:00"))
	require.Equal(t, 3, d.source.times())

	d.source.fails(nil)
	d.source.answer.Shifts = []external.Shift{shift(t, tanaka, "24 00:00", "30 00:00")}
	d.refresh(t)
	require.Equal(t, "UTANAKA", d.who(t, "24 09:00"))
	require.True(t, d.State().AsOf.Equal(d.now))
}

// Beyond its end a copy is not guessed on.
func TestTheCopyGrowsOld(t *testing.T) {
	d := newDesk(t, shift(t, tanaka, "16 10:00", "30 10:00"))
	d.source.answer.Until = at(t, "20 00:00")
	d.refresh(t)
	require.Equal(t, "UTANAKA", d.who(t, "19 23:59"))
	require.True(t, d.OnCall(d.now, rotation.Changes{}).End.IsZero(), "how long the shift goes on beyond is not known")
	require.Equal(t, "unknown", d.who(t, "20 00:00"))
	cover := rotation.Changes{Overrides: []rotation.Override{{ID: "1", Person: "USUZUKI", Start: at(t, "20 00:00"), End: at(t, "21 00:00")}}}
	require.Equal(t, "USUZUKI", d.OnCall(at(t, "20 12:00"), cover).Primary)
}

// What another system says later of the past changes nothing of who was on call.
func TestThePastIsNotRewritten(t *testing.T) {
	d := newDesk(t, shift(t, tanaka, "16 10:00", "23 10:00"))
	d.refresh(t)
	d.now = at(t, "18 12:00")
	d.source.answer.Shifts = []external.Shift{shift(t, ito, "15 10:00", "23 10:00")}
	d.refresh(t)
	for _, reopened := range []bool{false, true} {
		if reopened {
			d.open(t)
		}
		require.Equal(t, "nobody", d.who(t, "16 09:59"))
		require.Equal(t, "UTANAKA", d.who(t, "16 10:00"))
		require.Equal(t, "UTANAKA", d.who(t, "18 11:59"))
		require.Equal(t, "UITO", d.who(t, "18 12:00"))
	}
	// Looks that bring nothing new leave one shift one.
	for range 3 {
		d.now = d.now.Add(5 * time.Minute)
		d.refresh(t)
	}
	s := d.OnCall(d.now, rotation.Changes{})
	require.True(t, s.Start.Equal(at(t, "18 12:00")) && s.End.Equal(at(t, "23 10:00")), "%+v", s)
	require.Equal(t, 2, d.woken)
}

func TestAnotherScheduleBeginsAnotherCopy(t *testing.T) {
	d := newDesk(t, shift(t, tanaka, "16 10:00", "23 10:00"))
	d.refresh(t)
	d.config.Of = "pagerduty PANOTHER"
	d.now = at(t, "18 12:00")
	d.open(t)
	require.Equal(t, "unknown", d.who(t, "18 12:00"), "nothing of the other one answers for now")
	mark := rotation.Watermark{At: at(t, "18 11:59"), Person: "UTANAKA"}
	after, handoff := d.Tick(mark, d.now, rotation.Changes{})
	require.Equal(t, mark, after)
	require.Nil(t, handoff, "not to have looked yet is no handoff to nobody")
	d.source.answer.Shifts = []external.Shift{shift(t, ito, "15 10:00", "23 10:00")}
	d.refresh(t)
	require.Equal(t, "UTANAKA", d.who(t, "17 12:00"), "the past stays")
	require.Equal(t, "UITO", d.who(t, "18 12:00"))
}

func TestWhoPeopleAre(t *testing.T) {
	d := newDesk(t, shift(t, hanako, "16 10:00", "18 10:00"), shift(t, ito, "17 10:00", "19 10:00"), shift(t, tanaka, "18 10:00", "19 10:00"),
		shift(t, hanako, "19 10:00", "20 10:00"), shift(t, tanaka, "20 10:00", "21 10:00"))
	d.now = at(t, "16 10:00")
	d.refresh(t)
	require.Equal(t, "nobody Hanako", d.who(t, "16 12:00"), "the only one on call is nobody here")
	require.Equal(t, "UITO", d.who(t, "17 12:00"), "somebody known beats somebody unknown")
	require.Equal(t, "UITO/UTANAKA", d.who(t, "18 12:00"))
	require.Equal(t, "nobody Hanako", d.who(t, "19 12:00"))
	require.Equal(t, []external.Person{hanako}, d.State().Unknown)
	require.Equal(t, []string{"UITO", "UTANAKA"}, d.State().Known)
	require.Equal(t, 1, strings.Count(d.log.String(), "people=Hanako"), "%s", &d.log)
	d.refresh(t)
	require.Equal(t, 1, strings.Count(d.log.String(), "people=Hanako"), "once")

	// While Slack does not answer, people are who they were.
	d.away = true
	d.refresh(t)
	require.Equal(t, "UITO", d.who(t, "17 12:00"))

	d.config.Directory.ByEmail = nil
	d.open(t)
	d.refresh(t)
	require.Equal(t, "UITO", d.who(t, "17 12:00"))

	// A line in the configuration counts at the next start, without a network,
	// and from then on only.
	d.config.Directory.People["Hanako"] = "UHANAKO"
	d.now = at(t, "16 18:00")
	d.open(t)
	require.Equal(t, "nobody Hanako", d.who(t, "16 12:00"))
	require.Equal(t, "UHANAKO", d.who(t, "16 18:00"))
	require.Empty(t, d.State().Unknown)
}

func TestWhoLeftTheOtherSystem(t *testing.T) {
	gone := ito
	gone.Gone = true
	d := newDesk(t, shift(t, gone, "16 10:00", "23 10:00"))
	d.refresh(t)
	require.Equal(t, "UITO", d.who(t, "17 12:00"))
	require.Equal(t, []external.Person{gone}, d.State().Gone)
}

func TestAnswersThatAreNone(t *testing.T) {
	good := shift(t, tanaka, "16 10:00", "23 10:00")
	for name, answer := range map[string]external.Answer{
		"it ends in the past":  {Until: at(t, "17 11:00")},
		"a shift runs back":    {Shifts: []external.Shift{{Person: tanaka, Start: good.End, End: good.Start}}},
		"a shift is nobody's":  {Shifts: []external.Shift{{Start: good.Start, End: good.End}}},
		"it has a million":     {Shifts: make([]external.Shift, 5001)},
		"a shift is no length": {Shifts: []external.Shift{{Person: tanaka, Start: good.Start, End: good.Start}}},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, good)
			d.refresh(t)
			d.source.answer = answer
			var e *external.Error
			require.ErrorAs(t, d.Refresh(t.Context()), &e)
			require.Equal(t, external.Unreadable, e.Trouble)
			require.Equal(t, e, d.State().Err)
			require.Equal(t, "UTANAKA", d.who(t, "17 12:00"), "the last good copy stands")
		})
	}
}

// A copy that cannot be read is no reason not to start.
func TestABrokenCopy(t *testing.T) {
	d := newDesk(t, shift(t, tanaka, "16 10:00", "23 10:00"))
	require.NoError(t, d.store.Update(t.Context(), setMark("external/platform", "{")))
	d.open(t)
	require.Equal(t, "unknown", d.who(t, "17 12:00"))
	require.Contains(t, d.log.String(), "copy of an external schedule lost")
	d.refresh(t)
	require.Equal(t, "UTANAKA", d.who(t, "17 12:00"))
}

// Looks are some five minutes apart. A source in trouble is asked again soon,
// then less often, and left alone for as long as it wants.
func TestWhenASourceIsAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		base, err := rotation.Spec{Source: "pagerduty", Schedule: "PI7DH85", Timezone: "Asia/Tokyo"}.Build(nil)
		require.NoError(t, err)
		src := &source{}
		s, err := external.Open(t.Context(), external.Config{
			Rotation: "platform", Base: base, Source: src, Now: time.Now, Log: slog.New(slog.DiscardHandler),
		})
		require.NoError(t, err)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- s.Run(ctx) }()
		during := func(d time.Duration) int {
			before := src.times()
			time.Sleep(d)
			synctest.Wait()
			return src.times() - before
		}
		during(time.Second)
		require.Equal(t, 1, src.times(), "at once")
		n := during(time.Hour)
		require.True(t, n >= 10 && n <= 12, "%d looks in an hour", n)

		src.fails(errors.New("no route to host"))
		during(6 * time.Minute)
		soon := src.times()
		n = during(time.Hour)
		require.True(t, n >= 10 && n <= 40, "%d looks in an hour of trouble, after %d", n, soon)

		src.fails(&external.Error{Trouble: external.Limited, Wait: time.Hour, Err: errors.New("too many requests")})
		during(10 * time.Minute)
		require.LessOrEqual(t, during(50*time.Minute), 1)
		src.fails(nil)
		during(2 * time.Hour)
		require.NoError(t, s.Refresh(ctx))
		require.Nil(t, s.State().Err)
		cancel()
		require.NoError(t, <-done)
	})
}

func setMark(name, value string) func(triage.Tx) error {
	return func(tx triage.Tx) error { return tx.SetMark(name, []byte(value)) }
}
