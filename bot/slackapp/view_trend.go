package slackapp

import (
	"fmt"
	"io"
	"math"
	"strings"

	"toban/bot/chart"
	"toban/bot/phrase"
	"toban/bot/triage"
)

// TrendWeeks is how many periods the report's picture shows.
const TrendWeeks = 12

// limitAlt is how long a file's text for screen readers is at most.
const limitAlt = 1000

// trendText says in words what the picture of a trend shows: there is room for
// the classes of all its periods together alone.
func (a *App) trendText(b phrase.Book, points []triage.TrendPoint) string {
	lines := []string{b.Say(phrase.TrendTitle)}
	if classes := a.trendClasses(b, points); len(classes) > 0 {
		lines = append(lines, strings.Join(classes, sep(b)))
	}
	for _, p := range points {
		line := a.trendLabel(p) + " " + counted(b, p.Asked, phrase.CountInquiry, phrase.CountInquiries)
		if p.Replied > 0 {
			line += sep(b) + b.Say(phrase.TrendLine) + " " + b.Duration(p.MedianReply)
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// trendClasses are the classes that are in a trend, each with how many there are.
func (a *App) trendClasses(b phrase.Book, points []triage.TrendPoint) []string {
	var out []string
	add := func(name string, of func(triage.TrendPoint) int) {
		n := 0
		for _, p := range points {
			n += of(p)
		}
		if n > 0 {
			out = append(out, name+" "+itoa(n))
		}
	}
	for _, c := range triage.CloseClasses() {
		add(a.className(b, c), func(p triage.TrendPoint) int { return p.Classes[c] })
	}
	add(b.Say(phrase.TrendUnexplained), func(p triage.TrendPoint) int { return p.Unexplained })
	return out
}

// trendLabel names a period below its bar: a week by its Monday.
func (a *App) trendLabel(p triage.TrendPoint) string {
	from := a.local(p.From)
	if p.Period.IsMonth() {
		return fmt.Sprintf("%d/%d", from.Year(), from.Month())
	}
	return fmt.Sprintf("%d/%d", from.Month(), from.Day())
}

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
		bars.Weeks = append(bars.Weeks, a.trendLabel(p))
		hours := math.NaN()
		if p.Replied > 0 {
			hours = p.MedianReply.Hours()
		}
		bars.Line.Values = append(bars.Line.Values, hours)
	}
	return bars.PNG(w)
}
