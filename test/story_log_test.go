package test

import (
	"bytes"
	"io"
	"log/slog"
	"regexp"
	"strings"
	"sync"
	"testing"
	"unicode"
)

// A logbook is everything that toban logs during a story.
type logbook struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logbook) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(line)
}

// logger writes all levels; a verbose run shows them as well.
func (l *logbook) logger(t *testing.T) *slog.Logger {
	w := io.Writer(l)
	if testing.Verbose() {
		w = io.MultiWriter(l, t.Output())
	}
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

var (
	typing = regexp.MustCompile(`^\w+ (?:says|replies|edits to|runs|submits|cannot submit)\b`)
	typed  = regexp.MustCompile(`'([^']*)'`)
)

// wordsOf are the beginnings of what people type in a line of a script. What
// could as well be an id, a date or a command's word is left out.
func wordsOf(line string) []string {
	if !typing.MatchString(line) {
		return nil
	}
	const enough, beginning = 8, 12
	var out []string
	for _, m := range typed.FindAllStringSubmatch(line, -1) {
		text := strings.TrimSpace(strings.TrimPrefix(m[1], "@toban"))
		if args, ok := strings.CutPrefix(text, "/toban "); ok {
			_, text, _ = strings.Cut(args, " ")
		}
		prose := strings.ContainsFunc(text, func(r rune) bool { return r == ' ' || r > unicode.MaxLatin1 })
		if runes := []rune(text); prose && len(runes) >= enough {
			out = append(out, string(runes[:min(len(runes), beginning)]))
		}
	}
	return out
}

// logsNoWords demands that nothing people typed stands in the log.
func (s *stage) logsNoWords(script string) {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	logged := s.log.text.String()
	for line := range strings.Lines(script) {
		for _, words := range wordsOf(strings.TrimSpace(line)) {
			if at := strings.Index(logged, words); at >= 0 {
				from, to := strings.LastIndexByte(logged[:at], '\n')+1, at+strings.IndexByte(logged[at:], '\n')
				s.t.Errorf("%q is logged: %s", words, logged[from:to])
			}
		}
	}
}

func TestWordsOfAScript(t *testing.T) {
	for line, want := range map[string]string{
		`sato says '@toban VPC につながりません' in #ask-platform`:            "VPC につながりません",
		`emma says '@toban how do I get a GPU node pool?' in #random`: "how do I get",
		`sato runs '/toban 解決 INQ-1'`:                                 "",
		`suzuki submits title='API が 502 を返す' severity='SEV-2'`:       "API が 502 を返",
		`card shows 'VPC につながりません'`:                                   "",
	} {
		if got := strings.Join(wordsOf(line), "|"); got != want {
			t.Errorf("wordsOf(%s) = %q, want %q", line, got, want)
		}
	}
}
