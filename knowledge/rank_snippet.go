package knowledge

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// snippetRunes is the most characters of a snippet, ellipses apart.
const snippetRunes = 200

// codeShare is what code is worth in a snippet beside prose of the same terms:
// most readers understand a sentence sooner.
const codeShare = 0.7

// snippet chooses the passage of a section that says most about the question,
// wherever in the section it stands, and tells which bytes of it match. worth
// has the question's terms.
func snippet(s section, worth map[string]float64) (text string, matches [][2]int) {
	var lines []string
	for i, paragraph := range s.Text {
		for j, line := range sentences(paragraph) {
			if i > 0 && j == 0 {
				line = " " + line // paragraphs are apart in Japanese too
			}
			lines = append(lines, line)
		}
	}
	best, bestScore := "", 0.0
	if len(lines) > 0 {
		best = window(lines)
	} else if len(s.Code) > 0 {
		best = window(s.Code)
	}
	consider := func(lines []string, share float64) {
		for i := range lines {
			if value(lines[i], worth) == 0 {
				continue // what begins further on says as much
			}
			candidate := window(lines[i:])
			if score := share * value(candidate, worth); score > bestScore {
				best, bestScore = candidate, score
			}
		}
	}
	consider(lines, 1)
	consider(s.Code, codeShare)
	best = crop(strings.Join(strings.Fields(best), " "), worth)
	return best, highlight(best, worth)
}

// mostReasons is how many words say why a page was found.
const mostReasons = 3

// nouns cuts a match where grammar stands between words: pairs of characters
// match across it. What is left of inflections, one character, says nothing.
func nouns(match string) []string {
	words := strings.FieldsFunc(match, func(r rune) bool { return scriptOf(r) == scriptHiragana })
	return slices.DeleteFunc(words, func(word string) bool {
		first, size := utf8.DecodeRuneInString(word)
		return size == len(word) && isCJK(first)
	})
}

// why lists the words of texts that match the question, as written there, the
// ones that say most first.
func why(worth map[string]float64, texts ...string) []string {
	values := map[string]float64{}
	written := map[string]string{}
	for _, text := range texts {
		for _, m := range highlight(text, worth) {
			for _, word := range nouns(text[m[0]:m[1]]) {
				key := stems(word)
				if _, ok := written[key]; !ok {
					written[key], values[key] = word, value(word, worth)
				}
			}
		}
	}
	keys := slices.SortedFunc(maps.Keys(values), func(a, b string) int {
		return cmp.Or(cmp.Compare(values[b], values[a]), strings.Compare(a, b))
	})
	var words []string
	for _, key := range keys {
		known := slices.ContainsFunc(words, func(w string) bool { return strings.Contains(stems(w), key) })
		if !known && len(words) < mostReasons {
			words = append(words, written[key])
		}
	}
	return words
}

// stems are the terms of a text, so that two ways to write a word are one.
func stems(text string) string {
	var terms []string
	analyze(text, func(t token) {
		if !t.stop && !t.part {
			terms = append(terms, t.term)
		}
	})
	return strings.Join(terms, " ")
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
