package slackapp

import (
	"context"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
	"toban/rotation"
)

const (
	pictureWeeks    = 4
	pictureCaptions = 8 // of one week that are written out
	mostPictures    = 6 // rotations that are drawn, so that a phone can be scrolled
)

// Who is on call on a day is a square of their colour, who covers for somebody a
// circle of it; the last is for everybody who comes after. Every sign is written
// out beside a name too.
var (
	squares = [...]string{"🟦", "🟩", "🟧", "🟪", "🟨", "🟫", "⬛", "🟥", "🔲"}
	circles = [...]string{"🔵", "🟢", "🟠", "🟣", "🟡", "🟤", "⚫", "🔴", "⭕"}
)

const (
	signHole    = "⚠️"
	signOff     = "⬜"
	signHoliday = "🎌"
)

// homeCalendar draws the next four weeks of each rotation.
func (a *App) homeCalendar(ctx context.Context, b phrase.Book, blocks *[]slack.Block) error {
	ids := a.desk.Rotations()
	if len(ids) == 0 {
		return nil
	}
	*blocks = append(*blocks, slack.NewDividerBlock(), section("*"+b.Say(phrase.HomeCalendar)+"*"), contextLine(b.Say(phrase.CalendarHome, "hole", signHole, "off", signOff, "holiday", signHoliday)))
	for _, rotation := range ids[:min(len(ids), mostPictures)] {
		text, err := a.picture(ctx, b, rotation)
		if err != nil {
			return err
		}
		*blocks = append(*blocks, section(cutMarkup(text, limitSection)))
	}
	if left := len(ids) - mostPictures; left > 0 {
		*blocks = append(*blocks, contextLine(b.Say(phrase.AndMore, "n", itoa(left))))
	}
	*blocks = append(*blocks, actions("calendars", button(actionCalendars, "", b.Say(phrase.ButtonSubscribe))))
	return nil
}

// picture is a rotation's schedule, a line of signs for each week and under it
// what they mean.
func (a *App) picture(ctx context.Context, b phrase.Book, id triage.RotationID) (string, error) {
	weeks, err := a.desk.Calendar(ctx, id, a.now(), pictureWeeks)
	if err != nil {
		return "", err
	}
	p := painter{app: a, book: b, cast: a.desk.Policy.Cast(weeks)}
	var lines []string
	for _, week := range weeks {
		lines = append(lines, p.week(ctx, week))
	}
	text := strings.Join(lines, "\n\n")
	if len(a.desk.Rotations()) > 1 {
		text = "*" + escape(string(id)) + "*\n" + text
	}
	return text, nil
}

// A painter turns days into signs.
type painter struct {
	app  *App
	book phrase.Book
	cast []triage.PersonID
}

// A caption is what a line of signs means, or marks.
type caption struct {
	text    string
	regular bool // a handoff as the rotation has it
}

func (p painter) week(ctx context.Context, week []triage.CalendarDay) string {
	first, last := week[0].Date, week[len(week)-1].Date
	var row strings.Builder
	row.WriteString("`" + p.book.ShortDate(p.app.local(first)) + "–" + p.book.ShortDate(p.app.local(last)) + "` ")
	var captions []caption
	var told rotation.Turn
	for i, day := range week {
		sign := p.sign(day.Main().Turn)
		if day.Hole() {
			sign = signHole
		}
		row.WriteString(sign)
		if day.Holiday {
			captions = append(captions, caption{text: p.book.DayOfMonth(p.app.local(day.Date)) + " " + signHoliday})
		}
		for _, part := range day.Parts {
			goesOn := i == 0 && !part.Begins
			off := part.Person == "" && !part.Hole() // its ends show where duty begins
			if off || !goesOn && (!part.Begins || part.Person == told.Person && part.Why.For == told.Why.For) {
				continue
			}
			regular := part.Person != "" && part.Why.For == ""
			captions, told = append(captions, caption{p.entry(ctx, day, part, goesOn), regular}), part.Turn
		}
	}
	return row.String() + "\n" + joinFacts(p.book, p.brief(ctx, week, captions))
}

// brief are the captions of a week, as many as a phone shows. Of too many the
// regular handoffs give way to who is who.
func (p painter) brief(ctx context.Context, week []triage.CalendarDay, all []caption) []string {
	var texts []string
	if len(all) > pictureCaptions {
		all = slices.DeleteFunc(all, func(e caption) bool { return e.regular })
		for _, who := range p.app.desk.Policy.Cast([][]triage.CalendarDay{week}) {
			texts = append(texts, p.sign(rotation.Turn{Person: string(who)})+" "+p.app.plainName(ctx, p.book, who))
		}
	}
	left := len(all) - pictureCaptions
	for _, e := range all[:min(len(all), pictureCaptions)] {
		texts = append(texts, e.text)
	}
	if left > 0 {
		texts = append(texts, p.book.Say(phrase.AndMore, "n", itoa(left)))
	}
	return texts
}

// sign is what stands for a turn.
func (p painter) sign(t rotation.Turn) string {
	switch {
	case t.Hole():
		return signHole
	case t.Person == "":
		return signOff
	}
	signs := squares
	if t.Why.For != "" {
		signs = circles
	}
	return signs[min(slices.Index(p.cast, triage.PersonID(t.Person)), len(signs)-1)]
}

// entry writes out a turn: when it begins, unless it goes on from the week
// before, who has it, and in whose place.
func (p painter) entry(ctx context.Context, day triage.CalendarDay, part triage.DayPart, goesOn bool) string {
	text := ""
	if !goesOn {
		text = p.book.DayOfMonth(p.app.local(day.Date)) + " "
		if part.From.After(day.Date) {
			text += p.book.Clock(p.app.local(part.From)) + " "
		}
	}
	text += p.sign(part.Turn) + " "
	if part.Person == "" {
		return text + p.book.Say(phrase.CalendarHole)
	}
	text += p.app.plainName(ctx, p.book, triage.PersonID(part.Person))
	if part.Why.For != "" {
		text += p.book.Say(phrase.CalendarMark, "for", p.app.plainName(ctx, p.book, triage.PersonID(part.Why.For)))
	}
	return text
}
