package knowledge

import (
	"strings"
	"sync"
	"unicode/utf8"
)

// A cue is a family of phrases of one meaning for the urgency of a message.
type cue int

const (
	cueGrave cue = iota
	cueFailure
	cueReach
	cueSymptom
	cueCrowd
	cueProduction
	cueSurface
	cueSweeping
	cueNow
	cueLater
	cueOver
	cueUnresolved
	cueCalm
	cueRecent
	cuePast
	cueElsewhere
	cueMoot
	cues = iota
)

// phrases are what expresses the cue, the most telling first. Those in ASCII match whole words, one ending in * the beginning of a word; all others match
// anywhere.
func (c cue) phrases() []string {
	switch c {
	case cueGrave:
		return graveWords()
	case cueFailure:
		return failureWords()
	case cueReach:
		return reachWords()
	case cueSymptom:
		return symptomWords()
	case cueCrowd:
		return crowdWords()
	case cueProduction:
		return productionWords()
	case cueSurface:
		return surfaceWords()
	case cueSweeping:
		return sweepingWords()
	case cueNow:
		return nowWords()
	case cueLater:
		return laterWords()
	case cueOver:
		return overWords()
	case cueUnresolved:
		return unresolvedWords()
	case cueCalm:
		return calmWords()
	case cueRecent:
		return recentWords()
	case cuePast:
		return pastWords()
	case cueElsewhere:
		return elsewhereWords()
	case cueMoot:
		return mootWords()
	}
	return nil
}

// A cuePhrase is a phrase of a cue, ready to be compared.
type cuePhrase struct {
	text string // as it is shown
	want string // what the text must begin with
	cue  cue
	rank int // within the cue
}

// A cueTable finds the phrases of all cues in one pass over a text.
type cueTable struct {
	byWord map[string][]*cuePhrase // in ASCII, by their first word
	byRune map[rune][]*cuePhrase   // all others, by their first rune
	open   []*cuePhrase            // in ASCII, the beginning of a word
}

var urgencyCues = sync.OnceValue(func() *cueTable {
	l := &cueTable{byWord: make(map[string][]*cuePhrase), byRune: make(map[rune][]*cuePhrase)}
	for c := range cue(cues) {
		for rank, text := range c.phrases() {
			p := &cuePhrase{text: text, want: text, cue: c, rank: rank}
			stem, open := strings.CutSuffix(text, "*")
			first, _ := utf8.DecodeRuneInString(text)
			switch {
			case strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }):
				l.byRune[first] = append(l.byRune[first], p)
			case open:
				p.text, p.want = stem, stem
				l.open = append(l.open, p)
			default:
				p.want += " "
				word, _, _ := strings.Cut(text, " ")
				l.byWord[word] = append(l.byWord[word], p)
			}
		}
	}
	return l
})

// hits are the phrases found in a text, at most one of each cue: the first in the order of [cue.phrases].
type hits [cues]*cuePhrase

func (h *hits) says(c cue) bool { return h[c] != nil }

// find is the phrase found, empty if there is none.
func (h *hits) find(c cue) string {
	if h[c] == nil {
		return ""
	}
	return h[c].text
}

// elsewhere tells that it is about a place without users, and not about production.
func (h *hits) elsewhere() bool { return h.says(cueElsewhere) && !h.says(cueProduction) }

func (h *hits) add(at string, candidates []*cuePhrase) {
	for _, p := range candidates {
		if known := h[p.cue]; (known == nil || p.rank < known.rank) && strings.HasPrefix(at, p.want) {
			h[p.cue] = p
		}
	}
}

var (
	contractions = strings.NewReplacer("’", "'", "can't", "cannot", "won't", "will not", "n't", " not")
	// "down" in these is no outage, and a real one is sometimes told apart from a rehearsal.
	idioms = strings.NewReplacer(
		" scale down ", " ", " scaled down ", " ", " scaling down ", " ", " drill down ", " ", " count down ", " ", " break down ", " ", " tear down ", " ", " write down ", " ", " down to ", " ",
		" not a drill ", " ", " no drill ", " ", " not a test ", " ", " not an exercise ", " ",
	)
	notRehearsed = strings.NewReplacer("訓練ではありません", "", "訓練ではない", "", "訓練じゃな", "", "試験ではありません", "", "演習ではありません", "")
)

// readCues finds the cues of a folded text.
func readCues(folded string) hits {
	var latin strings.Builder
	latin.WriteByte(' ')
	japanese := false
	for _, s := range cutSegments(contractions.Replace(folded)) {
		if s.script == scriptLatin {
			latin.WriteString(s.text)
			latin.WriteByte(' ')
		} else {
			japanese = true
		}
	}
	l := urgencyCues()
	var h hits
	for at := idioms.Replace(latin.String()); len(at) > 1; {
		at = at[1:] // the blank before the word
		end := strings.IndexByte(at, ' ')
		h.add(at, l.byWord[at[:end]])
		h.add(at, l.open)
		at = at[end:]
	}
	if !japanese {
		return h
	}
	at := notRehearsed.Replace(strings.Join(strings.Fields(folded), ""))
	for i, r := range at {
		if r >= utf8.RuneSelf || l.byRune[r] != nil {
			h.add(at[i:], l.byRune[r])
		}
	}
	return h
}
