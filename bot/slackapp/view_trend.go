package slackapp

import (
	"fmt"
	"io"
	"math"

	"toban/bot/chart"
	"toban/bot/phrase"
	"toban/bot/triage"
)

// TrendWeeks is how many periods the report's picture shows.
const TrendWeeks = 12

// Trend draws a trend as a PNG in a language.
func (a *App) Trend(w io.Writer, lang triage.Lang, points []triage.TrendPoint) error {
	b := a.book(lang)
	bars := chart.Bars{
		Title: b.Say(phrase.TrendTitle), Empty: b.Say(phrase.TrendEmpty),
		Line: &chart.Line{Name: b.Say(phrase.TrendLine), Unit: b.Say(phrase.TrendUnit)},
	}
	series := func(name string, of func(triage.TrendPoint) int) {
		s := chart.Series{Name: name}
		for _, p := range points {
			s.Values = append(s.Values, float64(of(p)))
		}
		bars.Series = append(bars.Series, s)
	}
	for _, c := range triage.CloseClasses() {
		series(a.className(b, c), func(p triage.TrendPoint) int { return p.Classes[c] })
	}
	series(b.Say(phrase.TrendUnexplained), func(p triage.TrendPoint) int { return p.Unexplained })
	for _, p := range points {
		from := a.local(p.From)
		label := fmt.Sprintf("%d/%d", from.Month(), from.Day())
		if p.Period.IsMonth() {
			label = fmt.Sprintf("%d/%d", from.Year(), from.Month())
		}
		bars.Weeks = append(bars.Weeks, label)
		hours := math.NaN()
		if p.Replied > 0 {
			hours = p.MedianReply.Hours()
		}
		bars.Line.Values = append(bars.Line.Values, hours)
	}
	return bars.PNG(w)
}
