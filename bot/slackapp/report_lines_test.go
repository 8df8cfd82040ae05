package slackapp

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMeansAreRoundedAsPeopleDo(t *testing.T) {
	for f, want := range map[float64]string{0: "0", 0.25: "0.3", 0.75: "0.8", 1.25: "1.3", 8.5: "8.5", 9: "9", 9.96: "10", 1234: "1234"} {
		if got := oneDecimal(f); got != want {
			t.Errorf("oneDecimal(%v) = %q, want %q", f, got, want)
		}
	}
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
