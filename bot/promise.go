package bot

import (
	"maps"
	"slices"
	"strconv"
	"time"

	"toban/bot/phrase"
	"toban/bot/triage"
	"toban/config"
	"toban/rotation"
)

// A Case is what the target of a first reply depends on.
type Case struct {
	Asked   time.Time
	Urgency triage.Urgency
	Kind    string
	Area    string
	Team    triage.TeamID
	Pauses  []rotation.Pause // in which the clock stands still
}

// A Promise is when a first reply is due, and why then.
type Promise struct {
	Case     Case
	Choice   triage.Choice
	Deadline triage.Deadline

	// Trace is what the clock counted and left out until the due instant. Of a
	// promise without one it ends where the pause begins that has no end.
	Trace []rotation.Stretch
	Lines []SLALine // in the order of their instants
}

// An SLALine is what is said about a promise that nobody keeps.
type SLALine struct {
	Percent int       // of the target; 100 once it is missed
	At      time.Time // when it becomes due
	Told    time.Time // when it is sent: not in quiet time; zero when a later line is sent in its place
	To      SLAReader
}

// An SLAReader is who is told. The zero value is invalid.
type SLAReader int

// Who is told of a promise that nobody keeps.
const (
	TellsOwner SLAReader = iota + 1 // the owner, else the on-call
	TellsTeam                       // the same, where the team reads it
	TellsLeads                      // secondary and lead
)

// Promised explains when a first reply is due.
func Promised(cfg *config.Config, c Case) (Promise, error) {
	policy, err := cfg.Policy()
	if err != nil {
		return Promise{}, err
	}
	p := Promise{Case: c, Choice: policy.SLA.Choose(c.Urgency, c.Kind, c.Area, c.Team)}
	if p.Deadline, err = policy.Deadline(p.Choice.Target, c.Asked, c.Pauses); err != nil {
		return p, err
	}
	clock, err := policy.Clock(p.Choice.Clock)
	if err != nil {
		return p, err
	}
	p.Trace = clock.Trace(c.Asked, p.end(), c.Pauses)
	p.Lines = lines(policy, c.Urgency, p.Deadline)
	return p, nil
}

// end is where the explanation ends.
func (p Promise) end() time.Time {
	if !p.Deadline.Due.IsZero() {
		return p.Deadline.Due
	}
	for _, pause := range p.Case.Pauses {
		if pause.To.IsZero() {
			return pause.From
		}
	}
	return p.Case.Asked
}

// lines are what the ladder of a first reply says. In quiet time a line waits
// for the opening, and of several that do only the last is sent.
func lines(policy triage.Policy, u triage.Urgency, d triage.Deadline) []SLALine {
	var list []SLALine
	percents := slices.Sorted(maps.Keys(d.Warn))
	for i, percent := range percents {
		to := TellsOwner
		if i > 0 && i == len(percents)-1 {
			to = TellsTeam
		}
		list = append(list, SLALine{Percent: percent, At: d.Warn[percent], To: to})
	}
	if !d.Due.IsZero() {
		list = append(list, SLALine{Percent: 100, At: d.Due.Add(time.Second), To: TellsLeads})
	}
	for i := range list {
		list[i].Told = list[i].At
		if u != triage.UrgencyUrgent {
			list[i].Told = policy.Calendar.NextOpen(list[i].At)
		}
	}
	for i := range list[:max(len(list)-1, 0)] {
		if !list[i+1].At.After(list[i].Told) {
			list[i].Told = time.Time{}
		}
	}
	return list
}

// Rows are the explanation as the rows of a table, in ja or en.
func (p Promise) Rows(lang string, loc *time.Location) [][]string {
	b := phrase.For(lang)
	at := func(t time.Time) string { return b.Instant(t.In(loc)) }
	by := func(key string) string {
		if key == "" {
			return b.Say(phrase.SLADefault)
		}
		return b.Say(phrase.SLAKey, "key", key)
	}
	due := b.Say(phrase.SLANever)
	if !p.Deadline.Due.IsZero() {
		due = at(p.Deadline.Due)
	}
	target := p.Choice.FirstReply
	rows := [][]string{
		{b.Say(phrase.SLADue), due},
		{b.Say(phrase.SLAAsked), at(p.Case.Asked)},
		{b.Say(phrase.SLAClock), p.Choice.Clock, b.Say(clockLine(p.Choice.Clock)), by(p.Choice.ClockKey)},
		{b.Say(phrase.SLATarget), b.Span(target), "", by(p.Choice.FirstReplyKey)},
		{},
	}
	var sum time.Duration
	for _, s := range p.Trace {
		text := stateLine(b, s)
		if s.State == rotation.Counting {
			sum += s.To.Sub(s.From)
			text = b.Say(phrase.SLACounted, "d", b.Span(s.To.Sub(s.From)), "sum", b.Span(sum), "target", b.Span(target))
		}
		rows = append(rows, []string{at(s.From), at(s.To), text})
	}
	rows = append(rows, []string{})
	for _, l := range p.Lines {
		head, when := b.Say(phrase.SLAPercent, "n", strconv.Itoa(l.Percent)), l.At
		if l.To == TellsLeads {
			head, when = b.Say(phrase.SLABreach), p.Deadline.Due
		}
		rows = append(rows, []string{head, at(when), saidTo(b, l, at)})
	}
	return rows
}

func clockLine(clock string) phrase.Line {
	switch clock {
	case "business_days":
		return phrase.SLABusinessDays
	case "business_hours":
		return phrase.SLABusinessHours
	}
	return phrase.SLAElapsed
}

// stateLine is why a clock stood still.
func stateLine(b phrase.Book, s rotation.Stretch) string {
	switch s.State {
	case rotation.Counting:
	case rotation.Paused:
		return b.Say(phrase.SLAPaused)
	case rotation.OffHours:
		return b.Say(phrase.SLAOffHours)
	case rotation.NoHours:
		return b.Say(phrase.SLANoHours)
	case rotation.OnHoliday:
		return b.Say(phrase.SLAHoliday, "name", b.Holiday(s.Holiday))
	case rotation.OnClosing:
		return b.Say(phrase.SLAClosed)
	}
	return ""
}

// saidTo is when a line is sent, and to whom.
func saidTo(b phrase.Book, l SLALine, at func(time.Time) string) string {
	var who phrase.Line
	switch l.To {
	case TellsOwner:
		who = phrase.SLAOwner
	case TellsTeam:
		who = phrase.SLATeam
	case TellsLeads:
		who = phrase.SLALeads
	}
	switch {
	case l.Told.IsZero():
		return b.Say(phrase.SLANotTold)
	case l.Told.Equal(l.At):
		return b.Say(who)
	}
	return b.Say(phrase.SLAToldAt, "at", at(l.Told), "who", b.Say(who))
}
