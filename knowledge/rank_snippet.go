package knowledge

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// snippetRunes is the most characters of a snippet, ellipses apart.
const snippetRunes = 200

// snippet chooses the sentences of a section that say most about the question
// and tells which bytes of them match. worth has the question's terms.
func snippet(s section, worth map[string]float64) (text string, matches [][2]int) {
	best, bestScore := "", -1.0
	consider := func(candidate string, base float64) {
		if score := base * value(candidate, worth); score > bestScore {
			best, bestScore = candidate, score
		}
	}
	for _, paragraph := range s.Text {
		all := sentences(paragraph)
		for i := range all {
			consider(window(all[i:]), 1)
		}
	}
	if bestScore <= 0 {
		for i := range s.Code {
			consider(window(s.Code[i:]), 1)
		}
	}
	best = crop(strings.Join(strings.Fields(best), " "), worth)
	return best, highlight(best, worth)
}

// value is the worth of the distinct terms of a text; its first words count a
// little more, so that of equal windows the one that begins with the match wins.
func value(text string, worth map[string]float64) float64 {
	seen := map[string]bool{}
	sum := 0.0
	analyze(text, func(t token) {
		if w := worth[t.term]; w > 0 && !t.stop && !seen[t.term] {
			seen[t.term] = true
			sum += w * (1 + 0.1/float64(1+t.from/20))
		}
	})
	return sum
}

// sentences cuts a paragraph at the ends of sentences. Every piece keeps its
// blanks, so that joining them gives the paragraph back.
func sentences(paragraph string) []string {
	var out []string
	start := 0
	for i, r := range paragraph {
		end := i + utf8.RuneLen(r)
		switch r {
		case '。', '！', '？':
		case '.', '!', '?':
			next := strings.TrimLeft(paragraph[end:], " ")
			if len(next) == len(paragraph[end:]) || next == "" || !unicode.IsUpper(firstRune(next)) && !isCJK(firstRune(next)) {
				continue
			}
		default:
			continue
		}
		out = append(out, paragraph[start:end])
		start = end
	}
	if strings.TrimSpace(paragraph[start:]) != "" {
		out = append(out, paragraph[start:])
	}
	return out
}

// window joins lines from the first on, as long as they fit.
func window(lines []string) string {
	text := lines[0]
	n := utf8.RuneCountInString(text)
	for _, line := range lines[1:] {
		n += utf8.RuneCountInString(line) + 1
		if n > snippetRunes {
			break
		}
		if glued(lastRune(text)) || strings.HasPrefix(line, " ") {
			text += line
		} else {
			text += " " + line
		}
	}
	return text
}

// crop shortens a text to the stretch with the most worth.
func crop(text string, worth map[string]float64) string {
	runes := utf8.RuneCountInString(text)
	if runes <= snippetRunes {
		return text
	}
	type mark struct {
		at    int // in characters
		worth float64
	}
	var marks []mark
	last, at := 0, 0
	analyze(text, func(t token) {
		if w := worth[t.term]; w > 0 && !t.stop {
			at += utf8.RuneCountInString(text[last:t.from])
			last = t.from
			marks = append(marks, mark{at: at, worth: w})
		}
	})
	from, best := 0, 0.0
	for i, m := range marks {
		sum := 0.0
		for _, n := range marks[i:] {
			if n.at > m.at+snippetRunes-20 {
				break
			}
			sum += n.worth
		}
		if sum > best {
			from, best = m.at, sum
		}
	}
	from = min(max(from-15, 0), runes-snippetRunes)
	all := []rune(text)
	to := from + snippetRunes
	for i := 0; from > 0 && i < 15 && !boundary(all[from-1], all[from]); i++ {
		from++
	}
	for i := 0; to < len(all) && i < 15 && !boundary(all[to-1], all[to]); i++ {
		to--
	}
	cropped := strings.TrimSpace(string(all[from:to]))
	if from > 0 {
		cropped = "…" + cropped
	}
	if to < len(all) {
		cropped += "…"
	}
	return cropped
}

func boundary(a, b rune) bool {
	return unicode.IsSpace(a) || unicode.IsSpace(b) || isCJK(a) && isCJK(b)
}

// highlight finds the ranges of a text that match, neighbours joined.
func highlight(text string, worth map[string]float64) [][2]int {
	var out [][2]int
	analyze(text, func(t token) {
		if t.stop || worth[t.term] <= 0 {
			return
		}
		if n := len(out); n > 0 && t.from <= out[n-1][1] {
			out[n-1][1] = max(out[n-1][1], t.to)
			return
		}
		out = append(out, [2]int{t.from, t.to})
	})
	return out
}
