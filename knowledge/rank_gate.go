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
// these pages. A reference corpus shows what questions score that people judged,
// scaled by how much the rarest word can weigh among as many pages. Either alone
// errs: few sentences by their luck, the reference by its subject.
type Gauge struct {
	Lang      Lang
	Threshold float64 // evidence of score 1
	Unrelated int     // sentences tried
	Rejected  float64 // share of them that stays below, 0 to 1
	Headings  int     // headings of the corpus asked for as if they were questions
	Accepted  float64 // share of them that reaches the threshold, 0 to 1
}

const (
	referencePages    = 2007 // of the reference corpus
	referenceEvidence = 40   // that shows 9 of 10 of its answerable questions
	chanceShare       = 0.95 // of unrelated sentences that count as chance
	chanceFactor      = 1.4  // distance to keep from them: requests in the trade's own words score higher
	headingShare      = 0.2  // of the corpus's own headings may stay below, no more
	headingsAsked     = 32   // at most, for each language
	leastGauge        = 0.25 // of the reference: where chance scores nothing at all
)

// scale is what a score of the reference corpus is worth among n pages.
func scale(n int) float64 {
	return math.Pow(idf(n, 1)/idf(referencePages, 1), idfPower)
}

// gaugeOf computes the threshold from evidence of unrelated sentences and of
// headings, among n pages.
func gaugeOf(lang Lang, n int, unrelated, headings []float64) Gauge {
	reference := referenceEvidence * scale(n)
	chance := chanceFactor * percentile(unrelated, chanceShare)
	t := max(math.Sqrt(reference*chance), leastGauge*reference)
	if len(headings) > 0 {
		t = min(t, max(percentile(headings, headingShare), leastGauge*reference))
	}
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
	gauges := map[Lang]Gauge{}
	for _, lang := range []Lang{English, Japanese} {
		unrelated, err := l.evidence(ctx, on, offTopic(lang))
		if err != nil {
			return nil, err
		}
		headings, err := l.evidence(ctx, on, on.shards[lang].headings())
		if err != nil {
			return nil, err
		}
		gauges[lang] = gaugeOf(lang, on.largest(), unrelated, headings)
	}
	return gauges, nil
}

// gaugeIfChanged measures a shelf, unless it holds what was measured before. Only
// what holds refreshing may call it.
func (l *Library) gaugeIfChanged(ctx context.Context, on shelf, report *IndexReport) (map[Lang]Gauge, error) {
	gauges := l.gauges
	if report.Changed || gauges == nil {
		var err error
		if gauges, err = l.gauge(ctx, on); err != nil {
			return nil, fmt.Errorf("measure the index: %w", err)
		}
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
	return c.evidence/max(g.Threshold, 1e-9) + voteScore*c.votes
}

// confidence estimates how likely a contender is a right page: the logistic
// curve of the score and of the distance to the first page, fitted on 216
// labelled questions.
func confidence(score float64, c, first contender) float64 {
	x := -0.93 + 1.2*math.Log(max(score, 1e-3)) - 6.9*(1-c.rank/max(first.rank, 1e-9)) + 3*c.votes
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
)

// Shown reports whether the page is shown.
func (v Verdict) Shown() bool {
	switch v {
	case VerdictScore, VerdictNamed, VerdictVoted:
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
	case VerdictNamed, VerdictVoted, VerdictWords, VerdictNothing:
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
	case best.matched < g.Terms:
		return VerdictWords
	case score >= g.Floor:
		return VerdictScore
	}
	return VerdictBelow
}
