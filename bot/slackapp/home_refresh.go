package slackapp

import (
	"context"
	"sync"
	"time"

	"toban/bot/triage"
)

// homeEvery is how often a Home tab is drawn anew at most, unless its reader
// opens it. Slack allows about one publication a second for the whole app.
const homeEvery = time.Minute

// homeKept is how long after its last opening a Home tab is kept up to date.
const homeKept = 7 * 24 * time.Hour

// homes are the Home tabs that people have opened. The zero value works.
type homes struct {
	mu      sync.Mutex
	viewers map[triage.PersonID]*viewer
	wake    chan struct{} // made on demand
}

type viewer struct {
	opened time.Time
	drawn  time.Time
	stale  bool
}

// waking is the channel on which a change is told.
func (h *homes) waking() chan struct{} {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.wake == nil {
		h.wake = make(chan struct{}, 1)
	}
	return h.wake
}

// opened notes that a person looks at their Home tab, which is drawn now.
func (h *homes) opened(id triage.PersonID, now time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.viewers == nil {
		h.viewers = make(map[triage.PersonID]*viewer)
	}
	h.viewers[id] = &viewer{opened: now, drawn: now}
}

// mark makes the tabs of those concerned stale and reports whether there are
// any.
func (h *homes) mark(concerned func(triage.PersonID) bool) (found bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for id, v := range h.viewers {
		if concerned(id) {
			v.stale, found = true, true
		}
	}
	return found
}

// due takes the people whose tab is to be drawn now, and says how long until
// the next one is; 0 when none is waiting.
func (h *homes) due(now time.Time) (list []triage.PersonID, next time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for id, v := range h.viewers {
		wait := v.drawn.Add(homeEvery).Sub(now)
		switch {
		case now.Sub(v.opened) > homeKept:
			delete(h.viewers, id)
		case !v.stale:
		case wait <= 0:
			v.stale, v.drawn = false, now
			list = append(list, id)
		case next == 0 || wait < next:
			next = wait
		}
	}
	return list, next
}

// redraw makes the tab of one person, if it is open, be drawn at once.
func (h *homes) redraw(id triage.PersonID) (found bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	v := h.viewers[id]
	if v != nil {
		v.stale, v.drawn = true, time.Time{}
	}
	return v != nil
}

// redrawHome draws the Home tab of a person anew if it is open: their language
// is another one. It does not block.
func (a *App) redrawHome(id triage.PersonID) {
	if a.in.homes.redraw(id) {
		a.Wake()
	}
}

// Wake has the Home tabs, and what shows who is on call, looked at again:
// something they show changed, or the clock was moved. It does not block.
func (a *App) Wake() {
	for _, c := range []chan struct{}{a.in.homes.waking(), a.followers.wake} {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

// Changed notes what an order did: the Home tabs that show it are drawn anew
// within a minute. It does not block.
func (a *App) Changed(out triage.Outcome) {
	q := out.Inquiry
	concerned := func(id triage.PersonID) bool {
		return id == q.Asker || id == q.Reporter || a.desk.Policy.IsMember(id)
	}
	if !out.Repeat {
		a.markHomes(concerned)
	}
}

// redraw has a person's Home tab drawn again within a minute.
func (a *App) redraw(id triage.PersonID) {
	a.markHomes(func(other triage.PersonID) bool { return other == id })
}

func (a *App) markHomes(concerned func(triage.PersonID) bool) {
	if !a.in.homes.mark(concerned) {
		return
	}
	a.Wake()
}

// keepHomes draws stale Home tabs until ctx ends.
func (a *App) keepHomes(ctx context.Context) error {
	for {
		list, next := a.in.homes.due(a.now())
		for _, id := range list {
			drawing, cancel := context.WithTimeout(ctx, laterBudget)
			a.drawHome(drawing, id, checkupKept)
			cancel()
		}
		if next == 0 {
			next = time.Hour // until somebody wakes us
		}
		timer := time.NewTimer(next)
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case <-a.in.homes.waking():
		case <-timer.C:
		}
		timer.Stop()
	}
}
