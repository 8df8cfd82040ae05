package ical_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/external"
	"toban/bot/ical"
	"toban/rotation"
	"toban/test/faulty"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := rotation.LoadZone(name)
	require.NoError(t, err)
	return loc
}

// calendar wraps events in a calendar, with the line ends that the standard
// wants.
func calendar(events ...string) string {
	lines := []string{"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Acme//Calendar//EN"}
	for i, e := range events {
		lines = append(lines, "BEGIN:VEVENT", fmt.Sprintf("UID:%d@example.com", i+1), "DTSTAMP:20261101T000000Z")
		lines = append(lines, strings.Split(strings.TrimSpace(e), "\n")...)
		lines = append(lines, "END:VEVENT")
	}
	return strings.Join(append(lines, "END:VCALENDAR", ""), "\r\n")
}

// parse reads a calendar for a time, each shift in a line, in the order of time.
func parse(t *testing.T, text, zoneName, from, to string) ([]string, error) {
	t.Helper()
	loc := zone(t, zoneName)
	shifts, err := ical.Parse(t.Context(), []byte(text), loc, wall(t, from, loc), wall(t, to, loc))
	var out []string
	for _, s := range slices.Backward(shifts) {
		out = append(out, s.Start.In(loc).Format("01-02 15:04 -07")+" "+s.End.In(loc).Format("01-02 15:04 -07")+" "+s.Person.Key())
	}
	return out, err
}

func wall(t *testing.T, text string, loc *time.Location) time.Time {
	t.Helper()
	c, err := rotation.ParseCivil(text)
	require.NoError(t, err)
	return rotation.Resolve(c, loc)
}

func TestWhatCalendarsSay(t *testing.T) {
	for name, c := range map[string]struct {
		events []string
		zone   string // empty means Asia/Tokyo
		from   string // empty means 2026-11-16
		to     string // empty means 2026-12-07
		want   []string
	}{
		"times in UTC": {
			events: []string{"DTSTART:20261116T010000Z\nDTEND:20261123T010000Z\nSUMMARY:ito"},
			want:   []string{"11-16 10:00 +09 11-23 10:00 +09 ito"},
		},
		"times in a zone": {
			events: []string{"DTSTART;TZID=America/New_York:20261116T090000\nDTEND;TZID=\"America/New_York\":20261116T170000\nSUMMARY:ito"},
			want:   []string{"11-16 23:00 +09 11-17 07:00 +09 ito"},
		},
		"times without a zone are the rotation's": {
			events: []string{"DTSTART:20261116T100000\nDTEND:20261123T100000\nSUMMARY:ito"},
			want:   []string{"11-16 10:00 +09 11-23 10:00 +09 ito"},
		},
		"days are the rotation's": {
			events: []string{"DTSTART;VALUE=DATE:20261116\nDTEND;VALUE=DATE:20261118\nSUMMARY:ito", "DTSTART;VALUE=DATE:20261118\nSUMMARY:tanaka"},
			want:   []string{"11-16 00:00 +09 11-18 00:00 +09 ito", "11-18 00:00 +09 11-19 00:00 +09 tanaka"},
		},
		"durations": {
			events: []string{"DTSTART:20261116T100000\nDURATION:P1W\nSUMMARY:ito", "DTSTART:20261123T100000\nDURATION:P1DT12H\nSUMMARY:tanaka"},
			want:   []string{"11-16 10:00 +09 11-23 10:00 +09 ito", "11-23 10:00 +09 11-24 22:00 +09 tanaka"},
		},
		"an event of no length is none": {
			events: []string{"DTSTART:20261116T100000\nSUMMARY:handoff"},
		},
		"a rule": {
			events: []string{"DTSTART:20261116T100000\nDTEND:20261123T100000\nRRULE:FREQ=WEEKLY;INTERVAL=2\nSUMMARY:ito"},
			want:   []string{"11-16 10:00 +09 11-23 10:00 +09 ito", "11-30 10:00 +09 12-07 10:00 +09 ito"},
		},
		"a rule from years ago": {
			events: []string{"DTSTART;TZID=Asia/Tokyo:20200106T100000\nDTEND;TZID=Asia/Tokyo:20200113T100000\nRRULE:FREQ=WEEKLY;INTERVAL=3\nSUMMARY:ito"},
			want:   []string{"11-09 10:00 +09 11-16 10:00 +09 ito", "11-30 10:00 +09 12-07 10:00 +09 ito"},
		},
		"a rule until an instant, counted by its own clock": {
			events: []string{"DTSTART;TZID=Asia/Tokyo:20261116T080000\nDURATION:P1D\nRRULE:FREQ=DAILY;UNTIL=20261117T230000Z\nSUMMARY:ito"},
			want:   []string{"11-16 08:00 +09 11-17 08:00 +09 ito", "11-17 08:00 +09 11-18 08:00 +09 ito", "11-18 08:00 +09 11-19 08:00 +09 ito"},
		},
		"a rule until a day includes it": {
			events: []string{"DTSTART:20261116T080000\nDURATION:PT1H\nRRULE:FREQ=DAILY;UNTIL=20261117\nSUMMARY:ito"},
			want:   []string{"11-16 08:00 +09 11-16 09:00 +09 ito", "11-17 08:00 +09 11-17 09:00 +09 ito"},
		},
		"exceptions": {
			events: []string{"DTSTART;TZID=Asia/Tokyo:20261116T100000\nDURATION:P1D\nRRULE:FREQ=DAILY;COUNT=5\nEXDATE;TZID=Asia/Tokyo:20261117T100000\nEXDATE:20261118T010000Z,20261119T010000Z\nSUMMARY:ito"},
			want:   []string{"11-16 10:00 +09 11-17 10:00 +09 ito", "11-20 10:00 +09 11-21 10:00 +09 ito"},
		},
		"an exception of a whole day": {
			events: []string{"DTSTART:20261116T100000\nDURATION:P1D\nRRULE:FREQ=DAILY;COUNT=2\nEXDATE;VALUE=DATE:20261117\nSUMMARY:ito"},
			want:   []string{"11-16 10:00 +09 11-17 10:00 +09 ito"},
		},
		"additional dates": {
			events: []string{"DTSTART:20261116T100000\nDURATION:P1D\nRDATE:20261120T100000,20261125T100000\nSUMMARY:ito"},
			want:   []string{"11-16 10:00 +09 11-17 10:00 +09 ito", "11-20 10:00 +09 11-21 10:00 +09 ito", "11-25 10:00 +09 11-26 10:00 +09 ito"},
		},
		"cancelled": {
			events: []string{"DTSTART:20261116T100000\nDURATION:P1D\nSTATUS:CANCELLED\nSUMMARY:ito"},
		},
		"a rule on the clock: no hour is lost or doubled when it changes": {
			zone: "America/New_York", from: "2026-10-30", to: "2026-11-09",
			events: []string{"DTSTART:20261026T093000\nDTEND:20261102T093000\nRRULE:FREQ=WEEKLY\nSUMMARY:ito"},
			want: []string{
				"10-26 09:30 -04 11-02 09:30 -05 ito", "11-02 09:30 -05 11-09 09:30 -05 ito",
			},
		},
		"a skipped time is the first after the gap": {
			zone: "America/New_York", from: "2027-03-13", to: "2027-03-16",
			events: []string{"DTSTART:20270312T023000\nDURATION:P1D\nRRULE:FREQ=DAILY;COUNT=4\nSUMMARY:ito"},
			want: []string{
				"03-12 02:30 -05 03-13 02:30 -05 ito", "03-13 02:30 -05 03-14 03:00 -04 ito",
				"03-14 03:00 -04 03-15 02:30 -04 ito", "03-15 02:30 -04 03-16 02:30 -04 ito",
			},
		},
		"times in UTC are in real time": {
			zone: "America/New_York", from: "2026-10-31", to: "2026-11-03",
			events: []string{"DTSTART:20261031T130000Z\nDTEND:20261101T130000Z\nRRULE:FREQ=DAILY;COUNT=2\nSUMMARY:ito"},
			want:   []string{"10-31 09:00 -04 11-01 08:00 -05 ito", "11-01 08:00 -05 11-02 08:00 -05 ito"},
		},
		"invited people, but not rooms and not who declined": {
			events: []string{"DTSTART:20261116T100000\nDURATION:P1D\nSUMMARY:On call\nATTENDEE;CUTYPE=ROOM:mailto:room@example.com\n" +
				"ATTENDEE;CN=Ito;PARTSTAT=DECLINED:mailto:ito@example.com\nATTENDEE;CN=\"Suzuki, Ichiro\":MAILTO:suzuki@example.com"},
			want: []string{"11-16 10:00 +09 11-17 10:00 +09 suzuki@example.com"},
		},
		"an address in the summary": {
			events: []string{"DTSTART:20261116T100000\nDURATION:P1D\nSUMMARY:Ito <ito@example.com>"},
			want:   []string{"11-16 10:00 +09 11-17 10:00 +09 ito@example.com"},
		},
		"a folded line": {
			events: []string{"DTSTART:20261116T100000\nDURATION:P1D\nSUMMARY:Jiro\n  Ito\\, platform"},
			want:   []string{"11-16 10:00 +09 11-17 10:00 +09 Jiro Ito, platform"},
		},
		"an event without a name": {
			events: []string{"DTSTART:20261116T100000\nDURATION:P1D"},
			want:   []string{"11-16 10:00 +09 11-17 10:00 +09 1@example.com"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			or := func(s, fallback string) string {
				if s == "" {
					return fallback
				}
				return s
			}
			got, err := parse(t, calendar(c.events...), or(c.zone, "Asia/Tokyo"), or(c.from, "2026-11-16"), or(c.to, "2026-12-07"))
			require.NoError(t, err)
			require.Equal(t, c.want, got)
		})
	}
}

// One occurrence of a rule was moved and given to somebody else, another taken
// out of it.
func TestOccurrencesOnTheirOwn(t *testing.T) {
	text := calendar("DTSTART;TZID=Asia/Tokyo:20261116T100000\nDURATION:P1W\nRRULE:FREQ=WEEKLY;COUNT=4\nSUMMARY:ito",
		"RECURRENCE-ID;TZID=Asia/Tokyo:20261123T100000\nDTSTART;TZID=Asia/Tokyo:20261124T100000\nDURATION:P1W\nSUMMARY:tanaka",
		"RECURRENCE-ID:20261130T010000Z\nDTSTART:20261130T010000Z\nDURATION:P1W\nSTATUS:CANCELLED\nSUMMARY:ito")
	text = strings.NewReplacer("UID:2@", "UID:1@", "UID:3@", "UID:1@").Replace(text)
	got, err := parse(t, text, "Asia/Tokyo", "2026-11-16", "2026-12-20")
	require.NoError(t, err)
	require.Equal(t, []string{
		"11-16 10:00 +09 11-23 10:00 +09 ito", "11-24 10:00 +09 12-01 10:00 +09 tanaka", "12-07 10:00 +09 12-14 10:00 +09 ito",
	}, got)
}

// What begins later lies on top, so that it comes first; of one event whoever is
// invited first.
func TestTheOrderOfWhatOverlaps(t *testing.T) {
	loc := zone(t, "Asia/Tokyo")
	shifts, err := ical.Parse(t.Context(), []byte(calendar(
		"DTSTART:20261116T100000\nDURATION:P1W\nATTENDEE:mailto:ito@example.com\nATTENDEE:mailto:suzuki@example.com",
		"DTSTART:20261118T100000\nDURATION:P1D\nSUMMARY:tanaka",
	)), loc, wall(t, "2026-11-16", loc), wall(t, "2026-11-30", loc))
	require.NoError(t, err)
	var got []string
	for _, s := range shifts {
		got = append(got, s.Person.Key())
	}
	require.Equal(t, []string{"tanaka", "ito@example.com", "suzuki@example.com"}, got)
}

func TestWhatIsRefused(t *testing.T) {
	event := func(lines string) string { return calendar(lines + "\nSUMMARY:ito") }
	many := make([]string, 5001)
	for i := range many {
		many[i] = "DTSTART:20261116T100000\nDURATION:P1D"
	}
	for name, c := range map[string]struct{ text, want string }{
		"nothing":                  {"", "empty"},
		"a page to sign in":        {"<html><body>Sign in</body></html>", "no calendar"},
		"half of it":               {event("DTSTART:20261116T100000\nDURATION:P1D")[:150], "breaks off"},
		"an unknown zone":          {event("DTSTART;TZID=Tokyo Standard Time:20261116T100000\nDURATION:P1D"), `TZID "Tokyo Standard Time"`},
		"an abbreviation":          {event("DTSTART;TZID=JST:20261116T100000\nDURATION:P1D"), `TZID "JST"`},
		"no start":                 {event("DURATION:P1D"), "DTSTART is missing"},
		"no date":                  {event("DTSTART:tomorrow\nDURATION:P1D"), `DTSTART "tomorrow"`},
		"a year before schedules":  {event("DTSTART:00010101T000000Z\nDURATION:P1D"), "of no year"},
		"an end before the start":  {event("DTSTART:20261116T100000\nDTEND:20261115T100000"), "before DTSTART"},
		"a length":                 {event("DTSTART:20261116T100000\nDURATION:long"), `DURATION "long"`},
		"every second":             {event("DTSTART:20261116T100000\nDURATION:PT1S\nRRULE:FREQ=SECONDLY"), "within a day"},
		"a rule":                   {event("DTSTART:20261116T100000\nDURATION:P1D\nRRULE:FREQ=SOMETIMES"), "SOMETIMES"},
		"an end of a rule":         {event("DTSTART:20261116T100000\nDURATION:P1D\nRRULE:FREQ=DAILY;UNTIL=soon"), `UNTIL "soon"`},
		"a rule of exceptions":     {event("DTSTART:20261116T100000\nDURATION:P1D\nEXRULE:FREQ=DAILY"), "EXRULE"},
		"all that follow":          {event("DTSTART:20261116T100000\nDURATION:P1D\nRECURRENCE-ID;RANGE=THISANDFUTURE:20261116T100000"), "RANGE"},
		"periods":                  {event("DTSTART:20261116T100000\nDURATION:P1D\nRDATE;VALUE=PERIOD:20261116T100000Z/PT1H"), "RDATE"},
		"too many occurrences":     {event("DTSTART:19700101T000000\nDURATION:PT1S\nRRULE:FREQ=DAILY;BYHOUR=1,2,3,4,5,6,7,8,9,10,11,12;BYMINUTE=1,2,3,4,5"), "more than 200000 occurrences"},
		"too many events":          {calendar(many...), "more than 5000 events"},
		"boxes in boxes":           {"BEGIN:VCALENDAR\r\n" + strings.Repeat("BEGIN:VEVENT\r\n", 20) + "END:VCALENDAR", "nested"},
		"a name for all that lack": {event("DTSTART;TZID=Nowhere/Land:20261116T100000\nDURATION:P1D"), `event "ito"`},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := parse(t, c.text, "Asia/Tokyo", "2026-11-16", "2026-12-07")
			require.ErrorContains(t, err, c.want)
			require.Empty(t, got)
		})
	}
}

// A rule that never comes true is searched once, not for ever.
func TestARuleThatNeverComesTrue(t *testing.T) {
	got, err := parse(t, calendar("DTSTART:20261116T100000\nDURATION:P1D\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30\nSUMMARY:ito"), "Asia/Tokyo", "2026-11-16", "2026-12-07")
	require.NoError(t, err)
	require.Equal(t, []string{"11-16 10:00 +09 11-17 10:00 +09 ito"}, got)
}

func TestWorkEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	loc := zone(t, "Asia/Tokyo")
	_, err := ical.Parse(ctx, []byte(calendar("DTSTART:19700101T000000\nDURATION:P1D\nRRULE:FREQ=DAILY\nSUMMARY:ito")), loc, wall(t, "2026-11-16", loc), wall(t, "2026-12-16", loc))
	require.ErrorContains(t, err, "takes longer")
}

// serve offers a calendar over TLS on a port.
func serve(t *testing.T, timeout time.Duration) (*ical.Calendar, *faulty.Handler, string) {
	t.Helper()
	network := &faulty.Handler{Next: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
		_, _ = w.Write([]byte(calendar("DTSTART:20261116T010000Z\nDTEND:20261123T010000Z\nATTENDEE:mailto:ito@example.com")))
	})}
	server := httptest.NewTLSServer(network)
	t.Cleanup(server.Close)
	rt := server.Client().Transport.(*http.Transport).Clone()
	rt.DisableKeepAlives, rt.ResponseHeaderTimeout = true, timeout
	address := server.URL + "/private-s3cr3t/basic.ics"
	c, err := ical.New(ical.Config{Location: zone(t, "Asia/Tokyo"), Transport: rt}, address)
	require.NoError(t, err)
	return c, network, server.URL
}

var monday = time.Date(2026, time.November, 16, 1, 0, 0, 0, time.UTC)

func TestACalendarOnTheNetwork(t *testing.T) {
	c, _, _ := serve(t, 0)
	answer, err := c.Shifts(t.Context(), monday, monday.AddDate(0, 0, 14))
	require.NoError(t, err)
	require.Equal(t, external.Answer{Until: monday.AddDate(0, 0, 14), Shifts: []external.Shift{
		{Person: external.Person{Email: "ito@example.com"}, Start: monday, End: monday.AddDate(0, 0, 7)},
	}}, answer)
}

func TestTroublesOnTheNetwork(t *testing.T) {
	status := func(n int, header map[string]string) faulty.Fault {
		return faulty.Fault{Trouble: faulty.Status, Status: n, Header: header}
	}
	for name, c := range map[string]struct {
		fault   faulty.Fault
		trouble external.Trouble
		wait    time.Duration
	}{
		"401":       {fault: status(401, nil), trouble: external.Unauthorized},
		"403":       {fault: status(403, nil), trouble: external.Forbidden},
		"404":       {fault: status(404, nil), trouble: external.NotFound},
		"410":       {fault: status(410, nil), trouble: external.NotFound},
		"429":       {fault: status(429, map[string]string{"Retry-After": "90"}), trouble: external.Limited, wait: 90 * time.Second},
		"500":       {fault: status(500, nil), trouble: external.Unreachable},
		"elsewhere": {fault: status(302, map[string]string{"Location": "https://elsewhere.example.com/x"}), trouble: external.Unreachable},
		"plain":     {fault: status(302, map[string]string{"Location": "http://127.0.0.1/x"}), trouble: external.Unreachable},
		"timeout":   {fault: faulty.Fault{Trouble: faulty.Hang}, trouble: external.Unreachable},
		"reset":     {fault: faulty.Fault{Trouble: faulty.Reset}, trouble: external.Unreachable},
		"truncated": {fault: faulty.Fault{Trouble: faulty.Truncated}, trouble: external.Unreachable},
		"empty":     {fault: faulty.Fault{Trouble: faulty.Empty}, trouble: external.Unreadable},
		"half":      {fault: faulty.Fault{Trouble: faulty.Half}, trouble: external.Unreadable},
		"garbage":   {fault: faulty.Fault{Trouble: faulty.Garbage}, trouble: external.Unreadable},
		"too large": {fault: faulty.Fault{Trouble: faulty.Status, Status: 200, Body: strings.Repeat("x", 5<<20)}, trouble: external.Unreadable},
	} {
		t.Run(name, func(t *testing.T) {
			timeout := time.Duration(0)
			if c.fault.Trouble == faulty.Hang {
				timeout = 50 * time.Millisecond
			}
			cal, network, _ := serve(t, timeout)
			network.Inject(c.fault)
			_, err := cal.Shifts(t.Context(), monday, monday.AddDate(0, 0, 14))
			var e *external.Error
			require.ErrorAs(t, err, &e)
			require.Equal(t, c.trouble, e.Trouble, "%v", err)
			require.Equal(t, c.wait, e.Wait)
			require.NotContains(t, err.Error(), "s3cr3t", "an address may be all that protects a calendar")
			_, err = cal.Shifts(t.Context(), monday, monday.AddDate(0, 0, 14))
			require.NoError(t, err, "the next look goes well")
		})
	}
}

func TestRedirectsStayWithTheHost(t *testing.T) {
	cal, network, url := serve(t, 0)
	network.Inject(faulty.Fault{Trouble: faulty.Status, Status: 302, Header: map[string]string{"Location": url + "/other.ics"}})
	_, err := cal.Shifts(t.Context(), monday, monday.AddDate(0, 0, 14))
	require.NoError(t, err)
	require.Equal(t, 2, network.Seen())
	for range 10 {
		network.Inject(faulty.Fault{Trouble: faulty.Status, Status: 302, Header: map[string]string{"Location": url + "/other.ics"}})
	}
	_, err = cal.Shifts(t.Context(), monday, monday.AddDate(0, 0, 14))
	require.ErrorContains(t, err, "in circles")
}

func TestACalendarInAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "oncall.ics")
	for _, address := range []string{"file:" + path, "file://" + path} {
		cal, err := ical.New(ical.Config{Location: zone(t, "Asia/Tokyo")}, address)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(path, []byte("\ufeff"+calendar("DTSTART:20261116T100000\nDTEND:20261123T100000\nSUMMARY:ito")), 0o600))
		answer, err := cal.Shifts(t.Context(), monday, monday.AddDate(0, 0, 14))
		require.NoError(t, err)
		require.Len(t, answer.Shifts, 1)

		require.NoError(t, os.WriteFile(path, make([]byte, 5<<20), 0o600))
		_, err = cal.Shifts(t.Context(), monday, monday.AddDate(0, 0, 14))
		require.ErrorContains(t, err, "larger than 4 MiB")

		require.NoError(t, os.Remove(path))
		_, err = cal.Shifts(t.Context(), monday, monday.AddDate(0, 0, 14))
		var e *external.Error
		require.ErrorAs(t, err, &e)
		require.Equal(t, external.NotFound, e.Trouble)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(calendar("DTSTART:20261116T010000Z\nDTEND:20261123T010000Z\nATTENDEE;CN=Ito:mailto:ito@example.com\nRRULE:FREQ=WEEKLY;BYDAY=MO"))
	f.Add(calendar("DTSTART;VALUE=DATE:20261116\nEXDATE;VALUE=DATE:20261117\nRRULE:FREQ=DAILY;COUNT=3\nRDATE:20261201\nSUMMARY:ito"))
	f.Add(calendar("DTSTART;TZID=America/New_York:20261116T010000\nDURATION:PT12H\nRECURRENCE-ID:20261116T010000Z\nRRULE:FREQ=MONTHLY;BYSETPOS=-1;BYDAY=FR"))
	loc := zone(f, "America/New_York")
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Contains(text, "RRULE") && len(text) > 600 {
			t.Skip("many rules take their time")
		}
		shifts, err := ical.Parse(t.Context(), []byte(text), loc, monday, monday.AddDate(0, 0, 80))
		if err != nil && len(shifts) > 0 {
			t.Errorf("shifts with an error: %v", err)
		}
		for _, s := range shifts {
			if !s.End.After(s.Start) || !s.End.After(monday) || !s.Start.Before(monday.AddDate(0, 0, 80)) || s.Person.Key() == "" {
				t.Errorf("a shift that is none: %+v", s)
			}
		}
	})
}
