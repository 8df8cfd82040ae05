package model

import (
	"math"

	"toban/knowledge"
)

// The rule of promotion. Classification reference 8.8, and what chance does to
// it: the folds of two trainings are never quite the same.
const (
	leastCompared = 26   // messages below which out-of-fold figures are mostly chance
	tolerated     = 1.01 // times the champion's loss
	deviations    = 2    // standard errors within which a difference is chance
)

// A Comparison is how a challenger did against the champion on messages that
// neither had seen when it judged them. Losses are means in nats.
type Comparison struct {
	Head       string  `json:"head,omitempty"` // area or kind
	N          int     `json:"n"`              // messages
	Champion   float64 `json:"champion"`
	Challenger float64 `json:"challenger"`
	Worse      bool    `json:"worse,omitempty"` // by more than is tolerated, and by more than chance
}

// compare compares a challenger's trial with the champion. What the champion
// learned from, it judged out of fold when it was trained; what came since, it
// judges now. A message whose label or words changed in between is left out:
// the champion has seen it, and learned something else.
//
// It is about areas, unless the challenger is worse at kinds alone.
func compare(champion *knowledge.Classifier, learned evidence, trial knowledge.Trial, samples []knowledge.Sample) Comparison {
	var fresh []knowledge.Sample
	known := make(map[string]bool, len(samples)) // learned as it is now
	for _, s := range samples {
		was, ok := learned.Samples[s.ID]
		switch {
		case !ok:
			fresh = append(fresh, s)
		case was == fingerprint(s):
			known[s.ID] = true
		}
	}
	now := champion.Try(fresh)
	area := compareHead("area", known, learned.Trial.Area, now.Area, trial.Area, samples)
	if kind := compareHead("kind", known, learned.Trial.Kind, now.Kind, trial.Kind, samples); kind.Worse && !area.Worse {
		return kind
	}
	return area
}

func compareHead(head string, known map[string]bool, then, now, challenger map[string]float64, samples []knowledge.Sample) Comparison {
	c := Comparison{Head: head}
	var differences []float64
	for _, s := range samples { // in their order, so that sums do not depend on that of a map
		theirs, judged := challenger[s.ID]
		ours, ok := now[s.ID]
		if known[s.ID] {
			ours, ok = then[s.ID]
		}
		if !judged || !ok {
			continue
		}
		c.Champion += ours
		c.Challenger += theirs
		differences = append(differences, theirs-ours)
	}
	if c.N = len(differences); c.N == 0 {
		return c
	}
	n := float64(c.N)
	c.Champion, c.Challenger = c.Champion/n, c.Challenger/n
	mean, squares := c.Challenger-c.Champion, 0.0
	for _, d := range differences {
		squares += (d - mean) * (d - mean)
	}
	chance := deviations * math.Sqrt(squares/n/n)
	c.Worse = c.N >= leastCompared && c.Challenger > tolerated*c.Champion && mean > chance
	return c
}
