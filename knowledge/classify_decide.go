package knowledge

import (
	"cmp"
	"slices"
)

// decide turns probabilities into what the card shows. Classification reference 8.5, in its order:
// little traffic, then ask; "other" or nothing likely, then ask openly; above the threshold, then set silently; else offer the likely ones.
func (c *calibration) decide(classes []string, offered int, p []float64, grip float64) Guess {
	best := argmax(p)
	outside := best >= offered // "other" leads: to offer what is behind it would be noise
	open := outside || p[best] < minShown || grip < c.Refuse
	if outside && c.PerClass[best] == 0 {
		best = argmax(p[:offered]) // what nobody of the team has taught is not named
	}
	g := Guess{Key: classes[best], Confidence: p[best], Open: open}
	g.Sure = !g.Open && c.Traffic >= c.MinTraffic && p[best] >= c.Threshold[best]
	if g.Sure || outside {
		return g
	}
	order := make([]int, offered)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p[b], p[a]) })
	for _, i := range order[:min(maxChoices, offered)] {
		if len(g.Choices) > 0 && p[i] < c.Reach {
			break
		}
		g.Choices = append(g.Choices, Choice{Key: classes[i], Confidence: p[i]})
	}
	return g
}
