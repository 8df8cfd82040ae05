package rotation_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/rotation"
)

// The labelled cases are development data beside the repository; their format
// is in the SCHEMA.md there.

// labelled reads one file of the cases, or skips the test without it.
func labelled(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "shared", "data", "rotation", name))
	if os.IsNotExist(err) {
		t.Skipf("no labelled cases: %v", err)
	}
	require.NoError(t, err)
	return b
}

func labelledCases[C any](t *testing.T, name string) []C {
	t.Helper()
	var cases []C
	lines := bufio.NewScanner(bytes.NewReader(labelled(t, name)))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		var c C
		require.NoError(t, json.Unmarshal(lines.Bytes(), &c))
		cases = append(cases, c)
	}
	require.NotEmpty(t, cases)
	return cases
}

type calendarData struct {
	TZ      string                 `json:"tz"`
	Mode    string                 `json:"mode"`
	Hours   map[string][][2]string `json:"hours"`
	Closed  []string               `json:"closed_dates"`
	Special map[string][][2]string `json:"special_dates"`
}

func (d calendarData) spec() rotation.CalendarSpec {
	spec := rotation.CalendarSpec{Hours: weekly(d.Hours), Closed: d.Closed, Special: map[string][]string{}}
	for date, windows := range d.Special {
		for _, w := range windows {
			spec.Special[date] = append(spec.Special[date], w[0]+"-"+w[1])
		}
	}
	return spec
}

func weekly(hours map[string][][2]string) []string {
	var lines []string
	for _, weekday := range slices.Sorted(maps.Keys(hours)) {
		for _, w := range hours[weekday] {
			lines = append(lines, weekday+" "+w[0]+"-"+w[1])
		}
	}
	return lines
}

// labelledCalendars builds the named calendars; those that are always open or
// never are nil.
func labelledCalendars(t *testing.T) map[string]*rotation.Calendar {
	t.Helper()
	var data map[string]calendarData
	require.NoError(t, json.Unmarshal(labelled(t, "calendars.json"), &data))
	built := map[string]*rotation.Calendar{}
	for name, d := range data {
		if d.Mode == "24x7" || len(d.Hours) == 0 {
			built[name] = nil
			continue
		}
		loc, err := time.LoadLocation(d.TZ)
		require.NoError(t, err)
		built[name], err = d.spec().Build(loc)
		require.NoError(t, err, name)
	}
	return built
}

// A name may be null, for nobody.
type name string

type layerData struct {
	TZ         string   `json:"tz"`
	Start      string   `json:"start"`
	Unit       string   `json:"unit"`
	Length     int      `json:"length"`
	Members    []string `json:"members"`
	StartIndex int      `json:"start_index"`
	End        string   `json:"end"`
	Calendar   string   `json:"calendar"`
	ClosedDay  string   `json:"handoff_on_closed_day"`
	Restrict   *struct {
		Hours map[string][][2]string `json:"hours"`
		TZ    string                 `json:"tz"`
	} `json:"restrict"`
	RestrictCalendar string `json:"restrict_calendar"`
	Unavailable      []struct {
		User       string
		Start, End time.Time
	} `json:"unavailable"`
	Edits []struct {
		At      time.Time `json:"at"`
		Op      string    `json:"op"`
		User    string    `json:"user"`
		Before  string    `json:"before"`
		With    string    `json:"with"`
		Members []string  `json:"members"`
		Config  struct {
			Start  string `json:"start"`
			Unit   string `json:"unit"`
			Length int    `json:"length"`
			TZ     string `json:"tz"`
		} `json:"config"`
	} `json:"edits"`
	Secondary struct {
		Offset int `json:"offset"`
	} `json:"secondary"`
}

type rotationCase struct {
	ID     string `json:"id"`
	Desc   string `json:"desc"`
	Config struct {
		layerData
		Layers    []layerData `json:"layers"`
		Overrides []struct {
			ID        int       `json:"id"`
			User      name      `json:"user"`
			Start     time.Time `json:"start"`
			End       time.Time `json:"end"`
			Created   time.Time `json:"created"`
			For       string    `json:"for"`
			Role      string    `json:"role"`
			Cancelled time.Time `json:"cancelled"`
			Group     string    `json:"group"`
		} `json:"overrides"`
	} `json:"config"`
	Query struct {
		Kind      string      `json:"kind"`
		T         time.Time   `json:"t"`
		From      time.Time   `json:"from"`
		To        time.Time   `json:"to"`
		TZ        string      `json:"tz"`
		Ticks     []time.Time `json:"ticks"`
		QuietGaps bool        `json:"quiet_gaps"`
	} `json:"query"`
	Expect json.RawMessage `json:"expect"`
}

func every(unit string, length int) string {
	suffix := map[string]string{"hour": "h", "day": "d", "week": "w", "month": "mo", "business_day": "bd"}[unit]
	if suffix == "" {
		return ""
	}
	return fmt.Sprintf("%d%s", max(length, 1), suffix)
}

func (d layerData) layer() rotation.Layer {
	members := slices.Clone(d.Members)
	if n := len(members); n > 0 {
		members = append(members[d.StartIndex%n:], members[:d.StartIndex%n]...)
	}
	l := rotation.Layer{
		Timezone: d.TZ, Start: d.Start, End: d.End, Every: every(d.Unit, d.Length), Primary: members,
		OnHoliday: "keep",
	}
	if d.ClosedDay != "" {
		l.OnHoliday = d.ClosedDay
	}
	if d.Restrict != nil {
		l.Duty = weekly(d.Restrict.Hours)
	}
	if d.RestrictCalendar != "" {
		l.Duty = rotation.Lines{"opening hours"}
	}
	return l
}

func (c rotationCase) build(t *testing.T, calendars map[string]*rotation.Calendar) (*rotation.Rotation, rotation.Changes) {
	t.Helper()
	layers := c.Config.Layers
	if len(layers) == 0 {
		layers = []layerData{c.Config.layerData}
	}
	var cal *rotation.Calendar
	var ch rotation.Changes
	base := layers[0].layer()
	spec := rotation.Spec{
		Timezone: base.Timezone, Start: base.Start, End: base.End, Every: base.Every, Primary: base.Primary,
		OnHoliday: base.OnHoliday, Duty: base.Duty, Secondary: rotation.Second{Offset: layers[0].Secondary.Offset},
	}
	for i, d := range layers {
		if i > 0 {
			spec.Layers = append(spec.Layers, d.layer())
		}
		for _, calendar := range []string{d.Calendar, d.RestrictCalendar} {
			if calendar != "" {
				cal = calendars[calendar]
			}
		}
		for _, u := range d.Unavailable {
			ch.Away = append(ch.Away, rotation.Away{Person: u.User, From: u.Start, To: u.End})
		}
		for _, e := range d.Edits {
			edit := rotation.Edit{
				At: e.At, Layer: i, Person: e.User, Before: e.Before, With: e.With, Members: e.Members,
				Start: e.Config.Start, Every: every(e.Config.Unit, e.Config.Length), Timezone: e.Config.TZ,
			}
			require.NoError(t, edit.Op.UnmarshalText([]byte(e.Op)))
			ch.Edits = append(ch.Edits, edit)
		}
	}
	for _, o := range c.Config.Overrides {
		override := rotation.Override{
			ID: fmt.Sprint(o.ID), Person: string(o.User), Start: o.Start, End: o.End, Created: o.Created,
			For: o.For, Role: o.Role, Cancelled: o.Cancelled, Group: o.Group,
		}
		if o.Group != "" {
			override.Kind = rotation.KindSwap
		}
		ch.Overrides = append(ch.Overrides, override)
	}
	r, err := spec.Build(cal)
	require.NoError(t, err)
	return r, ch
}

type span struct {
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
	User  name      `json:"user"`
}

func TestLabelledRotationCases(t *testing.T) {
	calendars := labelledCalendars(t)
	for _, c := range labelledCases[rotationCase](t, "rotation_cases.jsonl") {
		t.Run(c.ID, func(t *testing.T) {
			r, ch := c.build(t, calendars)
			q := c.Query
			spans := func(hole bool) []span {
				list := []span{}
				for s := range r.Shifts(q.From, q.To, ch) {
					if (s.Primary == "") != hole {
						continue
					}
					next := span{s.Start.UTC(), s.End.UTC(), name(s.Primary)}
					if last := len(list) - 1; last >= 0 && list[last].User == next.User && list[last].End.Equal(next.Start) {
						list[last].End = next.End
						continue
					}
					list = append(list, next)
				}
				return list
			}
			var got any
			switch q.Kind {
			case "at":
				got = map[string]any{"who": orNull(r.OnCall(q.T, ch).Primary)}
			case "at_roles":
				s := r.OnCall(q.T, ch)
				got = map[string]any{"primary": orNull(s.Primary), "secondary": orNull(s.Secondary)}
			case "shifts":
				got = map[string]any{"shifts": spans(false)}
			case "gaps":
				list := []map[string]time.Time{}
				for _, s := range spans(true) {
					list = append(list, map[string]time.Time{"start": s.Start, "end": s.End})
				}
				got = map[string]any{"gaps": list}
			case "boundaries":
				list := []time.Time{}
				for _, b := range r.Boundaries(q.From, q.To) {
					list = append(list, b.UTC())
				}
				got = map[string]any{"boundaries": list}
			case "fairness":
				loc, err := time.LoadLocation(q.TZ)
				require.NoError(t, err)
				people := map[string]any{}
				for person, l := range rotation.Loads(r.Shifts(q.From, q.To, ch), loc, nil) {
					people[person] = map[string]any{
						"hours": hours(l.Total), "weekend_hours": hours(l.Weekend), "weekends": l.Weekends,
					}
				}
				got = map[string]any{"per_user": people}
			case "handoffs":
				got = map[string]any{"events": ticks(r, ch, q.Ticks)}
			default:
				t.Fatalf("no query %q", q.Kind)
			}
			b, err := json.Marshal(got)
			require.NoError(t, err)
			require.JSONEq(t, string(c.Expect), string(b), c.Desc)
		})
	}
}

func ticks(r *rotation.Rotation, ch rotation.Changes, at []time.Time) []map[string]any {
	events := []map[string]any{}
	var w rotation.Watermark
	for _, tick := range at {
		last := w.At
		next, h := r.Tick(w, tick, ch)
		w = next
		if h == nil {
			continue
		}
		changes := 0
		for s := range r.Shifts(last, tick.Add(time.Second), ch) {
			if s.Start.After(last) {
				changes++
			}
		}
		events = append(events, map[string]any{
			"tick": tick, "boundary": h.Boundary.UTC(), "outgoing": orNull(h.Outgoing), "incoming": orNull(h.Incoming),
			"late_seconds": h.Late.Seconds(), "changes_since_last_tick": changes,
		})
	}
	return events
}

func orNull(person string) any {
	if person == "" {
		return nil
	}
	return person
}

func hours(d time.Duration) float64 { return math.Round(d.Hours()*1e6) / 1e6 }

// describe is a shift in one line, for tables.
func describe(s rotation.Shift) string {
	const layout = "01-02 15:04"
	who := s.Primary
	if who == "" {
		who = "nobody"
	}
	return strings.Join([]string{s.Start.Format(layout), s.End.Format(layout), who}, " ")
}
