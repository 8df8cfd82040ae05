package slackapp

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
)

// used is what people did in all tests together, as Slack delivered it.
var used ledger

// A ledger counts controls that were pressed and forms that were submitted.
// It is safe for concurrent use.
type ledger struct {
	mu   sync.Mutex
	seen map[string]bool
}

func (l *ledger) note(what string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.seen == nil {
		l.seen = make(map[string]bool)
	}
	l.seen[what] = true
}

// listening notes every interaction on its way to the app.
type listening struct{ next http.RoundTripper }

func (l listening) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	req.Body = io.NopCloser(bytes.NewReader(body))
	if form, err := url.ParseQuery(string(body)); err == nil {
		noteInteraction(form.Get("payload"))
	}
	return l.next.RoundTrip(req)
}

func noteInteraction(payload string) {
	i, err := decodeInteraction([]byte(payload))
	if err != nil {
		return
	}
	for _, p := range i.Actions.v {
		id, _, _ := strings.Cut(string(p.ID), "/")
		used.note("action" + id)
		if choice, _ := split(p.value()); id == actionMore {
			used.note("more" + choice)
		}
	}
	switch i.Type {
	case "view_submission":
		used.note("view" + string(i.View.v.Callback))
	case "shortcut", "message_action":
		used.note("shortcut" + string(i.Callback))
	}
}

// TestMain looks, after all tests, for a control that nobody pressed, a form
// that nobody submitted and a shortcut that nobody used.
func TestMain(m *testing.M) {
	flag.Parse()
	code := m.Run()
	if code == 0 && wholeRun() {
		unused, err := neverUsed()
		if err != nil || len(unused) > 0 {
			fmt.Fprintln(os.Stderr, "FAIL: in no test anybody uses", strings.Join(unused, ", "), err)
			code = 1
		}
	}
	os.Exit(code)
}

// wholeRun reports whether every test ran: a selection uses less.
func wholeRun() bool {
	for _, name := range []string{"test.run", "test.skip", "test.list", "test.fuzz"} {
		if f := flag.Lookup(name); f != nil && f.Value.String() != "" {
			return false
		}
	}
	return true
}

// neverUsed are the constants of actions.go that name what nobody used.
func neverUsed() ([]string, error) {
	names, err := stringConstants("actions.go")
	if err != nil {
		return nil, err
	}
	var unused []string
	for name, value := range names {
		for _, kind := range []string{"action", "more", "view", "shortcut"} {
			if strings.HasPrefix(name, kind) && !used.seen[kind+value] {
				unused = append(unused, name)
			}
		}
	}
	slices.Sort(unused)
	return unused, nil
}
