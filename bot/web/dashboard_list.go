package web

import (
	"context"
	"io"
	"slices"
	"strconv"
	"strings"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// listPath is the page of the inquiries behind a number.
const listPath = "/list"

// shownList is how many inquiries such a page shows: the file has them all.
const shownList = 200

// figureName is what the pages call a figure.
func figureName(f triage.Figure) phrase.Line {
	switch f {
	case triage.FigureDuplicates:
		return phrase.FigDuplicates
	case triage.FigureReplied:
		return phrase.FigReplied
	case triage.FigureInTime:
		return phrase.FigInTime
	case triage.FigureBreached:
		return phrase.FigBreached
	case triage.FigureResolved:
		return phrase.FigResolved
	case triage.FigureCarried:
		return phrase.FigCarried
	case triage.FigureWithdrawn:
		return phrase.FigWithdrawn
	case triage.FigureReasoned:
		return phrase.FigReasoned
	case triage.FigureOffered:
		return phrase.FigOffered
	case triage.FigureConfirmed:
		return phrase.FigConfirmed
	case triage.FigureEscalated:
		return phrase.FigEscalated
	case triage.FigureSilent:
		return phrase.FigSilent
	case triage.FigureCorrected:
		return phrase.FigCorrected
	case triage.FigureRecontacts:
		return phrase.FigRecontacts
	case triage.FigureAsked:
	}
	return phrase.FigAsked
}

// behind leads from a number of a period's report to the inquiries that it
// counts; nothing leads on from zero.
func (v *visit) behind(c cell, n int, p triage.Period, s triage.Selection) cell {
	if n > 0 {
		c.Href = v.path(listPath, "p", string(p), "figure", string(s.Figure), "area", s.Area, "team", string(s.Team), "class", string(s.Class))
	}
	return c
}

// list is the page of the inquiries behind a number: a figure of a report, a
// gap in the documents, or an area of the self-service backlog.
func list(ctx context.Context, v *visit) (sheet, error) {
	switch {
	case v.param("gap") != "":
		return v.gapList(ctx, triage.InquiryID(v.param("gap")))
	case v.r.URL.Query().Has("backlog"):
		return v.backlogList(ctx, v.param("backlog"))
	}
	return v.figureList(ctx)
}

func (v *visit) figureList(ctx context.Context) (sheet, error) {
	p, err := v.period()
	if err != nil {
		return sheet{}, err
	}
	s := triage.Selection{
		Figure: triage.Figure(v.param("figure")), Area: v.param("area"), Team: triage.TeamID(v.param("team")), Class: triage.CloseClass(v.param("class")),
	}
	found, err := v.Desk.Behind(ctx, p, s)
	if err != nil {
		return sheet{}, err
	}
	of := []string{v.spanOf(p), v.say(figureName(s.Figure))}
	if s.Class != "" {
		of = append(of, v.Team.ClassTitle(v.book, s.Class))
	}
	if s.Area != "" {
		of = append(of, v.say(phrase.DashOneArea, "area", v.Team.AreaTitle(v.book, s.Area)))
	}
	if s.Team != "" {
		of = append(of, v.say(phrase.DashOneTeam, "team", v.Team.TeamTitle(v.book, s.Team)))
	}
	back := link{Text: v.say(phrase.DashWeek), Href: v.path("/week", "p", string(p), "area", s.Area)}
	return v.listSheet(ctx, strings.Join(of, " · "), back, found)
}

// gapList are the inquiries of the gap to which one belongs, in a period or,
// without one, in the list of the last months.
func (v *visit) gapList(ctx context.Context, id triage.InquiryID) (sheet, error) {
	gaps, from, back := v.allGaps, v.say(phrase.DashDocuments), link{Text: v.say(phrase.DashDocuments), Href: v.path("/documents")}
	if v.param("p") != "" {
		p, err := v.period()
		if err != nil {
			return sheet{}, err
		}
		area := v.param("area")
		gaps = func(ctx context.Context) ([]triage.Gap, error) {
			d, err := v.digest(ctx, p, area)
			return d.Gaps, err
		}
		from = v.spanOf(p) + " · " + from
		back = link{Text: v.say(phrase.DashWeek), Href: v.path("/week", "p", string(p), "area", area)}
	}
	all, err := gaps(ctx)
	if err != nil {
		return sheet{}, err
	}
	for _, g := range v.Team.ReadableGaps(ctx, v.who, all) {
		if !slices.Contains(g.Inquiries, id) {
			continue
		}
		s, err := v.listSheet(ctx, from+" · "+clipped(g.Words, shownWords), back, g.Inquiries)
		if err != nil {
			return sheet{}, err
		}
		if g.Searches > 0 {
			s.Parts[0].Text = append(s.Parts[0].Text, v.say(phrase.DashSearched, "n", strconv.Itoa(g.Searches)))
		}
		return s, nil
	}
	return sheet{}, triage.Errorf(triage.NotFound, "no_such_gap", "no gap with %s", id)
}

// backlogList are the inquiries of an area that self-service would spare.
func (v *visit) backlogList(ctx context.Context, area string) (sheet, error) {
	backlog, err := v.backlog(ctx)
	if err != nil {
		return sheet{}, err
	}
	for _, b := range backlog {
		if b.Area != area {
			continue
		}
		of := v.say(phrase.DashBacklog) + " · " + v.Team.AreaTitle(v.book, area)
		return v.listSheet(ctx, of, link{Text: v.say(phrase.DashDocuments), Href: v.path("/documents")}, b.Inquiries)
	}
	return sheet{}, triage.Errorf(triage.NotFound, "no_such_area", "no backlog of %q", area)
}

// listSheet is a page of inquiries; of says which they are, back leads to the
// number. Those that only the file has are read for it alone.
func (v *visit) listSheet(ctx context.Context, of string, back link, found []triage.InquiryID) (sheet, error) {
	t, err := v.costTable(ctx, found[:min(len(found), shownList)])
	if err != nil {
		return sheet{}, err
	}
	t.Whole = func(w io.Writer) error {
		all, err := v.costTable(ctx, found)
		if err != nil {
			return err
		}
		return all.write(w)
	}
	p := part{ID: t.File, Title: v.say(phrase.DashCount, "n", strconv.Itoa(len(found))), Text: []string{v.say(phrase.DashAsNow)}, Table: t}
	if left := len(found) - shownList; left > 0 {
		p.Text = append(p.Text, v.say(phrase.DashInFile, "n", strconv.Itoa(left)))
	}
	return sheet{Title: v.say(phrase.ColInquiries), Intro: of, Links: links{Name: v.say(phrase.DashBack), Items: []link{{Text: "← " + back.Text, Href: back.Href}}}, Parts: []part{p}}, nil
}

// costTable lists inquiries by what was asked and what became of it.
func (v *visit) costTable(ctx context.Context, list []triage.InquiryID) (*table, error) {
	t := &table{
		File: "list", Caption: v.say(phrase.ColInquiries), Empty: v.say(phrase.DashNone),
		Keys: []string{"id", "question", "status", "area", "team", "asked_at", "first_reply_minutes", "minutes", "class"},
		Head: v.heads(phrase.ColID, phrase.ColQuestion, phrase.ColStatus, phrase.ColArea, phrase.ColTeam, phrase.ColAsked, phrase.FactReply, phrase.ColMinutes, phrase.ColClass),
	}
	for _, id := range list {
		q, err := v.Desk.Inquiry(ctx, id)
		if err != nil {
			return nil, err
		}
		row := []cell{
			v.inquiryCell(q.ID), prose(v.words(ctx, q, shownWords)),
			{Text: v.Team.Status(v.book, q), Value: q.Status.String()},
			{Text: v.Team.AreaTitle(v.book, q.Area.Key), Value: q.Area.Key},
			{Text: v.Team.TeamTitle(v.book, q.Team), Value: string(q.Team)},
			instant(v, q.AskedAt),
			{},
			{},
			{},
		}
		if q.Answered() {
			row[6] = spent(v, q.FirstReply.At.Sub(q.Start()))
		}
		if q.Reasons.Minutes > 0 {
			row[7] = count(q.Reasons.Minutes)
		}
		if q.Reasons.Given() {
			class := triage.ClassOf(q.Reasons)
			row[8] = cell{Text: v.Team.ClassTitle(v.book, class), Value: string(class)}
		}
		t.Rows = append(t.Rows, row)
	}
	return t, nil
}
