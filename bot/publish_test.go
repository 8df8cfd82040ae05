package bot_test

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
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
