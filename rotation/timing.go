package rotation

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A unit is what turns are measured in. The zero value is invalid.
type unit int

const (
	hours        unit = iota + 1 // wall-clock hours
	days                         // calendar days, same time
	weeks                        // seven calendar days
	months                       // the anchor's day of the month, or the month's last
	businessDays                 // open dates; closed ones use up no turn
)

// String is the suffix that [Spec].Every has, "w".
func (u unit) String() string {
	switch u {
	case hours:
		return "h"
	case days:
		return "d"
	case weeks:
		return "w"
	case months:
		return "mo"
	case businessDays:
		return "bd"
	}
	return "unit(" + strconv.Itoa(int(u)) + ")"
}

// maxLength bounds the length of a turn in its unit.
const maxLength = 366

// parseEvery reads "1w", "2d", "12h", "1mo" or "3bd".
func parseEvery(s string) (unit, int, error) {
	digits := strings.TrimRight(s, "abcdefghijklmnopqrstuvwxyz")
	for u := hours; u <= businessDays; u++ {
		if s[len(digits):] != u.String() {
			continue
		}
		n, err := strconv.Atoi(digits)
		if err != nil || n < 1 || n > maxLength {
			return 0, 0, fmt.Errorf("want a number from 1 to %d before %q", maxLength, u)
		}
		return u, n, nil
	}
	return 0, 0, fmt.Errorf("want a length such as 1w, 1d, 12h, 1mo or 3bd (business days)")
}

// A timing says when turn k begins. Turns are computed from the anchor, never
// from the turn before, so that neither a clock change nor a holiday shifts
// those that follow.
type timing struct {
	loc    *time.Location
	anchor Civil
	unit   unit
	length int
	cal    *Calendar // open dates, for businessDays and shift
	shift  bool      // a handoff on a closed date waits for the next open one
	end    time.Time // nobody from then on; zero means never
}

// A turn is number k of a rotation in Unix seconds, half-open. Turn -1 is the
// time before the first one. A turn may have no length at all, where two
// handoffs fall on one instant; it counts all the same.
type turn struct {
	k        int
	from, to int64
}

// wall is the wall time of boundary k.
func (g *timing) wall(k int) Civil {
	n := k * g.length
	c := g.anchor
	switch g.unit {
	case hours:
		return c.Add(n * 60)
	case days:
		c = c.AddDays(n)
	case weeks:
		c = c.AddDays(n * 7)
	case months:
		c = c.AddMonths(n)
	case businessDays:
		d, _ := g.cal.openDay(g.cal.openBefore(c.day()) + n)
		return d.at(c.minute())
	}
	if g.shift && !g.cal.isOpenDay(c.day()) {
		if d, ok := g.cal.openDay(g.cal.openBefore(c.day())); ok {
			return d.at(c.minute())
		}
	}
	return c
}

// boundary is the instant at which turn k begins, in Unix seconds.
func (g *timing) boundary(k int) int64 { return Resolve(g.wall(k), g.loc).Unix() }

// turnAt is the turn in which t lies.
func (g *timing) turnAt(t int64) turn {
	k := max(g.estimate(t), 0)
	from := g.boundary(k)
	if from > t { // a holiday or a clock change moved it: look further back
		if k == 0 {
			return turn{-1, beforeAll, from}
		}
		low, step := k-1, 1
		for low > 0 && g.boundary(low) > t {
			step *= 2
			low = max(low-step, 0)
		}
		return g.search(low, k, t)
	}
	to := g.boundary(k + 1)
	if to > t {
		return turn{k, from, to}
	}
	high, step := k+2, 1
	for g.boundary(high) <= t {
		if step *= 2; step > 1<<20 {
			return turn{high, g.boundary(high), forever} // no open date follows
		}
		high += step
	}
	return g.search(k+1, high, t)
}

// search finds the last k in [low, high) that begins at or before t; boundary
// high is known to lie after it.
func (g *timing) search(low, high int, t int64) turn {
	if low == 0 && g.boundary(0) > t {
		return turn{-1, beforeAll, g.boundary(0)}
	}
	for high-low > 1 {
		if middle := low + (high-low)/2; g.boundary(middle) <= t {
			low = middle
		} else {
			high = middle
		}
	}
	return turn{low, g.boundary(low), g.boundary(low + 1)}
}

// beforeAll is before any instant this package deals in.
const beforeAll = -forever

// estimate is the number of the turn at t, but for what holidays and clock
// changes move.
func (g *timing) estimate(t int64) int {
	local := CivilOf(time.Unix(t, 0).In(g.loc))
	passed := int64(local - g.anchor)
	switch g.unit {
	case hours:
		return int(floorDiv(passed, int64(g.length)*60))
	case days:
		return int(floorDiv(passed, int64(g.length)*minutesPerDay))
	case weeks:
		return int(floorDiv(passed, int64(g.length)*7*minutesPerDay))
	case months:
		y0, m0, _ := g.anchor.day().date()
		y1, m1, _ := local.day().date()
		return int(floorDiv(int64((y1-y0)*12+int(m1)-int(m0)), int64(g.length)))
	case businessDays:
		return int(floorDiv(int64(g.cal.openBefore(local.day())-g.cal.openBefore(g.anchor.day())), int64(g.length)))
	}
	return 0
}

// closed reports whether t lies at or after the end.
func (g *timing) closed(t time.Time) bool { return !g.end.IsZero() && !t.Before(g.end) }
