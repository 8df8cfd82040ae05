package slackapp

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"toban/bot/triage"
)

// Budgets. Slack waits three seconds for an acknowledgement; what is sent
// after it may take longer, but nothing waits for ever.
const (
	ackBudget   = 2600 * time.Millisecond
	lookBudget  = 1200 * time.Millisecond
	laterBudget = 25 * time.Second
)

// inbound is what the receiving side of an App keeps between deliveries. The
// zero value works. Nothing in it must survive a restart.
type inbound struct {
	lanes   lanes
	tasks   tasks
	homes   homes
	check   checkup
	tally   tally
	readers readerships
	heard   chan struct{} // asks for a look at the history; made by Run

	asking singleflight.Group

	mu   sync.Mutex
	seen struct{ start, event, command time.Time } // when the App began, and when the last of each arrived
	bot  string                                    // our user id, as deliveries name it
	team string                                    // our workspace
	read chan struct{}                             // closed once the history was read; made on demand

	direct time.Time // when direct messages were last read back
	looked time.Time // when the history was first looked at
}

// tasks are what goes on after an acknowledgement, so that the App can wait
// for it.
type tasks struct {
	mu   sync.Mutex
	n    int
	idle chan struct{} // closed when n falls to zero; nil while nobody waits
}

// run starts f, which must end soon after ctx does. ctx keeps its values but
// not its end: the acknowledgement ends before f does.
func (t *tasks) run(ctx context.Context, f func(context.Context)) {
	t.mu.Lock()
	t.n++
	t.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), laterBudget)
	go func() {
		defer t.done()
		defer cancel()
		f(ctx)
	}()
}

func (t *tasks) done() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.n--; t.n == 0 && t.idle != nil {
		close(t.idle)
		t.idle = nil
	}
}

// wait returns when nothing is going on.
func (t *tasks) wait() {
	t.mu.Lock()
	if t.n == 0 {
		t.mu.Unlock()
		return
	}
	if t.idle == nil {
		t.idle = make(chan struct{})
	}
	idle := t.idle
	t.mu.Unlock()
	<-idle
}

// Wait returns when nothing that a delivery has started is going on any more:
// modals are filled and whispers are sent.
func (a *App) Wait() { a.in.tasks.wait() }

// later does f after the acknowledgement. A panic in f is logged, not spread.
func (a *App) later(ctx context.Context, f func(context.Context)) {
	a.in.tasks.run(ctx, func(ctx context.Context) {
		defer a.recovered(ctx, "answer")
		f(ctx)
	})
}

// recovered keeps one broken delivery from ending the process.
func (a *App) recovered(ctx context.Context, doing string) {
	if r := recover(); r != nil {
		a.log.ErrorContext(ctx, "delivery panicked", "doing", doing, "panic", r)
	}
}

// lanes let deliveries about one thread pass one after the other: a reply
// that arrives while its inquiry is being recorded finds it recorded.
type lanes struct {
	mu   sync.Mutex
	busy map[string]*lane
}

type lane struct {
	turn    chan struct{} // holds one token
	waiting int
}

// enter waits for the lane's turn, or for the end of ctx.
func (l *lanes) enter(ctx context.Context, key string) (leave func(), err error) {
	l.mu.Lock()
	if l.busy == nil {
		l.busy = make(map[string]*lane)
	}
	e := l.busy[key]
	if e == nil {
		e = &lane{turn: make(chan struct{}, 1)}
		e.turn <- struct{}{}
		l.busy[key] = e
	}
	e.waiting++
	l.mu.Unlock()
	gone := func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		if e.waiting--; e.waiting == 0 {
			delete(l.busy, key)
		}
	}
	select {
	case <-e.turn:
		return func() { e.turn <- struct{}{}; gone() }, nil
	case <-ctx.Done():
		gone()
		return nil, &triage.Error{Kind: triage.Unavailable, Reason: "busy", Err: ctx.Err()}
	}
}

// whoAmI is our bot user and team, learnt from a delivery or asked once. The
// zero answers mean that Slack did not tell in time: a delivery does not wait
// for it, because it is genuine all the same.
func (a *App) whoAmI(ctx context.Context, told string) (bot, team string) {
	a.in.mu.Lock()
	if told != "" {
		a.in.bot = told
	}
	bot, team = a.in.bot, a.in.team
	a.in.mu.Unlock()
	if team != "" {
		return bot, team
	}
	asked := a.in.asking.DoChan("auth.test", func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), askFor)
		defer cancel()
		return nil, a.introduce(ctx)
	})
	patience := time.NewTimer(introduction)
	defer patience.Stop()
	select {
	case <-asked:
	case <-patience.C:
	case <-ctx.Done():
	}
	a.in.mu.Lock()
	defer a.in.mu.Unlock()
	return a.in.bot, a.in.team
}

// Patience with Slack telling us who we are: of one question, and of one
// delivery that waits for the answer.
const (
	askFor       = 5 * time.Second
	introduction = 500 * time.Millisecond
)

// introduce asks Slack who we are.
func (a *App) introduce(ctx context.Context) error {
	auth, err := a.self.get(ctx)
	if err != nil {
		return err
	}
	a.in.mu.Lock()
	a.in.bot, a.in.team = auth.UserID, auth.TeamID
	a.in.mu.Unlock()
	a.people.get(ctx, triage.PersonID(auth.UserID))
	return nil
}

// noteEvent and noteCommand remember that Slack reaches us.
func (a *App) noteEvent()   { a.note(&a.in.seen.event) }
func (a *App) noteCommand() { a.note(&a.in.seen.command) }

func (a *App) note(at *time.Time) {
	a.in.mu.Lock()
	defer a.in.mu.Unlock()
	*at = a.now()
}

// ownID is our bot user without asking, "" when it is not known yet.
func (a *App) ownID() triage.PersonID {
	a.in.mu.Lock()
	defer a.in.mu.Unlock()
	return triage.PersonID(a.in.bot)
}

// ownTeam is our workspace without asking, "" when it is not known yet.
func (a *App) ownTeam() string {
	a.in.mu.Lock()
	defer a.in.mu.Unlock()
	return a.in.team
}
