package slackapp

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

func TestMeansAreRoundedAsPeopleDo(t *testing.T) {
	for f, want := range map[float64]string{0: "0", 0.25: "0.3", 0.75: "0.8", 1.25: "1.3", 8.5: "8.5", 9: "9", 9.96: "10", 1234: "1234"} {
		if got := oneDecimal(f); got != want {
			t.Errorf("oneDecimal(%v) = %q, want %q", f, got, want)
		}
	}
}

// Who previews a report reads all of it, and as it was written: what the post
// says, and what follows in its thread.
func TestThePreviewOfAReportIsAllOfIt(t *testing.T) {
	r := newRoom(t, func(c *Config, _ *Deps) { c.Areas[0].Name["en"] = "R&D" })
	d := triage.Digest{
		Period: "2025-W47", Asked: 1, Carried: 1, Areas: []triage.Count{{Key: "ci_cd", N: 1}}, Teams: []triage.Count{{Key: "payments", N: 1}},
		Oldest: []triage.InquiryID{"INQ-7"}, Gaps: []triage.Gap{{Words: "what is List<T>?", Asks: 1, Teams: 1}}, NextReplies: 2, MedianNext: time.Hour,
	}
	lines := r.app.Report("en", triage.Report{Digest: d})
	for _, want := range []string{"By area: R&D 1", "By team: Payments 1", "Oldest open: INQ-7", "Later replies: median 1 h (n = 2)"} {
		require.Contains(t, lines, want)
	}
	require.Contains(t, strings.Join(lines, "\n"), "what is List<T>?")
	backlog := r.app.Backlog("en", []triage.BacklogItem{{Area: "ci_cd", Asks: 1, Teams: 1}})
	require.Contains(t, strings.Join(backlog, "\n"), "1. R&D 1 ask")
}

// What people read in Japanese has full-width parentheses, but for the day of
// the week after a date.
func TestJapaneseViewsHaveFullWidthParentheses(t *testing.T) {
	const japanese = `[\p{Han}\p{Hiragana}\p{Katakana}]`
	weekday := regexp.MustCompile(`(\d)\(\p{Han}[^)]?\)`)
	half := regexp.MustCompile(japanese + `\(|\)` + japanese + `|\(\d[^ )]*\)`)
	golden := os.DirFS("testdata/golden")
	files := 0
	require.NoError(t, fs.WalkDir(golden, ".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.Contains(path, ".ja.") {
			return err
		}
		files++
		text, err := fs.ReadFile(golden, path)
		for line := range strings.Lines(string(text)) {
			if half.MatchString(weekday.ReplaceAllString(line, "$1")) {
				t.Errorf("%s: %s", path, line)
			}
		}
		return err
	}))
	require.Positive(t, files)
}
