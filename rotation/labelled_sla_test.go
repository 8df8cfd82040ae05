package rotation_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/rotation"
)

type policyData struct {
	First      targetData `json:"first_response"`
	Next       targetData `json:"next_response"`
	Resolution targetData `json:"resolution"`
}

type targetData struct {
	Calendar string `json:"calendar"`
	TargetS  int    `json:"target_s"`
}

type slaCase struct {
	ID       string                `json:"id"`
	Desc     string                `json:"desc"`
	Kind     string                `json:"kind"`
	Calendar string                `json:"calendar"`
	Start    time.Time             `json:"start"`
	At       time.Time             `json:"at"`
	TargetS  int                   `json:"target_s"`
	Days     int                   `json:"days"`
	Percents []int                 `json:"percents"`
	Pauses   [][2]*time.Time       `json:"pauses"`
	Policies map[string]policyData `json:"policies"`
	Priority string                `json:"priority"`
	Created  time.Time             `json:"created"`

	// events
	Requester string      `json:"requester"`
	Team      []string    `json:"team"`
	Events    []eventData `json:"events"`
	Now       time.Time   `json:"now"`

	// notifications and escalation
	Ticks       []time.Time `json:"ticks"`
	RespondedAt time.Time   `json:"responded_at"`
	AckedAt     time.Time   `json:"acked_at"`
	Steps       []struct {
		AfterS int    `json:"after_s"`
		To     string `json:"to"`
	} `json:"steps"`

	Expect json.RawMessage `json:"expect"`
}

type eventData struct {
	T       time.Time `json:"t"`
	Type    string    `json:"type"`
	By      string    `json:"by"`
	Bot     bool      `json:"bot"`
	ID      string    `json:"id"`
	Reopens bool      `json:"reopens"`
	Self    bool      `json:"self_served"`
	To      string    `json:"to"`
}

// clocks are the clock of each named calendar.
type clocks map[string]*rotation.Calendar

func (c clocks) of(t targetData) (rotation.Clock, time.Duration) {
	return c.named(t.Calendar), time.Duration(t.TargetS) * time.Second
}

func (c clocks) named(name string) rotation.Clock {
	if cal := c[name]; cal != nil {
		return cal.BusinessHours()
	}
	return rotation.Elapsed()
}

func TestLabelledSLACases(t *testing.T) {
	calendars := clocks(labelledCalendars(t))
	for _, c := range labelledCases[slaCase](t, "sla_cases.jsonl") {
		t.Run(c.ID, func(t *testing.T) {
			clock := calendars.named(c.Calendar)
			target := time.Duration(c.TargetS) * time.Second
			var pauses []rotation.Pause
			for _, p := range c.Pauses {
				pause := rotation.Pause{From: *p[0]}
				if p[1] != nil {
					pause.To = *p[1]
				}
				pauses = append(pauses, pause)
			}
			var got any
			switch c.Kind {
			case "due":
				got = map[string]any{"due": instant(clock.Due(c.Start, target, pauses))}
			case "due_business_days":
				days := time.Duration(c.Days) * 24 * time.Hour
				got = map[string]any{"due": instant(calendars[c.Calendar].BusinessDays().Due(c.Start, days, nil))}
			case "elapsed":
				got = map[string]any{"elapsed_s": clock.Elapsed(c.Start, c.At, pauses).Seconds()}
			case "thresholds":
				at := map[string]any{}
				for _, p := range c.Percents {
					at[fmt.Sprint(p)] = instant(clock.Threshold(c.Start, target, p, pauses))
				}
				got = map[string]any{"at": at}
			case "events":
				got = c.replay(calendars)
			case "notifications":
				got = c.notices(calendars)
			case "escalation":
				got = c.ladder()
			default:
				t.Fatalf("no kind %q", c.Kind)
			}
			b, err := json.Marshal(got)
			require.NoError(t, err)
			require.JSONEq(t, string(c.Expect), string(b), c.Desc)
		})
	}
}

func instant(t time.Time, ok bool) any {
	if !ok {
		return nil
	}
	return t.UTC()
}

// replay folds the events of one inquiry as toban's core does, to try the
// clocks on whole lives of inquiries.
func (c slaCase) replay(calendars clocks) map[string]any {
	policy := c.Policies[c.Priority]
	type cycle struct {
		since, at time.Time
		target    targetData
	}
	var (
		replies  []eventData
		cycles   []cycle
		pauses   []rotation.Pause
		open     *rotation.Pause
		answered bool
		closed   string
		closedAt time.Time
		first    = policy
	)
	isTeam := func(e eventData) bool {
		return !e.Bot && e.By != c.Requester && slices.Contains(c.Team, e.By)
	}
	pause := func(at time.Time) {
		if open == nil {
			pauses = append(pauses, rotation.Pause{From: at})
			open = &pauses[len(pauses)-1]
		}
	}
	resume := func(at time.Time) {
		if open != nil {
			open.To, open = at, nil
		}
	}
	for _, e := range c.Events {
		switch e.Type {
		case "message":
			switch {
			case isTeam(e):
				replies = append(replies, e)
				answered = true
				for i := range cycles {
					if cycles[i].at.IsZero() {
						cycles[i].at = e.T
					}
				}
			case e.By == c.Requester && !e.Bot:
				if closed != "" && e.Reopens {
					closed = ""
				}
				resume(e.T)
				if answered && closed == "" && !slices.ContainsFunc(cycles, func(c cycle) bool { return c.at.IsZero() }) {
					cycles = append(cycles, cycle{since: e.T, target: policy.Next})
				}
			}
		case "delete_message":
			replies = slices.DeleteFunc(replies, func(m eventData) bool { return m.ID == e.ID })
			answered = len(replies) > 0
		case "wait":
			pause(e.T)
		case "resume":
			resume(e.T)
		case "resolve":
			resume(e.T)
			closed, closedAt = "resolved", e.T
			if e.Self && !answered {
				closed = "self_served"
			}
			cycles = slices.DeleteFunc(cycles, func(c cycle) bool { return c.at.IsZero() })
			pause(e.T)
		case "reopen":
			closed = ""
			resume(e.T)
		case "cancel":
			closed, closedAt = "cancelled", e.T
		case "priority":
			policy = c.Policies[e.To]
			if !answered {
				first = policy
			}
		}
	}

	out := map[string]any{}
	clock, target := calendars.of(first.First)
	due, _ := clock.Due(c.Created, target, nil)
	switch {
	case len(replies) > 0:
		r := replies[0]
		state := "met"
		if r.T.After(due) {
			state = "met_late"
		}
		out["first_response"] = map[string]any{
			"state": state, "due": due.UTC(), "at": r.T, "by": r.By,
			"elapsed_s": clock.Elapsed(c.Created, r.T, nil).Seconds(),
		}
	case closed == "self_served" || closed == "cancelled":
		out["first_response"] = map[string]any{"state": closed}
	default:
		out["first_response"] = map[string]any{
			"state": running(c.Now, due), "due": due.UTC(), "elapsed_s": clock.Elapsed(c.Created, c.Now, nil).Seconds(),
		}
	}

	next := []map[string]any{}
	for _, cy := range cycles {
		clock, target := calendars.of(cy.target)
		due, _ := clock.Due(cy.since, target, nil)
		row := map[string]any{"since": cy.since, "due": due.UTC(), "at": nil, "met": nil}
		if !cy.at.IsZero() {
			row["at"], row["met"] = cy.at, !cy.at.After(due)
		} else if c.Now.After(due) {
			row["met"] = false
		}
		next = append(next, row)
	}
	out["next_response"] = next

	clock, target = calendars.of(policy.Resolution)
	until := c.Now
	if closed != "" {
		until = closedAt
	}
	resolution := map[string]any{"elapsed_s": clock.Elapsed(c.Created, until, pauses).Seconds()}
	switch due, ok := clock.Due(c.Created, target, pauses); {
	case closed == "self_served":
		resolution["state"] = "resolved"
	case closed != "":
		resolution["state"] = closed
	case open != nil:
		resolution["state"] = "paused"
	default:
		resolution["state"] = running(c.Now, due)
		resolution["due"] = instant(due, ok)
	}
	out["resolution"] = resolution
	return out
}

func running(now, due time.Time) string {
	if now.After(due) {
		return "breached"
	}
	return "running"
}

// notices says which warnings the ticks send: of several crossed at once only
// the highest, each once, the breach strictly after its instant.
func (c slaCase) notices(calendars clocks) map[string]any {
	clock, target := calendars.of(c.Policies[c.Priority].First)
	at := map[string]any{}
	sent := []map[string]any{}
	fired := -1
	for _, p := range c.Percents {
		at[fmt.Sprint(p)] = instant(clock.Threshold(c.Created, target, p, nil))
	}
	for _, tick := range c.Ticks {
		if !c.RespondedAt.IsZero() && !tick.Before(c.RespondedAt) {
			break
		}
		highest, skipped := fired, []int{}
		for i := fired + 1; i < len(c.Percents); i++ {
			instant, ok := clock.Threshold(c.Created, target, c.Percents[i], nil)
			if !ok || tick.Before(instant) || c.Percents[i] == 100 && tick.Equal(instant) {
				break
			}
			if highest > fired {
				skipped = append(skipped, c.Percents[highest])
			}
			highest = i
		}
		if highest == fired {
			continue
		}
		fired = highest
		crossed, _ := clock.Threshold(c.Created, target, c.Percents[fired], nil)
		sent = append(sent, map[string]any{
			"tick": tick, "percent": c.Percents[fired], "skipped": skipped, "late_seconds": tick.Sub(crossed).Seconds(),
		})
	}
	return map[string]any{"thresholds_at": at, "sent": sent}
}

// ladder says whom the ticks page, on the elapsed clock, until acknowledged.
func (c slaCase) ladder() map[string]any {
	sent := []map[string]any{}
	fired := -1
	for _, tick := range c.Ticks {
		if !c.AckedAt.IsZero() && !tick.Before(c.AckedAt) {
			break
		}
		var notify []string
		for i := fired + 1; i < len(c.Steps); i++ {
			due, _ := rotation.Elapsed().Due(c.Created, time.Duration(c.Steps[i].AfterS)*time.Second, nil)
			if tick.Before(due) {
				break
			}
			fired = i
			notify = append(notify, c.Steps[i].To)
		}
		if len(notify) > 0 {
			sent = append(sent, map[string]any{"tick": tick, "step": fired, "notify": notify})
		}
	}
	return map[string]any{"sent": sent}
}
