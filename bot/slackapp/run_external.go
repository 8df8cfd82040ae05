package slackapp

import (
	"toban/bot/phrase"
	"toban/rotation"
)

// asOf is when the schedule that another system keeps was read, nothing for a
// schedule of toban's own.
func (a *App) asOf(b phrase.Book, s rotation.Shift) []string {
	if s.AsOf.IsZero() {
		return nil
	}
	return []string{b.Say(phrase.OnCallAsOf, "when", a.lately(b, s))}
}

// lately is when a schedule was read, without the date where that is today's.
func (a *App) lately(b phrase.Book, s rotation.Shift) string {
	at, now := a.local(s.AsOf), a.local(a.now())
	if at.YearDay() == now.YearDay() && at.Year() == now.Year() {
		return b.Clock(at)
	}
	return a.moment(b, at)
}

// nobodyKnown says why an external schedule leaves nobody on call, "" when it
// simply has nobody.
func (a *App) nobodyKnown(b phrase.Book, s rotation.Shift) string {
	switch {
	case s.Why.Reason == rotation.Unknown && s.AsOf.IsZero():
		return b.Say(phrase.OnCallNotRead)
	case s.Why.Reason == rotation.Unknown:
		return b.Say(phrase.OnCallTooOld, "when", a.lately(b, s))
	case s.Why.Reason == rotation.Nobody && s.Why.Note != "":
		return b.Say(phrase.OnCallMeant, "who", escape(s.Why.Note))
	}
	return ""
}
