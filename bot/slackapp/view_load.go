package slackapp

import (
	"context"
	"time"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// shownShifts are how many stretches on call a load lists, the latest ones.
const shownShifts = 15

// dutyLines are what being on call came to, as far as a person may see it:
// their own, or for a lead everybody's.
func (a *App) dutyLines(ctx context.Context, b phrase.Book, by triage.PersonID, shifts []triage.ShiftEffort, loads []triage.DutyLoad) []string {
	mine := func(id triage.PersonID) bool { return id != "" && (id == by || a.seesEverybody(by)) }
	var lines []string
	for _, l := range loads {
		if mine(l.Person) {
			lines = append(lines, "• "+a.dutyLine(ctx, b, l))
		}
	}
	if len(lines) == 0 {
		return nil
	}
	lines = append([]string{"*" + b.Say(phrase.LoadOnCall) + "*"}, lines...)
	var each []string
	for _, s := range shifts {
		if mine(s.Actual) {
			each = append(each, "• "+a.shiftLine(ctx, b, s))
		}
	}
	if len(each) == 0 {
		return lines
	}
	lines = append(lines, "*"+b.Say(phrase.LoadShifts)+"*")
	return append(lines, each[max(len(each)-shownShifts, 0):]...)
}

func (a *App) dutyLine(ctx context.Context, b phrase.Book, l triage.DutyLoad) string {
	head := phrase.LoadDuty
	if l.Actual.Shifts == 1 {
		head = phrase.LoadDuty1
	}
	hours := func(d time.Duration) string { return itoa(int(d.Hours() + 0.5)) }
	facts := []string{b.Say(head, "who", a.plainName(ctx, b, l.Person), "n", itoa(l.Actual.Shifts), "hours", hours(l.Actual.Total), "planned", hours(l.Planned.Total))}
	for _, f := range []struct {
		n    int
		line phrase.Line
	}{{l.Actual.Weekends, phrase.LoadWeekend}, {l.Actual.Holidays, phrase.LoadHoliday}, {l.Actual.Nights, phrase.LoadNight}} {
		if f.n > 0 {
			facts = append(facts, b.Say(f.line, "n", itoa(f.n)))
		}
	}
	return joinFacts(b, facts)
}

// shiftLine is one stretch on call: whose it was, who had it, what it cost.
func (a *App) shiftLine(ctx context.Context, b phrase.Book, s triage.ShiftEffort) string {
	head := phrase.LoadShift
	if s.Planned != "" && s.Planned != s.Actual {
		head = phrase.LoadInstead
	}
	facts := []string{b.Say(head, "span", a.span(b, s.Span), "who", a.plainName(ctx, b, s.Actual), "planned", a.plainName(ctx, b, s.Planned))}
	facts = append(facts, a.effortFacts(b, s.Effort)...)
	switch effort := effortName(b, s.Said.Effort); {
	case s.Said.Effort == 0:
	case s.Said.Line == "":
		facts = append(facts, b.Say(phrase.LoadSaid, "effort", effort))
	default:
		facts = append(facts, b.Say(phrase.LoadSaidLine, "effort", effort, "line", escape(oneLine(s.Said.Line, maxSurvey))))
	}
	return joinFacts(b, facts)
}
