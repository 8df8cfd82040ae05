// Package ical reads on-call schedules out of iCalendar files (RFC 5545): every
// event is a shift of the people invited to it, or else of whom its summary
// names. An event that begins later lies on top of one that it overlaps.
//
// Times are read as people see them in a calendar. An event from Monday 10:00 to
// Monday 10:00 ends at 10:00 whatever the clock changes in between, times that a
// clock change skips or repeats are resolved as all of toban's are, and days and
// times without a zone are those of the rotation. Zones that are not in the IANA
// database, such as "Tokyo Standard Time", are refused: a guess would put the
// wrong person on call.
package ical

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"time"

	"toban/bot/external"
	"toban/rotation"
)

// What is read of a calendar at most.
const (
	mostBytes     = 4 << 20
	mostEvents    = 5000
	mostNesting   = 8
	mostSteps     = 200_000 // occurrences looked at, of all events together
	mostRedirects = 3
	longestWork   = 5 * time.Second
)

// Config is how calendars are read.
type Config struct {
	Location  *time.Location    // of days and times without a zone, required
	Transport http.RoundTripper // nil means one with timeouts
}

// Calendar is a calendar at an address. It implements [external.Source].
type Calendar struct {
	config Config
	path   string   // of a file, empty for one on the network
	url    *url.URL // may hold a secret: it is in no error
	client *http.Client
}

// New returns the calendar at an address, see [rotation.CalendarAddress]. It
// opens nothing.
func New(c Config, address string) (*Calendar, error) {
	path, u, err := rotation.CalendarAddress(address)
	if err != nil {
		return nil, err
	}
	cal := &Calendar{config: c, path: path, url: u, client: external.Client(c.Transport, mostBytes+1)}
	cal.client.CheckRedirect = cal.redirect
	return cal, nil
}

// redirect follows what stays with the host that was named.
func (c *Calendar) redirect(next *http.Request, via []*http.Request) error {
	switch {
	case next.URL.Scheme != "https" || next.URL.Host != c.url.Host:
		return fmt.Errorf("it redirects to %s, write the address there", next.URL.Host)
	case len(via) > mostRedirects:
		return errors.New("it redirects in circles")
	}
	return nil
}

// Shifts implements [external.Source].
func (c *Calendar) Shifts(ctx context.Context, from, to time.Time) (external.Answer, error) {
	text, err := c.read(ctx)
	if err != nil {
		return external.Answer{}, err
	}
	within, cancel := context.WithTimeout(ctx, longestWork)
	defer cancel()
	shifts, err := Parse(within, text, c.config.Location, from, to)
	if err != nil {
		return external.Answer{}, &external.Error{Trouble: external.Unreadable, Err: err}
	}
	return external.Answer{Shifts: shifts, Until: to}, nil
}

func (c *Calendar) read(ctx context.Context) ([]byte, error) {
	if c.path != "" {
		return c.readFile()
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, c.url.String(), nil)
	if err != nil {
		return nil, errors.New("the address cannot be asked")
	}
	r.Header.Set("Accept", "text/calendar")
	r.Header.Set("User-Agent", "toban")
	res, err := c.client.Do(r)
	if err != nil {
		return nil, external.Refused(0, "", err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, external.Refused(res.StatusCode, res.Header.Get("Retry-After"), nil)
	}
	text, err := io.ReadAll(res.Body)
	if _, large := errors.AsType[*http.MaxBytesError](err); large || len(text) > mostBytes {
		return nil, external.Unreadablef("the calendar is larger than %d MiB", mostBytes>>20)
	}
	if err != nil {
		return nil, external.Refused(0, "", err)
	}
	return text, nil
}

func (c *Calendar) readFile() ([]byte, error) {
	f, err := os.Open(c.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &external.Error{Trouble: external.NotFound, Err: err}
	case errors.Is(err, fs.ErrPermission):
		return nil, &external.Error{Trouble: external.Forbidden, Err: err}
	case err != nil:
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, mostBytes+1))
	if err != nil {
		return nil, err
	}
	if len(text) > mostBytes {
		return nil, external.Unreadablef("the calendar is larger than %d MiB", mostBytes>>20)
	}
	return text, nil
}

// whole refuses what is no calendar, only the beginning of one, or built to
// exhaust whoever reads it. The parser takes the first half of a file for all
// of it.
func whole(text []byte) error {
	text = bytes.TrimSpace(bytes.TrimPrefix(text, []byte("\ufeff")))
	switch {
	case len(text) == 0:
		return errors.New("the answer is empty")
	case !bytes.HasPrefix(text, []byte("BEGIN:VCALENDAR")):
		return errors.New("the answer is no calendar but perhaps a page to sign in")
	case !bytes.HasSuffix(text, []byte("END:VCALENDAR")):
		return errors.New("the calendar breaks off before its end")
	}
	depth, events := 0, 0
	for line := range bytes.Lines(text) {
		switch {
		case bytes.HasPrefix(line, []byte("BEGIN:")):
			depth++
			if bytes.HasPrefix(line, []byte("BEGIN:VEVENT")) {
				events++
			}
		case bytes.HasPrefix(line, []byte("END:")):
			depth--
		}
		if depth > mostNesting {
			return fmt.Errorf("the calendar is nested more than %d deep", mostNesting)
		}
		if events > mostEvents {
			return fmt.Errorf("the calendar has more than %d events", mostEvents)
		}
	}
	return nil
}
