package knowledge

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxUrgencyRunes bounds what is read for urgency: who reports an outage says so first.
const maxUrgencyRunes = 600

// incidentSuspicion is the probability of the kind "incident" from which a message is suspected without any rule.
const incidentSuspicion = 0.5

var (
	// What the reporter states in so many words: "incident: …", 「障害: …」, "!sev1 …".
	explicitPrefix = regexp.MustCompile(`(?i)^\s*(?:(?:incident|outage|障害)\s*[::]|[!\[]?sev-?[012](?:\s|[\]::]|$))`)
	quotedString   = regexp.MustCompile("「[^」\n]*」|『[^』\n]*』|\"[^\"\n]*\"|“[^”\n]*”|`[^`\n]*`")
	sentenceEnd    = regexp.MustCompile(`[。!?！？\n]+|[.;]\s+|\.$`)
)

// judgeUrgency reads the asker's own words. Classification reference, section 9: rules of high precision page, a wide net only asks, and
// nobody pages by quoting, by code, by what is over, planned, rehearsed, imagined or not production. The words are in folded form.
//
// Its answer is advice: words written for yesterday's outages do not foresee tomorrow's, so a visible button must stand beside it.
func judgeUrgency(own string, incident float64) (Urgency, []string) {
	own = truncateRunes(own, maxUrgencyRunes)
	if m := explicitPrefix.FindString(own); m != "" {
		return UrgencyUrgent, []string{strings.TrimSpace(foldText(m))}
	}
	text := foldText(quotedString.ReplaceAllString(own, " "))
	whole := readClause(text)
	if whole.says(overWords()) && !whole.says(unresolvedWords()) || whole.says(calmWords()) {
		return UrgencyNormal, nil
	}
	urgency, words := UrgencyNormal, []string(nil)
	moot := false
	for _, sentence := range sentenceEnd.Split(text, -1) {
		c := readClause(sentence)
		if c.says(mootWords()) || c.says(pastWords()) && !whole.says(unresolvedWords()) {
			moot = true
			continue
		}
		if u, w := judgeClause(c, whole); u > urgency {
			urgency, words = u, w
		}
	}
	if urgency == UrgencyNormal && !moot && incident >= incidentSuspicion {
		return UrgencySuspected, nil
	}
	return urgency, words
}

// judgeClause weighs one sentence that speaks of the present. Whom it hits may stand in another sentence of the message.
func judgeClause(c, whole clause) (Urgency, []string) {
	failure, reach, symptom := c.find(failureWords()), c.find(reachWords()), c.find(symptomWords())
	crowd, production, sweeping := c.find(crowdWords()), c.find(productionWords()), c.find(sweepingWords())
	urgent, scope := "", ""
	switch {
	case failure != "" && crowd+production != "":
		urgent, scope = failure, cmp.Or(production, crowd)
	case reach != "" && crowd != "":
		urgent, scope = reach, crowd
	case symptom != "" && sweeping != "":
		urgent, scope = symptom, sweeping
	}
	if urgent != "" && !c.says(laterWords()) {
		return UrgencyUrgent, compactWords(urgent, scope)
	}

	scope = cmp.Or(whole.find(crowdWords()), whole.find(productionWords()), whole.find(surfaceWords()))
	grave, now, sign := c.find(graveWords()), c.find(nowWords()), cmp.Or(failure, reach, symptom)
	switch {
	case grave != "":
		return UrgencySuspected, []string{grave}
	case sign != "" && scope != "" && (failure+reach != "" || !c.says(laterWords())):
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

// A clause is a piece of folded text in the two forms in which phrases are looked up.
type clause struct {
	latin    string // words between single blanks, with a blank at both ends
	japanese string // without any blanks
}

var contractions = strings.NewReplacer("’", "'", "can't", "cannot", "won't", "will not", "n't", " not")

func readClause(folded string) clause {
	var latin strings.Builder
	latin.WriteByte(' ')
	for _, s := range cutSegments(contractions.Replace(folded)) {
		if s.script == scriptLatin {
			latin.WriteString(s.text)
			latin.WriteByte(' ')
		}
	}
	// "down" in these is no outage.
	l := latin.String()
	for _, idiom := range []string{" scale down ", " scaled down ", " scaling down ", " drill down ", " count down ", " break down ", " tear down ", " write down ", " down to "} {
		l = strings.ReplaceAll(l, idiom, " ")
	}
	return clause{latin: l, japanese: strings.Join(strings.Fields(folded), "")}
}

// find is the first of the phrases in the clause, empty if there is none. Phrases in ASCII match whole words, one ending in * the beginning of a word;
// all others match anywhere.
func (c clause) find(phrases []string) string {
	for _, p := range phrases {
		if strings.ContainsFunc(p, func(r rune) bool { return r >= utf8.RuneSelf }) {
			if strings.Contains(c.japanese, p) {
				return p
			}
			continue
		}
		stem, open := strings.CutSuffix(p, "*")
		needle := " " + stem + " "
		if open {
			needle = " " + stem
		}
		if strings.Contains(c.latin, needle) {
			return stem
		}
	}
	return ""
}

func (c clause) says(phrases []string) bool { return c.find(phrases) != "" }
