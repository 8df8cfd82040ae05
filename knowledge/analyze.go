package knowledge

import (
	"strings"
	"sync"
	"sync/atomic"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/porter"
	"golang.org/x/text/unicode/norm"
)

// Lang is a language that toban reads and writes, by its ISO 639-1 code.
type Lang string

// The languages known. The empty Lang means that none was told.
const (
	Japanese Lang = "ja"
	English  Lang = "en"
)

// String returns the code, "unknown" for the zero value.
func (l Lang) String() string {
	if l == "" {
		return "unknown"
	}
	return string(l)
}

// DetectLang tells the language of a message: three or more kana or kanji make
// it Japanese, since Japanese questions about software are half English words.
// Anything else, even no text at all, is English.
func DetectLang(text string) Lang {
	n := 0
	for _, r := range text {
		if isCJK(r) {
			if n++; n >= 3 {
				return Japanese
			}
		}
	}
	return English
}

// pageLang tells the language of a page. A page needs a tenth of Japanese
// letters: English pages list names in other scripts.
func pageLang(text string) Lang {
	letters, japanese := 0, 0
	for _, r := range text {
		if unicode.IsLetter(r) {
			letters++
		}
		if isCJK(r) {
			japanese++
		}
	}
	if japanese >= 3 && japanese*10 >= letters {
		return Japanese
	}
	return English
}

// analyzerVersion belongs to the schema of an index: raise it with every change
// of tokens.
const analyzerVersion = "3"

// longestWhole is the longest identifier in bytes that becomes a term of its
// own; longer ones are only known by their parts.
const longestWhole = 64

// A token is one term of a text with the bytes it came from.
type token struct {
	term     string
	from, to int
	stop     bool // too common to be a term, kept as a gap between neighbours
	part     bool // a piece of the identifier told just before
}

// analyze cuts text into terms. Words are lower case and stemmed; identifiers
// such as imagePullSecrets come whole and in parts; Japanese comes as pairs of
// characters, except for pairs of hiragana, which are mostly grammar. Offsets
// count bytes of text as given, although terms are those of its NFKC form.
func analyze(text string, emit func(token)) {
	if norm.NFKC.IsNormalString(text) {
		analyzeNormal(text, emit)
		return
	}
	var b strings.Builder
	var at []int // at[i] is the byte of text that made byte i of the normal form
	var it norm.Iter
	it.InitString(norm.NFKC, text)
	for !it.Done() {
		start := it.Pos()
		for _, c := range it.Next() {
			b.WriteByte(c)
			at = append(at, start)
		}
	}
	at = append(at, len(text))
	analyzeNormal(b.String(), func(t token) {
		t.from = at[t.from]
		t.to = endAfter(text, at, t.to)
		emit(t)
	})
}

// endAfter maps the end of a token: the first source byte after the segment
// that holds the token's last byte.
func endAfter(text string, at []int, to int) int {
	last := at[to-1]
	for ; to < len(at); to++ {
		if at[to] > last {
			return at[to]
		}
	}
	return len(text)
}

func analyzeNormal(s string, emit func(token)) {
	for i := 0; i < len(s); {
		r, w := utf8.DecodeRuneInString(s[i:])
		switch {
		case isCJK(r):
			end := i + w
			for end < len(s) {
				r, w := utf8.DecodeRuneInString(s[end:])
				if !isCJK(r) {
					break
				}
				end += w
			}
			pairs(s, i, end, emit)
			i = end
		case isWordRune(r):
			end := wordEnd(s, i+w)
			word(s, i, end, emit)
			i = end
		default:
			i += w
		}
	}
}

// wordEnd is the end of the word that goes on at i: letters and digits, and
// connectors between them.
func wordEnd(s string, i int) int {
	for i < len(s) {
		r, w := utf8.DecodeRuneInString(s[i:])
		if isWordRune(r) && !isCJK(r) {
			i += w
			continue
		}
		if (r == '-' || r == '_' || r == '.' || r == '\'' || r == '’') && i+w < len(s) {
			next, _ := utf8.DecodeRuneInString(s[i+w:])
			if isWordRune(next) && !isCJK(next) {
				i += w
				continue
			}
		}
		break
	}
	return i
}

func isWordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

func isCJK(r rune) bool {
	if r < 0x3005 {
		return false
	}
	return r == '々' || r == 'ー' ||
		0x3041 <= r && r <= 0x3096 || // hiragana
		0x30a1 <= r && r <= 0x30fa || // katakana
		0x31f0 <= r && r <= 0x31ff || // small katakana
		0xff66 <= r && r <= 0xff9f || // half-width katakana
		0x3400 <= r && r <= 0x4dbf || 0x4e00 <= r && r <= 0x9fff || 0xf900 <= r && r <= 0xfaff ||
		0x20000 <= r && r <= 0x3134f
}

func isHiragana(r rune) bool { return 0x3041 <= r && r <= 0x3096 || r == 'ー' }

// pairs emits the character pairs of a Japanese run; a kanji or katakana that
// stands alone is a term too.
func pairs(s string, from, to int, emit func(token)) {
	first, w := utf8.DecodeRuneInString(s[from:to])
	if from+w == to {
		if !isHiragana(first) {
			emit(token{term: s[from:to], from: from, to: to})
		}
		return
	}
	previous, start := first, from
	for i := from + w; i < to; {
		r, w := utf8.DecodeRuneInString(s[i:to])
		if !isHiragana(previous) || !isHiragana(r) {
			emit(token{term: s[start : i+w], from: start, to: i + w})
		}
		previous, start = r, i
		i += w
	}
}

// word emits a word with its parts. Connectors vanish from the whole, so that
// load-balancer, LoadBalancer and loadbalancer are one term.
func word(s string, from, to int, emit func(token)) {
	raw := s[from:to]
	if i := strings.LastIndexAny(raw, "'’"); i > 0 && len(raw)-i <= 5 {
		raw = raw[:i] // it's, don't, pod’s
		if raw == "don" || raw == "doesn" || raw == "isn" || raw == "won" || raw == "didn" || raw == "wasn" || raw == "couldn" || raw == "shouldn" {
			emit(token{from: from, to: to, stop: true})
			return
		}
		to = from + len(raw)
	}
	cuts := parts(raw)
	if len(cuts) == 1 {
		emit(plain(raw, from, to))
		return
	}
	whole := lower(strings.Map(dropConnector, raw))
	if len(whole) <= longestWhole {
		emit(token{term: whole, from: from, to: to})
	}
	for _, c := range cuts {
		t := plain(raw[c[0]:c[1]], from+c[0], from+c[1])
		t.part = true
		emit(t)
	}
}

func dropConnector(r rune) rune {
	switch r {
	case '-', '_', '.', '\'', '’':
		return -1
	}
	return r
}

// plain is the token of a word without inner structure. Numbers stay only where
// they can be a status code; others are versions, ports and sizes.
func plain(raw string, from, to int) token {
	term := lower(raw)
	t := token{term: term, from: from, to: to}
	switch {
	case isNumber(term):
		t.stop = len(term) != 3
	case len(term) == 1 || len(term) > longestWhole || isStopWord(term):
		t.stop = true
	default:
		t.term = stem(term)
	}
	return t
}

func lower(s string) string { return strings.ToLower(s) }

func isNumber(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) < 0
}

// stem is Porter's stem of an English word, anything else unchanged.
func stem(term string) string {
	if len(term) < 3 {
		return term
	}
	for i := range len(term) {
		if c := term[i]; c < 'a' || c > 'z' {
			return term // k8s, ipv4, x509: no English word
		}
	}
	if known, ok := knownStems.Load(term); ok {
		return known.(string)
	}
	env := snowballstem.NewEnv(term)
	porter.Stem(env)
	found := env.Current()
	if stemsKnown.Add(1) <= maxStems {
		knownStems.Store(strings.Clone(term), found)
	}
	return found
}

// knownStems keeps the stems of the words seen first: a language has few words, and
// all texts of a corpus are made of them.
var (
	knownStems sync.Map // from a lower-case word to its stem
	stemsKnown atomic.Int32
)

// maxStems bounds them to a few megabytes, whatever people write.
const maxStems = 30_000

// parts cuts a word at connectors and where camel case begins a new word:
// HTTPServer is HTTP and Server. Digits do not cut: s3, x509.
func parts(raw string) [][2]int {
	var cuts [][2]int
	start := 0
	cut := func(end, next int) {
		if end > start {
			cuts = append(cuts, [2]int{start, end})
		}
		start = next
	}
	var before rune
	for i, r := range raw {
		if dropConnector(r) < 0 {
			cut(i, i+utf8.RuneLen(r))
		} else if unicode.IsUpper(r) && i > start {
			next, _ := utf8.DecodeRuneInString(raw[i+utf8.RuneLen(r):])
			if unicode.IsLower(before) || unicode.IsUpper(before) && unicode.IsLower(next) && next != 's' {
				cut(i, i)
			}
		}
		before = r
	}
	cut(len(raw), len(raw))
	if len(cuts) == 0 {
		return [][2]int{{0, len(raw)}}
	}
	return cuts
}
