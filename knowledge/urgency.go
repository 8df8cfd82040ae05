package knowledge

import (
	"cmp"
	"iter"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxUrgencyRunes bounds what is read for urgency: who reports an outage says so first.
const maxUrgencyRunes = 600

// Probabilities from which a message gets a tier. They were chosen out of fold on the built-in examples, whose calm half is written to mislead:
// four in five messages that hurt are asked about there, and of those that page at least nineteen in twenty are right.
const (
	suspectFrom = 0.45 // ask the asker
	pageFrom    = 0.95 // page without a rule
	agreeFrom   = 0.70 // page where the rules would page; suspect what may be over
)

const (
	minKnown  = 0.2 // share of a message that the examples must know before their model is believed
	minPaging = 12  // runes of a message before the model alone pages: a word is no report
)

// incidentSuspicion is the probability of the team's own kind "incident" from which a message is suspected whatever else it says.
const incidentSuspicion = 0.5

var (
	// What the reporter states in so many words: "incident: …", 「障害: …」, "!sev1 …".
	explicitPrefix = regexp.MustCompile(`(?i)^\s*(?:(?:incident|outage|障害)\s*[::]|[!\[]?sev-?[012](?:\s|[\]::]|$))`)
	quotedString   = regexp.MustCompile("「[^」\n]*」|『[^』\n]*』|\"[^\"\n]*\"|“[^”\n]*”|`[^`\n]*`")
)

// A verdict is what a message says about urgency.
type verdict struct {
	urgency    Urgency
	confidence float64  // that users are hurt now, 0 to 1
	words      []string // at most three that decided; empty for a calm message
}

// judgeUrgency reads the asker's own words. Classification reference, section 9: nobody pages by quoting, by code, by what is over, planned, rehearsed,
// imagined or not production. Where these rules are silent a model trained on the built-in examples decides, because no list of words foresees tomorrow's
// symptoms. incident is what the team's own labels make of the message, zero without such labels.
//
// The answer is advice: a visible button must stand beside it.
//
// read is the message as far as it has been read already; of other words than these it is read again. It may be nil.
func judgeUrgency(own string, incident float64, read *message) verdict {
	return builtinDetector().judge(own, incident, read)
}

func (d *detector) judge(own string, incident float64, read *message) verdict {
	if m := explicitPrefix.FindString(own); m != "" {
		return verdict{UrgencyUrgent, 1, []string{strings.TrimSpace(foldText(m))}}
	}
	s := readStatement(own)
	if read == nil || read.folded != s.folded {
		read = readMessage(s.folded)
	}
	r := d.read(&s, read)
	v := verdict{confidence: r.p[classHurt]}
	if r.vector.known < minKnown {
		v.confidence = 0
	}
	switch {
	case s.settled(), s.cues.elsewhere(), s.bygone() && v.confidence < agreeFrom:
		return v
	case v.confidence >= pageFrom && !s.moot && utf8.RuneCountInString(s.folded) >= minPaging, v.confidence >= agreeFrom && s.rules == UrgencyUrgent:
		v.urgency = UrgencyUrgent
	case v.confidence >= suspectFrom, s.rules == UrgencyUrgent, incident >= incidentSuspicion && !s.moot:
		v.urgency = UrgencySuspected
	default:
		return v
	}
	if v.words = s.words; len(v.words) == 0 {
		v.words = d.explain(r)
	}
	return v
}

// A statement is what the rules find in a message, read in its author's own voice.
type statement struct {
	folded string  // without what is quoted
	cues   hits    // of the whole
	live   bool    // a sentence says that something fails now
	moot   bool    // a sentence speaks of something else than the present of production
	rules  Urgency // by phrases alone
	words  []string
}

func readStatement(own string) statement {
	own = truncateRunes(own, maxUrgencyRunes)
	if strings.ContainsAny(own, "「『\"“`") {
		own = quotedString.ReplaceAllString(own, " ")
	}
	s := statement{folded: foldText(own)}
	s.cues = readCues(s.folded)
	for sentence := range statementSentences(s.folded) {
		if strings.TrimSpace(sentence) == "" {
			continue
		}
		h := s.cues
		if len(sentence) < len(s.folded)-1 {
			h = readCues(sentence)
		}
		if h.says(cueMoot) || h.elsewhere() || (h.says(cueRecent) || h.says(cuePast)) && !s.cues.says(cueUnresolved) {
			s.moot = true
			continue
		}
		s.live = s.live || h.says(cueFailure) || h.says(cueReach) || h.says(cueSymptom)
		if u, w := judgeSentence(&h, &s.cues); u > s.rules {
			s.rules, s.words = u, w
		}
	}
	return s
}

// statementSentences cuts a text where a sentence ends. A full stop or a semicolon ends one before a blank; a full stop at the end of the text too.
func statementSentences(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		start := 0
		for i, r := range text {
			end := i + utf8.RuneLen(r)
			switch r {
			case '。', '!', '?', '！', '？', '\n':
			case '.', ';':
				if end == len(text) && r == ';' || end < len(text) && !strings.ContainsRune(" \t\n\f\r", rune(text[end])) {
					continue
				}
			default:
				continue
			}
			if !yield(text[start:i]) {
				return
			}
			start = end
		}
		yield(text[start:])
	}
}

// settled tells that the author calls it over, harmless, or none at all.
func (s *statement) settled() bool {
	return s.cues.says(cueOver) && !s.cues.says(cueUnresolved) || s.cues.says(cueCalm)
}

// bygone tells that it happened long ago, as far as the words say.
func (s *statement) bygone() bool {
	return s.cues.says(cuePast) && !s.cues.says(cueUnresolved) && !s.live
}

// asks tells that a sentence is a question.
func (s *statement) asks() bool {
	return strings.Contains(s.folded, "?") || strings.HasSuffix(strings.TrimRight(s.folded, " 。"), "か")
}

// judgeSentence weighs one sentence that speaks of the present. Whom it hits may stand in another sentence of the message.
func judgeSentence(h, whole *hits) (Urgency, []string) {
	failure, reach, symptom := h.find(cueFailure), h.find(cueReach), h.find(cueSymptom)
	crowd, production, sweeping := h.find(cueCrowd), h.find(cueProduction), h.find(cueSweeping)
	urgent, scope := "", ""
	switch {
	case failure != "" && crowd+production != "":
		urgent, scope = failure, cmp.Or(production, crowd)
	case reach != "" && crowd != "":
		urgent, scope = reach, crowd
	case symptom != "" && sweeping != "":
		urgent, scope = symptom, sweeping
	}
	if urgent != "" && !h.says(cueLater) {
		return UrgencyUrgent, compactWords(urgent, scope)
	}

	scope = cmp.Or(whole.find(cueCrowd), whole.find(cueProduction), whole.find(cueSurface))
	grave, now, sign := h.find(cueGrave), h.find(cueNow), cmp.Or(failure, reach, symptom)
	switch {
	case grave != "":
		return UrgencySuspected, []string{grave}
	case sign != "" && scope != "" && (failure+reach != "" || !h.says(cueLater)):
		return UrgencySuspected, compactWords(sign, scope)
	case failure != "" && now != "":
		return UrgencySuspected, compactWords(failure, now)
	}
	return UrgencyNormal, nil
}

func compactWords(words ...string) []string {
	words = slices.DeleteFunc(words, func(w string) bool { return w == "" })
	return slices.Compact(words)
}
