package web

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"toban/bot/phrase"
	"toban/bot/triage"
	"toban/rotation"
)

// How many weeks a page shows, and how many it can be turned back or forward.
// What people arranged is remembered for about half a year.
const (
	pageWeeks  = 4
	weeksBack  = 6 * pageWeeks
	weeksAhead = 13 * pageWeeks
	palette    = 8 // colours of people in the style
)

var calendarPage = pageTemplate("calendar", "calendarpage")

// calendarView is what templates/calendar.html shows.
type calendarView struct {
	NowTitle, Now        string
	Nobody               bool
	Range                string
	Weeks                links
	HolesTitle           string
	Holes                []string
	GridTitle, ListTitle string
	Weekdays, Columns    []string
	Days                 [][]dayView
	Turns                []turnView
	Zone, Feed, FeedText string
}

type dayView struct {
	ISO, Date, Weekday, Note string
	Today, Open              bool
	Parts                    []partView
}

type partView struct{ From, Who, Note, Class string }

type turnView struct {
	Who, Role, From, To, Why string
	Hole                     bool
}

// page shows four weeks of a rotation.
func (c *Calendar) page(w http.ResponseWriter, r *http.Request, id triage.RotationID) {
	ctx, token := r.Context(), r.URL.Query().Get("token")
	_, ok, err := c.Desk.OpenFeed(ctx, triage.Feed{Rotation: id}, token)
	if !ok {
		token = ""
		ok = c.Local && onThisMachine(r) && slices.Contains(c.Desk.Rotations(), id)
	}
	if err == nil && !ok {
		http.NotFound(w, r)
		return
	}
	b := reader(r, c.Book(ctx, ""))
	var view calendarView
	if err == nil {
		view, err = c.view(ctx, r, b, id, token)
	}
	if err == nil {
		err = render(w, calendarPage, frame{
			Lang: string(b.Lang()), Title: b.Say(phrase.FeedName, "rotation", string(id)), Skip: b.Say(phrase.PageSkip),
			Style: c.base() + stylePath, Languages: languageLinks(r, b), Content: view,
		})
	}
	if err != nil {
		c.away(w, r, err)
	}
}

// A drawing is one page on its way: the language it speaks, and when it is.
type drawing struct {
	*Calendar

	book phrase.Book
	now  time.Time
	cast []triage.PersonID
}

func (c *Calendar) view(ctx context.Context, r *http.Request, b phrase.Book, id triage.RotationID, token string) (calendarView, error) {
	now := c.Now().In(c.zone())
	from := c.shown(r, now)
	weeks, err := c.Desk.Calendar(ctx, id, from, pageWeeks)
	if err != nil {
		return calendarView{}, err
	}
	d := drawing{c, b, now, c.Desk.Policy.Cast(weeks)}
	v := calendarView{
		NowTitle: b.Say(phrase.PageNow), Range: b.Say(phrase.PageWeeks, "from", b.Day(from, now)),
		Weeks: d.turnPages(r, from), HolesTitle: b.Say(phrase.PageHoles),
		GridTitle: b.Say(phrase.PageGrid), ListTitle: b.Say(phrase.PageTable),
		Zone: b.Say(phrase.PageZone, "zone", c.zone().String()), FeedText: b.Say(phrase.PageFeed),
	}
	for _, l := range []phrase.Line{phrase.PageWho, phrase.PageRole, phrase.PageFrom, phrase.PageTo, phrase.PageWhy} {
		v.Columns = append(v.Columns, b.Say(l))
	}
	for _, day := range weeks[0] {
		v.Weekdays = append(v.Weekdays, b.Weekday(day.Date.Weekday()))
	}
	for _, week := range weeks {
		var row []dayView
		for _, day := range week {
			row = append(row, d.day(ctx, day))
		}
		v.Days = append(v.Days, row)
	}
	if token != "" {
		v.Feed = c.Feed(triage.Feed{Rotation: id}, token)
	}
	if v.Now, v.Nobody, err = d.present(ctx, id); err != nil {
		return v, err
	}
	v.Turns, v.Holes, err = d.turns(ctx, id, from, c.midnight(from, 7*pageWeeks))
	return v, err
}

// shown is the Monday that a request asks for, as far as pages can be turned.
func (c *Calendar) shown(r *http.Request, now time.Time) time.Time {
	this := c.Desk.Policy.Monday(now)
	from := dateParam(r, "from", c.zone())
	if from.IsZero() {
		return this
	}
	first, last := c.midnight(this, -7*weeksBack), c.midnight(this, 7*weeksAhead)
	return clamp(c.Desk.Policy.Monday(from), first, last)
}

// clamp is t, or the end of [first, last] that is nearest to it.
func clamp(t, first, last time.Time) time.Time {
	switch {
	case t.Before(first):
		return first
	case t.After(last):
		return last
	}
	return t
}

// turnPages leads to the weeks before and after those shown.
func (d drawing) turnPages(r *http.Request, from time.Time) links {
	out := links{Name: d.book.Say(phrase.PageNavWeeks)}
	this := d.Desk.Policy.Monday(d.now)
	add := func(l phrase.Line, to time.Time) {
		out.Items = append(out.Items, link{Text: d.book.Say(l), Href: with(r, "from", to.Format(time.DateOnly))})
	}
	if from.After(d.midnight(this, -7*weeksBack)) {
		add(phrase.PageEarlier, d.midnight(from, -7*pageWeeks))
	}
	if from.Equal(this) {
		out.Items = append(out.Items, link{Text: d.book.Say(phrase.PagePresent)})
	} else {
		out.Items = append(out.Items, link{Text: d.book.Say(phrase.PagePresent), Href: with(r, "from", "")})
	}
	if from.Before(d.midnight(this, 7*weeksAhead)) {
		add(phrase.PageLater, d.midnight(from, 7*pageWeeks))
	}
	return out
}

func (d drawing) day(ctx context.Context, day triage.CalendarDay) dayView {
	v := dayView{
		ISO: day.Date.Format(time.DateOnly), Date: d.book.ShortDate(day.Date),
		Weekday: d.book.Weekday(day.Date.Weekday()), Open: day.Open, Today: day.Date.Equal(d.midnight(d.now, 0)),
	}
	if day.Holiday {
		v.Note = d.book.Say(phrase.CalendarShut)
	}
	for _, p := range day.Parts {
		part := partView{Class: d.class(p.Turn), Who: d.who(ctx, p.Turn)}
		if p.From.After(day.Date) {
			part.From = d.book.Clock(p.From)
		}
		if p.Person != "" && p.Why.For != "" {
			part.Note = d.book.Say(phrase.CalendarFor, "for", d.Name(ctx, p.Why.For))
		}
		v.Parts = append(v.Parts, part)
	}
	return v
}

func (d drawing) class(t rotation.Turn) string {
	switch {
	case t.Hole():
		return "hole"
	case t.Person == "":
		return "off"
	}
	class := "p" + strconv.Itoa(slices.Index(d.cast, triage.PersonID(t.Person))%palette)
	if t.Why.For != "" {
		class += " cover"
	}
	return class
}

func (d drawing) who(ctx context.Context, t rotation.Turn) string {
	switch {
	case t.Hole():
		return d.book.Say(phrase.CalendarHole)
	case t.Person == "":
		return d.book.Say(phrase.CalendarOff)
	}
	return d.Name(ctx, t.Person)
}

// present is who is on call now, and until when.
func (d drawing) present(ctx context.Context, id triage.RotationID) (text string, nobody bool, err error) {
	s, err := d.Desk.OnCall(ctx, id, d.now)
	if err != nil {
		return "", false, err
	}
	t := rotation.Turn{Person: s.Primary, Why: s.Why}
	text = d.who(ctx, t)
	if !s.Until.IsZero() {
		text += d.book.Say(phrase.Comma) + d.book.Say(phrase.PageUntil, "until", d.moment(s.Until))
	}
	if t.Person != "" && t.Why.Reason != rotation.OwnTurn {
		text += d.book.Say(phrase.Comma) + d.why(ctx, d.book, rotation.Primary, t.Why)
	}
	return text, t.Hole(), nil
}

// turns are the turns that the weeks touch as a list, and the holes among them.
func (d drawing) turns(ctx context.Context, id triage.RotationID, from, to time.Time) (list []turnView, holes []string, err error) {
	type row struct {
		turnView
		start time.Time
	}
	var rows []row
	for _, role := range []string{rotation.Primary, rotation.Secondary} {
		turns, err := d.Desk.Turns(ctx, id, role, from, to)
		if err != nil {
			return nil, nil, err
		}
		name := d.book.Say(phrase.PagePrimary)
		if role == rotation.Secondary {
			name = d.book.Say(phrase.PageSecondary)
		}
		for _, t := range turns {
			hole := role == rotation.Primary && t.Hole()
			if t.Person == "" && !hole {
				continue
			}
			v := turnView{Who: d.who(ctx, t), Role: name, From: d.bound(t.Start), To: d.bound(t.End), Why: d.why(ctx, d.book, role, t.Why), Hole: hole}
			rows = append(rows, row{v, t.Start})
			if hole {
				holes = append(holes, v.From+" – "+v.To)
			}
		}
	}
	slices.SortStableFunc(rows, func(a, b row) int { return a.start.Compare(b.start) })
	for _, r := range rows {
		list = append(list, r.turnView)
	}
	return list, holes, nil
}

// bound is where a turn begins or ends, as far as that is in sight.
func (d drawing) bound(t time.Time) string {
	if t.IsZero() {
		return d.book.Say(phrase.PageOpen)
	}
	return d.moment(t)
}

func (d drawing) moment(t time.Time) string {
	t = t.In(d.zone())
	return d.book.Day(t, d.now) + " " + d.book.Clock(t)
}
