package triage

import (
	"context"
	"slices"
	"time"
)

// A TrendPoint is one period of a trend: what was asked in it, by how it
// stood at the end of the whole trend.
type TrendPoint struct {
	Period      Period             `json:"period"`
	From        time.Time          `json:"from"`
	Asked       int                `json:"asked"`
	Classes     map[CloseClass]int `json:"classes"`      // of those closed with both reasons
	Unexplained int                `json:"unexplained"`  // open, or closed without reasons
	Replied     int                `json:"replied"`      // answered by a person
	MedianReply time.Duration      `json:"median_reply"` // elapsed time to the first reply, of Replied
}

// Trend is the last n periods up to and including last, oldest first. It is
// computed from the history up to the end of last alone, so that it is the
// same whenever it is asked for. n must be 1 or more.
func (d *Desk) Trend(ctx context.Context, last Period, n int) ([]TrendPoint, error) {
	loc := d.Policy.Calendar.Location()
	points := make([]TrendPoint, n)
	p := last
	for i := n - 1; i >= 0; i-- {
		from, _ := p.Bounds(loc)
		points[i] = TrendPoint{Period: p, From: from, Classes: make(map[CloseClass]int)}
		p = p.Previous()
	}
	_, to := last.Bounds(loc)
	var inquiries []*extract
	err := d.Store.View(ctx, func(r Reader) (err error) {
		inquiries, _, err = d.histories(ctx, r, points[0].From, to, to)
		return err
	})
	if err != nil {
		return nil, err
	}
	replies := make([][]time.Duration, n)
	for _, x := range inquiries {
		at := slices.IndexFunc(points, func(p TrendPoint) bool { return x.opened.Before(p.From) })
		if at < 0 {
			at = n
		}
		if at--; at < 0 || x.opened.IsZero() {
			continue // asked before, and only touched or open since; or asked since, and open
		}
		point := &points[at]
		point.Asked++
		if x.status == StatusResolved && x.reasons.Given() {
			point.Classes[ClassOf(x.reasons)]++
		} else {
			point.Unexplained++
		}
		if x.replied {
			point.Replied++
			replies[at] = append(replies[at], x.replyTook)
		}
	}
	for i := range points {
		points[i].MedianReply = median(replies[i])
	}
	return points, nil
}
