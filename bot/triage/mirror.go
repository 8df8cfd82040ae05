package triage

import (
	"cmp"
	"context"
	"slices"
)

// A Mirror is what became of the questions that a team asked in a period, as
// that team is told itself: which pages answered some of them. It names nobody
// and compares nobody. It says how things stand now, so that a question which
// was solved later counts, and one whose channel has become private does not.
type Mirror struct {
	Team     TeamID       `json:"team"`
	Period   Period       `json:"period"`
	Asked    int          `json:"asked"`    // where everybody may read, not withdrawn
	Answered int          `json:"answered"` // of Asked, those that a page answered
	Pages    []MirrorPage `json:"pages"`    // which, the one that helped most often first
}

// A MirrorPage is a page that answered questions of a team.
type MirrorPage struct {
	Page   string `json:"page"` // canonical id
	Title  string `json:"title"`
	URL    string `json:"url,omitempty"`
	Helped int    `json:"helped"` // questions
}

// LeastMirrored is from how many questions on a team is told what became of
// them: of fewer, everybody would know whose they were.
const LeastMirrored = 3

// Tells reports whether there is something to tell the team.
func (m Mirror) Tells() bool { return m.Asked >= LeastMirrored && m.Answered > 0 }

// MirrorMark names the watermark of what a team is told: the last month.
func MirrorMark(team TeamID) string { return "report/mirror/" + string(team) }

// Mirror is what became of the questions that a team asked in a period. Those
// that may not be read by everybody are left out, and so are those from before
// toban and erased ones. readable is asked about the others; nil means that all
// may be read.
func (d *Desk) Mirror(ctx context.Context, team TeamID, p Period, readable func(Inquiry) bool) (Mirror, error) {
	asked, err := d.askedBy(ctx, team, p)
	if err != nil {
		return Mirror{}, err
	}
	m := Mirror{Team: team, Period: p, Pages: []MirrorPage{}}
	pages := make(map[string]MirrorPage)
	for _, q := range asked {
		if readable != nil && !readable(q) {
			continue
		}
		m.Asked++
		s, ok := q.answeredBy()
		if !ok {
			continue
		}
		m.Answered++
		pages[s.Page] = MirrorPage{Page: s.Page, Title: s.Title, URL: s.URL, Helped: pages[s.Page].Helped + 1}
	}
	for _, page := range pages {
		m.Pages = append(m.Pages, page)
	}
	slices.SortFunc(m.Pages, func(a, b MirrorPage) int {
		return cmp.Or(cmp.Compare(b.Helped, a.Helped), cmp.Compare(a.Title, b.Title), cmp.Compare(a.Page, b.Page))
	})
	return m, nil
}

// askedBy are the inquiries of a team in a period that count in its mirror, in
// the order in which they came.
func (d *Desk) askedBy(ctx context.Context, team TeamID, p Period) ([]Inquiry, error) {
	from, to := p.Bounds(d.Policy.Calendar.Location())
	var list []Inquiry
	err := d.Store.View(ctx, func(r Reader) error {
		list = nil
		for q, err := range askedIn(r, from, to) {
			if err != nil {
				return err
			}
			if q.Team == team && !q.Imported && !q.Forgotten && !q.Place.Private && q.Status != StatusWithdrawn {
				list = append(list, q)
			}
		}
		return nil
	})
	return list, err
}

// answeredBy is the page that solved the inquiry: the first of those offered,
// by its asker's word, or one of those offered that whoever resolved it named.
// Another page is not known to be for everybody.
func (q Inquiry) answeredBy() (Suggestion, bool) {
	if q.Status != StatusResolved || len(q.Suggestions) == 0 {
		return Suggestion{}, false
	}
	if q.SelfSolve == SelfSolveConfirmed {
		return q.Suggestions[0], true
	}
	i := slices.IndexFunc(q.Suggestions, func(s Suggestion) bool { return s.URL != "" && s.URL == q.Reasons.Page })
	if i < 0 {
		return Suggestion{}, false
	}
	return q.Suggestions[i], true
}
