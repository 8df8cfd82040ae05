package rotation

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// A window is a span of a day in minutes after its midnight, half-open. It
// belongs to the day on which it starts and may run past the day's end.
type window struct{ from, to int }

// A week lists windows by weekday, in ascending order.
type week [7][]window

// parseWindow reads "10:00-19:00". An end that is not after the start is on
// the following day, "22:00-06:00".
func parseWindow(s string) (window, error) {
	a, b, _ := strings.Cut(s, "-")
	from, okFrom := parseClock(a)
	to, okTo := parseClock(b)
	switch {
	case !okFrom || !okTo:
		return window{}, fmt.Errorf("want hours such as 10:00-19:00")
	case from == minutesPerDay:
		return window{}, fmt.Errorf("hours cannot begin at 24:00, write 00:00")
	case to <= from:
		to += minutesPerDay
	}
	return window{from, to}, nil
}

// parseWindows reads "10:00-12:00,13:00-19:00".
func parseWindows(s string) ([]window, error) {
	var windows []window
	for part := range strings.SplitSeq(s, ",") {
		w, err := parseWindow(strings.TrimSpace(part))
		if err != nil {
			return nil, err
		}
		if windows, err = insertWindow(windows, w); err != nil {
			return nil, err
		}
	}
	return windows, nil
}

// insertWindow keeps the list ascending and refuses an overlap, which is more
// likely a slip than a wish.
func insertWindow(windows []window, w window) ([]window, error) {
	i, _ := slices.BinarySearchFunc(windows, w, func(a, b window) int { return a.from - b.from })
	if i > 0 && windows[i-1].to > w.from || i < len(windows) && windows[i].from < w.to {
		return nil, fmt.Errorf("%s overlaps other hours of the same day", w)
	}
	return slices.Insert(windows, i, w), nil
}

func (w window) String() string {
	to := w.to
	if to > minutesPerDay {
		to -= minutesPerDay
	}
	return fmt.Sprintf("%02d:%02d-%02d:%02d", w.from/60, w.from%60, to/60, to%60)
}

// parseWeekdays reads "Mon-Fri", "Sat,Sun", "Fri-Mon" or "daily".
func parseWeekdays(s string) ([]time.Weekday, error) {
	if strings.EqualFold(s, "daily") {
		s = "Mon-Sun"
	}
	var days []time.Weekday
	for part := range strings.SplitSeq(s, ",") {
		a, b, isRange := strings.Cut(part, "-")
		from, ok := parseWeekday(a)
		if !ok {
			return nil, fmt.Errorf("no weekday %q, want one such as Mon", a)
		}
		to := from
		if isRange {
			if to, ok = parseWeekday(b); !ok {
				return nil, fmt.Errorf("no weekday %q, want one such as Fri", b)
			}
		}
		for d := from; ; d = (d + 1) % 7 {
			if slices.Contains(days, d) {
				return nil, fmt.Errorf("%s is named twice", d)
			}
			days = append(days, d)
			if d == to {
				break
			}
		}
	}
	return days, nil
}

// parseWeekday reads "Mon" or "Monday" in any case.
func parseWeekday(s string) (time.Weekday, bool) {
	for d := time.Sunday; d <= time.Saturday; d++ {
		if name := d.String(); strings.EqualFold(s, name) || strings.EqualFold(s, name[:3]) {
			return d, true
		}
	}
	return 0, false
}

// add reads one entry, "Mon-Fri 10:00-12:00,13:00-19:00", into the week.
func (w *week) add(entry string) error {
	days, hours, ok := strings.Cut(strings.Join(strings.Fields(entry), " "), " ")
	if !ok {
		return fmt.Errorf("want weekdays and hours such as Mon-Fri 10:00-19:00")
	}
	weekdays, err := parseWeekdays(days)
	if err != nil {
		return err
	}
	windows, err := parseWindows(strings.ReplaceAll(hours, " ", ""))
	if err != nil {
		return err
	}
	for _, d := range weekdays {
		for _, one := range windows {
			if w[d], err = insertWindow(w[d], one); err != nil {
				return fmt.Errorf("%s: %w", d, err)
			}
		}
	}
	return nil
}

// A daily source says which windows start on a date.
type daily interface{ windows(day) []window }

// pieces walks the open time of a daily source, ascending, in Unix seconds.
// Pieces never overlap; they touch where windows do.
type pieces struct {
	source daily
	loc    *time.Location
	day    day // the next date to look at
	list   []window
	last   int64 // end of the piece before
}

// A piece is a span of Unix seconds, half-open.
type piece struct{ from, to int64 }

// maxClosed is how many days everything may be closed before a search gives up.
const maxClosed = 400

// newPieces begins far enough before t that no piece containing t is missed: a
// window may run a day past its own, and a date line change moves one more.
func newPieces(source daily, loc *time.Location, t time.Time) pieces {
	return pieces{source: source, loc: loc, day: dayOf(t, loc) - 3, last: math.MinInt64}
}

// next is the following piece, or false if none begins for [maxClosed] days.
func (p *pieces) next() (piece, bool) {
	for closed := 0; closed <= maxClosed; {
		if len(p.list) == 0 {
			p.list = p.source.windows(p.day)
			p.day++
			closed++
			continue
		}
		w, date := p.list[0], p.day-1
		p.list = p.list[1:]
		got := piece{
			from: max(Resolve(date.at(w.from), p.loc).Unix(), p.last),
			to:   Resolve(date.at(w.to), p.loc).Unix(),
		}
		if got.from < got.to { // else skipped by a clock change or covered by the one before
			p.last = got.to
			return got, true
		}
	}
	return piece{}, false
}

func sortWindows(windows []window) {
	slices.SortFunc(windows, func(a, b window) int { return a.from - b.from })
}
