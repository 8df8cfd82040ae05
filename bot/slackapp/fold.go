package slackapp

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// tidy brings what people type into one form without changing its words:
// NFKC, one kind of space, one kind of quote, nothing around, no full stop at
// the end. A text that is only a question mark stays.
func tidy(s string) string {
	s = norm.NFKC.String(strings.Map(visible, strings.ToValidUTF8(s, "")))
	var b strings.Builder
	space := false
	for _, r := range s {
		if unicode.IsSpace(r) {
			space = true
			continue
		}
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(straight(r))
	}
	s = b.String()
	if trimmed := strings.TrimRight(s, stops); trimmed != "" {
		return trimmed
	}
	if strings.ContainsAny(s, "?") {
		return "?"
	}
	return ""
}

// visible drops what cannot be seen, such as zero-width spaces and controls.
func visible(r rune) rune {
	if !unicode.IsSpace(r) && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) {
		return -1
	}
	return r
}

// stops end a sentence, with spaces between them; NFKC has already narrowed the
// full-width ones.
const stops = " .!?\u3002\uff61"

// straight replaces smart and corner quotes.
func straight(r rune) rune {
	switch r {
	case '\u201c', '\u201d', '\u201e', '\u201f', '\u300c', '\u300d', '\u300e', '\u300f', '\uff62', '\uff63', '\u00ab', '\u00bb':
		return '"'
	}
	return r
}

// fold is tidy without case: two texts that fold alike mean the same.
func fold(s string) string { return norm.NFKC.String(strings.ToLower(tidy(s))) }

// words splits a tidied text at its spaces; quotes group.
func words(s string) []string {
	var out []string
	var b strings.Builder
	quoted, began := false, false
	flush := func() {
		if began {
			out = append(out, b.String())
		}
		b.Reset()
		began = false
	}
	for _, r := range s {
		switch {
		case r == '"':
			quoted, began = !quoted, true
		case r == ' ' && !quoted:
			flush()
		default:
			b.WriteRune(r)
			began = true
		}
	}
	flush()
	return out
}

// distance is how many letters must be inserted, left out, replaced or
// exchanged with their neighbour to make b of a (optimal string alignment).
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	rows := make([][]int, len(x)+1)
	for i := range rows {
		rows[i] = make([]int, len(y)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(x); i++ {
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(x)][len(y)]
}
