package knowledge

import (
	"math"
	"slices"
)

// A Trial is how a classifier did on labelled messages that it had not seen when it judged them: for each head the log-loss of a message in nats, by the
// ID of its sample. Two classifiers are compared on the messages that both have judged.
type Trial struct {
	Area map[string]float64 `json:"area,omitempty"`
	Kind map[string]float64 `json:"kind,omitempty"`
}

// Try judges samples that the classifier was not trained on. A label that it does not know is left out: it could not have been right.
func (c *Classifier) Try(samples []Sample) Trial {
	var t Trial
	for _, s := range samples {
		m := readMessage(foldMessage(s.Text))
		c.kind.try(&t.Kind, s.ID, m, s.Kind)
		if c.area != nil {
			c.area.try(&t.Area, s.ID, m, s.Area)
		}
	}
	return t
}

func (h *head) try(into *map[string]float64, id string, m *message, label string) {
	class := slices.Index(h.classes, label)
	if class < 0 {
		return
	}
	if *into == nil {
		*into = make(map[string]float64)
	}
	(*into)[id] = logLoss(h.read(m).p[class])
}

// lossesOf are the log-losses of the lessons from traffic by ID, which the outcomes are of, in their order.
func (h *head) lossesOf(lessons []lesson, outcomes []outcome) map[string]float64 {
	if len(outcomes) == 0 {
		return nil
	}
	out := make(map[string]float64, len(outcomes))
	for _, l := range lessons {
		if l.traffic {
			out[l.id] = logLoss(h.calibration.probabilities(outcomes[0].logits)[outcomes[0].class])
			outcomes = outcomes[1:]
		}
	}
	return out
}

// logLoss is bounded, so that one impossible message does not outweigh all others.
func logLoss(p float64) float64 { return -math.Log(max(p, 1e-12)) }
