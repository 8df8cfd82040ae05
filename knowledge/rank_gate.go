package knowledge

import (
	"cmp"
	"math"
)

// Gate decides whether what was found is shown. Scores are those of the
// development corpus of two thousand pages; for a corpus of another size they
// are scaled by how much its rarest words can weigh. Every zero field means the
// field of [DefaultGate].
type Gate struct {
	Terms    int     `yaml:"terms"`    // words of the question that the page must have
	Score    float64 `yaml:"score"`    // from here a page is shown
	Floor    float64 `yaml:"floor"`    // from here it is shown if it covers the question
	Coverage float64 `yaml:"coverage"` // share of the question, 0 to 1, that counts as covering it
	Strong   float64 `yaml:"strong"`   // from here the page very probably is the answer
}

// DefaultGate shows 95 % of the development questions that have an answer and
// 12 % of those that have none.
func DefaultGate() Gate {
	return Gate{Terms: 2, Score: 60, Floor: 33, Coverage: 0.7, Strong: 100}
}

func (g Gate) withDefaults() Gate {
	d := DefaultGate()
	return Gate{
		Terms:    cmp.Or(g.Terms, d.Terms),
		Score:    cmp.Or(g.Score, d.Score),
		Floor:    cmp.Or(g.Floor, d.Floor),
		Coverage: cmp.Or(g.Coverage, d.Coverage),
		Strong:   cmp.Or(g.Strong, d.Strong),
	}
}

// referencePages is the size of the corpus that the gate's scores are from.
const referencePages = 2007

// scale is what a score of the reference corpus is worth among n pages.
func scale(n int) float64 {
	return math.Pow(idf(n, 1)/idf(referencePages, 1), idfPower)
}

// trustedVote is the similarity from which a page that solved an inquiry is
// shown for the next one, whatever its own words.
const trustedVote = 0.6

// namesThePage is the share of a question that stands in a page's title, or of
// a title that stands in a question, from which the question is taken to name
// the page: then neither the number of words nor a low score, which a small
// corpus gives, keeps it back.
const namesThePage = 0.8

// confidence estimates how likely a contender is a right page: the logistic
// curve of the scaled score and of the distance to the first page, fitted on the
// development questions.
func confidence(c, first contender, n int) float64 {
	score := c.raw / scale(n)
	x := -1.5 + score/40 - 3*(1-c.rank/max(first.rank, 1e-9)) + 3*c.votes
	return 1 / (1 + math.Exp(-x))
}

// judge applies the gate to the best page among n.
func (g Gate) judge(best contender, n int) (answered, strong bool) {
	score := best.raw / scale(n)
	if best.votes >= trustedVote {
		return true, score >= g.Strong
	}
	if best.titled >= namesThePage || best.named >= namesThePage && best.coverage >= g.Coverage/2 {
		return true, score >= g.Strong
	}
	if best.matched < g.Terms {
		return false, false
	}
	answered = score >= g.Score || score >= g.Floor && best.coverage >= g.Coverage
	return answered, answered && score >= g.Strong
}
