package triage

import (
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// AlertID names an alert, for example "ALT-7".
type AlertID string

// An AlertSignal is what a monitor says about one of its groups.
type AlertSignal struct {
	Monitor  string     `json:"monitor"`         // its id, else its title
	Group    string     `json:"group,omitempty"` // what of it, such as "host:db-1"; "" for a monitor without groups
	Title    string     `json:"title,omitempty"`
	Link     string     `json:"link,omitempty"` // of the web
	State    AlertState `json:"state"`
	Priority int        `json:"priority,omitempty"` // 1 to 5 for P1 to P5, 0 without one
	At       time.Time  `json:"at"`                 // when it happened
}

// AlertState is what a monitor says of a group. The zero value is invalid.
type AlertState int

// The states of an alert. All but the last one need somebody.
const (
	AlertTriggered AlertState = iota + 1 // beyond the threshold
	AlertWarned                          // beyond the threshold for warnings
	AlertNoData                          // nothing is measured any more
	AlertRecovered
)

// String is the key under which a state is stored.
func (s AlertState) String() string {
	switch s {
	case AlertTriggered:
		return "triggered"
	case AlertWarned:
		return "warned"
	case AlertNoData:
		return "no_data"
	case AlertRecovered:
		return "recovered"
	}
	return "alert_state(" + strconv.Itoa(int(s)) + ")"
}

// MarshalText stores a state by its key.
func (s AlertState) MarshalText() ([]byte, error) { return marshalEnum(s, AlertRecovered) }

// UnmarshalText reads what MarshalText wrote.
func (s *AlertState) UnmarshalText(text []byte) error { return unmarshalEnum(text, s, AlertRecovered) }

// AlertVerdict is what a person made of an alert.
type AlertVerdict string

// What people make of alerts. Who looks into one may still decide; the others
// are final.
const (
	AlertSeen     AlertVerdict = "seen"     // somebody looks into it
	AlertDeclared AlertVerdict = "declared" // as an incident
	AlertGrouped  AlertVerdict = "grouped"  // under a running incident or an earlier alert
	AlertInquired AlertVerdict = "inquired" // it goes on as an inquiry
	AlertFalse    AlertVerdict = "false"    // a false alarm
)

// An Alert is what a monitor said of one group, from the first word until some
// time after its recovery: the fold of its events.
type Alert struct {
	ID       AlertID    `json:"id"`
	Monitor  string     `json:"monitor"`
	Group    string     `json:"group,omitempty"`
	Title    string     `json:"title"`
	Link     string     `json:"link,omitempty"`
	State    AlertState `json:"state"`
	Priority int        `json:"priority,omitempty"`

	FirstAt     time.Time `json:"first_at"` // when it was first triggered
	LastAt      time.Time `json:"last_at"`  // of the last word of any kind
	RecoveredAt time.Time `json:"recovered_at,omitzero"`
	Times       int       `json:"times"` // how often the monitor said that something is wrong

	To    Mention   `json:"to,omitzero"`     // who was asked
	Told  time.Time `json:"told,omitzero"`   // when its card was decided; zero while that waits for the opening
	Storm AlertID   `json:"storm,omitempty"` // the alert on whose card it is counted; its own id when others are counted on it

	Verdict  AlertVerdict `json:"verdict,omitempty"`
	By       PersonID     `json:"by,omitempty"` // whose verdict it is
	At       time.Time    `json:"at,omitzero"`
	Incident IncidentID   `json:"incident,omitempty"` // declared from it, or under which it is grouped
	Inquiry  InquiryID    `json:"inquiry,omitempty"`
	Under    AlertID      `json:"under,omitempty"`

	Mute *AlertMute `json:"mute,omitempty"` // nil: it is not muted

	Message MessageRef `json:"message,omitzero"`
}

// An AlertMute keeps a monitor's group from opening another card and from
// climbing the ladder.
type AlertMute struct {
	By    PersonID  `json:"by"`
	Until time.Time `json:"until,omitzero"` // zero: until it has recovered
}

// Firing reports whether the monitor still says that something is wrong.
func (a Alert) Firing() bool { return a.State != AlertRecovered }

// Settled reports whether a person has decided what becomes of it.
func (a Alert) Settled() bool { return a.Verdict != "" && a.Verdict != AlertSeen }

// Open reports whether somebody still has to decide.
func (a Alert) Open() bool { return a.Firing() && !a.Settled() }

// Looked reports whether a person has looked at it.
func (a Alert) Looked() bool { return a.Verdict != "" || a.Mute != nil }

// Pressing reports whether it is to be told at any hour, and to more and more
// people until somebody looks: of priority P1 or P2.
func (a Alert) Pressing() bool { return 1 <= a.Priority && a.Priority <= 2 }

// line is the alert on an incident's timeline.
func (a Alert) line() string {
	parts := []string{string(a.ID), a.Title}
	if a.Group != "" {
		parts = append(parts, "("+a.Group+")")
	}
	if a.Link != "" {
		parts = append(parts, a.Link)
	}
	return strings.Join(parts, " ")
}

func (a Alert) same(s AlertSignal) bool { return a.Monitor == s.Monitor && a.Group == s.Group }

// An AlertBoard is all alerts that still matter, the first one first.
type AlertBoard struct {
	Last   int     `json:"last"` // the number of the newest alert
	Alerts []Alert `json:"alerts,omitempty"`
}

// How long an alert stays on the board after its last word. The history keeps
// it.
const (
	alertKept       = 7 * 24 * time.Hour  // once it is settled or recovered
	alertUnsettled  = 30 * 24 * time.Hour // while a monitor never says more
	alertsRemaining = 500                 // the most, whatever their age
)

// Alert finds an alert of the board.
func (b AlertBoard) Alert(id AlertID) (Alert, bool) {
	i := slices.IndexFunc(b.Alerts, func(a Alert) bool { return a.ID == id })
	if i < 0 {
		return Alert{ID: id}, false
	}
	return b.Alerts[i], true
}

// about is the alert to which a signal belongs: the last one of its monitor
// and group, unless that recovered longer ago than a flap takes and is not
// muted. Then it is the next alert, which does not exist yet.
func (b AlertBoard) about(s AlertSignal, flap time.Duration) AlertID {
	for _, a := range slices.Backward(b.Alerts) {
		if !a.same(s) {
			continue
		}
		if a.Firing() || a.Mute != nil || s.State == AlertRecovered || !s.At.After(a.RecoveredAt.Add(flap)) {
			return a.ID
		}
		break
	}
	return AlertID(alertPrefix + strconv.Itoa(b.Last+1))
}

// Counted are the alerts on the card of an alert: itself, and with a storm all
// that came with it.
func (b AlertBoard) Counted(a Alert) []Alert {
	if a.Storm != a.ID {
		return []Alert{a}
	}
	return slices.DeleteFunc(slices.Clone(b.Alerts), func(other Alert) bool { return other.Storm != a.ID })
}

// Below are the alerts that were grouped under an alert.
func (b AlertBoard) Below(id AlertID) []Alert {
	return slices.DeleteFunc(slices.Clone(b.Alerts), func(a Alert) bool { return a.Under != id })
}

// card is the alert on whose card an alert stands.
func (b AlertBoard) card(a Alert) Alert {
	if a.Storm == "" || a.Storm == a.ID {
		return a
	}
	keeper, ok := b.Alert(a.Storm)
	if !ok {
		return a
	}
	return keeper
}

// storm is the alert that keeps the storm that goes on, if one does: its last
// alert came in no longer ago than within.
func (b AlertBoard) storm(now time.Time, within time.Duration) (AlertID, bool) {
	for _, a := range slices.Backward(b.Alerts) {
		if a.Storm != "" && now.Sub(a.Told) <= within {
			return a.Storm, true
		}
	}
	return "", false
}

// cards counts the cards posted in the time before now.
func (b AlertBoard) cards(now time.Time, within time.Duration) int {
	n := 0
	for _, a := range b.Alerts {
		if !a.Told.IsZero() && a.Storm == "" && now.Sub(a.Told) <= within {
			n++
		}
	}
	return n
}

// Apply folds one record of an alert into the board.
func (b AlertBoard) Apply(r Record) AlertBoard {
	b.Alerts = slices.Clone(b.Alerts)
	switch e := r.Event.(type) { //nolint:gochecksumtype // of all events, these are of alerts
	case Alerted:
		return b.alerted(r, e)
	case AlertTold:
		b.change(func(a *Alert) { a.To, a.Told, a.Storm = e.To, r.At, e.Storm }, AlertID(r.Subject))
	case AlertSettled:
		b.change(func(a *Alert) {
			a.Verdict, a.By, a.At = e.Verdict, r.By, r.At
			a.Incident, a.Inquiry, a.Under = e.Incident, e.Inquiry, e.Under
		}, append(slices.Clip(e.With), AlertID(r.Subject))...)
	case AlertMuted:
		b.change(func(a *Alert) {
			a.Mute = nil
			if !e.Over {
				a.Mute = &AlertMute{By: r.By, Until: e.Until}
			}
		}, AlertID(r.Subject))
	case Sent:
		b.change(func(a *Alert) { a.Message = e.Message }, AlertID(r.Subject))
	}
	return b
}

// change changes alerts in place. What has left the board stays away.
func (b AlertBoard) change(change func(*Alert), ids ...AlertID) {
	for i := range b.Alerts {
		if slices.Contains(ids, b.Alerts[i].ID) {
			change(&b.Alerts[i])
		}
	}
}

// alerted is the board after one more word of a monitor.
func (b AlertBoard) alerted(r Record, e Alerted) AlertBoard {
	a, known := b.Alert(AlertID(r.Subject))
	a = a.alerted(e.Signal)
	if known {
		b.change(func(old *Alert) { *old = a }, a.ID)
		return b
	}
	b.Last++
	b.Alerts = append(b.Alerts, a)
	return b.pruned(r.At)
}

// alerted is the alert after one more word of its monitor. A verdict is about
// what was there: what fires again after a recovery is to be decided anew,
// unless it was given to an incident or an inquiry.
func (a Alert) alerted(s AlertSignal) Alert {
	again := !a.Firing() && s.State != AlertRecovered && a.Times > 0
	a.Monitor, a.Group, a.State = s.Monitor, s.Group, s.State
	a.Title, a.Link = cmp.Or(s.Title, a.Title), cmp.Or(s.Link, a.Link)
	a.Priority, a.LastAt = cmp.Or(s.Priority, a.Priority), s.At
	if a.FirstAt.IsZero() {
		a.FirstAt = s.At
	}
	if s.State == AlertRecovered {
		a.RecoveredAt = s.At
		if a.Mute != nil && a.Mute.Until.IsZero() {
			a.Mute = nil
		}
		return a
	}
	if again && (a.Verdict == AlertSeen || a.Verdict == AlertFalse) {
		a.Verdict, a.By, a.At = "", "", time.Time{}
	}
	a.Times++
	return a
}

// pruned leaves out what nobody asks about any more, and of too many the
// oldest.
func (b AlertBoard) pruned(now time.Time) AlertBoard {
	b.Alerts = slices.DeleteFunc(b.Alerts, func(a Alert) bool {
		kept := alertKept
		if a.Open() {
			kept = alertUnsettled
		}
		return a.Mute == nil && now.Sub(a.LastAt) > kept
	})
	if over := len(b.Alerts) - alertsRemaining; over > 0 {
		b.Alerts = b.Alerts[over:]
	}
	return b
}

// AlertPolicy says which alerts open cards, and when.
type AlertPolicy struct {
	On    bool          // alerts open cards
	Allow []string      // ids or titles of monitors, with * for anything; empty allows all
	Deny  []string      // the same, and wins
	Flap  time.Duration // what fires again so soon after its recovery is the same alert
	Cards int           // more cards than these within Storm are a storm, which is one card
	Storm time.Duration
}

// takes reports whether a monitor's alerts open cards.
func (p AlertPolicy) takes(s AlertSignal) bool {
	named := func(pattern string) bool {
		whole := regexp.MustCompile("(?is)^" + strings.ReplaceAll(regexp.QuoteMeta(pattern), `\*`, ".*") + "$")
		return whole.MatchString(s.Monitor) || whole.MatchString(s.Title)
	}
	return p.On && !slices.ContainsFunc(p.Deny, named) && (len(p.Allow) == 0 || slices.ContainsFunc(p.Allow, named))
}

// alertMark is the mark under which the board is stored.
const alertMark = "alerts"

func readBoard(r Reader) (AlertBoard, error) {
	var b AlertBoard
	data, err := r.Mark(alertMark)
	if err != nil || data == nil {
		return b, err
	}
	if err := json.Unmarshal(data, &b); err != nil {
		return b, fmt.Errorf("read alerts: %w", err)
	}
	return b, nil
}

func putBoard(tx Tx, b AlertBoard) error {
	data, err := json.Marshal(b)
	if err != nil {
		return fmt.Errorf("write alerts: %w", err)
	}
	return tx.SetMark(alertMark, data)
}
