package slackexport

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"toban/bot/triage"
)

// A Thread is a message and what was written below it, the earliest first.
type Thread struct {
	Root    Message
	Replies []Message
}

// A Reading is what reading a channel found.
type Reading struct {
	Days     int       `json:"days"`
	Messages int       `json:"messages"`
	First    time.Time `json:"first,omitzero"` // message
	Last     time.Time `json:"last,omitzero"`
	Orphans  int       `json:"orphans"` // replies to messages that are not in the export
	Problems []Problem `json:"problems"`
}

// ReadOptions say what is read of a channel.
type ReadOptions struct {
	Since time.Time // only threads that began then or later; zero means all
	Until time.Time // only messages that are not later than this instant; zero means all

	// Alone says of a message without replies that it is wanted all the same.
	Alone func(Message) bool

	Progress func(done, total int) // days; may be nil
}

// Read reads a channel day by day and then hands on each thread, the oldest
// first. Messages without replies are dropped, unless they are
// wanted alone.
func (e *Export) Read(ctx context.Context, c Channel, o ReadOptions, take func(Thread)) (Reading, error) {
	r := &reader{export: e, options: o, take: take, held: make(map[triage.MessageTS]*Thread), changed: make(map[triage.MessageTS]Message)}
	r.reading.Problems = slices.Clone(e.problems)
	days, err := e.days(c)
	if err != nil {
		return r.reading, err
	}
	if len(days) == 0 {
		return r.reading, fmt.Errorf("the export holds no day of %s", c.Name)
	}
	for i, day := range days {
		if err := ctx.Err(); err != nil {
			return r.reading, err
		}
		if o.Progress != nil {
			o.Progress(i, len(days))
		}
		if !r.before(day) {
			r.day(day)
		}
	}
	if o.Progress != nil {
		o.Progress(len(days), len(days))
	}
	for _, ts := range slices.Sorted(maps.Keys(r.held)) {
		if err := ctx.Err(); err != nil {
			return r.reading, err
		}
		r.release(ts)
	}
	return r.reading, nil
}

// reader holds all threads until the last day: a message may be edited or
// deleted long after it was written.
type reader struct {
	export  *Export
	options ReadOptions
	take    func(Thread)
	held    map[triage.MessageTS]*Thread // by root
	changed map[triage.MessageTS]Message // last states of messages of these
	reading Reading
}

// before reports whether a day was over before what is asked for began, in
// every zone in which Slack may have cut the days.
func (r *reader) before(day string) bool {
	date, err := time.Parse(time.DateOnly, strings.TrimSuffix(path.Base(day), ".json"))
	return err == nil && date.AddDate(0, 0, 2).Before(r.options.Since)
}

func (r *reader) day(name string) {
	messages, broken, err := readDay(r.export.root, name)
	if err != nil {
		if path, ok := errors.AsType[*fs.PathError](err); ok {
			err = path.Err
		}
		r.problem(name, fmt.Sprintf("the day is left out: %s", err))
		return
	}
	if broken > 0 {
		r.problem(name, fmt.Sprintf("%d of its %d entries are no messages and were left out", broken, broken+len(messages)))
	}
	r.reading.Days++
	early := 0
	for _, m := range messages {
		if !r.options.Until.IsZero() && m.TS.Time().After(r.options.Until) {
			early++
			continue
		}
		r.add(m)
	}
	if early > 0 {
		r.problem(name, fmt.Sprintf("%d of its messages are of a time to come and were left out", early))
	}
}

func (r *reader) problem(file, text string) {
	r.reading.Problems = append(r.reading.Problems, Problem{File: file, Problem: text})
}

func (r *reader) add(m Message) {
	at := m.TS.Time()
	if m.changes != "" {
		r.change(m)
		return
	}
	r.reading.Messages++
	if r.reading.First.IsZero() || at.Before(r.reading.First) {
		r.reading.First = at
	}
	if at.After(r.reading.Last) {
		r.reading.Last = at
	}
	if m.root() {
		if t := r.held[m.TS]; t != nil { // it stands there twice
			t.Root = m
			return
		}
		if !at.Before(r.options.Since) && (m.replied || r.options.Alone != nil && r.options.Alone(m)) {
			r.held[m.TS] = &Thread{Root: m}
		}
		return
	}
	t := r.held[m.Thread]
	if t == nil {
		if !m.Thread.Time().Before(r.options.Since) {
			r.reading.Orphans++
		}
		return
	}
	t.Replies = append(t.Replies, m)
}

// change notes the later state of a message that is held, or whose thread is.
func (r *reader) change(m Message) {
	if r.held[m.changes] != nil || r.held[m.Thread] != nil {
		r.changed[m.changes] = m
	}
}

// update puts the last state of a message in the place of the one that was read.
func (r *reader) update(m *Message) {
	if state, ok := r.changed[m.TS]; ok {
		m.later(state)
	}
}

// later takes over a later state: the text, or that there is none any more.
func (m *Message) later(state Message) {
	m.Deleted = state.Deleted
	if !state.Deleted {
		m.Text = state.Text
	}
}

func (r *reader) release(ts triage.MessageTS) {
	t := r.held[ts]
	delete(r.held, ts)
	slices.Reverse(t.Replies) // of what stands there twice the later is kept
	slices.SortStableFunc(t.Replies, func(a, b Message) int { return compare(a.TS, b.TS) })
	t.Replies = slices.CompactFunc(t.Replies, func(a, b Message) bool { return a.TS == b.TS })
	r.update(&t.Root)
	for i := range t.Replies {
		r.update(&t.Replies[i])
	}
	r.take(*t)
}
