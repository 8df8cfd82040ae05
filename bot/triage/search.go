package triage

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A SearchID names a search of the documents by its month, in UTC, and the act
// that asked for it: "2025-11/4f1d20c3a5b6".
type SearchID string

// NewSearchID names the search that was asked for at an instant by the act of
// that key.
func NewSearchID(at time.Time, act string) SearchID {
	sum := sha256.Sum256([]byte(act))
	return SearchID(month(at) + "/" + hex.EncodeToString(sum[:6]))
}

// searchPrefix begins the subjects of searches: each month has one, so that
// what is looked at does not grow with the years.
const searchPrefix = "docs/"

func month(at time.Time) string { return at.UTC().Format("2006-01") }

// subject is the history in which the search stands.
func (id SearchID) subject() string {
	of, _, _ := strings.Cut(string(id), "/")
	return searchPrefix + of
}

// IsSearches reports whether a subject is a month of searches.
func IsSearches(subject string) bool { return strings.HasPrefix(subject, searchPrefix) }

// SearchOutcome is what became of a search. The zero value is invalid.
type SearchOutcome int

// The outcomes of a search.
const (
	SearchMissed    SearchOutcome = iota + 1 // nothing was found that fits
	SearchUnhelpful                          // the searcher says that what was found is something else
	SearchHelped                             // the searcher says that a page helped
)

// String is the key under which an outcome is stored.
func (o SearchOutcome) String() string {
	switch o {
	case SearchMissed:
		return "missed"
	case SearchUnhelpful:
		return "not_helpful"
	case SearchHelped:
		return "helpful"
	}
	return "search_outcome(" + strconv.Itoa(int(o)) + ")"
}

// MarshalText stores an outcome by its key.
func (o SearchOutcome) MarshalText() ([]byte, error) { return marshalEnum(o, SearchHelped) }

// UnmarshalText reads what MarshalText wrote.
func (o *SearchOutcome) UnmarshalText(text []byte) error {
	return unmarshalEnum(text, o, SearchHelped)
}

// A Search is a search of which something is known: the last thing noted.
type Search struct {
	ID      SearchID
	By      PersonID
	Team    TeamID
	Words   string // empty when only the searcher may read them, or erased
	Page    string // canonical id of the page that helped
	Outcome SearchOutcome
	At      time.Time // when it was noted
}

// noteSearch notes a miss once, and one judgement of the searcher's.
func (p Policy) noteSearch(o Order, f Facts, c NoteSearch) (Decision, error) {
	known := f.Searched
	switch {
	case o.By == "":
		return Decision{}, fmt.Errorf("search %s without a searcher", c.Search)
	case c.Outcome == SearchHelped && c.Page == "":
		return Decision{}, fmt.Errorf("search %s helped without a page", c.Search)
	case known != nil && (known.Outcome != SearchMissed || c.Outcome == SearchMissed):
		return Decision{}, &Error{Kind: Conflict, Reason: "already", Who: known.By, At: known.At}
	}
	c.Words = clip(strings.TrimSpace(c.Words), maxLine)
	return Decision{Events: []Event{Searched(c)}}, nil
}

// searches yields the searches of one month, each as it was noted last, in the
// order in which they were noted first.
func searches(records iter.Seq2[Record, error]) ([]Search, error) {
	var list []Search
	at := map[SearchID]int{}
	for r, err := range records {
		if err != nil {
			return nil, err
		}
		e, ok := r.Event.(Searched)
		if !ok {
			continue
		}
		s := Search{ID: e.Search, By: r.By, Team: e.Team, Words: e.Words, Page: e.Page, Outcome: e.Outcome, At: r.At}
		n, known := at[s.ID]
		if !known {
			n, list = len(list), append(list, s)
			at[s.ID] = n
		}
		list[n] = s
	}
	return list, nil
}

// searchesBetween are the searches of the months of [from, to).
func searchesBetween(r Reader, from, to time.Time) ([]Search, error) {
	var all []Search
	for subject := range searchMonths(from, to) {
		list, err := searches(r.History(subject))
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	return slices.DeleteFunc(all, func(s Search) bool { return s.At.Before(from) || !s.At.Before(to) }), nil
}

// searchMonths yields the subjects of the months of [from, to), the first first.
func searchMonths(from, to time.Time) iter.Seq[string] {
	return func(yield func(string) bool) {
		at := from.UTC()
		for first := time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, time.UTC); first.Before(to); first = first.AddDate(0, 1, 0) {
			if !yield(searchPrefix + month(first)) {
				return
			}
		}
	}
}

// Searches are the searches noted in [from, to) of which something is known.
func (d *Desk) Searches(ctx context.Context, from, to time.Time) (list []Search, err error) {
	err = d.Store.View(ctx, func(r Reader) error {
		list, err = searchesBetween(r, from, to)
		return err
	})
	return list, err
}

// SearchesOf are the searches that stand in one history.
func (d *Desk) SearchesOf(ctx context.Context, subject string) (list []Search, err error) {
	err = d.Store.View(ctx, func(r Reader) error {
		list, err = searches(r.History(subject))
		return err
	})
	return list, err
}

// searched is what is known of a search, nil when nothing is.
func searched(r Reader, id SearchID) (*Search, error) {
	list, err := searches(r.History(id.subject()))
	if err != nil {
		return nil, err
	}
	if n := slices.IndexFunc(list, func(s Search) bool { return s.ID == id }); n >= 0 {
		return &list[n], nil
	}
	return nil, nil
}

// searchYears is how far back words of searches are looked for that were not
// erased in time, because the retention was longer then.
const searchYears = 10

// ExpireSearches takes words and names out of the searches that were noted
// before an instant. Pages and numbers stay.
func (d *Desk) ExpireSearches(ctx context.Context, before time.Time) error {
	for subject := range searchMonths(before.AddDate(-searchYears, 0, 0), before) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := d.expireSearches(ctx, subject, before); err != nil {
			return fmt.Errorf("erase searches of %s: %w", subject, err)
		}
	}
	return nil
}

func (d *Desk) expireSearches(ctx context.Context, subject string, before time.Time) error {
	old := func(r Record) bool { return r.At.Before(before) && !r.By.Erased() }
	found := false
	err := d.Store.View(ctx, func(r Reader) error {
		for rec, err := range r.History(subject) {
			if err != nil {
				return err
			}
			found = found || old(rec)
		}
		return nil
	})
	if err != nil || !found {
		return err
	}
	return d.Store.Update(ctx, func(tx Tx) error {
		return tx.Rewrite(subject, func(r Record) Record {
			if old(r) {
				return d.Policy.erasedRecord(r)
			}
			return r
		})
	})
}

// gapOfSearch is what a search says about missing documents.
func gapOfSearch(s Search) (gapItem, bool) {
	if s.Outcome == SearchHelped || s.Words == "" {
		return gapItem{}, false
	}
	return newGapItem(Inquiry{Asker: s.By, Team: s.Team, Text: s.Words, AskedAt: s.At}), true
}

// isSearch reports whether the item is a search: it has no number.
func (i gapItem) isSearch() bool { return i.id == "" }

// asksOf leaves out the searches of those who searched again, or asked, for the
// same within a day: that is one ask. items are in the order of time.
func asksOf(items []gapItem) []gapItem {
	var out []gapItem
	for n, item := range items {
		if item.isSearch() && (item.repeatedIn(items[n+1:]) || item.repeatedIn(out)) {
			continue
		}
		out = append(out, item)
	}
	return out
}

// repeatedIn reports whether one of others is the same person's ask.
func (i gapItem) repeatedIn(others []gapItem) bool {
	return slices.ContainsFunc(others, func(other gapItem) bool {
		return other.asker == i.asker && other.at.Sub(i.at).Abs() <= reaskedFor &&
			(sameText(other.text, i.text) || sharedTerms(i.terms, other.terms) >= 2)
	})
}

// byTime orders gap items as they were asked.
func byTime(a, b gapItem) int {
	return cmp.Or(a.at.Compare(b.at), a.id.Compare(b.id))
}
