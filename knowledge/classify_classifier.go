package knowledge

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
)

// recipeVersion changes whenever equal samples give another model: with the features, the training or the form in which a model is stored.
const recipeVersion = 7

// A Classifier guesses kind, area and urgency. It never changes, so it is safe for concurrent use. Make one with [Train] or [Classifier.UnmarshalBinary].
type Classifier struct {
	kind, area *head // area is nil if the taxonomy has no areas
	inputs     string
	hash       string
}

// TrainContext learns the taxonomy and the samples. The words of the taxonomy count as samples, so that a team without any label gets useful guesses.
// Equal arguments give a bit-identical classifier, whatever the number of processors. Training takes seconds for thousands of samples; it stops when ctx ends.
// A sample whose area or kind the taxonomy no longer has is left out of that head. The samples are counted by [Classifier.Info].
func TrainContext(ctx context.Context, t Taxonomy, samples []Sample, o TrainOptions) (*Classifier, error) {
	c, _, err := TrainTrial(ctx, t, samples, o)
	return c, err
}

// TrainTrial does as [TrainContext] does and tells how well each sample from traffic was judged by a model that had not seen it.
func TrainTrial(ctx context.Context, t Taxonomy, samples []Sample, o TrainOptions) (*Classifier, Trial, error) {
	var trial Trial
	if err := t.Validate(); err != nil {
		return nil, trial, fmt.Errorf("taxonomy: %w", err)
	}
	for i, s := range samples {
		if s.weight() <= 0 {
			return nil, trial, fmt.Errorf("sample %d (%q): source %s with weight %g teaches nothing", i, s.ID, s.Source, s.Weight)
		}
	}
	c := &Classifier{inputs: InputHash(t, samples, o)}
	var err error
	texts := make(textFeatures)
	kinds := lessonsOf(t.kinds(), nil, samples, texts, func(s Sample) string { return s.Kind })
	var areas curriculum
	if len(t.Areas) > 0 {
		areas = lessonsOf(t.Areas, []string{AreaOther, AreaNotInquiry}, samples, texts, func(s Sample) string { return s.Area })
		areas.classes, areas.lessons = withChatter(areas.classes, areas.lessons, texts)
	}
	background := texts.count(o.Background)
	if c.kind, err = trainHead(ctx, kinds.classes, kinds.offered, kinds.lessons, background, o); err != nil {
		return nil, trial, fmt.Errorf("kinds: %w", err)
	}
	trial.Kind = c.kind.losses
	if len(t.Areas) > 0 {
		if c.area, err = trainHead(ctx, areas.classes, areas.offered, areas.lessons, background, o); err != nil {
			return nil, trial, fmt.Errorf("areas: %w", err)
		}
		trial.Area = c.area.losses
	}
	c.hash = sum(c.encode())
	builtinDetector() // so that the first message does not wait for it
	return c, trial, nil
}

// A curriculum is what one head learns.
type curriculum struct {
	classes []string
	offered int
	lessons []lesson
}

// textFeatures finds the features of messages, of each text once: both heads learn from mostly the same.
type textFeatures map[string][]feature

func (r textFeatures) read(text string) []feature {
	features, again := r[text]
	if !again {
		features, _ = readFeatures(foldMessage(text))
		features = slices.Clip(slices.Clone(features))
		r[text] = features
	}
	return features
}

// count tells in how many other texts the features are that have been read.
func (r textFeatures) count(others []string) frequency {
	f := frequency{texts: len(others), of: make(map[uint64]int32)}
	if len(others) == 0 {
		return f
	}
	for _, features := range r {
		for _, x := range features {
			f.of[x.id] = 0
		}
	}
	for _, text := range others {
		features, _ := readFeatures(foldMessage(text))
		for _, x := range features {
			if n, ok := f.of[x.id]; ok {
				f.of[x.id] = n + 1
			}
		}
	}
	return f
}

// lessonsOf turns terms and samples into the lessons of one head. Of the extra classes those take part that a sample has.
func lessonsOf(terms []Term, extra []string, samples []Sample, texts textFeatures, label func(Sample) string) curriculum {
	var c curriculum
	for i, t := range terms {
		c.classes = append(c.classes, t.Key)
		for _, text := range t.phrases() {
			c.lessons = append(c.lessons, lesson{text: texts.read(text), class: int32(i), weight: 1})
		}
	}
	c.offered = len(c.classes)
	for _, key := range extra {
		if slices.ContainsFunc(samples, func(s Sample) bool { return label(s) == key }) {
			c.classes = append(c.classes, key)
		}
	}
	for i, s := range samples {
		class := slices.Index(c.classes, label(s))
		if class < 0 || label(s) == "" {
			continue
		}
		id := s.ID
		if id == "" {
			id = strconv.Itoa(i)
		}
		c.lessons = append(c.lessons, lesson{id: id, text: texts.read(s.Text), class: int32(class), weight: s.weight(), traffic: s.Source.traffic(), message: s.ID})
	}
	return c
}

// InputHash identifies what [Train] would learn from. A stored classifier whose [ModelInfo.Inputs] differ is out of date.
func InputHash(t Taxonomy, samples []Sample, o TrainOptions) string {
	o.Workers = 0
	body, err := json.Marshal(struct {
		Recipe   int
		Taxonomy Taxonomy
		Kinds    []Term
		Samples  []Sample
		Options  TrainOptions
	}{recipeVersion, t, t.kinds(), samples, o})
	if err != nil {
		panic("knowledge: samples are plain data: " + err.Error()) // weights that are not numbers are refused before
	}
	return sum(body)
}

func sum(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:8])
}

// Classify guesses what a message is, what it is about and how pressing it is. It takes some tenths of a millisecond, for the longest text that is read about five.
func (c *Classifier) Classify(text string) Classification {
	out, _, _ := c.classify(text)
	return out
}

// classify also returns what the heads read; that of the area is blank without areas.
func (c *Classifier) classify(text string) (out Classification, kind, area reading) {
	plain := readSlack(text)
	m := readMessage(plain.fold())
	out = Classification{Lang: DetectLang(plain.own), Model: c.hash}
	kind = c.kind.read(m)
	i := slices.Index(c.kind.classes, KindIncident)
	incident := 0.0
	if i >= 0 && !kind.blank() && c.kind.calibration.PerClass[i] > 0 { // the taxonomy's own words know less than the built-in examples
		incident = kind.p[i]
	}
	v := judgeUrgency(plain.own, incident, m)
	out.Urgency, out.UrgencyConfidence, out.UrgencyWords = v.urgency, v.confidence, v.words
	if i >= 0 {
		kind.settle(i, out.Urgency)
	}
	out.Kind = c.kind.guess(kind)
	if c.area != nil {
		area = c.area.read(m)
		out.Area = c.area.guess(area)
		out.Area.Words = slices.DeleteFunc(out.Area.Words, stopWord) // an area is about nouns, a kind is about how they are put
	}
	return out, kind, area
}

// A reading is what a head sees in a text.
type reading struct {
	of     *message
	vector vector
	p      []float64 // calibrated probabilities in the order of the classes
	grip   float64   // see grip
}

// A message is a text that has been read for all heads.
type message struct {
	folded   string
	features []feature
	places   []place
}

func readMessage(folded string) *message {
	m := &message{folded: folded}
	m.features, m.places = readFeatures(folded)
	return m
}

func (h *head) read(m *message) reading {
	r := reading{of: m, vector: h.vocabulary.vector(m.features, h.vocabulary.numbers(m.features), nil)}
	logits := h.model.logits(r.vector, h.vocabulary.axes)
	r.p = h.calibration.probabilities(logits)
	r.grip = grip(logits, r.p, h.offered)
	return r
}

// blank tells that no word of the text is known.
func (r reading) blank() bool { return r.vector.known == 0 }

// settle makes the kind agree with the urgency, because a calm card that says "incident" and a red one that says "question" both confuse.
func (r reading) settle(incident int, u Urgency) {
	rest := 1 - r.p[incident]
	for i := range r.p {
		switch {
		case u == UrgencyUrgent && i == incident:
			r.p[i] = 1
		case u == UrgencyUrgent, u == UrgencyNormal && i == incident:
			r.p[i] = 0
		case u == UrgencyNormal && rest > 0:
			r.p[i] /= rest
		}
	}
}

// guess is what the head makes of what it read.
func (h *head) guess(r reading) Guess {
	if r.blank() {
		return Guess{Open: true}
	}
	g := h.calibration.decide(h.classes, h.offered, r.p, r.grip)
	g.Words = loudestWords(h.contributions(r, slices.Index(h.classes, g.Key)))
	g.Similar = h.evidence.similar(h.vocabulary, h.classes, r)
	return g
}
