package bot_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
	"toban/test/fakeslack"
)

// start runs the house until the returned function is called.
func (h *house) start(t *testing.T) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- h.Run(ctx) }()
	return func() {
		cancel()
		require.NoError(t, <-ended)
	}
}

// An approved page is written where the documents are, found once as a file,
// and gone when it is taken back.
func TestAnApprovedPageBecomesAFile(t *testing.T) {
	h := newHouse(t, `calendar: {hours: ["Mon-Fri 10:00-19:00"]}`)
	docs := filepath.Join(filepath.Dir(h.read(t, h.text).StorePath()), "docs")
	captured := filepath.Join(docs, "captured")
	h.text = strings.Replace(h.text, "knowledge: {", "knowledge: {publish: {path: '"+captured+"'}, ", 1)
	h.text = strings.Replace(h.text, "members: [UTANAKA, UITO, UKATO]", "members: [UTANAKA, UITO, UKATO], leads: [UTANAKA]", 1)
	h.reopen(t)
	order := func(key string, c triage.Command) {
		t.Helper()
		o := triage.Order{Key: key, By: "UTANAKA", Command: c}
		if _, ok := c.(triage.Ask); !ok {
			o.Inquiry = "INQ-1"
		}
		_, err := h.Desk().Handle(t.Context(), o)
		require.NoError(t, err)
	}
	file := filepath.Join(captured, "inq-1.md")
	exists := func() bool {
		_, err := os.Stat(file)
		return err == nil
	}
	stop := h.start(t)
	order("a", triage.Ask{Asker: "UITO", Text: "AssumeRole fails with AccessDenied in payments", Place: triage.Place{Channel: "CASK", Thread: "1763618640.000100"}})
	order("b", triage.Resolve{Reasons: triage.Reasons{Note: "fixed sub"}})
	order("c", triage.WriteArticle{Article: triage.ArticleText{Kind: "how-to", Title: "When AssumeRole is denied", Question: "AssumeRole fails with AccessDenied", Steps: "Correct `sub` in the trust policy."}})
	require.Eventually(t, exists, 2*time.Minute, 10*time.Millisecond)
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Contains(t, string(data), "---\ntoban: inq-1\n")
	require.Contains(t, string(data), "Correct `sub` in the trust policy.")

	found := func() string {
		h.slack.ConnectHTTP(fakeslack.HTTPApp{
			CommandsURL: "http://toban.test/slack/commands", Client: &http.Client{Transport: fakeslack.Direct(h.Handler())},
		})
		require.NoError(t, h.slack.Command(t.Context(), "ito", "CASK", "/toban docs AssumeRole AccessDenied"))
		seen := h.slack.Messages("CASK", "ito")
		return h.slack.PlainText(seen[len(seen)-1])
	}
	require.Equal(t, 1, strings.Count(found(), "When AssumeRole is denied"))
	stop()
	h.reopen(t)
	require.Equal(t, 1, strings.Count(found(), "When AssumeRole is denied"), "the file stands for the article")
	var fine strings.Builder
	for _, f := range h.Doctor(t.Context(), "en") {
		require.True(t, f.OK, f.Text)
		fine.WriteString(f.Text + "\n")
	}
	require.Contains(t, fine.String(), "Pages are written to "+captured)

	// Pages are to go elsewhere from now on: what was approved before goes there too.
	captured = filepath.Join(docs, "elsewhere")
	h.text = strings.Replace(h.text, filepath.Join(docs, "captured"), captured, 1)
	file = filepath.Join(captured, "inq-1.md")
	h.reopen(t)
	stop = h.start(t)
	require.Eventually(t, exists, 2*time.Minute, 10*time.Millisecond)
	order("d", triage.SettleArticle{State: triage.ArticleRetracted, Revision: 1})
	require.Eventually(t, func() bool { return !exists() }, 2*time.Minute, 10*time.Millisecond)
	stop()

	require.NoError(t, os.Remove(captured))
	require.NoError(t, os.WriteFile(captured, nil, 0o600))
	var wrong strings.Builder
	for _, f := range h.Doctor(t.Context(), "ja") {
		if !f.OK {
			wrong.WriteString(f.Text)
		}
	}
	require.Contains(t, wrong.String(), "資料を "+captured+" に書き出せません")
}

// A page that is taken back, or erased, while there is no place for pages has no
// file any more once there is one again; what is still approved keeps its own.
func TestPagesTakenBackMeanwhileLoseTheirFiles(t *testing.T) {
	h := newHouse(t, `calendar: {hours: ["Mon-Fri 10:00-19:00"]}`)
	captured := filepath.Join(t.TempDir(), "captured")
	h.text = strings.Replace(h.text, "members: [UTANAKA, UITO, UKATO]", "members: [UTANAKA, UITO, UKATO], leads: [UTANAKA]", 1)
	off := h.text
	on := strings.Replace(off, "knowledge: {", "knowledge: {publish: {path: '"+captured+"'}, ", 1)
	h.text = on
	h.reopen(t)
	n := 0
	order := func(id triage.InquiryID, c triage.Command) {
		t.Helper()
		n++
		_, err := h.Desk().Handle(t.Context(), triage.Order{Key: strconv.Itoa(n), By: "UTANAKA", Inquiry: id, Command: c})
		require.NoError(t, err)
	}
	files := func() (names []string) {
		entries, err := os.ReadDir(captured)
		if err != nil {
			return nil
		}
		for _, e := range entries {
			names = append(names, e.Name())
		}
		return names
	}
	stop := h.start(t)
	for _, id := range []triage.InquiryID{"INQ-1", "INQ-2", "INQ-3"} {
		order("", triage.Ask{Asker: "UITO", Text: "AssumeRole fails in " + string(id), Place: triage.Place{Channel: "CASK", Thread: triage.MessageTS("1763618640.00010" + string(id)[4:])}})
		order(id, triage.Resolve{Reasons: triage.Reasons{Note: "fixed sub"}})
		order(id, triage.WriteArticle{Article: triage.ArticleText{Kind: "how-to", Title: "When " + string(id) + " is denied", Question: "AssumeRole fails", Steps: "Correct `sub`."}})
	}
	require.Eventually(t, func() bool { return len(files()) == 3 }, 2*time.Minute, 10*time.Millisecond)
	stop()

	h.text = off
	h.reopen(t)
	order("INQ-1", triage.SettleArticle{State: triage.ArticleRetracted, Revision: 1})
	order("INQ-2", triage.Forget{})
	require.Len(t, files(), 3)

	h.text = on
	h.reopen(t)
	stop = h.start(t)
	require.Eventually(t, func() bool { return len(files()) == 1 }, 2*time.Minute, 10*time.Millisecond)
	stop()
	require.Equal(t, []string{"inq-3.md"}, files())
}

// The review of an incident is withdrawn when the channel in which it was
// declared is made private.
func TestAReviewGoesWhenItsChannelIsMadePrivate(t *testing.T) {
	h := newHouse(t, `calendar: {hours: ["Mon-Fri 10:00-19:00"]}`)
	captured := filepath.Join(t.TempDir(), "captured")
	h.text = strings.Replace(h.text, "knowledge: {", "knowledge: {publish: {path: '"+captured+"'}, ", 1)
	h.text = strings.Replace(h.text, "members: [UTANAKA, UITO, UKATO]", "members: [UTANAKA, UITO, UKATO], leads: [UTANAKA]", 1)
	h.slack.AddChannel(fakeslack.Channel{ID: "CELSE", Name: "elsewhere", Members: []string{"UTANAKA", h.slack.Bot().ID}})
	h.reopen(t)
	order := func(by triage.PersonID, c triage.Command) {
		t.Helper()
		o := triage.Order{Key: fmt.Sprintf("%T", c), By: by, Command: c}
		if _, ok := c.(triage.Declare); !ok {
			o.Incident = "INC-1"
		}
		_, err := h.Desk().Handle(t.Context(), o)
		require.NoError(t, err)
	}
	exists := func() bool {
		_, err := os.Stat(filepath.Join(captured, "inc-1-review.md"))
		return err == nil
	}
	stop := h.start(t)
	order("UITO", triage.Declare{Title: "API 502", Severity: "SEV-2", Place: triage.Place{Channel: "CELSE"}})
	order("UITO", triage.ChangeIncident{Status: triage.IncidentResolved, Fixed: "rolled back"})
	order("UITO", triage.WriteReview{Text: triage.ReviewText{Summary: "A deploy broke the pool", Cause: "1.5.0"}})
	order("UTANAKA", triage.SettleReview{State: triage.ArticleApproved, Revision: 1})
	require.Eventually(t, exists, 2*time.Minute, 10*time.Millisecond)
	h.Beat(t.Context())
	require.True(t, exists())
	stop()

	h.slack.AddChannel(fakeslack.Channel{ID: "CELSE", Name: "elsewhere", Private: true, Members: []string{"UTANAKA", h.slack.Bot().ID}})
	h.reopen(t) // what Slack said before is forgotten, as when it tells of the change
	stop = h.start(t)
	h.Beat(t.Context())
	require.Eventually(t, func() bool { return !exists() }, 2*time.Minute, 10*time.Millisecond)
	stop()
}
