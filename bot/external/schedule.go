package external

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"iter"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cenkalti/backoff/v5"

	"toban/bot/triage"
	"toban/rotation"
)

// The time that a source is asked for, around now. Back: a turn of a week shows
// its beginning. Ahead: farther than anybody looks for holes; PagerDuty takes
// three months at most in all.
const (
	behind = 7 * 24 * time.Hour
	ahead  = 80 * 24 * time.Hour
)

// Defaults and bounds of asking.
const (
	DefaultEvery   = 5 * time.Minute
	DefaultTimeout = 30 * time.Second
	firstRetry     = 15 * time.Second
	mostShifts     = 5000
)

// Config is what a Schedule works with.
type Config struct {
	Rotation  triage.RotationID
	Of        string             // names the schedule among all: another one begins a new copy
	Base      *rotation.Rotation // of the configuration, without shifts
	Source    Source
	Directory Directory
	Store     triage.Store // nil keeps nothing

	Every   time.Duration    // between two looks; zero means DefaultEvery
	Timeout time.Duration    // of one look; zero means DefaultTimeout
	Now     func() time.Time // required
	Log     *slog.Logger     // required
	Changed func()           // after who is on call may have become somebody else; may be nil
}

// A Schedule answers who is on call from the copy of another system's schedule.
// Create it with Open; its methods are safe for concurrent use.
type Schedule struct {
	config  Config
	current atomic.Pointer[rotation.Rotation]

	mu    sync.Mutex
	copy  replica
	tried time.Time
	err   *Error
}

// State is how following a schedule fares.
type State struct {
	AsOf    time.Time // when it was read last; zero: never
	Until   time.Time // up to when it is known; zero: not at all
	Tried   time.Time // the last look; zero: none yet
	Err     *Error    // of that look, nil when it went well
	Unknown []Person  // who will be on call and is nobody in Slack
	Gone    []Person  // who will be on call and left that system
	Known   []string  // Slack user ids of who will be on call
}

// Open reads the copy that the store holds. Nothing is asked of the source.
func Open(ctx context.Context, c Config) (*Schedule, error) {
	sum := sha256.Sum256([]byte(c.Of)) // an address may hold a secret
	c.Of = hex.EncodeToString(sum[:8])
	s := &Schedule{config: c}
	var stored []byte
	if c.Store != nil {
		err := c.Store.View(ctx, func(r triage.Reader) error {
			data, err := r.Mark(s.mark())
			stored = slices.Clone(data)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("schedule of rotation %s: %w", c.Rotation, err)
		}
	}
	held, err := decode(stored, c.Of, c.Now())
	if err != nil {
		c.Log.WarnContext(ctx, "copy of an external schedule lost", "rotation", c.Rotation, "error", err)
	}
	s.use(held.remapped(c.Now(), c.Directory.table))
	return s, nil
}

func (s *Schedule) mark() string { return "external/" + string(s.config.Rotation) }

// use answers from a replica from now on.
func (s *Schedule) use(c replica) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.copy = c
	s.current.Store(s.config.Base.From(c.dated()))
}

// Rotation is the schedule as it is known now.
func (s *Schedule) Rotation() *rotation.Rotation { return s.current.Load() }

// OnCall implements [triage.Schedule].
func (s *Schedule) OnCall(t time.Time, ch rotation.Changes) rotation.Shift {
	return s.Rotation().OnCall(t, ch)
}

// Turns implements [triage.Schedule].
func (s *Schedule) Turns(role string, from, to time.Time, ch rotation.Changes) iter.Seq[rotation.Turn] {
	return s.Rotation().Turns(role, from, to, ch)
}

// Tick implements [triage.Schedule]. Until the schedule was looked at for the
// first time nothing is known of it, which is no handoff to nobody.
func (s *Schedule) Tick(w rotation.Watermark, now time.Time, ch rotation.Changes) (rotation.Watermark, *rotation.Handoff) {
	if st := s.State(); st.AsOf.IsZero() && (w.At.IsZero() || st.Tried.IsZero()) {
		return w, nil
	}
	return s.Rotation().Tick(w, now, ch)
}

// State tells how following the schedule fares.
func (s *Schedule) State() State {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := State{AsOf: s.copy.AsOf, Until: s.copy.Until, Tried: s.tried, Err: s.err}
	_, coming := split(s.copy.Stretches, s.config.Now())
	for _, c := range coming {
		for _, m := range c.People {
			if m.Slack == "" && !slices.Contains(st.Unknown, m.Person) {
				st.Unknown = append(st.Unknown, m.Person)
			}
			if m.Slack != "" && !slices.Contains(st.Known, m.Slack) {
				st.Known = append(st.Known, m.Slack)
			}
			if m.Gone && !slices.Contains(st.Gone, m.Person) {
				st.Gone = append(st.Gone, m.Person)
			}
		}
	}
	return st
}

// Run keeps the copy up to date until ctx ends. A source that does not answer is
// asked again soon, then less and less often.
func (s *Schedule) Run(ctx context.Context) error {
	every := s.config.Every
	if every <= 0 {
		every = DefaultEvery
	}
	retry := backoff.NewExponentialBackOff()
	retry.InitialInterval, retry.MaxInterval = min(firstRetry, every), every
	for {
		wait := every + time.Duration(rand.Int64N(int64(every)/10+1)) //nolint:gosec // spreads the load, hides nothing
		if err := s.Refresh(ctx); ctx.Err() != nil {
			return nil //nolint:nilerr // the end was asked for
		} else if err != nil {
			wait = max(retry.NextBackOff(), troubleOf(err).Wait)
		} else {
			retry.Reset()
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case <-timer.C:
		}
	}
}

// Refresh asks the source once. After an error the copy stands as it was.
func (s *Schedule) Refresh(ctx context.Context) error {
	timeout := s.config.Timeout
	if timeout <= 0 {
		timeout = DefaultTimeout
	}
	within, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	before := s.State()
	next, err := s.read(within)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	s.tell(ctx, before, err)
	if err != nil {
		return err
	}
	was := s.Rotation()
	s.use(next)
	s.tellPeople(ctx, before)
	if s.config.Changed != nil && s.differs(was) {
		s.config.Changed()
	}
	s.save(ctx, next)
	return nil
}

// read asks the source and makes the next replica of its answer.
func (s *Schedule) read(ctx context.Context) (replica, error) {
	now := s.config.Now()
	answer, err := s.config.Source.Shifts(ctx, now.Add(-behind), now.Add(ahead))
	if err != nil {
		return replica{}, err
	}
	if len(answer.Shifts) > mostShifts {
		return replica{}, Unreadablef("%d shifts in three months are more than a schedule has", len(answer.Shifts))
	}
	if !answer.Until.After(now) {
		return replica{}, Unreadablef("the answer ends before now, at %s", answer.Until.Format(time.RFC3339))
	}
	for _, shift := range answer.Shifts {
		if !shift.End.After(shift.Start) || shift.Person.Key() == "" {
			return replica{}, Unreadablef("a shift from %s to %s of %q is none", shift.Start.Format(time.RFC3339), shift.End.Format(time.RFC3339), shift.Person)
		}
	}
	s.mu.Lock()
	held := s.copy
	s.mu.Unlock()
	people, before := make(map[Person]string), held.known()
	for _, shift := range answer.Shifts {
		if _, done := people[shift.Person]; !done {
			people[shift.Person] = s.config.Directory.find(ctx, shift.Person, before)
		}
	}
	fresh := laid(answer.Shifts, func(p Person) string { return people[p] })
	return held.updated(fresh, answer.Until, now), nil
}

// tell notes how a look went, and logs what has changed since the one before.
func (s *Schedule) tell(ctx context.Context, before State, err error) {
	s.mu.Lock()
	s.tried, s.err = s.config.Now(), nil
	if err != nil {
		s.err = troubleOf(err)
	}
	trouble := s.err
	s.mu.Unlock()
	switch {
	case trouble != nil && (before.Err == nil || before.Err.Trouble != trouble.Trouble):
		s.config.Log.WarnContext(ctx, "external schedule not read, answering from the copy", "rotation", s.config.Rotation,
			"trouble", trouble.Trouble, "as_of", before.AsOf, "until", before.Until, "error", err)
	case trouble == nil && before.Err != nil:
		s.config.Log.InfoContext(ctx, "external schedule read again", "rotation", s.config.Rotation, "copy_was_of", before.AsOf)
	}
}

// tellPeople logs who is nobody in Slack, once each.
func (s *Schedule) tellPeople(ctx context.Context, before State) {
	var names []string
	for _, p := range s.State().Unknown {
		if !slices.Contains(before.Unknown, p) {
			names = append(names, p.Key())
		}
	}
	if len(names) > 0 {
		s.config.Log.WarnContext(ctx, "people of an external schedule are unknown in Slack, name them under external.people",
			"rotation", s.config.Rotation, "people", strings.Join(names, ", "))
	}
}

// differs reports whether somebody else is on call now than was said before, or
// for another time.
func (s *Schedule) differs(was *rotation.Rotation) bool {
	now := s.config.Now()
	a, b := was.OnCall(now, rotation.Changes{}), s.OnCall(now, rotation.Changes{})
	return a.Primary != b.Primary || a.Secondary != b.Secondary || !a.End.Equal(b.End) || a.Why != b.Why
}

// save keeps the replica for the next start. It stands meanwhile either way.
func (s *Schedule) save(ctx context.Context, c replica) {
	if s.config.Store == nil {
		return
	}
	data, err := json.Marshal(c)
	if err == nil {
		err = s.config.Store.Update(ctx, func(tx triage.Tx) error { return tx.SetMark(s.mark(), data) })
	}
	if err != nil && ctx.Err() == nil {
		s.config.Log.ErrorContext(ctx, "copy of an external schedule not kept", "rotation", s.config.Rotation, "error", err)
	}
}
