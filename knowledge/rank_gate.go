package knowledge

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"strings"
	"sync"
)

// Gate decides whether what was found is shown. Scores are relative to what the
// index measured of itself, see [Gauge]: 1 is where answers part from chance,
// whatever the size of the corpus. Every zero field means the field of
// [DefaultGate].
type Gate struct {
	Floor  float64 // score from which a page is shown
	Terms  int     // words of the question that the page must have
	Strong float64 // score from which the page very probably is the answer
}

// DefaultGate shows what scores as the index measured.
func DefaultGate() Gate { return Gate{Floor: 1, Terms: 2, Strong: 2.5} }

func (g Gate) withDefaults() Gate {
	d := DefaultGate()
	return Gate{Floor: cmp.Or(g.Floor, d.Floor), Terms: cmp.Or(g.Terms, d.Terms), Strong: cmp.Or(g.Strong, d.Strong)}
}

// A Gauge is what an index measured of itself for questions in one language: the
// evidence that an answer needs. It is made of two things. What sentences that
// no team's documents are about score there shows how much chance scores among
// these pages. What the pages' own headings score shows how much their words can
// score at all: long pages that say a thing often have more than short ones, and
// rare words weigh more among many pages.
type Gauge struct {
	Lang      Lang
	Threshold float64 // evidence of score 1
	Unrelated int     // sentences tried
	Rejected  float64 // share of them that stays below, 0 to 1
	Headings  int     // headings of the corpus asked for as if they were questions
	Accepted  float64 // share of them that reaches the threshold, 0 to 1
}

const (
	chanceShare       = 0.90 // of unrelated sentences that count as chance
	headingsAsked     = 32   // at most, for each language
	referenceSignal   = 58   // where chance ends, in evidence, if headings score as in the reference corpus
	referenceEnglish  = 77.0 // evidence of a heading there, the median
	referenceJapanese = 260  // pairs of characters are more terms than words
	leastThreshold    = 0.5  // of few pages, among which words are neither common nor rare
	leastChance       = 0.02 // of a heading: where unrelated sentences score nothing at all
)

// signal is what the headings of a corpus score relative to those of the
// reference corpus, two thousand pages of public documentation; 0 without any.
func signal(lang Lang, headings []float64) float64 {
	reference := float64(referenceEnglish)
	if lang == Japanese {
		reference = referenceJapanese
	}
	return percentile(headings, 0.5) / reference
}

// gaugeOf computes the threshold from the evidence of unrelated sentences and of
// headings. It is the geometric mean of chance and of a reference that goes with
// the square of the signal: of pages with few words both the score and the share
// of a question that they can cover are smaller. The constants were chosen on
// 216 questions over seven documentation sets, together and each alone, and on
// 66 over a handbook of thirty short pages.
func gaugeOf(lang Lang, signal float64, unrelated, headings []float64) Gauge {
	reference := referenceSignal * signal * signal
	chance := max(percentile(unrelated, chanceShare), leastChance*referenceEnglish*signal)
	t := max(math.Sqrt(reference*chance), leastThreshold)
	reach := func(values []float64) float64 {
		passing := 0
		for _, v := range values {
			if v >= t {
				passing++
			}
		}
		return float64(passing) / float64(max(len(values), 1))
	}
	return Gauge{
		Lang: lang, Threshold: t,
		Unrelated: len(unrelated), Rejected: 1 - reach(unrelated),
		Headings: len(headings), Accepted: reach(headings),
	}
}

// gauge measures an index with questions that have no answer and with its own
// headings. Equal pages give equal figures.
func (l *Library) gauge(ctx context.Context, on shelf) (map[Lang]Gauge, error) {
	unrelated, headings := map[Lang][]float64{}, map[Lang][]float64{}
	signals := map[Lang]float64{}
	for _, lang := range []Lang{English, Japanese} {
		var err error
		if unrelated[lang], err = l.evidence(ctx, on, offTopic(lang)); err != nil {
			return nil, err
		}
		if headings[lang], err = l.evidence(ctx, on, on.shards[lang].headings()); err != nil {
			return nil, err
		}
		signals[lang] = signal(lang, headings[lang])
	}
	gauges := map[Lang]Gauge{}
	for _, lang := range []Lang{English, Japanese} {
		s := signals[lang]
		if len(headings[lang]) == 0 { // questions in a language without pages
			s = max(signals[English], signals[Japanese])
		}
		gauges[lang] = gaugeOf(lang, s, unrelated[lang], headings[lang])
	}
	return gauges, nil
}

// gaugeIfChanged measures a shelf, unless it holds what was measured before. Only
// what holds refreshing may call it.
func (l *Library) gaugeIfChanged(ctx context.Context, on shelf, report *IndexReport) (map[Lang]Gauge, error) {
	gauges := l.gauges
	if report.Changed || !l.gauged {
		var err error
		if gauges, err = l.gauge(ctx, on); err != nil {
			return nil, fmt.Errorf("measure the index: %w", err)
		}
		l.gauged = true
	}
	report.Gauges = []Gauge{gauges[English], gauges[Japanese]}
	return gauges, nil
}

// offTopic are the sentences that no page is about.
func offTopic(lang Lang) []string {
	text := offTopicEnglish
	if lang == Japanese {
		text = offTopicJapanese
	}
	return strings.Split(strings.TrimSpace(text), "\n")
}

// headings are questions that a shard can answer: titles with a heading, from
// pages spread evenly.
func (s *shard) headings() []string {
	if s == nil {
		return nil
	}
	var out []string
	step := (len(s.pages) + headingsAsked - 1) / headingsAsked
	for i := 0; i < len(s.pages); i += step {
		p := s.pages[i]
		text := p.title
		if h := p.sections[len(p.sections)/2].Heading; h != p.title {
			text += " " + h
		}
		out = append(out, text)
	}
	return out
}

// evidence returns what the best page has for each text.
func (l *Library) evidence(ctx context.Context, on shelf, texts []string) ([]float64, error) {
	out := make([]float64, len(texts))
	errs := make([]error, len(texts))
	var group sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		group.Go(func() {
			for i := w; i < len(texts); i += workers {
				found, err := l.rank(ctx, on, Query{Text: texts[i], Audience: AudienceMembers}, nil)
				if errs[i] = err; len(found.contenders) > 0 {
					out[i] = found.contenders[0].evidence
				}
			}
		})
	}
	group.Wait()
	return out, errors.Join(errs...)
}

// trustedVote is the similarity from which a page that solved an inquiry is
// shown for the next one, whatever its own words; voteScore is what a vote of
// similarity 1 adds to the score.
const (
	trustedVote = 0.6
	voteScore   = 2.5
)

// namesThePage is the share of a question that stands in a page's title, or of
// a title that stands in a question, from which the question is taken to name
// the page: then neither the number of words nor a low score, which a short
// question gives, keeps it back.
const namesThePage = 0.8

// score is evidence in units of what an answer needs.
func (g Gauge) score(c contender) float64 {
	score := c.evidence/max(g.Threshold, 1e-9) + voteScore*c.votes
	if c.believed {
		score += meaningScore
	}
	return score
}

// confidence estimates how likely a contender is a right page: the logistic
// curve of the score and of the distance to the first page, fitted on 216
// labelled questions.
func confidence(score float64, c, first contender) float64 {
	x := -0.93 + 1.2*math.Log(max(score, 1e-3)) - 6.9*(1-c.rank/max(first.rank, 1e-9)) + 3*c.votes + 2*c.near
	return 1 / (1 + math.Exp(-x))
}

// Verdict is what the gate made of the first hit.
type Verdict string

// The verdicts of a [Gate]. Those from VerdictScore on show the page.
const (
	VerdictNothing Verdict = "nothing_found"   // no page has a word of the question
	VerdictBelow   Verdict = "below_the_floor" // the score is too low
	VerdictWords   Verdict = "too_few_words"   // the page has too few words of the question
	VerdictScore   Verdict = "score"           // the score reaches the floor
	VerdictNamed   Verdict = "names_the_page"  // the question and the title are the same words
	VerdictVoted   Verdict = "solved_the_same" // the page solved an inquiry of the same words
	VerdictMeant   Verdict = "means_the_same"  // the page is near in meaning, whatever its words
)

// Shown reports whether the page is shown.
func (v Verdict) Shown() bool {
	switch v {
	case VerdictScore, VerdictNamed, VerdictVoted, VerdictMeant:
		return true
	case VerdictNothing, VerdictBelow, VerdictWords:
	}
	return false
}

// passes reports whether the result would be shown with another floor.
func (r Result) passes(floor float64) bool {
	switch r.Verdict {
	case VerdictScore, VerdictBelow:
		return r.Hits[0].Score >= floor
	case VerdictNamed, VerdictVoted, VerdictMeant, VerdictWords, VerdictNothing:
	}
	return r.Verdict.Shown()
}

// judge applies the gate to the best page.
func (g Gate) judge(best contender, score float64) Verdict {
	switch {
	case best.votes >= trustedVote:
		return VerdictVoted
	case best.titled >= namesThePage || best.named >= namesThePage && best.coverage >= namesThePage/2:
		return VerdictNamed
	case best.believed:
		return VerdictMeant
	case best.matched < g.Terms:
		return VerdictWords
	case score >= g.Floor:
		return VerdictScore
	}
	return VerdictBelow
}
