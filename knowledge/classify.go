package knowledge

import (
	"cmp"
	"context"
)

// A SampleSource says where a label came from.
type SampleSource int

// Sources of labels. The zero SampleSource is invalid: a label of unknown origin teaches nothing.
const (
	SourceSeed       SampleSource = iota + 1 // the taxonomy's own words
	SourceCorrection                         // a person changed the guess
	SourceConfirm                            // a person said that the guess is right
	SourceImport                             // labels from another system
)

// String is the source in one lower-case word.
func (s SampleSource) String() string {
	switch s {
	case SourceSeed:
		return "seed"
	case SourceCorrection:
		return "correction"
	case SourceConfirm:
		return "confirm"
	case SourceImport:
		return "import"
	}
	return "invalid"
}

// weight is what a sample of this source counts in training. Classification reference 8.3.
func (s SampleSource) weight() float64 {
	switch s {
	case SourceSeed, SourceCorrection, SourceConfirm:
		return 1
	case SourceImport:
		return 0.5
	}
	return 0
}

// traffic tells whether samples of this source look like the messages of tomorrow, so that thresholds may be learned from them.
func (s SampleSource) traffic() bool { return s == SourceCorrection || s == SourceConfirm }

// A Sample is a labelled message. A guess that nobody looked at is not a sample: a classifier must not feed on itself.
type Sample struct {
	ID     string // identifies the message; decides the fold, so that two models are measured on the same split
	Text   string // as written in Slack; markup is stripped
	Area   string // a key of the taxonomy, AreaOther or AreaNotInquiry; empty means that the area is not labelled
	Kind   string // a key of the taxonomy; empty means that the kind is not labelled
	Lang   Lang   // for statistics; the classifier detects the language itself
	Source SampleSource
	Weight float64 // zero means what the source is worth: 1, an import .5
}

func (s Sample) weight() float64 { return cmp.Or(s.Weight, s.Source.weight()) }

// Urgency says whether a message speaks of something that cannot wait. Text may suggest it; only a person declares an incident.
type Urgency int

// Urgencies, from calm to pressing.
const (
	UrgencyNormal    Urgency = iota // can wait for its turn
	UrgencySuspected                // the asker should be asked whether production is affected
	UrgencyUrgent                   // the on-call should be paged now
)

// String is the urgency in one lower-case word.
func (u Urgency) String() string {
	switch u {
	case UrgencyNormal:
		return "normal"
	case UrgencySuspected:
		return "suspected"
	case UrgencyUrgent:
		return "urgent"
	}
	return "invalid"
}

// A Choice is a candidate to offer on a button.
type Choice struct {
	Key        string
	Confidence float64 // calibrated probability, 0 to 1
}

// A Guess is what one head of the classifier makes of a message.
type Guess struct {
	Key        string      // the best class; empty if there is no such head or the text has no known word
	Confidence float64     // calibrated probability of Key, 0 to 1
	Words      []string    // at most three words that decided, strongest first
	Sure       bool        // Key may be set without asking
	Choices    []Choice    // at most three candidates for buttons, best first; empty when Sure, and when none of the offered classes leads
	Open       bool        // too uncertain to show Key: ask openly
	Similar    []Neighbour // at most two labelled messages that the text resembles most, best first
}

// A Classification is everything that the text of a message tells.
type Classification struct {
	Kind              Guess
	Area              Guess
	Urgency           Urgency
	UrgencyConfidence float64  // how much the text alone resembles reports of users being hurt, 0 to 1
	UrgencyWords      []string // what made it urgent or suspected, as written
	Lang              Lang
	Model             string // hash of the model, see ModelInfo.Hash
}

// TrainOptions tune [Train]. The zero value is what a team starts with.
type TrainOptions struct {
	Background []string // unlabelled messages and documents; they tell which words are common
	MinTraffic int      // labels from traffic needed before anything is set silently; zero means 100
	Precision  float64  // share of silent labels that must have been right out of fold; zero means .95
	Workers    int      // folds trained at the same time; zero means one, so that a bot that is serving keeps its other processors
}

// Train learns the taxonomy and the samples. See [TrainContext].
func Train(t Taxonomy, samples []Sample, o TrainOptions) (*Classifier, error) {
	return TrainContext(context.Background(), t, samples, o)
}
