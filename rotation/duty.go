package rotation

import (
	"slices"
	"strings"
	"time"
)

// A duty says when a layer is on duty at all.
type duty struct {
	loc      *time.Location
	week     week
	business []window  // on each open date of cal
	cal      *Calendar // for business; and if opening is set, the hours themselves
	opening  bool
}

const (
	openingHours = "opening hours"
	onBusiness   = "business days "
)

func buildDuty(entries []string, bad *mistakes, path string, loc *time.Location, cal *Calendar) *duty {
	d := &duty{loc: loc, cal: cal}
	for i, entry := range entries {
		lower := strings.ToLower(strings.Join(strings.Fields(entry), " "))
		needsCalendar := false
		var err error
		switch {
		case lower == openingHours:
			needsCalendar = true
			if d.opening = true; len(entries) > 1 {
				bad.add(index(path, i), entry, "stands alone")
			}
			if cal != nil {
				d.loc = cal.loc
			}
		case strings.HasPrefix(lower, onBusiness):
			needsCalendar = true
			d.business, err = parseWindows(strings.ReplaceAll(lower[len(onBusiness):], " ", ""))
		default:
			err = d.week.add(entry)
		}
		if err != nil {
			bad.add(index(path, i), entry, "%v", err)
		}
		if needsCalendar && cal == nil {
			bad.add(index(path, i), entry, "needs a calendar")
		}
	}
	return d
}

// windows are those that start on a date.
func (d *duty) windows(date day) []window {
	if d.opening {
		return d.cal.windows(date)
	}
	weekly := d.week[date.weekday()]
	if len(d.business) == 0 || !d.cal.isOpenDay(date) {
		return weekly
	}
	if len(weekly) == 0 {
		return d.business
	}
	both := append(slices.Clip(weekly), d.business...)
	sortWindows(both)
	return both
}

// A watch is the span on or off duty in which an instant lies, in Unix seconds.
// Spans on duty may touch.
type watch struct {
	on       bool
	from, to int64 // beforeAll and forever where nothing is found in 400 days
}

// at finds the span that contains t.
func (d *duty) at(t int64) watch {
	for back := day(4); ; back *= 4 {
		p := newPieces(d, d.loc, time.Unix(t, 0))
		p.day -= back
		w := watch{from: beforeAll, to: forever}
		for {
			got, ok := p.next()
			if !ok {
				break
			}
			if got.from > t {
				w.to = got.from
				break
			}
			if t < got.to {
				return watch{true, got.from, got.to}
			}
			w.from = got.to
		}
		if w.from > beforeAll || back > maxClosed {
			return w
		}
	}
}
