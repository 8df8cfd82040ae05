package web

import (
	"context"
	"strings"

	"toban/bot/phrase"
	"toban/bot/triage"
	"toban/knowledge"
)

// How many pages, and past inquiries and incidents, a search shows, and how
// long its words may be.
const (
	foundPages = 10
	foundPast  = 20
	longWords  = 500
)

// search looks through everything that the visitor may read: pages with the
// reviews and articles among them, what was solved before, and incidents.
func search(ctx context.Context, v *visit) (sheet, error) {
	words := clipped(v.param("q"), longWords)
	form := part{ID: "search", Search: &searchForm{Action: v.base() + "/search", Label: v.say(phrase.SearchLabel), Value: words, Press: v.say(phrase.SearchPress)}}
	s := sheet{Title: v.say(phrase.DashSearch), Parts: []part{form}}
	if words == "" {
		return s, nil
	}
	found, err := v.Team.Look(ctx, v.who, knowledge.Query{Text: words, Lang: knowledge.Lang(v.book.Lang()), Limit: foundPages, Related: foundPast})
	if err != nil {
		return sheet{}, triage.Errorf(triage.Unavailable, "try_again", "search: %w", err)
	}
	past, err := v.pastTable(ctx, words, found.Related)
	if err != nil {
		return sheet{}, err
	}
	pages := v.foundTable(found.Hits)
	if len(pages.Rows) == 0 && len(past.Rows) == 0 {
		s.Parts = append(s.Parts, part{ID: "nothing", Text: []string{v.say(phrase.SearchNothing)}})
		return s, nil
	}
	hits := part{ID: "pages", Title: v.say(phrase.SearchPages), Table: pages}
	if !found.Answered && len(pages.Rows) > 0 {
		hits.Text = []string{v.say(phrase.SearchUnsure)}
	}
	s.Parts = append(s.Parts, hits, part{ID: "past", Title: v.say(phrase.SearchPast), Table: past})
	return s, nil
}

func (v *visit) foundTable(hits []knowledge.Hit) *table {
	t := &table{
		File: "pages", Caption: v.say(phrase.SearchPages), Keys: []string{"title", "text"}, Head: v.heads(phrase.ColTitle, phrase.ColExcerpt),
		Empty: v.say(phrase.DashNone),
	}
	for _, h := range hits {
		t.Rows = append(t.Rows, []cell{linked(h.Title, webLink(h.URL)), prose(h.Snippet)})
	}
	return t
}

// pastTable are the inquiries and incidents that resemble the words, the one
// that they name first.
func (v *visit) pastTable(ctx context.Context, words string, related []knowledge.Related) (*table, error) {
	t := &table{
		File: "past", Caption: v.say(phrase.SearchPast), Keys: []string{"id", "question", "fix"}, Empty: v.say(phrase.DashNone),
		Head: v.heads(phrase.ColID, phrase.ColQuestion, phrase.FactNote),
	}
	named := strings.ToUpper(words)
	for _, subject := range append([]string{named}, ids(related)...) {
		if subject == named && len(t.Rows) > 0 {
			continue // it resembles itself
		}
		row, err := v.pastRow(ctx, subject)
		if err != nil && triage.KindOf(err) != triage.NotFound {
			return nil, err
		}
		if row != nil {
			t.Rows = append(t.Rows, row)
		}
	}
	return t, nil
}

func ids(related []knowledge.Related) []string {
	out := make([]string, len(related))
	for n, r := range related {
		out[n] = string(r.ID)
	}
	return out
}

// pastRow is one inquiry or incident, nil where the visitor may not read it.
func (v *visit) pastRow(ctx context.Context, subject string) ([]cell, error) {
	if id, ok := triage.SubjectIncident(subject); ok {
		i, err := v.Desk.Incident(ctx, id)
		if err != nil {
			return nil, err
		}
		fixed := ""
		if v.follows(i) {
			fixed = i.Fixed
		}
		return []cell{v.incidentCell(id), prose(clipped(i.Title, shownWords)), prose(clipped(fixed, shownWords))}, nil
	}
	id, ok := triage.SubjectInquiry(subject)
	if !ok {
		return nil, nil
	}
	q, err := v.Desk.Inquiry(ctx, id)
	if err != nil || !v.Team.MayRead(ctx, v.who, q) {
		return nil, err
	}
	return []cell{v.inquiryCell(id), prose(clipped(q.Text, shownWords)), prose(clipped(q.Reasons.Note, shownWords))}, nil
}
