package knowledge

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	maxTextRunes  = 2000 // of a message; what follows adds cost, not meaning
	maxAsideRunes = 300  // of the error line taken from quotes and code
)

// A plainText is a Slack message without its markup. What was quoted or pasted is not the asker's own voice and is kept apart.
type plainText struct {
	own   string // the asker's own words
	aside string // the most telling line of quoted text and code blocks, at most maxAsideRunes
}

var (
	slackUnescape = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")
	slackMarkup   = regexp.MustCompile(`<([@#!]|https?://|mailto:)([^<>|\n]*)(?:\|([^<>\n]*))?>`)
	codeFence     = regexp.MustCompile("(?s)```.*?(?:```|$)")
	bareURL       = regexp.MustCompile(`https?://\S+`)
	errorWords    = regexp.MustCompile(`(?i)error|exception|fail|fatal|denied|panic|refused|timed? ?out|エラー|失敗|拒否|タイムアウト`)
)

// readSlack parts the asker's own words from quotes and code, and replaces Slack's markup by the words in it.
func readSlack(text string) plainText {
	text = strings.ToValidUTF8(truncateRunes(text, 4*maxTextRunes), " ")
	var asides []string
	// Markup is resolved before unescaping, so that an escaped < written by a person is not taken for markup.
	text = slackMarkup.ReplaceAllStringFunc(text, func(m string) string {
		part := slackMarkup.FindStringSubmatch(m)
		switch part[1] {
		case "@", "!":
			return " "
		case "#":
			return " " + part[3] + " "
		}
		return " " + part[3] + " " + urlWords(part[2]) + " "
	})
	text = codeFence.ReplaceAllStringFunc(text, func(m string) string {
		asides = append(asides, strings.Split(strings.Trim(m, "`"), "\n")...)
		return "\n"
	})
	text = slackUnescape.Replace(text)
	text = bareURL.ReplaceAllStringFunc(text, func(m string) string {
		_, rest, _ := strings.Cut(m, "://")
		return urlWords(rest)
	})
	var own []string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if quoted, ok := strings.CutPrefix(line, ">"); ok {
			asides = append(asides, quoted)
			continue
		}
		own = append(own, line)
	}
	return plainText{
		own:   truncateRunes(strings.TrimSpace(strings.Join(own, "\n")), maxTextRunes),
		aside: truncateRunes(slackUnescape.Replace(tellingLine(asides)), maxAsideRunes),
	}
}

// urlWords keeps what people recognise in an address: the host and the path, without the query.
func urlWords(url string) string {
	url, _, _ = strings.Cut(url, "?")
	url, _, _ = strings.Cut(url, "#")
	return strings.ReplaceAll(url, "/", " ")
}

// tellingLine is the last line that speaks of an error, because causes stand at the end of a trace, else the first that says anything.
func tellingLine(lines []string) string {
	telling := ""
	for _, line := range lines {
		line = strings.TrimSpace(line)
		if line != "" && (telling == "" || errorWords.MatchString(line)) {
			telling = line
		}
	}
	return telling
}

func truncateRunes(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// foldText brings text to the form in which words are compared: NFKC (half-width kana and full-width letters become the usual ones), lower case.
func foldText(s string) string { return strings.ToLower(norm.NFKC.String(s)) }

// A script is the kind of writing that a rune belongs to, as far as cutting words needs it.
type script int

const (
	scriptNone     script = iota // blanks, punctuation, symbols
	scriptLatin                  // any alphabet that puts blanks between words, and digits
	scriptHan                    // kanji
	scriptHiragana               // inflections and particles, mostly
	scriptKatakana               // loan words
)

func scriptOf(r rune) script {
	switch {
	case r < utf8.RuneSelf:
		if 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' {
			return scriptLatin
		}
		return scriptNone
	case r == 'ー' || unicode.Is(unicode.Katakana, r):
		return scriptKatakana
	case unicode.Is(unicode.Hiragana, r):
		return scriptHiragana
	case r == '々' || unicode.Is(unicode.Han, r):
		return scriptHan
	case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
		return scriptLatin
	}
	return scriptNone
}

// A segment is a run of one script in a folded text.
type segment struct {
	text   string
	script script
	start  int // byte offset in the folded text
}

func (s segment) end() int { return s.start + len(s.text) }

// cutSegments cuts a folded text where the script changes. Blanks and punctuation belong to no segment.
func cutSegments(s string) []segment {
	segments := make([]segment, 0, len(s)/5+1)
	start, current := 0, scriptNone
	flush := func(end int) {
		if current != scriptNone {
			segments = append(segments, segment{text: s[start:end], script: current, start: start})
		}
	}
	for i, r := range s {
		if sc := scriptOf(r); sc != current {
			flush(i)
			start, current = i, sc
		}
	}
	flush(len(s))
	return segments
}

// foldMessage is the text that features are read from.
func foldMessage(text string) string { return readSlack(text).fold() }

// fold joins what the asker wrote and the telling line of what they quoted.
func (p plainText) fold() string {
	if p.aside == "" {
		return foldText(p.own)
	}
	return foldText(p.own + "\n" + p.aside)
}
