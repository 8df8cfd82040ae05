package triage

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"toban/knowledge"
)

// A Gap is something asked for that no document answers, or that was not
// found in one.
type Gap struct {
	Words     string      `json:"words"` // of the latest asker, one line
	Area      string      `json:"area,omitempty"`
	Asks      int         `json:"asks"`
	Teams     int         `json:"teams"` // distinct asking teams
	Minutes   int         `json:"minutes,omitempty"`
	Last      time.Time   `json:"last"`
	Inquiries []InquiryID `json:"inquiries"`
	Searches  int         `json:"searches,omitempty"` // of the asks, those that were only searched for
}

// GapsFor is how far back the list of gaps looks.
const GapsFor = 90 * 24 * time.Hour

// Gaps are what the documents lacked in the last GapsFor, the most asked
// first.
func (d *Desk) Gaps(ctx context.Context) ([]Gap, error) {
	from, to := d.now().Add(-GapsFor), d.now().Add(time.Second)
	var list gapList
	err := d.Store.View(ctx, func(r Reader) error {
		list = gapList{}
		for e := range r.Entries(from, to) { // nothing is asked after toban learned of it
			if !e.opens() {
				continue
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			x, err := d.until(r, e.Subject, to)
			if err != nil {
				return err
			}
			if !x.archived && !x.askedAt.Before(from) {
				list.add(x)
			}
		}
		searches, err := searchesBetween(r, from, to)
		list.search(searches)
		return err
	})
	if err != nil {
		return nil, err
	}
	return list.gaps(), nil
}

// A gapList is what inquiries and searches say about missing documents.
type gapList struct {
	items  []gapItem
	solved map[string][]help // by page
}

// A help is a page that answered somebody, as they said.
type help struct {
	who PersonID
	at  time.Time // when that was asked
}

func (l *gapList) add(x *extract) {
	if x.solvedBy != "" {
		l.helped(x.solvedBy, help{x.asker, x.askedAt})
	}
	if x.gap != nil {
		l.items = append(l.items, *x.gap)
	}
}

func (l *gapList) helped(page string, h help) {
	if l.solved == nil {
		l.solved = map[string][]help{}
	}
	l.solved[page] = append(l.solved[page], h)
}

func (l *gapList) search(list []Search) {
	for _, s := range list {
		if s.Outcome == SearchHelped {
			l.helped(s.Page, help{s.By, s.At})
		}
		if item, ok := gapOfSearch(s); ok {
			l.items = append(l.items, item)
		}
	}
}

// gaps are the clusters that no page has answered since, ranked by asks, teams,
// minutes and recency.
func (l *gapList) gaps() []Gap {
	var out []Gap
	slices.SortStableFunc(l.items, byTime)
	for _, cluster := range clusterGaps(asksOf(l.items)) {
		if cluster = l.unanswered(cluster); len(cluster) > 0 {
			out = append(out, gapFrom(cluster))
		}
	}
	slices.SortStableFunc(out, func(a, b Gap) int {
		return cmp.Or(cmp.Compare(b.Asks, a.Asks), cmp.Compare(b.Teams, a.Teams),
			cmp.Compare(b.Minutes, a.Minutes), b.Last.Compare(a.Last))
	})
	return out
}

// A gapItem is something asked for: an inquiry, or a search as one without a
// number.
type gapItem struct {
	id      InquiryID
	asker   PersonID
	at      time.Time // when it was asked
	team    TeamID
	area    string
	minutes int
	text    string
	pages   []string // that answer it, as the team says
	terms   []string // in order
}

func newGapItem(q Inquiry) gapItem {
	return gapItem{
		id: q.ID, asker: q.Asker, at: q.AskedAt, team: q.Team, area: q.Area.Key, minutes: q.Reasons.Minutes, text: q.Text,
		pages: q.Pages(), terms: slices.Sorted(maps.Keys(gapTerms(q.Text))),
	}
}

// gapOf is what an inquiry says about missing documents: nothing reached the
// floor, the pages were refused, or a person closed it so.
func gapOf(q Inquiry) (gapItem, bool) {
	if q.Archived() { // nobody has looked what the documents said then
		return gapItem{}, false
	}
	missed := !q.Answerable && q.Urgency != UrgencyUrgent && q.Incident == ""
	refused := q.Answer == AnswerNotRelated
	closed := q.Reasons.Docs == DocsMissing || q.Reasons.Docs == DocsExistsWrongOrOld ||
		q.Reasons.Docs == DocsExistsNotFound && !q.BySolved
	// The report is read by more people than a private place is. A gap is
	// known by its words: without them nobody can close it.
	if q.Place.Private || q.Text == "" || q.Reasons.Docs == DocsNotAMatter || q.Status == StatusWithdrawn || !missed && !refused && !closed {
		return gapItem{}, false
	}
	return newGapItem(q), true
}

// gapTerms are the words by which two questions are recognised as the same:
// Latin words of three letters and more that are in not every question, whole
// katakana words, and pairs of Han.
func gapTerms(text string) map[string]bool {
	terms := make(map[string]bool)
	var word []rune
	kind := runeOther
	flush := func() {
		switch {
		case kind == runeLatin && len(word) >= 3:
			if w := strings.ToLower(string(word)); !knowledge.IsStopWord(w) {
				terms[w] = true
			}
		case kind == runeKatakana && len(word) >= 2:
			terms[string(word)] = true
		case kind == runeHan:
			for i := 0; i+1 < len(word); i++ {
				terms[string(word[i:i+2])] = true
			}
		}
		word = word[:0]
	}
	for _, r := range text {
		k := runeKind(r)
		if k != kind {
			flush()
			kind = k
		}
		if k != runeOther {
			word = append(word, r)
		}
	}
	flush()
	return terms
}

type runeClass int

const (
	runeOther runeClass = iota
	runeLatin
	runeHan
	runeKatakana
)

// runeKind leaves hiragana out: particles and endings are in every question.
func runeKind(r rune) runeClass {
	switch {
	case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9':
		return runeLatin
	case 0x4E00 <= r && r <= 0x9FFF:
		return runeHan
	case 0x30A0 <= r && r <= 0x30FF:
		return runeKatakana
	}
	return runeOther
}

// clusterGaps joins questions that share two terms which are not in half of
// all of them.
func clusterGaps(items []gapItem) [][]gapItem {
	having := make(map[string][]int) // questions by their terms
	for n, item := range items {
		for _, term := range item.terms {
			having[term] = append(having[term], n)
		}
	}
	usual := max(3, len(items)/2)
	var clusters [][]gapItem
	in := make([]int, len(items))    // the cluster of each question
	alike := make([]int, len(items)) // terms shared with the question at hand
	for n, item := range items {
		best := len(clusters)
		clear(alike[:n])
		for _, term := range item.terms {
			all := having[term]
			if len(all) > usual {
				continue
			}
			for _, other := range all {
				if other >= n {
					break
				}
				if alike[other]++; alike[other] == 2 {
					best = min(best, in[other])
				}
			}
		}
		if best == len(clusters) {
			clusters = append(clusters, nil)
		}
		in[n], clusters[best] = best, append(clusters[best], item)
	}
	return clusters
}

// answers is how many people a page must have helped until it closes a gap.
const answers = 2

// unanswered is what was asked after a page of the cluster had helped enough
// of those who came later.
func (l *gapList) unanswered(cluster []gapItem) []gapItem {
	var closed time.Time
	for _, item := range cluster {
		for _, page := range item.pages {
			if at := l.answered(page, item.at); at.After(closed) {
				closed = at
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(cluster), func(item gapItem) bool { return item.at.Before(closed) })
}

// answered is when a page had helped enough of those who asked after an
// instant, zero if it has not yet. People whose names were erased are taken for
// different ones.
func (l *gapList) answered(page string, after time.Time) time.Time {
	seen, n := map[PersonID]bool{}, 0
	for _, h := range slices.SortedFunc(slices.Values(l.solved[page]), func(a, b help) int { return a.at.Compare(b.at) }) {
		if !h.at.After(after) || seen[h.who] && !h.who.Erased() {
			continue
		}
		seen[h.who] = true
		if n++; n == answers {
			return h.at
		}
	}
	return time.Time{}
}

// SolvedBy is the page of which the asker said that it solved the inquiry, by
// canonical id, else empty: the one that was offered first.
func (q Inquiry) SolvedBy() string {
	if q.SelfSolve != SelfSolveConfirmed || len(q.Suggestions) == 0 {
		return ""
	}
	return q.Suggestions[0].Page
}

// Pages are the documents of which the team says that they answer the inquiry:
// its alias, the page used, the article made of it. By canonical id.
func (q Inquiry) Pages() []string {
	var pages []string
	if q.Alias != "" {
		pages = append(pages, q.Alias)
	}
	if q.Article.Approved() {
		pages = append(pages, knowledge.ArticleID(ArticleName(string(q.ID))))
	}
	for _, s := range q.Suggestions {
		if s.URL != "" && s.URL == q.Reasons.Page {
			pages = append(pages, s.Page)
		}
	}
	return pages
}

// sharedTerms is how many terms two lists in order have in common.
func sharedTerms(a, b []string) int {
	n := 0
	for _, term := range a {
		if _, ok := slices.BinarySearch(b, term); ok {
			n++
		}
	}
	return n
}

func shared(a, b map[string]bool, common map[string]int, usual int) int {
	n := 0
	for term := range a {
		if b[term] && common[term] <= usual {
			n++
		}
	}
	return n
}

func gapFrom(cluster []gapItem) Gap {
	var g Gap
	teams := make(map[TeamID]bool)
	for _, item := range cluster {
		g.Asks++
		g.Minutes += item.minutes
		teams[item.team] = true
		if item.isSearch() {
			g.Searches++
		} else {
			g.Inquiries = append(g.Inquiries, item.id)
		}
		if !item.at.Before(g.Last) {
			g.Last, g.Words, g.Area = item.at, clip(firstLine(item.text), 80), item.area
		}
	}
	g.Teams = len(teams)
	return g
}
