package triage

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"
)

// BacklogFor is how far back the self-service backlog looks: a quarter.
const BacklogFor = 90 * 24 * time.Hour

// A BacklogItem is an area in which only the platform team can do for now what
// others could do themselves: work that self-service would spare.
type BacklogItem struct {
	Area      string      `json:"area"`      // key, "" where nobody has said
	Asks      int         `json:"asks"`      // closed in the quarter as platform_for_now
	Teams     int         `json:"teams"`     // distinct asking teams
	Minutes   int         `json:"minutes"`   // working time given at closing
	Timed     int         `json:"timed"`     // of Asks, those with a time
	Last      time.Time   `json:"last"`      // when the last was closed
	Inquiries []InquiryID `json:"inquiries"` // the latest first
}

// SelfService is the backlog of the last quarter, the most minutes first: each
// inquiry as it stands now, by when it was closed.
func (d *Desk) SelfService(ctx context.Context) ([]BacklogItem, error) {
	from, to := d.now().Add(-BacklogFor), d.now().Add(time.Second)
	var b backlog
	err := d.Store.View(ctx, func(r Reader) error {
		b = backlog{}
		touched := make(map[string]bool)
		for e := range r.Entries(from, to) {
			if _, ok := SubjectInquiry(e.Subject); ok {
				touched[e.Subject] = true
			}
		}
		for subject := range touched {
			if err := ctx.Err(); err != nil {
				return err
			}
			x, err := d.until(r, subject, to)
			if err != nil {
				return err
			}
			if x.status == StatusResolved && x.reasons.Solver == SolverPlatformForNow && !x.resolvedAt.Before(from) {
				b.add(x)
			}
		}
		return nil
	})
	return b.ranked(), err
}

// Backlog lists the areas in which something was closed in the last quarter
// that only the platform team can do for now.
func (d *Desk) Backlog(ctx context.Context) (map[string]bool, error) {
	items, err := d.SelfService(ctx)
	areas := make(map[string]bool)
	for _, i := range items {
		if i.Area != "" {
			areas[i.Area] = true
		}
	}
	return areas, err
}

type backlog map[string]*backlogArea

type backlogArea struct {
	BacklogItem
	teams map[TeamID]bool
}

func (b backlog) add(x *extract) {
	a := b[x.area]
	if a == nil {
		a = &backlogArea{BacklogItem: BacklogItem{Area: x.area}, teams: make(map[TeamID]bool)}
		b[x.area] = a
	}
	a.Asks++
	a.Minutes += x.reasons.Minutes
	if x.reasons.Minutes > 0 {
		a.Timed++
	}
	a.teams[x.team] = true
	a.Inquiries = append(a.Inquiries, x.id)
	if x.resolvedAt.After(a.Last) {
		a.Last = x.resolvedAt
	}
}

// ranked orders by minutes, asks, teams and recency.
func (b backlog) ranked() []BacklogItem {
	var out []BacklogItem
	for _, key := range slices.Sorted(maps.Keys(b)) {
		a := b[key]
		a.Teams = len(a.teams)
		slices.SortFunc(a.Inquiries, func(x, y InquiryID) int { return y.Compare(x) })
		out = append(out, a.BacklogItem)
	}
	slices.SortStableFunc(out, func(x, y BacklogItem) int {
		return cmp.Or(cmp.Compare(y.Minutes, x.Minutes), cmp.Compare(y.Asks, x.Asks), cmp.Compare(y.Teams, x.Teams), y.Last.Compare(x.Last))
	})
	return out
}
