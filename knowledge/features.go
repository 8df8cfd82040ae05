package knowledge

import "github.com/blevesearch/snowballstem"

// A group is a family of features, weighted on its own so that the many character n-grams do not drown the few words.
type group byte

const (
	groupWord    group = iota // Latin words, and pairs of them next to each other or with one word between
	groupChar                 // character n-grams: 2-5 of a Latin word with its blanks, 1-4 of a Japanese run
	groupStem                 // stems of Latin words without stop words, kanji and katakana runs, and unordered pairs of these
	groupConcept              // concepts, words without one standing for themselves, and unordered pairs of these
	groups       = 4
)

// share is what a group counts among all. Measured out of fold on few labels per class: between half and twice these figures it hardly matters.
func (g group) share() float64 {
	switch g {
	case groupWord:
		return 1
	case groupChar:
		return 2
	case groupStem:
		return 1.5
	case groupConcept:
		return 2
	}
	return 0
}

// pairWindow is how many places back a stem or a concept is paired with others.
const pairWindow = 6

// eachFeature calls emit for every occurrence of a feature in a folded text, with the bytes of the text it stands for.
// The key lives only during the call; its first byte is the group.
func eachFeature(folded string, emit func(key []byte, start, end int)) {
	segments := cutSegments(folded)
	buf := make([]byte, 0, 64)
	put := func(g group, start, end int, parts ...string) {
		buf = append(buf[:0], byte(g))
		for i, p := range parts {
			if i > 0 {
				buf = append(buf, ' ')
			}
			buf = append(buf, p...)
		}
		emit(buf, start, end)
	}

	for i, s := range segments {
		if s.script != scriptLatin {
			continue
		}
		put(groupWord, s.start, s.end(), s.text)
		if i > 0 && segments[i-1].script == scriptLatin {
			put(groupWord, segments[i-1].start, s.end(), segments[i-1].text, s.text)
		}
		if i > 1 && segments[i-2].script == scriptLatin {
			put(groupWord, segments[i-2].start, s.end(), segments[i-2].text, "*", s.text)
		}
	}

	offsets := make([]int, 0, 64)
	grams := func(run string, at, pad, least, most int) {
		offsets = offsets[:0]
		for i := range run {
			offsets = append(offsets, i)
		}
		offsets = append(offsets, len(run))
		runes := len(offsets) - 1
		for n := least; n <= most; n++ {
			for i := 0; i+n <= runes; i++ {
				from, to := offsets[i], offsets[i+n]
				put(groupChar, at+max(from-pad, 0), at+min(to, len(run)-pad)-pad, run[from:to])
			}
		}
	}
	for i := 0; i < len(segments); {
		s := segments[i]
		if s.script == scriptLatin {
			grams(" "+s.text+" ", s.start, 1, 2, 5)
			i++
			continue
		}
		i = runEnd(segments, i)
		grams(folded[s.start:segments[i-1].end()], s.start, 0, 1, 4)
	}

	stems := make([]string, len(segments))
	env := snowballstem.NewEnv("")
	for i, s := range segments {
		stems[i] = s.text
		if s.script == scriptLatin {
			stems[i] = stemWord(env, s.text)
		}
	}
	var stemsBefore, notionsBefore pairing
	for i, s := range segments {
		if s.script == scriptHiragana || s.script == scriptLatin && stopWord(s.text) {
			continue
		}
		stemsBefore.pair([]notion{{stems[i], s.start, s.end()}}, groupStem, put)
	}
	concepts().notionsIn(folded, segments, stems, func(here []notion) { notionsBefore.pair(here, groupConcept, put) })
}

// A pairing holds the last places of a text, to pair the next one with.
type pairing [][]notion

// pair puts what stands here alone and together with what stands before it, and moves on.
func (w *pairing) pair(here []notion, g group, put func(g group, start, end int, parts ...string)) {
	for _, n := range here {
		put(g, n.start, n.end, n.text)
		for _, place := range *w {
			for _, b := range place {
				put(g, b.start, n.end, min(b.text, n.text), max(b.text, n.text))
			}
		}
	}
	*w = append(*w, here)
	*w = (*w)[max(len(*w)-pairWindow, 0):]
}

// runEnd is the index after the unbroken run of Japanese segments that begins at i.
func runEnd(segments []segment, i int) int {
	for i++; i < len(segments) && segments[i].script != scriptLatin && segments[i-1].end() == segments[i].start; i++ {
	}
	return i
}

// stopWord tells whether an English word says nothing about a subject.
func stopWord(w string) bool {
	switch w {
	case "a", "an", "the", "and", "or", "but", "if", "of", "at", "by", "for", "with", "to", "from", "in", "on", "as", "into", "than", "then", "so",
		"is", "are", "was", "were", "be", "been", "being", "am", "do", "does", "did", "have", "has", "had", "will", "would", "shall", "should",
		"can", "could", "may", "might", "must", "i", "me", "my", "we", "us", "our", "you", "your", "he", "she", "it", "its", "they", "them", "their",
		"this", "that", "these", "those", "there", "here", "what", "which", "who", "when", "where", "why", "how", "not", "no", "yes",
		"s", "t", "m", "re", "ve", "ll", "d", "im", "just", "also", "please", "hi", "hello", "thanks", "thank":
		return true
	}
	return false
}
